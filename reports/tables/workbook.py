"""The workbook of a monthly pack: every list of the month in full, a sheet each."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from areas.models import Province
from documents.spreadsheets import write_workbook
from reports.selectors import cash, debtors, revolving
from reports.selectors.doubtful import doubtful
from reports.selectors.movements import bank_lines, journal, transfers
from reports.tables import debts, money
from reports.tables.listing import Table
from thai.dates import format_short, month_end, month_long
from treasury import chart
from treasury import selectors as books
from treasury.tables import ledger
from treasury.tables.statements import reconciliation_sheet


def pack_workbook(*, province: Province, month_on: date, known_on: date) -> bytes:
    """Write the workbook of a month: every figure of the pack down to its single lines, by posting date.

    Source: C-07, R-REP-10.
    """
    month = month_long(month_on.year, month_on.month, thai_digits=False)
    head = [
        _("จังหวัด %(province)s เดือน%(month)s") % {"province": province.name_th, "month": month},
        _("ข้อมูลที่ทราบ ณ %(day)s") % {"day": format_short(known_on)},
    ]
    sheets = _sheets(province.code, month_on, month_end(month_on))
    return write_workbook(
        title=_("ชุดรายงานการเงินประจำเดือน%(month)s") % {"month": month},
        sheets=({**table, "head": [str(table["title"]), *head]} for table in sheets),
    )


def _sheets(province: str, first: date, last: date) -> Iterator[Table]:
    asked: dict[str, Any] = {"province": province, "from_on": first, "to_on": last}
    for title, account in (
        (_("ทะเบียนคุมเงินฝากคลัง"), chart.TREASURY_DEPOSIT),
        (_("ทะเบียนคุมเงินฝากธนาคาร"), chart.BANK),
    ):
        yield {**ledger.register_sheet(books.register(account=account, **asked)), "title": title}
    yield money.cash_report(cash.receipts_and_payments(**asked))
    yield money.repayments(cash.repayments_by_amphoe(**asked))
    yield {**ledger.trial_table(books.trial_balance(**asked), query=""), "title": _("งบทดลอง")}
    yield money.revolving_register(revolving.revolving(**asked))
    yield money.receipts(debtors.receipts(**asked))
    yield money.debtors_by_amphoe(debtors.debtors(by_amphoe=True, **asked))
    yield money.debtors_each(debtors.debtors(**asked))
    yield debts.contracts(doubtful(province=province, as_of=last))
    yield money.transfers(transfers(**asked))
    yield money.bank_lines(bank_lines(**asked))
    for statement in books.statements_of_month(province=province, as_of=last).values():
        sheet = reconciliation_sheet(books.reconciliation(statement))
        yield {**sheet, "title": _("กระทบยอด %(account)s") % {"account": statement.bank_account.get_kind_display()}}
    yield money.journal(journal(**asked))
