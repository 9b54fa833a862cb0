"""Pages of the debts of fraud."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.paging import further
from areas.scope import holds
from areas.selectors import newest_first
from areas.services import log_personal_data
from debt_followup import exports, selectors, services, tables
from debt_followup.forms.fraud import FraudDecisionForm, FraudEndForm, FraudForm, FraudPaperForm
from debt_followup.models import FraudCase, FraudPaper
from debt_followup.rules import FRAUD_FILE, FraudState, FraudStep
from debt_followup.views.files import list_file, list_urls
from documents.uploads import serve
from loans.models import Contract
from thai.refusals import Refusal

FRAUD = "debt.fraud"


@require_GET
@permission("debt.view")
def fraud_cases(request: HttpRequest) -> HttpResponse:
    """List the files of debts of fraud, the newest first."""
    page = newest_first(
        selectors.fraud_cases(user=request.user, **_asked(request)), before=request.GET.get("before", "")
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:fraud")
    table = tables.fraud_table(page.rows, next_url=further(request, page))
    return render(request, "debt_followup/fraud_cases.html", {"table": table, **list_urls(request, "fraud_cases_file")})


def _asked(request: HttpRequest) -> dict[str, str]:
    state = request.GET.get("state", "")
    return {"state": state if state in list(FraudState) else ""}


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of(_asked(request), on=business_date.today())


fraud_cases_file = list_file(exports.FRAUD, _asked_of_file, page="debt_followup:fraud_cases")


@require_http_methods(["GET", "POST"])
@permission("debt.fraud")
def open_fraud(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the file of a suspicion about one contract."""
    contracts = Contract.objects.visible_to(request.user, FRAUD).in_force().select_related("proposal", "amphoe")
    contract = get_object_or_404(contracts, pk=pk)
    today = business_date.today()
    form = FraudForm(request.POST or None, request.FILES or None, initial={"opened_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            case = services.open_fraud(contract=contract, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("เปิดแฟ้มหนี้ทุจริตแล้ว"))
            return redirect("debt_followup:fraud_case", pk=case.pk)
    return render(request, "debt_followup/open_fraud.html", {"contract": contract, "form": form})


@require_GET
@permission("debt.view")
def fraud_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one file: its reasons, its papers, what was decided, and the next step for whoever may take it."""
    case = _case(request, pk, "debt.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{case.contract_id}")
    may = holds(request.user, FRAUD)
    is_decidable = FRAUD_FILE.is_open(case.state, FraudStep.DISMISS)
    is_own = case.opened_by_id == request.user.pk
    context = {
        "case": case,
        "contract": case.contract,
        "tone": tables.FRAUD_TONES[FraudState(case.state)],
        "facts": tables.fraud_facts(case),
        "files": tables.fraud_papers(case, selectors.papers_of(case)),
        "may_decide": may and is_decidable and not is_own,
        "decide_refused": _("ผู้เปิดเรื่องบันทึกผลการวินิจฉัยเองไม่ได้ ต้องให้ผู้อื่นบันทึก") if may and is_decidable and is_own else "",
        "may_settle": may and FRAUD_FILE.is_open(case.state, FraudStep.SETTLE),
        "paper_form": FraudPaperForm() if may and case.state not in FRAUD_FILE.ends() else None,
    }
    return render(request, "debt_followup/fraud_case.html", context)


@require_http_methods(["GET", "POST"])
@permission("debt.fraud")
def decide_fraud(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the resolution about a file."""
    case = _case(request, pk, FRAUD)
    today = business_date.today()
    form = FraudDecisionForm(request.POST or None, request.FILES or None, state=case.state)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            services.decide_fraud(case=case, step=FraudStep(given.pop("step")), by=request.user, on=today, **given)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกผลการวินิจฉัยแล้ว"))
            return redirect("debt_followup:fraud_case", pk=case.pk)
    title = _("บันทึกผลการวินิจฉัย")
    return render(request, "debt_followup/fraud_step.html", {"case": case, "form": form, "step_title": title})


@require_http_methods(["GET", "POST"])
@permission("debt.fraud")
def settle_fraud(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the matter ended."""
    case = _case(request, pk, FRAUD)
    today = business_date.today()
    form = FraudEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_fraud(case=case, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกว่าเรื่องสิ้นสุดแล้ว"))
            return redirect("debt_followup:fraud_case", pk=case.pk)
    title = _("บันทึกว่าเรื่องสิ้นสุด")
    return render(request, "debt_followup/fraud_step.html", {"case": case, "form": form, "step_title": title})


@require_POST
@permission("debt.fraud")
def add_fraud_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one more paper of a file."""
    case = _case(request, pk, FRAUD)
    form = FraudPaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_fraud_paper(case=case, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("แนบเอกสารแล้ว"))
    else:
        for faults in form.errors.values():
            for fault in faults:
                messages.error(request, fault)
    return redirect("debt_followup:fraud_case", pk=case.pk)


@require_GET
@permission("debt.view")
def fraud_paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Give one paper of a file as it was handed in."""
    case = _case(request, pk, "debt.view")
    found = get_object_or_404(FraudPaper.objects.select_related("file"), pk=paper, case=case)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{case.contract_id}")
    return serve(found.file, download=False)


def _case(request: HttpRequest, pk: int, needed: str) -> FraudCase:
    cases = FraudCase.objects.visible_to(request.user, needed)
    related = ("contract__proposal", "contract__amphoe", "opened_by", "decision_recorded_by")
    return get_object_or_404(cases.select_related(*related), pk=pk)
