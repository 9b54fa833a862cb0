"""Pages of a restructuring: the methods side by side, the application, every step to the memorandum, its papers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from debt_followup import exports
from debt_followup.forms import restructurings as forms
from debt_followup.models import HouseholdLine, Restructuring, RestructuringSigner
from debt_followup.rules import restructuring as rules
from debt_followup.rules.restructuring import MACHINE, METHODS, Move, Stage
from debt_followup.selectors import restructurings as selectors
from debt_followup.selectors.voids import with_voids
from debt_followup.services import restructurings as services
from debt_followup.tables import restructurings as tables
from debt_followup.views.files import list_file, list_urls
from loans.models import Contract
from repayments.selectors.terms import history_of
from thai.refusals import Refusal

VIEW = "debt.view"
SHOWN = 200


@permission(VIEW)
@require_GET
@never_cache
def restructurings(request: HttpRequest) -> HttpResponse:
    """Show the requests under way, or those in one state."""
    form, state = _asked(request)
    rows = list(selectors.restructurings(user=request.user, state="" if state == "all" else state)[: SHOWN + 1])
    table = tables.requests(rows[:SHOWN])
    if len(rows) > SHOWN:
        table["shown"] = _("แสดง %(count)s รายการล่าสุด") % {"count": SHOWN}
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:restructurings")
    context = {"form": form, "table": table, **list_urls(request, "restructurings_file")}
    return render(request, "debt_followup/restructurings.html", context)


def _asked(request: HttpRequest) -> tuple[forms.RestructuringFilter, str]:
    form = forms.RestructuringFilter(request.GET or None, initial={"state": "open"})
    return form, (form.cleaned_data["state"] if form.is_bound and form.is_valid() else "") or "open"


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of({"state": _asked(request)[1]}, on=business_date.today())


restructurings_file = list_file(exports.RESTRUCTURINGS, _asked_of_file, page="debt_followup:restructurings")


@permission(VIEW)
@require_GET
@never_cache
def simulate_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the three methods side by side for a debt as it stands today; nothing is written."""
    contract, today = contract_of(request, pk, VIEW), business_date.today()
    form = forms.SimulationForm(request.GET or None)
    history = history_of(contract)
    asked = form.asked(on=today) if form.is_bound else selectors.Asked(agreed_on=today)
    found = selectors.offers(contract, asked, history=history)
    context = {"offers": tables.offers(found), "as_of": today}
    if request.headers.get("HX-Request"):
        return render(request, "debt_followup/_restructuring_offers.html", context)
    log(request, contract)
    signers = selectors.signers_of(contract, on=today, history=history)
    may_apply = may(request.user, rules.RESTRUCTURE, contract) and contract.state == Contract.State.IN_FORCE
    context |= {
        "contract": contract,
        "form": form,
        "owed": tables.owed_facts(selectors.owed_of(contract, on=today, history=history)),
        "may_apply": may_apply and bool(signers.can),
        "notices": tables.signer_notices(signers),
        "requests": tables.requests(list(selectors.restructurings_of(contract).select_related("contract__amphoe"))),
    }
    return render(request, "debt_followup/restructuring_simulation.html", context)


@permission(rules.RESTRUCTURE)
@require_http_methods(["GET", "POST"])
@never_cache
def apply_restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the application of a debtor who cannot pay."""
    contract, today = contract_of(request, pk, rules.RESTRUCTURE), business_date.today()
    history = history_of(contract)
    signers = selectors.signers_of(contract, on=today, history=history)
    form = forms.ApplicationForm(request.POST or None, parties=signers.parties, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.apply(contract=contract, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("รับคำขอแล้ว พิมพ์คำขอให้ผู้กู้ลงนามได้จากหน้านี้"))
            return redirect(tables.url(row))
    log(request, contract)
    return form_page(
        request,
        form,
        title=_("รับคำขอปรับโครงสร้างหนี้"),
        contract=contract,
        back=reverse("debt_followup:simulate_restructuring", args=[pk]),
        submit=_("รับคำขอ"),
        facts=tables.owed_facts(selectors.owed_of(contract, on=today, history=history)),
        notices=tables.signer_notices(signers),
        is_refused=not signers.parties,
    )


@permission(VIEW)
@require_GET
@never_cache
def restructuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request: how far it is, what was found, what was chosen, what is to be done now and by whom."""
    row = row_of(request, pk, VIEW)
    today = business_date.today()
    log(request, row.contract)
    household = list(row.household.all())
    lines = list(row.lines.all())
    found = selectors.signers_of(row.contract, on=today) if row.state in rules.OPEN else None
    return render(
        request,
        "debt_followup/restructuring.html",
        {
            "row": row,
            "contract": row.contract,
            "state": tables.state_cell(row),
            "stages": tables.stages(row),
            "facts": facts_of(row),
            "household": tables.household(household, _means(household)) if household else None,
            "schedule": tables.signed_schedule(lines) if lines else None,
            "signers": tables.signers(row, may_void=holds(request.user, rules.RESTRUCTURE)) if lines else None,
            "notices": tables.signer_notices(found) if found else [],
            "papers": tables.papers(row),
            "steps": _steps(request, row),
            "agreement_form": _agreement_form(request, row, today),
            "signature_form": _signature_form(request, row, today),
            "drop_url": _drop_url(request, row, found),
            "withdraw_url": reverse("debt_followup:withdraw_restructuring", args=[pk])
            if _open(request, row, Move.WITHDRAW)
            else "",
            "tell_url": reverse("debt_followup:tell_restructuring", args=[pk])
            if _open(request, row, Move.TELL)
            else "",
        },
    )


