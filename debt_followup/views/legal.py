"""Legal files: the list, one file with its days, papers, notes and addressees, and what is put into it."""

from collections.abc import Callable
from typing import Any

from django import forms
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
from debt_followup import exports, services
from debt_followup.forms.legal import (
    AddresseeForm,
    LegalDayForm,
    LegalFilter,
    LegalLetterForm,
    LegalPaperForm,
    OpenFileForm,
)
from debt_followup.models import LegalAddressee, LegalEntry, LegalFile
from debt_followup.rules.acts import LEGAL, FileState
from debt_followup.rules.legal import deadlines
from debt_followup.selectors import legal as reads
from debt_followup.selectors.deaths import first_said
from debt_followup.selectors.legal import current_addressees, days_of, entries_known, open_suits_against
from debt_followup.selectors.voids import voids_of
from debt_followup.tables import legal as tables
from debt_followup.views.files import list_file, list_urls
from documents.uploads import serve
from loans.models import Contract
from thai.refusals import Refusal

Kind = LegalFile.Kind


@require_GET
@permission("debt.view")
def legal_files(request: HttpRequest) -> HttpResponse:
    """List the legal files of the user's area: the open ones, newest first; those with a day that comes soon."""
    today = business_date.today()
    form = LegalFilter(request.GET or None)
    rows = reads.legal_files(user=request.user, on=today, **form.asked())
    page = newest_first(rows, before=request.GET.get("before", ""))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:legal_files")
    context = {
        "form": form,
        "table": tables.legal_files(page.rows, on=today, next_url=further(request, page)),
        "may_open": holds(request.user, LEGAL),
        **list_urls(request, "legal_files_file"),
    }
    return render(request, "debt_followup/legal_files.html", context)


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of(LegalFilter(request.GET).asked(), on=business_date.today())


legal_files_file = list_file(exports.LEGAL_FILES, _asked_of_file, page="debt_followup:legal_files")


@require_http_methods(["GET", "POST"])
@permission(LEGAL)
def open_legal_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Open a file about a debtor who died or became bankrupt, a suit or a judgment."""
    if kind.upper() not in Kind.values:
        raise Http404
    chosen = Kind(kind.upper())
    rows = Contract.objects.visible_to(request.user, LEGAL).in_force().select_related("proposal", "amphoe")
    contract = get_object_or_404(rows.prefetch_related("parties"), pk=pk)
    proposed = _proposed(request, contract) if chosen == Kind.DEATH else {}
    sued = open_suits_against(contract.pk) if chosen == Kind.LITIGATION else {}
    form = OpenFileForm(request.POST or None, contract=contract, kind=chosen, sued=sued, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_file(
                contract=contract, kind=chosen, by=request.user, on=business_date.today(), **form.cleaned_data
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("เปิดแฟ้มคดีแล้ว ให้บันทึกวันที่ เอกสาร และผู้รับหนังสือ"))
            return redirect("debt_followup:legal_file", pk=made.pk)
    _log(request, contract.pk)
    context = {
        "contract": contract,
        "kind": chosen,
        "form": form,
        "back": reverse("debt_followup:debtor", args=[contract.pk]),
    }
    return render(request, "debt_followup/open_legal_file.html", context)


@require_GET
@permission("debt.view")
def legal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a legal file: its days and deadlines, who is written to, and everything in it."""
    found = _file(request, pk, "debt.view")
    today = business_date.today()
    _log(request, found.contract_id)
    entries = list(entries_known().filter(file=found).select_related("recorded_by", "document").order_by("-pk")[:200])
    is_open = found.state != FileState.CLOSED
    may = holds(request.user, LEGAL)
    told = {"sue_by": found.sue_by_on, "opened_on": found.opened_on}
    days = deadlines(kind=found.kind, known=days_of(entries), on=today, **told) if is_open else ()
    addressees = list(current_addressees(found))
    has_addressees = found.kind in (Kind.DEATH, Kind.BANKRUPTCY)
    corrected = {row.corrects_id: row.pk for row in entries if row.corrects_id and not row.is_voided}
    context = {
        "file": found,
        "contract": found.contract,
        "facts": tables.file_facts(found),
        "tone": next(tone for state, tone in tables.FILE_TONES.items() if state == found.state),
        "deadlines": tables.deadlines(days, on=today),
        "events": tables.entries(
            entries,
            corrected=corrected,
            voids=voids_of("legal_entry", [row.pk for row in entries]),
            may_void=may,
        ),
        "defendants": [one.party for one in found.defendants.all()],
        "addressees": addressees,
        "has_addressees": has_addressees,
        "may_change": may and is_open,
        "may_write": may and is_open and (bool(addressees) or not has_addressees),
        "may_reopen": may and not is_open,
        "follow_up": LegalFile.objects.filter(follows=found).first(),
    }
    return render(request, "debt_followup/legal_file.html", context)


