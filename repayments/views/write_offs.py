"""Debts written off: asked with the authority's decision, decided by another person."""

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
from areas.scope import holds
from areas.services import log_personal_data
from documents.uploads import serve
from loans.models import Contract
from repayments import selectors, services, tables
from repayments.forms import WriteOffForm
from repayments.models import WriteOff
from repayments.views.paging import after
from thai.refusals import Refusal

State = WriteOff.State


@permission("repayments.view")
@require_GET
def write_offs(request: HttpRequest) -> HttpResponse:
    """List the debts that were written off, and those that are asked about, newest first."""
    rows = WriteOff.objects.visible_to(request.user, "repayments.view").select_related("contract__proposal", "asked_by")
    page = selectors.paged(rows, after=after(request))
    table = tables.write_offs_table(page, url=reverse("repayments:write_offs"))
    return render(request, "repayments/write_offs.html", {"table": table})


@permission("repayments.receipt")
@require_http_methods(["GET", "POST"])
def ask_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a debt be written off by a decision of the authority."""
    contracts = Contract.objects.visible_to(request.user, "repayments.receipt").select_related("proposal", "amphoe")
    contract = get_object_or_404(contracts, pk=pk)
    form = WriteOffForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = services.ask_write_off(
                contract=contract, by=request.user, on=business_date.today(), **form.cleaned_data
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งคำขอตัดหนี้สูญให้ผู้อนุมัติแล้ว"))
            return redirect("repayments:write_off", pk=found.pk)
    return render(request, "repayments/ask_write_off.html", {"contract": contract, "form": form})


@permission("repayments.view")
@require_GET
def write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a write-off, and let another person than the asker decide."""
    found = _write_off(request, pk, "repayments.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    undo_waits, undo_is_own = found.state == State.UNDO_ASKED, found.undo_asked_by_id == request.user.pk
    waits, is_own = found.state == State.ASKED, found.asked_by_id == request.user.pk
    approves = holds(request.user, "repayments.approve")
    context = {
        "write_off": found,
        "contract": found.contract,
        "facts": tables.write_off_facts(found, may_see_books=holds(request.user, "treasury.view")),
        "tone": tables.WRITE_OFF_TONES[State(found.state)],
        "may_decide": waits and not is_own and approves,
        "decide_refused": _("ผู้เสนอตัดหนี้สูญพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if waits and is_own and approves else "",
        "may_ask_undo": found.state == State.BOOKED and holds(request.user, "repayments.receipt"),
        "may_undo": undo_waits and not undo_is_own and approves,
        "undo_refused": _("ผู้ขอกลับการตัดหนี้สูญพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ")
        if undo_waits and undo_is_own and approves
        else "",
    }
    return render(request, "repayments/write_off.html", context)


@permission("repayments.approve")
@require_POST
def approve_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the debt off."""
    return _decided(request, pk, services.approve_write_off, _("ตัดหนี้สูญและลงบัญชีแล้ว ลูกหนี้ยังอยู่ในทะเบียน"))


@permission("repayments.approve")
@require_POST
def refuse_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what somebody else asked, with a reason."""
    note = request.POST.get("reason", "")
    return _decided(request, pk, services.refuse_write_off, _("ไม่อนุมัติให้ตัดหนี้สูญ"), note=note)


@permission("repayments.receipt")
@require_POST
def ask_undo_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a write-off be taken back."""
    reason = request.POST.get("reason", "")
    said = _("ส่งคำขอกลับการตัดหนี้สูญให้ผู้อนุมัติแล้ว")
    return _decided(request, pk, services.ask_undo_write_off, said, needed="repayments.receipt", reason=reason)


@permission("repayments.approve")
@require_POST
def undo_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a debt back into the books that somebody else asked about."""
    return _decided(request, pk, services.undo_write_off, _("กลับการตัดหนี้สูญแล้ว หนี้อยู่ในบัญชีตามเดิม"))


@permission("repayments.approve")
@require_POST
def keep_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a write-off as it is that somebody else asked to take back."""
    return _decided(request, pk, services.keep_write_off, _("ไม่กลับ การตัดหนี้สูญคงเดิม"))


@permission("repayments.view")
@require_GET
def write_off_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the copy of the decision as it was handed in."""
    found = _write_off(request, pk, "repayments.view")
    if found.file is None:
        raise Http404
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    return serve(found.file, download=False)


def _write_off(request: HttpRequest, pk: int, needed: str) -> WriteOff:
    rows = WriteOff.objects.visible_to(request.user, needed)
    people = ("asked_by", "approved_by", "undo_asked_by", "undone_by")
    related = ("contract__proposal", "contract__amphoe", "entry", "file", *people)
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _decided(
    request: HttpRequest,
    pk: int,
    command: Callable[..., Any],
    said: str,
    *,
    needed: str = "repayments.approve",
    **more: Any,
) -> HttpResponse:
    found = _write_off(request, pk, needed)
    try:
        command(write_off=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(reverse("repayments:write_off", args=[pk]))
