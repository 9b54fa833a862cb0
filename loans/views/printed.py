"""What is printed of one contract on demand: its copies and the receipt voucher."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas.access import permission
from documents.views import pdf_answer, whole_or_masked
from documents.whole import REVEAL
from loans import services
from loans.models import Contract
from loans.views.contract import may
from thai.refusals import Refusal


@permission("loans.view")
@require_http_methods(["GET", "POST"])
def copies(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the two copies of a contract in force as one PDF: whole to whoever may and says why, else masked."""
    return _print(
        request,
        pk,
        services.check_copyable,
        services.contract_copies,
        name="contract-copies",
        title=_("สำเนาสัญญา 2 ชุด"),
    )


@permission("loans.view")
@require_http_methods(["GET", "POST"])
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the receipt voucher in two copies as one PDF: whole to whoever may and says why, else masked."""
    return _print(
        request, pk, services.check_printable, services.payment_voucher, name="voucher", title=_("ใบสำคัญรับเงิน 2 ฉบับ")
    )


def _print(
    request: HttpRequest, pk: int, check: Callable[..., Any], make: Callable[..., bytes], *, name: str, title: str
) -> HttpResponse:
    rows = Contract.objects.visible_to(request.user, "loans.view").filter(origin=Contract.Origin.ROUND)
    row = get_object_or_404(rows.select_related("proposal"), pk=pk)

    def give(reason: str) -> HttpResponse:
        return pdf_answer(make(contract=row, by=request.user, reason=reason), name=f"{name}-{row.ref1}.pdf")

    try:
        check(row)
        return whole_or_masked(
            request,
            give,
            may_reveal=may(request.user, REVEAL, row),
            title=f"{title} {row.label}",
            back_url=reverse("loans:contract", args=[row.pk]),
        )
    except services.BeingMade as wait:
        messages.info(request, str(wait))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("loans:contract", pk=row.pk)
