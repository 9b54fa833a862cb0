"""What one person said of a line of the bank, undone: asked by one person, decided by another."""

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
from repayments.models import BankLine
from thai.refusals import Refusal


@permission("repayments.receipt")
@require_POST
def ask_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that what was said of a line be undone, with the reason."""
    return _done(
        request,
        _line(request, pk, "repayments.receipt"),
        services.ask_undo,
        _("ส่งคำขอถอนการตัดสินให้ผู้อนุมัติแล้ว"),
        reason=request.POST.get("reason", ""),
    )


@permission("repayments.approve")
@require_POST
def approve_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo what was said of a line."""
    return _done(
        request,
        _line(request, pk, "repayments.approve"),
        services.approve_undo,
        _("ถอนการตัดสินแล้ว รายการกลับไปรอตรวจสอบ"),
    )


@permission("repayments.approve")
@require_POST
def refuse_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request with a reason; the decision stands."""
    return _done(
        request,
        _line(request, pk, "repayments.approve"),
        services.refuse_undo,
        _("ไม่อนุมัติให้ถอน การตัดสินเดิมยังใช้อยู่"),
        note=request.POST.get("reason", ""),
    )


@permission("repayments.receipt")
@require_POST
def withdraw_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's own request."""
    return _done(request, _line(request, pk, "repayments.receipt"), services.withdraw_undo, _("ถอนคำขอถอนการตัดสินแล้ว"))


def _line(request: HttpRequest, pk: int, needed: str) -> BankLine:
    return get_object_or_404(BankLine.objects.visible_to(request.user, needed), pk=pk)


def _done(request: HttpRequest, found: BankLine, command: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    try:
        command(line=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("repayments:line", pk=found.pk)
