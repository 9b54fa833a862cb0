"""Undoing what one person said of a line of the bank: one person asks, another approves, while nothing rests on it.

The lines wait again as they did before the decision, and whoever decides anew decides with all that came since.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from repayments import matching, selectors
from repayments.models import BankLine, LineShare, PossibleRepeat, UndoRequest
from repayments.reasons import said as in_code
from repayments.selectors.known import Other
from repayments.services.lines import ReasonMissing
from repayments.services.repeats import entry_of
from repayments.services.taken_back import join
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import services as treasury
from treasury.models import JournalEntry

State = UndoRequest.State
Decision = UndoRequest.Decision
LineState = BankLine.State


class UndoRefused(Refusal):
    """There is no decision to undo, it was asked before, or the request cannot be decided like this."""


class OwnUndo(UndoRefused):
    """Who asked that a decision be undone does not approve it."""


@transaction.atomic
def ask_undo(*, line: BankLine, reason: str, by: Any, on: date) -> UndoRequest:
    """Ask that what a person said of a line be undone; nothing changes until another person approves it.

    :param line: one that is the same as another or is not, or a reversal of the bank that a person set off.
    :raises ReasonMissing: no reason was given.
    :raises UndoRefused: nobody decided anything about it, or it was asked before.
    :raises repayments.selectors.DependedOn: something rests on the decision.
    Source: docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ขอถอนการตัดสิน"))
    locked = _lock(line)
    said = _decided(locked)
    if locked.undo_requests.filter(state=State.ASKED).exists():
        raise UndoRefused(_("มีคำขอถอนการตัดสินของรายการนี้รออนุมัติอยู่แล้ว"))
    return UndoRequest.objects.create(
        line=locked,
        other_id=said.other,
        decision=said.decision,
        said_by_id=said.by_id,
        said_on=said.on,
        said_why=said.why,
        reason=reason.strip()[:300],
        asked_by=by,
        asked_on=on,
    )


@transaction.atomic
def approve_undo(*, line: BankLine, by: Any, on: date, note: str = "") -> UndoRequest:
    """Undo what was said of a line.

    "The same" and "another": the line may be the same again. Its money, where it had been taken out, is booked again on
    the day of its first entry (or the first open day after it); what the system had set against it is freed. A netting:
    the reversal stands open again, and the payment is judged as at its import.

    :raises OwnUndo: by the one who asked.
    :raises UndoRefused: nothing is asked, or another decision was made since.
    :raises repayments.selectors.DependedOn: something rests on the decision by now.
    Source: docs/decisions.md.
    """
    locked = _lock(line)
    request = _asked(locked)
    _require_another(request, by=by)
    said = _decided(locked)
    kept = (request.decision, request.other_id, request.said_by_id, request.said_on, request.said_why)
    if kept != (said.decision, said.other, said.by_id, said.on, said.why):
        raise UndoRefused(_("มีการตัดสินใหม่หลังจากที่ขอ ให้ไม่อนุมัติแล้วขอใหม่"))
    if said.decision == Decision.SAME:
        request.entry = _book_again(locked, request, by=by)
    request.state, request.note = State.APPROVED, note.strip()[:300]
    _close(request, by=by, on=on)
    if said.decision == Decision.NET_OFF:
        join(_part(locked))
    else:
        _wait_again(locked)
    return request


@transaction.atomic
def refuse_undo(*, line: BankLine, note: str, by: Any, on: date) -> UndoRequest:
    """Refuse a request with a reason; the decision stands, and another request may be made.

    :raises OwnUndo, ReasonMissing, UndoRefused: as ``approve_undo`` and ``ask_undo``.
    """
    request = _asked(_lock(line))
    _require_another(request, by=by)
    if not note.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    request.state, request.note = State.REFUSED, note.strip()[:300]
    _close(request, by=by, on=on)
    return request


@transaction.atomic
def withdraw_undo(*, line: BankLine, by: Any, on: date) -> UndoRequest:
    """Withdraw one's own request before it is decided.

    :raises UndoRefused: nothing is asked, or somebody else asked.
    """
    request = _asked(_lock(line))
    if request.asked_by_id != by.pk:
        raise UndoRefused(_("ถอนคำขอได้เฉพาะผู้ขอ"))
    request.state = State.WITHDRAWN
    _close(request, by=None, on=on)
    return request


