"""The steps of a restructuring: assessment, plan, opinion, resolution, memorandum, signatures, letter of refusal."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from debt_followup.forms import restructurings as forms
from debt_followup.models import Restructuring
from debt_followup.rules import restructuring as rules
from debt_followup.selectors import restructurings as selectors
from debt_followup.services import memoranda
from debt_followup.services import restructurings as services
from debt_followup.tables import restructurings as tables
from debt_followup.views.restructurings import facts_of, form_page, log, means_of, row_of, unsigned
from thai.refusals import Refusal


@permission(rules.RESTRUCTURE)
@require_http_methods(["GET", "POST"])
@never_cache
def assess_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the household's month and what the debt group makes of it."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    form = forms.AssessmentForm(request.POST or None, on=today, initial=_assessed(row))
    if request.method == "POST" and form.is_valid():

        def work() -> Restructuring:
            return services.assess(
                restructuring=row,
                incomes=form.lines("income"),
                expenses=form.lines("expense"),
                assessment=form.cleaned_data["assessment"],
                assessed_on=form.cleaned_data["assessed_on"],
                by=request.user,
                on=today,
            )

        if done := _done(request, form, work, _("บันทึกการประเมินแล้ว")):
            return done
    log(request, row.contract)
    return render(
        request,
        "debt_followup/restructuring_assessment.html",
        {"row": row, "contract": row.contract, "form": form, "back": tables.url(row)},
    )


@permission(rules.RESTRUCTURE)
@require_http_methods(["GET", "POST"])
@never_cache
def propose_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the method and the plan; the schedule is shown while they are typed."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    first = _first_offer(row, today)
    form = forms.ProposalForm(request.POST or None, on=today, initial=_proposed(row, first.plan, today))
    if request.method == "POST" and form.is_valid():
        method, asked = form.asked(on=today)
        limits = selectors.limits_of(province=row.contract.province_id, on=today)
        rates, _is_silent = selectors.rates_of(row.contract)
        plan = selectors.plan_of(method, asked, limits, rates=rates)

        def work() -> Restructuring:
            return services.propose(
                restructuring=row,
                plan=plan,
                met_on=form.cleaned_data["met_on"],
                meeting=form.cleaned_data["meeting"],
                proposal=form.cleaned_data["proposal"],
                exception_reason=form.cleaned_data["exception_reason"],
                by=request.user,
                on=today,
            )

        if done := _done(request, form, work, _("บันทึกวิธีที่ประชุมเลือกแล้ว ส่งให้จังหวัดให้ความเห็น")):
            return done
    log(request, row.contract)
    return render(
        request,
        "debt_followup/restructuring_proposal.html",
        {
            "row": row,
            "contract": row.contract,
            "form": form,
            "back": tables.url(row),
            "preview_url": reverse("debt_followup:preview_restructuring", args=[pk]),
            "offers": _preview(row, form, today) if form.is_bound else tables.offers([first], means=means_of(row)),
        },
    )


@permission(rules.RESTRUCTURE)
@require_POST
def preview_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the typed plan comes to; nothing is written."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    form = forms.ProposalForm(request.POST, on=today)
    return render(request, "debt_followup/_restructuring_offers.html", {"offers": _preview(row, form, today)})


@permission(rules.OPINE)
@require_http_methods(["GET", "POST"])
@never_cache
def opine_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the opinion of the provincial debt group."""
    row, today = row_of(request, pk, rules.OPINE), business_date.today()
    form = forms.OpinionForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        done = _done(
            request,
            form,
            lambda: services.opine(restructuring=row, by=request.user, on=today, **form.cleaned_data),
            _("บันทึกความเห็นแล้ว รอมติ อกส.จ."),
        )
        if done:
            return done
    return _step_page(request, row, form, title=_("ความเห็นของคณะทำงานติดตามหนี้จังหวัด"))


@permission(rules.DECIDE)
@require_http_methods(["GET", "POST"])
@never_cache
def decide_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what อกส.จ. resolved."""
    row, today = row_of(request, pk, rules.DECIDE), business_date.today()
    form = forms.DecisionForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        done = _done(
            request,
            form,
            lambda: services.decide(restructuring=row, by=request.user, on=today, **form.cleaned_data),
            _("บันทึกมติแล้ว"),
        )
        if done:
            return done
    return _step_page(request, row, form, title=_("มติ อกส.จ. เรื่องปรับโครงสร้างหนี้"))


@permission(rules.RESTRUCTURE)
@require_POST
def prepare_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the memorandum for a day, or prepare it anew."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    form = forms.AgreementForm(request.POST, on=today)
    if not form.is_valid():
        messages.error(request, _("วันทำบันทึกข้อตกลงไม่ถูกต้อง"))
        return redirect(tables.url(row))
    return _led_back(
        request,
        row,
        lambda: memoranda.prepare_memorandum(
            restructuring=row, agreed_on=form.cleaned_data["agreed_on"], by=request.user, on=today
        ),
        _("จัดทำบันทึกข้อตกลงแล้ว พิมพ์ให้ผู้กู้ลงนามทุกคน"),
    )


@permission(rules.RESTRUCTURE)
@require_POST
def sign_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a signature; the last one puts the new schedule in force."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    form = forms.SignatureForm(request.POST, request.FILES, signers=unsigned(row), on=today)
    if not form.is_valid():
        messages.error(request, _("ระบุผู้ลงนามและวันที่ลงนามให้ครบ"))
        return redirect(tables.url(row))
    return _led_back(
        request,
        row,
        lambda: memoranda.sign(restructuring=row, by=request.user, on=today, **form.cleaned_data),
        _("บันทึกการลงนามแล้ว"),
    )


@permission(rules.RESTRUCTURE)
@require_POST
def drop_signers(request: HttpRequest, pk: int) -> HttpResponse:
    """Let those fall away who cannot sign any more."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    return _led_back(
        request,
        row,
        lambda: memoranda.drop_unable(restructuring=row, by=request.user, on=today),
        _("ตัดผู้ที่ลงนามไม่ได้แล้ว"),
    )


