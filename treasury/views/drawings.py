"""Taking a typed drawing back: asked on the page of its entry by one person, decided there by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from areas.scope import holds
from thai.refusals import Refusal
from treasury import services
from treasury.forms import DrawingUndoForm
from treasury.models import DrawingUndo, JournalEntry

State = DrawingUndo.State


def drawing_context(request: HttpRequest, entry: JournalEntry) -> dict[str, Any]:
    """What the page of an entry says of taking a drawing back; nothing for any other entry, without a query."""
    if not services.is_typed_drawing(entry):
        return {"may_ask_undo": False, "undo": None, "may_undo": False, "undo_refused": ""}
    undo = DrawingUndo.objects.filter(entry=entry).select_related("asked_by", "decided_by").order_by("-pk").first()
    waits = undo is not None and undo.state == State.ASKED
    own = waits and undo.asked_by_id == request.user.pk
    decides = waits and holds(request.user, "treasury.confirm_close")
    may_ask = not waits and getattr(entry, "reversed_by", None) is None and holds(request.user, "treasury.post")
    return {
        "may_ask_undo": may_ask,
        "undo_form": DrawingUndoForm() if may_ask else None,
        "undo": _facts(undo) if undo is not None else None,
        "may_undo": decides and not own,
        "undo_refused": _("ผู้ขอกลับรายการพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if decides and own else "",
    }


@permission("treasury.post")
@require_POST
def ask_drawing_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a typed drawing be taken back."""
    entry = get_object_or_404(JournalEntry.objects.visible_to(request.user, "treasury.post"), pk=pk)
    form = DrawingUndoForm(request.POST)
    if not form.is_valid():
        for said in form.errors.values():
            messages.error(request, " ".join(said))
        return redirect("treasury:entry", pk=pk)
    return _done(
        request,
        pk,
        services.ask_drawing_undo,
        _("ส่งคำขอกลับรายการให้ผู้อนุมัติแล้ว"),
        entry=entry,
        **form.cleaned_data,
    )


@permission("treasury.confirm_close")
@require_POST
def undo_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a drawing back that somebody else asked to take back."""
    return _done(request, pk, services.undo_typed_drawing, _("กลับรายการแล้ว"), undo=_last_undo(request, pk))


@permission("treasury.confirm_close")
@require_POST
def keep_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a drawing as it is that somebody else asked to take back."""
    return _done(request, pk, services.keep_drawing, _("ไม่กลับรายการ รายการเบิกคงเดิม"), undo=_last_undo(request, pk))


def _last_undo(request: HttpRequest, entry: int) -> DrawingUndo:
    rows = DrawingUndo.objects.visible_to(request.user, "treasury.confirm_close").filter(entry=entry)
    return get_object_or_404(rows.order_by("-pk")[:1])


def _done(request: HttpRequest, pk: int, command: Any, said: str, **given: Any) -> HttpResponse:
    try:
        command(by=request.user, on=business_date.today(), **given)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("treasury:entry", pk=pk)


def _facts(undo: DrawingUndo) -> list[dict[str, Any]]:
    facts = [
        {"label": _("สถานะ"), "value": undo.get_state_display()},
        {"label": _("เหตุผลที่ขอกลับรายการ"), "value": undo.reason},
        {"label": _("จำนวนเงินที่ถูกต้อง"), "value": undo.instead, "kind": "money"},
        {"label": _("ผู้ขอกลับรายการ"), "value": str(undo.asked_by)},
        {"label": _("วันที่ขอกลับรายการ"), "value": undo.asked_on, "kind": "date"},
    ]
    if undo.decided_by:
        facts += [
            {"label": _("ผู้พิจารณา"), "value": str(undo.decided_by)},
            {"label": _("วันที่พิจารณา"), "value": undo.decided_on, "kind": "date"},
        ]
    return facts