def _lock(line: BankLine) -> BankLine:
    treasury.lock_books(province=line.province_id)
    return BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)


def _decided(line: BankLine) -> selectors.Said:
    said = selectors.said_of(line)
    if said is None:
        raise UndoRefused(_("รายการนี้ไม่มีการตัดสินของเจ้าหน้าที่ที่ถอนได้"))
    hindrance = selectors.depends_on(line, said)
    if hindrance is not None:
        raise hindrance
    return said


def _asked(line: BankLine) -> UndoRequest:
    request = UndoRequest.objects.select_for_update(of=("self",)).filter(line=line, state=State.ASKED).first()
    if request is None:
        raise UndoRefused(_("ไม่มีคำขอถอนการตัดสินของรายการนี้ที่รออนุมัติ"))
    return request


def _require_another(request: UndoRequest, *, by: Any) -> None:
    if request.asked_by_id == by.pk:
        raise OwnUndo(_("ผู้ขอถอนการตัดสินกับผู้อนุมัติต้องเป็นคนละคน"))


def _close(request: UndoRequest, *, by: Any, on: date) -> None:
    request.decided_by, request.decided_on, request.decided_at = by, on, timezone.now()
    request.save()


def _book_again(line: BankLine, request: UndoRequest, *, by: Any) -> JournalEntry:
    """Book money again whose entry was reversed when it was taken for a repeat."""
    first = entry_of(line)
    return treasury.post(
        province=line.province_id,
        posting_on=treasury.first_open_day(province=line.province_id, on=first.posting_on),
        value_on=first.value_on,
        kind=JournalEntry.Kind.UNMATCHED,
        memo=f"{first.memo} (ถอนการตัดสินว่าเป็นรายการซ้ำ: {request.reason})",  # stays Thai: kept in the books
        source=f"bank_line:{line.pk}:{request.pk}",
        lines=[treasury.Line(one.account_id, one.amount, one.party) for one in first.postings.all()],
        by=by,
    )


def _wait_again(line: BankLine) -> None:
    """Let a line be perhaps the same again, and let go of what the system had set against it."""
    freed = _part(line)
    other = BankLine.objects.select_related("file").defer("file__content").get(perhaps_repeated_by__line=line)
    PossibleRepeat.objects.filter(line=line).update(is_same=None, reason="", decided_by=None, decided_on=None)
    LineShare.objects.filter(line=line, is_live=True).update(is_live=False)
    verdict = matching.perhaps_same(Other(other.pk, other.time, other.customer_name, other.ref1, other.file.name))
    line.state, line.contract, line.matched_by, line.reverses = LineState.PERHAPS_SAME, None, None, None
    line.score, line.is_split, line.reason = int(verdict.score), False, verdict.why
    line.save(update_fields=["state", "contract", "matched_by", "reverses", "score", "is_split", "reason"])
    join([one for one in freed if one.pk != line.pk])


def _part(line: BankLine) -> list[BankLine]:
    """Part a reversal of the bank and the payment without a receipt that were nothing together; give both, else none.

    Each waits again: the reversal for what it undoes, the payment for its owner, judged as at its import.
    """
    if line.state != LineState.NOT_A_RECEIPT:
        return []
    lines = BankLine.objects.select_for_update(of=("self",))
    if line.kind == "D":
        reversal, paid = line, lines.get(pk=line.reverses_id)
    else:
        reversal, paid = lines.get(reverses=line), line
    reversal.state, reversal.reverses, reversal.contract = LineState.TAKEN_BACK, None, None
    reversal.matched_by, reversal.reason = None, in_code("TAKEN_BACK")
    reversal.save(update_fields=["state", "reverses", "contract", "matched_by", "reason"])
    (verdict,) = selectors.verdicts(lines=[paid], provinces=[paid.province_id])
    paid.state, paid.contract_id, paid.matched_by = verdict.finding.value, verdict.contract_id, None
    paid.score, paid.is_split, paid.reason = int(verdict.score), False, verdict.why
    paid.save(update_fields=["state", "contract", "matched_by", "score", "is_split", "reason"])
    return [reversal, paid]