@require_http_methods(["GET", "POST"])
@permission(LEGAL)
def record_legal_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a day of the law in a file, or correct one."""
    found = _file(request, pk, LEGAL)
    form = LegalDayForm(request.POST or None, file=found)
    return _entered(request, found, form, services.record_day, _("บันทึกวันที่"), _("บันทึกวันที่ในแฟ้มแล้ว"))


@require_http_methods(["GET", "POST"])
@permission(LEGAL)
def add_legal_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paper into a file."""
    found = _file(request, pk, LEGAL)
    form = LegalPaperForm(request.POST or None, request.FILES or None)
    return _entered(request, found, form, services.add_paper, _("เพิ่มเอกสาร"), _("เก็บเอกสารในแฟ้มแล้ว"))


@require_http_methods(["GET", "POST"])
@permission(LEGAL)
def add_legal_addressee(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who is written to in the debtor's place."""
    found = _file(request, pk, LEGAL)
    if found.kind not in (Kind.DEATH, Kind.BANKRUPTCY):
        raise Http404
    form = AddresseeForm(request.POST or None, file=found)
    return _entered(request, found, form, services.add_addressee, _("เพิ่มผู้รับหนังสือแทนลูกหนี้"), _("บันทึกผู้รับหนังสือแล้ว"))


@require_http_methods(["GET", "POST"])
@permission(LEGAL)
def write_legal_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the letter of a file with the debt as of today."""
    found = _file(request, pk, LEGAL)
    form = LegalLetterForm(request.POST or None, file=found)
    return _entered(request, found, form, services.issue_letter, _("ออกหนังสือ"), _("ออกหนังสือและเก็บในแฟ้มแล้ว"))


@require_POST
@permission(LEGAL)
def add_legal_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a note to a file."""
    text = request.POST.get("reason", "")
    return _done(request, _file(request, pk, LEGAL), services.add_note, _("เพิ่มบันทึกในแฟ้มแล้ว"), text=text)


@require_POST
@permission(LEGAL)
def end_legal_addressee(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to somebody no more in the debtor's place."""
    rows = LegalAddressee.objects.visible_to(request.user, LEGAL).select_related("file")
    addressee = get_object_or_404(rows, pk=pk)
    try:
        services.end_addressee(
            addressee=addressee, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("เลิกส่งหนังสือถึงผู้รับรายนี้แล้ว"))
    return redirect("debt_followup:legal_file", pk=addressee.file_id)


@require_POST
@permission(LEGAL)
def close_legal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a file."""
    reason = request.POST.get("reason", "")
    return _done(request, _file(request, pk, LEGAL), services.close_file, _("ปิดแฟ้มแล้ว"), reason=reason)


@require_POST
@permission(LEGAL)
def reopen_legal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed file again."""
    reason = request.POST.get("reason", "")
    return _done(request, _file(request, pk, LEGAL), services.reopen_file, _("เปิดแฟ้มอีกครั้งแล้ว"), reason=reason)


@require_GET
@permission("debt.view")
def legal_paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a paper of a file as it was handed in."""
    entry = get_object_or_404(LegalEntry.objects.select_related("stored").exclude(stored=None), pk=pk)
    found = _file(request, entry.file_id, "debt.view")
    _log(request, found.contract_id)
    return serve(entry.stored, download=False)


def _entered(
    request: HttpRequest, found: LegalFile, form: forms.Form, command: Callable[..., Any], title: str, said: str
) -> HttpResponse:
    """A form about a file on a page of its own: entered once it is whole, then back to the file."""
    if request.method == "POST" and form.is_valid():
        try:
            command(file=found, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("debt_followup:legal_file", pk=found.pk)
    _log(request, found.contract_id)
    back = reverse("debt_followup:legal_file", args=[found.pk])
    context = {"file": found, "form": form, "form_title": title, "back": back}
    return render(request, "debt_followup/legal_form.html", context)


def _done(request: HttpRequest, found: LegalFile, command: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    try:
        command(file=found, by=request.user, on=business_date.today(), **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("debt_followup:legal_file", pk=found.pk)


def _proposed(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """Who died and since when the office knows, as the reports of the death say; today where there is none."""
    said = first_said(contract)
    party = next((key for key in said if str(key) == request.GET.get("party", "")), next(iter(said), None))
    return {"party": party, "learned_on": said.get(party) or business_date.today()}


def _file(request: HttpRequest, pk: int, needed: str) -> LegalFile:
    rows = LegalFile.objects.visible_to(request.user, needed).select_related(
        "contract__proposal", "contract__amphoe", "party", "opened_by", "acknowledgement", "follows"
    )
    return get_object_or_404(rows.prefetch_related("addressees", "defendants__party"), pk=pk)


def _log(request: HttpRequest, contract_id: int) -> None:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract_id}")
