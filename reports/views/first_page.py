"""The first page of every user, and the search of the shell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import for_everyone_logged_in
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from debt_followup.tables import ageing_bars
from reports.selectors import figures as area_figures
from reports.selectors import search as searching
from reports.selectors import tasks as waiting
from reports.tables import first_page as tables


@require_GET
@never_cache
@for_everyone_logged_in
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the user, the most urgent first, and the figures of her area."""
    today = business_date.today()
    found = waiting.tasks(user=request.user, on=today)
    figures = area_figures.figures(user=request.user, on=today)
    return render(
        request,
        "reports/my_work.html",
        {
            "late": [task for task in found if task.tone == "bad"],
            "soon": [task for task in found if task.tone == "warning"],
            "others": [task for task in found if task.tone not in ("bad", "warning")],
            "first_steps": tables.first_steps(request.user)
            if not found and (figures is None or not figures.contracts)
            else [],
            "figures": tables.figures(figures, user=request.user) if figures and figures.contracts else [],
            "chart": ageing_bars(figures.ageing, url=reverse("debt_followup:list"))
            if figures and figures.contracts_behind
            else None,
        },
    )


@require_GET
@never_cache
@for_everyone_logged_in
def search(request: HttpRequest) -> HttpResponse:
    """Show what the search box found: exact numbers, and names in the user's area."""
    text = request.GET.get("q", "")[:200]
    hits = searching.search(user=request.user, text=text)
    kinds = {hit.kind for hit in hits}
    if kinds & {_("สมาชิก"), _("สัญญา")}:  # a contract is shown with the name of its representative
        subject = "search:card" if searching.is_card_number(text) else "search:name"
        log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=subject)
    return render(request, "reports/search.html", {"q": text, "hits": hits, "most": searching.MOST})
