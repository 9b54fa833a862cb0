"""Waivers of default interest: asked with the resolution of the province, decided by another person, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.paging import further
from areas.scope import holds
from areas.selectors import newest_first
from areas.services import log_personal_data
from debt_followup import exports, selectors, services
from debt_followup.forms.acknowledgements import StateFilter, WaiverForm, WithdrawalForm
from debt_followup.models import Waiver
from debt_followup.rules.acts import APPROVE_WAIVER, WAIVE, WAIVER, WaiverState, WaiverStep
from debt_followup.selectors import waivers as reads
from debt_followup.tables import acts
from debt_followup.views.files import list_file, list_urls
from documents.uploads import serve
from loans.models import Contract
from thai.refusals import Refusal


@require_GET
@permission("debt.view")
def waivers(request: HttpRequest) -> HttpResponse:
    """List the waivers of the user's area, newest first."""
    form = StateFilter(request.GET or None, of="waivers")
    page = newest_first(reads.waivers(user=request.user, **form.asked()), before=request.GET.get("before", ""))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:waivers")
    table = acts.waivers(page.rows, next_url=further(request, page))
    context = {"form": form, "table": table, **list_urls(request, "waivers_file")}
    return render(request, "debt_followup/waivers.html", context)


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of(StateFilter(request.GET, of="waivers").asked(), on=business_date.today())


waivers_file = list_file(exports.WAIVERS, _asked_of_file, page="debt_followup:waivers")


@require_http_methods(["GET", "POST"])
@permission(WAIVE)
def ask_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that default interest of a debt be waived as the province resolved."""
    rows = Contract.objects.visible_to(request.user, WAIVE).in_force().select_related("proposal", "amphoe")
    contract = get_object_or_404(rows, pk=pk)
    today = business_date.today()
    form = WaiverForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_waiver(contract=contract, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งเรื่องงดหรือลดเบี้ยปรับให้ผู้อนุมัติแล้ว"))
            return redirect("debt_followup:waiver", pk=made.pk)
    _log(request, contract.pk)
    context = {
        "contract": contract,
        "form": form,
        "owed": selectors.waivable(contract, on=today),
        "on": today,
        "back": reverse("debt_followup:debtor", args=[contract.pk]),
    }
    return render(request, "debt_followup/ask_waiver.html", context)


@require_GET
@permission("debt.view")
def waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a waiver, and let another person than the asker decide."""
    found = _waiver(request, pk, "debt.view")
    _log(request, found.contract_id)
    may = holds(request.user, APPROVE_WAIVER)
    asked_by = found.withdrawal_asked_by_id if found.state == WaiverState.WITHDRAWAL_ASKED else found.asked_by_id
    is_own = asked_by == request.user.pk
    waits = found.state in (WaiverState.ASKED, WaiverState.WITHDRAWAL_ASKED)
    context = {
        "waiver": found,
        "contract": found.contract,
        "facts": acts.waiver_facts(found),
        "tone": next(tone for state, tone in acts.WAIVER_TONES.items() if state == found.state),
        "may_decide": may and not is_own and found.state == WaiverState.ASKED,
        "may_decide_withdrawal": may and not is_own and found.state == WaiverState.WITHDRAWAL_ASKED,
        "decide_refused": _("ผู้เสนอพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if may and is_own and waits else "",
        "may_ask_withdrawal": holds(request.user, WAIVE) and WAIVER.is_open(found.state, WaiverStep.ASK_WITHDRAWAL),
    }
    return render(request, "debt_followup/waiver.html", context)


@require_POST
@permission(APPROVE_WAIVER)
def approve_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Waive it, and tell the debtors."""
    return _decided(request, pk, services.approve_waiver, _("งดหรือลดเบี้ยปรับและออกหนังสือแจ้งลูกหนี้แล้ว"))


@require_POST
@permission(APPROVE_WAIVER)
def refuse_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse it, with a reason."""
    note = request.POST.get("reason", "")
    return _decided(request, pk, services.refuse_waiver, _("ไม่อนุมัติให้งดหรือลดเบี้ยปรับ"), note=note)


@require_http_methods(["GET", "POST"])
@permission(WAIVE)
def ask_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a waiver be taken back by a later resolution."""
    found = _waiver(request, pk, WAIVE)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_withdrawal(waiver=found, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งเรื่องเพิกถอนให้ผู้อนุมัติแล้ว"))
            return redirect("debt_followup:waiver", pk=found.pk)
    _log(request, found.contract_id)
    context = {"waiver": found, "form": form, "back": reverse("debt_followup:waiver", args=[found.pk])}
    return render(request, "debt_followup/ask_withdrawal.html", context)


@require_POST
@permission(APPROVE_WAIVER)
def withdraw_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiver back, and tell the debtors."""
    return _decided(request, pk, services.withdraw_waiver, _("เพิกถอนการงดหรือลดเบี้ยปรับและออกหนังสือแจ้งลูกหนี้แล้ว"))


@require_POST
@permission(APPROVE_WAIVER)
def keep_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a waiver stand that somebody asked to take back."""
    return _decided(request, pk, services.keep_waiver, _("ไม่เพิกถอน การงดหรือลดเบี้ยปรับยังมีผล"))


@require_GET
@permission("debt.view")
def waiver_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the copy of the resolution as it was handed in."""
    found = _waiver(request, pk, "debt.view")
    if found.file is None:
        raise Http404
    _log(request, found.contract_id)
    return serve(found.file, download=False)


def _waiver(request: HttpRequest, pk: int, needed: str) -> Waiver:
    related = ("contract__proposal", "contract__amphoe", "asked_by", "decided_by", "withdrawal_asked_by", "file")
    rows = Waiver.objects.visible_to(request.user, needed).select_related(*related, "document")
    return get_object_or_404(rows, pk=pk)


def _decided(request: HttpRequest, pk: int, command: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    found = _waiver(request, pk, APPROVE_WAIVER)
    try:
        command(waiver=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("debt_followup:waiver", pk=found.pk)


def _log(request: HttpRequest, contract_id: int) -> None:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract_id}")
