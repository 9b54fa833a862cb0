"""Unused money that came back, of loans and of subsidies: asked elsewhere, decided here by another person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.selectors import newest_first
from areas.services import log_personal_data
from documents.uploads import serve
from loans import selectors, services, tables
from loans.models import MoneyReturn
from loans.views.contract import may
from thai.refusals import Refusal

State = MoneyReturn.State


@permission("loans.view")
@require_GET
def money_returns(request: HttpRequest) -> HttpResponse:
    """List what came back unused in the user's area, and what is asked about, newest first."""
    page = newest_first(selectors.money_returns(user=request.user), before=request.GET.get("before", ""))
    url = reverse("loans:money_returns")
    table = tables.returns_table(
        page.rows,
        caption=_("รายการล่าสุดอยู่บน"),
        next_url=f"{url}?before={page.last}" if page.last else "",
        prev_url=url if request.GET.get("before") else "",
    )
    return render(request, "loans/money_returns.html", {"table": table})


@permission("loans.view")
@require_GET
def money_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what came back, and let another person than the asker decide."""
    found = _found(request, pk, "loans.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=_subject(found))
    approves = may(request.user, "repayments.approve", found)
    waits, is_own = found.state == State.ASKED, found.asked_by_id == request.user.pk
    undo_waits, undo_is_own = found.state == State.UNDO_ASKED, found.undo_asked_by_id == request.user.pk
    of = found.contract or found.grant
    assert of is not None  # one of the two, by the database
    context = {
        "money_return": found,
        "of": of,
        "of_url": reverse("loans:money_back", args=[of.pk]) if found.contract else reverse("loans:grant", args=[of.pk]),
        "facts": tables.return_facts(
            found,
            may_see_lines=holds(request.user, "repayments.view"),
            may_see_books=holds(request.user, "treasury.view"),
        ),
        "tone": tables.RETURN_TONES[State(found.state)],
        "is_loan": found.contract is not None,
        "may_decide": waits and not is_own and approves,
        "decide_refused": _("ผู้เสนอรับคืนเงินพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if waits and is_own and approves else "",
        "may_ask_undo": found.state == State.BOOKED and may(request.user, "repayments.receipt", found),
        "may_undo": undo_waits and not undo_is_own and approves,
        "undo_refused": _("ผู้ขอกลับการรับคืนพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if undo_waits and undo_is_own and approves else "",
    }
    return render(request, "loans/money_return.html", context)


@permission("repayments.approve")
@require_POST
def approve_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the money as come back and book it."""
    return _decided(request, pk, services.approve_return, _("อนุมัติและลงบัญชีรับคืนเงินแล้ว"))


@permission("repayments.approve")
@require_POST
def refuse_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what somebody else asked, with a reason."""
    note = request.POST.get("reason", "")
    return _decided(request, pk, services.refuse_return, _("ไม่อนุมัติให้รับคืนเงิน"), note=note)


@permission("repayments.receipt")
@require_POST
def ask_undo_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a return be taken back."""
    reason = request.POST.get("reason", "")
    said = _("ส่งคำขอกลับการรับคืนเงินให้ผู้อนุมัติแล้ว")
    return _decided(request, pk, services.ask_undo_return, said, needed="repayments.receipt", reason=reason)


@permission("repayments.approve")
@require_POST
def undo_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a return back that somebody else asked about."""
    return _decided(request, pk, services.undo_return, _("กลับการรับคืนเงินแล้ว หนี้และรายการธนาคารอยู่ตามเดิม"))


@permission("repayments.approve")
@require_POST
def keep_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a return as it is that somebody else asked to take back."""
    return _decided(request, pk, services.keep_return, _("ไม่กลับ การรับคืนเงินคงเดิม"))


@permission("loans.view")
@require_GET
def return_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the slip as it was handed in."""
    found = _found(request, pk, "loans.view")
    if found.file is None:
        raise Http404
    log_personal_data(
        user=request.user, action=PersonalDataAccess.Action.VIEW, subject=_subject(found), reason=found.file.name
    )
    return serve(found.file, download=False)


def _found(request: HttpRequest, pk: int, needed: str) -> MoneyReturn:
    rows = selectors.money_returns(user=request.user, permission=needed)
    return get_object_or_404(rows.select_related("entry", "file", "undo_asked_by", "undone_by"), pk=pk)


def _subject(found: MoneyReturn) -> str:
    return f"contract:{found.contract_id}" if found.contract_id else f"grant:{found.grant_id}"


def _decided(
    request: HttpRequest,
    pk: int,
    command: Callable[..., Any],
    said: str,
    *,
    needed: str = "repayments.approve",
    **more: Any,
) -> HttpResponse:
    found = _found(request, pk, needed)
    try:
        command(money_return=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("loans:money_return", pk=pk)
