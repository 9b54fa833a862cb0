"""The frozen context of the monthly pack: the covering letter and the papers behind it. Plain JSON."""

# stays Thai throughout: what the pack says

from datetime import date
from decimal import Decimal
from typing import Any

from areas.models import Office, Signatory
from areas.selectors import issuer_context, letter_context, signature_context
from reports.letters import parts
from reports.selectors import cash, debtors
from thai.dates import month_end
from treasury import chart, selectors
from treasury.models import BankAccount, MonthClose

NOTHING = Decimal("0.00")
# What a draft shows where the covering letter's number will stand.
NUMBER_OF_A_DRAFT = "(ฉบับร่าง)"


def shared_of(
    *, office: Office, from_on: date, to_on: date, signed_on: date, close: MonthClose | None = None
) -> dict[str, Any]:
    """Return what all papers of a period share: the office, the period, the day, who made and who checked them.

    :raises areas.selectors.SignatoryMissing: nobody signs for the office on the day.
    """
    checked = signature_context(office=office, purpose=Signatory.Purpose.MONTHLY_PACK, on=signed_on)
    return {
        "issuer": issuer_context(office=office),
        "period": {"from_on": from_on.isoformat(), "to_on": to_on.isoformat()},
        "as_of": to_on.isoformat(),
        "signatures": [_maker(close), {**checked, "role": "ผู้ตรวจสอบ"}],
    }


def monthly_pack(
    *,
    office: Office,
    month_on: date,
    letter_on: date,
    number: str,
    close: MonthClose | None,
    known_at: str,
) -> dict[str, Any]:
    """Return the context of the whole pack of a month: parts in the order in which they are bound.

    Behind the covering letter: treasury-deposit register, bank register, receipts and payments, repayments by amphoe,
    trial balance, receipts, debtors, the accounts beside the bank's and the treasury's statements, and copies of these.
    Every figure is read by posting date. Without a confirmed close it is a draft with a watermark.

    Source: R-REP-07, R-REP-10, R-REP-11, R-REG-04..R-REG-07, R-REG-11, R-LET-13, C-07.
    """
    province, to_on = office.province_id, month_end(month_on)
    shared = shared_of(office=office, from_on=month_on, to_on=to_on, signed_on=letter_on, close=close)
    asked: dict[str, Any] = {"province": province, "from_on": month_on, "to_on": to_on}
    deposit = selectors.register(account=chart.TREASURY_DEPOSIT, **asked)
    bank = selectors.register(account=chart.BANK, **asked)
    report = cash.receipts_and_payments(**asked)
    accounts = {account.kind: account for account in BankAccount.objects.filter(province_id=province)}
    papers = [
        parts.deposit_register(deposit, account=accounts.get(BankAccount.Kind.TREASURY_DEPOSIT), shared=shared),
        parts.bank_register(bank, account=accounts.get(BankAccount.Kind.SAVINGS), shared=shared),
        parts.receipts_and_payments(report, shared=shared),
        parts.repayment_summary(cash.repayments_by_amphoe(**asked), shared=shared),
        parts.trial_balance(selectors.trial_balance(**asked), shared=shared),
        parts.receipt_list(debtors.receipts(**asked), shared=shared),
        parts.debtor_summary(debtors.debtors(by_amphoe=True, **asked), shared=shared),
        *parts.statement_parts(selectors.statements_of_month(province=province, as_of=to_on), shared=shared),
    ]
    context = {
        "issuer": shared["issuer"],
        "month": month_on.isoformat(),
        "issued_on": letter_on.isoformat(),
        "known_at": known_at,
        "parts": [
            {
                "template": "papers/pack/cover_letter.html",
                "context": {
                    **letter_context(office=office),
                    "number": number,
                    "issued_on": letter_on.isoformat(),
                    "to": "อธิบดีกรมการพัฒนาชุมชน",
                    "month": month_on.isoformat(),
                    "issuer": shared["issuer"],
                    "province": office.province.name_th,
                    "enclosures": _enclosures(papers),
                    "signature": signature_context(office=office, purpose=Signatory.Purpose.MONTHLY_PACK, on=letter_on),
                    "figures": {
                        "received": str(report.from_borrowers),
                        "remitted": str(_remitted(province, month_on, bank)),
                        "treasury_balance": str(deposit.closing),
                    },
                },
            },
            *papers,
        ],
    }
    if close is None:
        context["watermark"] = "ร่าง"
    return context


def _enclosures(papers: list[parts.Part]) -> list[dict[str, Any]]:
    """What is bound behind the letter, and the workbook that goes with it."""
    listed = [{"text": paper["name"], "count": 1} for paper in papers]
    return [*listed, {"text": "สมุดงานรายละเอียดทุกรายการ (XLSX)", "count": 1, "unit": "ไฟล์"}]


def _maker(close: MonthClose | None) -> dict[str, Any]:
    """Who signs as the maker of a paper: she who closed the month; of a draft, a dotted line."""
    if close is None:
        return {"name": None, "position": "นักบัญชีกองทุน", "role": "ผู้จัดทำ"}
    return {"name": str(close.closed_by), "position": close.closed_by.position or "นักบัญชีกองทุน", "role": "ผู้จัดทำ"}


def _remitted(province: str, month_on: date, bank: selectors.Register) -> Decimal:
    """What left the bank for the treasury deposit with the month's remittance, as far as it was booked in the month."""
    remitted = selectors.remittance_of(province=province, month_on=month_on)
    if remitted is None:
        return NOTHING
    return sum((row.out_amount for row in bank.rows if row.entry_id == remitted.pk), NOTHING)