@permission(rules.RESTRUCTURE)
@require_POST
def tell_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the letter that tells the member of a refusal."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    return _led_back(
        request,
        row,
        lambda: services.tell_refusal(restructuring=row, by=request.user, on=today),
        _("ออกหนังสือแจ้งผลแล้ว"),
    )


@permission(rules.RESTRUCTURE)
@require_POST
def withdraw_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """End a request that is taken back."""
    row, today = row_of(request, pk, rules.RESTRUCTURE), business_date.today()
    reason = request.POST.get("reason", "")
    return _led_back(
        request,
        row,
        lambda: services.withdraw(restructuring=row, reason=reason, by=request.user, on=today),
        _("ถอนคำขอแล้ว"),
    )


# -- the inside --------------------------------------------------------------------------------------------------------
def _assessed(row: Restructuring) -> dict[str, Any]:
    """What was assessed before, to be written anew."""
    if not row.assessed_on:
        return {}
    found: dict[str, Any] = {"assessed_on": row.assessed_on, "assessment": row.assessment}
    for kind, count in (("income", forms.INCOME_ROWS), ("expense", forms.EXPENSE_ROWS)):
        lines = [line for line in row.household.all() if line.kind == kind.upper()]
        for place in range(count):
            line = lines[place] if place < len(lines) else None
            found[f"{kind}_text_{place}"] = line.text if line else ""
            found[f"{kind}_amount_{place}"] = line.amount if line else None
    return found


def _first_offer(row: Restructuring, today: date) -> selectors.Offer:
    method = rules.Method(row.method or row.wish)
    if row.method:
        return _as_offer(row, method, today)
    return selectors.offer(row.contract, method, selectors.Asked(agreed_on=today))


def _as_offer(row: Restructuring, method: rules.Method, today: date) -> selectors.Offer:
    asked = selectors.Asked(
        agreed_on=today,
        count=row.count,
        months_between=row.months_between or 1,
        first_due_on=row.first_due_on,
        default_rate=row.default_rate,
        keeps_rate=row.keeps_rate,
        holiday_from=row.holiday_from,
        holiday_months=row.holiday_months or None,
        exception_reason=row.exception_reason,
    )
    return selectors.offer(row.contract, method, asked)


def _proposed(row: Restructuring, plan: rules.Plan, today: date) -> dict[str, Any]:
    """What the form begins with: the plan that was chosen before, else what the system proposes."""
    return {
        "method": plan.method,
        "count": plan.count,
        "months_between": plan.months_between,
        "first_due_on": plan.first_due_on,
        "default_rate": plan.default_rate * 100 if plan.default_rate is not None else None,
        "keeps_rate": plan.keeps_rate,
        "holiday_from": plan.holiday_from,
        "holiday_months": plan.holiday_months or None,
        "exception_reason": row.exception_reason,
        "meeting": row.meeting,
        "proposal": row.proposal,
        "met_on": row.met_on or today,
    }


def _preview(row: Restructuring, form: forms.ProposalForm, today: date) -> list[dict[str, Any]]:
    method, asked = form.asked(on=today)
    return tables.offers([selectors.offer(row.contract, method, asked)], means=means_of(row)) if method else []


def _done(
    request: HttpRequest, form: django_forms.Form, work: Callable[[], Restructuring], said: str
) -> HttpResponse | None:
    try:
        row = work()
    except Refusal as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, said)
    return redirect(tables.url(row))


def _led_back(request: HttpRequest, row: Restructuring, work: Callable[[], Restructuring], said: str) -> HttpResponse:
    try:
        work()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(tables.url(row))


def _step_page(request: HttpRequest, row: Restructuring, form: django_forms.Form, *, title: str) -> HttpResponse:
    log(request, row.contract)
    return form_page(
        request,
        form,
        title=title,
        contract=row.contract,
        back=tables.url(row),
        submit=_("บันทึก"),
        facts=facts_of(row),
    )
