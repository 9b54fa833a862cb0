"""Acknowledgements of debt and acceptances of liability: worked out live, prepared, signed, followed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.paging import further
from areas.scope import holds
from areas.selectors import newest_first, office_of
from areas.services import log_personal_data
from debt_followup import exports, selectors, services
from debt_followup.forms.acknowledgements import AcknowledgementForm, PlanForm, SignaturesForm, StateFilter
from debt_followup.models import Acknowledgement, AcknowledgementSigner
from debt_followup.rules.acts import ACKNOWLEDGE, ACKNOWLEDGEMENT, LEGAL, ActState, ActStep
from debt_followup.rules.legal import acceptance_last_day
from debt_followup.selectors import acknowledgements as reads
from debt_followup.selectors.voids import with_voids
from debt_followup.tables import acts
from debt_followup.tables.cells import document_url
from debt_followup.tables.debtors import working
from debt_followup.views.files import list_file, list_urls
from documents.uploads import serve
from loans.models import Contract
from thai.refusals import Refusal

Kind = Acknowledgement.Kind


@require_GET
@permission("debt.view")
def acknowledgements(request: HttpRequest) -> HttpResponse:
    """List the acknowledgements and acceptances of the user's area, newest first."""
    form, asked = _asked(request)
    page = newest_first(reads.acknowledgements(user=request.user, **asked), before=request.GET.get("before", ""))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:acknowledgements")
    table = acts.acknowledgements(page.rows, next_url=further(request, page))
    context = {"form": form, "table": table, **list_urls(request, "acknowledgements_file")}
    return render(request, "debt_followup/acknowledgements.html", context)


def _asked(request: HttpRequest) -> tuple[StateFilter, dict[str, str]]:
    form = StateFilter(request.GET or None, of="acknowledgements")
    return form, {**form.asked(), "differs": "1" if request.GET.get("differs") == "1" else ""}


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of(_asked(request)[1], on=business_date.today())


acknowledgements_file = list_file(exports.ACKNOWLEDGEMENTS, _asked_of_file, page="debt_followup:acknowledgements")


@require_http_methods(["GET", "POST"])
@permission(ACKNOWLEDGE)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Work out and prepare an acknowledgement of debt."""
    return _prepare(request, pk, Kind.ACKNOWLEDGEMENT, ACKNOWLEDGE)


@require_http_methods(["GET", "POST"])
@permission(LEGAL)
def accept_liability(request: HttpRequest, pk: int) -> HttpResponse:
    """Work out and prepare an acceptance of liability, after the claim was barred."""
    return _prepare(request, pk, Kind.ACCEPTANCE, LEGAL)


@require_GET
@permission(ACKNOWLEDGE)
def acknowledge_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer plan, projection and effects of what is typed so far, as a fragment of the form's page."""
    contract = _contract(request, pk, ACKNOWLEDGE)
    kind = Kind.ACCEPTANCE if request.GET.get("kind") == Kind.ACCEPTANCE else Kind.ACKNOWLEDGEMENT
    today = business_date.today()
    form = PlanForm(request.GET, on=today)
    found = selectors.to_acknowledge(contract, on=today)
    _log(request, contract.pk)
    # only a form that may be sent asks for it
    context = {"may_sign": True, **_draft(contract, found, form, kind, today)}
    return render(request, "debt_followup/_acknowledgement_draft.html", context)


