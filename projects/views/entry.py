"""Entering a proposal with its proposer and plan in one sitting: one form, with script and without."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Tambon
from areas.selectors import tambon_within
from areas.services import log_personal_data
from projects import services
from projects.forms.plans import TypedPlan, plan_in, typed_of
from projects.forms.proposals import FIRST_KIND, ProposalForm, chosen_in, kind_in
from projects.models import Decision, Proposal
from projects.rules import EDITABLE, Proposer, State
from projects.selectors import group as groups
from projects.selectors import organisation as houses
from projects.selectors.plans import plan_of
from projects.selectors.tokens import member_in, organisation_in, organisation_token
from projects.views.proposals import ENTER, checklist_lines, load, send_and_say
from thai import national_id
from thai.refusals import Refusal

# Pressed inside the form; they change what the form holds and save nothing.
GROUP_BUTTONS = ("find", "add", "remove", "up", "pick", "drop")
BUTTONS = (*GROUP_BUTTONS, "plan", "change_kind")


@permission(ENTER)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a new proposal."""
    return _form_page(request, proposal=None)


@permission(ENTER)
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit a draft or a returned proposal."""
    proposal = load(request, reference, ENTER)
    if State(proposal.state) not in EDITABLE:
        messages.error(request, _("แก้ไขได้เฉพาะร่าง หรือโครงการที่ส่งกลับให้ปรับปรุง"))
        return redirect("projects:proposal", reference=reference)
    return _form_page(request, proposal=proposal)


def _form_page(request: HttpRequest, *, proposal: Proposal | None) -> HttpResponse:
    on = business_date.today()
    tambon = tambon_within(user=request.user, permission=ENTER)
    province = proposal.province_id if proposal else _province_of(request)
    if request.method != "POST":
        look = (
            groups.look_at(proposal=proposal, on=on)
            if proposal
            else groups.look(typed=groups.Typed(province=province, chosen=(), ticked=frozenset()), on=on)
        )
        form = ProposalForm(initial=_initial(proposal), tambon=tambon, of_organisation=_is_of_organisation(proposal))
        plan = typed_of(plan_of(proposal)) if proposal else TypedPlan([], [])
        return _render_form(request, form, proposal=proposal, look=look, plan=plan, on=on)
    typed = _typed_in(request, province)
    plan = plan_in(request.POST)
    of_organisation = typed.proposer == Proposer.ORGANISATION
    if any(button in request.POST for button in BUTTONS):
        look = groups.look(typed=typed, on=on)
        form = ProposalForm(initial=request.POST.dict(), tambon=tambon, of_organisation=of_organisation)
        return _render_form(request, form, proposal=proposal, look=look, plan=plan, on=on)
    look = groups.look(typed=typed, on=on)
    form = ProposalForm(request.POST, tambon=tambon, place=_place(look), of_organisation=of_organisation)
    if form.is_valid():
        for said in plan.wrong:
            form.add_error(None, said)
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in _FIELDS}
        given |= {"group": typed.chosen, "papers": typed.ticked, "support": typed.support, "proposer": typed.proposer}
        given |= {"organisation": typed.organisation_id, "plan": plan.plan[0], "budget": plan.plan[1]}
        try:
            saved = _save(request, proposal, form, given, on)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            if "send" not in request.POST:
                messages.success(request, _("บันทึกร่าง %(reference)s แล้ว") % {"reference": saved.reference})
                return redirect("projects:proposal", reference=saved.reference)
            if send_and_say(request, saved):
                return redirect("projects:proposal", reference=saved.reference)
            messages.info(request, _("บันทึกร่าง %(reference)s ไว้แล้ว") % {"reference": saved.reference})
            return redirect("projects:edit", reference=saved.reference)
    return _render_form(request, form, proposal=proposal, look=look, plan=plan, on=on)


_FIELDS = ("tambon", "title", "category", "place", "purpose", "amount")


def _save(request: HttpRequest, proposal: Proposal | None, form: ProposalForm, typed: dict, on: date) -> Proposal:
    if proposal is None:
        key = form.cleaned_data["request_key"]
        return services.create_draft(request_key=key, by=request.user, on=on, **typed)
    return services.update_draft(
        proposal=proposal, edit_number=form.cleaned_data["edit_number"] or 0, by=request.user, on=on, **typed
    )


def _typed_in(request: HttpRequest, province: str) -> groups.Typed:
    """What the form holds of the proposer, after the button inside it that was pressed."""
    support, proposer = kind_in(request.POST)
    chosen = chosen_in(request.POST)
    organisation = None
    if proposer == Proposer.ORGANISATION:
        organisation = None if "drop" in request.POST else organisation_in(request.POST.get("organisation", ""))
        picked = organisation_in(request.POST.get("pick", ""))
        if picked is not None and picked != organisation:
            organisation, chosen = picked, []
        chosen = chosen[:1] if organisation is not None else []
    elif any(button in request.POST for button in GROUP_BUTTONS):
        chosen = _after_button(request, chosen)
    return groups.Typed(
        province=province,
        chosen=chosen,
        ticked=frozenset(request.POST.getlist("papers")),
        support=support,
        proposer=proposer,
        organisation_id=organisation,
    )


def _place(look: groups.Look) -> Tambon | None:
    """Where the proposal is to be submitted: at the office, or where the representative lives (R-PROJ-18, 19)."""
    if look.house is not None:
        return look.house.member.tambon
    return look.rows[0].member.tambon if look.rows else None


def _after_button(request: HttpRequest, chosen: list[groups.Chosen]) -> list[groups.Chosen]:
    """The group after one of the buttons beside it was pressed."""
    pressed = next(button for button in GROUP_BUTTONS if button in request.POST)
    pk = member_in(request.POST[pressed])
    if pressed == "add" and pk and pk not in [one.member_id for one in chosen]:
        return [*chosen, groups.Chosen(member_id=pk)]
    if pressed == "remove":
        return [one for one in chosen if one.member_id != pk]
    if pressed == "up":
        at = next((at for at, one in enumerate(chosen) if one.member_id == pk), 0)
        if at:
            chosen[at - 1], chosen[at] = chosen[at], chosen[at - 1]
    return chosen


def _render_form(
    request: HttpRequest,
    form: ProposalForm,
    *,
    proposal: Proposal | None,
    look: groups.Look,
    plan: TypedPlan,
    on: date,
) -> HttpResponse:
    support, proposer = kind_in(request.POST) if request.method == "POST" else _kind_of(proposal)
    rules = look.rules
    context = {
        "form": form,
        "proposal": proposal,
        "is_loan": support == Proposal.Support.LOAN,
        "of_organisation": proposer == Proposer.ORGANISATION,
        "ceiling": rules.ceiling,
        "least": rules.least,
        "group": look.rows,
        "lacking": max(0, rules.least - len(look.rows)),
        "house": look.house,
        "acting": look.rows[0].token if look.house and look.rows else "",
        "checklist": checklist_lines(rules, look.ticked),
        "plan": plan,
        **_found(request, look, proposer=proposer, on=on),
    }
    if request.htmx:
        return render(request, _fragment(request), context)
    if proposal is not None and request.method != "POST":
        refusals = groups.what_is_missing(proposal=proposal, look=look, plan=plan.plan)
        context["blockers"] = groups.in_short(refusals)
        last = Decision.objects.filter(version__proposal=proposal, outcome=Decision.Outcome.NOT_PASSED).last()
        context["returned_for"] = last.reason if last and proposal.state == State.RETURNED_FOR_REVISION else ""
    return render(request, "projects/form.html", context)


def _fragment(request: HttpRequest) -> str:
    """The part of the form that the pressed button exchanges."""
    if "change_kind" in request.POST:
        return "projects/_entry_form.html"
    return "projects/_plan_form.html" if "plan" in request.POST else "projects/_proposer.html"


def _found(request: HttpRequest, look: groups.Look, *, proposer: str, on: date) -> dict[str, Any]:
    """Who or which organisation fits what was typed into the search box."""
    q = "" if {"add", "pick"} & set(request.POST) else request.POST.get("q", "").strip()
    if proposer == Proposer.ORGANISATION:
        found = houses.find_organisations(user=request.user, permission="members.view", text=q)
        choices = [{"member": row, "token": organisation_token(row.pk)} for row in found]
        return {"q": q, "found_organisations": choices}
    found = groups.find_members(
        user=request.user, permission="members.view", text=q, on=on, without=[row.member.pk for row in look.rows]
    )
    is_card = national_id.is_valid(q)
    if found and is_card:
        log_personal_data(
            user=request.user,
            action=PersonalDataAccess.Action.VIEW,
            subject=f"member:{found[0].member.pk}",
            reason=_("ค้นด้วยเลขประจำตัวประชาชนเพื่อเพิ่มผู้กู้"),
        )
    return {"q": q, "found": found, "is_card": is_card, "focus_search": bool(request.htmx) and "add" in request.POST}


def _province_of(request: HttpRequest) -> str:
    """The province where the user enters proposals; the policies of a new proposal are that province's."""
    first = tambon_within(user=request.user, permission=ENTER).first()
    return first.province_id if first else ""


def _kind_of(proposal: Proposal | None) -> tuple[str, str]:
    if proposal is None:
        return Proposal.Support.LOAN, Proposal.Proposer.GROUP
    return proposal.support, proposal.proposer


def _is_of_organisation(proposal: Proposal | None) -> bool:
    return proposal is not None and proposal.proposer == Proposal.Proposer.ORGANISATION


def _initial(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {"kind": FIRST_KIND}
    return {
        "kind": f"{proposal.support}-{proposal.proposer}",
        "tambon": proposal.tambon_id,
        "title": proposal.title,
        "category": proposal.category,
        "place": proposal.place,
        "purpose": proposal.purpose,
        "amount": proposal.amount or None,
        "edit_number": proposal.edit_number,
    }
