"""Calling a meeting: which committees a user may call, on the next day of the round, with what waits."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from areas.models import Amphoe
from areas.scope import assignments_with, holds
from areas.selectors import amphoe_within, provinces_within
from projects import services
from projects.forms.grids import pks_in
from projects.forms.meetings import MeetingForm
from projects.models.meetings import Organ
from projects.rules import BANGKOK, ORGANS, organ_name
from projects.selectors import meetings as reads
from projects.selectors.deadlines import Deadlines
from thai.refusals import Refusal


@permission("projects.view")
def call(request: HttpRequest, organ: str) -> HttpResponse:
    """Call a meeting of a committee and tick its agenda. Needs the committee's own permission."""
    rule = _rule(request, organ)
    on = business_date.today()
    areas = amphoe_within(user=request.user, permission=rule.permission) if organ == Organ.AMPHOE else None
    if areas is not None:
        areas = areas.exclude(province=BANGKOK)
    next_round = _next_round(request, rule.permission, organ, on)
    form = MeetingForm(
        request.POST or None, amphoe=areas, initial={"held_on": next_round or on, "place": "", "guests": ""}
    )
    waiting = reads.waiting_for(organ=organ, user=request.user)
    chosen = set(pks_in(request.POST, "proposal"))
    if request.method == "POST" and form.is_valid():
        amphoe: Amphoe | None = form.cleaned_data.get("amphoe")
        try:
            meeting = services.call_meeting(
                organ=organ,
                province=amphoe.province_id if amphoe else _province(request, rule.permission),
                amphoe=amphoe.pk if amphoe else None,
                held_on=form.cleaned_data["held_on"],
                place=form.cleaned_data["place"],
                guests=form.cleaned_data["guests"],
                proposals=list(waiting.filter(pk__in=chosen)),
                request_key=form.cleaned_data["request_key"],
                by=request.user,
                on=on,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            said = _("นัดประชุมครั้งที่ %(number)s แล้ว")
            messages.success(request, said % {"number": f"{meeting.number}/{meeting.year_be}"})
            return redirect("projects:meeting", pk=meeting.pk)
    return render(
        request,
        "projects/call.html",
        {
            "form": form,
            "organ": callable_organs(request)[organ],
            "waiting": waiting[:500],
            "chosen": chosen,
            "all_ticked": request.method != "POST",
            "next_round": next_round,
        },
    )


def callable_organs(request: HttpRequest) -> dict[str, str]:
    """The committees whose meetings the user may call, by what they are called where she may; Bangkok has no อกส.อ."""
    found = {}
    for organ in ORGANS.values():
        rows = assignments_with(request.user, organ.permission)
        if not rows:
            continue
        provinces = {row.province_id for row in rows}
        if provinces == {BANGKOK} and organ.bangkok_name is None:
            continue
        name = organ_name(organ=organ.code, province=BANGKOK if provinces == {BANGKOK} else "")
        found[organ.code] = str(Refusal(name))
    return found


def _rule(request: HttpRequest, organ: str):
    """The committee, if the user may keep its meetings anywhere: 403 else, 404 for no such committee."""
    if organ not in ORGANS:
        raise Http404
    if not holds(request.user, ORGANS[organ].permission):
        raise PermissionDenied
    if organ not in callable_organs(request):
        raise Http404
    return ORGANS[organ]


def _province(request: HttpRequest, needed: str) -> str:
    """The province whose committee the user calls; whoever keeps several names it in the form."""
    provinces = provinces_within(user=request.user, permission=needed)
    wanted = request.POST.get("province", "")
    if not provinces:
        raise PermissionDenied
    return wanted if wanted in provinces else provinces[0]


def _next_round(request: HttpRequest, needed: str, organ: str, on: Any):
    row = next(iter(assignments_with(request.user, needed)), None)
    if row is None or row.province_id is None:
        return None
    return Deadlines(provinces=[row.province_id]).next_round(province=row.province_id, organ=organ, on=on)
