"""Pages of the papers: the list, and each paper as the PDF that was issued."""

import hashlib
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from areas.access import permission
from areas.paging import further
from areas.selectors import newest_first
from documents import selectors, whole
from documents.models import Document
from documents.views.whole import pdf_answer, whole_or_masked
from documents.withdrawn import withdrawals


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


@permission("documents.view")
@require_http_methods(["GET", "POST"])
def open_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the PDF of a paper as it was issued, marked where it was taken back, in the browser's own viewer."""
    return _pdf(request, pk, as_attachment=False)


@permission("documents.view")
@require_http_methods(["GET", "POST"])
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the PDF of a paper as a file."""
    return _pdf(request, pk, as_attachment=True)


def _pdf(request: HttpRequest, pk: int, *, as_attachment: bool) -> HttpResponse:
    """The paper; one with whole card numbers only for those entitled who say why (``documents.whole``)."""
    rows = Document.objects.visible_to(request.user, "documents.view").defer("context").select_related("file")
    paper = get_object_or_404(rows, pk=pk)

    def give(reason: str) -> HttpResponse:
        content = whole.given(paper, by=request.user, reason=reason, is_export=as_attachment)
        name = f"{paper.number} {paper.get_kind_display()}.pdf".replace("/", "-")
        answer = pdf_answer(content, name=name, as_attachment=as_attachment)
        answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
        return answer

    if not whole.shows_card_numbers(paper.template):
        return give("")
    return whole_or_masked(
        request,
        give,
        may_reveal=Document.objects.visible_to(request.user, whole.REVEAL).filter(pk=pk).exists(),
        title=paper.title,
        back_url=reverse("documents:list"),
    )


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
