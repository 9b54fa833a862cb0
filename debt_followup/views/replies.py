"""Pages on which becomes known what came back of the letters of September."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import issuer_of
from areas.services import log_personal_data
from debt_followup import exports, selectors
from debt_followup.forms.confirmations import ChaseFilter, ReplyForm, SlipForm
from debt_followup.models import Confirmation, ConfirmationReminder, ConfirmationReply
from debt_followup.rules.confirmations import Answer, Chase, Summary, last_september
from debt_followup.services import replies as services
from debt_followup.tables import confirmation_sums as sums
from debt_followup.tables import replies as tables
from debt_followup.views.files import PDF, WORKBOOK, list_file, list_urls, paper, workbook
from documents.registers import as_pdf, register_pdf
from documents.uploads import serve
from loans.models import Contract
from repayments.selectors import standings
from repayments.views.paging import after
from thai.refusals import Refusal

VIEW, DELIVER = "debt.view", "debt.deliver"
LAST = 10


@require_GET
@permission(DELIVER)
def record_replies(request: HttpRequest) -> HttpResponse:
    """Take the code of a slip, scanned or typed, and lead to its letter."""
    form = SlipForm(request.GET if request.GET.get("code") else None)
    if form.is_bound and form.is_valid():
        try:
            found = selectors.scanned_slip(user=request.user, permission=DELIVER, code=form.cleaned_data["code"])
        except Refusal as refused:
            form.add_error("code", str(refused))
        else:
            return redirect(f"{tables.letter_url(found.pk)}?scanned=1#reply")
    mine = ConfirmationReply.objects.filter(recorded_by=request.user).select_related("confirmation__document")
    newest = mine.defer("confirmation__document__context").order_by("-pk")[:LAST]
    return render(request, "debt_followup/confirmation_record.html", {"form": form, "events": tables.recorded(newest)})


@require_GET
@permission(VIEW)
def confirmation_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter: what it said, what came back, and what is to be done."""
    row = _letter(request, pk, VIEW)
    today = business_date.today()
    form = ReplyForm(initial={"received_on": today}, is_answered=_is_answered(row))
    return _shown(request, row, form, today)


@require_POST
@permission(DELIVER)
def record_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came back of one letter; who scans goes on with the next."""
    row = _letter(request, pk, DELIVER)
    today = business_date.today()
    form = ReplyForm(request.POST, request.FILES, is_answered=_is_answered(row))
    if form.is_valid():
        try:
            reply, is_new = services.record_reply(
                confirmation=row,
                said=form.said(),
                received_on=form.cleaned_data["received_on"],
                correction=form.cleaned_data.get("correction", ""),
                file=form.cleaned_data["file"],
                by=request.user,
                on=today,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            said = {"number": row.document.number, "name": row.document.addressee, "what": tables.reply_words(reply)}
            messages.success(
                request,
                (_("บันทึกแล้ว %(number)s %(name)s: %(what)s") if is_new else _("บันทึกไว้แล้ว %(number)s %(name)s: %(what)s"))
                % said,
            )
            if request.GET.get("scanned"):
                return redirect("debt_followup:record_replies")
            return redirect("debt_followup:confirmation_letter", pk=pk)
    return _shown(request, row, form, today)


@require_POST
@permission(DELIVER)
def remind_debtor(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a letter that reminds, send one again that came back, or note a call."""
    row = _letter(request, pk, DELIVER)
    given = {"confirmation": row, "by": request.user, "on": business_date.today()}
    typed = request.POST.get("reason", "")
    try:
        match request.POST.get("kind"):
            case ConfirmationReminder.Kind.LETTER:
                services.remind_by_letter(**given)
            case ConfirmationReminder.Kind.AGAIN:
                services.send_again(**given, address=typed)
            case _:
                services.note_call(**given, said=typed)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกการติดตามแล้ว"))
    return redirect("debt_followup:confirmation_letter", pk=pk)


