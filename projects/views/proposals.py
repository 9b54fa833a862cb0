"""The page of a proposal, the tambon's opinion and the steps taken from the page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from areas.views.sara import recorded, sara_fact, sara_panel
from projects import services
from projects.forms.progress import StartForm
from projects.forms.proposals import NoticeForm, OpinionForm
from projects.models import Decision, PlanChange, Proposal
from projects.rules import BANGKOK, EDITABLE, PART_LABELS, State, Step, budget_totals, missing_papers, step_label
from projects.rules.organs import BANGKOK_STAGES
from projects.selectors import group as groups
from projects.selectors import plans
from projects.selectors import proposal as reads
from projects.selectors.attachments import panel as files_panel
from projects.selectors.attachments import with_requests
from projects.selectors.board import cards_of
from projects.selectors.deadlines import Deadlines
from projects.selectors.organisation import House
from projects.selectors.progress import ReportDays, with_reports
from projects.selectors.rounds import sent_in
from projects.selectors.sara import is_known
from projects.tables.papers import paper_rows
from projects.tables.proposals import tone_of
from projects.views import progress
from thai.refusals import Refusal

ENTER = "projects.enter"
_IN_MEETINGS = ("PUT_ON_AMPHOE_AGENDA", "AGREE", "SCREEN", "APPROVE")


@permission("projects.view")
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a proposal: its state, next step, group, papers, decisions and timeline."""
    on = business_date.today()
    proposal = load(request, reference, "projects.view")
    state = State(proposal.state)
    look = groups.look_at(proposal=proposal, on=on)
    rules, ticked = look.rules, look.ticked
    timeline = reads.timeline_of(proposal)
    versions = reads.versions_of(proposal)
    changes = plans.changes_of(proposal) if state in plans.HAS_MONEY else []
    plan = (
        plans.plan_of(proposal)
        if state in EDITABLE
        else plans.plan_in_force(proposal, versions=versions, changes=changes)
    )
    blockers = []
    if state in EDITABLE:
        blockers = groups.in_short(groups.what_is_missing(proposal=proposal, look=look, plan=plan))
    steps = {one.step.value: one for one in reads.next_steps(proposal=proposal, user=request.user, blockers=blockers)}
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"proposal:{proposal.pk}")
    sent_on = sent_in(timeline)
    days = ReportDays(provinces=[proposal.province_id])
    (card,) = cards_of(
        proposals=[proposal],
        on=on,
        decided=reads.last_decision(proposal=proposal, versions=versions),
        sent={proposal.pk: sent_on} if sent_on else {},
        asked={},  # the page shows the requests themselves
        deadlines=days,
    )
    return render(
        request,
        "projects/proposal.html",
        {
            "proposal": proposal,
            "state_label": str(reads.label_of(proposal.state, province=proposal.province_id)),
            "state_tone": tone_of(proposal.state),
            "card": card,
            "stages": reads.stages(proposal=proposal, timeline=timeline),
            "steps": steps,
            "gives_up": [{"name": "cause", "value": Step.GIVE_UP.value}],
            "send_step": steps.get("SEND") or steps.get("SEND_AGAIN"),
            "meeting_step": next((steps[name] for name in _IN_MEETINGS if name in steps), None),
            "agenda_item": card.agenda_item,
            "organ": reads.organ_for(state, province=proposal.province_id),
            "approving_meeting": reads.approving_meeting(versions) if state is State.APPROVED else None,
            "is_editable": state in EDITABLE and reads.may(user=request.user, permission=ENTER, proposal=proposal),
            "blockers": blockers,
            "facts": _facts(proposal, look.house) + _in_sara(proposal),
            "sara": sara_panel(
                request.user,
                proposal,
                url=reverse("projects:sara", args=[proposal.reference]),
                label=_("เลขที่โครงการในระบบ SARA"),
            )
            if is_known(proposal)
            else None,
            "group": look.rows,
            "house": look.house,
            "is_loan": proposal.support == Proposal.Support.LOAN,
            "plan": plan_context(plan),
            "plan_changes": changes,
            "committee": plans.committee_of(proposal),
            "plan_is_changed": any(change.outcome == PlanChange.Outcome.PASSED for change in changes),
            "may_ask_change": may_ask_change(request.user, proposal, changes),
            "least": rules.least,
            "checklist": checklist_lines(rules, ticked),
            "ticked_count": len(ticked),
            "checklist_count": len(rules.checklist),
            "attachments": files_panel(proposal=proposal, look=look, user=request.user, on=on),
            "versions": [_version(version, proposal) for version in versions],
            "papers": paper_rows(reads.papers_of(proposal=proposal, versions=versions, user=request.user)),
            "events": [_event(change, proposal) for change in timeline],
            "progress": progress.panel(request=request, proposal=proposal, timeline=timeline, days=days, on=on),
            "start_form": StartForm(initial={"started_on": on}) if state is State.TRANSFERRED else None,
            "notice_form": NoticeForm() if state is State.RETURNED_FOR_REVISION else None,
        },
    )


