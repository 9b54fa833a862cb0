"""Refunds that the bank sent back: asked by one person, decided by another on the page of the refund."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from documents.uploads import serve
from repayments import selectors, services, tables
from repayments.forms import BounceForm
from repayments.models import Refund, RefundBounce
from thai.refusals import Refusal

State = RefundBounce.State


def bounces_of(request: HttpRequest, found: Refund) -> dict[str, Any]:
    """What the page of a refund shows of the bank having sent it back, and what the reader may do about it."""
    people = ("asked_by", "decided_by")
    rows = list(found.bounces.select_related("line", "entry", *people)) if found.paid_on else []
    waits = next((row for row in rows if row.state == State.ASKED), None)
    approves = waits is not None and holds(request.user, "repayments.approve")
    is_own = waits is not None and waits.asked_by_id == request.user.pk
    is_standing = found.state == Refund.State.PAID
    return {
        "bounces": tables.bounces_table(rows, may_see_books=holds(request.user, "treasury.view")) if rows else None,
        "may_say_bounced": is_standing and waits is None and holds(request.user, "repayments.receipt"),
        "may_decide_bounce": approves and not is_own,
        "bounce_refused": _("ผู้แจ้งว่าธนาคารส่งเงินกลับกับผู้อนุมัติต้องเป็นคนละคน") if approves and is_own else "",
    }


@permission("repayments.receipt")
@require_http_methods(["GET", "POST"])
def ask_bounce(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a paid refund be recorded as sent back by the bank."""
    found = get_object_or_404(
        selectors.refunds(user=request.user, permission="repayments.receipt").filter(state=Refund.State.PAID), pk=pk
    )
    lines = selectors.lines_of_bounce(found)
    form = BounceForm(request.POST or None, request.FILES or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_bounce(refund=found, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งให้ผู้อนุมัติแล้วว่าธนาคารส่งเงินกลับ"))
            return redirect("repayments:refund", pk=pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=_subject(found))
    return render(request, "repayments/bounce_form.html", {"refund": found, "form": form})


@permission("repayments.approve")
@require_POST
def approve_bounce(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a refund out of the books that the bank sent back."""
    return _decided(request, pk, services.approve_bounce, _("บันทึกแล้ว เงินรอคืนใหม่"))


@permission("repayments.approve")
@require_POST
def refuse_bounce(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse it with a reason: the refund stays paid."""
    said = _("ไม่อนุมัติ การคืนเงินคงเดิม")
    return _decided(request, pk, services.refuse_bounce, said, note=request.POST.get("reason", ""))


@permission("repayments.view")
@require_GET
def bounce_paper(request: HttpRequest, pk: int, bounce: int) -> HttpResponse:
    """Open the bank's paper."""
    found = get_object_or_404(Refund.objects.visible_to(request.user, "repayments.view"), pk=pk)
    row = get_object_or_404(found.bounces.select_related("evidence").filter(evidence__isnull=False), pk=bounce)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=_subject(found))
    assert row.evidence is not None  # filtered above
    return serve(row.evidence, download=False)


def _subject(found: Refund) -> str:
    return f"bank_line:{found.line_id}" if found.line_id else f"contract:{found.contract_id}"


def _decided(request: HttpRequest, pk: int, command: Any, said: str, **more: Any) -> HttpResponse:
    found = get_object_or_404(Refund.objects.visible_to(request.user, "repayments.approve"), pk=pk)
    row = get_object_or_404(found.bounces.filter(state=State.ASKED))
    try:
        command(bounce=row, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("repayments:refund", pk=pk)
