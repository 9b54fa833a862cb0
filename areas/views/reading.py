"""The pages to be read: who looked at whose personal data, and the policies in force."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from areas import business_date, selectors, subjects
from areas.access import for_everyone_logged_in, permission
from areas.forms import AuditFilter
from areas.models import PersonalDataAccess
from areas.paging import further


@permission("audit.view")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """List who looked at whose personal data, the newest first."""
    form = AuditFilter(request.GET or None)
    rows = selectors.accesses_within(user=request.user)
    if form.is_bound and form.is_valid():
        rows = selectors.accesses_matching(rows, **form.cleaned_data)
    page = selectors.newest_first(rows, before=request.GET.get("before", ""))
    labels = subjects.labels_of(row.subject for row in page.rows)
    table = {
        "caption": _("การเข้าถึงข้อมูลส่วนบุคคล"),
        "columns": [
            {"label": _("เมื่อ"), "kind": "datetime"},
            {"label": _("ผู้ใช้"), "kind": "text"},
            {"label": _("การกระทำ"), "kind": "text"},
            {"label": _("ข้อมูลของ"), "kind": "text"},
            {"label": _("เหตุผล"), "kind": "text"},
        ],
        "rows": [{"cells": _access_cells(row, labels[row.subject])} for row in page.rows],
        "empty": _("ยังไม่มีการเข้าถึงข้อมูลส่วนบุคคลตามเงื่อนไขนี้"),
        "next_url": further(request, page),
    }
    context = {"form": form if form.is_bound else AuditFilter(), "table": table, "clear_url": reverse("audit")}
    return render(request, "areas/audit.html", context)


@for_everyone_logged_in
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """List every policy with its dated values and their sources."""
    on = business_date.today()
    rows = selectors.policy_rows()
    in_force = selectors.in_force(rows, on=on)
    table = {
        "caption": _("นโยบายและค่าที่ใช้"),
        "columns": [
            {"label": _("เลขที่"), "kind": "text"},
            {"label": _("นโยบาย"), "kind": "text"},
            {"label": _("ค่า"), "kind": "text"},
            {"label": _("ใช้ใน"), "kind": "text"},
            {"label": _("มีผลตั้งแต่"), "kind": "date"},
            {"label": _("สถานะ"), "kind": "state"},
            {"label": _("ที่มา"), "kind": "text"},
        ],
        "rows": [{"cells": _policy_cells(row, on=on, in_force=row.pk in in_force)} for row in rows],
        "empty": _("ยังไม่มีนโยบายในระบบ"),
    }
    return render(request, "areas/policies.html", {"table": table, "on": on})


def _access_cells(row: PersonalDataAccess, label: subjects.Label) -> list[Any]:
    tones = {PersonalDataAccess.Action.REVEAL: "warning", PersonalDataAccess.Action.EXPORT: "active"}
    return [
        {"value": row.at, "kind": "datetime"},
        {"value": str(row.user), "kind": "text"},
        {"value": row.get_action_display(), "kind": "state", "tone": tones.get(row.action, "neutral")},
        {"value": label.text, "kind": "text", "url": label.url},
        {"value": row.reason, "kind": "text"},
    ]


def _policy_cells(row: Any, *, on: date, in_force: bool) -> list[Any]:
    if row.effective_from > on:
        state, tone = _("ยังไม่ถึงวัน"), "waiting"
    else:
        state, tone = (_("ใช้อยู่"), "good") if in_force else (_("เลิกใช้"), "done")
    return [
        row.policy_no,
        {"value": row.label, "kind": "text", "note": row.remark},
        {"value": row.value_text, "kind": "text"},
        str(row.province or _("ทั่วประเทศ")),
        {"value": row.effective_from, "kind": "date"},
        {"value": state, "kind": "state", "tone": tone},
        row.source,
    ]
