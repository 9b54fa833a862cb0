"""A meeting as its pages show it: roster, agenda with scores, votes and recusals, what waits for the next one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from areas.models import User
from documents.models import Document
from projects.models import (
    AgendaItem,
    Attendance,
    CommitteeMember,
    Decision,
    Meeting,
    PaperRequest,
    Proposal,
    Recusal,
    Score,
    Vote,
)
from projects.models.meetings import AreaOfOrganQuerySet
from projects.rules import BANGKOK, ORGANS, Mean, State, Tally, mean_score, tally, vote_warning
from thai.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the roster and whether she came; None while nobody has recorded it."""

    member: CommitteeMember
    is_present: bool | None
    reason: str = ""


@dataclass(slots=True)
class Item:
    """A project on the agenda with what was keyed about it so far."""

    row: AgendaItem
    content: dict
    proposal: Proposal
    amount: Decimal
    earlier: dict[str, Decision] = field(default_factory=dict)
    recusals: list[Recusal] = field(default_factory=list)
    scores: dict[int, Decimal] = field(default_factory=dict)
    votes: dict[int, str] = field(default_factory=dict)
    requests: list[PaperRequest] = field(default_factory=list)
    due: int = 0

    @property
    def mean(self) -> Mean | None:
        """The mean of the scores keyed so far."""
        return mean_score(scores=self.scores.values()) if self.scores else None

    @property
    def recused(self) -> set[int]:
        return {recusal.member_id for recusal in self.recusals}

    @property
    def tally(self) -> Tally:
        """The votes keyed so far."""
        return tally(choices=self.votes.values())

    @property
    def vote_warning(self) -> Refusal | None:
        """What to tell where the resolution does not follow from the votes (A-40)."""
        return vote_warning(votes=self.tally, outcome=self.row.outcome)

    @property
    def is_scored(self) -> bool:
        """Whether everybody who can has scored."""
        return bool(self.due) and len(self.scores) >= self.due


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about one meeting."""

    meeting: Meeting
    seats: Sequence[Seat]
    items: Sequence[Item]

    @property
    def present(self) -> list[CommitteeMember]:
        return [seat.member for seat in self.seats if seat.is_present]

    @property
    def is_attendance_recorded(self) -> bool:
        return any(seat.is_present is not None for seat in self.seats)


def sheet_of(*, meeting: Meeting) -> Sheet:
    """Return a meeting with its roster, agenda, recusals, scores, votes and what was asked for. Eight queries.

    A closed meeting shows the roster as it was: who sat there, in the order of that day.
    """
    rows = Attendance.objects.filter(meeting=meeting).select_related("member").order_by("seat", "member__order")
    came = {row.member_id: row for row in rows}
    roster = roster_of(meeting=meeting) if meeting.closed_on is None else [row.member for row in came.values()]
    seats = [
        Seat(
            member=member,
            is_present=came[member.pk].is_present if member.pk in came else None,
            reason=came[member.pk].reason if member.pk in came else "",
        )
        for member in roster
    ]
    present = {seat.member.pk for seat in seats if seat.is_present}
    rows = list(
        meeting.items.select_related("version__proposal__amphoe", "version__proposal__tambon").order_by("number")
    )
    items = {row.pk: _item(row) for row in rows}
    for recusal in Recusal.objects.filter(item__meeting=meeting).select_related("member").order_by("member__order"):
        items[recusal.item_id].recusals.append(recusal)
    for item, member, score in Score.objects.filter(item__meeting=meeting).values_list("item_id", "member_id", "score"):
        items[item].scores[member] = score
    for item, member, choice in Vote.objects.filter(item__meeting=meeting).values_list(
        "item_id", "member_id", "choice"
    ):
        items[item].votes[member] = choice
    by_proposal = {item.proposal.pk: item for item in items.values()}
    for request in PaperRequest.objects.filter(proposal__in=list(by_proposal), stage=meeting.organ).order_by("pk"):
        by_proposal[request.proposal_id].requests.append(request)
    decisions: dict[int, dict[str, Decision]] = defaultdict(dict)
    for decision in Decision.objects.filter(version__in=[row.version_id for row in rows]):
        decisions[decision.version_id][decision.stage] = decision
    for item in items.values():
        item.earlier = decisions[item.row.version_id]
        item.due = len(present - item.recused)
    return Sheet(meeting=meeting, seats=seats, items=list(items.values()))


def roster_of(*, meeting: Meeting) -> list[CommitteeMember]:
    """Return the members whose term covers the day of the meeting."""
    return list(
        CommitteeMember.objects.in_term(meeting.held_on)
        .filter(organ=meeting.organ, province_id=meeting.province_id, amphoe_id=meeting.amphoe_id)
        .order_by("order")
    )


def waiting_for(*, organ: str, user: User, province: str | None = None, amphoe: str | None = None):
    """Return the proposals that wait for a committee and stand on no open agenda, by reference number."""
    rule = ORGANS[organ]
    rows = Proposal.objects.visible_to(user, rule.permission).in_state(*rule.waiting)
    if rule.bangkok_name is None:
        rows = rows.exclude(province=BANGKOK)
    if province:
        rows = rows.filter(province=province)
    if amphoe:
        rows = rows.filter(amphoe=amphoe)
    on_agenda = AgendaItem.objects.filter(meeting__closed_on=None).values("version__proposal_id")
    return rows.exclude(pk__in=on_agenda).select_related("amphoe", "tambon").order_by("reference")


def listed(*, user: User, organ: str = "") -> AreaOfOrganQuerySet:
    """Return the meetings of the user's area, the newest first, with the number of projects and of resolutions."""
    rows = Meeting.objects.visible_to(user, "projects.view").select_related("province", "amphoe")
    if organ:
        rows = rows.filter(organ=organ)
    return rows.annotate(projects=Count("items"), passed=Count("items", filter=Q(items__outcome="PASSED"))).order_by(
        "-held_on", "-pk"
    )


