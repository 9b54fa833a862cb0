"""Pages of the papers: the list, and each paper as the PDF that was issued."""

import hashlib
from typing import Any

from csp.decorators import csp_exempt
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from areas.access import permission
from areas.models import PersonalDataAccess
from areas.paging import further
from areas.selectors import newest_first
from areas.services import log_personal_data
from documents import selectors
from documents.models import Document
from documents.withdrawn import as_it_stands, withdrawals


class PaperFilter(forms.Form):
    """Which papers to list."""

    kind = forms.ChoiceField(
        label=gettext_lazy("ประเภท"),
        required=False,
        choices=[("", gettext_lazy("ทั้งหมด")), *Document.Kind.choices],
    )
    number = forms.CharField(label=gettext_lazy("เลขที่หรือผู้รับ"), required=False, max_length=60)
    subject = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


@permission("documents.view")
@require_GET
def paper_list(request: HttpRequest) -> HttpResponse:
    """List the papers of the user's area, the newest first."""
    form = PaperFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = selectors.papers(user=request.user, permission="documents.view", **chosen)
    page = newest_first(rows, before=request.GET.get("before", ""))
    fallen = withdrawals(page.rows)
    table = {
        "caption": _("เอกสารที่ออกแล้ว"),
        "columns": [
            {"label": _("เอกสาร"), "kind": "text"},
            {"label": _("เลขที่"), "kind": "text"},
            {"label": _("ผู้รับ"), "kind": "text"},
            {"label": _("พื้นที่"), "kind": "text"},
            {"label": _("ลงวันที่"), "kind": "date"},
            {"label": _("จำนวนหน้า"), "kind": "number"},
        ],
        "rows": [
            {"url": reverse("documents:open", args=[paper.pk]), "cells": _cells(paper, is_fallen=paper.pk in fallen)}
            for paper in page.rows
        ],
        "empty": _("ยังไม่มีเอกสาร เอกสารเกิดจากขั้นตอนของโครงการ สัญญา และการรับชำระ"),
        "next_url": further(request, page),
    }
    context = {"form": form, "table": table, "clear_url": reverse("documents:list")}
    return render(request, "documents/list.html", context)


@csp_exempt()
@permission("documents.view")
@require_GET
def open_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the PDF of a paper as it was issued, marked where it was taken back, in the browser's own viewer."""
    return _pdf(request, pk, as_attachment=False)


@csp_exempt()
@permission("documents.view")
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the PDF of a paper as a file."""
    return _pdf(request, pk, as_attachment=True)


def _pdf(request: HttpRequest, pk: int, *, as_attachment: bool) -> HttpResponse:
    paper = get_object_or_404(
        Document.objects.visible_to(request.user, "documents.view").defer("context").select_related("file"), pk=pk
    )
    action = PersonalDataAccess.Action.EXPORT if as_attachment else PersonalDataAccess.Action.VIEW
    log_personal_data(user=request.user, action=action, subject=f"document:{paper.pk}", reason=paper.title)
    content = as_it_stands(paper)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{paper.number} {paper.get_kind_display()}.pdf".replace("/", "-")
    answer["Content-Disposition"] = content_disposition_header(as_attachment, name)
    answer["Cache-Control"] = "private, no-store"
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    return answer


def _cells(paper: Document, *, is_fallen: bool) -> list[Any]:
    note = _("ฉบับร่าง") if paper.is_draft else paper.get_kind_display()
    return [
        {"value": paper.title, "kind": "text", "note": f"{note} · {_('ยกเลิกแล้ว')}" if is_fallen else note},
        paper.number,
        paper.addressee,
        str(paper.amphoe or paper.province),
        {"value": paper.issued_on, "kind": "date"},
        {"value": paper.pages, "kind": "number"},
    ]
