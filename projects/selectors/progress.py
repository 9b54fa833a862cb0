"""Reports after the money: which are owed, which have come, which were sent on, and which are late, set by set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, FilteredRelation, Min, OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject

from areas.models import User
from areas.rules import Deadline, NoPolicy
from projects.models import Borrower, ProgressReport, Proposal, StateChange
from projects.models.proposals import ProposalQuerySet
from projects.rules import State, Step
from projects.rules import progress as rules
from projects.rules.progress import Owed, ReportKind
from projects.selectors.deadlines import Deadlines
from projects.selectors.paid import ENDS, MONEY, days_of, last_day
from thai.dates import add_years, fiscal_year_be, fiscal_year_bounds
from thai.refusals import Refusal

RUNNING = (State.TRANSFERRED, State.STARTED, State.REPAYING)
PAID_OUT = (*RUNNING, State.CLOSED)
PAGE = 50
MOST_YEARS = 10  # offered in the choice of periods


class ReportDays(Deadlines):
    """The days that count after the money, for some provinces in two queries."""

    def __init__(self, *, provinces: Iterable[str]) -> None:
        super().__init__(provinces=provinces)
        self._readings: dict[tuple[str, date], rules.Readings] = {}

    def readings(self, *, province: str, transferred_on: date) -> rules.Readings:
        """Both limits of the first report.

        :raises NoPolicy: P-16 is not in force on the day of the transfer.
        """
        key = (province, transferred_on)
        if key not in self._readings:
            self._readings[key] = rules.first_report_readings(
                transferred_on=transferred_on,
                limit_rule=self._value("first_report_days", province=province, on=transferred_on),
                is_business_day=self._calendar(province),
            )
        return self._readings[key]

    def start_by(self, *, province: str, transferred_on: date) -> Deadline:
        """The last day for starting the project."""
        return rules.start_by(transferred_on=transferred_on, is_business_day=self._calendar(province))

    def forward_by(self, *, province: str, period_on: date) -> date:
        """The last day for the tambon to send กส.๓/๒ on."""
        return rules.forward_by(period_on=period_on, is_business_day=self._calendar(province)).last_on

    def summary_by(self, *, province: str, period_on: date) -> date:
        """The last day for the amphoe to send กส.๔/๒."""
        return rules.summary_by(period_on=period_on, is_business_day=self._calendar(province)).last_on

    def check_by(self, *, province: str, period_on: date) -> date:
        """The last day for the province to check กส.๔/๒."""
        return rules.check_by(period_on=period_on, is_business_day=self._calendar(province)).last_on

    def owed(self, *, province: str, transferred_on: date, closed_on: date | None, until: date) -> list[Owed]:
        """Every report that a project of the province owes up to a day."""
        return rules.owed(
            transferred_on=transferred_on,
            closed_on=closed_on,
            until=until,
            limit_rule=self._value("first_report_days", province=province, on=transferred_on),
            is_business_day=self._calendar(province),
        )


# -- periods ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Period:
    """A half-year (``key`` 2018-03-31), or the first reports of projects paid in a fiscal year (first-2561)."""

    kind: ReportKind
    first_on: date
    last_on: date

    @property
    def key(self) -> str:
        if self.kind is ReportKind.FIRST:
            return f"first-{fiscal_year_be(self.last_on)}"
        return self.last_on.isoformat()

    @property
    def year_be(self) -> int:
        return fiscal_year_be(self.last_on)

    @property
    def half(self) -> int:
        return rules.half_year_number(period_on=self.last_on)[0]


def half_year(period_on: date) -> Period:
    """Return the half-year that ends on a day."""
    return Period(ReportKind.HALF_YEAR, rules.require_half_year_end(period_on).replace(day=1), period_on)


def first_reports(year_be: int) -> Period:
    """Return the first reports of the projects that were paid in a fiscal year."""
    return Period(ReportKind.FIRST, *fiscal_year_bounds(year_be))


def period_of(key: str) -> Period | None:
    """Return the period that a key names, None for no such period."""
    try:
        if key.startswith("first-"):
            year = int(key.removeprefix("first-"))
            return first_reports(year) if 2500 <= year <= 2700 else None
        return half_year(date.fromisoformat(key))
    except (ValueError, Refusal):
        return None


def periods(*, user: User, on: date, permission: str = "projects.view") -> list[Period]:
    """Return the periods for which a project of the user's area may owe a report, the newest first. One query."""
    rows = paid_out(Proposal.objects.visible_to(user, permission))
    since = rows.aggregate(since=Min("moved_on"))["since"]
    since = max(since or on, add_years(on, -MOST_YEARS))
    # The half-year under way is offered from its last month on: then its reports may come.
    ends = [end for end in rules.half_year_ends(after=since, until=next_end(on)) if end.replace(day=1) <= on]
    years = range(fiscal_year_be(since), fiscal_year_be(on) + 1)
    found = [half_year(end) for end in ends] + [first_reports(year) for year in years]
    return sorted(found, key=lambda period: (period.kind is ReportKind.HALF_YEAR, period.last_on), reverse=True)


