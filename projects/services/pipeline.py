"""Moving proposals along the pipeline: one table of steps, one row of the timeline for each step taken."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from projects.models import Proposal, StateChange
from projects.rules import BANGKOK, ReasonMissing, State, Step, edge_of
from thai.dates import format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _

CHUNK = 200


class NoticeDayWrong(Refusal):
    """A notice cannot be received before it was given, nor in the future."""


def advance(*, proposal: Proposal, step: Step, by: Any, on: date, note: str = "") -> Proposal:
    """Take one step of the pipeline with one proposal.

    The row is locked and its state read again, so of two equal commands only one takes the step. The given object shows
    the new state afterwards.

    :param by: the user, or None for a step that the system takes itself.
    :raises projects.rules.WrongStep: the pipeline has no such step from the state in which the proposal is by now.
    Source: requirements 6.2.
    """
    advance_many(proposals=[proposal], step=step, by=by, on=on, notes={proposal.pk: note})
    return proposal


def advance_many(
    *,
    proposals: Iterable[Proposal],
    step: Step,
    by: Any,
    on: date,
    notes: dict[int, str] | None = None,
    **changes: Any,
) -> list[Proposal]:
    """Take the same step with several proposals, all or none; four queries however many they are.

    :param notes: the remark of each proposal in its timeline, by primary key.
    :param changes: further columns to write with the new state.
    :raises projects.rules.WrongStep: for the first proposal that cannot take the step; then nothing is changed.
    """
    given = {proposal.pk: proposal for proposal in proposals}
    if not given:
        return []
    notes = notes or {}
    with transaction.atomic():
        locked = _in_turn(given).values_list("pk", "state", "province")
        moves = [
            (key, State(state), edge_of(state=state, step=step, province=province).to)
            for key, state, province in locked
        ]
        to = {edge for _row, _from, edge in moves}.pop()  # one step leads to one state wherever it starts
        changes = {"revise_by_on": None, **changes}
        Proposal.objects.filter(pk__among=given).update(state=to, state_on=on, **changes)
        StateChange.objects.bulk_create(
            StateChange(
                proposal_id=key, step=step, from_state=was, to_state=to, by=by, on=on, note=notes.get(key, "").strip()
            )
            for key, was, to in moves
        )
    for row in given.values():
        row.state, row.state_on = to, on
        for name, value in changes.items():
            setattr(row, name, value)
    return list(given.values())


def lock(*, pks: Iterable[int]) -> list[Proposal]:
    """Lock proposals in the order of their keys, so that two commands never wait for each other."""
    return list(_in_turn(pks))


def _in_turn(pks: Iterable[int]) -> QuerySet[Proposal]:
    return Proposal.objects.select_for_update().filter(pk__among=list(pks)).order_by("pk")


def cancel_for_change(*, proposal: Proposal, reason: str, by: Any, on: date, gave_up: bool = False) -> Proposal:
    """Cancel an approved proposal because its group changed, or does not want the money; a new proposal may follow.

    :param gave_up: the group is the same and asks for nothing any more.
    :raises projects.rules.ReasonMissing: without a reason.
    :raises projects.rules.WrongStep: before the approval, or after the money was transferred.
    Source: R-MEM-06, R-MEM-07.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ยกเลิก") if gave_up else _("ต้องระบุเหตุผลที่เปลี่ยนตัวผู้กู้"))
    step = Step.GIVE_UP if gave_up else Step.CHANGE_BORROWER
    return advance(proposal=proposal, step=step, by=by, on=on, note=reason)


def record_notice(*, proposal: Proposal, received_on: date, revise_by_on: date, by: Any, on: date) -> Proposal:
    """Record when the proposer received the notice to revise; the days for the revision run from there.

    :raises projects.rules.WrongStep: the proposal does not wait for a revision.
    Source: R-APPR-04.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        edge_of(state=row.state, step=Step.SEND_AGAIN)
        if received_on > on or received_on < row.state_on:
            raise NoticeDayWrong(_("วันที่ได้รับแจ้งต้องอยู่ระหว่าง %(first)s ถึง %(last)s"), first=row.state_on, last=on)
        Proposal.objects.filter(pk=row.pk).update(revise_by_on=revise_by_on)
        StateChange.objects.create(
            proposal=row,
            step=Step.RETURN_IN_BANGKOK if row.province_id == BANGKOK else Step.RETURN,
            from_state=row.state,
            to_state=row.state,
            by=by,
            on=received_on,
            note=f"ผู้เสนอได้รับแจ้งวันที่ {format_short(received_on)}",  # stays Thai: kept in the history
        )
    proposal.revise_by_on = revise_by_on
    return proposal


def reopen(*, proposal: Proposal, reason: str, revise_by_on: date, by: Any, on: date) -> Proposal:
    """Let a lapsed proposal be revised after all, with a new last day.

    :raises projects.rules.ReasonMissing: without a reason.
    :raises projects.rules.WrongStep: it has not lapsed.
    Source: A-39.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่เปิดให้ปรับปรุงใหม่"))
    step = Step.REOPEN_IN_BANGKOK if proposal.province_id == BANGKOK else Step.REOPEN
    advance_many(proposals=[proposal], step=step, by=by, on=on, notes={proposal.pk: reason}, revise_by_on=revise_by_on)
    return proposal


def return_in_bangkok(*, proposal: Proposal, reason: str, revise_by_on: date, by: Any, on: date) -> Proposal:
    """Return a proposal of Bangkok to its proposer for revision: the secretariat of อกส.กทม. does it itself.

    :raises projects.rules.ReasonMissing: without a reason.
    :raises projects.rules.WrongStep: it does not lie with the secretariat, or in another province.
    Source: R-ACT-13, R-APPR-04.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุสิ่งที่ให้ปรับปรุง"))
    advance_many(
        proposals=[proposal],
        step=Step.RETURN_IN_BANGKOK,
        by=by,
        on=on,
        notes={proposal.pk: reason},
        revise_by_on=revise_by_on,
    )
    return proposal


def lapse_overdue(*, on: date, limit: int = CHUNK) -> int:
    """Lapse the returned proposals whose day for revision is over; return how many.

    Run again it finds none of them any more, so a repeated job repeats nothing.

    Source: R-APPR-05, A-39.
    """
    with transaction.atomic():
        overdue = list(
            Proposal.objects.in_state(State.RETURNED_FOR_REVISION)
            .filter(revise_by_on__lt=on)
            .select_for_update(skip_locked=True)
            .order_by("pk")[:limit]
        )
        advance_many(proposals=overdue, step=Step.LAPSE, by=None, on=on)
    return len(overdue)
