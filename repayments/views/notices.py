"""Members' evidence of payments: handed in at the amphoe or the province, looked at, found at the bank or refused."""

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
    form = NoticeForm(request.POST or None, request.FILES or None, on=on)
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
        selectors.notices(user=request.user).select_related("line", "evidence", "decided_by"), pk=pk
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    context = {
        "notice": found,
        "facts": tables.notice_facts(found),
        "tone": tables.NOTICE_TONES[PaymentNotice.State(found.state)],
        "evidence_url": reverse("repayments:notice_evidence", args=[found.pk]),
        "may_refuse": found.state == PaymentNotice.State.WAITING and holds(request.user, "repayments.receipt"),
    }
    return render(request, "repayments/notice.html", context)


@permission("repayments.receipt")
@require_POST
def refuse_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a notice for which no money came."""
    found = get_object_or_404(PaymentNotice.objects.visible_to(request.user, "repayments.receipt"), pk=pk)
    try:
        services.refuse_notice(notice=found, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกแล้วว่าไม่ใช่การชำระของสัญญานี้"))
    return redirect("repayments:notice", pk=pk)


@permission("repayments.view")
@require_GET
def notice_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the slip itself."""
    found = get_object_or_404(
        PaymentNotice.objects.visible_to(request.user, "repayments.view").select_related("evidence"), pk=pk
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    return serve(found.evidence, download=False)


def _said(made: PaymentNotice) -> str:
    if made.state == PaymentNotice.State.SETTLED:
        return _("บันทึกแล้ว เงินจำนวนนี้ธนาคารรับและออกใบเสร็จไว้แล้ว")
    return _("บันทึกแล้ว รอรายการของธนาคาร หลักฐานนี้ยังไม่ใช่การรับเงิน")
