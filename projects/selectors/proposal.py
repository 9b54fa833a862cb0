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
from projects.rules import BANGKOK, ORGANS, TRANSITIONS, State, Step, organ_name, state_label, step_label
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
_PAYING = frozenset({State.CONTRACT_SIGNED, State.TRANSFERRED, State.CLOSED, State.REPAYING})
_BANGKOK_WAY = {
    State.TAMBON_CHECKED: _("เขต"),
    State.RECORDED: _("เลขานุการ อกส.กทม. รับ"),
    State.APPROVED: organ_name(organ="SUBCOMMITTEE", province=BANGKOK),
}
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
    if proposal.province_id == BANGKOK and reached == _ORDER[State.TAMBON_CHECKED]:
        reached += 1  # Bangkok has no อกส.อ.: what comes next is the secretariat of อกส.กทม.
    if proposal.support == Proposal.Support.SUBSIDY and reached == _ORDER[State.NOTIFIED]:
        reached += 1  # a subsidy has no contract: what comes next is the transfer
    dates = {change.to_state: change.on for change in timeline}
    rows = []
    for at, (label, passed) in enumerate(_WAY):
        if proposal.support == Proposal.Support.SUBSIDY:
            if passed is State.CONTRACT_SIGNED:
                continue  # a subsidy has no contract
            label = _("ใช้จ่ายครบ") if passed is State.CLOSED else label
        if proposal.province_id == BANGKOK:
            if passed is State.AMPHOE_AGREED:
                continue
            label = _BANGKOK_WAY.get(passed, label)
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
        if state != proposal.state or edge.permission is None or not edge.is_open_in(proposal.province_id):
            continue
        is_grant = proposal.support == Proposal.Support.SUBSIDY
        if edge.is_setback or edge.of_grant != is_grant and edge.to in _PAYING:
            continue  # a loan is signed before it is paid, a subsidy is not
        refused = None
        if not may(user=user, permission=edge.permission, proposal=proposal):
            refused = Refusal(_("บทบาทของคุณทำขั้นตอนนี้ไม่ได้"))
        elif step in (Step.SEND, Step.SEND_AGAIN) and blockers:
            refused = blockers[0]
        label = Refusal(step_label(step=step, province=proposal.province_id))
        found.append(NextStep(step=step, label=label, refused=refused))
    return found


def may(*, user: User, permission: str, proposal: Proposal) -> bool:
    """Tell whether the user holds a permission where the proposal was entered."""
    areas = (proposal.tambon_id, proposal.amphoe_id, proposal.province_id)
    return any(
        (row.tambon_id or row.amphoe_id or row.province_id) in (None, *areas)
        for row in assignments_with(user, permission)
    )


def speaks_for_tambon(*, user: User, proposal: Proposal, on: date) -> bool:
    """Tell whether the user belongs to the tambon group that gives the opinion, in Bangkok to the khet's (R-ACT-07)."""
    groups = [row for row in user.assignments_on(on) if row.role == Role.TAMBON_GROUP]
    if proposal.province_id == BANGKOK:
        return any(row.amphoe_id == proposal.amphoe_id and row.tambon_id is None for row in groups)
    return any(row.tambon_id == proposal.tambon_id for row in groups)


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


def organ_for(state: State, *, province: str = "") -> str | None:
    """Return the committee for which a proposal in this state waits, None where it waits for none."""
    for organ in ORGANS.values():
        if state in organ.waiting:
            return organ.code if province != BANGKOK or organ.bangkok_name else None
    return None


def approving_meeting(versions: Sequence[ProposalVersion]) -> int | None:
    """Return the meeting of อกส.จ. that decided on the newest version, None where none has."""
    decided = (
        [row for row in versions[0].decisions.all() if row.stage == Decision.Stage.SUBCOMMITTEE] if versions else []
    )
    return decided[0].meeting_id if decided else None


def label_of(state: str, *, province: str = "") -> Refusal:
    """Return what a state is called in a province, in the reader's language."""
    return Refusal(state_label(state=state, province=province))
