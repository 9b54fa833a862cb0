"""Entering a proposal with its group in one sitting: one form, with script and without."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import tambon_within
from areas.services import log_personal_data
from projects import forms, services
from projects.models import Decision, Proposal
from projects.rules import EDITABLE, State
from projects.selectors import group as groups
from projects.views.proposals import ENTER, checklist_lines, load, send_and_say
from thai import national_id
from thai.refusals import Refusal

# Pressed inside the form; they change what the form holds and save nothing.
GROUP_BUTTONS = ("find", "add", "remove", "up")


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
    if request.method != "POST":
        chosen = groups.chosen_of(proposal) if proposal else []
        ticked = groups.ticked_of(proposal) if proposal else frozenset()
        form = forms.ProposalForm(initial=_initial(proposal), tambon=tambon)
        return _render_form(request, form, proposal=proposal, chosen=chosen, ticked=ticked, on=on)
    chosen = forms.chosen_in(request.POST)
    ticked = frozenset(request.POST.getlist("papers"))
    if any(button in request.POST for button in GROUP_BUTTONS):
        chosen = _after_button(request, chosen)
        form = forms.ProposalForm(initial=request.POST.dict(), tambon=tambon)
        return _render_form(request, form, proposal=proposal, chosen=chosen, ticked=ticked, on=on)
    rows = groups.group_rows(chosen=chosen, on=on, ticked=ticked)
    form = forms.ProposalForm(
        request.POST, tambon=tambon, representative_tambon=rows[0].member.tambon if rows else None
    )
    if form.is_valid():
        typed = {key: form.cleaned_data[key] for key in _FIELDS} | {"group": chosen, "papers": ticked}
        try:
            saved = _save(request, proposal, form, typed, on)
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
    return _render_form(request, form, proposal=proposal, chosen=chosen, ticked=ticked, on=on)


_FIELDS = ("tambon", "title", "category", "place", "purpose", "amount")


def _save(request: HttpRequest, proposal: Proposal | None, form: forms.ProposalForm, typed: dict, on: Any) -> Proposal:
    if proposal is None:
        key = form.cleaned_data["request_key"]
        return services.create_draft(request_key=key, by=request.user, on=on, **typed)
    return services.update_draft(
        proposal=proposal, edit_number=form.cleaned_data["edit_number"] or 0, by=request.user, on=on, **typed
    )


def _after_button(request: HttpRequest, chosen: list[groups.Chosen]) -> list[groups.Chosen]:
    """The group after one of the buttons beside it was pressed."""
    pressed = next(button for button in GROUP_BUTTONS if button in request.POST)
    pk = groups.member_of(request.POST[pressed])
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
    form: forms.ProposalForm,
    *,
    proposal: Proposal | None,
    chosen: list[groups.Chosen],
    ticked: frozenset[str],
    on: Any,
) -> HttpResponse:
    q = "" if "add" in request.POST else request.POST.get("q", "").strip()
    found = groups.find_members(
        user=request.user, permission="members.view", text=q, on=on, without=[one.member_id for one in chosen]
    )
    if found and national_id.is_valid(q):
        log_personal_data(
            user=request.user,
            action=PersonalDataAccess.Action.VIEW,
            subject=f"member:{found[0].member.pk}",
            reason=_("ค้นด้วยเลขประจำตัวประชาชนเพื่อเพิ่มผู้กู้"),
        )
    province = proposal.province_id if proposal else _province_of(request)
    rules = groups.terms(province=province, on=on)
    rows = groups.group_rows(chosen=chosen, on=on, ticked=ticked)
    context = {
        "form": form,
        "proposal": proposal,
        "group": rows,
        "least": rules.least,
        "lacking": max(0, rules.least - len(rows)),
        "found": found,
        "q": q,
        "is_card": national_id.is_valid(q),
        "focus_search": bool(request.htmx) and "add" in request.POST,
        "ceiling": rules.ceiling,
        "checklist": checklist_lines(rules, ticked),
    }
    if request.htmx:
        return render(request, "projects/_group.html", context)
    if proposal is not None and request.method != "POST":
        sheet = groups.sheet_of(proposal=proposal, tambon=proposal.tambon, rows=rows, ticked=ticked, rules=rules)
        context["blockers"] = groups.in_short(groups.rule_problems(sheet=sheet, rules=rules))
        last = Decision.objects.filter(version__proposal=proposal, outcome=Decision.Outcome.NOT_PASSED).last()
        context["returned_for"] = last.reason if last and proposal.state == State.RETURNED_FOR_REVISION else ""
    return render(request, "projects/form.html", context)


def _province_of(request: HttpRequest) -> str:
    """The province where the user enters proposals; the policies of a new proposal are that province's."""
    first = tambon_within(user=request.user, permission=ENTER).first()
    return first.province_id if first else ""


def _initial(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {}
    return {
        "tambon": proposal.tambon_id,
        "title": proposal.title,
        "category": proposal.category,
        "place": proposal.place,
        "purpose": proposal.purpose,
        "amount": proposal.amount or None,
        "edit_number": proposal.edit_number,
        "request_key": proposal.request_key,
    }
