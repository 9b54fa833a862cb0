"""Bank files, what became of their lines, and the issue of receipts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.selectors import led_by_sara, provinces_within
from areas.services import log_personal_data
from jobs import selectors as jobs
from jobs.models import JobRun
from repayments import selectors, services, tables
from repayments.models import BankFile, BankLine
from repayments.services.receipts import MOST_AT_ONCE
from repayments.views.paging import after as _after
from thai.refusals import Refusal

_ALWAYS = (BankLine.State.MATCHED, BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN, BankLine.State.RECEIPTED)


@permission("repayments.view")
@require_GET
def bank_files(request: HttpRequest) -> HttpResponse:
    """Show what waits for a receipt or for a person, and the files that were imported."""
    lines = BankLine.objects.visible_to(request.user, "repayments.view")
    totals = selectors.line_totals(lines.filter(state__in=selectors.UNSETTLED))
    ready = list(selectors.to_receipt(user=request.user)[:MOST_AT_ONCE])
    by_province = selectors.ready_by_province(user=request.user)
    page = selectors.paged(selectors.bank_files(user=request.user), after=_after(request))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:bank_lines")
    url = reverse("repayments:bank_files")
    context = {
        "figures": [
            _figure(totals, state) for state in selectors.UNSETTLED if state in selectors.WAITING or state in totals
        ],
        "ready": tables.lines_table(ready, caption=_("รายการที่จับคู่แล้ว รอออกใบเสร็จ"), empty=_("ไม่มีรายการรอออกใบเสร็จ")),
        "ready_count": sum(by_province.values()),
        "files": tables.files_table(page, waiting=selectors.lines_waiting(page.rows), url=url),
        "provinces": [{"code": code, "count": count} for code, count in by_province.items()],
        "most": MOST_AT_ONCE,
        "runs": [_run(request, run) for run in selectors.receipt_runs(user=request.user)],
        "sara_leads": led_by_sara(
            provinces=provinces_within(user=request.user, permission="sara.record"), on=business_date.today()
        ),
        "may_record": holds(request.user, "repayments.notice"),
        "may_import": holds(request.user, "repayments.import"),
        "may_issue": holds(request.user, "repayments.receipt"),
    }
    return render(request, "repayments/bank_files.html", context)


@permission("repayments.view")
@require_GET
def bank_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an imported file and what became of each of its new lines."""
    file = get_object_or_404(
        BankFile.objects.visible_to(request.user, "repayments.view")
        .defer("content")
        .select_related("province", "imported_by"),
        pk=pk,
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"list:bank_file:{file.pk}")
    totals = selectors.line_totals(file.lines.all())
    asked = request.GET.get("state", "")
    state = asked if asked in BankLine.State.values else ""
    lines = file.lines.filter(state=state) if state else file.lines.all()
    page = selectors.paged_forward(lines.select_related("contract"), after=_after(request))
    url = reverse("repayments:bank_file", args=[file.pk])
    context = {
        "file": file,
        "facts": tables.file_facts(file),
        "figures": [
            {**_figure(totals, one), "url": f"{url}?state={one.value}" if totals.get(one) else ""}
            for one in BankLine.State
            if one in _ALWAYS or totals.get(one)
        ],
        "is_narrowed": bool(state),
        "clear_url": url,
        "table": tables.lines_table(
            page.rows,
            caption=_("รายการใหม่ในไฟล์"),
            empty=_("ไฟล์นี้ไม่มีรายการใหม่"),
            page=page,
            url=f"{url}?state={state}" if state else url,
        ),
        "ready_count": totals.get("MATCHED", {}).get("count", 0),
        "may_issue": holds(request.user, "repayments.receipt"),
    }
    return render(request, "repayments/bank_file.html", context)


@permission("repayments.receipt")
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Issue the receipts of a file's matched lines, or of the oldest matched lines of a province."""
    lines = BankLine.objects.visible_to(request.user, "repayments.receipt").filter(state=BankLine.State.MATCHED)
    back = "repayments:bank_files"
    args: list[Any] = []
    file = request.POST.get("file", "")
    if file.isdecimal():
        lines, back, args = lines.filter(file_id=int(file)), "repayments:bank_file", [int(file)]
    else:
        lines = lines.filter(province_id=request.POST.get("province", ""))
    chosen = list(lines.order_by("value_on", "time", "identity", "occurrence")[: MOST_AT_ONCE + 1])
    if not chosen:
        messages.info(request, _("ไม่มีรายการรอออกใบเสร็จ"))
        return redirect(back, *args)
    if len(chosen) > MOST_AT_ONCE:
        services.start_receipts(province=chosen[0].province_id, by=request.user, on=business_date.today())
        messages.success(request, _("เริ่มออกใบเสร็จทุกรายการที่จับคู่แล้ว ปิดหน้านี้ได้ งานจะทำต่อเบื้องหลัง"))
        return redirect("repayments:bank_files")
    try:
        issued = services.issue_receipts(
            province=chosen[0].province_id,
            line_ids=[line.pk for line in chosen],
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(back, *args)
    said = ngettext("ออกใบเสร็จ %(count)s ฉบับแล้ว", "ออกใบเสร็จ %(count)s ฉบับแล้ว", len(issued))
    messages.success(request, said % {"count": len(issued)})
    return redirect("repayments:receipts")


# -- the parts -------------------------------------------------------------------------------------------------------
def _figure(totals: dict[str, Any], state: str) -> dict[str, Any]:
    found = totals.get(state, {"count": 0, "total": tables.NOTHING})
    return {
        "label": BankLine.State(state).label,
        "value": found["count"],
        "kind": "number",
        "help": _("%(total)s บาท") % {"total": f"{found['total']:,.2f}"},
        "tone": tables.TONES[BankLine.State(state)] if found["count"] else "",
        "url": reverse("repayments:queue") if state in selectors.TO_DECIDE and found["count"] else "",
    }


def _run(request: HttpRequest, run: JobRun) -> dict[str, Any]:
    """How far the issue of receipts is that goes on in the background."""
    may_look = holds(request.user, "jobs.view")
    return {
        "run": jobs.progress(run),
        "poll_url": reverse("jobs:progress", args=[run.pk]) if may_look else "",
        "url": reverse("jobs:run", args=[run.pk]) if may_look else "",
    }
