"""Bank files, their lines, the queue of what a person must decide, and the issue of receipts."""

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
from repayments import selectors, services, tables
from repayments.forms import ConfirmForm, MatchForm, SearchForm, UploadForm
from repayments.models import BankFile, BankLine
from repayments.services.receipts import MOST_AT_ONCE
from thai.refusals import Refusal

MOST_LINES = 500


@permission("repayments.view")
@require_GET
def bank_files(request: HttpRequest) -> HttpResponse:
    """Show what waits for a receipt or for a person, and the files that were imported."""
    lines = BankLine.objects.visible_to(request.user, "repayments.view")
    totals = selectors.line_totals(lines.filter(state__in=selectors.WAITING))
    ready = list(selectors.to_receipt(user=request.user)[:MOST_AT_ONCE])
    page = selectors.paged(selectors.bank_files(user=request.user), after=_after(request))
    url = reverse("repayments:bank_files")
    context = {
        "figures": [_figure(totals, state) for state in selectors.WAITING],
        "ready": tables.lines_table(ready, caption=_("รายการที่จับคู่แล้ว รอออกใบเสร็จ"), empty=_("ไม่มีรายการรอออกใบเสร็จ")),
        "ready_count": len(ready),
        "files": tables.files_table(page, url=url),
        "provinces": _provinces(ready),
        "may_import": holds(request.user, "repayments.import"),
        "may_issue": holds(request.user, "repayments.receipt"),
    }
    return render(request, "repayments/bank_files.html", context)


@permission("repayments.import")
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Read an uploaded file and show what it would bring; import it once that was confirmed."""
    on = business_date.today()
    if request.method == "POST" and "content" in request.POST:
        confirmed = ConfirmForm(request.POST)
        if confirmed.is_valid():
            try:
                found = services.import_bank_file(by=request.user, on=on, **confirmed.cleaned_data)
            except Refusal as refused:
                messages.error(request, str(refused))
                return redirect("repayments:import")
            said = _("นำเข้าแล้ว รายการใหม่ %(new)s รายการ จาก %(all)s รายการในไฟล์")
            messages.success(request, said % {"new": found.new_count, "all": found.line_count})
            return redirect("repayments:bank_file", pk=found.file.pk)
        messages.error(request, _("ข้อมูลไฟล์ไม่ครบ ให้เลือกไฟล์ใหม่"))
        return redirect("repayments:import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            found = selectors.preview(content=content, by=request.user, on=on)
        except Refusal as refused:
            form.add_error("file", str(refused))
        else:
            context = {
                "name": file.name,
                "figures": tables.preview_figures(found),
                "table": tables.preview_table(found),
                "new_count": len(found.new_rows),
                "known_count": found.known_count,
                "confirm": ConfirmForm.of(name=file.name, content=content),
            }
            return render(request, "repayments/preview.html", context)
    return render(request, "repayments/import.html", {"form": form})


@permission("repayments.view")
@require_GET
def bank_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an imported file and what became of each of its new lines."""
    file = get_object_or_404(
        BankFile.objects.visible_to(request.user, "repayments.view")
        .defer("content")
        .select_related("province", "imported_by"),
        pk=pk,
    )
    lines = file.lines.select_related("contract").order_by("sequence")
    totals = selectors.line_totals(file.lines.all())
    context = {
        "file": file,
        "facts": tables.file_facts(file),
        "figures": [_figure(totals, state) for state in BankLine.State],
        "table": tables.lines_table(lines[:MOST_LINES], caption=_("รายการใหม่ในไฟล์"), empty=_("ไฟล์นี้ไม่มีรายการใหม่")),
        "ready_count": totals.get("MATCHED", {}).get("count", 0),
        "may_issue": holds(request.user, "repayments.receipt"),
    }
    return render(request, "repayments/bank_file.html", context)


