"""A drawing that a person typed wrongly: one asks that it be taken back, another does it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart, selectors, sources
from treasury.models import BudgetLine, DrawingUndo, JournalEntry

from .debts import SamePerson
from .ledger import NotEnoughMoney, ReasonMissing, first_open_day, lock_books, reverse
from .money import NotTyped, draw
from .openings import AlreadyDecided

State = DrawingUndo.State
NOTHING = Decimal("0.00")


class NothingChanges(Refusal):
    """What was drawn instead is what is in the books."""


def is_typed_drawing(entry: JournalEntry) -> bool:
    """Tell whether a person typed a drawing; one of a transfer belongs to it and is taken back with it."""
    if entry.kind != JournalEntry.Kind.DRAWING or not entry.source.startswith("drawing:"):
        return False
    return not sources.is_of_transfer(entry.source)


@transaction.atomic
def ask_drawing_undo(
    *, entry: JournalEntry, reason: str, by: Any, on: date, instead: Decimal | None = None
) -> DrawingUndo:
    """Ask that a typed drawing be taken back; another person decides.

    :param instead: what the paper drew in truth, in baht; nothing when left out.
    :raises NotTyped: it is no drawing, or a transfer drew it.
    :raises ReasonMissing: no reason was given.
    :raises NothingChanges: the amount in the books is named.
    :raises AlreadyDecided: it was taken back before, or that was asked.
    Source: R-DISB-01, R-BUD-02.
    """
    if not is_typed_drawing(entry):
        raise NotTyped(_("รายการนี้กลับที่หน้านี้ไม่ได้ ให้แก้ที่เอกสารต้นทาง"))
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการกลับรายการ"))
    right = require_money(instead or NOTHING)
    if right == _drawn(entry):
        raise NothingChanges(_("จำนวนเงินที่ถูกต้องเท่ากับที่บันทึกไว้ จึงไม่มีอะไรต้องกลับรายการ"))
    lock_books(province=entry.province_id)
    asked = DrawingUndo.objects.filter(entry=entry, state=State.ASKED)
    if asked.exists() or JournalEntry.objects.filter(reverses=entry).exists():
        raise AlreadyDecided(_("รายการเบิกนี้ขอกลับรายการหรือกลับรายการไปแล้ว"))
    return DrawingUndo.objects.create(
        province_id=entry.province_id,
        entry=entry,
        instead=right,
        reason=reason.strip()[:300],
        asked_by=by,
        asked_on=on,
    )


@transaction.atomic
def undo_typed_drawing(*, undo: DrawingUndo, by: Any, on: date) -> JournalEntry:
    """Reverse a drawing that somebody else asked to take back, and draw what is right instead, in one step.

    Both stand on the day of the drawing itself, or in the first open month after it: the accounts hold on no day what
    never moved, and what was paid out of the right amount since stays paid.

    :returns: the reversal.
    :raises SamePerson: the one who asked.
    :raises AlreadyDecided: it was decided before.
    :raises NotEnoughMoney: the savings account, or for more than before the deposit, would hold less than nothing.
    :raises BudgetExceeded: as ``draw``.
    """
    locked = _asked(undo, by=by)
    entry = locked.entry
    budgeted = BudgetLine.objects.filter(entry=entry).first()
    undone = reverse(entry=entry, on=entry.posting_on, by=by, reason=locked.reason)
    day = first_open_day(province=entry.province_id, on=entry.posting_on)
    if locked.instead:
        draw(
            province=entry.province_id,
            amount=locked.instead,
            reference=sources.reference_of(entry.source),
            on=day,
            by=by,
            plan=budgeted.plan if budgeted else BudgetLine.Plan.REVOLVING,
            fiscal_year_be=budgeted.fiscal_year_be if budgeted else None,
        )
    lowest = selectors.lowest_balance(province=entry.province_id, account=chart.BANK, since=day)
    if lowest < 0 and locked.instead < _drawn(entry):
        raise NotEnoughMoney(_("เงินที่เบิกนี้จ่ายออกไปแล้ว บัญชีออมทรัพย์จะขาด %(short)s บาท ให้ระบุจำนวนที่เบิกจริง"), short=-lowest)
    _decide(locked, state=State.UNDONE, by=by, on=on)
    return undone


@transaction.atomic
def keep_drawing(*, undo: DrawingUndo, by: Any, on: date) -> DrawingUndo:
    """Leave a drawing as it is that somebody else asked to take back.

    :raises SamePerson, AlreadyDecided: as ``undo_typed_drawing``.
    """
    return _decide(_asked(undo, by=by), state=State.REFUSED, by=by, on=on)


def _drawn(entry: JournalEntry) -> Decimal:
    return entry.postings.get(account_id=chart.BANK).amount


def _asked(undo: DrawingUndo, *, by: Any) -> DrawingUndo:
    lock_books(province=undo.province_id)
    locked = DrawingUndo.objects.select_for_update(of=("self",)).select_related("entry").get(pk=undo.pk)
    if locked.state != State.ASKED:
        raise AlreadyDecided(_("คำขอนี้พิจารณาไปแล้ว: %(state)s"), state=str(locked.get_state_display()))
    if locked.asked_by_id == by.pk:
        raise SamePerson(_("ผู้ขอกลับรายการพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked


def _decide(undo: DrawingUndo, *, state: str, by: Any, on: date) -> DrawingUndo:
    undo.state, undo.decided_by, undo.decided_on = state, by, on
    undo.save(update_fields=["state", "decided_by", "decided_on"])
    return undo
