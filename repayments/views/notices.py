"""Members' evidence of payments: handed in at the amphoe or the province, looked at, found at the bank or refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from documents.uploads import serve
from loans.models import Contract
from repayments import selectors, services, tables
from repayments.forms import ContractSearch, NoticeFilter, NoticeForm
from repayments.models import PaymentNotice
from repayments.services.notices import OPEN, is_before_the_banks_files
from repayments.views.paging import after
from thai.refusals import Refusal

_FOUND = 20


@permission("repayments.view")
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List what members of the user's area say they paid, newest first."""
    form = NoticeFilter(request.GET)
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = selectors.paged(selectors.notices(user=request.user, **asked), after=after(request))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:notices")
    url = reverse("repayments:notices")
    context = {
        "form": form,
        "clear_url": url,
        "table": tables.notices_table(page.rows, page=page, url=f"{url}?{urlencode(asked)}" if asked else url),
        "may_record": holds(request.user, "repayments.notice"),
    }
    return render(request, "repayments/notices.html", context)


@permission("repayments.notice")
@require_GET
def find_contract(request: HttpRequest) -> HttpResponse:
    """Find the contract whose slip was handed in."""
    form = ContractSearch(request.GET or None)
    typed = form.cleaned_data["find"] if form.is_valid() else ""
    found = list(selectors.contracts_for(user=request.user, text=typed, permission="repayments.notice")[:_FOUND])
    if typed:
        log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:contracts")
    context = {"form": form, "typed": typed, "table": tables.notice_contracts_table(found if typed else [])}
    return render(request, "repayments/notice_find.html", context)


@permission("repayments.notice")
@require_http_methods(["GET", "POST"])
def new_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a member's slip for a contract, with its picture."""
    contracts = Contract.objects.visible_to(request.user, "repayments.notice").filter(state=Contract.State.IN_FORCE)
    contract = get_object_or_404(contracts.select_related("proposal", "tambon"), pk=pk)
    on = business_date.today()
    form = NoticeForm(request.POST or None, request.FILES or None, on=on, contract=contract)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_notice(contract=contract, by=request.user, on=on, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _said(made))
            return redirect("repayments:notice", pk=made.pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    parties = list(contract.parties.order_by("position")[:1])
    context = {
        "contract": contract,
        "form": form,
        "facts": tables.notice_contract_facts(contract, parties),
        "instalments": tables.planned_table(selectors.instalments_of(contract)),
    }
    return render(request, "repayments/notice_form.html", context)


@permission("repayments.view")
@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a member's evidence, and what became of it."""
    found = get_object_or_404(
        selectors.notices(user=request.user).select_related("line", "evidence", "decided_by", "party"), pk=pk
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    is_open = found.state in OPEN
    context = {
        "notice": found,
        "facts": tables.notice_facts(found),
        "tone": tables.NOTICE_TONES[PaymentNotice.State(found.state)],
        "evidence_url": reverse("repayments:notice_evidence", args=[found.pk]),
        "may_refuse": is_open and holds(request.user, "repayments.receipt"),
        "may_set_aside": found.state == PaymentNotice.State.WAITING
        and holds(request.user, "repayments.receipt")
        and is_before_the_banks_files(found),
        "is_earlier": found.state == PaymentNotice.State.EARLIER,
    }
    return render(request, "repayments/notice.html", context)


@permission("repayments.receipt")
@require_POST
def refuse_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a notice as no evidence of a payment."""
    return _decided(request, pk, services.refuse_notice, _("บันทึกแล้วว่าไม่รับเป็นหลักฐานการชำระ"))


@permission("repayments.receipt")
@require_POST
def set_notice_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a notice aside of before any line of the bank: it waits for an order of the fund."""
    said = _("บันทึกแล้วว่าชำระก่อนมีไฟล์ธนาคาร ยอดหนี้ยังไม่เปลี่ยน รอคำสั่งของกองทุน")
    return _decided(request, pk, services.set_notice_aside, said)


@permission("repayments.view")
@require_GET
def notice_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the slip itself."""
    found = get_object_or_404(
        PaymentNotice.objects.visible_to(request.user, "repayments.view").select_related("evidence"), pk=pk
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    return serve(found.evidence, download=False)


def _decided(request: HttpRequest, pk: int, command: Callable[..., Any], said: str) -> HttpResponse:
    found = get_object_or_404(PaymentNotice.objects.visible_to(request.user, "repayments.receipt"), pk=pk)
    try:
        command(notice=found, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("repayments:notice", pk=pk)


def _said(made: PaymentNotice) -> str:
    if made.state == PaymentNotice.State.SETTLED:
        return _("บันทึกแล้ว เงินจำนวนนี้ธนาคารรับและออกใบเสร็จไว้แล้ว")
    return _("บันทึกแล้ว รอรายการของธนาคาร หลักฐานนี้ยังไม่ใช่การรับเงิน")
