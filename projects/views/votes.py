"""The grid of votes: a member a line, a project a column. Voting is never required (A-40)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from projects import services
from projects.forms.grids import votes_in
from projects.models import Vote
from projects.selectors import meetings as reads
from projects.views.meetings import keeping
from thai.refusals import Refusal


@permission("projects.view")
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    """Key how the members voted; their count is shown beside each resolution."""
    meeting = keeping(request, pk)
    sheet = reads.sheet_of(meeting=meeting)
    typed: dict[tuple[int, int], str | None] = {}
    refusal = ""
    if request.method == "POST":
        items, members = [item.row.pk for item in sheet.items], [seat.member.pk for seat in sheet.seats]
        typed = votes_in(request.POST, items=items, members=members)
        try:
            services.record_votes(meeting=meeting, votes=typed, by=request.user, on=business_date.today())
        except Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("บันทึกการออกเสียงแล้ว"))
            return redirect("projects:meeting" if "back" in request.POST else "projects:votes", pk=pk)
    context = {
        "meeting": meeting,
        "is_open": meeting.closed_on is None,
        "sheet": sheet,
        "refusal": refusal,
        "rows": _grid(sheet, typed),
        "choices": Vote.Choice.choices,
    }
    return render(request, "projects/votes.html", context)


def _grid(sheet: reads.Sheet, typed: dict[tuple[int, int], str | None]) -> list[dict[str, Any]]:
    """The lines of the grid; a cell is open, recused, or of somebody absent."""
    rows = []
    for seat in sheet.seats:
        cells = []
        for item in sheet.items:
            key = (item.row.pk, seat.member.pk)
            cells.append(
                {
                    "name": f"v-{key[0]}-{key[1]}",
                    "item": item,
                    "value": typed.get(key, item.votes.get(seat.member.pk)) or "",
                    "recused": seat.member.pk in item.recused,
                }
            )
        rows.append({"member": seat.member, "is_present": bool(seat.is_present), "cells": cells})
    return rows
