"""What waits for a user after the money: reports to receive and to send on, summaries, visits. A few queries in all.

Each kind of work is given as the fields of a ``reports.selectors.tasks.Task``.
"""

from datetime import date
from typing import Any

from django.db.models import Count, F, FilteredRelation, Max, Min, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.rules import NoPolicy
from areas.scope import assignments_with, holds
from projects.models import AmphoeSummary, ProgressReport, Proposal
from projects.rules import progress as rules
from projects.rules.progress import ReportKind
from projects.selectors import progress as reads
from projects.selectors import visits
from projects.selectors.progress import ReportDays
from projects.tables.places import place_of, taker
from thai.dates import fiscal_year_be

Fields = dict[str, Any]
RECORD, SEND, CHECK = "projects.progress", "projects.summarise", "projects.check_summary"
SUMMARY = "SUMMARY"  # beside the kinds of reports


def waiting(*, user: User, on: date, days: ReportDays | None = None) -> list[Fields]:
    """Return the kinds of work that wait for a user, each with its number and the first of its last days."""
    days = days or ReportDays(provinces=[])
    found: list[Fields | None] = []
    handed_in = _handed_in(user)
    if holds(user, RECORD):
        reports = [row for row in handed_in if row["kind"] != SUMMARY]
        found += [*_to_receive(user, days, on), _to_forward(reports, days)]
    if holds(user, SEND):
        found += [_to_send(user, days, on), _to_visit(user, on)]
    if holds(user, CHECK):
        found.append(_to_check([row for row in handed_in if row["kind"] == SUMMARY], days))
    return [one for one in found if one and one["count"]]


def _to_receive(user: User, days: ReportDays, on: date) -> list[Fields]:
    """First reports from their day of reminder on (D-06), and those of the half-year at hand. One query."""
    end = rules.last_half_year_end(on=on)
    is_last_month = (following := reads.next_end(on)).replace(day=1) <= on
    end = following if is_last_month else end
    rows = reads.paid_out(Proposal.objects.visible_to(user, RECORD)).filter(state__in=reads.RUNNING)
    rows = rows.annotate(
        first=FilteredRelation("reports", condition=Q(reports__kind=ReportKind.FIRST)),
        half=FilteredRelation("reports", condition=Q(reports__kind=ReportKind.HALF_YEAR, reports__period_on=end)),
        first_pk=F("first__pk"),
        half_pk=F("half__pk"),
    )
    rows = rows.filter(Q(first_pk=None) | Q(half_pk=None), moved_on__isnull=False)
    groups = rows.order_by().values("province", "moved_on")
    first = _task(_("รายงานครั้งแรกที่ยังไม่ได้รับจากสมาชิก"), url=_list_of(user, f"first-{fiscal_year_be(on)}"))
    half = _task(_("รายงาน กส.3/2 ที่ยังไม่ได้รับจากสมาชิก"), url=_list_of(user, end.isoformat()))
    no_first, no_half = Count("pk", filter=Q(first_pk=None)), Count("pk", filter=Q(half_pk=None))
    for row in groups.annotate(no_first=no_first, no_half=no_half):
        try:
            readings = days.readings(province=row["province"], transferred_on=row["moved_on"])
        except NoPolicy:
            continue
        if on >= readings.reminder.last_on:
            _add(first, row["no_first"], readings.limit.last_on)
        if row["moved_on"] < end:
            last_on = end if on <= end else days.forward_by(province=row["province"], period_on=end)
            _add(half, row["no_half"], last_on)
    return [first, half]


