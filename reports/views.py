"""Screens of this room: the first page of every user, the search, the monthly packs."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import for_everyone_logged_in, permission
from areas.models import PersonalDataAccess, Province, User
from areas.scope import holds
from areas.selectors import provinces_within
from areas.services import log_personal_data
from debt_followup.tables import bars
from documents.spreadsheets import XLSX, as_download, write_xlsx
from jobs import selectors as run_selectors
from jobs.models import JobRun
from reports import services, tables
from reports.models import MonthlyPack
from reports.selectors import figures as area_figures
from reports.selectors import member_counts
from reports.selectors import packs as pack_selectors
from reports.selectors import search as searching
from reports.selectors import tasks as waiting
from thai.refusals import Refusal


@require_GET
@never_cache
@for_everyone_logged_in
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the user, the most urgent first, and the figures of her area."""
    today = business_date.today()
    found = waiting.tasks(user=request.user, on=today)
    figures = area_figures.figures(user=request.user, on=today)
    return render(
        request,
        "reports/my_work.html",
        {
            "late": [task for task in found if task.tone == "bad"],
            "soon": [task for task in found if task.tone == "warning"],
            "others": [task for task in found if task.tone not in ("bad", "warning")],
            "first_steps": tables.first_steps(request.user)
            if not found and (figures is None or not figures.contracts)
            else [],
            "figures": tables.figures(figures, user=request.user) if figures and figures.contracts else [],
            "chart": bars(figures.ageing, url=reverse("debt_followup:list"))
            if figures and figures.contracts_behind
            else None,
        },
    )


@require_GET
@never_cache
@for_everyone_logged_in
def search(request: HttpRequest) -> HttpResponse:
    """Show what the search box found: exact numbers, and names in the user's area."""
    text = request.GET.get("q", "")[:200]
    hits = searching.search(user=request.user, text=text)
    if any(hit.kind == _("สมาชิก") for hit in hits):
        subject = "search:card" if searching.is_card_number(text) else "search:name"
        log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=subject)
    return render(request, "reports/search.html", {"q": text, "hits": hits, "most": searching.MOST})


# -- monthly packs ----------------------------------------------------------------------------------------------------
@require_GET
@never_cache
@permission("reports.view")
def packs(request: HttpRequest) -> HttpResponse:
    """Show the months of a province with their packs, and the next step of each."""
    provinces = _provinces(request.user, "reports.view")
    chosen = request.GET.get("province", "")
    if chosen and chosen not in provinces:
        raise Http404
    province = chosen or next(iter(provinces), "")
    context: dict[str, Any] = {"provinces": [], "months": []}
    if province:
        before = _month(request.GET.get("before", ""))
        months = pack_selectors.months(province=province, on=business_date.today(), before=before)
        may_make = province in provinces_within(user=request.user, permission="reports.monthly_pack")
        context = {
            "province": provinces[province],
            "provinces": list(provinces.values()) if len(provinces) > 1 else [],
            "months": [tables.month(row, may_make=may_make) for row in months],
            "running": [_progress(row.run) for row in months if row.is_running],
            "older": f"{months[-1].month_on:%Y-%m}" if len(months) == pack_selectors.MONTHS else "",
        }
    return render(request, "reports/packs.html", context)


@require_POST
@permission("reports.monthly_pack")
def make_pack(request: HttpRequest) -> HttpResponse:
    """Have the pack of a month made."""
    province = request.POST.get("province", "")
    if province not in provinces_within(user=request.user, permission="reports.monthly_pack"):
        raise PermissionDenied
    month_on = _month(request.POST.get("month", ""))
    if month_on is None:
        raise Http404
    try:
        services.make_pack(province=province, month_on=month_on, by=request.user, on=business_date.today())
        messages.success(request, _("เริ่มจัดทำชุดรายงานแล้ว ดูความคืบหน้าได้ในหน้านี้"))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('reports:packs')}?province={province}")


@require_POST
@permission("reports.monthly_pack")
def mark_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a pack was sent."""
    pack = get_object_or_404(MonthlyPack.objects.visible_to(request.user, "reports.monthly_pack"), pk=pk)
    try:
        services.mark_sent(pack=pack, by=request.user, on=business_date.today())
        messages.success(request, _("บันทึกการส่งชุดรายงานแล้ว"))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('reports:packs')}?province={pack.province_id}")


@require_GET
@never_cache
@permission("reports.view")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the progress of a run as a fragment of the page."""
    runs = JobRun.objects.visible_to(request.user, "reports.view").filter(job=pack_selectors.JOB)
    return render(request, "components/progress.html", _progress(get_object_or_404(runs, pk=pk)))


# -- members ----------------------------------------------------------------------------------------------------------
@require_GET
@permission("reports.view")
def members(request: HttpRequest) -> HttpResponse:
    """Show table T-04: members by kind with base, target and result, as of the last count."""
    provinces = _provinces(request.user, "reports.view")
    chosen = _chosen_province(request, provinces)
    found = member_counts.member_table(user=request.user, province=chosen, on=business_date.today())
    context: dict[str, Any] = {
        "found": found,
        "provinces": sorted(provinces.values(), key=lambda row: row.name_th) if len(provinces) > 1 else [],
        "chosen": chosen,
    }
    if found is not None:
        query = f"?province={chosen}" if chosen else ""
        context |= {
            "kinds": tables.member_kinds(found),
            "by_province": tables.member_provinces(found) if len(found.provinces) > 1 else None,
            "xlsx_url": reverse("reports:members_xlsx") + query,
        }
    return render(request, "reports/members.html", context)


@require_GET
@permission("reports.view")
def members_xlsx(request: HttpRequest) -> HttpResponse:
    """Give table T-04 as a workbook."""
    chosen = _chosen_province(request, _provinces(request.user, "reports.view"))
    found = member_counts.member_table(user=request.user, province=chosen, on=business_date.today())
    if found is None:
        raise Http404
    table = tables.member_kinds(found)
    content = write_xlsx(title=table["caption"], columns=table["columns"], rows=table["rows"])
    return as_download(content, name=f"members-{found.as_of:%Y-%m-%d}.xlsx", kind=XLSX)


def _chosen_province(request: HttpRequest, provinces: dict[str, Province]) -> str | None:
    chosen = request.GET.get("province") or None
    if chosen is not None and chosen not in provinces:
        raise Http404
    return chosen


def _progress(run: JobRun) -> dict[str, Any]:
    return {
        "run": run_selectors.progress(run),
        "poll_url": reverse("reports:progress", args=[run.pk]),
        "result_url": tables.paper_url(run.result.get("document")),
        "result_label": _("เปิดชุดรายงาน (PDF)"),
    }


def _provinces(user: User, name: str) -> dict[str, Province]:
    """The provinces as a whole that the user sees; none for somebody of an amphoe."""
    if not holds(user, name):
        return {}
    return Province.objects.in_bulk(provinces_within(user=user, permission=name))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
