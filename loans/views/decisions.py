"""What is decided about a batch: approved, refused, taken back, and what the bank answered to a line of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from areas.scope import holds
from loans import selectors, services, tables
from loans.forms import RejectionForm
from loans.models import TransferBatch, TransferLine
from thai.refusals import Refusal


@permission("loans.approve_transfer")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a batch made by somebody else."""
    batch = _to_decide(request, pk)
    try:
        services.approve_transfer(batch=batch, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("อนุมัติแล้ว สัญญามีผลตั้งแต่วันที่ %(day)s") % {"day": tables.day(batch.transfer_on)})
    return redirect("loans:transfer", pk=pk)


@permission("loans.approve_transfer")
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a batch with a reason."""
    batch = _to_decide(request, pk)
    try:
        services.refuse_transfer(
            batch=batch, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ไม่อนุมัติชุดโอนเงินแล้ว สัญญากลับไปรอทำรายการใหม่"))
    return redirect("loans:transfer", pk=pk)


@permission("loans.approve_transfer")
@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approved batch back before its day has come."""
    batch = _to_decide(request, pk)
    try:
        services.recall_transfer(
            batch=batch, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ถอนคืนชุดโอนเงินแล้ว กลับรายการในบัญชี และรายการกลับไปรอทำรายการใหม่"))
    return redirect("loans:transfer", pk=pk)


def _to_decide(request: HttpRequest, pk: int) -> TransferBatch:
    return get_object_or_404(TransferBatch.objects.visible_to(request.user, "loans.approve_transfer"), pk=pk)


@permission("loans.make_transfer")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own batch back before it was decided."""
    batch = get_object_or_404(TransferBatch.objects.visible_to(request.user, "loans.make_transfer"), pk=pk)
    try:
        services.withdraw_transfer(
            batch=batch, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ถอนคืนชุดโอนเงินแล้ว รายการกลับไปรอทำรายการใหม่"))
    return redirect("loans:transfer", pk=pk)


@permission("loans.make_transfer")
@require_POST
def reject_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the bank could not pay a line of an approved batch."""
    batch = get_object_or_404(TransferBatch.objects.visible_to(request.user, "loans.make_transfer"), pk=pk)
    form = rejection_form(request, batch, list(selectors.lines_of(batch)), request.POST)
    if form is None:
        messages.error(request, _("ชุดโอนเงินนี้ไม่มีรายการที่รอผลจากธนาคาร"))
    elif not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    else:
        given = form.cleaned_data
        line = get_object_or_404(TransferLine.objects.select_related("batch"), batch=batch, pk=given["line"])
        try:
            services.reject_line(
                line=line,
                reason=given["reason"],
                rejected_on=given["rejected_on"],
                by=request.user,
                on=business_date.today(),
            )
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("บันทึกแล้ว กลับรายการในบัญชี และรายการกลับไปรอโอนใหม่"))
    return redirect("loans:transfer", pk=pk)


def rejection_form(
    request: HttpRequest, batch: TransferBatch, lines: list[Any], data: Any = None
) -> RejectionForm | None:
    """What the bank answered, where there is a line that it may have sent back: from the day of the transfer on."""
    on = business_date.today()
    live = [line for line in lines if line.is_live]
    is_with_bank = batch.state == TransferBatch.State.APPROVED and batch.transfer_on <= on
    if not is_with_bank or not live or not holds(request.user, "loans.make_transfer"):
        return None
    choices = [
        (line.pk, f"{(line.contract or line.grant).label} · {tables.receiver_of(line)} · {line.amount:,.2f}")
        for line in live
    ]
    return RejectionForm(data, lines=choices, initial={"rejected_on": on})