def _handed_in(user: User) -> list[Fields]:
    """The reports to send on and the summaries to check, by kind, period and province; one query for both.

    How many, the first day on which one was handed in, and the first amphoe.
    """
    parts: list[QuerySet] = []
    if holds(user, RECORD):
        reports = ProgressReport.objects.visible_to(user, RECORD).filter(forwarded_on=None).order_by()
        groups = reports.values("kind", "period_on", place=F("proposal__province"))
        parts.append(groups.annotate(number=Count("pk"), since=Min("reported_on"), first=Min("proposal__amphoe")))
    if holds(user, CHECK):
        summaries = AmphoeSummary.objects.visible_to(user, CHECK).filter(outcome="").order_by()
        groups = summaries.annotate(kind=Value(SUMMARY)).values("kind", "period_on", place=F("province"))
        parts.append(groups.annotate(number=Count("pk"), since=Min("sent_on"), first=Min("amphoe")))
    if not parts:
        return []
    parts = [part.values("kind", "period_on", "place", "number", "since", "first") for part in parts]
    return list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


def _to_forward(told: list[Fields], days: ReportDays) -> Fields:
    """Reports that the tambon has received and not sent on."""
    found = _task(_("รายงานของโครงการที่รอส่งต่อ %(organ)s"))
    found["title"] %= {"organ": taker(place_of(row["place"] for row in told))}
    for row in told:
        if row["kind"] == ReportKind.FIRST:
            last_on = rules.first_report_forward_by(reported_on=row["since"])
        else:
            last_on = days.forward_by(province=row["place"], period_on=row["period_on"])
        _add(found, row["number"], last_on)
    return found


def _to_send(user: User, days: ReportDays, on: date) -> Fields:
    """The amphoe that have not sent the summary of the last half-year that ended. One query."""
    period = reads.half_year(rules.last_half_year_end(on=on))
    stands = AmphoeSummary.objects.filter(period_on=period.last_on).exclude(outcome=AmphoeSummary.Outcome.RETURNED)
    rows = reads.owing(Proposal.objects.visible_to(user, SEND), period=period, on=on)
    rows = rows.exclude(amphoe__in=stands.values("amphoe")).order_by()
    groups = list(rows.values("province", "amphoe").distinct())
    found = _task(_("สรุปรายงาน กส.4/2 ที่ต้องส่งจังหวัด"), url=f"{reverse('projects:summaries')}?period={period.key}")
    for row in groups:
        _add(found, 1, days.summary_by(province=row["province"], period_on=period.last_on))
    if len(groups) == 1:
        found["url"] = reverse("projects:summary", args=[groups[0]["amphoe"], period.key])
    return found


def _to_visit(user: User, on: date) -> Fields:
    """Planned visits whose day has come. One query."""
    told = visits.waiting(user=user, on=on).aggregate(
        number=Count("pk"), due_on=Min("planned_on"), amphoe=Min("amphoe"), year=Max("fiscal_year_be")
    )
    url = f"{reverse('projects:visits')}?amphoe={told['amphoe']}&year={told['year']}"
    return _task(_("การติดตามตามแผนที่ยังไม่บันทึกผล"), url=url) | {"count": told["number"], "due_on": told["due_on"]}


def _to_check(told: list[Fields], days: ReportDays) -> Fields:
    """Summaries that the amphoe have sent and nobody has checked."""
    found = _task(_("สรุปรายงาน กส.4/2 ที่รอจังหวัดตรวจ"), url=reverse("projects:summaries"))
    for row in told:
        _add(found, row["number"], days.check_by(province=row["place"], period_on=row["period_on"]))
    if told:
        oldest = min(told, key=lambda row: row["period_on"])
        period = oldest["period_on"].isoformat()
        found["url"] += f"?period={period}"
        if found["count"] == 1:
            found["url"] = reverse("projects:summary", args=[oldest["first"], period])
    return found


def _list_of(user: User, period: str) -> str:
    """The desk for a tambon group; for the others the board, narrowed to what is missing."""
    if all(row.tambon_id for row in assignments_with(user, RECORD)):
        return reverse("projects:tambon_reports")
    return f"{reverse('projects:reports')}?period={period}&status=MISSING"


def _task(title: str, url: str = "") -> Fields:
    return {"title": title, "url": url or reverse("projects:tambon_reports"), "count": 0, "due_on": None}


def _add(task: Fields, number: int, last_on: date) -> None:
    if number:
        task["count"] += number
        task["due_on"] = min(task["due_on"] or last_on, last_on)
