"""August and September 2561 in Chiang Rai: budgets, statements, a bank file with everything that can go otherwise.

A payment for two contracts is split, one of nobody's is paid back, one for the wrong contract gets a new receipt, a
group settles before its time, and the debt of the group that never paid is called in. All may be played again.
"""

from datetime import date, time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from documents.registers import register_pdf
from loans.models import Contract, ContractChange, Party
from repayments import selectors, services
from repayments.models import BankFile, BankLine, Receipt, Refund
from reports.demo import papers, people, second_round
from reports.demo.bank_file import Account, Paid, write
from reports.demo.repayments import JULY
from thai.dates import month_end
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import BankAccount, BudgetLine, JournalEntry, Statement
from treasury.services.statements import NewLine, record_statement

STATED_ON = date(2018, 8, 2)
BUDGET_ON = date(2018, 8, 6)
ASKED_ON = date(2018, 8, 10)
IMPORTED_ON = date(2018, 8, 21)
CORRECTED_ON = date(2018, 8, 23)
REFUNDED_ON = date(2018, 8, 24)
REMITTED_ON = date(2018, 8, 31)
CALLED_IN_ON = date(2018, 9, 14)
ENDED_ON = date(2018, 9, 28)
SETTLED_ON = date(2018, 8, 17)
FILE_NAME = "billpayment-2561-08.txt"
UNKNOWN, SHARED, MISTAKEN = Decimal("500.00"), Decimal("8000.00"), Decimal("3000.00")
PLANS = (
    (BudgetLine.Plan.ADMINISTRATION, Decimal("300000.00"), "สกส. 41/2561"),
    (BudgetLine.Plan.SUBSIDY, Decimal("100000.00"), "สกส. 42/2561"),
)


def play() -> None:
    """Play from the statements of July to the budget that goes back in September."""
    statements()
    budgets()
    second_round.play()
    ask_to_settle()
    import_august()
    work_the_queue()
    issue_receipts()
    correct_a_receipt()
    remit_august()
    call_in()
    return_budget()
    papers.draw()


# -- the books --------------------------------------------------------------------------------------------------------
def statements(*, month_on: date = JULY, on: date = STATED_ON) -> None:
    """Record a month's statement of the bank, with its copy, and the movement of the treasury deposit out of GFMIS."""
    by, last = people.read().users["accountant"], month_end(month_on)
    for account in BankAccount.objects.filter(province=people.PROVINCE).order_by("kind"):
        if Statement.objects.filter(bank_account=account, as_of=last).exists():
            continue
        register = books.register(
            province=people.PROVINCE, account=account.ledger_account_id, from_on=month_on, to_on=last
        )
        record_statement(
            bank_account=account,
            from_on=month_on,
            as_of=last,
            opening=register.opening,
            balance=register.closing,
            lines=[
                NewLine(on=row.on, amount=row.in_amount - row.out_amount, reference=row.number, text=row.text)
                for row in register.rows
            ],
            upload=_copy(account, register) if account.kind == BankAccount.Kind.SAVINGS else None,
            by=by,
            on=on,
        )


def _copy(account: BankAccount, register: books.Register) -> SimpleUploadedFile:
    """The paper that the bank's counter prints, as the office scanned it."""
    table = {
        "columns": [
            {"label": "วันที่", "kind": "date"},
            {"label": "รายการ"},
            {"label": "ฝาก", "kind": "money"},
            {"label": "ถอน", "kind": "money"},
            {"label": "คงเหลือ", "kind": "money"},
        ],
        "rows": [
            [row.on, row.text, row.in_amount or None, row.out_amount or None, row.balance] for row in register.rows
        ],
    }
    content = register_pdf(
        table,
        title="รายการเดินบัญชี (Statement)",
        subtitle=f"{account.bank_name} เลขที่บัญชี {account.account_number} {account.name}",
        as_of=register.to_on,
        known_on=register.to_on,
        issuer={"office": account.bank_name},
    )
    return SimpleUploadedFile(f"statement-2561-{register.to_on:%m}.pdf", content, content_type="application/pdf")


