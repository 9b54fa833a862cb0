"""The desk of a tambon group: which reports its projects owe now, and which of those that came it has to send on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from areas.models import User
from areas.selectors import NoPolicy, tambon_within
from projects.models import ProgressReport, Proposal, StateChange
from projects.rules import Step
from projects.rules import progress as rules
from projects.rules.progress import Owed, ReportKind
from projects.selectors.progress import MONEY, RUNNING, ReportDays, days_of, next_end, proposer_of, with_proposer

MOST = 100  # lines of a kind that the desk shows; the board has them all


@dataclass(frozen=True, slots=True)
class ToReport:
    """A report that a project owes and has not given."""

    proposal: Any
    proposer: str
    owed: Owed
    days_late: int

    @property
    def is_reminded(self) -> bool:
        """Whether its day has not come, but is to be reminded of."""
        return not self.days_late


@dataclass(frozen=True, slots=True)
class ToForward:
    """A report that came and was not sent on, with the tambon's last day."""

    report: ProgressReport
    proposer: str
    forward_by_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class ToStart:
    """A project that has its money and has not begun."""

    proposal: Any
    proposer: str
    transferred_on: date
    start_by_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before a tambon group."""

    to_start: Sequence[ToStart]
    to_report: Sequence[ToReport]
    to_forward: Sequence[ToForward]
    forwarded: Sequence[ProgressReport]


def tambon_choices(*, user: User, permission: str = "projects.progress") -> list[tuple[str, str]]:
    """Return the tambon of the user's area that have projects with money, with their number of running projects."""
    running = Count("proposal", filter=Q(proposal__state__in=RUNNING))
    rows = tambon_within(user=user, permission=permission).annotate(running=running).filter(running__gt=0)
    return [(row.code, f"{row} · {row.amphoe} ({row.running})") for row in rows.order_by("code")]


def desk(*, user: User, tambon: str, on: date, permission: str = "projects.progress") -> Desk:
    """Return what lies before the group of a tambon on a day. Seven queries, however many projects it has."""
    rows = with_proposer(Proposal.objects.visible_to(user, permission).filter(tambon=tambon, state__in=RUNNING))
    proposals = list(rows.order_by("pk"))
    keys = [row.pk for row in proposals]
    told: dict[int, list[StateChange]] = defaultdict(list)
    for change in StateChange.objects.filter(proposal__in=keys, step__in=(*MONEY, Step.START)):
        told[change.proposal_id].append(change)
    days = ReportDays(provinces={row.province_id for row in proposals})
    reports = list(
        ProgressReport.objects.filter(proposal__tambon=tambon)
        .filter(Q(proposal__in=keys) | Q(forwarded_on=None))
        .select_related("proposal__organisation__member")
        .annotate(pictures=Count("photos"))
        .order_by("kind", "period_on", "pk")
    )
    by_key = {row.pk: row for row in proposals}
    came = {(row.proposal_id, row.kind, row.period_on) for row in reports}
    to_start, to_report = [], []
    for row in proposals:
        dates = days_of(told[row.pk])
        if Step.TRANSFER not in dates:
            continue
        moved = dates[Step.TRANSFER]
        if row.state == "TRANSFERRED":
            last_on = days.start_by(province=row.province_id, transferred_on=moved).last_on
            late = rules.days_late(due_on=last_on, done_on=None, on=on)
            to_start.append(ToStart(row, proposer_of(row), moved, last_on, late))
        to_report += [
            ToReport(row, proposer_of(row), one, rules.days_late(due_on=one.due_on, done_on=None, on=on))
            for one in _owed(days, row, moved, on)
            if one.opens_on <= on and (row.pk, one.kind, one.period_on) not in came
        ]
    waiting = [row for row in reports if row.forwarded_on is None]
    return Desk(
        to_start=to_start,
        to_report=sorted(to_report, key=lambda one: (one.owed.due_on, one.proposal.pk)),
        to_forward=[_to_forward(row, by_key, days, on) for row in waiting],
        forwarded=sorted((row for row in reports if row.forwarded_on), key=lambda row: row.forwarded_on, reverse=True)[
            :20
        ],
    )


def forward_by_on(*, report: ProgressReport, days: ReportDays) -> date:
    """Return the tambon's last day for sending a report on. Source: R-REP-03, R-REP-04."""
    if report.kind == ReportKind.FIRST:
        return rules.first_report_forward_by(reported_on=report.reported_on)
    return days.forward_by(province=report.proposal.province_id, period_on=report.period_on)


def _to_forward(row: ProgressReport, by_key: dict[int, Any], days: ReportDays, on: date) -> ToForward:
    last_on = forward_by_on(report=row, days=days)
    proposal = by_key.get(row.proposal_id)
    return ToForward(
        report=row,
        proposer=proposer_of(proposal) if proposal is not None else "",
        forward_by_on=last_on,
        days_late=rules.days_late(due_on=last_on, done_on=None, on=on),
    )


def _owed(days: ReportDays, row: Any, moved: date, on: date) -> list[Owed]:
    try:
        return days.owed(province=row.province_id, transferred_on=moved, closed_on=None, until=next_end(on))
    except NoPolicy:
        return []
