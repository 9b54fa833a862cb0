"""The frozen contexts of the monthly pack: the covering letter and the five papers behind it. Plain JSON."""

from datetime import date
from decimal import Decimal
from typing import Any

from areas.models import Office, Signatory
from areas.selectors import issuer_context, letter_context, signature_context
from reports.selectors import cash
from thai.dates import month_end
from treasury import chart, selectors
from treasury.models import BankAccount, MonthClose

NOTHING = Decimal("0.00")
# What a draft shows where the covering letter's number will stand.
NUMBER_OF_A_DRAFT = "(ฉบับร่าง)"


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

    Treasury-deposit register, bank register, receipts and payments, repayments by amphoe, trial balance, behind the
    covering letter. Every figure is read by posting date. Without a confirmed close it is a draft with a watermark.

    Source: R-REP-07, R-REP-10, R-REP-11, R-REG-04..R-REG-07, R-REG-11, R-LET-13, C-07.
    """
    province, to_on = office.province_id, month_end(month_on)
    signature = signature_context(office=office, purpose=Signatory.Purpose.MONTHLY_PACK, on=letter_on)
    shared = {
        "issuer": issuer_context(office=office),
        "period": {"from_on": month_on.isoformat(), "to_on": to_on.isoformat()},
        "as_of": to_on.isoformat(),
        "signatures": [_maker(close), {**signature, "role": "ผู้ตรวจสอบ"}],
    }
    deposit = selectors.register(province=province, account=chart.TREASURY_DEPOSIT, from_on=month_on, to_on=to_on)
    bank = selectors.register(province=province, account=chart.BANK, from_on=month_on, to_on=to_on)
    report = cash.receipts_and_payments(province=province, from_on=month_on, to_on=to_on)
    repayments = cash.repayments_by_amphoe(province=province, from_on=month_on, to_on=to_on)
    accounts = {account.kind: account for account in BankAccount.objects.filter(province_id=province)}
    remitted = selectors.remittance_of(province=province, month_on=month_on)
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
                    "signature": signature,
                    "figures": {
                        "received": str(report.from_borrowers),
                        "remitted": str(_amount_of(remitted, deposit)),
                        "treasury_balance": str(deposit.closing),
                    },
                },
            },
            {
                "template": "papers/pack/deposit_register.html",
                "context": {**shared, **_register(deposit), "account": _deposit_account(accounts)},
            },
            {
                "template": "papers/pack/bank_register.html",
                "context": {**shared, **_register(bank), "account": _bank_account(accounts)},
            },
            {"template": "papers/pack/receipts_payments.html", "context": {**shared, **_cash_report(report)}},
            {"template": "papers/pack/repayment_summary.html", "context": {**shared, **_repayments(repayments)}},
            {
                "template": "papers/pack/trial_balance.html",
                "context": {
                    **shared,
                    **_trial_balance(selectors.trial_balance(province=province, from_on=month_on, to_on=to_on)),
                },
            },
        ],
    }
    if close is None:
        context["watermark"] = "ร่าง"
    return context


def _maker(close: MonthClose | None) -> dict[str, Any]:
    """Who signs as the maker of a paper: she who closed the month; of a draft, a dotted line."""
    if close is None:
        return {"name": None, "position": "นักบัญชีกองทุน", "role": "ผู้จัดทำ"}
    return {"name": str(close.closed_by), "position": close.closed_by.position or "นักบัญชีกองทุน", "role": "ผู้จัดทำ"}


def _amount_of(remitted: Any, deposit: selectors.Register) -> Decimal:
    """What the month's remittance brought to the treasury deposit, whenever in the month it was booked."""
    if remitted is None:
        return NOTHING
    return sum((row.in_amount for row in deposit.rows if row.entry_id == remitted.pk), NOTHING)


def _register(register: selectors.Register) -> dict[str, Any]:
    return {
        "opening": str(register.opening),
        "rows": [
            {
                "on": row.on.isoformat(),
                "document": row.number,
                "text": row.text,
                "in_amount": str(row.in_amount) if row.in_amount else None,
                "out_amount": str(row.out_amount) if row.out_amount else None,
                "balance": str(row.balance),
            }
            for row in register.rows
        ],
        "total_in": str(register.total_in),
        "total_out": str(register.total_out),
        "closing": str(register.closing),
    }


def _deposit_account(accounts: dict[str, BankAccount]) -> dict[str, Any]:
    account = accounts.get(BankAccount.Kind.TREASURY_DEPOSIT)
    return {"name": account.name, "code": account.account_number} if account else {"name": "เงินฝากคลัง"}


def _bank_account(accounts: dict[str, BankAccount]) -> dict[str, Any]:
    account = accounts.get(BankAccount.Kind.SAVINGS)
    if account is None:
        return {"bank": "", "number": "-", "name": "-"}
    return {"bank": account.bank_name, "number": account.account_number, "name": account.name}


def _cash_report(report: cash.CashReport) -> dict[str, Any]:
    def lines(rows: tuple[cash.CashLine, ...]) -> list[dict[str, str]]:
        return [{"text": row.text, "amount": str(row.amount), "year_to_date": str(row.year_to_date)} for row in rows]

    def year(rows: tuple[cash.CashLine, ...]) -> str:
        return str(sum((row.year_to_date for row in rows), NOTHING))

    return {
        "opening": [{"text": text, "amount": str(amount)} for text, amount in report.opening],
        "opening_total": str(report.opening_total),
        "receipts": lines(report.receipts),
        "receipts_total": str(report.receipts_total),
        "receipts_year_total": year(report.receipts),
        "payments": lines(report.payments),
        "payments_total": str(report.payments_total),
        "payments_year_total": year(report.payments),
        "closing": [{"text": text, "amount": str(amount)} for text, amount in report.closing],
        "closing_total": str(report.closing_total),
    }


_COLUMNS = ("due", "principal", "contract_interest", "default_interest", "received", "outstanding")


def _repayments(rows: list[cash.AmphoeRepayment]) -> dict[str, Any]:
    totals: dict[str, Any] = {column: str(sum((getattr(row, column) for row in rows), NOTHING)) for column in _COLUMNS}
    return {
        "rows": [
            {
                "amphoe": row.amphoe,
                "contracts": row.contracts,
                **{column: str(getattr(row, column)) for column in _COLUMNS},
            }
            for row in rows
        ],
        "totals": {"contracts": sum(row.contracts for row in rows), **totals},
    }


def _trial_balance(trial: selectors.TrialBalance) -> dict[str, Any]:
    columns = tuple(trial.totals)
    return {
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                **{column: str(amount) if (amount := getattr(row, column)) else None for column in columns},
            }
            for row in trial.rows
            if row.opening or row.debit or row.credit
        ],
        "totals": {column: str(amount) for column, amount in trial.totals.items()},
    }