def waiting_counts(*, user: User) -> dict[str, int]:
    """Return how many proposals wait for each committee that the user may call."""
    counts = {}
    for organ in ORGANS.values():
        counts[organ.code] = waiting_for(organ=organ.code, user=user).count()
    return counts


def results_due(*, user: User) -> AreaOfOrganQuerySet:
    """Return the closed approving meetings whose results were not told yet, with the number of their projects."""
    subject = Concat(Value("meeting:"), Cast(OuterRef("pk"), CharField()))
    letters = Document.objects.filter(kind=Document.Kind.RESULT_LETTER, subject=subject)
    return (
        Meeting.objects.visible_to(user, "projects.notify")
        .filter(~Exists(letters), organ="SUBCOMMITTEE", closed_on__isnull=False)
        .annotate(waiting=Count("items"))
        .order_by("held_on")
    )


def revisions_due(*, user: User) -> AreaOfOrganQuerySet:
    """Return the closed meetings of อกส.อ. after which somebody has still to be asked for her revision.

    Source: R-APPR-04.
    """
    subject = Concat(Value("proposal:"), Cast(OuterRef("version__proposal"), CharField()))
    letters = Document.objects.annotate(told=Cast(KeyTextTransform("version", "context"), IntegerField())).filter(
        kind=Document.Kind.REVISION_LETTER, subject=subject, told=OuterRef("version__number")
    )
    untold = Decision.objects.filter(
        ~Exists(letters),
        meeting=OuterRef("pk"),
        outcome=Decision.Outcome.NOT_PASSED,
        version__proposal__state=State.RETURNED_FOR_REVISION,
        version__number=F("version__proposal__version"),
    )
    return Meeting.objects.visible_to(user, "projects.amphoe_meeting").filter(
        Exists(untold), organ="AMPHOE", closed_on__isnull=False
    )


def _item(row: AgendaItem) -> Item:
    content = row.version.content
    return Item(row=row, content=content, proposal=row.version.proposal, amount=Decimal(content["amount"]))
