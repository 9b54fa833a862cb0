"""Pages of the weekly plan, and the way of a day."""

from datetime import date, timedelta
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import Amphoe, PersonalDataAccess
from areas.scope import holds
from areas.selectors import amphoe_within
from areas.services import log_personal_data
from debt_followup.forms.cases import PlanForm, RouteFilter, TambonFilter
from debt_followup.letters import routes as letters
from debt_followup.models import PlannedVisit
from debt_followup.rules.cases import PLAN, VISIT
from debt_followup.rules.teams import TeamKind
from debt_followup.rules.weeks import days_of, week_of
from debt_followup.selectors import cases as case_reads
from debt_followup.selectors import weeks as selectors
from debt_followup.services import weeks as services
from debt_followup.tables import teams as tables
from debt_followup.tables.visits import promise_cell
from debt_followup.views import files
from documents import rendering
from documents.registers import TooLong, as_pdf
from thai.dates import format_numeric
from thai.refusals import Refusal

VIEW = "debt.view"
A_WEEK = timedelta(weeks=1)


@permission(VIEW)
@require_GET
@never_cache
def plan_weeks(request: HttpRequest) -> HttpResponse:
    """Show which amphoe have their plan for a week, this week unless another is asked for."""
    week_on = _asked_week(request)
    rows = selectors.weeks(user=request.user, week_on=week_on)
    context = {
        "week_on": week_on,
        "last_on": days_of(week_on)[-1],
        "before": f"?{urlencode({'week': (week_on - A_WEEK).isoformat()})}",
        "after": f"?{urlencode({'week': (week_on + A_WEEK).isoformat()})}",
        "table": tables.weeks_table(rows, week_on=week_on),
        "query": urlencode({"week": week_on.isoformat()}),
    }
    return render(request, "debt_followup/plan_weeks.html", context)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission(VIEW)
@require_GET
@never_cache
def weeks_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give what was planned and done in a week as a paper for the management team, or as a workbook."""
    if kind not in (files.PDF, files.WORKBOOK):
        raise Http404
    week_on, today = _asked_week(request), business_date.today()
    rows = selectors.weeks(user=request.user, week_on=week_on)
    given: dict[str, Any] = {"name": f"debt-week-{week_on}", "on": today, "as_of": min(days_of(week_on)[-1], today)}
    if kind == files.WORKBOOK:
        sheet = {**tables.weeks_table(rows, week_on=week_on), "title": _("แผนประจำสัปดาห์")}
        return files.workbook(_title(week_on), [sheet], **given)
    provinces = {row.amphoe.province for row in rows}
    with override("th"):  # papers are Thai
        try:
            return files.paper(
                _title(week_on),
                [tables.weeks_table(rows, week_on=week_on)],
                province=provinces.pop() if len(provinces) == 1 else None,
                **given,
            )
        except TooLong as refused:
            messages.error(request, str(refused))
    return redirect("debt_followup:plan_weeks")


@permission(VIEW)
@require_GET
@never_cache
def plan_week(request: HttpRequest, amphoe: str, week: str) -> HttpResponse:
    """Show who visits whom on which day in one amphoe."""
    found, week_on = _amphoe(request, amphoe, VIEW), _week_or_404(week)
    visits = selectors.visits_of_week(user=request.user, amphoe=found, week_on=week_on)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:plan")
    context = {
        "amphoe": found,
        "week_on": week_on,
        "last_on": days_of(week_on)[-1],
        "days": [
            {"on": day, "visits": [visit for visit in visits if visit.on == day]}
            for day in sorted({visit.on for visit in visits})
        ],
        "is_cut": len(visits) == selectors.MOST,
        "may_plan": _may_plan(request, found) and days_of(week_on)[-1] >= business_date.today(),
    }
    return render(request, "debt_followup/plan_week.html", context)


@permission(PLAN)
@require_http_methods(["GET", "POST"])
@never_cache
def plan_visits(request: HttpRequest, amphoe: str, week: str) -> HttpResponse:
    """Choose whom somebody visits on a day of the week."""
    found, week_on, today = _amphoe(request, amphoe, PLAN), _week_or_404(week), business_date.today()
    if days_of(week_on)[-1] < today:
        messages.error(request, _("สัปดาห์นี้ผ่านไปแล้ว วางแผนย้อนหลังไม่ได้"))
        return redirect("debt_followup:plan_week", amphoe=found.pk, week=week_on.isoformat())
    tambons = selectors.tambons_to_plan(user=request.user, amphoe=found, week_on=week_on)
    narrowed = TambonFilter(request.GET, tambons=tambons)
    cases = selectors.to_plan(user=request.user, amphoe=found, week_on=week_on, tambon=narrowed.asked())
    keeping = selectors.keeping_plan(user=request.user, amphoe=found, tambon=narrowed.asked())
    serving = case_reads.members_for(amphoe=found.pk, province=found.province_id, on=max(today, week_on))
    form = PlanForm(
        request.POST or None,
        days=[day for day in days_of(week_on) if day >= today],
        visitors=serving.exclude(team__kind=TeamKind.NETWORK),
        helpers=serving.filter(team__kind=TeamKind.NETWORK),
        cases=[case.pk for case in cases],
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_visits(amphoe=found, week_on=week_on, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("วางแผนเยี่ยม %(count)s รายแล้ว") % {"count": len(made)})
            return redirect("debt_followup:plan_week", amphoe=found.pk, week=week_on.isoformat())
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:plan")
    context = {
        "amphoe": found,
        "week_on": week_on,
        "form": form,
        "filter": narrowed,
        "is_cut": len(cases) == selectors.MOST,
        "has_visitors": form.fields["visitor"].queryset.exists(),
        "rows": case_reads.case_rows(cases, on=today),
        "keeping": keeping,
        "chosen": set(request.POST.getlist("cases")),
    }
    return render(request, "debt_followup/plan_visits.html", context)


@permission(PLAN)
@require_POST
def drop_planned_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a visit out of the plan that was not made."""
    rows = PlannedVisit.objects.visible_to(request.user, PLAN).select_related("plan")
    visit = get_object_or_404(rows, pk=pk)
    try:
        services.drop_visit(visit=visit)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("นำออกจากแผนแล้ว"))
    return redirect("debt_followup:plan_week", amphoe=visit.plan.amphoe_id, week=visit.plan.week_on.isoformat())


