"""Pages for whoever examines the books: numbers given out, seals and their verification, the allowance for debts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas.access import permission
from areas.models import Amphoe, Province
from areas.rules import NoPolicy
from areas.scope import holds
from documents import numbers as given_out
from jobs.models import JobFailure, JobRun
from thai.dates import fiscal_year_be, month_end
from thai.refusals import Refusal
from treasury import debts, services, tables
from treasury.forms import DayForm, GapForm
from treasury.jobs import VERIFICATION
from treasury.models import LedgerSeal

from .shown import Shown, table_file

MOST_SEALS = 60


@permission("treasury.view")
@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers that were given out in a year, what is missing of them, and why."""
    shown = Shown(request)
    year = _year(request, shown)
    names = _offices(shown.province)
    found = given_out.report(keys=names, year_be=year)
    file = table_file(
        request,
        shown,
        name=f"numbers-{year}",
        title=lambda: _("รายงานเลขที่เอกสารที่ออก พ.ศ. %s") % year,
        build=lambda: tables.numbers_table(found, offices=names),
        as_of=shown.today,
        period=False,
    )
    if file is not None:
        return file
    province = f"&{shown.province_query}" if shown.province_query else ""
    may_explain = holds(request.user, "treasury.post")
    context = {
        **shown.context,
        "year": year,
        "table": tables.numbers_table(found, offices=names),
        "gaps": [
            {
                "series": one,
                "number": number,
                "reason": one.notes.get(number, ""),
                "fields": [
                    {"name": "series", "value": one.series},
                    {"name": "year_be", "value": one.year_be},
                    {"name": "number", "value": number},
                    {"name": "province", "value": shown.province},
                ],
            }
            for one in found
            for number in one.gaps[:MOST_GAPS]
        ],
        "twice": [(one, ", ".join(map(str, one.twice[:MOST_GAPS]))) for one in found if one.twice],
        "may_explain": may_explain,
        "years": [
            {"year": other, "url": f"?year={other}{province}", "current": other == year}
            for other in range(fiscal_year_be(shown.today), fiscal_year_be(shown.today) - 5, -1)
        ],
        **{f"{kind}_url": f"?year={year}{province}&as={kind}" for kind in ("xlsx", "pdf")},
    }
    return render(request, "treasury/numbers.html", context)


MOST_GAPS = 50


@permission("treasury.post")
@require_POST
def explain_gap(request: HttpRequest) -> HttpResponse:
    """Keep why a number is used by nothing that is found."""
    shown = Shown(request, permission="treasury.post")
    form = GapForm(request.POST)
    if not form.is_valid() or form.cleaned_data["series"].rpartition(":")[2] not in _offices(shown.province):
        messages.error(request, _("ต้องระบุคำอธิบายของเลขที่ที่ขาด"))
        return redirect("treasury:numbers")
    try:
        given_out.explain_gap(by=request.user, **form.cleaned_data)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกคำอธิบายแล้ว"))
    province = f"&{shown.province_query}" if shown.province_query else ""
    return redirect(f"{reverse('treasury:numbers')}?year={form.cleaned_data['year_be']}{province}")


@permission("treasury.view")
@require_GET
def seals(request: HttpRequest) -> HttpResponse:
    """Show the daily seals of a province, and what the last verification of its books found."""
    shown = Shown(request)
    run = JobRun.objects.filter(job=VERIFICATION, province=None).order_by("-pk").first()
    failures = JobFailure.objects.filter(run=run, item__startswith=f"{shown.province} ") if run else []
    is_done = run is not None and (run.state == JobRun.State.DONE or str(run.cursor.get("last", "")) >= shown.province)
    found = LedgerSeal.objects.filter(province=shown.province).order_by("-sequence")[:MOST_SEALS]
    context = {
        **shown.context,
        "table": tables.seals_table(found),
        "run": run,
        "run_url": reverse("jobs:run", args=[run.pk]) if run and holds(request.user, "jobs.view") else "",
        "is_done": is_done,
        "failures": [failure.sentence for failure in failures],
    }
    return render(request, "treasury/seals.html", context)


