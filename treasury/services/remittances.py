"""What borrowers paid goes back to the treasury deposit at every month's end; put right where it was booked wrongly."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.rules import last_business_day_of_month
from areas.selectors import business_calendar
from thai.dates import month_end, month_long, month_start
from thai.refusals import sentence as _
from treasury import chart, selectors
from treasury.models import JournalEntry

from .ledger import (
    Line,
    MonthName,
    NothingToClose,
    NothingToRemit,
    ReasonMissing,
    TooEarly,
    first_open_day,
    lock_books,
    post,
    reverse,
)


@transaction.atomic
def remit_month(*, province, on: date, by: Any, month_on: date | None = None, in_transit: bool = False) -> JournalEntry:
    """Move what borrowers paid back to the treasury deposit, once a month, from its last business day on.

    All receipts posted up to the day (or up to the month's end when remitted later) that no remittance took before;
    receipts after it go with the next month's. Done again it returns the entry that is there.

    :param month_on: a day of the month meant; that of ``on`` when left out.
    :param in_transit: the money has left the bank and is not yet in the treasury deposit; ``receive_remittance`` books
        its arrival.
    :raises TooEarly: the month's last business day has not come.
    :raises NothingToRemit: nothing was received since the last remittance.
    Source: R-REPAY-13, DL-16, A-31.
    """
    code, month = selectors.code_of(province), month_start(month_on or on)
    lock_books(province=code)
    existing = selectors.remittance_of(province=code, month_on=month)
    if existing is not None:
        return existing
    last = last_business_day_of_month(
        year=month.year, month=month.month, is_business_day=business_calendar(province=code)
    )
    if on < last:
        raise TooEarly(_("นำส่งเงินของเดือนได้ตั้งแต่วันทำการสุดท้ายของเดือน คือวันที่ %(last)s"), last=last)
    amount = selectors.to_remit(province=code, as_of=min(on, month_end(month)))
    return _remit(code, month, amount=amount, on=on, by=by, in_transit=in_transit)


@transaction.atomic
def rebook_remittance(*, province, month_on: date, on: date, by: Any, reason: str) -> JournalEntry | None:
    """Put a month's remittance right: reverse it and book it again with what is to be remitted now.

    The bank moved the money on the day that was recorded: reversal, new entry and arrival keep their days, so that the
    statement of that day is met by the new amount.

    :returns: the new entry; nothing where, the reversal made, nothing is left to remit. The amount unchanged leaves the
        entry as it is.
    :raises ReasonMissing: no reason was given.
    :raises NothingToClose: the month has no remittance, or a later one was remitted, which took what was left.
    Source: R-REPAY-13, A-31.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ปรับการนำส่ง"))
    code, month = selectors.code_of(province), month_start(month_on)
    lock_books(province=code)
    before = selectors.remittance_of(province=code, month_on=month)
    if before is None:
        raise NothingToClose(_("เดือน%(month)s ยังไม่มีการนำส่งให้ปรับ"), month=MonthName(month))
    later = selectors.later_remittance(province=code, month_on=month)
    if later is not None:
        raise NothingToClose(_("นำส่งเงินของเดือน%(later)s ไปแล้ว ให้ปรับการนำส่งของเดือนนั้นแทน"), later=MonthName(later))
    due = selectors.to_remit(province=code, as_of=min(on, month_end(month)), without=before)
    if due == -before.postings.get(account_id=chart.BANK).amount:
        return before
    arrived = selectors.arrival_of(remittance=before)
    in_transit = before.postings.filter(account_id=chart.IN_TRANSIT).exists()
    for entry in (arrived, before):
        if entry is not None:
            reverse(entry=entry, on=entry.posting_on, by=by, reason=reason)
    if due <= 0:
        return None
    again = _remit(code, month, amount=due, on=before.value_on, by=by, in_transit=in_transit)
    if arrived is not None:
        _arrive(again, month, on=arrived.value_on, by=by)
    return again


@transaction.atomic
def receive_remittance(*, province, month_on: date, on: date, by: Any) -> JournalEntry:
    """Book that money on its way has reached the treasury deposit; done again it returns the entry that is there.

    :raises NothingToClose: no remittance of the month is on its way.
    :raises TooEarly: the day lies before the remittance.
    """
    code, month = selectors.code_of(province), month_start(month_on)
    lock_books(province=code)
    remitted = selectors.remittance_of(province=code, month_on=month)
    arrived = selectors.arrival_of(remittance=remitted) if remitted else None
    if arrived is not None:
        return arrived
    if remitted is None or not selectors.is_in_transit(remittance=remitted):
        raise NothingToClose(_("เดือน%(month)s ไม่มีเงินนำส่งที่อยู่ระหว่างทาง"), month=MonthName(month))
    if on < remitted.value_on:
        raise TooEarly(_("วันที่เงินถึงต้องไม่ก่อนวันที่นำส่ง %(day)s"), day=remitted.value_on)
    return _arrive(remitted, month, on=on, by=by)


def _arrive(remitted: JournalEntry, month: date, *, on: date, by: Any) -> JournalEntry:
    amount = -remitted.postings.get(account_id=chart.BANK).amount
    return post(
        province=remitted.province_id,
        posting_on=first_open_day(province=remitted.province_id, on=on),
        value_on=on,
        kind=JournalEntry.Kind.ARRIVAL,
        memo=f"เงินนำส่งถึงบัญชีเงินฝากคลัง {_name(month)}",  # stays Thai: kept in the books
        source=f"remitted:{remitted.pk}",
        lines=[Line(chart.TREASURY_DEPOSIT, amount), Line(chart.IN_TRANSIT, -amount)],
        by=by,
    )


def _remit(province: str, month: date, *, amount: Decimal, on: date, by: Any, in_transit: bool) -> JournalEntry:
    if amount <= 0:
        raise NothingToRemit(_("เดือน%(month)s ไม่มีเงินรับชำระที่ต้องนำส่ง"), month=MonthName(month))
    return post(
        province=province,
        posting_on=first_open_day(province=province, on=on),
        value_on=on,
        kind=JournalEntry.Kind.REMITTANCE,
        memo=f"นำส่งเงินรับชำระคืนเข้าเงินฝากคลัง {_name(month)}",  # stays Thai: kept in the books
        source=selectors.next_remittance_source(province=province, month_on=month),
        lines=[
            Line(chart.IN_TRANSIT if in_transit else chart.TREASURY_DEPOSIT, amount),
            Line(chart.BANK, -amount),
        ],
        by=by,
    )


def _name(month: date) -> str:
    return f"เดือน{month_long(month.year, month.month, thai_digits=False)}"  # stays Thai: kept in the books