# -- the inside --------------------------------------------------------------------------------------------------------
def contract_of(request: HttpRequest, pk: int, needed: str) -> Contract:
    """Return a contract whose money left, inside the user's area."""
    rows = Contract.objects.visible_to(request.user, needed).in_force()
    return get_object_or_404(rows.select_related("proposal", "province", "amphoe", "tambon"), pk=pk)


def row_of(request: HttpRequest, pk: int, needed: str) -> Restructuring:
    """Return a request inside the user's area, with all that its pages show."""
    rows = Restructuring.objects.visible_to(request.user, needed).select_related(
        "contract__proposal",
        "contract__province",
        "contract__amphoe",
        "contract__tambon",
        "applicant",
        "request_paper",
        "review_paper",
        "deed_paper",
        "refusal_paper",
    )
    signers = Prefetch("signers", with_voids(RestructuringSigner.objects.all()))
    return get_object_or_404(rows.prefetch_related(signers), pk=pk)


def may(user: Any, needed: str, contract: Contract) -> bool:
    """Tell whether a user holds a permission where a contract lies."""
    return Contract.objects.visible_to(user, needed).filter(pk=contract.pk).exists()


def log(request: HttpRequest, contract: Contract) -> None:
    """Record that the user looked at the debt."""
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")


def _open(request: HttpRequest, row: Restructuring, move: Move) -> bool:
    if not MACHINE.is_open(row.state, move):
        return False
    return may(request.user, MACHINE.edge(row.state, move).permission or "", row.contract)


def _steps(request: HttpRequest, row: Restructuring) -> list[dict[str, Any]]:
    """The next pages that the user may open, the first as the main button."""
    pages = {Move.ASSESS: "assess", Move.PROPOSE: "propose", Move.OPINE: "opine", Move.APPROVE: "decide"}
    found = [
        {"label": _(MACHINE.step_labels[move]) if move is not Move.APPROVE else _("บันทึกมติ อกส.จ."), "name": name}
        for move, name in pages.items()
        if _open(request, row, move)
    ]
    found.reverse()  # the step that leads on comes before doing one again
    return [{**one, "url": reverse(f"debt_followup:{one['name']}_restructuring", args=[row.pk])} for one in found]


def _agreement_form(request: HttpRequest, row: Restructuring, today: date) -> Any:
    if not _open(request, row, Move.PREPARE) or any(line.counts_on for line in row.signers.all()):
        return None
    return forms.AgreementForm(on=row.agreed_on or today)


def _signature_form(request: HttpRequest, row: Restructuring, today: date) -> Any:
    if row.state != Stage.PREPARED or not may(request.user, rules.RESTRUCTURE, row.contract):
        return None
    waiting = unsigned(row)
    return forms.SignatureForm(signers=waiting, on=today) if waiting else None


def _drop_url(request: HttpRequest, row: Restructuring, found: selectors.Signers | None) -> str:
    """Where those fall away who cannot sign any more; "" while nobody signed, or all that are waited for can."""
    signed = any(line.counts_on for line in row.signers.all())
    if found is None or not signed or not may(request.user, rules.RESTRUCTURE, row.contract):
        return ""
    gone = {limit.party.pk for limit, _refused in found.cannot} & {line.party_id for line in unsigned(row)}
    return reverse("debt_followup:drop_signers", args=[row.pk]) if gone else ""


