"""Entering a proposal in one sitting, its page, the tambon's opinion and the steps taken from the page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import tambon_within
from areas.services import log_personal_data
from members.rules import Condition
from projects import forms, services, tables
from projects.models import Decision, Proposal
from projects.rules import EDITABLE, PART_LABELS, State, Step, missing_papers
from projects.selectors import group as groups
from projects.selectors import proposal as reads
from projects.selectors.board import cards_of
from projects.selectors.deadlines import Deadlines
from thai import national_id
from thai.refusals import Refusal

ENTER = "projects.enter"
# Pressed inside the form; they change what the form holds and save nothing.
GROUP_BUTTONS = ("find", "add", "remove", "up")


@permission(ENTER)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a new proposal."""
    return _form_page(request, proposal=None)


@permission(ENTER)
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit a draft or a returned proposal."""
    proposal = _load(request, reference, ENTER)
    if State(proposal.state) not in EDITABLE:
        messages.error(request, _("แก้ไขได้เฉพาะร่าง หรือโครงการที่ส่งกลับให้ปรับปรุง"))
        return redirect("projects:proposal", reference=reference)
    return _form_page(request, proposal=proposal)


@permission("projects.view")
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a proposal: its state, next step, group, papers, decisions and timeline."""
    on = business_date.today()
    proposal = _load(request, reference, "projects.view")
    state = State(proposal.state)
    rules = groups.terms(province=proposal.province_id, on=on)
    ticked = groups.ticked_of(proposal)
    rows = groups.group_rows(chosen=groups.chosen_of(proposal), on=on, ticked=ticked)
    blockers = []
    if state in EDITABLE:
        sheet = groups.sheet_of(proposal=proposal, tambon=proposal.tambon, rows=rows, ticked=ticked, rules=rules)
        blockers = groups.in_short(groups.rule_problems(sheet=sheet, rules=rules))
    timeline = reads.timeline_of(proposal)
    versions = reads.versions_of(proposal)
    steps = {one.step.value: one for one in reads.next_steps(proposal=proposal, user=request.user, blockers=blockers)}
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"proposal:{proposal.pk}")
    return render(
        request,
        "projects/proposal.html",
        {
            "proposal": proposal,
            "state_label": str(reads.label_of(proposal.state)),
            "state_tone": tables.tone_of(proposal.state),
            "card": cards_of(proposals=[proposal], on=on)[0],
            "stages": reads.stages(proposal=proposal, timeline=timeline),
            "steps": steps,
            "send_step": steps.get("SEND") or steps.get("SEND_AGAIN"),
            "meeting_step": next((steps[name] for name in _IN_MEETINGS if name in steps), None),
            "agenda_item": reads.agenda_of(proposal),
            "organ": reads.organ_for(state),
            "approving_meeting": reads.approving_meeting(versions) if state is State.APPROVED else None,
            "is_editable": state in EDITABLE and reads.may(user=request.user, permission=ENTER, proposal=proposal),
            "blockers": blockers,
            "facts": _facts(proposal),
            "group": rows,
            "least": rules.least,
            "checklist": _checklist(rules, ticked),
            "ticked_count": len(ticked),
            "checklist_count": len(rules.checklist),
            "versions": [_version(version) for version in versions],
            "papers": tables.paper_rows(reads.papers_of(proposal=proposal, versions=versions, user=request.user)),
            "events": [_event(change) for change in timeline],
            "notice_form": forms.NoticeForm() if state is State.RETURNED_FOR_REVISION else None,
        },
    )


