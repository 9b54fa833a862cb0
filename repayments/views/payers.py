"""Who of a contract's signers made a payment: asked by one person on the receipt's page, decided by another."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from repayments import services
from repayments.forms import PayerForm
from repayments.models import Receipt, ReceiptPayer
from thai.refusals import Refusal


@permission("repayments.receipt")
@require_POST
def ask_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a receipt be known as the payment of one signer, with the reason."""
    receipts = Receipt.objects.visible_to(request.user, "repayments.receipt").select_related("contract")
    found = get_object_or_404(receipts, pk=pk)
    form = PayerForm(request.POST, contract=found.contract)
    if not form.is_valid():
        messages.error(request, _("ระบุลูกหนี้ผู้ชำระและเหตุผล"))
        return redirect("repayments:receipt", pk=pk)
    said = _("ส่งคำขอระบุผู้ชำระให้ผู้อนุมัติแล้ว")
    return _done(request, pk, said, lambda **given: services.ask_payer(receipt=found, **form.cleaned_data, **given))


@permission("repayments.approve")
@require_POST
def approve_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a receipt be known as the payment of the signer who was named."""
    found = _request(request, pk, "repayments.approve")
    said = _("บันทึกผู้ชำระแล้ว อายุความของลูกหนี้คำนวณใหม่แล้ว")
    return _done(request, found.receipt_id, said, lambda **given: services.approve_payer(request=found, **given))


@permission("repayments.approve")
@require_POST
def refuse_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request with a reason; what was known before goes on."""
    found, note = _request(request, pk, "repayments.approve"), request.POST.get("reason", "")
    said = _("ไม่อนุมัติ ผู้ชำระยังเป็นตามเดิม")
    return _done(
        request, found.receipt_id, said, lambda **given: services.refuse_payer(request=found, note=note, **given)
    )


@permission("repayments.receipt")
@require_POST
def withdraw_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's own request."""
    found = _request(request, pk, "repayments.receipt")
    said = _("ถอนคำขอระบุผู้ชำระแล้ว")
    return _done(request, found.receipt_id, said, lambda **given: services.withdraw_payer(request=found, **given))


def _request(request: HttpRequest, pk: int, needed: str) -> ReceiptPayer:
    return get_object_or_404(ReceiptPayer.objects.visible_to(request.user, needed).select_related("receipt"), pk=pk)


def _done(request: HttpRequest, receipt_id: int, said: str, command: Callable[..., Any]) -> HttpResponse:
    try:
        command(by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("repayments:receipt", pk=receipt_id)
