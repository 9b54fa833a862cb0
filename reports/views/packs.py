"""The monthly packs: having them made, reading them, recording that they were sent."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import provinces_within
from areas.services import log_personal_data
from documents.spreadsheets import XLSX, as_download
from jobs import selectors as run_selectors
from jobs.models import JobRun
from reports import services
from reports.forms import SentForm
from reports.models import MonthlyPack, PackWorkbook
from reports.selectors import packs as pack_selectors
from reports.tables import packs as tables
from reports.views.provinces import provinces_of
from thai.refusals import Refusal


@require_GET
@never_cache
@permission("reports.view")
def packs(request: HttpRequest) -> HttpResponse:
    """Show the months of a province with their packs, and the next step of each."""
    provinces = provinces_of(request.user, "reports.view")
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


@require_http_methods(["GET", "POST"])
@permission("reports.monthly_pack")
def mark_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a pack was sent: to whom, under which number, when."""
    packs_here = MonthlyPack.objects.visible_to(request.user, "reports.monthly_pack")
    pack = get_object_or_404(packs_here.select_related("province", "document", "run"), pk=pk)
    today = business_date.today()
    form = SentForm(
        request.POST or None,
        on=today,
        made_on=pack.run.business_on,
        initial={"sent_on": today, "sent_to": pack.document.addressee},
    )
    back = f"{reverse('reports:packs')}?province={pack.province_id}"
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_sent(pack=pack, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกการส่งชุดรายงานแล้ว"))
            return redirect(back)
    context = {"pack": pack, "form": form, "back": back, "facts": tables.letter_facts(pack)}
    return render(request, "reports/send_pack.html", context)


@require_GET
@permission("reports.view")
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the workbook of a pack as it was made."""
    pack = get_object_or_404(MonthlyPack.objects.visible_to(request.user, "reports.view"), pk=pk)
    kept = get_object_or_404(PackWorkbook, pack=pack)
    log_personal_data(
        user=request.user, action=PersonalDataAccess.Action.EXPORT, subject=f"document:{pack.document_id}"
    )
    name = f"pack-{pack.province_id}-{pack.month_on:%Y-%m}.xlsx"
    return as_download(bytes(kept.xlsx), name=name, kind=XLSX)


@require_GET
@never_cache
@permission("reports.view")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the progress of a run as a fragment of the page."""
    runs = JobRun.objects.visible_to(request.user, "reports.view").filter(job=pack_selectors.JOB)
    return render(request, "components/progress.html", _progress(get_object_or_404(runs, pk=pk)))


def _progress(run: JobRun) -> dict[str, Any]:
    return {
        "run": run_selectors.progress(run),
        "poll_url": reverse("reports:progress", args=[run.pk]),
        "result_url": tables.paper_url(run.result.get("document")),
        "result_label": _("เปิดชุดรายงาน (PDF)"),
    }


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
