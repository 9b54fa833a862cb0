"""Files of a proposal and a committee's requests for more: attached, taken off, opened, asked for and answered."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from documents import uploads
from documents.views import whole_or_masked
from documents.whole import REVEAL
from projects import services
from projects.forms.attachments import AnswerForm, AskForm, AttachForm
from projects.models import Attachment, PaperRequest
from projects.rules.attachments import IDENTITY_PAPERS, check_changeable
from projects.rules.organs import ORGANS
from projects.selectors import attachments as reads
from projects.selectors import group as groups
from projects.selectors.proposal import may
from projects.views.proposals import ENTER, load
from thai.refusals import Refusal

PAGE = 50


@permission(ENTER)
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Attach files to a draft or a returned proposal; list what is attached."""
    on = business_date.today()
    proposal = load(request, reference, ENTER)
    try:
        check_changeable(state=proposal.state)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("projects:proposal", reference=reference)
    look = groups.look_at(proposal=proposal, on=on)
    panel = reads.panel(proposal=proposal, look=look, user=request.user, on=on)
    form = AttachForm(
        request.POST or None,
        request.FILES or None,
        papers=[(line["code"], line["label"]) for line in panel["lines"]],
        initial={"code": request.GET.get("paper", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = services.attach(
                proposal=proposal,
                files=form.handed(),
                code=form.cleaned_data["code"],
                label=form.cleaned_data["label"],
                by=request.user,
                on=on,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            if added:
                said = ngettext("แนบ %(count)s ไฟล์แล้ว", "แนบ %(count)s ไฟล์แล้ว", len(added))
                messages.success(request, said % {"count": len(added)})
            else:
                messages.info(request, _("ไฟล์นี้แนบไว้กับรายการนี้แล้ว"))
            return redirect("projects:attach", reference=reference)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"proposal:{proposal.pk}")
    context = {"proposal": proposal, "form": form, "attachments": panel}
    return render(request, "projects/attach.html", context)


@require_POST
@permission(ENTER)
def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a file off a draft or a returned proposal."""
    proposal = load(request, reference, ENTER)
    attachment = get_object_or_404(proposal.attachments.all(), pk=pk)
    try:
        services.remove_attachment(attachment=attachment, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("projects:proposal", reference=reference)
    messages.success(request, _("นำไฟล์ออกแล้ว"))
    return redirect("projects:attach", reference=reference)


@permission("projects.view")
@require_http_methods(["GET", "POST"])
def open_file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show an attached file in the browser."""
    return _given(request, reference, pk, download=False)


@permission("projects.view")
@require_http_methods(["GET", "POST"])
def download(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give an attached file to keep."""
    return _given(request, reference, pk, download=True)


@permission("projects.view")
@require_GET
def thumbnail(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show the small picture of an attached photograph; copies of identity cards have none."""
    rows = Attachment.objects.visible_to(request.user, "projects.view").exclude(code__in=IDENTITY_PAPERS)
    row = get_object_or_404(rows.select_related("file"), proposal__reference=reference, pk=pk)
    return uploads.thumbnail(row.file)


@permission("projects.view")
@require_GET
def show_requests(request: HttpRequest) -> HttpResponse:
    """List what committees have asked and nobody has answered yet, the most urgent first."""
    on = business_date.today()
    last = request.GET.get("page", "")
    number = max(int(last), 1) if last.isascii() and last.isdigit() and len(last) < 5 else 1
    found = list(reads.open_in_area(user=request.user)[(number - 1) * PAGE : number * PAGE + 1])
    table = {
        "caption": _("คำขอเอกสารและคำเชิญที่ยังไม่มีคำตอบ"),
        "columns": [
            {"label": _("โครงการ"), "kind": "text"},
            {"label": _("ผู้ขอ"), "kind": "text"},
            {"label": _("สิ่งที่ขอ"), "kind": "text"},
            {"label": _("ภายในวันที่"), "kind": "date"},
        ],
        "rows": [_request_row(row, on) for row in found[:PAGE]],
        "empty": _("ไม่มีคำขอที่รอคำตอบ"),
        "next_url": f"?page={number + 1}" if len(found) > PAGE else "",
        "prev_url": f"?page={number - 1}" if number > 1 else "",
        "queue": True,
    }
    return render(request, "projects/requests.html", {"table": table})


@permission("projects.view")
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what a committee still wants to see or hear. Needs the committee's own permission."""
    on = business_date.today()
    proposal = load(request, reference, "projects.view")
    if not any(may(user=request.user, permission=organ.permission, proposal=proposal) for organ in ORGANS.values()):
        raise PermissionDenied
    stages = reads.stages_of(proposal=proposal, user=request.user)
    if not stages:
        messages.error(request, _("โครงการไม่ได้อยู่ระหว่างพิจารณาขององค์คณะของคุณ จึงขอเอกสารเพิ่มหรือเชิญไม่ได้"))
        return redirect("projects:proposal", reference=reference)
    form = AskForm(request.POST or None, stages=stages, initial={"stage": stages[0][0]})
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for_papers(proposal=proposal, by=request.user, on=on, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกคำขอแล้ว เจ้าหน้าที่ผู้บันทึกโครงการเห็นในงานของฉัน สถานะของโครงการไม่เปลี่ยน"))
            return redirect("projects:proposal", reference=reference)
    return render(request, "projects/ask.html", {"proposal": proposal, "form": form, "stages": stages})


@permission(ENTER)
def answer(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Answer a committee's request, once."""
    on = business_date.today()
    rows = PaperRequest.objects.visible_to(request.user, ENTER).select_related("proposal", "answered_by")
    row = get_object_or_404(rows, proposal__reference=reference, pk=pk)
    if row.answered_on is not None and request.method != "POST":
        messages.info(request, _("คำขอนี้ตอบแล้ว"))
        return redirect("projects:proposal", reference=reference)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_request(request=row, by=request.user, on=on, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกคำตอบแล้ว องค์คณะเห็นในหน้าโครงการและหน้าการประชุม"))
            return redirect("projects:proposal", reference=reference)
    context = {
        "proposal": row.proposal,
        "asked": row,
        "asked_by": reads.stage_label(row.stage, row.proposal.province_id),
        "form": form,
    }
    return render(request, "projects/answer.html", context)


def _request_row(row: PaperRequest, on: date) -> dict[str, Any]:
    late = row.due_on is not None and row.due_on < on
    url = f"{reverse('projects:proposal', args=[row.proposal.reference])}#requests"
    return {
        "url": url,
        "tone": "bad" if late else "",
        "cells": [
            {"value": row.proposal.title, "kind": "text", "note": row.proposal.reference, "url": url},
            {
                "value": reads.stage_label(row.stage, row.proposal.province_id),
                "kind": "text",
                "note": row.get_kind_display(),
            },
            Truncator(row.text).chars(160),
            {"value": row.due_on, "kind": "date", "note": _("เลยกำหนด") if late else ""},
        ],
    }


def _given(request: HttpRequest, reference: str, pk: int, *, download: bool) -> HttpResponse:
    rows = Attachment.objects.visible_to(request.user, "projects.view").select_related("file").defer("file__thumbnail")
    row = get_object_or_404(rows, proposal__reference=reference, pk=pk)

    def give(reason: str) -> HttpResponse:
        services.log_attachment(row, reference=reference, by=request.user, reason=reason, is_export=download)
        return uploads.serve(row.file, download=download)

    if row.code not in IDENTITY_PAPERS:
        return give("")
    return whole_or_masked(
        request,
        give,
        may_reveal=Attachment.objects.visible_to(request.user, REVEAL).filter(pk=pk).exists(),
        title=row.file.name,
        back_url=reverse("projects:proposal", args=[reference]),
        can_be_masked=False,
    )