def budgets(*, on: date = BUDGET_ON) -> None:
    """Book the plans that the department allocated beside the capital, and what administration has cost so far."""
    by = people.read().users["accountant"]
    for plan, amount, reference in PLANS:
        treasury.allocate_budget(province=people.PROVINCE, plan=plan, amount=amount, reference=reference, on=on, by=by)
    for amount, text, reference in (
        (Decimal("84500.00"), "ค่าจ้างเจ้าหน้าที่กองทุนและค่าวัสดุ", "ฎ. 118/2561"),
        (Decimal("31250.50"), "ค่าเดินทางติดตามลูกหนี้", "ฎ. 121/2561"),
    ):
        treasury.spend_administration(
            province=people.PROVINCE, amount=amount, text=text, reference=reference, on=on, by=by
        )


def return_budget(*, on: date = ENDED_ON) -> None:
    """Give back what the year does not need any more: the year-end page shows what remains."""
    treasury.return_budget(
        province=people.PROVINCE,
        plan=BudgetLine.Plan.ADMINISTRATION,
        amount=Decimal("100000.00"),
        reference="ชร 0019/4410",
        on=on,
        by=people.read().users["accountant"],
    )


def remit_august(*, on: date = REMITTED_ON) -> JournalEntry | None:
    """Move August's receipts to the treasury deposit on the last business day of the month."""
    remitted = books.remittance_of(province=people.PROVINCE, month_on=on)
    if remitted is not None or not books.to_remit(province=people.PROVINCE, as_of=on):
        return remitted
    return treasury.remit_month(province=people.PROVINCE, on=on, by=people.read().users["accountant"])


# -- money that comes in ----------------------------------------------------------------------------------------------
def _contracts() -> list[Contract]:
    """The thirteen of the first round, by number."""
    rows = Contract.objects.filter(province=people.PROVINCE, contract_on__lt=JULY).select_related("proposal")
    return list(rows.order_by("year_be", "number"))


def ask_to_settle(*, on: date = ASKED_ON) -> None:
    """Let the third group ask to settle on 17 August; the letter names the sum of that day."""
    contract = _contracts()[2]
    if contract.state == Contract.State.IN_FORCE and not _has(contract, ContractChange.Kind.SETTLEMENT):
        services.ask_to_settle(
            contract=contract,
            settle_on=SETTLED_ON,
            reason="กลุ่มขายผลผลิตได้ดี ประสงค์ชำระคืนทั้งหมดก่อนกำหนด",
            by=people.read().users["accountant"],
            on=on,
        )


def _has(contract: Contract, kind: str) -> bool:
    return ContractChange.objects.filter(contract=contract, kind=kind).exists()


def import_august(*, on: date = IMPORTED_ON) -> BankFile:
    """Import the bank's file of August as the accountant does."""
    known = BankFile.objects.filter(province=people.PROVINCE, name=FILE_NAME).first()
    if known is not None:
        return known
    by = people.read().users["accountant"]
    return services.import_bank_file(name=FILE_NAME, content=august_bank_file(), by=by, on=on).file


def august_bank_file() -> bytes:
    """The bank's file of August: a settlement, a payment for two contracts, one of nobody's, one for the wrong one."""
    contracts = _contracts()
    settling, mistaken = contracts[2], contracts[4]
    payers = dict(
        Party.objects.filter(contract__in=contracts, role=Party.Role.REPRESENTATIVE).values_list("contract_id", "name")
    )
    quote = selectors.settlement(contract=settling, on=SETTLED_ON)
    rows = (
        Paid(
            value_on=SETTLED_ON,
            time=time(10, 12, 5),
            name=payers[settling.pk],
            ref1=settling.ref1 or "",
            ref2="99",
            amount=quote.to_pay,
        ),
        Paid(
            value_on=date(2018, 8, 18),
            time=time(9, 30, 41),
            name="สหกรณ์การเกษตรตัวอย่าง",
            ref1="",
            ref2="",
            amount=SHARED,
        ),
        Paid(
            value_on=date(2018, 8, 20), time=time(11, 2, 9), name="นายไม่ทราบ ลองระบบ", ref1="", ref2="", amount=UNKNOWN
        ),
        Paid(
            value_on=date(2018, 8, 20),
            time=time(14, 45, 30),
            name=payers[contracts[5].pk],  # the sixth group paid with the form of the fifth
            ref1=mistaken.ref1 or "",
            ref2="02",
            amount=MISTAKEN,
        ),
    )
    account = BankAccount.objects.get(province=people.PROVINCE, kind=BankAccount.Kind.SAVINGS)
    return write(
        [
            Account(
                number=account.account_number,
                company="กองทุนพัฒนาบทบาทสตรี จ.เชียงราย",
                paid=rows,
                effective_on=IMPORTED_ON,
                bank_code=account.bank_code,
                biller_id=account.biller_id,
            )
        ]
    )


