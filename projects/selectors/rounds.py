"""Proposals by round: the days that decide it, the filter in the database, and the calendar of a year with its counts.

The rule is ``projects.rules.rounds``; the filter here says the same in SQL, and a test holds the two equal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, DateField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum

from areas.models import Holiday, Province, User
from areas.scope import assignments_with
from projects.models import Decision, Meeting, Proposal, StateChange
from projects.models.proposals import ProposalQuerySet
from projects.rules import BANGKOK, State, Step
from projects.rules.rounds import Gate, Round, RoundOf, round_of_proposal, was_moved
from projects.selectors.deadlines import Deadlines
from thai.dates import add_months, fiscal_year_bounds, month_start

# Which day of the round a proposal has before it. What is not here is over: the day of its decision counts.
WAITING: dict[State, Gate] = {
    State.AMPHOE_AGREED: Gate.SCREENED,
    State.RECORDED: Gate.SCREENED,
    State.PROVINCE_SCREENED: Gate.DECIDED,
}
NOT_SENT = frozenset(
    {State.DRAFT, State.SUBMITTED, State.TAMBON_CHECKED, State.AMPHOE_MEETING, State.RETURNED_FOR_REVISION}
)
# The step that hands a proposal on to the province; in Bangkok the secretariat takes it from the khet.
SENDING = (Step.AGREE, Step.RECORD_IN_BANGKOK)
NO_ROUND = frozenset({State.LAPSED})  # it never reached the province, and no round waits for it
CHOICES_BEFORE, CHOICES_AFTER = 12, 2


@dataclass(frozen=True, slots=True)
class Place:
    """The round in which a proposal is, and whether it fell out of an earlier one."""

    round: Round
    was_moved: bool
    gate: Gate


def with_days(rows: ProposalQuerySet) -> ProposalQuerySet:
    """Add ``sent_on``, when อกส.อ. last handed it on to the province, and ``decided_on``, the day of its decision."""
    sent = StateChange.objects.filter(proposal=OuterRef("pk"), step__in=SENDING).order_by("-on").values("on")[:1]
    decided = (
        Decision.objects.filter(version__proposal=OuterRef("pk"), stage=Decision.Stage.SUBCOMMITTEE)
        .order_by("-pk")
        .values("decided_on")[:1]
    )
    return rows.annotate(
        sent_on=Subquery(sent, output_field=DateField()), decided_on=Subquery(decided, output_field=DateField())
    )


def sent_days(rows: Iterable[Proposal]) -> dict[int, date]:
    """Return when each was last handed on to the province, by its key. One query."""
    changes = StateChange.objects.filter(proposal__in=[row.pk for row in rows], step__in=SENDING).order_by()
    return dict(changes.values_list("proposal").annotate(Max("on")))


def sent_in(timeline: Iterable[StateChange]) -> date | None:
    """Return when a proposal was last handed on to the province, out of its timeline."""
    return max((change.on for change in timeline if change.step in SENDING), default=None)


def place_of(*, state: str, sent_on: date | None, decided_on: date | None, on: date, round_of: RoundOf) -> Place | None:
    """Return where a proposal stands among the rounds of its province; None where it stands in none."""
    now = State(state)
    if now in NO_ROUND:
        return None
    if now in NOT_SENT:
        sent_on, gate, day = None, Gate.SENT, on
    elif now in WAITING:
        gate, day = WAITING[now], on
    else:
        gate, day = Gate.DECIDED, decided_on or on
        if decided_on is None:
            return None
    found = round_of_proposal(sent_on=sent_on, gate=gate, on=day, round_of=round_of)
    if found is None or (sent_on is None and now not in NOT_SENT):
        return None
    return Place(found, was_moved(sent_on=sent_on, gate=gate, on=day, round_of=round_of), gate)


def in_round(*, month_on: date, provinces: Iterable[str], deadlines: Deadlines, on: date) -> Q:
    """Return the condition for the proposals of these provinces that are in the round of a month on a day.

    Wants the columns of ``with_days``.
    """
    wanted = Q(pk__in=[])
    for province in provinces:
        round_of = deadlines.rounds(province)
        this = round_of(month_start(month_on))
        if this is None:
            continue
        before = round_of(add_months(month_start(month_on), -1))
        inside = _reached(this, on)
        if before is not None:
            inside &= ~_reached(before, on)
        wanted |= Q(province=province) & inside
    return wanted


def _reached(this: Round, on: date) -> Q:
    """What is in this round or an earlier one."""
    sent = Q(sent_on__isnull=False, sent_on__lte=this.sent.on)
    over = [state for state in State if state not in NOT_SENT | NO_ROUND | WAITING.keys()]
    parts = Q(state__in=over, decided_on__isnull=False, decided_on__lte=this.decided.on) & sent
    if on <= this.sent.on:
        parts |= Q(state__in=list(NOT_SENT))
    for state, gate in WAITING.items():
        if on <= this.day(gate).on:
            parts |= Q(state=state) & sent
    return parts


def calendar_provinces(*, user: User, on: date) -> list[Province]:
    """Return the provinces in which the user sees projects, by name."""
    rows = assignments_with(user, "projects.view")
    codes = {row.province_id for row in rows}
    found = Province.objects.all() if None in codes else Province.objects.filter(code__in=codes)
    return sorted(found, key=lambda one: one.name_th)


def choices(*, deadlines: Deadlines, on: date) -> list[date]:
    """Return the months whose rounds the board offers, the newest first; none where nobody keeps a calendar."""
    here = month_start(on)
    months = [add_months(here, at) for at in range(CHOICES_AFTER, -CHOICES_BEFORE - 1, -1)]
    return [month for month in months if any(deadlines.rounds(province)(month) for province in deadlines.provinces)]


# -- the calendar of a year --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar: its round where the province keeps one, else the meetings called in it."""

    month_on: date
    round: Round | None
    count: int
    amount: Decimal
    meetings: Sequence[Meeting]


