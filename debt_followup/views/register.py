"""The classed register of debtors."""

from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from debt_followup import selectors, tables
from debt_followup.forms.debtors import RegisterFilter
from debt_followup.selectors.register import ClassedDebt
from debt_followup.views.files import PDF, WORKBOOK, paper, workbook
from loans.models import Contract
from thai.refusals import Refusal

VIEW = "debt.view"


@require_GET
@permission("debt.view")
def register(request: HttpRequest) -> HttpResponse:
    """Show the debts of a province as of a day by kind, term and arrears, and each of them, fifty a page."""
    form, as_of, rows = _asked(request)
    if rows is None:
        return render(request, "debt_followup/register.html", {"form": form, "as_of": business_date.today()})
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:debt_register")
    page = int(typed) if (typed := request.GET.get("page", "")).isdigit() and len(typed) < 6 else 1
    first = max(page - 1, 0) * selectors.PAGE
    shown = rows[first : first + selectors.PAGE]
    asked = request.GET.copy()
    asked["page"] = str(page + 1)
    context: dict[str, Any] = {
        "form": form,
        "as_of": as_of,
        "summaries": tables.summaries(rows),
        "table": tables.register(
            shown,
            on_screen=True,
            next_url=f"?{asked.urlencode()}#debts" if first + selectors.PAGE < len(rows) else "",
            shown=_("แสดง %(shown)s จาก %(count)s สัญญา") % {"shown": f"{len(shown):,}", "count": f"{len(rows):,}"},
        ),
        "query": request.GET.urlencode(),
    }
    return render(request, "debt_followup/register.html", context)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@never_cache
@permission("debt.view")
def register_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the register as a paper or as a workbook: the summaries, then every debt."""
    if kind not in (PDF, WORKBOOK):
        raise Http404
    form, as_of, rows = _asked(request)
    if rows is None:
        return redirect("debt_followup:register")
    today = business_date.today()
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject="list:debt_register")
    province = form.chosen_province()
    name = f"debtors-{province.code if province else ''}-{as_of.isoformat()}"
    try:
        if kind == WORKBOOK:
            sheets = [*tables.summaries(rows), tables.register(rows, on_screen=False)]
            return workbook(_("ทะเบียนลูกหนี้จำแนกประเภท"), sheets, name=name, on=today, as_of=as_of)
        with translation.override("th"):  # papers are Thai
            parts = [*tables.summaries(rows), tables.register(rows, on_screen=False)]
            title = _("ทะเบียนลูกหนี้จำแนกประเภท")
            return paper(title, parts, name=name, on=today, as_of=as_of, province=province)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('debt_followup:register')}?{request.GET.urlencode()}")


def _asked(request: HttpRequest) -> tuple[RegisterFilter, date, list[ClassedDebt] | None]:
    """The filter, the day, and the debts of one province that the user sees; None where the filter is wrong."""
    today = business_date.today()
    form = RegisterFilter(request.GET, user=request.user, on=today)
    if not form.is_valid():
        return form, today, None
    as_of = form.cleaned_data["as_of"]
    contracts = Contract.objects.visible_to(request.user, VIEW)
    province = form.chosen_province()
    if province is not None:
        contracts = contracts.filter(province=province)
    if amphoe := form.cleaned_data.get("amphoe"):
        contracts = contracts.filter(amphoe=amphoe)
    return form, as_of, selectors.classed_debts(contracts, as_of=as_of)
