"""The queue of what a person must decide, and one line of the bank with everything that may be decided about it."""

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
from loans.models import Contract
from repayments import selectors, services, tables
from repayments.forms import MatchForm, NetOffForm, QueueFilter, SearchForm, SplitForm
from repayments.models import BankLine, Refund, UndoRequest
from thai.refusals import Refusal

PAGE = 100
_MOST_RECEIPTS = 20
State = BankLine.State


@permission("repayments.view")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the doubtful and unknown lines, worked through by keyboard."""
    form = QueueFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    waiting = selectors.queue(user=request.user, show=asked.get("show", ""), find=asked.get("find", ""))
    count = waiting.count()
    page = min(_number(request.GET.get("page", "")), max(1, -(-count // PAGE)))
    start = (page - 1) * PAGE
    lines = list(waiting[start : start + PAGE])
    table = tables.lines_table(lines, caption=_("รายการรอตรวจสอบ"), empty=_("ไม่มีรายการรอตรวจสอบ"), is_queue=True)
    table |= {
        "shown": _("แสดงรายการที่ %(first)s ถึง %(last)s จาก %(all)s")
        % {"first": f"{start + 1:,}", "last": f"{start + len(lines):,}", "all": f"{count:,}"}
        if count
        else "",
        "prev_url": _page_url(request, page - 1) if page > 1 else "",
        "next_url": _page_url(request, page + 1) if start + PAGE < count else "",
    }
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:bank_lines")
    context = {
        "form": form,
        "clear_url": reverse("repayments:queue"),
        "table": table,
        "count": count,
    }
    return render(request, "repayments/queue.html", context)


@permission("repayments.view")
@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line of the bank, and the contracts to which it may be given."""
    return _line_page(request, _line(request, pk, "repayments.view"))


@permission("repayments.receipt")
@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a line to the chosen contract."""
    found = _line(request, pk, "repayments.receipt")
    form = MatchForm(request.POST, contracts=selectors.choices_for(line=found, user=request.user, text=_typed(request)))
    if form.is_valid():
        try:
            services.match_line(line=found, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("จับคู่กับสัญญา %s แล้ว") % form.cleaned_data["contract"].label)
            return _to_next(request)
    return _line_page(request, found, form=form)


@permission("repayments.receipt")
@require_POST
def net_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a reversal of the bank against the waiting payment that was chosen."""
    found = _line(request, pk, "repayments.receipt")
    form = NetOffForm(request.POST, payments=selectors.undone_by(found))
    if form.is_valid():
        try:
            services.net_off(reversal=found, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("หักกลบกับเงินที่เลือกแล้ว ทั้งสองรายการไม่ออกใบเสร็จ"))
            return _to_next(request)
    return _line_page(request, found, net_off=form)