@require_GET
@permission(VIEW)
def reply_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the picture of a slip that came back."""
    reply = get_object_or_404(ConfirmationReply.objects.select_related("file").exclude(file=None), pk=pk)
    row = _letter(request, reply.confirmation_id, VIEW)
    _log(request, row, PersonalDataAccess.Action.VIEW)
    return serve(reply.file, download=False)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@never_cache
@permission(VIEW)
def payment_confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """Print what the debtor paid up to the day of the letter, for her to confirm with her receipts (R-FORM-09)."""
    row = _letter(request, pk, VIEW)
    _log(request, row, PersonalDataAccess.Action.EXPORT)
    standing = standings(contracts=[row.contract], as_of=row.as_of, known_at=row.known_at).get(row.contract_id)
    if standing is None:
        raise Http404
    with translation.override("th"):  # papers are Thai
        content = register_pdf(
            sums.payments(standing, as_of=row.as_of),
            title=_("เอกสารยืนยันการชำระหนี้ สัญญาเลขที่ %(number)s") % {"number": row.contract.label},
            subtitle=_("ผู้กู้ %(name)s") % {"name": row.document.addressee},
            as_of=row.as_of,
            known_on=row.document.issued_on,
            issuer=issuer_of(row.province),
            signatures=[{"role": _("ผู้กู้")}, {"role": _("ผู้ตรวจสอบ")}],
        )
    return as_pdf(content, name=f"payments-{row.code}.pdf")


@require_GET
@permission(VIEW)
def unanswered_letters(request: HttpRequest) -> HttpResponse:
    """Show the letters that nobody answered in time, or those that came back."""
    form = ChaseFilter(request.GET, user=request.user, permission=VIEW)
    chase = form.chosen_chase()
    rows = selectors.with_debtor(Confirmation.objects.visible_to(request.user, VIEW))
    if amphoe := form.chosen():
        rows = rows.filter(amphoe_id=amphoe)
    wanted = selectors.to_chase(rows, on=business_date.today(), chase=chase).order_by("pk")
    found, next_url = _page(request, wanted)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:confirmations")
    is_back = chase is Chase.UNDELIVERED
    return render(
        request,
        "debt_followup/confirmation_list.html",
        {
            "title": _("ติดตามขอคำตอบ"),
            "subtitle": _("หนังสือยืนยันยอดหนี้ที่ส่งไม่ถึง") if is_back else _("หนังสือยืนยันยอดหนี้ที่พ้นกำหนดตอบและยังไม่มีคำตอบ"),
            "form": form,
            "table": tables.undelivered(found, next_url=next_url)
            if is_back
            else tables.unanswered(found, next_url=next_url),
            **list_urls(request, "unanswered_letters_file"),
        },
    )


def _asked_of_unanswered(request: HttpRequest) -> exports.Asked:
    form = ChaseFilter(request.GET, user=request.user, permission=VIEW)
    return exports.asked_of({"amphoe": form.chosen(), "chase": form.chosen_chase().value}, on=business_date.today())


unanswered_letters_file = list_file(exports.UNANSWERED, _asked_of_unanswered, page="debt_followup:unanswered_letters")


@require_GET
@permission(VIEW)
def confirmation_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the auditors what came back of the letters of a province about a day."""
    run = _run(request, pk)
    parts = selectors.confirmation_summary(_of_run(request, run))
    context = {
        "run": run,
        "as_of": date.fromisoformat(run.period),
        "sums": sums.summary_sums(parts),
        "counts": sums.summary(parts),
        "settled": sums.settled(selectors.settled_differences(_of_run(request, run))),
        "unwritten": run.failures.count(),
    }
    return render(request, "debt_followup/confirmation_summary.html", context)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@never_cache