@csp_exempt()  # the browser's own viewer writes styles into the page it draws
@permission(VIEW)
@require_GET
def plan_paper(request: HttpRequest, amphoe: str, week: str) -> HttpResponse:
    """Give the plan of a week as a paper: names and days, no amounts."""
    found, week_on, today = _amphoe(request, amphoe, VIEW), _week_or_404(week), business_date.today()
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject="list:plan")
    visits = selectors.visits_of_week(user=request.user, amphoe=found, week_on=week_on)
    with override("th"):
        title = f"แผนติดตามหนี้ประจำสัปดาห์ {found.label}"  # stays Thai: names a paper
        try:
            return files.paper(
                title,
                tables.plan_days(visits),
                name=f"plan-{found.pk}-{week_on}",
                on=today,
                as_of=today,
                province=found.province,
            )
        except TooLong as refused:
            messages.error(request, str(refused))
    return redirect("debt_followup:plan_week", amphoe=found.pk, week=week_on.isoformat())


# -- the way of a day --------------------------------------------------------------------------------------------------
@permission(VIEW)
@require_GET
@never_cache
def route(request: HttpRequest) -> HttpResponse:
    """Show a day's visits in the order in which they are travelled, made for a telephone."""
    today = business_date.today()
    day = _day(request) or today
    visitors = selectors.visitors_on(user=request.user, day=day)
    own = _own(request, visitors)
    asked = request.GET if "visitor" in request.GET else {"on": format_numeric(day), "visitor": own}
    form = RouteFilter(asked, user=request.user, visitors=visitors)
    calls = _calls(request, form, day=day)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:route")
    query = {name: value for name, value in form.data.items() if value and name in ("on", "amphoe", "visitor")}
    context = {
        "form": form,
        "day": day,
        "may_log": day <= today and holds(request.user, VISIT),
        "stops": [{"call": call, "promise": promise_cell(call.promise)} for call in calls],
        "is_cut": len(calls) == selectors.MOST,
        "left": sum(1 for call in calls if call.contact is None),
        "paper_query": urlencode(query),
    }
    return render(request, "debt_followup/route.html", context)


@csp_exempt()  # as above
@permission(VIEW)
@require_GET
def route_paper(request: HttpRequest) -> HttpResponse:
    """Give the way of a day as a paper: a cover that names nobody, then the visits."""
    today = business_date.today()
    day = _day(request) or today
    form = RouteFilter(request.GET, user=request.user, visitors=selectors.visitors_on(user=request.user, day=day))
    calls = _calls(request, form, day=day)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject="list:route")
    with override("th"):
        context = letters.route(calls=calls, day=day, on=today)
        content = rendering.render_pdf(template=letters.ROUTE, context=context)
    return as_pdf(content, name=f"route-{day}.pdf")


def _calls(request: HttpRequest, form: RouteFilter, *, day: date) -> list[selectors.Call]:
    amphoe, visitor = "", None
    if form.is_valid():
        amphoe = form.cleaned_data["amphoe"].pk if form.cleaned_data["amphoe"] else ""
        visitor = form.cleaned_data["visitor"]
    return selectors.route(user=request.user, day=day, on=business_date.today(), amphoe=amphoe, visitor=visitor)


def _own(request: HttpRequest, visitors: list) -> str:
    """A visitor sees her own way first; whoever goes nowhere sees everybody's."""
    own = next((one.pk for one in visitors if one.user_id == request.user.pk), None)
    return str(own) if own else ""


def _day(request: HttpRequest) -> date | None:
    form = RouteFilter(request.GET, user=request.user, visitors=[])
    field = form.fields["on"]
    try:
        return field.clean(request.GET.get("on", ""))
    except ValidationError:
        return None


def _may_plan(request: HttpRequest, amphoe: Amphoe) -> bool:
    return amphoe_within(user=request.user, permission=PLAN).filter(pk=amphoe.pk).exists()


def _amphoe(request: HttpRequest, code: str, needed: str) -> Amphoe:
    rows = amphoe_within(user=request.user, permission=needed).select_related("province")
    return get_object_or_404(rows, pk=code)


def _title(week_on: date) -> str:
    said = {"first": tables.short(week_on), "last": tables.short(days_of(week_on)[-1])}
    return _("ผลการติดตามหนี้ประจำสัปดาห์ %(first)s - %(last)s") % said


def _asked_week(request: HttpRequest) -> date:
    """The week that was asked for, or this one."""
    return _week(request.GET.get("week", "")) or week_of(business_date.today())


def _week(text: str) -> date | None:
    try:
        return week_of(date.fromisoformat(text))
    except ValueError:
        return None


def _week_or_404(text: str) -> date:
    found = _week(text)
    if found is None or found.isoformat() != text:
        raise Http404
    return found