@require_GET
@permission("debt.view")
def acknowledgement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an acknowledgement: what was stated, who signed when, how the plan stands, what is known since."""
    found = _acknowledgement(request, pk, "debt.view")
    today = business_date.today()
    _log(request, found.contract_id)
    is_plan = found.state in (ActState.IN_FORCE, ActState.DEFAULTED, ActState.KEPT)
    stands = selectors.plan_standings([found], on=today).get(found.pk) if is_plan else None
    now = selectors.balances_now([found]).get(found.pk, found.total)
    may = {"acknowledge": holds(request.user, ACKNOWLEDGE), "legal": holds(request.user, LEGAL)}
    waiting = [one for one in found.signers.all() if one.signed_on is None]
    prepares = may["legal"] if found.kind == Kind.ACCEPTANCE else may["acknowledge"]
    context = {
        "acknowledgement": found,
        "contract": found.contract,
        "tone": next(tone for state, tone in acts.ACT_TONES.items() if state == found.state),
        "facts": acts.stated_facts(found),
        "plan": acts.promised(found, stands),
        "signers": acts.signers(found, may_void=prepares),
        "stands": stands,
        "is_missed": stands is not None and stands.missed is not None,
        "now": now,
        "difference": now - found.total,
        "files": list(found.legal_files.all()),
        "paper_url": document_url(found.document_id),
        "may_sign": prepares and bool(waiting) and found.state in (ActState.PREPARED, ActState.IN_FORCE),
        "may_cancel": prepares and ACKNOWLEDGEMENT.is_open(found.state, ActStep.CANCEL),
        "may_reinstate": may["legal"] and ACKNOWLEDGEMENT.is_open(found.state, ActStep.REINSTATE),
    }
    return render(request, "debt_followup/acknowledgement.html", context)


@require_http_methods(["GET", "POST"])
@permission(ACKNOWLEDGE)
def register_signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """Register who signed on which day, with the scan of the signed paper."""
    found = _acknowledgement(request, pk, ACKNOWLEDGE)
    if found.kind == Kind.ACCEPTANCE and not holds(request.user, LEGAL):
        raise PermissionDenied
    today = business_date.today()
    form = SignaturesForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        acknowledgement=found,
        on=today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.register_signatures(acknowledgement=found, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ขึ้นทะเบียนฉบับที่ลงนามแล้ว อายุความเริ่มนับใหม่เฉพาะผู้ที่ลงนาม"))
            return redirect("debt_followup:acknowledgement", pk=found.pk)
    _log(request, found.contract_id)
    context = {
        "acknowledgement": found,
        "form": form,
        "back": reverse("debt_followup:acknowledgement", args=[found.pk]),
        "signers": acts.signers(found, with_voids=False),
    }
    return render(request, "debt_followup/register_signatures.html", context)


@require_POST
@permission(ACKNOWLEDGE)
def cancel_acknowledgement(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a paper that nobody signed."""
    return _done(request, pk, ACKNOWLEDGE, services.cancel_acknowledgement, _("ยกเลิกหนังสือที่ยังไม่ลงนามแล้ว"))