@dataclass(frozen=True, slots=True)
class Year:
    """The twelve months of a fiscal year in a province."""

    province: str
    fiscal_year: int
    months: Sequence[Month]
    holidays: dict[date, str]

    @property
    def is_in_bangkok(self) -> bool:
        """Whether the khet hand over to อกส.กทม. there."""
        return self.province == BANGKOK

    @property
    def by_appointment(self) -> bool:
        """Whether no month has a round."""
        return all(month.round is None for month in self.months)

    def why(self, day: date) -> str:
        """Name the holiday of a day; nothing for a Saturday or Sunday without one."""
        return self.holidays.get(day, "")


def year_of(*, user: User, province: str, fiscal_year: int, on: date) -> Year:
    """Return the rounds of a fiscal year in a province, with what of the user's area is in each. Six queries."""
    first, last = fiscal_year_bounds(fiscal_year)
    deadlines = Deadlines(provinces=[province])
    round_of = deadlines.rounds(province)
    counts: dict[str, tuple[int, Decimal]] = {}
    rows = with_days(Proposal.objects.visible_to(user, "projects.view").filter(province=province)).order_by()
    for row in rows.values("state", "sent_on", "decided_on").annotate(count=Count("pk"), sum=Sum("amount")):
        place = place_of(
            state=row["state"], sent_on=row["sent_on"], decided_on=row["decided_on"], on=on, round_of=round_of
        )
        if place is not None and row["state"] != State.DRAFT:
            count, amount = counts.get(place.round.key, (0, Decimal(0)))
            counts[place.round.key] = (count + row["count"], amount + row["sum"])
    meetings: dict[date, list[Meeting]] = {}
    for meeting in _meetings(user, province, first, last):
        meetings.setdefault(month_start(meeting.held_on), []).append(meeting)
    months = []
    for at in range(12):
        month = add_months(first, at)
        found = round_of(month)
        count, amount = counts.get(found.key, (0, Decimal(0))) if found else (0, Decimal(0))
        months.append(Month(month, found, count, amount, meetings.get(month, [])))
    closed = Holiday.objects.filter(
        Q(province=None) | Q(province=province), closes_government=True, on__gte=first, on__lte=last
    )
    return Year(
        province=province, fiscal_year=fiscal_year, months=months, holidays=dict(closed.values_list("on", "name_th"))
    )


def _meetings(user: User, province: str, first: date, last: date) -> QuerySet[Meeting]:
    """Those of the province's committees are known to everybody in it, those of อกส.อ. to her own amphoe."""
    rows = Meeting.objects.filter(province=province, held_on__gte=first, held_on__lte=last)
    own = Meeting.objects.visible_to(user, "projects.view").filter(pk=OuterRef("pk"))
    rows = rows.annotate(may_open=Exists(own)).filter(Q(amphoe=None) | Q(may_open=True))
    return rows.select_related("amphoe", "province").order_by("held_on", "pk")
