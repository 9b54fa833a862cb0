"""What the bank sent back: declared with its answer by one person, confirmed by another; taken back in the same way."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from documents import uploads
from loans import selectors, services, tables
from loans.forms import RejectionForm
from loans.models import LineRejection, TransferBatch, TransferLine
from thai.refusals import Refusal

MAKE, APPROVE = "loans.make_transfer", "loans.approve_transfer"
State = LineRejection.State


@permission("loans.make_transfer")
@require_POST
def reject_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare that the bank could not pay a line of an approved batch."""
    batch = get_object_or_404(TransferBatch.objects.visible_to(request.user, MAKE), pk=pk)
    lines = list(selectors.lines_of(batch))
    form = rejection_form(request, batch, lines, selectors.rejections_of(lines), request.POST, request.FILES)
    if form is None:
        messages.error(request, _("ชุดโอนเงินนี้ไม่มีรายการที่รอผลจากธนาคาร"))
    elif not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    else:
        given = dict(form.cleaned_data)
        rows = TransferLine.objects.select_related("batch")
        line = get_object_or_404(rows, batch=batch, pk=given.pop("line"))
        try:
            declared = services.ask_rejection(line=line, by=request.user, on=business_date.today(), **given)
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("ส่งให้ผู้อนุมัติยืนยันแล้ว ระหว่างนี้ยังทำรายการโอนใหม่ไม่ได้"))
            return redirect("loans:rejection", pk=declared.pk)
    return redirect("loans:transfer", pk=pk)


@permission("loans.view")
@require_GET
def rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was declared of a line with the bank's answer, and let another person than the one who did decide."""
    found = _found(request, pk, "loans.view")
    subject = f"transfer:{found.line.batch_id}"
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=subject)
    makes, approves = holds(request.user, MAKE), holds(request.user, APPROVE)
    waits, is_own = found.state == State.ASKED, found.asked_by_id == request.user.pk
    undo_waits, undo_is_own = found.state == State.UNDO_ASKED, found.undo_asked_by_id == request.user.pk
    context = {
        "rejection": found,
        "batch": found.line.batch,
        "paid": found.line.contract or found.line.grant,
        "facts": tables.rejection_facts(found, may_see_books=holds(request.user, "treasury.view")),
        "tone": tables.REJECTION_TONES[State(found.state)],
        "may_decide": waits and not is_own and approves,
        "decide_refused": _("ผู้แจ้งว่าโอนไม่สำเร็จยืนยันเองไม่ได้ ต้องให้ผู้อื่นยืนยัน") if waits and is_own else "",
        "may_withdraw": waits and is_own and makes,
        "may_ask_undo": found.state == State.APPROVED and makes,
        "may_undo": undo_waits and not undo_is_own and approves,
        "undo_refused": _("ผู้ขอเพิกถอนพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if undo_waits and undo_is_own else "",
        "waits_for_another": (waits or undo_waits) and not approves,
    }
    return render(request, "loans/rejection.html", context)


@permission("loans.view")
@require_GET
def rejection_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the bank's answer as it was handed in."""
    found = _found(request, pk, "loans.view")
    if found.file is None:
        raise Http404
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.VIEW,
        subject=f"transfer:{found.line.batch_id}",
        reason=found.file.name,
    )
    return uploads.serve(found.file, download=False)


@permission("loans.approve_transfer")
@require_POST
def confirm_rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that the bank could not pay."""
    said = _("ยืนยันแล้ว กลับรายการในบัญชี และรายการกลับไปรอโอนใหม่")
    return _decided(request, pk, services.confirm_rejection, said)


@permission("loans.approve_transfer")
@require_POST
def refuse_rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what somebody else declared, with a reason."""
    said = _("ไม่ยืนยัน รายการนี้ยังนับว่าโอนแล้ว")
    return _decided(request, pk, services.refuse_rejection, said, note=request.POST.get("reason", ""))


@permission("loans.make_transfer")
@require_POST
def withdraw_rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own declaration back before it is decided."""
    return _decided(request, pk, services.withdraw_rejection, _("ถอนคืนการแจ้งแล้ว"), needed=MAKE)


@permission("loans.make_transfer")
@require_POST
def ask_undo_rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a confirmed declaration be taken back, because the money did arrive."""
    said, reason = _("ส่งคำขอเพิกถอนให้ผู้อนุมัติแล้ว"), request.POST.get("reason", "")
    return _decided(request, pk, services.ask_undo_rejection, said, needed=MAKE, reason=reason)


@permission("loans.approve_transfer")
@require_POST
def undo_rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what a wrong declaration undid."""
    said = _("เพิกถอนแล้ว สัญญา วันที่ เลขที่ ตาราง และบัญชีกลับเป็นตามการโอนครั้งเดิม")
    return _decided(request, pk, services.undo_rejection, said)


@permission("loans.approve_transfer")
@require_POST
def keep_rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a confirmed declaration as it is that somebody else asked to take back."""
    return _decided(request, pk, services.keep_rejection, _("ไม่เพิกถอน รายการยังรอโอนใหม่"))


def rejection_form(
    request: HttpRequest,
    batch: TransferBatch,
    lines: Iterable[Any],
    declared: Iterable[LineRejection],
    *data: Any,
) -> RejectionForm | None:
    """What the bank answered, where there is a line that it may have sent back: from the day of the transfer on.

    :param declared: what was declared of the lines; what waits for its confirmation is not declared again.
    """
    on = business_date.today()
    waiting = {one.line_id for one in declared if one.state == State.ASKED}
    live = [line for line in lines if line.is_live and line.pk not in waiting]
    is_with_bank = batch.state == TransferBatch.State.APPROVED and batch.transfer_on <= on
    if not is_with_bank or not live or not holds(request.user, MAKE):
        return None
    choices = [
        (line.pk, f"{(line.contract or line.grant).label} · {tables.receiver_of(line)} · {line.amount:,.2f}")
        for line in live
    ]
    return RejectionForm(*data, lines=choices, initial={"rejected_on": on})


def _found(request: HttpRequest, pk: int, needed: str) -> LineRejection:
    return get_object_or_404(selectors.rejections(user=request.user, permission=needed), pk=pk)


def _decided(
    request: HttpRequest, pk: int, command: Callable[..., Any], said: str, *, needed: str = APPROVE, **more: Any
) -> HttpResponse:
    found = _found(request, pk, needed)
    try:
        command(rejection=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("loans:rejection", pk=pk)