@require_POST
@permission(ENTER)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a saved draft, or a returned proposal anew."""
    proposal = load(request, reference, ENTER)
    send_and_say(request, proposal)
    return redirect("projects:proposal", reference=reference)


@permission("projects.tambon_opinion")
def opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the opinion of the tambon group."""
    on = business_date.today()
    proposal = load(request, reference, "projects.tambon_opinion")
    speaks = reads.speaks_for_tambon(user=request.user, proposal=proposal, on=on)
    form = OpinionForm(request.POST or None, request.FILES or None, speaks_for_tambon=speaks)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_tambon_opinion(proposal=proposal, by=request.user, on=on, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกความเห็นตำบลแล้ว ส่งต่อ อกส.อ."))
            return redirect("projects:proposal", reference=reference)
    look = groups.look_at(proposal=proposal, on=on)
    return render(
        request,
        "projects/opinion.html",
        {
            "proposal": proposal,
            "form": form,
            "facts": _facts(proposal, look.house),
            "group": look.rows,
            "house": look.house,
            "plan": plan_context(plans.plan_of(proposal)),
            "plan_is_changed": False,
            "plan_changes": [],
            "may_ask_change": False,
            "attachments": files_panel(proposal=proposal, look=look, user=request.user, on=on),
            "missing": missing_papers(ticked=look.ticked, items=look.rules.checklist),
            "waits": proposal.state == State.SUBMITTED,
        },
    )


@require_POST
@permission("projects.amphoe_meeting")
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Record when the proposer received the notice to revise; the days run from there."""
    proposal = load(request, reference, "projects.amphoe_meeting")
    form = NoticeForm(request.POST)
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
    proposal = load(request, reference, "projects.amphoe_meeting")
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
    """Record the day on which the group started its project; today unless another is given."""
    proposal = load(request, reference, ENTER)
    on = business_date.today()
    form = StartForm(request.POST)
    if "started_on" in request.POST and not form.is_valid():
        messages.error(request, " ".join(form.errors["started_on"]))
        return redirect("projects:proposal", reference=reference)
    started_on = form.cleaned_data["started_on"] if form.is_valid() else on
    return _take(
        request,
        proposal,
        lambda: services.record_start(proposal=proposal, started_on=started_on, by=request.user, on=on),
        _("บันทึกการเริ่มดำเนินโครงการแล้ว"),
    )


@require_POST
@permission("sara.record")
def sara(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the number that the project has in SARA (A-22)."""
    proposal, on = load(request, reference, "sara.record"), business_date.today()
    recorded(
        request,
        lambda number: services.record_sara_number(proposal=proposal, number=number, by=request.user, on=on),
    )
    return redirect("projects:proposal", reference=reference)


@require_POST
@permission("projects.record")
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel an approved proposal whose group changed or does not want the money."""
    proposal = load(request, reference, "projects.record")
    gave_up = request.POST.get("cause") == Step.GIVE_UP
    return _take(
        request,
        proposal,
        lambda: services.cancel_for_change(
            proposal=proposal,
            reason=request.POST.get("reason", ""),
            by=request.user,
            on=business_date.today(),
            gave_up=gave_up,
        ),
        _("ยกเลิกโครงการแล้ว กลุ่มเสนอโครงการใหม่ได้ตามขั้นตอน"),
    )


# -- pieces of the pages ---------------------------------------------------------------------------------------------
def send_and_say(request: HttpRequest, proposal: Proposal) -> bool:
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


def load(request: HttpRequest, reference: str, needed: str) -> Proposal:
    """Return a proposal that the user may reach with a permission; 404 for any other."""
    rows = Proposal.objects.visible_to(request.user, needed)
    rows = rows.select_related("tambon", "amphoe", "province", "entered_by")
    return get_object_or_404(with_reports(with_requests(rows)), reference=reference)


def _take(request: HttpRequest, proposal: Proposal, command: Any, said: str) -> HttpResponse:
    try:
        command()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("projects:proposal", reference=proposal.reference)


def may_ask_change(user: Any, proposal: Proposal, changes: list[PlanChange]) -> bool:
    """Whether the user may ask for a changed work plan now: the money has come, and no change waits."""
    waits = any(not change.outcome for change in changes)
    return (
        State(proposal.state) in plans.CHANGEABLE
        and not waits
        and reads.may(user=user, permission=ENTER, proposal=proposal)
    )


def _revise_by(proposal: Proposal, start: Any):
    return (
        Deadlines(provinces=[proposal.province_id]).revise_by(province=proposal.province_id, received_on=start).last_on
    )


def _facts(proposal: Proposal, house: House | None) -> list[dict[str, Any]]:
    facts = [
        {"label": _("ประเภทเงิน"), "value": proposal.get_support_display()},
        {"label": _("วงเงินที่ขอสนับสนุน"), "value": proposal.amount or None, "kind": "money"},
        {"label": _("ประเภทโครงการ"), "value": proposal.get_category_display() if proposal.category else None},
        {"label": _("ยื่นที่"), "value": f"{proposal.tambon} · {proposal.amphoe} · {proposal.province}"},
        {"label": _("สถานที่ดำเนินการ"), "value": proposal.place},
        {"label": _("วันที่ยื่น"), "value": proposal.applied_on, "kind": "date"},
        {"label": _("ผู้บันทึก"), "value": str(proposal.entered_by)},
    ]
    if house is not None:
        legal = _("เป็นนิติบุคคล") if house.organisation.is_legal_person else _("ไม่เป็นนิติบุคคล")
        facts[1:1] = [
            {"label": _("องค์กรสตรีที่เสนอ"), "value": house.member.full_name},
            {"label": _("ฐานะขององค์กร"), "value": legal},
            {"label": _("สำนักงาน"), "value": f"{house.member.address} {house.area}".strip()},
        ]
    return facts


def _in_sara(proposal: Proposal) -> list[dict[str, Any]]:
    return [sara_fact(proposal, on=proposal.applied_on)] if is_known(proposal) else []


def plan_context(plan: plans.Plan) -> dict[str, Any]:
    """The work plan and the budget with their sums, as the pages show them."""
    steps, lines = plan
    return {"steps": steps, "lines": lines, "totals": budget_totals(budget=lines)}


def checklist_lines(rules: groups.Terms, ticked: frozenset[str]) -> list[dict[str, Any]]:
    """The checklist by part, with the group minimum filled in, in the reader's language."""
    parts: dict[str, dict[str, Any]] = {}
    for item in rules.checklist:
        part = parts.setdefault(item.part, {"label": str(Refusal(PART_LABELS[item.part])), "items": []})
        label = Refusal(item.label, least=rules.least) if "%(" in item.label else Refusal(item.label)
        part["items"].append(
            {"code": item.code, "label": str(label), "required": item.is_required, "ticked": item.code in ticked}
        )
    return [{"label": part["label"], "lines": part["items"]} for part in parts.values()]


def _version(version: Any, proposal: Proposal) -> dict[str, Any]:
    return {
        "row": version,
        "is_past": version.number != proposal.version,
        "amount": version.content["amount"],
        "title": version.content["title"],
        "decisions": [
            {
                "row": decision,
                "passed": decision.outcome == Decision.Outcome.PASSED,
                "stage": str(Refusal(BANGKOK_STAGES[decision.stage]))
                if proposal.province_id == BANGKOK
                else decision.get_stage_display(),
            }
            for decision in version.decisions.all()
        ],
    }


def _event(change: Any, proposal: Proposal) -> dict[str, Any]:
    tone = {"AGREE": "good", "APPROVE": "good", "RETURN": "warning", "REJECT": "bad", "LAPSE": "bad"}.get(change.step)
    return {
        "on": change.on,
        "who": str(change.by) if change.by else _("ระบบ"),
        "what": str(Refusal(step_label(step=change.step, province=proposal.province_id))),
        "why": change.note,
        "tone": tone or ("bad" if change.step in (Step.CHANGE_BORROWER, Step.GIVE_UP) else "neutral"),
    }
