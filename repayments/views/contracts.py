"""A contract's standing as of a day with its working, its receipts and forms; settling it and calling it in."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from documents.selectors import papers_list
from loans.models import Contract, ContractChange
from loans.selectors.changes import events_of
from repayments import selectors, services, tables
from repayments.forms import AsOfForm, CallInForm, SettlementForm
from repayments.selectors import Page
from repayments.services.settlements import OF_THIS_ROOM
from thai.refusals import Refusal

MOST_RECEIPTS = 100


@permission("repayments.view")
@require_GET
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a contract owes as of a day, line by line, with every receipt."""
    found = _contract(request, pk, "repayments.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.pk}")
    form = AsOfForm(request.GET or None)
    today = business_date.today()
    as_of = (form.cleaned_data.get("as_of") if form.is_valid() else None) or today
    if not form.is_bound:
        form = AsOfForm(initial={"as_of": today})
    owed = selectors.standing(contract=found, as_of=as_of)
    quote = selectors.settlement(contract=found, on=as_of)
    working = tables.working_of_standing(owed)
    receipts = list(
        found.receipts.with_reversal().select_related("contract__proposal").order_by("-value_on", "-pk")[:MOST_RECEIPTS]
    )
    is_open = found.state == Contract.State.IN_FORCE
    may_settle = is_open and holds(request.user, "repayments.settle")
    events = events_of([found.pk]).get(found.pk, ())
    context = {
        "contract": found,
        "as_of": as_of,
        "form": form,
        "figures": tables.standing_figures(owed),
        "table": tables.instalments_table(owed),
        "working": working,
        "working_total": sum((line["amount"] for line in working), Decimal("0.00")),
        "quote": tables.quote_facts(quote),
        "events": tables.change_events(events),
        "withdrawable": _withdrawable(found, events) if may_settle else [],
        "receipts": tables.receipts_table(Page(receipts, None, has_previous=False), url=""),
        "instalments": owed.instalments,
        "papers": papers_list(subject=f"contract:{found.pk}"),
        "may_issue": is_open and holds(request.user, "repayments.receipt"),
        "may_settle": may_settle and not owed.is_paid_off,
        "may_call_in": may_settle and bool(owed.overdue) and not owed.allocation.called_in,
        "may_write_off": is_open and bool(owed.principal) and holds(request.user, "repayments.receipt"),
        "may_refund": bool(owed.credit) and holds(request.user, "repayments.receipt"),
        "may_see_loan": holds(request.user, "loans.view"),
        "tone": "active" if is_open else "done",
    }
    return render(request, "repayments/contract.html", context)


@permission("repayments.receipt")
@require_POST
def bills(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the Bill Payment forms of a contract: of one instalment, or of all."""
    found = _contract(request, pk, "repayments.receipt")
    asked = request.POST.get("instalment", "")
    try:
        paper = services.issue_bills(
            contract=found,
            by=request.user,
            on=business_date.today(),
            numbers=[int(asked)] if asked.isdecimal() else None,
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ออกแบบฟอร์มชำระเงินเลขที่ %s แล้ว") % paper.number)
    return redirect("repayments:contract", pk=pk)


@permission("repayments.receipt")
@require_POST
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the barcode card of a contract."""
    found = _contract(request, pk, "repayments.receipt")
    try:
        paper = services.issue_card(contract=found, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ออกบัตรบาร์โค้ดเลขที่ %s แล้ว") % paper.number)
    return redirect("repayments:contract", pk=pk)


@permission("repayments.settle")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what settles a contract on a day, and record that the debtor asked for it."""
    found = _contract(request, pk, "repayments.settle")
    today = business_date.today()
    if request.method == "POST":
        form = SettlementForm(request.POST)
        if form.is_valid():
            try:
                asked = services.ask_to_settle(contract=found, by=request.user, on=today, **form.cleaned_data)
            except Refusal as refused:
                form.add_error(None, str(refused))
            else:
                said = _("บันทึกคำขอปิดบัญชีแล้ว ยอดที่ต้องชำระ %(amount)s บาท หนังสือเลขที่ %(number)s")
                messages.success(request, said % {"amount": f"{asked.quote.to_pay:,.2f}", "number": asked.paper.number})
                return redirect("repayments:contract", pk=pk)
    else:
        form = SettlementForm(initial={"settle_on": _day(request) or today})
    on = _day(request) or (form.cleaned_data.get("settle_on") if form.is_bound else None) or today
    quote = selectors.settlement(contract=found, on=on)
    context = {
        "contract": found,
        "form": form,
        "day_form": AsOfForm(initial={"as_of": on}),
        "on": on,
        "quote": tables.quote_facts(quote),
        "table": tables.quote_table(quote),
        "working": tables.working_of_quote(quote),
        "is_open": found.state == Contract.State.IN_FORCE,
    }
    return render(request, "repayments/settle.html", context)


@permission("repayments.settle")
@require_http_methods(["GET", "POST"])
def call_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is owed today, and call the whole debt in by letter."""
    found = _contract(request, pk, "repayments.settle")
    today = business_date.today()
    form = CallInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            papers = services.call_in(contract=found, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext(
                "เรียกชำระหนี้ทั้งหมดแล้ว ออกหนังสือ %(count)s ฉบับ",
                "เรียกชำระหนี้ทั้งหมดแล้ว ออกหนังสือ %(count)s ฉบับ",
                len(papers),
            )
            messages.success(request, said % {"count": len(papers)})
            return redirect("repayments:contract", pk=pk)
    owed = selectors.standing(contract=found, as_of=today)
    context = {
        "contract": found,
        "form": form,
        "figures": tables.standing_figures(owed),
        "table": tables.instalments_table(owed),
        "is_open": found.state == Contract.State.IN_FORCE,
    }
    return render(request, "repayments/call_in.html", context)


@permission("repayments.settle")
@require_POST
def withdraw_change(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    """Withdraw a call-in or a request to settle, with a reason."""
    found = _contract(request, pk, "repayments.settle")
    event = get_object_or_404(ContractChange.objects.select_related("contract"), pk=change, contract=found)
    try:
        services.withdraw_change(
            event=event, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("เพิกถอนรายการแล้ว และคำนวณหนี้ใหม่"))
    return redirect("repayments:contract", pk=pk)


def _contract(request: HttpRequest, pk: int, needed: str) -> Contract:
    contracts = Contract.objects.visible_to(request.user, needed).in_force()
    return get_object_or_404(contracts.select_related("proposal", "amphoe", "province"), pk=pk)


def _day(request: HttpRequest) -> date | None:
    form = AsOfForm(request.GET)
    return form.cleaned_data["as_of"] if form.is_valid() else None


def _withdrawable(found: Contract, events: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": _("เพิกถอน “%(kind)s”") % {"kind": event.get_kind_display()},
            "url": reverse("repayments:withdraw_change", args=[found.pk, event.pk]),
        }
        for event in events
        if event.kind in OF_THIS_ROOM
    ]
