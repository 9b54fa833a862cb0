"""Pages of the cases: what is in hand, one case with all that was done, its way from team to team."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from debt_followup import exports
from debt_followup.forms.cases import CaseFilter, HandOverForm
from debt_followup.models import DebtCase
from debt_followup.rules.cases import CASE, PLAN, VISIT, CaseState, CaseStep
from debt_followup.selectors import cases as selectors
from debt_followup.selectors import visits as visit_reads
from debt_followup.selectors import weeks as week_reads
from debt_followup.services import cases as services
from debt_followup.tables import cases as tables
from debt_followup.tables import visits as visit_tables
from debt_followup.views.files import list_file, list_urls
from thai.refusals import Refusal

VIEW = "debt.view"
MOST_CONTACTS = 50
MOST_NOTICES = 20


@permission(VIEW)
@require_GET
@never_cache
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases in hand, the newest first."""
    form = CaseFilter(request.GET, user=request.user)
    asked = form.asked()
    rows = selectors.cases(user=request.user, **asked)
    found, place = selectors.page_of(rows, place=request.GET.get("after", ""))
    query = urlencode({name: value for name, value in asked.items() if value})
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:cases")
    context = {
        "form": form,
        "table": tables.cases_table(
            selectors.case_rows(found, on=business_date.today()),
            next_url=f"?{query}&after={place}" if place else "",
            shown=selectors.shown_of(len(found), rows),
        ),
        **list_urls(request, "cases_file"),
    }
    return render(request, "debt_followup/cases.html", context)


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of(CaseFilter(request.GET, user=request.user).asked(), on=business_date.today())


cases_file = list_file(exports.CASES, _asked_of_file, page="debt_followup:cases")


@permission(VIEW)
@require_GET
@never_cache
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case: what is owed, its promises, every contact, its way from team to team, what comes next."""
    found = case_of(request, pk, VIEW)
    today = business_date.today()
    [row] = selectors.case_rows([found], on=today)
    contacts = list(visit_reads.contacts_of(found.contract)[:MOST_CONTACTS])
    promises = visit_reads.judged_by_contact([found.contract_id], on=today)
    notices = list(found.contract.payment_notices.order_by("-pk")[:MOST_NOTICES])
    is_open = found.state != CaseState.CLOSED
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    context = {
        "case": found,
        "contract": found.contract,
        "state": tables.case_state(found),
        "facts": tables.case_facts(row),
        "contacts": visit_tables.contacts_table(contacts, promises, of_contract=True),
        "notices": tables.payment_notices(notices),
        "events": tables.case_events(found, selectors.hand_overs_of(found)),
        "planned": week_reads.visits_planned(found, since=today),
        "may_visit": is_open and holds(request.user, VISIT),
        "may_check": holds(request.user, VISIT) and CASE.is_open(found.state, CaseStep.CHECK),
        "may_hand_over": is_open and holds(request.user, PLAN),
        "may_record_payment": holds(request.user, "repayments.notice"),
    }
    return render(request, "debt_followup/case.html", context)


@permission(VISIT)
@require_POST
def check_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the papers of a case were looked through; the field team has it from now on."""
    found = case_of(request, pk, VISIT)
    note = request.POST.get("reason", "")
    try:
        services.check_evidence(case=found, by=request.user, on=business_date.today(), note=note)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกว่าตรวจหลักฐานครบ และส่งเรื่องให้ทีมปฏิบัติการติดตามหนี้แล้ว"))
    return redirect("debt_followup:case", pk=found.pk)


@permission(PLAN)
@require_http_methods(["GET", "POST"])
@never_cache
def hand_over_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a case to another team, with the reason."""
    found = case_of(request, pk, PLAN)
    form = HandOverForm(request.POST or None, teams=selectors.teams_for(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_over_case(case=found, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งต่อเรื่องแล้ว"))
            return redirect("debt_followup:case", pk=found.pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    return render(request, "debt_followup/case_hand_over.html", {"case": found, "form": form})


def case_of(request: HttpRequest, pk: int, needed: str) -> DebtCase:
    """Return a case inside the user's area, or answer 404."""
    related = ("contract__proposal", "amphoe", "tambon", "team__province", "team__amphoe")
    return get_object_or_404(DebtCase.objects.visible_to(request.user, needed).select_related(*related), pk=pk)
