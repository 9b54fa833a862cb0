"""Closing a month, confirming the close, opening it again (R-REP-07)."""

from datetime import date
from typing import Any

from django.db import transaction

from thai.dates import fiscal_year_be, month_end, month_start
from thai.refusals import sentence as _
from treasury import closing, selectors
from treasury.models import MonthClose

from .closes import locked_close, reopened, require_reason, signed
from .ledger import MonthClosed, MonthName, NothingToClose, NotReadyToClose, TooEarly, lock_books


@transaction.atomic
def close_month(*, province, month_on: date, by: Any, on: date) -> MonthClose:
    """Close a month after its last day: from then on it takes no entry. Another person confirms it afterwards.

    :raises MonthClosed: it is closed already.
    :raises TooEarly: the month is not over.
    :raises NothingToClose: the province's books begin later, or a month before it is still open.
    :raises NotReadyToClose: a line of the checklist stands open; the sentence names it.
    Source: R-REP-07.
    """
    code, month = selectors.code_of(province), month_start(month_on)
    lock_books(province=code)
    name = MonthName(month)
    if selectors.is_closed(province=code, day=month):
        raise MonthClosed(_("เดือน%(month)s ปิดบัญชีไปแล้ว"), month=name)
    if on <= month_end(month):
        raise TooEarly(_("เดือน%(month)s ยังไม่สิ้นสุด ปิดบัญชีได้หลังวันที่ %(last)s"), month=name, last=month_end(month))
    first = selectors.first_month(province=code)
    if first is None or month < first:
        raise NothingToClose(_("เดือน%(month)s ยังไม่มีบัญชีให้ปิด"), month=name)
    earlier = [open_on for open_on in selectors.open_months(province=code, until=month) if open_on < month]
    if earlier:
        raise NothingToClose(
            _("ต้องปิดเดือน%(earlier)s ก่อน จึงจะปิดเดือน%(month)s ได้"),
            earlier=MonthName(earlier[0]),
            month=name,
        )
    for check in closing.checklist(province=code, month_on=month):
        if not check.is_met and check.blocks:
            raise NotReadyToClose(
                _("ยังปิดเดือน%(month)s ไม่ได้: %(label)s — %(detail)s"),
                month=name,
                label=check.label,
                detail=check.detail,
            )
    before = selectors.close_of(province=code, month_on=month)
    return MonthClose.objects.create(
        province_id=code,
        month_on=month,
        revision=before.revision + 1 if before else 1,
        closed_by=by,
        closed_on=on,
    )


@transaction.atomic
def confirm_close(*, province, month_on: date, by: Any, on: date) -> MonthClose:
    """Confirm a close that somebody else made.

    :raises NothingToClose: the month is not closed, or was confirmed before.
    :raises OwnClose: it was closed by the same person.
    """
    close = locked_close(
        of=MonthClose, province=province, states=[MonthClose.State.CLOSED], month_on=month_start(month_on)
    )
    refusal = _("ผู้ปิดกับผู้ยืนยันต้องเป็นคนละคน")
    return signed(close, state=MonthClose.State.CONFIRMED, refusal=refusal, by=by, on=on, role="confirmed")


@transaction.atomic
def reopen_month(*, province, month_on: date, by: Any, on: date, reason: str) -> MonthClose:
    """Open a closed month again, by name and reason; only the last closed one, so that the order of months holds.

    :raises ReasonMissing: no reason was given.
    :raises NothingToClose: the month is not closed, or a later one or its fiscal year is closed.
    """
    require_reason(reason, _("ต้องระบุเหตุผลที่เปิดเดือนใหม่"))
    states = [MonthClose.State.CLOSED, MonthClose.State.CONFIRMED]
    close = locked_close(of=MonthClose, province=province, states=states, month_on=month_start(month_on))
    year = fiscal_year_be(close.month_on)
    if selectors.is_year_closed(province=close.province_id, fiscal_year_be=year):
        raise NothingToClose(_("ต้องเปิดบัญชีปีงบประมาณ %(year)s ก่อน เพราะปิดบัญชีปีแล้ว"), year=year)
    later = (
        MonthClose.objects.filter(province_id=close.province_id, month_on__gt=close.month_on)
        .exclude(state=MonthClose.State.REOPENED)
        .order_by("-month_on")
        .first()
    )
    if later is not None:
        raise NothingToClose(
            _("ต้องเปิดเดือน%(later)s ก่อน เพราะปิดอยู่หลังเดือนนี้"),
            later=MonthName(later.month_on),
        )
    return reopened(close, by=by, on=on, reason=reason)