@permission("repayments.receipt")
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Issue the receipts of a file's matched lines, or of the oldest matched lines of a province."""
    lines = BankLine.objects.visible_to(request.user, "repayments.receipt").filter(state=BankLine.State.MATCHED)
    back = "repayments:bank_files"
    args: list[Any] = []
    file = request.POST.get("file", "")
    if file.isdecimal():
        lines, back, args = lines.filter(file_id=int(file)), "repayments:bank_file", [int(file)]
    else:
        lines = lines.filter(province_id=request.POST.get("province", ""))
    chosen = list(lines.order_by("value_on", "time", "identity", "occurrence")[:MOST_AT_ONCE])
    if not chosen:
        messages.info(request, _("ไม่มีรายการรอออกใบเสร็จ"))
        return redirect(back, *args)
    try:
        issued = services.issue_receipts(
            province=chosen[0].province_id,
            line_ids=[line.pk for line in chosen],
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(back, *args)
    said = ngettext("ออกใบเสร็จ %(count)s ฉบับแล้ว", "ออกใบเสร็จ %(count)s ฉบับแล้ว", len(issued))
    messages.success(request, said % {"count": len(issued)})
    return redirect("repayments:receipts")


@permission("repayments.view")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the doubtful and unknown lines, worked through by keyboard."""
    lines = list(selectors.queue(user=request.user)[:MOST_LINES])
    context = {
        "table": tables.lines_table(lines, caption=_("รายการรอตรวจสอบ"), empty=_("ไม่มีรายการรอตรวจสอบ"), is_queue=True),
        "count": len(lines),
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
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a line on hold with a reason."""
    found = _line(request, pk, "repayments.receipt")
    try:
        services.hold_line(line=found, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("repayments:line", pk=pk)
    messages.success(request, _("พักรายการไว้แล้ว เงินยังอยู่ในบัญชีรอตรวจสอบ"))
    return _to_next(request)


# -- the parts -------------------------------------------------------------------------------------------------------
def _after(request: HttpRequest) -> int | None:
    asked = request.GET.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def _figure(totals: dict[str, Any], state: str) -> dict[str, Any]:
    found = totals.get(state, {"count": 0, "total": tables.NOTHING})
    return {
        "label": BankLine.State(state).label,
        "value": found["count"],
        "kind": "number",
        "help": _("%(total)s บาท") % {"total": f"{found['total']:,.2f}"},
        "tone": tables.TONES[BankLine.State(state)] if found["count"] else "",
        "url": reverse("repayments:queue") if state in ("DOUBTFUL", "UNKNOWN") and found["count"] else "",
    }


def _provinces(lines: list[BankLine]) -> list[str]:
    return sorted({line.province_id for line in lines})


def _line(request: HttpRequest, pk: int, needed: str) -> BankLine:
    lines = BankLine.objects.visible_to(request.user, needed)
    return get_object_or_404(
        lines.select_related("file", "bank_account", "contract__proposal", "matched_by").defer("file__content"),
        pk=pk,
    )


def _typed(request: HttpRequest) -> str:
    return (request.POST.get("find") or request.GET.get("find") or "").strip()[:100]


def _line_page(request: HttpRequest, found: BankLine, *, form: MatchForm | None = None) -> HttpResponse:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"bank_line:{found.pk}")
    decidable = found.state in selectors.WAITING and holds(request.user, "repayments.receipt")
    typed = _typed(request)
    contracts = selectors.choices_for(line=found, user=request.user, text=typed) if decidable else None
    if decidable and form is None:
        form = MatchForm(contracts=contracts, initial={"contract": found.contract_id})
    context = {
        "line": found,
        "facts": tables.line_facts(found),
        "tone": tables.TONES[BankLine.State(found.state)],
        "decidable": decidable,
        "form": form,
        "has_choices": bool(form and form.fields["contract"].queryset),  # type: ignore[attr-defined]
        "search": SearchForm({"find": typed}),
        "find": typed,
        "receipt": found.receipt,
    }
    return render(request, "repayments/line.html", context)


def _to_next(request: HttpRequest) -> HttpResponse:
    """Go on to the next line that nobody decided about, else back to the queue."""
    following = (
        selectors.queue(user=request.user, permission="repayments.receipt").filter(matched_by__isnull=True).first()
    )
    return redirect("repayments:line", pk=following.pk) if following else redirect("repayments:queue")
