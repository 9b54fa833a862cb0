"""Handing over when officers change: who holds what in one's area, and one officer's roles passed to another."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas import business_date, selectors, services
from areas.access import may_open, permission
from areas.forms import HandOverForm, OfficerFilter
from areas.models import RoleAssignment, User
from areas.paging import further
from areas.waiting import waiting_for
from thai.dates import format_short
from thai.refusals import Refusal

NEEDED = "people.hand_over"


@permission(NEEDED)
@require_GET
def officers(request: HttpRequest) -> HttpResponse:
    """List the officers of one's area with the roles that they hold now or will hold."""
    on = business_date.today()
    form = OfficerFilter(request.GET or None)
    who = form.cleaned_data["who"] if form.is_bound and form.is_valid() else ""
    rows = selectors.officers_within(user=request.user, permission=NEEDED, on=on, who=who)
    page = selectors.newest_first(rows, before=request.GET.get("before", ""))
    held = selectors.roles_of(page.rows, user=request.user, permission=NEEDED, on=on)
    table = {
        "caption": _("ผู้ปฏิบัติงานในพื้นที่"),
        "columns": [{"label": _("ผู้ปฏิบัติ")}, {"label": _("บทบาท")}, {"label": _("ตั้งแต่วันที่"), "kind": "date"}],
        "rows": [
            {
                "url": reverse("hand_over_from", args=[officer.pk]) if officer.pk != request.user.pk else "",
                "cells": [
                    {"value": str(officer), "kind": "text", "note": officer.position or officer.username},
                    {"value": " · ".join(_said(row) for row in held[officer.pk]), "kind": "text"},
                    {"value": min(row.valid_from for row in held[officer.pk]), "kind": "date"},
                ],
            }
            for officer in page.rows
        ],
        "empty": _("ไม่พบผู้ปฏิบัติงานตามเงื่อนไขนี้"),
        "next_url": further(request, page),
    }
    context = {"form": form if form.is_bound else OfficerFilter(), "table": table, "clear_url": reverse("hand_over")}
    return render(request, "areas/officers.html", context)


@permission(NEEDED)
@never_cache
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass an officer's roles to her successor, or to somebody who acts for her for a time."""
    on = business_date.today()
    rows = selectors.roles_within(user=request.user, permission=NEEDED).filter(user=pk)
    open_rows = rows.filter(pk__in=selectors.not_over(on).values("pk"))
    leaver = get_object_or_404(User, pk=pk)
    history = list(rows.select_related("province", "amphoe", "tambon").order_by("-valid_from", "-pk"))
    if not history:
        raise Http404
    successors = selectors.successors_within(user=request.user, permission=NEEDED, on=on).exclude(
        pk__in=[leaver.pk, request.user.pk]
    )
    form = HandOverForm(
        request.POST or None,
        assignments=open_rows.select_related("province", "amphoe", "tambon"),
        successors=successors,
        initial={"from_on": on, "assignments": [row.pk for row in history if not row.is_over(on)]},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.hand_over(leaver=leaver, by=request.user, on=on, **given)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            said = _("ส่งมอบงานของ %(leaver)s ให้ %(successor)s ตั้งแต่วันที่ %(on)s แล้ว")
            messages.success(
                request,
                said % {"leaver": leaver, "successor": given["successor"], "on": format_short(given["from_on"])},
            )
            return redirect("hand_over_from", pk=pk)
    return render(
        request,
        "areas/hand_over.html",
        {
            "leaver": leaver,
            "form": form if any(not row.is_over(on) for row in history) and leaver.pk != request.user.pk else None,
            "is_oneself": leaver.pk == request.user.pk,
            "history": _history(history, on=on),
        },
    )


@permission(NEEDED)
@require_GET
@never_cache
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what waits for an officer, asked for by the page of her hand-over once it stands."""
    rows = selectors.roles_within(user=request.user, permission=NEEDED).filter(user=pk)
    leaver = get_object_or_404(User, pk=pk, pk__in=rows.order_by().values("user"))
    # of what the one who hands over may not open herself she sees how much there is
    tasks = [
        task if not task.url or may_open(request.user, task.url) else replace(task, url="")
        for task in waiting_for(user=leaver, on=business_date.today())
    ]
    template = "areas/_waiting.html" if "HX-Request" in request.headers else "areas/hand_over_waiting.html"
    return render(request, template, {"tasks": tasks, "leaver": leaver})


def _said(row: RoleAssignment) -> str:
    return f"{row.get_role_display()} ({row.area_label})"


def _history(rows: list[RoleAssignment], *, on: date) -> dict[str, Any]:
    return {
        "caption": _("บทบาทที่เคยถือและถืออยู่"),
        "columns": [
            {"label": _("บทบาท")},
            {"label": _("พื้นที่")},
            {"label": _("ตั้งแต่วันที่"), "kind": "date"},
            {"label": _("ถึงวันที่"), "kind": "date"},
            {"label": _("เลขที่คำสั่ง")},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "cells": [
                    row.get_role_display(),
                    row.area_label,
                    {"value": row.valid_from, "kind": "date"},
                    {"value": row.valid_to, "kind": "date"},
                    row.order_number,
                    _state(row, on),
                ]
            }
            for row in rows
        ],
    }


def _state(row: RoleAssignment, on: date) -> dict[str, str]:
    if row.is_over(on):
        return {"value": _("สิ้นสุดแล้ว"), "kind": "state", "tone": "done"}
    if row.valid_from > on:
        return {"value": _("ยังไม่ถึงวัน"), "kind": "state", "tone": "waiting"}
    return {"value": _("ถืออยู่"), "kind": "state", "tone": "good"}
