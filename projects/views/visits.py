"""Pages of the amphoe's plan of following up: its lines, a new one, the result of one, the paper and the file."""

from collections.abc import Sequence

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import Amphoe, Tambon
from areas.scope import assignments_with
from documents import rendering
from documents.spreadsheets import XLSX, as_download, write_xlsx
from projects.forms.progress import PlanFilter, ResultForm, VisitForm
from projects.letters import progress as letters
from projects.models import FollowUpVisit
from projects.selectors import visits as selectors
from projects.selectors.summaries import amphoe_choices
from projects.services import visits as services
from projects.tables import summaries as summaries_table
from thai.dates import fiscal_year_be, fiscal_year_bounds
from thai.refusals import Refusal

VIEW, PLAN = "projects.view", "projects.summarise"


@require_GET
@permission(VIEW)
def show(request: HttpRequest) -> HttpResponse:
    """Show the plan of an amphoe for a fiscal year with its results."""
    on = business_date.today()
    form, amphoe, year = _asked(request)
    if amphoe is None:
        return render(request, "projects/visits.html", {"filter": form})
    rows = list(selectors.plan(amphoe=amphoe, fiscal_year_be=year)[: selectors.PAGE + 1])
    query = f"?amphoe={amphoe.pk}&year={year}"
    return render(
        request,
        "projects/visits.html",
        {
            "filter": form,
            "amphoe": amphoe,
            "year": year,
            "rows": rows[: selectors.PAGE],
            "is_cut": len(rows) > selectors.PAGE,
            "on": on,
            "counts": summaries_table.count_rows(selectors.counts(amphoe=amphoe, fiscal_year_be=year)),
            "not_followed": [
                {"label": FollowUpVisit.Phase(phase).label, "count": count}
                for phase, count in selectors.not_followed(amphoe=amphoe, fiscal_year_be=year).items()
                if count
            ],
            "may_plan": _plans(request).filter(pk=amphoe.pk).exists(),
            "new_url": f"{reverse('projects:plan_visit')}{query}",
            "pdf_url": f"{reverse('projects:visits_paper')}{query}",
            "xlsx_url": f"{reverse('projects:visits_file')}{query}",
        },
    )


@permission(PLAN)
def plan(request: HttpRequest) -> HttpResponse:
    """Put a line into the plan."""
    on = business_date.today()
    amphoe = _chosen(request, _plans(request))
    year = _year(request, fiscal_year_be(on))
    if amphoe is None:
        raise Http404
    form = VisitForm(
        request.POST or None,
        projects=selectors.projects_of(amphoe=amphoe),
        tambon=Tambon.objects.filter(amphoe=amphoe),
    )
    back = f"{reverse('projects:visits')}?amphoe={amphoe.pk}&year={year}"
    if request.method == "POST" and form.is_valid():
        typed = {key: form.cleaned_data[key] for key in ("phase", "activity", "planned_on", "tambon", "request_key")}
        try:
            planned = services.plan_visits(
                amphoe=amphoe, fiscal_year_be=year, proposals=form.chosen(), by=request.user, **typed
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("เพิ่มในแผนติดตามแล้ว %(count)s รายการ") % {"count": len(planned)})
            return redirect(back)
    first_on, last_on = fiscal_year_bounds(year)
    context = {"form": form, "amphoe": amphoe, "year": year, "back": back, "first_on": first_on, "last_on": last_on}
    return render(request, "projects/visits_new.html", context)


@permission(PLAN)
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came of a visit."""
    on = business_date.today()
    rows = FollowUpVisit.objects.visible_to(request.user, PLAN).select_related("amphoe", "tambon", "proposal")
    visit = get_object_or_404(rows, pk=pk)
    form = ResultForm(request.POST or None, initial={"done_on": on})
    back = f"{reverse('projects:visits')}?amphoe={visit.amphoe_id}&year={visit.fiscal_year_be}"
    if request.method == "POST" and form.is_valid():
        try:
            services.record_result(visit=visit, by=request.user, on=on, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกผลการติดตามแล้ว"))
            return redirect(back)
    return render(request, "projects/visits_result.html", {"form": form, "visit": visit, "back": back})


@require_POST
@permission(PLAN)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line without a result out of the plan."""
    visit = get_object_or_404(FollowUpVisit.objects.visible_to(request.user, PLAN), pk=pk)
    try:
        services.drop_visit(visit=visit)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("นำรายการออกจากแผนแล้ว"))
    return redirect(f"{reverse('projects:visits')}?amphoe={visit.amphoe_id}&year={visit.fiscal_year_be}")


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@permission(VIEW)
def paper(request: HttpRequest) -> HttpResponse:
    """Print the plan with its results."""
    _form, amphoe, year = _asked(request)
    if amphoe is None:
        raise Http404
    context = letters.follow_up_plan(
        amphoe=amphoe,
        fiscal_year_be=year,
        visits=selectors.plan(amphoe=amphoe, fiscal_year_be=year),
        counts=selectors.counts(amphoe=amphoe, fiscal_year_be=year),
        on=business_date.today(),
    )
    answer = HttpResponse(rendering.render_pdf(template=letters.PLAN, context=context), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="follow-up-{amphoe.pk}-{year}.pdf"'
    return answer


@require_GET
@permission(VIEW)
def file(request: HttpRequest) -> HttpResponse:
    """Give the plan with its results as a spreadsheet."""
    _form, amphoe, year = _asked(request)
    if amphoe is None:
        raise Http404
    rows = (summaries_table.visit_cells(row) for row in selectors.plan(amphoe=amphoe, fiscal_year_be=year))
    content = write_xlsx(title=_("แผน/ผลการติดตาม"), columns=summaries_table.visit_columns(), rows=rows)
    return as_download(content, name=f"follow-up-{amphoe.pk}-{year}.xlsx", kind=XLSX)


def _asked(request: HttpRequest) -> tuple[PlanFilter, Amphoe | None, int]:
    """The amphoe and year that an address asks for: the first of the area and the present year where it does not."""
    this_year = fiscal_year_be(business_date.today())
    amphoe = _chosen(request, _whole(request, VIEW))
    year = _year(request, this_year)
    form = PlanFilter(
        amphoe=_whole(request, VIEW),
        years=range(this_year + 1, this_year - 6, -1),
        initial={"amphoe": amphoe.pk if amphoe else "", "year": year},
    )
    return form, amphoe, year


def _whole(request: HttpRequest, needed: str):
    """The amphoe where the user holds a permission for the whole: a tambon group has none."""
    if all(row.tambon_id for row in assignments_with(request.user, needed)):
        return Amphoe.objects.none()
    return amphoe_choices(user=request.user, permission=needed)


def _plans(request: HttpRequest):
    return _whole(request, PLAN)


def _chosen(request: HttpRequest, choices: Sequence[Amphoe]) -> Amphoe | None:
    wanted = request.GET.get("amphoe")
    return choices.filter(pk=wanted).first() if wanted else choices.first()


def _year(request: HttpRequest, otherwise: int) -> int:
    typed = request.GET.get("year", "")
    return int(typed) if typed.isascii() and typed.isdigit() and 2500 <= int(typed) <= 2700 else otherwise