def _line(amount: Decimal) -> BankLine:
    return BankLine.objects.get(province=people.PROVINCE, file__name=FILE_NAME, amount=amount)


def work_the_queue() -> None:
    """Split the payment of a buyer over the two groups that sold to him, and pay back what nobody claims."""
    users, contracts = people.read().users, _contracts()
    shared = _line(SHARED)
    if shared.state in selectors.WAITING and not shared.is_split:
        services.split_line(
            line=shared,
            parts=[
                services.Part(contract=contracts[6], amount=Decimal("5000.00")),
                services.Part(contract=contracts[7], amount=Decimal("3000.00")),
            ],
            reason="ผู้ซื้อผลผลิตโอนแทนสองกลุ่ม ตามใบแจ้งของสหกรณ์",
            by=users["accountant"],
        )
    unknown = _line(UNKNOWN)
    if not Refund.objects.filter(line=unknown).exists():
        refund = services.make_refund(
            line=unknown,
            payee="นายไม่ทราบ ลองระบบ",
            bank_name="ธนาคารกรุงไทย",
            account_number="5390099871",
            reason="โอนผิดบัญชี ผู้โอนแจ้งขอเงินคืนพร้อมหลักฐาน",
            by=users["accountant"],
            on=REFUNDED_ON,
        )
        services.approve_refund(refund=refund, by=users["chief"], on=REFUNDED_ON)
    for contract, why in (
        (contracts[2], "ยอดตรงกับหนังสือแจ้งยอดปิดบัญชี"),
        (contracts[4], "รหัสอ้างอิงตรงกับสัญญา"),
    ):
        line = BankLine.objects.get(province=people.PROVINCE, file__name=FILE_NAME, ref1=contract.ref1)
        if line.state in (BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN) and not line.receipts.exists():
            services.match_line(line=line, contract=contract, reason=why, by=users["accountant"])


def issue_receipts(*, on: date = IMPORTED_ON) -> list[Receipt]:
    """Issue the receipts of all matched lines."""
    by = people.read().users["accountant"]
    if BankLine.objects.filter(province=people.PROVINCE, state=BankLine.State.MATCHED).exists():
        return services.issue_receipts(province=people.PROVINCE, by=by, on=on)
    return []


def correct_a_receipt(*, on: date = CORRECTED_ON) -> None:
    """Take the receipt for the wrong contract back, asked by one and approved by another, and issue the right one."""
    users, line = people.read().users, _line(MISTAKEN)
    wrong = Receipt.objects.filter(bank_line=line).order_by("turn").first()
    if wrong is None or wrong.reversals.exists():
        return
    asked = services.ask_reversal(
        receipt=wrong, reason="ผู้ชำระใช้แบบฟอร์มของกลุ่มอื่น ตรวจกับหลักฐานการชำระแล้ว", by=users["accountant"], on=on
    )
    services.approve_reversal(reversal=asked, by=users["chief"], on=on)
    services.match_line(
        line=BankLine.objects.get(pk=line.pk),
        contract=_contracts()[5],
        reason="หลักฐานการชำระเป็นของกลุ่มนี้",
        by=users["accountant"],
    )
    services.issue_receipts(province=people.PROVINCE, by=users["accountant"], on=on)


def call_in(*, on: date = CALLED_IN_ON) -> None:
    """Call in the whole debt of the group that never paid."""
    contract = _contracts()[-1]
    if contract.state == Contract.State.IN_FORCE and not _has(contract, ContractChange.Kind.CALLED_IN):
        services.call_in(
            contract=contract,
            reason="ผิดนัดงวดที่ 1 และไม่ติดต่อชำระภายหลังได้รับใบแจ้งหนี้",
            decision_number="มติ อกส.จ. 8/2561",
            by=people.read().users["secretary"],
            on=on,
        )
