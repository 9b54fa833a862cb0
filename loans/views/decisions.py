"""What is decided about a batch: approved, refused, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from loans import services, tables
from loans.models import TransferBatch
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
