"""What the close of a month and of a fiscal year have in common: one closes, another signs, by name it opens again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from thai.refusals import sentence as _
from treasury import selectors
from treasury.models import MonthClose, YearClose

from .ledger import MonthName, NothingToClose, OwnClose, ReasonMissing, lock_books

Close = MonthClose | YearClose


def locked_close(*, of: type[Close], province, states: Sequence[str], **which: Any) -> Any:
    """Lock the close of a month (``month_on``) or of a year (``fiscal_year_be``) that stands in one of some states.

    :raises NothingToClose: there is none.
    """
    lock_books(province=province)
    found = of.objects.select_for_update(of=("self",)).filter(
        province_id=selectors.code_of(province), state__in=states, **which
    )
    close = (found.select_related("entry") if of is YearClose else found).first()
    if close is None and of is MonthClose:
        raise NothingToClose(_("เดือน%(month)s ไม่มีการปิดบัญชีที่รอคำสั่งนี้"), month=MonthName(which["month_on"]))
    if close is None:
        raise NothingToClose(_("ปีงบประมาณ %(year)s ไม่มีการปิดบัญชีที่รอคำสั่งนี้"), year=which["fiscal_year_be"])
    return close


def signed(close: Any, *, state: str, refusal: str, by: Any, on: date, role: str) -> Any:
    """Have a locked close signed by another person than the one who made it.

    :param refusal: what is said to the one who made it.
    :param role: the fields of who signs and when: ``confirmed`` of a month, ``signed`` of a year.
    :raises OwnClose: it was closed by the same person.
    """
    if close.closed_by_id == by.pk:
        raise OwnClose(refusal)
    close.state = state
    setattr(close, f"{role}_by", by)
    setattr(close, f"{role}_on", on)
    close.save(update_fields=["state", f"{role}_by", f"{role}_on"])
    return close


def require_reason(reason: str, refusal: str) -> None:
    """Refuse to open again without a reason, before anything is locked.

    :raises ReasonMissing: as the name says.
    """
    if not reason.strip():
        raise ReasonMissing(refusal)


def reopened(close: Any, *, by: Any, on: date, reason: str) -> Any:
    """Open a locked close again, by name and reason."""
    close.state, close.reopened_by, close.reopened_on = close.State.REOPENED, by, on
    close.reason = reason.strip()[:300]
    close.save(update_fields=["state", "reopened_by", "reopened_on", "reason"])
    return close
