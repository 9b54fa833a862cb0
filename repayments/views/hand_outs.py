"""Bundles of receipts for an amphoe, and who received each receipt when (R-REPAY-14)."""

from datetime import date
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
from areas.services import log_personal_data
from jobs.models import JobRun
from repayments import selectors, services, tables
from repayments.forms import BundleForm, HandOutForm
from repayments.models import HandOut, Receipt, ReceiptBundle
from repayments.services.hand_outs import PRINT_BUNDLE
from repayments.views.paging import after
from repayments.views.printing import chosen_amphoe, progress_of
from thai.refusals import Refusal


@permission("repayments.view")
@require_GET
def bundles(request: HttpRequest) -> HttpResponse:
    """Show the receipts that wait to be bundled, amphoe by amphoe, and the bundles."""
    may_bundle = holds(request.user, "repayments.hand_out")
    page = selectors.paged(selectors.bundles(user=request.user), after=after(request))
    waiting = selectors.to_bundle(user=request.user) if may_bundle else []
    context = {
        "waiting": tables.to_bundle_table(waiting) if may_bundle else None,
        "form": BundleForm(user=request.user, permission="repayments.hand_out") if waiting else None,
        "table": tables.bundles_table(page, url=reverse("repayments:bundles")),
    }
    return render(request, "repayments/bundles.html", context)


@permission("repayments.hand_out")
@require_POST
def make_bundle(request: HttpRequest) -> HttpResponse:
    """Put the receipts of an amphoe together."""
    chosen = chosen_amphoe(request, permission="repayments.hand_out")
    if chosen is None:
        return redirect("repayments:bundles")
    try:
        found = services.make_bundle(by=request.user, on=business_date.today(), **chosen)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("repayments:bundles")
    messages.success(request, _("จัดชุดใบเสร็จที่ %s แล้ว กำลังรวมเป็นไฟล์เดียว") % found)
    return redirect("repayments:bundle", pk=found.pk)


@permission("repayments.view")
@require_GET
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a bundle: its paper, its receipts, and how far each has come."""
    found = _bundle(request, pk, "repayments.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"list:bundle:{found.pk}")
    items = list(selectors.items_of(found).order_by("position"))
    may_hand_out = holds(request.user, "repayments.hand_out")
    context = {
        "bundle": found,
        "facts": [
            {"label": _("อำเภอ"), "value": str(found.amphoe)},
            {"label": _("วันที่จัดชุด"), "value": found.made_on, "kind": "date"},
            {"label": _("ผู้จัดชุด"), "value": str(found.made_by)},
            {"label": _("ใบเสร็จ"), "value": len(items), "kind": "number"},
        ],
        "table": tables.bundle_table(items, steps=selectors.steps_in(found.province_id)),
        "steps": _steps(items, found, on=business_date.today()) if may_hand_out else [],
        **_progress(found),
    }
    return render(request, "repayments/bundle.html", context)


@permission("repayments.view")
@require_GET
def bundle_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far the joining of a bundle is, as a fragment of its page."""
    return render(request, "components/progress.html", _progress(_bundle(request, pk, "repayments.view")))


@permission("repayments.hand_out")
@require_POST
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a step for the receipts of a bundle that were ticked, or for all that lack it."""
    found = _bundle(request, pk, "repayments.hand_out")
    form, step = HandOutForm(request.POST), request.POST.get("step", "")
    if not form.is_valid() or step not in HandOut.Step.values:
        messages.error(request, _("กรอกวันที่ส่งมอบและผู้รับ"))
        return redirect("repayments:bundle", pk=pk)
    receipts = Receipt.objects.filter(bundled__bundle=found)
    chosen = [int(key) for key in request.POST.getlist("receipt") if key.isdecimal() and len(key) < 19]
    receipts = receipts.filter(pk__in=chosen) if chosen else receipts.in_force()
    try:
        count = services.hand_out(
            receipts=receipts, step=step, by=request.user, on=business_date.today(), **form.cleaned_data
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext("บันทึกการส่งมอบใบเสร็จ %(count)s ฉบับแล้ว", "บันทึกการส่งมอบใบเสร็จ %(count)s ฉบับแล้ว", count)
        messages.success(request, said % {"count": count})
    return redirect("repayments:bundle", pk=pk)


def _steps(items: list[Any], found: ReceiptBundle, *, on: date) -> list[dict[str, Any]]:
    """The steps that some receipt of the bundle still lacks, with these receipts to be ticked."""
    steps = []
    for step in selectors.steps_in(found.province_id):
        lacking = [item for item in items if not item.is_reversed and getattr(item, f"{step.lower()}_on") is None]
        if lacking:
            form = HandOutForm(auto_id=f"{step.lower()}_%s", initial={"given_on": on})
            steps.append({"step": step.value, "label": step.label, "items": lacking, "form": form})
    return steps


def _bundle(request: HttpRequest, pk: int, needed: str) -> ReceiptBundle:
    found = ReceiptBundle.objects.visible_to(request.user, needed)
    return get_object_or_404(found.select_related("amphoe", "province", "made_by", "paper"), pk=pk)


def _progress(found: ReceiptBundle) -> dict[str, Any]:
    run = JobRun.objects.filter(
        job=PRINT_BUNDLE, province=found.province_id, period=f"{found.year_be}/{found.number}"
    ).first()
    return progress_of(
        run,
        poll_url=reverse("repayments:bundle_progress", args=[found.pk]),
        document=found.paper_id,
        label=_("เปิดใบเสร็จทั้งชุด (PDF)"),
    )
