"""My exports: the lists that a user asked for as files, how far each is, and the files."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas.access import permission
from areas.paging import further
from areas.selectors import newest_first
from documents.exports import file_of
from documents.models import Export
from documents.spreadsheets import CSV, XLSX
from jobs import selectors as run_selectors
from jobs.models import JobRun
from thai.refusals import Refusal

_FAILED = (JobRun.State.FAILED, JobRun.State.CANCELLED)


@permission("documents.view")
@require_GET
@never_cache
def exports(request: HttpRequest) -> HttpResponse:
    """List what the user asked for, the newest first: what, by which filter, until when its file is kept."""
    rows = Export.objects.filter(asked_by=request.user).select_related("run")
    page = newest_first(rows, before=request.GET.get("before", ""))
    table = {
        "caption": _("ไฟล์ส่งออกของฉัน"),
        "columns": [
            {"label": _("ทะเบียน")},
            {"label": _("ไฟล์")},
            {"label": _("จำนวนแถว"), "kind": "number"},
            {"label": _("ขอเมื่อ"), "kind": "datetime"},
            {"label": _("เก็บไฟล์ถึงวันที่"), "kind": "date"},
            {"label": _("สถานะ")},
        ],
        "rows": [{"url": reverse("documents:export", args=[one.pk]), "cells": _cells(one)} for one in page.rows],
        "empty": _("ยังไม่มีไฟล์ เมื่อส่งออกทะเบียนที่ยาวเกินหนึ่งหมื่นแถว ไฟล์จะอยู่ที่นี่"),
        "next_url": further(request, page),
    }
    return render(request, "documents/exports.html", {"table": table})


@permission("documents.view")
@require_GET
@never_cache
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one export: how far it is, then its file. The page can be left and opened again at any time."""
    found = _export(request, pk)
    label, tone = _state(found)
    context = {
        "export": found,
        "state_label": label,
        "tone": tone,
        "facts": [
            {"label": _("ตัวกรอง"), "value": found.words},
            {"label": _("ชนิดไฟล์"), "value": found.get_form_display()},
            {"label": _("จำนวนแถว"), "value": found.row_count, "kind": "number"},
            {"label": _("ขนาดไฟล์"), "value": filesizeformat(found.size) if found.size else ""},
            {"label": _("ขอเมื่อ"), "value": found.asked_at, "kind": "datetime"},
            {"label": _("เก็บไฟล์ถึงวันที่"), "value": found.keep_until, "kind": "date"},
        ],
        **_progress(found),
    }
    return render(request, "documents/export.html", context)


@permission("documents.view")
@require_GET
@never_cache
def export_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far the writing is, as a fragment of its page."""
    return render(request, "components/progress.html", _progress(_export(request, pk)))


@permission("documents.view")
@require_GET
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the file to whoever asked for it, as long as the list is open to her; each time is recorded."""
    found = _export(request, pk)
    try:
        path = file_of(found)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("documents:export", pk=pk)
    kind = XLSX if found.form == Export.Form.XLSX else CSV
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=found.name, content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _export(request: HttpRequest, pk: int) -> Export:
    return get_object_or_404(Export.objects.filter(asked_by=request.user).select_related("run", "asked_by"), pk=pk)


def _progress(found: Export) -> dict[str, Any]:
    return {
        "run": run_selectors.progress(found.run) if found.run else None,
        "poll_url": reverse("documents:export_progress", args=[found.pk]),
        "result_url": reverse("documents:export_file", args=[found.pk]) if found.is_ready else "",
        "result_label": _("ดาวน์โหลด"),
    }


def _state(found: Export) -> tuple[str, str]:
    if found.deleted_at is not None:
        return _("ลบไฟล์แล้ว"), "neutral"
    if found.is_ready:
        return _("พร้อมดาวน์โหลด"), "good"
    if found.run and found.run.state in _FAILED:
        return found.run.get_state_display(), "bad"
    return _("กำลังเขียนไฟล์"), "active"


def _cells(found: Export) -> list[Any]:
    label, tone = _state(found)
    return [
        {"value": found.title, "kind": "text", "note": found.words},
        found.name,
        {"value": found.row_count, "kind": "number"},
        {"value": found.asked_at, "kind": "datetime"},
        {"value": found.keep_until, "kind": "date"},
        {"value": label, "kind": "state", "tone": tone},
    ]