@permission("repayments.receipt")
@require_POST
def decide_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a line is the one that came in before."""
    found = _line(request, pk, "repayments.receipt")
    said, reason = request.POST.get("is_same"), request.POST.get("reason", "")
    if said not in ("yes", "no"):
        messages.error(request, _("ต้องระบุว่าเป็นรายการเดียวกันหรือคนละรายการ"))
        return redirect("repayments:line", pk=pk)
    is_same = said == "yes"
    try:
        services.decide_repeat(line=found, is_same=is_same, reason=reason, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("repayments:line", pk=pk)
    if is_same:
        messages.success(request, _("บันทึกว่าเป็นรายการเดียวกันแล้ว กลับรายการบัญชีของรายการที่ซ้ำแล้ว"))
        return _to_next(request)
    messages.success(request, _("บันทึกว่าเป็นคนละรายการแล้ว"))
    return redirect("repayments:line", pk=pk)


@permission("repayments.receipt")
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a line on hold with a reason."""
    found = _line(request, pk, "repayments.receipt")
    try:
        if found.kind == "D":
            services.hold_reversal(reversal=found, reason=request.POST.get("reason", ""), by=request.user)
        else:
            services.hold_line(line=found, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("repayments:line", pk=pk)
    messages.success(request, _("พักรายการไว้แล้ว เงินยังอยู่ในบัญชีรอตรวจสอบ"))
    return _to_next(request)


@permission("repayments.receipt")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back whose a line is, before its receipt."""
    found = _line(request, pk, "repayments.receipt")
    try:
        services.undo_match(line=found, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ถอนการจับคู่แล้ว รายการกลับไปรอตรวจสอบ"))
    return redirect("repayments:line", pk=pk)


@permission("repayments.receipt")
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Divide a line over several contracts."""
    found = _line(request, pk, "repayments.receipt")
    if found.state not in selectors.WAITING:
        return redirect("repayments:line", pk=pk)
    contracts = Contract.objects.visible_to(request.user, "repayments.receipt").filter(
        province_id=found.province_id, state=Contract.State.IN_FORCE
    )
    is_open = services.open_amount(found)
    initial = {"contract_1": found.contract.label, "amount_1": is_open} if found.contract else {}
    form = SplitForm(request.POST or None, contracts=contracts, line=found, open_amount=is_open, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.split_line(
                line=found, parts=form.cleaned_data["parts"], reason=form.cleaned_data["reason"], by=request.user
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("แบ่งรายการให้ %(count)s สัญญาแล้ว") % {"count": len(form.cleaned_data["parts"])})
            return _to_next(request)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"bank_line:{found.pk}")
    context = {
        "line": found,
        "form": form,
        "facts": tables.line_facts(found),
        "open_amount": is_open,
        "choices": selectors.choices_for(line=found, user=request.user, text=_typed(request)),
        "search": SearchForm({"find": _typed(request)}),
    }
    return render(request, "repayments/split.html", context)


# -- the parts -------------------------------------------------------------------------------------------------------
def _line(request: HttpRequest, pk: int, needed: str) -> BankLine:
    lines = BankLine.objects.visible_to(request.user, needed)
    return get_object_or_404(
        lines.select_related(
            "file", "bank_account", "contract__proposal", "matched_by", "reverses", "reversed_by", "repeat__decided_by"
        ).defer("file__content"),
        pk=pk,
    )


def _number(typed: str) -> int:
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 1


def _page_url(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"


def _typed(request: HttpRequest) -> str:
    return (request.POST.get("find") or request.GET.get("find") or "").strip()[:100]


def _line_page(
    request: HttpRequest, found: BankLine, *, form: MatchForm | None = None, net_off: NetOffForm | None = None
) -> HttpResponse:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"bank_line:{found.pk}")
    refunds = list(found.refunds.select_related("made_by", "approved_by").order_by("-pk"))
    is_refunding = any(refund.state == Refund.State.MADE for refund in refunds)
    may_decide = found.state in selectors.WAITING and holds(request.user, "repayments.receipt")
    is_asked_about = found.state == State.UNKNOWN and selectors.is_asked_about(found)
    decidable = may_decide and not is_refunding and not is_asked_about
    typed = _typed(request)
    if decidable and form is None:
        contracts = selectors.choices_for(line=found, user=request.user, text=typed)
        form = MatchForm(contracts=contracts, initial={"contract": found.contract_id})
    shares = list(found.shares.select_related("contract", "made_by").order_by("position"))
    context = {
        "line": found,
        "facts": tables.line_facts(found),
        "tone": tables.TONES[State(found.state)],
        "decidable": decidable,
        "is_refunding": is_refunding,
        "is_asked_about": is_asked_about,
        "is_matched": found.state == State.MATCHED,
        "is_open": found.state in (State.DOUBTFUL, State.UNKNOWN),
        "form": form,
        "has_choices": bool(form and form.fields["contract"].queryset),  # type: ignore[attr-defined]
        "search": SearchForm({"find": typed}),
        "find": typed,
        "receipts": list(found.receipts.with_reversal().select_related("contract").order_by("pk")),
        "shares": tables.shares_table(shares) if shares else None,
        "open_amount": services.open_amount(found) if shares else None,
        "refunds": tables.refunds_table(refunds) if refunds else None,
        "notices": tables.notices_table(selectors.notices_about(line=found, user=request.user)),
        "counterpart": found.reverses or getattr(found, "reversed_by", None),
        **(_repeat(request, found) if hasattr(found, "repeat") else {}),
        **_undo(request, found),
        **(_taken_back(request, found, net_off) if found.state == State.TAKEN_BACK else {}),
    }
    return render(request, "repayments/line.html", context)


def _repeat(request: HttpRequest, found: BankLine) -> dict[str, Any]:
    """The line beside the one that it may be, or is."""
    other = selectors.repeated_by(found)
    return {
        "repeat": tables.repeat_table(found, other),
        "may_decide_repeat": found.state == State.PERHAPS_SAME and holds(request.user, "repayments.receipt"),
        "is_same": [{"name": "is_same", "value": "yes"}],
        "is_other": [{"name": "is_same", "value": "no"}],
    }


def _undo(request: HttpRequest, found: BankLine) -> dict[str, Any]:
    """What a person said of the line, what was asked about that, and what this reader may do."""
    said, requests = selectors.said_of(found), selectors.undo_requests_of(found)
    hindrance = selectors.depends_on(found, said) if said else None
    asked = next((one for one in requests if one.state == UndoRequest.State.ASKED), None)
    may_ask = bool(said) and asked is None and holds(request.user, "repayments.receipt")
    is_own = asked is not None and asked.asked_by_id == request.user.pk
    return {
        "undos": tables.undos_table(requests) if requests else None,
        "undo_hindrance": str(hindrance) if hindrance and (may_ask or asked) else "",
        "may_ask_undo": may_ask,
        "undo_waits_for_another": is_own,
        "may_decide_undo": asked is not None and not is_own and holds(request.user, "repayments.approve"),
    }


def _taken_back(request: HttpRequest, found: BankLine, form: NetOffForm | None) -> dict[str, Any]:
    """What may be done about money that the bank took back."""
    payments = selectors.undone_by(found)
    may_decide = holds(request.user, "repayments.receipt")
    receipts = list(selectors.receipts_undone_by(found)[:_MOST_RECEIPTS])
    return {
        "is_taken_back": True,
        "has_receipt": found.reverses_id is not None,
        "may_settle": may_decide,
        "net_off": form or (NetOffForm(payments=payments) if payments.exists() else None),
        "undone_receipts": tables.taken_back_table(receipts, may_ask=may_decide),
    }


def _to_next(request: HttpRequest) -> HttpResponse:
    """Go on to the next line that nobody decided about, else back to the queue."""
    following = (
        selectors.queue(user=request.user, permission="repayments.receipt").filter(matched_by__isnull=True).first()
    )
    return redirect("repayments:line", pk=following.pk) if following else redirect("repayments:queue")