@permission("treasury.view")
@require_GET
def allowance(request: HttpRequest) -> HttpResponse:
    """Show the allowance that the debts of a day need beside what the books hold; give it as a file."""
    shown = Shown(request)
    form = DayForm(request.GET if request.GET.get("as_of") else None, initial={"as_of": _last_month_end(shown)})
    as_of = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else _last_month_end(shown)
    report: debts.AllowanceReport | None = None
    refused = ""
    try:
        report = debts.allowance_report(province=shown.province, as_of=as_of)
    except NoPolicy:
        refused = _("ยังไม่มีนโยบายอัตราค่าเผื่อหนี้สงสัยจะสูญ ระบบจึงไม่คำนวณ ให้ผู้ดูแลระบบเพิ่มตามที่กองทุนกำหนด")
    except Refusal as said:
        refused = str(said)
    if report is not None:
        file = table_file(
            request,
            shown,
            name="allowance",
            title=lambda: _("ค่าเผื่อหนี้สงสัยจะสูญ"),
            build=lambda: tables.allowance_table(report),
            as_of=as_of,
            period=False,
        )
        if file is not None:
            return file
    context: dict[str, Any] = {
        **shown.context,
        "form": form,
        "as_of": as_of,
        "refused": refused,
        "clear_url": reverse("treasury:allowance"),
        "may_post": holds(request.user, "treasury.post"),
    }
    if report is not None:
        query = f"as_of={as_of.isoformat()}" + (f"&{shown.province_query}" if shown.province_query else "")
        context |= {
            "report": report,
            "table": tables.allowance_table(report),
            "figures": tables.allowance_figures(report),
            "book_fields": [*shown.context["fields"], {"name": "as_of", "value": as_of.isoformat()}],
            **{f"{kind}_url": f"?{query}&as={kind}" for kind in ("xlsx", "pdf")},
        }
    return render(request, "treasury/allowance.html", context)


@permission("treasury.post")
@require_POST
def book_allowance(request: HttpRequest) -> HttpResponse:
    """Bring the allowance in the books to what the debts of a day need."""
    shown = Shown(request, permission="treasury.post")
    form = DayForm(request.POST)
    back = f"?{shown.province_query}" if shown.province_query else ""
    if not form.is_valid() or form.cleaned_data["as_of"] > shown.today:
        messages.error(request, _("เลือกวันที่ไม่เกินวันนี้"))
        return redirect(reverse("treasury:allowance") + back)
    try:
        entry = services.book_allowance(
            province=shown.province, as_of=form.cleaned_data["as_of"], by=request.user, on=shown.today
        )
    except NoPolicy:
        messages.error(request, _("ยังไม่มีนโยบายอัตราค่าเผื่อหนี้สงสัยจะสูญ ระบบจึงไม่คำนวณ ให้ผู้ดูแลระบบเพิ่มตามที่กองทุนกำหนด"))
        return redirect(reverse("treasury:allowance") + back)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(reverse("treasury:allowance") + back)
    messages.success(request, _("ปรับค่าเผื่อหนี้สงสัยจะสูญแล้ว"))
    return redirect("treasury:entry", pk=entry.pk)


def _offices(province: str) -> dict[str, str]:
    """The province and its amphoe by the keys of their series; an amphoe without an office meets and reports, too."""
    here = {one.pk: str(one) for one in Province.objects.filter(pk=province)}
    return here | {one.pk: str(one) for one in Amphoe.objects.filter(province=province)}


def _last_month_end(shown: Shown):
    """The last day of the last month that is over."""
    end = month_end(shown.today)
    return end if end == shown.today else shown.today.replace(day=1) - shown.today.resolution


def _year(request: HttpRequest, shown: Shown) -> int:
    typed = request.GET.get("year", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else fiscal_year_be(shown.today)
