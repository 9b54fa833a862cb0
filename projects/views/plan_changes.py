"""A changed work plan after the money came: asked for on one page, decided on another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from projects import services
from projects.forms.plans import ChangeForm, DecisionForm, plan_in, typed_of
from projects.models import Meeting, PlanChange, Proposal
from projects.models.meetings import Organ
from projects.rules import AlreadyDecided
from projects.rules.versions import plan_differences
from projects.selectors import plans
from projects.selectors import proposal as reads
from projects.selectors.versions import sections
from projects.views.proposals import ENTER, load, may_ask_change, plan_context
from thai.refusals import Refusal

DECIDE = "projects.subcommittee"
MOST_MEETINGS = 12


@permission(ENTER)
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a changed work plan; the form begins with the plan in force."""
    on = business_date.today()
    proposal = load(request, reference, ENTER)
    changes = plans.changes_of(proposal)
    page = redirect("projects:proposal", reference=reference)
    if not may_ask_change(request.user, proposal, changes):
        messages.error(request, _("ขอแก้ไขแผนงานได้เมื่อได้รับเงินแล้ว โครงการยังไม่ปิด และไม่มีคำขอที่รอมติอยู่"))
        return page
    form = ChangeForm(request.POST if request.method == "POST" and "plan" not in request.POST else None)
    if request.method != "POST":
        plan = typed_of(plans.plan_in_force(proposal, changes=changes))
        return _render_ask(request, proposal, form, plan)
    plan = plan_in(request.POST)
    if "plan" in request.POST:
        return _render_ask(request, proposal, ChangeForm(initial=request.POST.dict()), plan)
    if form.is_valid():
        for said in plan.wrong:
            form.add_error(None, said)
    if form.is_valid():
        try:
            services.ask_plan_change(
                proposal=proposal,
                plan=plan.plan[0],
                budget=plan.plan[1],
                reason=form.cleaned_data["reason"],
                by=request.user,
                on=on,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            committee = plans.committee_of(proposal)
            messages.success(request, _("ส่งคำขอแก้ไขแผนงานให้ %(organ)s พิจารณาแล้ว") % {"organ": committee})
            return page
    return _render_ask(request, proposal, form, plan)


@permission("projects.view")
def show(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show a change: what it would alter, why, and the decision or the form for it."""
    proposal = load(request, reference, "projects.view")
    change = _change(proposal, number)
    return _render_change(request, proposal, change, form=None)


@require_POST
@permission(DECIDE)
def decide(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record the decision of อกส.จ."""
    proposal = load(request, reference, DECIDE)
    change = _change(proposal, number)
    form = DecisionForm(request.POST, meetings=_meetings(proposal), committee=plans.committee_of(proposal))
    if form.is_valid():
        try:
            services.decide_plan_change(change=change, by=request.user, on=business_date.today(), **form.cleaned_data)
        except AlreadyDecided as decided:
            messages.info(request, str(decided))
            return redirect("projects:plan_change", reference=reference, number=number)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกมติของ %(organ)s แล้ว") % {"organ": plans.committee_of(proposal)})
            return redirect("projects:plan_change", reference=reference, number=number)
    return _render_change(request, proposal, change, form=form)


def _change(proposal: Proposal, number: int) -> PlanChange:
    rows = PlanChange.objects.filter(proposal=proposal).select_related("asked_by", "decided_by", "meeting")
    return get_object_or_404(rows, number=min(number, 32_767))


def _meetings(proposal: Proposal) -> Any:
    """The meetings of อกส.จ. of the province that were held, the newest first."""
    held = Meeting.objects.filter(
        organ=Organ.SUBCOMMITTEE, province=proposal.province_id, held_on__lte=business_date.today()
    )
    newest = held.order_by("-held_on").values_list("pk", flat=True)[:MOST_MEETINGS]
    return Meeting.objects.filter(pk__in=list(newest)).order_by("-held_on")


def _render_ask(request: HttpRequest, proposal: Proposal, form: ChangeForm, plan: Any) -> HttpResponse:
    context = {
        "proposal": proposal,
        "form": form,
        "plan": plan,
        "approved": f"{proposal.amount:.2f}",
        "committee": plans.committee_of(proposal),
    }
    return render(request, "projects/_plan_form.html" if request.htmx else "projects/plan_change_form.html", context)


def _render_change(
    request: HttpRequest, proposal: Proposal, change: PlanChange, *, form: DecisionForm | None
) -> HttpResponse:
    earlier = [row for row in plans.changes_of(proposal) if row.number < change.number]
    before = plans.plan_in_force(proposal, changes=earlier)
    waits = not change.outcome and proposal.state in plans.CHANGEABLE
    may_decide = waits and reads.may(user=request.user, permission=DECIDE, proposal=proposal)
    if form is None and may_decide:
        form = DecisionForm(meetings=_meetings(proposal), committee=plans.committee_of(proposal))
    return render(
        request,
        "projects/plan_change.html",
        {
            "proposal": proposal,
            "change": change,
            "committee": plans.committee_of(proposal),
            "sections": sections(plan_differences(before=plans.as_content(before), after=change.content)),
            "before_label": _("แผนงานก่อนแก้ไข"),
            "after_label": _("แผนงานที่ขอ"),
            "plan": plan_context(plans.from_content(change.content)),
            "approved": proposal.amount,
            "form": form if may_decide else None,
            "is_own": change.asked_by_id == request.user.pk,
        },
    )