@require_POST
@permission(LEGAL)
def reinstate_acknowledgement(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an acknowledgement in force again whose instalment was paid in time."""
    return _done(
        request, pk, LEGAL, services.reinstate_acknowledgement, _("หนังสือรับสภาพหนี้กลับมีผล และเพิกถอนการเรียกชำระทั้งหมดแล้ว")
    )


@require_GET
@permission("debt.view")
def signed_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the scan of a signed paper."""
    signed = AcknowledgementSigner.objects.select_related("file").exclude(file=None)
    signer = get_object_or_404(signed, pk=pk)
    found = _acknowledgement(request, signer.acknowledgement_id, "debt.view")
    _log(request, found.contract_id)
    return serve(signer.file, download=False)


def _prepare(request: HttpRequest, pk: int, kind: Acknowledgement.Kind, needed: str) -> HttpResponse:
    contract = _contract(request, pk, needed)
    today = business_date.today()
    posted = request.POST if request.method == "POST" else None
    is_acceptance = kind == Kind.ACCEPTANCE
    found = selectors.to_acknowledge(contract, on=today)
    signers = [one.party for one in found.limits if one.refusal(signed_on=today, is_acceptance=is_acceptance) is None]
    place = office_of(province=contract.province_id).name
    form = AcknowledgementForm(posted, signers=signers, on=today, place=place)
    if posted is not None and form.is_valid():
        try:
            made = services.prepare_acknowledgement(
                contract=contract, kind=kind, by=request.user, on=today, **form.cleaned_data
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("จัดทำหนังสือแล้ว พิมพ์ให้ลูกหนี้ลงนาม แล้วขึ้นทะเบียนฉบับที่ลงนาม"))
            return redirect("debt_followup:acknowledgement", pk=made.pk)
    _log(request, contract.pk)
    typed = request.POST if posted is not None else None
    first = PlanForm(typed, on=today) if typed is not None else PlanForm(_initial(today), on=today)
    preview = f"{reverse('debt_followup:acknowledge_preview', args=[contract.pk])}?kind={kind.value}"
    context = {
        "contract": contract,
        "form": form,
        "kind": kind,
        "is_acceptance": is_acceptance,
        "may_sign": bool(signers),
        "notices": acts.cannot_sign(found.limits, on=today, is_acceptance=is_acceptance),
        "back": reverse("debt_followup:debtor", args=[contract.pk]),
        "preview_url": preview,
        "liability_url": reverse("debt_followup:accept_liability", args=[contract.pk])
        if holds(request.user, LEGAL)
        else "",
        **_draft(contract, found, first, kind, today),
    }
    return render(request, "debt_followup/acknowledge.html", context)


def _initial(today: date) -> dict[str, Any]:
    form = PlanForm(on=today)
    return {name: field.initial for name, field in form.fields.items()}


def _draft(
    contract: Contract, found: selectors.ToAcknowledge, form: PlanForm, kind: Acknowledgement.Kind, today: date
) -> dict[str, Any]:
    """What the page shows of the acknowledgement as it is typed so far; a sentence where it cannot be."""
    if not form.is_valid():
        return {
            "refused": " ".join(str(said) for said in form.errors.get("first_due_on", ())) or _("กรอกจำนวนงวดและวันแรก")
        }
    plan = {name: form.cleaned_data[name] for name in ("count", "first_due_on", "months_between")}
    try:
        draft = services.draft_acknowledgement(contract=contract, found=found, on=today, **plan)
    except Refusal as refused:
        return {"refused": str(refused)}
    owed = working(draft.balance.standing.instalments)
    projected = acts.projection_working(draft.parts)
    return {
        "on": today,
        "projected_total": draft.projected_total,
        "balance": acts.balance_facts(draft.balance, on=today),
        "plan": acts.plan(draft.parts),
        "effects": acts.effects(
            draft.limits,
            is_acceptance=kind == Kind.ACCEPTANCE,
            acceptance_until=acceptance_last_day(signed_on=today),
        ),
        "owed_working": owed,
        "owed_total": draft.balance.debt.default_interest,
        "projection": projected,
        "projection_total": sum((line["amount"] for line in projected), draft.balance.debt.total * 0),
        "all_barred": all(limit.is_barred for limit in draft.limits),
    }


def _done(request: HttpRequest, pk: int, needed: str, command: Callable[..., Any], said: str) -> HttpResponse:
    found = _acknowledgement(request, pk, needed)
    if found.kind == Kind.ACCEPTANCE and not holds(request.user, LEGAL):
        raise PermissionDenied
    try:
        command(acknowledgement=found, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("debt_followup:acknowledgement", pk=found.pk)


def _contract(request: HttpRequest, pk: int, needed: str) -> Contract:
    rows = Contract.objects.visible_to(request.user, needed).in_force().select_related("proposal", "amphoe", "province")
    return get_object_or_404(rows.prefetch_related("parties"), pk=pk)


def _acknowledgement(request: HttpRequest, pk: int, needed: str) -> Acknowledgement:
    rows = Acknowledgement.objects.visible_to(request.user, needed).select_related(
        "contract__proposal", "contract__amphoe", "document", "prepared_by", "call_in"
    )
    signers = Prefetch("signers", with_voids(AcknowledgementSigner.objects.all()))
    return get_object_or_404(rows.prefetch_related(signers, "instalments"), pk=pk)


def _log(request: HttpRequest, contract_id: int) -> None:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract_id}")
