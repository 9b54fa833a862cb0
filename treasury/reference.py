"""The chart of accounts and a province's two bank accounts: data that must be there before the first entry."""

from django.db import transaction

from areas.models import Province
from treasury import chart
from treasury.models import BankAccount, LedgerAccount

_KIND = LedgerAccount.Kind
CHART = (
    (chart.TREASURY_DEPOSIT, "เงินฝากคลัง", _KIND.ASSET),
    (chart.BANK, "เงินฝากธนาคาร (ออมทรัพย์ Bill Payment)", _KIND.ASSET),
    (chart.IN_TRANSIT, "เงินนำส่งระหว่างทาง", _KIND.ASSET),
    (chart.LOANS, "ลูกหนี้เงินกู้", _KIND.ASSET),
    (chart.ALLOWANCE, "ค่าเผื่อหนี้สงสัยจะสูญ", _KIND.ASSET),
    (chart.SUSPENSE, "เงินรับรอตรวจสอบ", _KIND.LIABILITY),
    (chart.BORROWER_CREDIT, "เงินรับล่วงหน้าจากลูกหนี้", _KIND.LIABILITY),
    (chart.REFUNDS_PAYABLE, "เงินรอคืนผู้ชำระ", _KIND.LIABILITY),
    (chart.FUND_CAPITAL, "ทุนหมุนเวียนได้รับจัดสรร", _KIND.EQUITY),
    (chart.ADMINISTRATION_FUNDS, "เงินงบบริหารได้รับจัดสรร", _KIND.EQUITY),
    (chart.SUBSIDY_FUNDS, "เงินงบอุดหนุนได้รับจัดสรร", _KIND.EQUITY),
    (chart.ACCUMULATED_RESULT, "รายได้สูง (ต่ำ) กว่าค่าใช้จ่ายสะสม", _KIND.EQUITY),
    (chart.CONTRACT_INTEREST, "รายได้ดอกเบี้ยเงินกู้", _KIND.INCOME),
    (chart.DEFAULT_INTEREST, "รายได้เบี้ยปรับ/ดอกเบี้ยผิดนัด", _KIND.INCOME),
    (chart.BANK_INTEREST, "รายได้ดอกเบี้ยเงินฝากธนาคาร", _KIND.INCOME),
    (chart.RECOVERIES, "หนี้สูญได้รับคืน", _KIND.INCOME),
    (chart.LATE_RETURN_INTEREST, "รายได้ดอกเบี้ยจากการคืนเงินล่าช้า", _KIND.INCOME),
    (chart.SUBSIDY, "ค่าใช้จ่ายเงินอุดหนุน", _KIND.EXPENSE),
    (chart.ADMINISTRATION, "ค่าใช้จ่ายบริหารกองทุน", _KIND.EXPENSE),
    (chart.BANK_FEES, "ค่าธรรมเนียมธนาคาร", _KIND.EXPENSE),
    (chart.DOUBTFUL_DEBTS, "หนี้สงสัยจะสูญ", _KIND.EXPENSE),
    (chart.WRITTEN_OFF, "หนี้สูญ", _KIND.EXPENSE),
)


def load_chart() -> int:
    """The chart of accounts, as written here; run again it corrects names and adds what is missing.

    :returns: the number of accounts.
    """
    with transaction.atomic():
        for code, name, kind in CHART:
            LedgerAccount.objects.update_or_create(code=code, defaults={"name": name, "kind": kind})
    return len(CHART)


def open_province_accounts(
    *,
    province: Province | str,
    deposit_number: str,
    savings_number: str,
    biller_id: str = "",
    bank_code: str = "006",
    bank_name: str = "ธนาคารกรุงไทย",
    office_name: str = "",
) -> tuple[BankAccount, BankAccount]:
    """A province's treasury deposit and its savings account that serves Bill Payment; those already there stay.

    :param biller_id: 15 digits as the bank gave them, or nothing until it has.
    :returns: the treasury deposit and the savings account.
    Source: R-DISB-01.
    """
    code = getattr(province, "pk", province)
    name = office_name or "สำนักงานพัฒนาชุมชนจังหวัด"
    with transaction.atomic():
        deposit, _created = BankAccount.objects.get_or_create(
            province_id=code,
            kind=BankAccount.Kind.TREASURY_DEPOSIT,
            defaults={
                "bank_name": "กรมบัญชีกลาง (เงินฝากคลัง)",
                "account_number": deposit_number,
                "name": f"{name} (เงินฝากคลังกองทุนพัฒนาบทบาทสตรี)",
                "ledger_account_id": chart.TREASURY_DEPOSIT,
            },
        )
        savings, _created = BankAccount.objects.get_or_create(
            province_id=code,
            kind=BankAccount.Kind.SAVINGS,
            defaults={
                "bank_code": bank_code,
                "bank_name": bank_name,
                "account_number": savings_number,
                "name": f"{name} (กองทุนพัฒนาบทบาทสตรี)",
                "biller_id": biller_id,
                "ledger_account_id": chart.BANK,
            },
        )
    return deposit, savings
