"""The papers of a period, each as a part of a pack: template and context. Plain JSON; papers are Thai."""

# stays Thai throughout: what these papers say

from datetime import date
from decimal import Decimal
from typing import Any

from documents.models import StoredFile
from reports.selectors import cash, debtors
from treasury import selectors
from treasury.models import BankAccount, Statement, StatementLine
from treasury.selectors.statements import Reconciliation, reconciliation

NOTHING = Decimal("0.00")
MOST_RECEIPTS = 300  # on paper; above it a line a day, and each receipt in the workbook
MOST_ENTRIES = 600  # likewise in a register
MOST_LINES = 2_000  # movements of a statement that are printed

DEPOSIT, BANK = "ทะเบียนคุมเงินฝากคลัง", "ทะเบียนคุมเงินฝากธนาคาร"

Part = dict[str, Any]


def deposit_register(register: selectors.Register, *, account: BankAccount | None, shared: dict[str, Any]) -> Part:
    """Give the treasury-deposit register (R-REG-07, R-REG-11)."""
    named = {"name": account.name, "code": account.account_number} if account else {"name": "เงินฝากคลัง"}
    return _part("papers/pack/deposit_register.html", {**shared, **_register(register), "account": named}, DEPOSIT)


def bank_register(register: selectors.Register, *, account: BankAccount | None, shared: dict[str, Any]) -> Part:
    """Give the bank-deposit register (R-REG-04, R-REG-11)."""
    named = (
        {"bank": account.bank_name, "number": account.account_number, "name": account.name}
        if account
        else {"bank": "", "number": "-", "name": "-"}
    )
    return _part("papers/pack/bank_register.html", {**shared, **_register(register), "account": named}, BANK)


