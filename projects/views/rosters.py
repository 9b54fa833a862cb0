"""The rosters of the committees: who sits where, from when to when, by which order."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from projects import services
from projects.forms.grids import places_in
from projects.forms.rosters import CorrectionForm, LastDayForm, RosterForm
from projects.models import CommitteeMember
from projects.selectors import rosters as reads
from projects.selectors.rosters import Committee
from thai.dates import format_numeric
from thai.refusals import Refusal

NEEDED = reads.NEEDED


@permission(NEEDED)
def show_all(request: HttpRequest) -> HttpResponse:
    """List the committees whose rosters the user keeps."""
    found = reads.committees(user=request.user, on=business_date.today())
    table = {
        "caption": _("ทำเนียบกรรมการ"),
        "columns": [
            {"label": _("องค์คณะ")},
            {"label": _("พื้นที่")},
            {"label": _("กรรมการที่ดำรงตำแหน่ง"), "kind": "number"},
            {"label": _("วาระสุดท้ายสิ้นสุด"), "kind": "date"},
        ],
        "rows": [
            {
                "url": reverse("projects:roster", args=[one.organ, one.area]),
                "tone": "" if one.sitting else "warning",
                "cells": [
                    str(one.name),
                    one.place,
                    {"value": one.sitting, "kind": "number"},
                    {"value": one.ends_on, "kind": "date"},
                ],
            }
            for one in found
        ],
        "empty": _("ไม่มีทำเนียบในพื้นที่ของคุณ"),
    }
    return render(request, "projects/rosters.html", {"table": table})


@permission(NEEDED)
def show(request: HttpRequest, organ: str, area: str) -> HttpResponse:
    """Show a roster: who sits, who sat before, in the order of the page."""
    committee, on = _committee(request, organ, area), business_date.today()
    sitting, gone = reads.parted(list(reads.members_of(committee)), on=on)
    context = {
        "committee": committee,
        "sitting": sitting,
        "gone": gone,
        "on": on,
        "last_on": format_numeric(on, padded=False),
    }
    return render(request, "projects/roster.html", context)


@permission(NEEDED)
def appoint(request: HttpRequest, organ: str, area: str) -> HttpResponse:
    """Appoint somebody to a committee."""
    committee, on = _committee(request, organ, area), business_date.today()
    form = RosterForm(request.POST or None, initial={"term_from": on})
    if request.method == "POST" and form.is_valid():
        try:
            member = services.appoint_member(
                organ=committee.organ,
                province=committee.province.pk,
                amphoe=committee.amphoe.pk if committee.amphoe else None,
                by=request.user,
                on=on,
                **form.cleaned_data,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("แต่งตั้ง %(name)s แล้ว") % {"name": member.name})
            return redirect("projects:roster", organ, area)
    return render(
        request,
        "projects/roster_form.html",
        {"committee": committee, "form": form, "title": _("แต่งตั้งกรรมการ"), "submit": _("แต่งตั้ง")},
    )


@require_POST
@permission(NEEDED)
def order(request: HttpRequest, organ: str, area: str) -> HttpResponse:
    """Set the order on the page."""
    committee = _committee(request, organ, area)
    members = list(reads.members_of(committee).values_list("pk", flat=True))
    return _take(
        request,
        committee,
        lambda: services.set_order(
            organ=committee.organ,
            province=committee.province.pk,
            amphoe=committee.amphoe.pk if committee.amphoe else None,
            places=places_in(request.POST, members=members),
            by=request.user,
        ),
        _("จัดลำดับแล้ว การประชุมที่ผ่านมาคงลำดับเดิม"),
    )


@require_POST
@permission(NEEDED)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term."""
    member, committee = _member(request, pk)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["last_on"]))
        return redirect("projects:roster", committee.organ, committee.area)
    return _take(
        request,
        committee,
        lambda: services.end_term(
            member=member, last_on=form.cleaned_data["last_on"], by=request.user, on=business_date.today()
        ),
        _("สิ้นสุดวาระของ %(name)s แล้ว") % {"name": member.name},
    )


@permission(NEEDED)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what was misspelt in an appointment."""
    member, committee = _member(request, pk)
    form = CorrectionForm(request.POST or None, initial=CorrectionForm.of(member))
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_member(member=member, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("แก้ไขแล้ว"))
            return redirect("projects:roster", committee.organ, committee.area)
    return render(
        request,
        "projects/roster_form.html",
        {"committee": committee, "form": form, "title": _("แก้ไขรายชื่อ"), "submit": _("บันทึก")},
    )


def _committee(request: HttpRequest, organ: str, area: str) -> Committee:
    found = reads.committee(user=request.user, organ=organ, area=area)
    if found is None:
        raise Http404
    return found


def _member(request: HttpRequest, pk: int) -> tuple[CommitteeMember, Committee]:
    member = get_object_or_404(CommitteeMember.objects.visible_to(request.user, NEEDED), pk=pk)
    return member, _committee(request, member.organ, member.amphoe_id or member.province_id)


def _take(request: HttpRequest, committee: Committee, command: Any, said: str) -> HttpResponse:
    try:
        command()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("projects:roster", committee.organ, committee.area)
