"""Receipts taken back: asked by one person, decided by another."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from repayments import selectors, services, tables
from repayments.forms import AskReversalForm, ReversalFilter
from repayments.models import Receipt, ReceiptReversal
from repayments.views.paging import after
from thai.refusals import Refusal

State = ReceiptReversal.State


@permission("repayments.view")
@require_GET
def reversals(request: HttpRequest) -> HttpResponse:
    """List the requests to take receipts back, newest first."""
    form = ReversalFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    page = selectors.paged(selectors.reversals(user=request.user, state=state), after=after(request))
    url = reverse("repayments:reversals")
    table = tables.reversals_table(page, url=f"{url}?state={state}" if state else url)
    return render(request, "repayments/reversals.html", {"form": form, "table": table, "clear_url": url})


@permission("repayments.receipt")
@require_http_methods(["GET", "POST"])
def ask_reversal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a receipt be taken back, with the reason."""
    receipts = Receipt.objects.visible_to(request.user, "repayments.receipt")
    receipt = get_object_or_404(receipts.select_related("contract__proposal", "bank_line"), pk=pk)
    line = receipt.bank_line
    proposed = getattr(line, "reversed_by", None)  # the bank's own line, where one names this money
    form = AskReversalForm(request.POST or None, lines=selectors.taking_back(line), initial={"taken_back_by": proposed})
    if request.method == "POST" and form.is_valid():
        try:
            found = services.ask_reversal(
                receipt=receipt, by=request.user, on=business_date.today(), **form.cleaned_data
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งคำขอยกเลิกใบเสร็จเลขที่ %s ให้ผู้อนุมัติแล้ว") % receipt)
            return redirect("repayments:reversal", pk=found.pk)
    log_personal_data(
        user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{receipt.contract_id}"
    )
    rows = selectors.allocations_of(receipt)
    context = {"receipt": receipt, "form": form, "table": tables.split_table(rows)}
    return render(request, "repayments/ask_reversal.html", context)


@permission("repayments.view")
@require_GET
def reversal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request with the receipt it is about, and let another person than the asker decide."""
    found = _reversal(request, pk, "repayments.view")
    receipt = found.receipt
    log_personal_data(
        user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{receipt.contract_id}"
    )
    waits = found.state == State.ASKED
    is_own = found.asked_by_id == request.user.pk
    rows = selectors.allocations_of(receipt) or selectors.allocations_as_printed(receipt)
    context = {
        "reversal": found,
        "receipt": receipt,
        "facts": tables.reversal_facts(found, may_see_books=holds(request.user, "treasury.view")),
        "tone": tables.REVERSAL_TONES[State(found.state)],
        "table": tables.split_table(rows),
        "may_decide": waits and not is_own and holds(request.user, "repayments.approve"),
        "may_withdraw": waits and is_own,
        "waits_for_another": waits and is_own,
    }
    return render(request, "repayments/reversal.html", context)


@permission("repayments.approve")
@require_POST
def approve_reversal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the receipt back."""
    return _decided(
        request,
        _reversal(request, pk, "repayments.approve"),
        services.approve_reversal,
        _("ยกเลิกใบเสร็จ กลับรายการบัญชี และคำนวณการตัดชำระใหม่แล้ว"),
    )


@permission("repayments.approve")
@require_POST
def refuse_reversal(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request with a reason; the receipt stands."""
    return _decided(
        request,
        _reversal(request, pk, "repayments.approve"),
        services.refuse_reversal,
        _("ไม่อนุมัติให้ยกเลิกใบเสร็จ ใบเสร็จยังใช้ได้"),
        note=request.POST.get("reason", ""),
    )


@permission("repayments.receipt")
@require_POST
def withdraw_reversal(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's own request."""
    return _decided(
        request,
        _reversal(request, pk, "repayments.receipt"),
        services.withdraw_reversal,
        _("ถอนคำขอยกเลิกใบเสร็จแล้ว"),
    )


def _reversal(request: HttpRequest, pk: int, needed: str) -> ReceiptReversal:
    found = ReceiptReversal.objects.visible_to(request.user, needed).select_related(
        "receipt__contract__proposal", "receipt__bank_line", "asked_by", "decided_by", "entry", "taken_back_by"
    )
    return get_object_or_404(found, pk=pk)


def _decided(
    request: HttpRequest, found: ReceiptReversal, command: Callable[..., Any], said: str, **more: Any
) -> HttpResponse:
    try:
        command(reversal=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("repayments:reversal", pk=found.pk)