def receipts_and_payments(report: cash.CashReport, *, shared: dict[str, Any]) -> Part:
    """Give the report of receipts and payments (R-REP-11, R-REP-12)."""

    def lines(rows: tuple[cash.CashLine, ...]) -> list[dict[str, str]]:
        return [{"text": row.text, "amount": str(row.amount), "year_to_date": str(row.year_to_date)} for row in rows]

    def year(rows: tuple[cash.CashLine, ...]) -> str:
        return str(sum((row.year_to_date for row in rows), NOTHING))

    context = {
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
    return _part("papers/pack/receipts_payments.html", {**shared, **context}, "รายงานการรับ-จ่ายเงินกองทุน")


_COLUMNS = ("due", "principal", "contract_interest", "default_interest", "recovered", "received", "outstanding")


def repayment_summary(rows: list[cash.AmphoeRepayment], *, shared: dict[str, Any]) -> Part:
    """Give the repayments by amphoe (R-REG-06, R-REPAY-12)."""
    totals: dict[str, Any] = {column: str(sum((getattr(row, column) for row in rows), NOTHING)) for column in _COLUMNS}
    context = {
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
    return _part("papers/pack/repayment_summary.html", {**shared, **context}, "สรุปผลการชำระคืนเงิน")


def trial_balance(trial: selectors.TrialBalance, *, shared: dict[str, Any]) -> Part:
    """Give the trial balance (R-REG-06)."""
    columns = tuple(trial.totals)
    context = {
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
    return _part("papers/pack/trial_balance.html", {**shared, **context}, "งบทดลอง")


def debtor_summary(rows: list[debtors.DebtorRow], *, shared: dict[str, Any]) -> Part:
    """Give the control of debtors by amphoe: what agrees the single ledgers with the trial balance (R-REG-03)."""
    sums = debtors.sums_of(rows)
    money = ["opening", "lent", "principal", "contract_interest", "default_interest", "closing"]
    if any(row.others for row in rows):
        money.insert(-1, "others")
    labels = {
        "opening": "ยกมา",
        "lent": "จ่ายเงินกู้",
        "principal": "รับเงินต้น",
        "contract_interest": "รับดอกเบี้ย",
        "default_interest": "รับเบี้ยปรับ",
        "others": "ปรับอื่น",
        "closing": "ยกไป",
    }
    return _register_part(
        title="สรุปลูกหนี้เงินกู้รายอำเภอ",
        subtitle="รายสัญญาอยู่ในสมุดงานของชุดรายงาน",
        columns=[
            {"key": "amphoe", "label": "อำเภอ", "kind": "text"},
            {"key": "contracts", "label": "สัญญา", "kind": "number", "width": "14mm"},
            *({"key": name, "label": labels[name], "kind": "money", "width": "33mm"} for name in money),
        ],
        rows=[
            {"amphoe": row.amphoe, "contracts": row.contracts, **{name: str(getattr(row, name)) for name in money}}
            for row in rows
        ],
        totals={"label": "รวม", "contracts": sums["contracts"], **{name: str(sums[name]) for name in money}},
        shared=shared,
    )


_SPLIT = ("amount", "principal", "contract_interest", "default_interest", "credit")
_SPLIT_LABELS = ("รับเงิน", "เงินต้น", "ดอกเบี้ยเงินกู้", "เบี้ยปรับ", "รับล่วงหน้า")


def receipt_list(rows: list[debtors.ReceiptRow], *, shared: dict[str, Any]) -> Part:
    """Give the receipts of the period by number; more than a paper should carry, day by day."""
    in_force = [row for row in rows if row.reversed_on is None]
    sums = {name: str(sum((getattr(row, name) for row in in_force), NOTHING)) for name in _SPLIT}
    amounts = [
        {"key": name, "label": label, "kind": "money", "width": "33mm"}
        for name, label in zip(_SPLIT, _SPLIT_LABELS, strict=True)
    ]
    if len(rows) > MOST_RECEIPTS:
        return _register_part(
            title="สรุปใบเสร็จรับเงินรายวัน",
            subtitle=f"ใบเสร็จ {len(rows):,} ฉบับ รายฉบับอยู่ในสมุดงานของชุดรายงาน",
            columns=[
                {"key": "on", "label": "วันที่ลงบัญชี", "kind": "date"},
                {"key": "numbers", "label": "เลขที่", "kind": "text"},
                {"key": "count", "label": "ฉบับ", "kind": "number", "width": "18mm"},
                *amounts,
            ],
            rows=_by_day(rows),
            totals={"label": "รวม (ไม่นับฉบับที่ยกเลิก)", **sums},
            shared=shared,
        )
    return _register_part(
        title="รายการใบเสร็จรับเงิน",
        subtitle="",
        columns=[
            {"key": "number", "label": "เลขที่", "kind": "text", "width": "20mm"},
            {"key": "on", "label": "วันที่ชำระ", "kind": "date", "width": "23mm"},
            {"key": "contract", "label": "สัญญา", "kind": "text", "width": "20mm"},
            {"key": "name", "label": "ผู้แทนกลุ่ม", "kind": "text"},
            *amounts,
        ],
        rows=[
            {
                "number": row.number,
                "on": row.value_on.isoformat(),
                "contract": row.contract,
                "name": row.name + (" (ยกเลิกแล้ว)" if row.reversed_on else ""),
                **{name: str(getattr(row, name)) for name in _SPLIT},
            }
            for row in rows
        ],
        totals={"label": "รวม (ไม่นับฉบับที่ยกเลิก)", **sums},
        shared=shared,
    )


def _by_day(rows: list[debtors.ReceiptRow]) -> list[dict[str, Any]]:
    days: dict[date, list[debtors.ReceiptRow]] = {}
    for row in rows:
        days.setdefault(row.posting_on, []).append(row)
    return [
        {
            "on": day.isoformat(),
            "numbers": f"{of_day[0].number} - {of_day[-1].number}",
            "count": len(of_day),
            **{
                name: str(sum((getattr(row, name) for row in of_day if row.reversed_on is None), NOTHING))
                for name in _SPLIT
            },
        }
        for day, of_day in sorted(days.items())
    ]


def statement_parts(found: dict[str, Statement], *, shared: dict[str, Any]) -> list[Part]:
    """Give, for each statement of the month: the account beside it, its movements, and the copy that was handed in.

    Source: C-07, R-REP-10, R-SYS-02.
    """
    given: list[Part] = []
    for kind, name in (
        (BankAccount.Kind.TREASURY_DEPOSIT, "รายงานเคลื่อนไหวเงินฝากคลังจากระบบ GFMIS"),
        (BankAccount.Kind.SAVINGS, "รายงานเคลื่อนไหวบัญชีเงินฝากธนาคาร (Statement)"),
    ):
        statement = found.get(kind)
        if statement is None:
            continue
        given.append(_beside_the_books(reconciliation(statement), name=name, shared=shared))
        lines = list(statement.lines.all()[:MOST_LINES])
        if lines:
            given.append(_movements(statement, lines, name=name, shared=shared))
        if statement.file is not None:
            given.append(_copy(statement.file, name=f"สำเนา{name}", shared=shared))
    return given


def _beside_the_books(beside: Reconciliation, *, name: str, shared: dict[str, Any]) -> Part:
    rows = [
        ("ยอดคงเหลือตามทะเบียนคุม", "", beside.book_balance),
        *(("วันที่มีผลกับวันที่ลงบัญชีอยู่คนละงวด", one.text, one.amount) for one in beside.timing),
        *(("ผลต่างที่ทราบสาเหตุ", one.reason, one.amount) for one in beside.listed),
    ]
    if beside.unexplained:
        rows.append(("ผลต่างที่ยังไม่ทราบสาเหตุ", "", beside.unexplained))
    account = beside.statement.bank_account
    return _register_part(
        title=f"งบกระทบยอด: {name}",
        subtitle=f"{account.bank_name} เลขที่บัญชี {account.account_number}",
        columns=[
            {"key": "what", "label": "รายการ", "kind": "text", "width": "70mm"},
            {"key": "why", "label": "รายละเอียด", "kind": "text"},
            {"key": "amount", "label": "จำนวนเงิน (บาท)", "kind": "money", "width": "38mm"},
        ],
        rows=[{"what": what, "why": why, "amount": str(amount)} for what, why, amount in rows],
        totals={"label": "ยอดคงเหลือตามรายงาน", "amount": str(beside.statement.balance)},
        shared={**shared, "as_of": beside.statement.as_of.isoformat()},
    )


def _movements(statement: Statement, lines: list[StatementLine], *, name: str, shared: dict[str, Any]) -> Part:
    return _register_part(
        title=name,
        subtitle=f"ยอดยกมา {statement.opening:,.2f} บาท",
        columns=[
            {"key": "on", "label": "วันที่", "kind": "date"},
            {"key": "reference", "label": "เลขที่เอกสาร", "kind": "text", "width": "40mm"},
            {"key": "text", "label": "รายการ", "kind": "text"},
            {"key": "received", "label": "รับ", "kind": "money", "width": "34mm"},
            {"key": "paid", "label": "จ่าย", "kind": "money", "width": "34mm"},
        ],
        rows=[
            {
                "on": line.on.isoformat(),
                "reference": line.reference,
                "text": line.text,
                "received": str(line.amount) if line.amount > 0 else None,
                "paid": str(-line.amount) if line.amount < 0 else None,
            }
            for line in lines
        ],
        totals={"label": f"ยอดคงเหลือ {statement.balance:,.2f} บาท"},
        shared=shared,
    )


def _copy(file: StoredFile, *, name: str, shared: dict[str, Any]) -> Part:
    """Give a file that was handed in, bound as it is; a picture on a page of its own."""
    context = {**shared, "title": name, "signatures": []}
    return {
        "template": "papers/pack/copy.html",
        "context": context,
        "name": name,
        "stored_file": {"pk": file.pk, "name": file.name, "kind": file.kind, "sha256": file.sha256},
    }


def _register(register: selectors.Register) -> dict[str, Any]:
    is_long = len(register.rows) > MOST_ENTRIES
    return {
        "opening": str(register.opening),
        "rows": _entries_by_day(register) if is_long else [_entry(row) for row in register.rows],
        "total_in": str(register.total_in),
        "total_out": str(register.total_out),
        "closing": str(register.closing),
    }


def _entry(row: selectors.RegisterRow) -> dict[str, Any]:
    return {
        "on": row.on.isoformat(),
        "document": row.number,
        "text": row.text,
        "in_amount": str(row.in_amount) if row.in_amount else None,
        "out_amount": str(row.out_amount) if row.out_amount else None,
        "balance": str(row.balance),
    }


def _entries_by_day(register: selectors.Register) -> list[dict[str, Any]]:
    """The entries of a day and kind as one line, each with its number and sums; the balance is that after the last."""
    groups: dict[tuple[date, str], list[selectors.RegisterRow]] = {}
    for row in register.rows:
        groups.setdefault((row.on, row.kind), []).append(row)
    running, lines = register.opening, []
    for (day, _kind), of_day in groups.items():
        brought = sum((row.in_amount for row in of_day), NOTHING)
        taken = sum((row.out_amount for row in of_day), NOTHING)
        running += brought - taken
        first, last = of_day[0], of_day[-1]
        lines.append(
            {
                "on": day.isoformat(),
                "document": first.number if first is last else f"{first.number} - {last.number}",
                "text": first.text if first is last else f"{first.kind_label} {len(of_day):,} รายการ",
                "in_amount": str(brought) if brought else None,
                "out_amount": str(taken) if taken else None,
                "balance": str(running),
            }
        )
    return lines


def _register_part(
    *,
    title: str,
    subtitle: str,
    columns: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    totals: dict[str, Any],
    shared: dict[str, Any],
) -> Part:
    context = {
        **shared,
        "title": title,
        "subtitle": subtitle,
        "landscape": True,
        "columns": columns,
        "groups": [{"rows": rows}],
        "totals": totals,
    }
    return _part("papers/register.html", context, title)


def _part(template: str, context: dict[str, Any], name: str) -> Part:
    return {"template": template, "context": context, "name": name}
