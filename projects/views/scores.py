"""The grid of scores: a member a line, a project a column."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from projects import services
from projects.forms.grids import refuse_unreadable, scores_in
from projects.rules import ORGANS, require_score
from projects.selectors import meetings as reads
from projects.views.meetings import keeping
from thai.digits import to_arabic
from thai.refusals import Refusal


@permission("projects.view")
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Key the scores in a grid: a member a line, a project a column; the means are counted live."""
    meeting = keeping(request, pk)
    sheet = reads.sheet_of(meeting=meeting)
    typed: dict[tuple[int, int], str] = {}
    refusal = ""
    if request.method == "POST":
        items, members = [item.row.pk for item in sheet.items], [seat.member.pk for seat in sheet.seats]
        given, unreadable = scores_in(request.POST, items=items, members=members)
        try:
            refuse_unreadable(unreadable)
            services.record_scores(meeting=meeting, scores=given, by=request.user, on=business_date.today())
        except Refusal as refused:
            refusal = str(refused)
            typed = {(i, m): request.POST.get(f"s-{i}-{m}", "") for i in items for m in members}
        else:
            messages.success(request, _("บันทึกคะแนนแล้ว"))
            return redirect("projects:meeting" if "back" in request.POST else "projects:scores", pk=pk)
    context = {
        "meeting": meeting,
        "sheet": sheet,
        "refusal": refusal,
        "rows": _grid(sheet, typed),
        "has_scores": ORGANS[meeting.organ].scores,
        "unscored": _("%(organ)s พิจารณาอนุมัติโดยไม่ให้คะแนน") % {"organ": meeting.organ_name},
    }
    return render(request, "projects/scores.html", context)


def _grid(sheet: reads.Sheet, typed: dict[tuple[int, int], str]) -> list[dict[str, Any]]:
    """The lines of the grid; a cell is open, recused, or of somebody absent."""
    rows = []
    for seat in sheet.seats:
        cells = []
        for item in sheet.items:
            key = (item.row.pk, seat.member.pk)
            score = item.scores.get(seat.member.pk)
            shown = typed.get(key, "" if score is None else f"{score.normalize():f}")
            cells.append(
                {
                    "name": f"s-{key[0]}-{key[1]}",
                    "item": item,
                    "value": shown,
                    "recused": seat.member.pk in item.recused,
                    "wrong": key in typed and not _reads(shown),
                }
            )
        rows.append({"member": seat.member, "is_present": bool(seat.is_present), "cells": cells})
    return rows


def _reads(text: str) -> bool:
    """Whether a cell holds a score or nothing."""
    if not text.strip():
        return True
    try:
        require_score(Decimal(to_arabic(text.strip())))
    except (InvalidOperation, Refusal):
        return False
    return True
