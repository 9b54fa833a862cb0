"""Pages of the five teams: who leads, what each does, who serves from when to when."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Province
from areas.selectors import provinces_within
from areas.services import log_personal_data
from debt_followup.forms.cases import DutyForm, EndMemberForm, MemberForm
from debt_followup.models import DebtTeam, TeamMember
from debt_followup.rules.cases import TEAMS
from debt_followup.rules.teams import TEAMS as DUTIES
from debt_followup.rules.teams import TeamKind
from debt_followup.selectors import cases as selectors
from debt_followup.services import teams as services
from debt_followup.tables import teams as tables
from thai.refusals import Refusal

VIEW = "debt.view"


@permission(VIEW)
@require_GET
@never_cache
def teams(request: HttpRequest) -> HttpResponse:
    """Show the teams of a province with their leads, duties, members and cases."""
    codes = selectors.provinces_seen(request.user)
    chosen = request.GET.get("province", "")
    code = chosen if chosen in codes else next(iter(codes), "")
    found = selectors.teams(user=request.user, on=business_date.today(), province=code) if code else []
    several = Province.objects.filter(code__in=codes).order_by("name_th") if len(codes) > 1 else []
    context = {
        "table": tables.teams_table(found),
        "province": Province.objects.filter(code=code).first(),
        "provinces": several,
        "may_set_up": code in provinces_within(user=request.user, permission=TEAMS) if code else False,
        "is_set_up": bool(found),
    }
    return render(request, "debt_followup/teams.html", context)


@permission(TEAMS)
@require_POST
def set_up_teams(request: HttpRequest, province: str) -> HttpResponse:
    """Set up the teams that a province lacks."""
    if province not in provinces_within(user=request.user, permission=TEAMS):
        raise Http404
    count = services.set_up_teams(province=province)
    messages.success(request, _("ตั้งทีมแล้ว %(count)s ทีม") % {"count": count})
    return redirect(f"{reverse('debt_followup:teams')}?{urlencode({'province': province})}")


@permission(VIEW)
@require_GET
@never_cache
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one team, and who serves or served in it."""
    found = _team(request, pk, VIEW)
    may = DebtTeam.objects.visible_to(request.user, TEAMS).filter(pk=pk).exists()
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:team_members")
    kind = DUTIES[TeamKind(found.kind)]
    members = selectors.members_of(found)
    context = {
        "team": found,
        "facts": [
            {"label": _("พื้นที่"), "value": found.amphoe.label if found.amphoe else found.province.label},
            {"label": _("ผู้เป็นหัวหน้าทีมตามแนวทาง"), "value": _(services.lead_of(found.kind, province=found.province_id))},
            {"label": _("หน้าที่"), "value": found.duty},
            {"label": _("เวลาปฏิบัติงาน"), "value": _(kind.hours)},
        ],
        "members": tables.members_table(members, may_end=may),
        "may_change": may,
        "keeps_evidence": found.kind in (TeamKind.EVIDENCE, TeamKind.FIELD, TeamKind.MOBILE),
    }
    return render(request, "debt_followup/team.html", context)


@permission(TEAMS)
@require_http_methods(["GET", "POST"])
@never_cache
def add_team_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter somebody in a team."""
    found, today = _team(request, pk, TEAMS), business_date.today()
    form = MemberForm(request.POST or None, by=request.user, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_member(team=found, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("เพิ่มสมาชิกทีมแล้ว"))
            return redirect("debt_followup:team", pk=found.pk)
    context = {"team": found, "form": form, "form_title": _("เพิ่มสมาชิกทีม")}
    return render(request, "debt_followup/team_form.html", context)


@permission(TEAMS)
@require_http_methods(["GET", "POST"])
@never_cache
def end_team_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the last day of somebody in a team."""
    member = get_object_or_404(
        TeamMember.objects.filter(team__in=DebtTeam.objects.visible_to(request.user, TEAMS)).select_related(
            "team__province", "team__amphoe"
        ),
        pk=pk,
    )
    form = EndMemberForm(request.POST or None, initial={"until_on": business_date.today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_member(member=member, until_on=form.cleaned_data["until_on"])
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกวันพ้นจากทีมแล้ว"))
            return redirect("debt_followup:team", pk=member.team_id)
    title = _("บันทึกวันพ้นจากทีมของ %(name)s") % {"name": member.name}
    return render(request, "debt_followup/team_form.html", {"team": member.team, "form": form, "form_title": title})


@permission(TEAMS)
@require_http_methods(["GET", "POST"])
@never_cache
def reword_team_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Word the duty of a team anew."""
    found = _team(request, pk, TEAMS)
    form = DutyForm(request.POST or None, initial={"duty": found.duty})
    if request.method == "POST" and form.is_valid():
        try:
            services.reword_duty(team=found, duty=form.cleaned_data["duty"])
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("แก้ไขหน้าที่ของทีมแล้ว"))
            return redirect("debt_followup:team", pk=found.pk)
    context = {"team": found, "form": form, "form_title": _("แก้ไขหน้าที่ของทีม")}
    return render(request, "debt_followup/team_form.html", context)


def _team(request: HttpRequest, pk: int, needed: str) -> DebtTeam:
    """A team that the user may see, or change; else 404."""
    if needed == VIEW:
        return get_object_or_404(selectors.teams_seen(request.user), pk=pk)
    rows = DebtTeam.objects.visible_to(request.user, needed).select_related("province", "amphoe")
    return get_object_or_404(rows, pk=pk)