# -- the reports of a period, set by set -----------------------------------------------------------------------------
def paid_out(rows: ProposalQuerySet) -> ProposalQuerySet:
    """Return the proposals whose money was transferred, with the day of the transfer that arrived as ``moved_on``."""
    return rows.filter(state__in=PAID_OUT).annotate(moved_on=last_day(MONEY))


def owing(rows: ProposalQuerySet, *, period: Period, on: date) -> ProposalQuerySet:
    """Return the proposals that owe a report for a period, joined with that report as ``report``.

    Says in SQL what ``projects.rules.progress.owed`` says of one project.
    """
    rows = paid_out(rows)
    if period.kind is ReportKind.FIRST:
        rows = rows.filter(moved_on__gte=period.first_on, moved_on__lte=min(period.last_on, on))
        which = Q(reports__kind=ReportKind.FIRST)
    else:
        rows = rows.annotate(ended_on=last_day(ENDS))
        still_open = ~Q(state=State.CLOSED) | Q(ended_on=None) | Q(ended_on__gt=period.last_on)
        rows = rows.filter(still_open, moved_on__lt=period.last_on)
        which = Q(reports__kind=ReportKind.HALF_YEAR, reports__period_on=period.last_on)
    return rows.annotate(
        report=FilteredRelation("reports", condition=which),
        transferred_on=F("moved_on"),
        report_pk=F("report__pk"),
        reported_on=F("report__reported_on"),
        forwarded_on=F("report__forwarded_on"),
    )


@dataclass(slots=True)
class Tally:
    """How many reports of an area were owed, have come, were sent on, and are overdue."""

    area: Any
    owed: int = 0
    reported: int = 0
    forwarded: int = 0
    overdue: int = 0

    def add(self, other: "Tally") -> None:
        """Count another area in."""
        self.owed += other.owed
        self.reported += other.reported
        self.forwarded += other.forwarded
        self.overdue += other.overdue


def tallies(*, rows: ProposalQuerySet, period: Period, days: ReportDays, on: date) -> dict[str, Tally]:
    """Return the numbers of each amphoe by its code, in one query whose rows are amphoe × days of transfer."""
    found: dict[str, Tally] = {}
    groups = rows.order_by().values("province_id", "amphoe_id", "transferred_on")
    for row in groups.annotate(owed=Count("pk"), reported=Count("report_pk"), forwarded=Count("forwarded_on")):
        tally = found.setdefault(row["amphoe_id"], Tally(area=row["amphoe_id"]))
        tally.owed += row["owed"]
        tally.reported += row["reported"]
        tally.forwarded += row["forwarded"]
        due_on = due_of(period=period, days=days, province=row["province_id"], transferred_on=row["transferred_on"])
        if due_on is not None and on > due_on:
            tally.overdue += row["owed"] - row["reported"]
    return found


def due_of(*, period: Period, days: ReportDays, province: str, transferred_on: date) -> date | None:
    """Return the member's last day for a report of the period; None where the province has no policy for it."""
    if period.kind is ReportKind.HALF_YEAR:
        return period.last_on
    try:
        return days.readings(province=province, transferred_on=transferred_on).limit.last_on
    except NoPolicy:
        return None


def overdue(*, rows: ProposalQuerySet, period: Period, days: ReportDays, on: date) -> ProposalQuerySet:
    """Return those of ``owing`` whose report has not come and whose last day is over."""
    missing = rows.filter(report_pk=None)
    if period.kind is ReportKind.HALF_YEAR:
        return missing if on > period.last_on else missing.none()
    late: dict[str, list[date]] = {}
    for province, moved in missing.order_by().values_list("province_id", "transferred_on").distinct():
        due_on = due_of(period=period, days=days, province=province, transferred_on=moved)
        if due_on is not None and on > due_on:
            late.setdefault(province, []).append(moved)
    wanted = Q(pk__in=[])
    for province, moved_on in late.items():
        wanted |= Q(province=province, moved_on__in=moved_on)
    return missing.filter(wanted)


@dataclass(frozen=True, slots=True)
class Line:
    """One project on the list of a period: its report, if it came, the day to remind, its last day, the days late."""

    proposal: Any
    proposer: str
    transferred_on: date
    reported_on: date | None
    forwarded_on: date | None
    report_pk: int | None
    remind_on: date | None
    due_on: date | None
    days_late: int

    @property
    def status(self) -> str:
        """FORWARDED, REPORTED, LATE or WAITING."""
        if self.forwarded_on:
            return "FORWARDED"
        if self.reported_on:
            return "REPORTED"
        return "LATE" if self.days_late else "WAITING"


def with_proposer(rows: ProposalQuerySet) -> ProposalQuerySet:
    """Return the proposals with their place and who proposed them, in two queries however many they are."""
    first = Borrower.objects.filter(role=Borrower.Role.REPRESENTATIVE).select_related("member")
    return rows.select_related("tambon", "amphoe", "organisation__member").prefetch_related(
        Prefetch("borrowers", first, to_attr="representatives")
    )