@permission(VIEW)
def confirmation_summary_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give the summary as the yearly form on paper, or as a workbook (R-FORM-11)."""
    if kind not in (PDF, WORKBOOK):
        raise Http404
    run = _run(request, pk)
    as_of, today = date.fromisoformat(run.period), business_date.today()
    parts = selectors.confirmation_summary(_of_run(request, run))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject="list:confirmations")
    name = f"confirmations-{run.province_id}-{run.period}"
    ended = selectors.settled_differences(_of_run(request, run))
    if kind == WORKBOOK:
        sheets = _summary_sheets(parts, ended)
        return workbook(_("แบบยืนยันข้อมูลลูกหนี้เงินทุนหมุนเวียน"), sheets, name=name, on=today, as_of=as_of)
    try:
        with translation.override("th"):  # papers are Thai
            title = _("แบบยืนยันข้อมูลลูกหนี้เงินทุนหมุนเวียน")
            sheets = _summary_sheets(parts, ended)
            return paper(title, sheets, name=name, on=today, as_of=as_of, province=run.province)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("debt_followup:confirmation_summary", pk=pk)


# -- the inside --------------------------------------------------------------------------------------------------------
def _letter(request: HttpRequest, pk: int, may: str) -> Confirmation:
    rows = Confirmation.objects.visible_to(request.user, may).select_related("party")
    rows = selectors.with_answer(selectors.with_debtor(rows))
    return get_object_or_404(rows, pk=pk)


def _is_answered(row: Confirmation) -> bool:
    """Whether another answer would need a reason: something came back, and the letter was not sent again since."""
    return bool(row.answer) and selectors.sent_again(row, selectors.last_reply(row)) is None


def _shown(request: HttpRequest, row: Confirmation, form: ReplyForm, today: date) -> HttpResponse:
    _log(request, row, PersonalDataAccess.Action.VIEW)
    may_record = Confirmation.objects.visible_to(request.user, DELIVER).filter(pk=row.pk).exists()
    last = selectors.last_reply(row)
    scanned = "?scanned=1" if request.GET.get("scanned") else ""
    is_back = row.answer == Answer.UNDELIVERED
    is_out_again = selectors.sent_again(row, last) is not None
    may_chase = may_record and (not row.answer or is_back) and row.as_of == last_september(today)
    context = {
        "letter": row,
        "state": tables.answer_cell(row.answer),
        "facts": tables.letter_facts(row),
        "events": tables.happened(row),
        "form": form if may_record else None,
        "form_open": bool(scanned or form.is_bound or not row.answer or is_out_again),
        "reply_url": reverse("debt_followup:record_reply", args=[row.pk]) + scanned,
        "may_chase": may_chase,
        "may_remind": may_chase and (not is_back or is_out_again),
        "may_send_again": may_chase and is_back,
        "send_again": [{"name": "kind", "value": ConfirmationReminder.Kind.AGAIN.value}],
        "acknowledge_url": _offer(request, row, last),
    }
    return render(request, "debt_followup/confirmation_letter.html", context)


def _offer(request: HttpRequest, row: Confirmation, last: ConfirmationReply | None) -> str:
    """Where a signed answer is made an acknowledgement of debt; nothing where there is none to be made."""
    is_signed = last is not None and last.is_signed and last.answer == Answer.AGREES
    if not is_signed or row.party.name[:200] != row.document.addressee:  # who stands in her place owes nothing herself
        return ""
    may = Contract.objects.visible_to(request.user, "debt.acknowledge").in_force().filter(pk=row.contract_id)
    if not may.exists():
        return ""
    return reverse("debt_followup:acknowledge", args=[row.contract_id])


def _page(request: HttpRequest, rows: QuerySet) -> tuple[list[Any], str]:
    if (place := after(request)) is not None:
        rows = rows.filter(pk__gt=place)
    found = list(rows[: selectors.PAGE + 1])
    if len(found) <= selectors.PAGE:
        return found, ""
    found = found[: selectors.PAGE]
    asked = request.GET.copy()
    asked["after"] = str(found[-1].pk)
    return found, f"?{asked.urlencode()}"


def _summary_sheets(parts: Sequence[Summary], ended: Sequence[selectors.Settled]) -> list[dict[str, Any]]:
    return [sums.summary_sums(parts), sums.summary(parts), sums.settled(ended)]


def _run(request: HttpRequest, pk: int) -> Any:
    from debt_followup.views.confirmations import visible_runs

    return get_object_or_404(visible_runs(request), pk=pk)


def _of_run(request: HttpRequest, run: Any) -> QuerySet[Confirmation]:
    return Confirmation.objects.visible_to(request.user, VIEW).filter(
        province_id=run.province_id, as_of=date.fromisoformat(run.period)
    )


def _log(request: HttpRequest, row: Confirmation, action: str) -> None:
    log_personal_data(user=request.user, action=action, subject=f"contract:{row.contract_id}")
