"""The board of reports: who has reported for a period, who is late, and the file of the late ones."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.models import Amphoe, PersonalDataAccess
from areas.services import log_personal_data
from documents.spreadsheets import XLSX, as_download, write_xlsx
from projects.forms.progress import ReportFilter, period_label
from projects.models import Proposal
from projects.models.proposals import ProposalQuerySet
from projects.selectors import progress as reads
from projects.selectors.progress import Period, ReportDays, Tally
from projects.selectors.summaries import amphoe_choices
from projects.tables import progress as progress_table

VIEW = "projects.view"
MOST_IN_FILE = 10_000


@require_GET
@permission(VIEW)
def show(request: HttpRequest) -> HttpResponse:
    """Show how many reports of a period have come from each amphoe, and the projects behind the numbers."""
    on = business_date.today()
    found = reads.periods(user=request.user, on=on)
    period, rows, form = _asked(request, found, on)
    days = ReportDays(provinces=[])
    tallies = reads.tallies(rows=rows, period=period, days=days, on=on)
    names = Amphoe.objects.in_bulk(tallies)
    total = Tally(area=None)
    for tally in tallies.values():
        total.add(tally)
    query = {key: value for key, value in request.GET.items() if key != "after"}
    table, after = _page(request, _narrowed(request, rows, period, days, on), period, days, on)
    if after:
        table["next_url"] = _with(query, after=after)
    if request.GET.get("after"):
        table["prev_url"] = _with(query)
    table["empty_actions"] = [{"url": reverse("projects:reports"), "label": _("ล้างตัวกรอง")}]
    return render(
        request,
        "projects/progress_board.html",
        {
            "filter": form,
            "period": period,
            "period_label": period_label(period),
            "figures": _figures(total, query, place=progress_table.place_of(code[:2] for code in tallies)),
            "tallies": progress_table.tally_table(
                [tallies[code] for code in sorted(tallies)],
                names=names,
                total=total,
                url_of=lambda code: _with(query, amphoe=code),
            ),
            "many_amphoe": len(tallies) > 1,
            "table": table,
            "xlsx_url": f"{reverse('projects:reports_late')}{_with(query)}",
        },
    )


@require_GET
@permission(VIEW)
def late(request: HttpRequest) -> HttpResponse:
    """Give the projects of the filter whose report is overdue as a spreadsheet; logged, ten thousand at most."""
    on = business_date.today()
    period, rows, _form = _asked(request, reads.periods(user=request.user, on=on), on)
    days = ReportDays(provinces=[])
    overdue = reads.with_proposer(reads.overdue(rows=rows, period=period, days=days, on=on))
    found = reads.lines(rows=overdue.order_by("amphoe_id", "pk")[:MOST_IN_FILE], period=period, days=days, on=on)
    columns, sheet = progress_table.late_sheet(found)
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.EXPORT,
        subject="list:late_reports",
        reason=period_label(period),
    )
    content = write_xlsx(title=_("โครงการที่รายงานช้า"), columns=columns, rows=sheet)
    return as_download(content, name=f"late-reports-{period.key}.xlsx", kind=XLSX)


def _asked(request: HttpRequest, found: list[Period], on: date) -> tuple[Period, ProposalQuerySet, ReportFilter]:
    """The period, the proposals and the filter that an address asks for; what it misspells counts as not asked."""
    period = reads.period_of(request.GET.get("period", "")) or found[0]
    listed = found if period in found else [period, *found]
    amphoe = amphoe_choices(user=request.user, permission=VIEW)
    form = ReportFilter(
        {**request.GET.dict(), "period": period.key} if request.GET else None,
        periods=listed,
        amphoe=amphoe,
        place=progress_table.place_of(one.province_id for one in amphoe),
        initial={"period": period.key},
    )
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = Proposal.objects.visible_to(request.user, VIEW)
    if wanted.get("amphoe"):
        rows = rows.filter(amphoe=wanted["amphoe"])
    if wanted.get("support"):
        rows = rows.filter(support=wanted["support"])
    return period, reads.owing(rows, period=period, on=on), form


def _narrowed(
    request: HttpRequest, rows: ProposalQuerySet, period: Period, days: ReportDays, on: date
) -> ProposalQuerySet:
    match request.GET.get("status", ""):
        case "LATE":
            return reads.overdue(rows=rows, period=period, days=days, on=on)
        case "MISSING":
            return rows.filter(report_pk=None)
        case "REPORTED":
            return rows.filter(reported_on__isnull=False, forwarded_on=None)
        case "FORWARDED":
            return rows.filter(forwarded_on__isnull=False)
    return rows


def _page(
    request: HttpRequest, rows: ProposalQuerySet, period: Period, days: ReportDays, on: date
) -> tuple[dict[str, Any], str]:
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    found = list(reads.with_proposer(rows).order_by("pk")[: reads.PAGE + 1])
    more = str(found[reads.PAGE - 1].pk) if len(found) > reads.PAGE else ""
    shown = reads.lines(rows=found[: reads.PAGE], period=period, days=days, on=on)
    return progress_table.report_table(shown, period=period), more


def _figures(total: Tally, query: dict[str, str], *, place: str) -> list[dict[str, Any]]:
    return [
        {"label": _("ต้องรายงาน"), "value": total.owed, "kind": "number", "url": _with(query, status="")},
        {
            "label": progress_table.gathered(place),
            "value": total.reported - total.forwarded,
            "kind": "number",
            "url": _with(query, status="REPORTED"),
        },
        {
            "label": progress_table.sent_on(place),
            "value": total.forwarded,
            "kind": "number",
            "tone": "good" if total.owed and total.forwarded == total.owed else "",
            "url": _with(query, status="FORWARDED"),
        },
        {
            "label": _("เลยกำหนด ยังไม่รายงาน"),
            "value": total.overdue,
            "kind": "number",
            "tone": "bad" if total.overdue else "good",
            "url": _with(query, status="LATE"),
        },
    ]


def _with(query: dict[str, str], **changed: str) -> str:
    wanted = {key: value for key, value in (query | changed).items() if value}
    return f"?{urlencode(wanted)}"