def proposer_of(proposal: Any) -> str:
    """Return the organisation, or the representative of the group."""
    if proposal.organisation_id:
        return proposal.organisation.member.full_name
    return proposal.representatives[0].member.full_name if proposal.representatives else ""


def lines(*, rows: Iterable[Any], period: Period, days: ReportDays, on: date) -> list[Line]:
    """Return rows of ``owing`` that carry their proposer, as lines of the list."""
    found = []
    for row in rows:
        due_on = due_of(period=period, days=days, province=row.province_id, transferred_on=row.transferred_on)
        remind_on = period.first_on
        if period.kind is ReportKind.FIRST:
            remind_on = None
            if due_on is not None:
                readings = days.readings(province=row.province_id, transferred_on=row.transferred_on)
                remind_on = readings.reminder.last_on
        found.append(
            Line(
                proposal=row,
                proposer=proposer_of(row),
                transferred_on=row.transferred_on,
                reported_on=row.reported_on,
                forwarded_on=row.forwarded_on,
                report_pk=row.report_pk,
                remind_on=remind_on,
                due_on=due_on,
                days_late=rules.days_late(due_on=due_on, done_on=row.reported_on, on=on) if due_on else 0,
            )
        )
    return found


# -- one project -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Given:
    """A report that was given, in short."""

    pk: int
    kind: str
    period_on: date
    reported_on: date
    forwarded_on: date | None


@dataclass(frozen=True, slots=True)
class Expected:
    """A report that a project owes, with the one that came for it."""

    owed: Owed
    report: Given | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What a project did with its money: its start against its last day, and every report owed so far."""

    transferred_on: date
    start_by: date
    started_on: date | None
    start_days_late: int
    readings: rules.Readings | None
    expected: Sequence[Expected] = field(default_factory=list)


def progress_of(
    *, proposal: Proposal, on: date, timeline: Iterable[StateChange] | None = None, days: ReportDays | None = None
) -> Progress | None:
    """Return what a project owes and has reported; None before its money. Four queries, three with a timeline."""
    if State(proposal.state) not in PAID_OUT:
        return None
    told = days_of(proposal.timeline.all() if timeline is None else timeline)
    if Step.TRANSFER not in told:
        return None
    days = days or ReportDays(provinces=[proposal.province_id])
    moved, started = told[Step.TRANSFER], told.get(Step.START)
    start_by = days.start_by(province=proposal.province_id, transferred_on=moved).last_on
    is_unstarted = State(proposal.state) is State.TRANSFERRED  # what pays back was begun, though nobody noted when
    start_late = rules.days_late(due_on=start_by, done_on=started, on=on) if started or is_unstarted else 0
    reports = {(row.kind, row.period_on): row for row in _given(proposal)}
    owed, readings = _owed_so_far(proposal, told, days, on)
    return Progress(
        transferred_on=moved,
        start_by=start_by,
        started_on=started,
        start_days_late=start_late,
        readings=readings,
        expected=[_expected(one, reports.get((one.kind, one.period_on)), on) for one in owed],
    )


def _owed_so_far(
    proposal: Proposal, told: Mapping[str, date], days: ReportDays, on: date
) -> tuple[list[Owed], rules.Readings | None]:
    moved = told[Step.TRANSFER]
    try:
        readings = days.readings(province=proposal.province_id, transferred_on=moved)
        owed = days.owed(
            province=proposal.province_id,
            transferred_on=moved,
            closed_on=told.get(Step.CLOSE),
            until=next_end(on),
        )
    except NoPolicy:
        return [], None
    return [one for one in owed if one.opens_on <= on], readings


def next_end(on: date) -> date:
    """The end of the half-year in which a day lies."""
    return next(rules.half_year_ends(after=on.replace(day=1), until=date(on.year + 1, 12, 31)))


def with_reports(rows: ProposalQuerySet) -> ProposalQuerySet:
    """Let proposals be read together with the reports given for them, for ``progress_of``."""
    given = ProgressReport.objects.filter(proposal=OuterRef("pk"))
    fields = ("pk", "kind", "period_on", "reported_on", "forwarded_on")
    return rows.annotate(given=ArraySubquery(given.values(json=JSONObject(**{name: name for name in fields}))))


def _given(proposal: Proposal) -> list[Given]:
    if not hasattr(proposal, "given"):
        proposal = with_reports(Proposal.objects.filter(pk=proposal.pk)).get()
    days = ("period_on", "reported_on", "forwarded_on")
    return [
        Given(**row | {name: date.fromisoformat(row[name]) if row[name] else None for name in days})
        for row in proposal.given
    ]


def _expected(owed: Owed, report: Given | None, on: date) -> Expected:
    came_on = report.reported_on if report else None
    return Expected(
        owed=owed,
        report=report,
        days_late=rules.days_late(due_on=owed.due_on, done_on=came_on, on=on),
    )