def unsigned(row: Restructuring) -> list[Any]:
    """Return the lines of the memorandum that wait for a signature."""
    return [line for line in row.signers.all() if line.waits]


def means_of(row: Restructuring) -> rules.Ability | None:
    """Return what the household of a request can pay a month; None before it was assessed."""
    household = list(row.household.all())
    return _means(household) if household else None


def _means(household: list[HouseholdLine]) -> rules.Ability:
    return rules.ability(
        incomes=[line.amount for line in household if line.kind == HouseholdLine.Kind.INCOME],
        expenses=[line.amount for line in household if line.kind == HouseholdLine.Kind.EXPENSE],
    )


def facts_of(row: Restructuring) -> list[dict[str, Any]]:
    """Return what is known of a request, step by step."""
    facts: list[dict[str, Any]] = [
        {"label": _("ผู้ยื่นคำขอ"), "value": row.applicant.name},
        {"label": _("ยื่นคำขอวันที่"), "value": row.applied_on, "kind": "date"},
        {"label": _("เหตุที่ชำระไม่ได้"), "value": row.reason},
        {"label": _("วิธีที่ขอ"), "value": _(METHODS[row.wish])},
    ]
    if row.assessment:
        facts.append({"label": _("สรุปผลการประเมิน"), "value": row.assessment})
    if row.method:
        facts += [
            {"label": _("วิธีที่เลือก"), "value": _(METHODS[row.method])},
            {"label": _("การประชุมร่วม"), "value": row.meeting},
            {"label": _("จำนวนงวด"), "value": row.count, "kind": "number"},
            {"label": _("งวดแรกครบกำหนด"), "value": row.first_due_on, "kind": "date"},
            {"label": _("ความเห็นของที่ประชุม"), "value": row.proposal},
        ]
        if row.default_rate is not None:
            facts.append({"label": _("อัตราเบี้ยปรับใหม่"), "value": row.default_rate, "kind": "rate"})
        if row.holiday_months:
            facts.append({"label": _("พักชำระ (เดือน)"), "value": row.holiday_months, "kind": "number"})
        if row.exception_reason:
            facts.append({"label": _("เหตุผลที่ขอเกินระยะเวลาสูงสุด"), "value": row.exception_reason})
    if row.opined_on:
        facts.append(
            {
                "label": _("ความเห็นจังหวัด"),
                "value": f"{_('เห็นควรอนุมัติ') if row.supports else _('ไม่เห็นควรอนุมัติ')}: {row.opinion}",
            }
        )
    if row.decided_on:
        facts += [
            {"label": _("มติ อกส.จ."), "value": row.decision_number},
            {"label": _("มติลงวันที่"), "value": row.decided_on, "kind": "date"},
        ]
        if row.decision_reason:
            facts.append({"label": _("เหตุผลของมติ"), "value": row.decision_reason})
    if row.tell_by:
        facts.append({"label": _("ต้องแจ้งผลภายใน"), "value": row.tell_by, "kind": "date"})
    if row.agreed_on:
        facts += [
            {"label": _("ทำบันทึกข้อตกลงวันที่"), "value": row.agreed_on, "kind": "date"},
            {"label": _("เงินต้น"), "value": row.principal, "kind": "money"},
            {"label": _("ดอกเบี้ยและเบี้ยปรับที่พักไว้"), "value": row.frozen, "kind": "money"},
        ]
        if row.waived:
            facts.append({"label": _("ลดเบี้ยปรับ"), "value": row.waived, "kind": "money"})
    if row.ended_reason:
        facts.append({"label": _("เหตุที่ถอนคำขอ"), "value": row.ended_reason})
    return facts


def form_page(
    request: HttpRequest,
    form: django_forms.Form,
    *,
    title: str,
    contract: Contract,
    back: str,
    submit: str,
    facts: Sequence[dict[str, Any]],
    notices: Sequence[str] = (),
    is_refused: bool = False,
) -> HttpResponse:
    """Show a form with what it is about beside it, or only the ``notices`` that say why there is none."""
    return render(
        request,
        "debt_followup/restructuring_form.html",
        {
            "form": form,
            "title": title,
            "contract": contract,
            "back": back,
            "submit": submit,
            "notices": notices,
            "is_refused": is_refused,
            "facts": facts,
        },
    )
