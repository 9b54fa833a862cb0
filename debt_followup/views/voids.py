"""Entries that were recorded wrongly: asked to be taken back, confirmed by another person, refused, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.paging import further
from areas.scope import holds
from areas.selectors import newest_first
from areas.services import log_personal_data
from debt_followup import services
from debt_followup.forms.voids import AskVoidForm, VoidFilter
from debt_followup.models import EntryVoid
from debt_followup.models.voids import kind_of
from debt_followup.rules.acts import APPROVE_VOID
from debt_followup.rules.voids import ASKS, VoidKind, VoidState
from debt_followup.selectors import voids as reads
from debt_followup.services.voids import contract_of
from debt_followup.tables import voids as tables
from loans.models import Contract
from thai.refusals import Refusal

VIEW = "debt.view"
_WITH = {
    "signature": ("acknowledgement", "party"),
    "memorandum": ("restructuring", "party"),
    "day": ("file",),
    "contact": ("party",),
}


@require_GET
@permission(VIEW)
def voids(request: HttpRequest) -> HttpResponse:
    """List the requests to take back what was recorded wrongly, newest first."""
    form = VoidFilter(request.GET or None)
    page = newest_first(reads.voids(user=request.user, **form.asked()), before=request.GET.get("before", ""))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:entry_voids")
    context = {"form": form, "table": tables.voids(page.rows, next_url=further(request, page))}
    return render(request, "debt_followup/voids.html", context)


@require_http_methods(["GET", "POST"])
@permission(VIEW)
def ask_void(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask that an entry be taken back; whoever may record such an entry may ask."""
    entry = _entry(request, kind, pk)
    chosen = kind_of(entry)
    is_signature = chosen not in (VoidKind.DAY, VoidKind.CONTACT)
    form = AskVoidForm(request.POST or None, is_signature=is_signature)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_void(entry=entry, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งคำขอยกเลิกรายการให้ผู้อื่นยืนยันแล้ว"))
            return redirect("debt_followup:void", pk=made.pk)
    _log(request, contract_of(entry))
    context = {
        "entry": tables.entry_words(entry),
        "follows": tables.follows_words(chosen),
        "form": form,
        "back": tables.entry_url(entry),
    }
    return render(request, "debt_followup/ask_void.html", context)


@require_GET
@permission(VIEW)
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request, and let another person than the asker decide."""
    found = _void(request, pk, VIEW)
    _log(request, found.contract_id)
    may, waits = holds(request.user, APPROVE_VOID), found.state == VoidState.ASKED
    is_own = found.asked_by_id == request.user.pk
    context = {
        "void": found,
        "contract": found.contract,
        "facts": tables.void_facts(found),
        "tone": tables.TONES[VoidState(found.state)],
        "follows": tables.follows_words(found.kind, has_right_day=found.right_on is not None) if waits else "",
        "along": tables.along_words(reads.along(found)),
        "may_decide": may and waits and not is_own,
        "decide_refused": _("ผู้ขอยืนยันเองไม่ได้ ต้องให้ผู้อื่นยืนยัน") if may and waits and is_own else "",
        "may_withdraw": waits and is_own,
    }
    return render(request, "debt_followup/void.html", context)


@require_POST
@permission(APPROVE_VOID)
def confirm_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the entry back."""
    found = _void(request, pk, APPROVE_VOID)
    return _done(request, found, services.confirm_void, _("ยกเลิกรายการที่บันทึกผิดแล้ว อายุความคำนวณใหม่แล้ว"))


@require_POST
@permission(APPROVE_VOID)
def refuse_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the entry stand, with a reason."""
    found, note = _void(request, pk, APPROVE_VOID), request.POST.get("reason", "")
    return _done(request, found, services.refuse_void, _("ไม่ยกเลิก รายการยังมีผล"), note=note)


@require_POST
@permission(VIEW)
def withdraw_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's own request."""
    return _done(request, _void(request, pk, VIEW), services.withdraw_void, _("ถอนคำขอแล้ว รายการยังมีผล"))


def _entry(request: HttpRequest, kind: str, pk: int) -> Any:
    """The entry inside the user's area, for whoever may record such an entry there."""
    if kind not in tables.ADDRESSES:
        raise Http404
    entry: Any = get_object_or_404(tables.ADDRESSES[kind].objects.select_related(*_WITH[kind]), pk=pk)
    key = contract_of(entry)
    get_object_or_404(Contract.objects.visible_to(request.user, VIEW), pk=key)
    needed = ASKS[kind_of(entry)]
    if not Contract.objects.visible_to(request.user, needed).filter(pk=key).exists():
        raise PermissionDenied
    return entry


def _void(request: HttpRequest, pk: int, needed: str) -> EntryVoid:
    return get_object_or_404(reads.void_of(EntryVoid.objects.visible_to(request.user, needed)), pk=pk)


def _done(request: HttpRequest, found: EntryVoid, command: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    try:
        command(void=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("debt_followup:void", pk=found.pk)


def _log(request: HttpRequest, contract_id: int) -> None:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract_id}")