@require_POST
@permission(ENTER)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a saved draft, or a returned proposal anew."""
    proposal = _load(request, reference, ENTER)
    _send(request, proposal)
    return redirect("projects:proposal", reference=reference)


@permission("projects.tambon_opinion")
def opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the opinion of the tambon group."""
    on = business_date.today()
    proposal = _load(request, reference, "projects.tambon_opinion")
    speaks = reads.speaks_for_tambon(user=request.user, proposal=proposal, on=on)
    form = forms.OpinionForm(request.POST or None, speaks_for_tambon=speaks)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_tambon_opinion(proposal=proposal, by=request.user, on=on, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกความเห็นตำบลแล้ว ส่งต่อ อกส.อ."))
            return redirect("projects:proposal", reference=reference)
    rules = groups.terms(province=proposal.province_id, on=on)
    ticked = groups.ticked_of(proposal)
    return render(
        request,
        "projects/opinion.html",
        {
            "proposal": proposal,
            "form": form,
            "facts": _facts(proposal),
            "group": groups.group_rows(chosen=groups.chosen_of(proposal), on=on, ticked=ticked),
            "missing": missing_papers(ticked=ticked, items=rules.checklist),
            "waits": proposal.state == State.SUBMITTED,
        },
    )


@require_POST
@permission("projects.amphoe_meeting")
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Record when the proposer received the notice to revise; the days run from there."""
    proposal = _load(request, reference, "projects.amphoe_meeting")
    form = forms.NoticeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["received_on"]))
        return redirect("projects:proposal", reference=reference)
    received_on = form.cleaned_data["received_on"]
    return _take(
        request,
        proposal,
        lambda: services.record_notice(
            proposal=proposal,
            received_on=received_on,
            revise_by_on=_revise_by(proposal, received_on),
            by=request.user,
            on=business_date.today(),
        ),
        _("บันทึกวันที่ได้รับแจ้งแล้ว"),
    )


@require_POST
@permission("projects.amphoe_meeting")
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a lapsed proposal be revised after all."""
    on = business_date.today()
    proposal = _load(request, reference, "projects.amphoe_meeting")
    return _take(
        request,
        proposal,
        lambda: services.reopen(
            proposal=proposal,
            reason=request.POST.get("reason", ""),
            revise_by_on=_revise_by(proposal, on),
            by=request.user,
            on=on,
        ),
        _("เปิดให้ปรับปรุงใหม่แล้ว"),
    )


@require_POST
@permission(ENTER)
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that the group has started its project."""
    proposal = _load(request, reference, ENTER)
    on = business_date.today()
    return _take(
        request,
        proposal,
        lambda: services.advance(proposal=proposal, step=Step.START, by=request.user, on=on),
        _("บันทึกการเริ่มดำเนินโครงการแล้ว"),
    )


@require_POST
@permission("projects.record")
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel an approved proposal whose group changed."""
    proposal = _load(request, reference, "projects.record")
    return _take(
        request,
        proposal,
        lambda: services.cancel_for_change(
            proposal=proposal, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        ),
        _("ยกเลิกโครงการแล้ว กลุ่มเสนอโครงการใหม่ได้ตามขั้นตอน"),
    )


# -- the form ----------------------------------------------------------------------------------------------------------
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
            if _send(request, saved):
                return redirect("projects:proposal", reference=saved.reference)
            messages.info(request, _("บันทึกร่าง %(reference)s ไว้แล้ว") % {"reference": saved.reference})
            return redirect("projects:edit", reference=saved.reference)
    return _render_form(request, form, proposal=proposal, chosen=chosen, ticked=ticked, on=on)


_IN_MEETINGS = ("PUT_ON_AMPHOE_AGENDA", "AGREE", "SCREEN", "APPROVE")
_FIELDS = ("tambon", "title", "category", "place", "purpose", "amount")


def _save(request: HttpRequest, proposal: Proposal | None, form: forms.ProposalForm, typed: dict, on: Any) -> Proposal:
    if proposal is None:
        key = form.cleaned_data["request_key"]
        return services.create_draft(request_key=key, by=request.user, on=on, **typed)
    return services.update_draft(
        proposal=proposal, edit_number=form.cleaned_data["edit_number"] or 0, by=request.user, on=on, **typed
    )


def _send(request: HttpRequest, proposal: Proposal) -> bool:
    """Send and say so; say why not. Tells whether the proposal is with the tambon now."""
    try:
        version = services.send(proposal=proposal, by=request.user, on=business_date.today())
    except services.AlreadySent as sent:
        messages.info(request, str(sent))
        return True
    except Refusal as refused:
        messages.error(request, str(refused))
        return False
    said = _("ส่ง %(reference)s ฉบับที่ %(number)s ให้ตำบลแล้ว")
    messages.success(request, said % {"reference": proposal.reference, "number": version.number})
    return True


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
        "ceiling": rules.ceiling,
        "checklist": _checklist(rules, ticked),
        "warnings_shown": (Condition.OTHER_LOAN,),
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


# -- pieces of the pages ---------------------------------------------------------------------------------------------
def _load(request: HttpRequest, reference: str, needed: str) -> Proposal:
    rows = Proposal.objects.visible_to(request.user, needed)
    rows = rows.select_related("tambon", "amphoe", "province", "entered_by")
    return get_object_or_404(rows, reference=reference)


def _take(request: HttpRequest, proposal: Proposal, command: Any, said: str) -> HttpResponse:
    try:
        command()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("projects:proposal", reference=proposal.reference)


def _revise_by(proposal: Proposal, start: Any):
    return (
        Deadlines(provinces=[proposal.province_id]).revise_by(province=proposal.province_id, received_on=start).last_on
    )


def _facts(proposal: Proposal) -> list[dict[str, Any]]:
    return [
        {"label": _("วงเงินที่ขอสนับสนุน"), "value": proposal.amount or None, "kind": "money"},
        {"label": _("ประเภทโครงการ"), "value": proposal.get_category_display() if proposal.category else None},
        {"label": _("ยื่นที่"), "value": f"{proposal.tambon} · {proposal.amphoe} · {proposal.province}"},
        {"label": _("สถานที่ดำเนินการ"), "value": proposal.place},
        {"label": _("วันที่ยื่น"), "value": proposal.applied_on, "kind": "date"},
        {"label": _("ผู้บันทึก"), "value": str(proposal.entered_by)},
    ]


def _checklist(rules: groups.Terms, ticked: frozenset[str]) -> list[dict[str, Any]]:
    """The checklist by part, with the group minimum filled in, in the reader's language."""
    parts: dict[str, dict[str, Any]] = {}
    for item in rules.checklist:
        part = parts.setdefault(item.part, {"label": str(Refusal(PART_LABELS[item.part])), "items": []})
        label = Refusal(item.label, least=rules.least) if "%(" in item.label else Refusal(item.label)
        part["items"].append(
            {"code": item.code, "label": str(label), "required": item.is_required, "ticked": item.code in ticked}
        )
    return [{"label": part["label"], "lines": part["items"]} for part in parts.values()]


def _version(version: Any) -> dict[str, Any]:
    return {
        "row": version,
        "amount": version.content["amount"],
        "title": version.content["title"],
        "decisions": [
            {
                "row": decision,
                "passed": decision.outcome == Decision.Outcome.PASSED,
                "stage": decision.get_stage_display(),
            }
            for decision in version.decisions.all()
        ],
    }


def _event(change: Any) -> dict[str, Any]:
    tone = {"AGREE": "good", "APPROVE": "good", "RETURN": "warning", "REJECT": "bad", "LAPSE": "bad"}.get(change.step)
    return {
        "on": change.on,
        "who": str(change.by) if change.by else _("ระบบ"),
        "what": change.get_step_display(),
        "why": change.note,
        "tone": tone or ("bad" if change.step == Step.CHANGE_BORROWER else "neutral"),
    }
