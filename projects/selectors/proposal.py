"""One proposal with everything about it: its stages, next step, versions with their decisions, papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from areas.models import User
from areas.roles import Role
from areas.scope import assignments_with
from documents.models import Document
from projects.models import Decision, Proposal, ProposalVersion, StateChange
from projects.rules import LABELS, ORGANS, STEP_LABELS, TRANSITIONS, State, Step
from thai.refusals import Refusal
from thai.refusals import sentence as _


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that leads on from here, and why this user cannot take it, if she cannot."""

    step: Step
    label: Refusal
    refused: Refusal | None = None


# What a proposal passes on its way, and the state that shows it was passed.
_WAY: tuple[tuple[str, State], ...] = (
    (_("ยื่น"), State.SUBMITTED),
    (_("ตำบล"), State.TAMBON_CHECKED),
    (_("อกส.อ."), State.AMPHOE_AGREED),
    (_("จังหวัดรับ"), State.RECORDED),
    (_("กลั่นกรอง"), State.PROVINCE_SCREENED),
    (_("อกส.จ."), State.APPROVED),
    (_("แจ้งผล"), State.NOTIFIED),
    (_("สัญญา"), State.CONTRACT_SIGNED),
    (_("โอนเงิน"), State.TRANSFERRED),
    (_("ชำระครบ"), State.CLOSED),
)
_ORDER = {state: at for at, (_label, state) in enumerate(_WAY)} | {
    State.AMPHOE_MEETING: 1,
    State.ACCOUNT_OPENED: 6,
    State.STARTED: 8,
    State.REPAYING: 8,
}
_STOPPED = {State.REJECTED: 5, State.LAPSED: 2, State.RETURNED_FOR_REVISION: 2, State.CANCELLED_MEMBER_CHANGE: 7}


def stages(*, proposal: Proposal, timeline: Sequence[StateChange]) -> list[dict]:
    """Return the steps of the pipeline for the page: done, current, refused or still to come, with their days."""
    state = State(proposal.state)
    reached = _ORDER.get(state, _STOPPED.get(state, 0) - 1 if state in _STOPPED else -1)
    dates = {change.to_state: change.on for change in timeline}
    rows = []
    for at, (label, passed) in enumerate(_WAY):
        here = "done" if at <= reached else "current" if at == reached + 1 else "todo"
        if here == "current" and state in _STOPPED:
            here = "refused"
        on = dates.get(passed) if at <= reached else None
        rows.append({"label": str(Refusal(label)), "state": here, "on": on, "note": ""})
    return rows


def next_steps(*, proposal: Proposal, user: User, blockers: Sequence[Refusal] = ()) -> list[NextStep]:
    """Return the steps that lead on from the proposal's state, each with the reason why the user cannot take it.

    :param blockers: what stands between the proposal and its sending.
    """
    found = []
    for (state, step), edge in TRANSITIONS.items():
        if state != proposal.state or edge.permission is None:
            continue
        refused = None
        if not may(user=user, permission=edge.permission, proposal=proposal):
            refused = Refusal(_("บทบาทของคุณทำขั้นตอนนี้ไม่ได้"))
        elif step in (Step.SEND, Step.SEND_AGAIN) and blockers:
            refused = blockers[0]
        found.append(NextStep(step=step, label=Refusal(STEP_LABELS[step]), refused=refused))
    return found


def may(*, user: User, permission: str, proposal: Proposal) -> bool:
    """Tell whether the user holds a permission where the proposal was entered."""
    areas = (proposal.tambon_id, proposal.amphoe_id, proposal.province_id)
    return any(
        (row.tambon_id or row.amphoe_id or row.province_id) in (None, *areas)
        for row in assignments_with(user, permission)
    )


def speaks_for_tambon(*, user: User, proposal: Proposal, on: date) -> bool:
    """Tell whether the user belongs to the tambon group that gives the opinion."""
    return any(row.role == Role.TAMBON_GROUP and row.tambon_id == proposal.tambon_id for row in user.assignments_on(on))


def versions_of(proposal: Proposal) -> list[ProposalVersion]:
    """Return the versions sent so far with the decisions about each, the newest first. Two queries."""
    decisions = Decision.objects.select_related("meeting", "recorded_by").order_by("recorded_at", "pk")
    return list(
        proposal.versions.select_related("sent_by")
        .prefetch_related(Prefetch("decisions", decisions))
        .order_by("-number")
    )


def timeline_of(proposal: Proposal) -> list[StateChange]:
    """Return every step so far, the newest first."""
    return list(proposal.timeline.select_related("by").order_by("-at", "-pk"))


def last_decision(*, proposal: Proposal, versions: Sequence[ProposalVersion]) -> dict[int, Decision]:
    """Return the newest decision about the present version by the proposal's key; nothing where there is none."""
    found = [row for version in versions if version.number == proposal.version for row in version.decisions.all()]
    return {proposal.pk: max(found, key=lambda row: row.pk)} if found else {}


def papers_of(*, proposal: Proposal, versions: Sequence[ProposalVersion], user: User) -> list[Document]:
    """Return the papers about the proposal and of the meetings that decided on it, as far as the user may open them."""
    meetings = {decision.meeting_id for version in versions for decision in version.decisions.all()} - {None}
    subjects = [f"proposal:{proposal.pk}", *(f"meeting:{pk}" for pk in meetings)]
    found = Document.objects.visible_to(user, "documents.view").filter(subject__in=subjects)
    letters = found.exclude(kind=Document.Kind.RESULT_LETTER) | found.filter(
        kind=Document.Kind.RESULT_LETTER, amphoe=proposal.amphoe_id
    )
    return list(letters.order_by("-issued_at").defer("context"))


def organ_for(state: State) -> str | None:
    """Return the committee for which a proposal in this state waits, None where it waits for none."""
    return next((organ.code for organ in ORGANS.values() if state in organ.waiting), None)


def approving_meeting(versions: Sequence[ProposalVersion]) -> int | None:
    """Return the meeting of อกส.จ. that decided on the newest version, None where none has."""
    decided = (
        [row for row in versions[0].decisions.all() if row.stage == Decision.Stage.SUBCOMMITTEE] if versions else []
    )
    return decided[0].meeting_id if decided else None


def label_of(state: str) -> Refusal:
    """Return what a state is called, in the reader's language."""
    return Refusal(LABELS[State(state)])
