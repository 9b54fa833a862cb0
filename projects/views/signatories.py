"""Who signs for an office, and what its letters print round their text."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from areas.models import LetterSetting, Office, Signatory
from areas.selectors import offices_within
from areas.services.signatories import appoint_signatory, end_signatory, set_letter
from projects.forms.rosters import LastDayForm
from projects.forms.signatories import LetterForm, SignatoryForm, enclosure_lines
from projects.letters.results import around
from thai.dates import format_numeric
from thai.refusals import Refusal

NEEDED = "projects.roster"


@permission(NEEDED)
def show_all(request: HttpRequest) -> HttpResponse:
    """List the offices whose signatories and letters the user keeps."""
    offices = offices_within(user=request.user, permission=NEEDED)
    table = {
        "caption": _("สำนักงาน"),
        "columns": [{"label": _("สำนักงาน")}, {"label": _("พื้นที่")}, {"label": _("รหัสหนังสือออก")}],
        "rows": [
            {
                "url": reverse("projects:office", args=[row.pk]),
                "cells": [row.name, str(row.amphoe or row.province), row.letter_code],
            }
            for row in offices
        ],
        "empty": _("ยังไม่มีข้อมูลสำนักงานของพื้นที่นี้ ให้ผู้ดูแลระบบเพิ่มสำนักงานก่อน"),
    }
    return render(request, "projects/offices.html", {"table": table})


@permission(NEEDED)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who signs which paper of an office, who signed before, and the texts of its letters."""
    office, on = _office(request, pk), business_date.today()
    rows = list(Signatory.objects.filter(office=office).order_by("purpose", "-valid_from", "-pk"))
    signs = _signing_now(rows, on=on)
    settings = list(LetterSetting.objects.filter(office=office, effective_from__lte=on).order_by("effective_from"))
    newest = {row.letter: row for row in settings}
    return render(
        request,
        "projects/office.html",
        {
            "office": office,
            "on": on,
            "purposes": [
                {
                    "label": purpose.label,
                    "now": signs.get(purpose.value),
                    "rows": [row for row in rows if row.purpose == purpose.value],
                }
                for purpose in Signatory.Purpose
                if purpose.value in {row.purpose for row in rows} or _needs(office, purpose)
            ],
            "letters": [
                {"code": letter.value, "label": letter.label, "setting": newest.get(letter.value)}
                for letter in _letters_of(office)
            ],
            "last_on": format_numeric(on, padded=False),
        },
    )


@permission(NEEDED)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint somebody to sign."""
    office = _office(request, pk)
    form = SignatoryForm(request.POST or None, initial={"valid_from": business_date.today()})
    if request.method == "POST" and form.is_valid():
        try:
            appoint_signatory(office=office, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("กำหนดผู้ลงนามแล้ว เอกสารที่ออกไปแล้วคงผู้ลงนามเดิม"))
            return redirect("projects:office", pk)
    return render(request, "projects/signatory_form.html", {"office": office, "form": form})


@require_POST
@permission(NEEDED)
def end(request: HttpRequest, pk: int, signatory: int) -> HttpResponse:
    """End an appointment."""
    office = _office(request, pk)
    row = get_object_or_404(Signatory, pk=signatory, office=office)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["last_on"]))
        return redirect("projects:office", pk)
    try:
        end_signatory(signatory=row, last_on=form.cleaned_data["last_on"], by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("สิ้นสุดการลงนามของ %(name)s แล้ว") % {"name": row.name})
    return redirect("projects:office", pk)


@permission(NEEDED)
def letter(request: HttpRequest, pk: int, letter: str) -> HttpResponse:
    """Enter what an office prints round the text of one kind of letter."""
    office, on = _office(request, pk), business_date.today()
    if letter not in {one.value for one in _letters_of(office)}:
        raise Http404
    form = LetterForm(request.POST or None, initial=_initial(office, letter, on=on))
    if request.method == "POST" and form.is_valid():
        try:
            set_letter(office=office, letter=letter, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกข้อความประจำหนังสือแล้ว หนังสือที่ออกไปแล้วไม่เปลี่ยน"))
            return redirect("projects:office", pk)
    history = LetterSetting.objects.filter(office=office, letter=letter).order_by("-effective_from")
    context = {"office": office, "form": form, "label": LetterSetting.Letter(letter).label, "history": history}
    return render(request, "projects/letter_form.html", context)


def _office(request: HttpRequest, pk: int) -> Office:
    return get_object_or_404(offices_within(user=request.user, permission=NEEDED), pk=pk)


def _signing_now(rows: list[Signatory], *, on: Any) -> dict[str, Signatory]:
    """Who signs each kind of paper on a day: of those in force the one appointed last."""
    found: dict[str, Signatory] = {}
    for row in rows:
        if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to):
            found.setdefault(row.purpose, row)
    return found


def _needs(office: Office, purpose: Signatory.Purpose) -> bool:
    """Whether the office issues papers of this kind: an amphoe's writes to proposers, a province's writes the rest."""
    if office.amphoe_id:
        return purpose is Signatory.Purpose.REVISION_LETTER
    return purpose is not Signatory.Purpose.REVISION_LETTER or office.province.is_bangkok


def _letters_of(office: Office) -> list[LetterSetting.Letter]:
    """The letters that an office writes."""
    if office.amphoe_id:
        return [LetterSetting.Letter.REVISION]
    kinds = list(LetterSetting.Letter)
    return kinds if office.province.is_bangkok else [one for one in kinds if one is not LetterSetting.Letter.REVISION]


def _initial(office: Office, letter: str, *, on: Any) -> dict[str, Any]:
    support = "SUBSIDY" if letter == LetterSetting.Letter.RESULT_SUBSIDY else "LOAN"
    said = around(office=office, letter=letter, support=support, on=on)
    return {
        "effective_from": on,
        "urgency": said.urgency,
        "references": list(said.references),
        "enclosures": enclosure_lines(list(said.enclosures)),
        "instructions": list(said.instructions),
        "closing": said.closing,
    }
