"""Money given back: made by one person, approved and paid by another."""

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
from documents.uploads import serve
from loans.models import Contract
from repayments import selectors, services, tables
from repayments.forms import CreditRefundForm, RefundFilter, RefundForm
from repayments.models import BankLine, Refund
from repayments.views.bounces import bounces_of
from repayments.views.paging import after
from thai.refusals import Refusal


@permission("repayments.view")
@require_GET
def refunds(request: HttpRequest) -> HttpResponse:
    """List the refunds of the user's province, newest first."""
    form = RefundFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    page = selectors.paged(selectors.refunds(user=request.user, state=state), after=after(request))
    url = reverse("repayments:refunds")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:refunds")
    table = tables.refunds_table(page.rows, page=page, url=f"{url}?state={state}" if state else url)
    return render(request, "repayments/refunds.html", {"form": form, "table": table, "clear_url": url})


@permission("repayments.view")
@require_GET
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a refund, and let another person than its maker decide."""
    found = _refund(request, pk, "repayments.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=_subject(found))
    waits = found.state == Refund.State.MADE
    is_own = found.made_by_id == request.user.pk
    context = {
        "refund": found,
        "facts": tables.refund_facts(found, may_see_books=holds(request.user, "treasury.view")),
        "tone": tables.REFUND_TONES[Refund.State(found.state)],
        "may_decide": waits and not is_own and holds(request.user, "repayments.approve"),
        "may_withdraw": waits and is_own,
        "waits_for_another": waits and is_own,
        **bounces_of(request, found),
    }
    return render(request, "repayments/refund.html", context)


@permission("repayments.receipt")
@require_http_methods(["GET", "POST"])
def refund_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a refund of a line that is nobody's."""
    line = get_object_or_404(BankLine.objects.visible_to(request.user, "repayments.receipt"), pk=pk)
    form = RefundForm(request.POST or None, request.FILES or None, initial={"payee": line.customer_name})
    if request.method == "POST" and form.is_valid():
        return _make(request, form, line=line) or _form(request, form, line=line)
    return _form(request, form, line=line)


@permission("repayments.receipt")
@require_http_methods(["GET", "POST"])
def refund_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a refund of money that a contract received in advance."""
    contracts = Contract.objects.visible_to(request.user, "repayments.receipt").in_force()
    contract = get_object_or_404(contracts.select_related("proposal"), pk=pk)
    owed = selectors.standing(contract=contract, as_of=business_date.today())
    initial = {"amount": owed.credit, "payee": contract.account_name[:200], "bank_name": contract.account_bank}
    initial |= {"account_number": contract.account_number}
    form = CreditRefundForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _make(request, form, contract=contract) or _form(request, form, contract=contract, credit=owed.credit)
    return _form(request, form, contract=contract, credit=owed.credit)


@permission("repayments.approve")
@require_POST
def approve_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a refund that another person made, and book it as paid."""
    return _decided(
        request,
        pk,
        lambda found: services.approve_refund(refund=found, by=request.user, on=business_date.today()),
        _("อนุมัติและลงบัญชีคืนเงินแล้ว"),
    )


@permission("repayments.approve")
@require_POST
def refuse_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a refund with a reason."""
    note = request.POST.get("reason", "")
    return _decided(
        request,
        pk,
        lambda found: services.refuse_refund(refund=found, note=note, by=request.user, on=business_date.today()),
        _("ไม่อนุมัติการคืนเงินแล้ว"),
    )


@permission("repayments.receipt")
@require_POST
def withdraw_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's own refund before it is decided."""
    return _decided(
        request,
        pk,
        lambda found: services.withdraw_refund(refund=found, by=request.user, on=business_date.today()),
        _("ถอนคำขอคืนเงินแล้ว"),
        needed="repayments.receipt",
    )


@permission("repayments.view")
@require_GET
def refund_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the paper behind a refund."""
    found = get_object_or_404(
        Refund.objects.visible_to(request.user, "repayments.view").filter(evidence__isnull=False), pk=pk
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=_subject(found))
    assert found.evidence is not None  # filtered above
    return serve(found.evidence, download=False)


def _refund(request: HttpRequest, pk: int, needed: str) -> Refund:
    return get_object_or_404(selectors.refunds(user=request.user, permission=needed).select_related("entry"), pk=pk)


def _subject(found: Refund) -> str:
    return f"bank_line:{found.line_id}" if found.line_id else f"contract:{found.contract_id}"


def _make(request: HttpRequest, form: RefundForm, **of: Any) -> HttpResponse | None:
    try:
        made = services.make_refund(by=request.user, on=business_date.today(), **of, **form.cleaned_data)
    except Refusal as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, _("ส่งคำขอคืนเงินแล้ว รอผู้อนุมัติ"))
    return redirect("repayments:refund", pk=made.pk)


def _form(
    request: HttpRequest,
    form: RefundForm,
    *,
    line: BankLine | None = None,
    contract: Contract | None = None,
    credit: Any = None,
) -> HttpResponse:
    subject = f"bank_line:{line.pk}" if line else f"contract:{contract.pk if contract else 0}"
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=subject)
    context = {
        "form": form,
        "line": line,
        "contract": contract,
        "amount": services.open_amount(line) if line else credit,
        "back": reverse("repayments:line", args=[line.pk])
        if line
        else reverse("repayments:contract", args=[contract.pk if contract else 0]),
    }
    return render(request, "repayments/refund_form.html", context)


def _decided(
    request: HttpRequest, pk: int, command: Any, said: str, *, needed: str = "repayments.approve"
) -> HttpResponse:
    found = _refund(request, pk, needed)
    try:
        command(found)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("repayments:refund", pk=pk)
