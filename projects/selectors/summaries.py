"""กส.๔/๒: what an amphoe sums up of its half-year, and which amphoe have sent theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count

from areas.models import Amphoe, User
from areas.selectors import amphoe_within
from projects.models import AmphoeSummary, ProgressReport, Proposal
from projects.rules import progress as rules
from projects.rules.progress import COURSE_LABELS, Course
from projects.selectors import progress as reads
from projects.selectors.progress import Period, ReportDays, Tally


@dataclass(frozen=True, slots=True)
class Standing:
    """An amphoe's summary of a period: what it would hold, the one sent last, its last days and how late it is."""

    amphoe: Amphoe
    tally: Tally
    summary: AmphoeSummary | None
    send_by_on: date
    check_by_on: date
    days_late: int

    @property
    def status(self) -> str:
        """MISSING, SENT, PASSED or RETURNED."""
        return (self.summary.outcome or "SENT") if self.summary else "MISSING"


def standings(*, user: User, period: Period, on: date, permission: str = "projects.view") -> list[Standing]:
    """Return every amphoe of the user's area that has reports to sum up, or has sent a summary. Six queries."""
    rows = reads.owing(Proposal.objects.visible_to(user, permission), period=period, on=on)
    sent: dict[str, AmphoeSummary] = {}
    found = AmphoeSummary.objects.visible_to(user, permission).filter(period_on=period.last_on).defer("content")
    for summary in found.order_by("revision"):
        sent[summary.amphoe_id] = summary
    days = ReportDays(provinces=[])
    tallies = reads.tallies(rows=rows, period=period, days=days, on=on)
    amphoe = Amphoe.objects.select_related("province").in_bulk({*tallies, *sent})
    return [
        _standing(amphoe[code], tallies.get(code), sent.get(code), period=period, days=days, on=on)
        for code in sorted(amphoe)
    ]


def standing_of(*, amphoe: Amphoe, period: Period, on: date) -> Standing:
    """Return how one amphoe stands with its summary of a period."""
    rows = reads.owing(Proposal.objects.filter(amphoe=amphoe), period=period, on=on)
    days = ReportDays(provinces=[amphoe.province_id])
    tally = reads.tallies(rows=rows, period=period, days=days, on=on).get(amphoe.pk)
    summary = AmphoeSummary.objects.filter(amphoe=amphoe, period_on=period.last_on).order_by("revision").last()
    return _standing(amphoe, tally, summary, period=period, days=days, on=on)


def _standing(
    amphoe: Amphoe, tally: Tally | None, summary: AmphoeSummary | None, *, period: Period, days: ReportDays, on: date
) -> Standing:
    send_by = days.summary_by(province=amphoe.province_id, period_on=period.last_on)
    is_back = summary is not None and summary.outcome == AmphoeSummary.Outcome.RETURNED
    sent_on = summary.sent_on if summary is not None and not is_back else None
    return Standing(
        amphoe=amphoe,
        tally=tally or Tally(area=amphoe.pk),
        summary=summary,
        send_by_on=send_by,
        check_by_on=days.check_by(province=amphoe.province_id, period_on=period.last_on),
        days_late=rules.days_late(due_on=send_by, done_on=sent_on, on=on),
    )


def revisions_of(*, amphoe: Amphoe, period_on: date) -> list[AmphoeSummary]:
    """Return every summary that an amphoe sent for a period, the newest first."""
    rows = AmphoeSummary.objects.filter(amphoe=amphoe, period_on=period_on).select_related("sent_by", "checked_by")
    return list(rows.order_by("-revision"))


def amphoe_choices(*, user: User, permission: str) -> Sequence[Amphoe]:
    """Return the amphoe where the user holds a permission."""
    return amphoe_within(user=user, permission=permission).select_related("province").order_by("code")


# -- the content -----------------------------------------------------------------------------------------------------
def content_of(*, amphoe: Amphoe, period: Period, on: date) -> dict[str, Any]:
    """Return กส.๔/๒ of an amphoe as plain JSON: a line for each project that owes a report, by tambon, with sums.

    A report counts once its tambon has sent it on; a project without is on the list all the same and said to be
    missing. The sums are those of the lines.

    Source: R-REP-05, R-FORM-02.
    """
    rows = reads.owing(Proposal.objects.filter(amphoe=amphoe), period=period, on=on)
    proposals = list(reads.with_proposer(rows).order_by("tambon_id", "pk"))
    wanted = [row.report_pk for row in proposals if row.forwarded_on is not None]
    reports = ProgressReport.objects.annotate(pictures=Count("photos")).in_bulk(wanted)
    groups: list[dict[str, Any]] = []
    for number, row in enumerate(proposals, start=1):
        if not groups or groups[-1]["code"] != row.tambon_id:
            groups.append({"code": row.tambon_id, "tambon": row.tambon.name_th, "rows": []})
        groups[-1]["rows"].append(_row(number, row, reports.get(row.report_pk)))
    for group in groups:
        group["sums"] = _sums(group["rows"])
    every = [row for group in groups for row in group["rows"]]
    return {
        "province": amphoe.province.name_th,
        "amphoe": amphoe.name_th,
        "period_on": period.last_on.isoformat(),
        "half": period.half,
        "year_be": period.year_be,
        "groups": groups,
        "sums": _sums(every),
        "by_support": {
            support: _sums([row for row in every if row["support"] == support]) for support in ("LOAN", "SUBSIDY")
        },
        "by_course": [
            {
                "label": COURSE_LABELS[course],
                "count": sum(1 for row in every if row["course"] == course.value),
            }
            for course in Course
        ],
    }


def _row(number: int, proposal: Any, report: ProgressReport | None) -> dict[str, Any]:
    line = {
        "number": number,
        "reference": proposal.reference,
        "title": proposal.title,
        "proposer": reads.proposer_of(proposal),
        "support": proposal.support,
        "amount": f"{proposal.amount:.2f}",
        "transferred_on": proposal.transferred_on.isoformat(),
        "reported_on": None,
        "spent": None,
        "left": None,
        "income": None,
        "people": None,
        "jobs": None,
        "course": "",
        "problems": "",
        "help_wanted": "",
    }
    if report is None:
        return line
    told = report.content
    return line | {
        "reported_on": report.reported_on.isoformat(),
        "spent": f"{report.spent:.2f}",
        "left": f"{proposal.amount - report.spent:.2f}",
        "income": f"{report.income:.2f}",
        **{name: told.get(name) for name in ("people", "jobs", "course", "problems", "help_wanted")},
    }


def _sums(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    rows = list(rows)
    money = {
        name: f"{sum((Decimal(row[name]) for row in rows if row[name] is not None), Decimal(0)):.2f}"
        for name in ("amount", "spent", "left", "income")
    }
    return money | {
        "owed": len(rows),
        "reported": sum(1 for row in rows if row["reported_on"]),
        "missing": sum(1 for row in rows if not row["reported_on"]),
        "people": sum(row["people"] or 0 for row in rows),
        "jobs": sum(row["jobs"] or 0 for row in rows),
    }
