"""Money that a group sends back unused: the announcement, the last day, and the money itself (R-DISB-08)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from loans import bank_lines, selectors, services, tables
from loans.forms import AnnounceForm, MoneyBackForm
from loans.models import Contract, ContractChange, MoneyReturn
from loans.views.contract import happened, may
from thai.refusals import Refusal

Kind = ContractChange.Kind


def _contract(request: HttpRequest, pk: int, name: str) -> Contract:
    rows = Contract.objects.visible_to(request.user, name).in_force().filter(origin=Contract.Origin.ROUND)
    return get_object_or_404(rows.select_related("proposal", "province", "amphoe"), pk=pk)


@permission("loans.view")
@require_GET
def money_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Show by when unused money must be back, what is asked, and the next step for whoever may take it."""
    return _page(request, _contract(request, pk, "loans.view"))


@permission("loans.sign")
@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the group cannot do its project and sends the money back."""
    contract = _contract(request, pk, "loans.sign")
    form = AnnounceForm(request.POST, request.FILES, auto_id="announce_%s")
    if form.is_valid():
        try:
            services.announce_return(contract=contract, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกแล้ว ระบบจะเตือนจนกว่าเงินจะกลับมา"))
            return redirect("loans:money_back", pk=pk)
    return _page(request, contract, announce=form)


@permission("loans.sign")
@require_POST
def take_back_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the announcement: the group goes on with its project after all."""
    contract = _contract(request, pk, "loans.sign")
    event = next((row for row in _events(contract) if row.kind == Kind.RETURN_ANNOUNCED), None)
    if event is None:
        messages.error(request, _("ไม่มีการแจ้งคืนเงินให้เพิกถอน"))
        return redirect("loans:money_back", pk=pk)
    try:
        services.withdraw_event(
            event=event, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("เพิกถอนการแจ้งคืนเงินแล้ว"))
    return redirect("loans:money_back", pk=pk)


@permission("repayments.receipt")
@require_POST
def receive_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that the loan be taken as come back; another person approves it, which closes the contract."""
    contract = _contract(request, pk, "repayments.receipt")
    form = MoneyBackForm(request.POST, request.FILES, auto_id="back_%s", lines=_lines(contract))
    if form.is_valid():
        try:
            found = services.ask_return(
                contract=contract, by=request.user, on=business_date.today(), **form.cleaned_data
            )
        except services.KeyReused:
            raise  # the page of a conflict says what to do
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งคำขอรับคืนเงินให้ผู้อนุมัติแล้ว"))
            return redirect("loans:money_return", pk=found.pk)
    return _page(request, contract, receive=form)


def _lines(contract: Contract) -> list[bank_lines.Line]:
    return bank_lines.candidates(province=contract.province_id, contract_id=contract.pk)


def _events(contract: Contract) -> tuple[ContractChange, ...]:
    return selectors.events_of([contract.pk]).get(contract.pk, ())


def _page(request: HttpRequest, contract: Contract, *, announce: Any = None, receive: Any = None) -> HttpResponse:
    on = business_date.today()
    kinds = {row.kind: row for row in _events(contract)}
    is_open = contract.state == Contract.State.IN_FORCE
    quote = selectors.quote_of_return(contract=contract, on=on)
    if quote.interest is None:
        said = _("เกินกำหนด %(days)s วัน แต่ยังไม่มีอัตราดอกเบี้ยที่ คกส. กำหนด ระบบจึงไม่คำนวณดอกเบี้ย") % {"days": quote.days_late}
    elif quote.days_late:
        said = _("เกินกำหนด %(days)s วัน ดอกเบี้ย %(interest)s บาท") % {
            "days": quote.days_late,
            "interest": f"{quote.interest:,.2f}",
        }
    else:
        said = ""
    announced = kinds.get(Kind.RETURN_ANNOUNCED)
    returns = list(selectors.returns_of(contract=contract))
    is_asked = any(row.state == MoneyReturn.State.ASKED for row in returns)
    context = {
        "contract": contract,
        "facts": [
            {"label": _("วันที่รับเงินโอน"), "value": contract.contract_on, "kind": "date"},
            {"label": _("คืนเงินได้ถึง"), "value": quote.due_on, "kind": "date", "help": _("เจ็ดวันทำการนับแต่วันรับเงินโอน")},
            {"label": _("เงินที่ต้องคืน"), "value": quote.principal, "kind": "money"},
            {"label": _("ดอกเบี้ยคืนล่าช้า ณ วันนี้"), "value": quote.interest, "kind": "money"},
            {"label": _("รวมที่ต้องคืน ณ วันนี้"), "value": quote.total, "kind": "money"},
            {
                "label": _("กลุ่มแจ้งเมื่อ"),
                "value": announced.effective_on if announced else None,
                "kind": "date",
                "help": announced.reason if announced else "",
            },
        ],
        "late": said if is_open else "",
        "is_open": is_open,
        "is_announced": announced is not None,
        "is_back": Kind.MONEY_RETURNED in kinds,
        "events": happened(contract),
        "may_withdraw": is_open and announced is not None and may(request.user, "loans.sign", contract),
        "announce": (announce or AnnounceForm(auto_id="announce_%s", initial={"announced_on": on}))
        if is_open and announced is None and may(request.user, "loans.sign", contract)
        else None,
        "receive": (receive or MoneyBackForm(auto_id="back_%s", lines=_lines(contract)))
        if is_open and not is_asked and may(request.user, "repayments.receipt", contract)
        else None,
        "is_asked": is_asked,
        "returns": tables.returns_table(returns, caption=_("คำขอรับคืนเงิน")) if returns else None,
    }
    return render(request, "loans/money_back.html", context)
