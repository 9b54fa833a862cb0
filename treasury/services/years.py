"""Closing a fiscal year: income and expense go to the accumulated result; closed by one, signed by another."""

from datetime import date
from typing import Any

from django.db import transaction

from thai.dates import add_months, fiscal_year_bounds
from thai.refusals import sentence as _
from treasury import chart, selectors
from treasury.models import JournalEntry, YearClose

from .closes import locked_close, reopened, require_reason, signed
from .ledger import (
    Line,
    MonthName,
    NothingToClose,
    NotReadyToClose,
    TooEarly,
    first_open_day,
    lock_books,
    post,
    reverse,
)


@transaction.atomic
def close_year(*, province, fiscal_year_be: int, by: Any, on: date) -> YearClose:
    """Close a fiscal year whose months are all confirmed: freeze the balances and carry the result over.

    Income and expense up to 30 September go to the accumulated result by one entry on the first open day of the next
    year, so that no paper of the year changes. Another person signs it afterwards.

    :raises TooEarly: the year is not over.
    :raises NothingToClose: no books in it, closed already, or the year before it is open.
    :raises NotReadyToClose: a month of it is not confirmed; the sentence names it.
    """
    code = selectors.code_of(province)
    from_on, to_on = fiscal_year_bounds(fiscal_year_be)
    lock_books(province=code)
    if on <= to_on:
        raise TooEarly(_("ปีงบประมาณ %(year)s ยังไม่สิ้นสุด ปิดบัญชีปีได้หลังวันที่ %(last)s"), year=fiscal_year_be, last=to_on)
    first = selectors.first_month(province=code)
    if first is None or first > to_on:
        raise NothingToClose(_("ปีงบประมาณ %(year)s ยังไม่มีบัญชีให้ปิด"), year=fiscal_year_be)
    before = selectors.year_close_of(province=code, fiscal_year_be=fiscal_year_be)
    if before is not None and before.state != YearClose.State.REOPENED:
        raise NothingToClose(_("ปีงบประมาณ %(year)s ปิดบัญชีไปแล้ว"), year=fiscal_year_be)
    if first < from_on and not selectors.is_year_closed(province=code, fiscal_year_be=fiscal_year_be - 1):
        raise NothingToClose(
            _("ต้องปิดบัญชีปีงบประมาณ %(earlier)s ก่อน จึงจะปิดปี %(year)s ได้"), earlier=fiscal_year_be - 1, year=fiscal_year_be
        )
    _require_confirmed(code, first=max(first, from_on), to_on=to_on)
    held = selectors.balances(province=code, as_of=to_on)
    closing = selectors.closing_amounts(province=code, to_on=to_on, held=held)
    carried = closing.get(chart.ACCUMULATED_RESULT, selectors.NOTHING)
    revision = before.revision + 1 if before else 1
    entry = None
    if closing:
        entry = post(
            province=code,
            posting_on=first_open_day(province=code, on=to_on + date.resolution),
            value_on=to_on,
            kind=JournalEntry.Kind.YEAR_CLOSE,
            memo=f"ปิดบัญชีรายได้และค่าใช้จ่าย ปีงบประมาณ {fiscal_year_be}",  # stays Thai: kept in the books
            source=f"year:{code}:{fiscal_year_be}:{revision}",
            lines=[Line(account, amount) for account, amount in closing.items()],
            by=by,
        )
    return YearClose.objects.create(
        province_id=code,
        fiscal_year_be=fiscal_year_be,
        revision=revision,
        balances={account: str(amount) for account, amount in sorted(held.items())},
        surplus=-carried,
        entry=entry,
        closed_by=by,
        closed_on=on,
    )


@transaction.atomic
def sign_year(*, province, fiscal_year_be: int, by: Any, on: date) -> YearClose:
    """Sign the close of a year, and with it the opening balances of the next, that somebody else made.

    :raises NothingToClose: the year is not closed, or was signed before.
    :raises OwnClose: it was closed by the same person.
    """
    states = [YearClose.State.CLOSED]
    close = locked_close(of=YearClose, province=province, states=states, fiscal_year_be=fiscal_year_be)
    refusal = _("ผู้ปิดกับผู้รับรองต้องเป็นคนละคน")
    return signed(close, state=YearClose.State.SIGNED, refusal=refusal, by=by, on=on, role="signed")


@transaction.atomic
def reopen_year(*, province, fiscal_year_be: int, by: Any, on: date, reason: str) -> YearClose:
    """Open a closed year again, by name and reason; only the last closed one.

    Its closing entry is reversed on its own day, or in the first open month after it: closed again, the year's result
    is carried over once on every day between.

    :raises ReasonMissing: no reason was given.
    :raises NothingToClose: the year is not closed, or a later one is.
    """
    require_reason(reason, _("ต้องระบุเหตุผลที่เปิดปีใหม่"))
    states = [YearClose.State.CLOSED, YearClose.State.SIGNED]
    close = locked_close(of=YearClose, province=province, states=states, fiscal_year_be=fiscal_year_be)
    if selectors.is_year_closed(province=close.province_id, fiscal_year_be=fiscal_year_be + 1):
        raise NothingToClose(_("ต้องเปิดปีงบประมาณ %(later)s ก่อน เพราะปิดอยู่หลังปีนี้"), later=fiscal_year_be + 1)
    if close.entry is not None:
        reverse(entry=close.entry, on=close.entry.posting_on, by=by, reason=reason)
    return reopened(close, by=by, on=on, reason=reason)


def _require_confirmed(province: str, *, first: date, to_on: date) -> None:
    confirmed = selectors.confirmed_months(province=province, from_on=first, to_on=to_on)
    month = first
    while month <= to_on:
        if month not in confirmed:
            raise NotReadyToClose(_("เดือน%(month)s ยังไม่ได้ปิดและยืนยัน จึงปิดบัญชีปีไม่ได้"), month=MonthName(month))
        month = add_months(month, 1)
