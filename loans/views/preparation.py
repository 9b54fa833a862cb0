"""Preparing a contract, with the schedule drawn anew while one types."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.selectors import business_calendar
from loans import account, selectors, services, tables
from loans.forms import PreparationForm, ScheduleForm
from loans.letters import organisation_name
from loans.models import Contract
from loans.selectors.terms import CONTRACT_DAY_BASIS
from projects.models import Borrower, Proposal
from thai.refusals import Refusal


@permission("loans.prepare")
def prepare(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Prepare the contract of an approved proposal. Without script a button draws the schedule."""
    proposal = get_object_or_404(_proposals(request), pk=proposal_id)
    made = Contract.objects.filter(proposal=proposal).first()
    if made is not None:
        messages.info(request, _("โครงการนี้จัดทำสัญญาแล้ว"))
        return redirect("loans:contract", pk=made.pk)
    group = _group(proposal)
    form = PreparationForm(
        request.POST or None,
        co_borrowers=group[1:],
        organisation=organisation_name(proposal),
        initial={
            "planned_transfer_on": business_date.today(),
            "appointment_on": business_date.today(),
            "holder_ids": [key for key, _name in group[1 : account.MIN_HOLDERS]],
        },
    )

    def command(**given: Any) -> Contract:
        return services.prepare_contract(proposal=proposal, by=request.user, on=business_date.today(), **given)

    return _answer(request, proposal, form, group, command, cancel_url=reverse("loans:list"))


@permission("loans.prepare")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a prepared contract before it is signed."""
    contract = get_object_or_404(
        Contract.objects.visible_to(request.user, "loans.prepare").select_related("proposal"), pk=pk
    )
    proposal = get_object_or_404(_proposals(request), pk=contract.proposal_id)
    if contract.state != Contract.State.PREPARED:
        text = _("สัญญานี้ลงนามแล้ว จึงแก้ไขไม่ได้ หากต้องแก้ก่อนโอนเงินให้ใช้ “กลับไปจัดทำสัญญา”")
        cancelled = contract.state == Contract.State.CANCELLED
        messages.error(request, _("สัญญานี้ยกเลิกแล้ว จึงแก้ไขไม่ได้") if cancelled else text)
        return redirect("loans:contract", pk=contract.pk)
    group = _group(proposal)
    form = PreparationForm(
        request.POST or None,
        co_borrowers=group[1:],
        organisation=organisation_name(proposal),
        initial=_initial(contract),
    )

    def command(**given: Any) -> Contract:
        return services.update_preparation(contract=contract, by=request.user, on=business_date.today(), **given)

    return _answer(
        request, proposal, form, group, command, cancel_url=reverse("loans:contract", args=[contract.pk]), is_edit=True
    )


@permission("loans.prepare")
@require_GET
def preview(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Draw the schedule and the stamp duty that would follow from what is typed; nothing is written."""
    proposal = get_object_or_404(_proposals(request), pk=proposal_id)
    return render(request, "loans/_schedule.html", _preview(proposal, ScheduleForm(request.GET)))


def _proposals(request: HttpRequest):
    rows = Proposal.objects.visible_to(request.user, "loans.prepare").filter(support=Proposal.Support.LOAN)
    return rows.select_related("amphoe", "tambon", "province", "organisation__member")


def _group(proposal: Proposal) -> list[tuple[int, str]]:
    """The borrowers as choices, the representative first."""
    borrowers = proposal.borrowers.select_related("member").order_by("position")
    group = sorted(borrowers, key=lambda one: (one.role != Borrower.Role.REPRESENTATIVE, one.position))
    return [(one.member_id, one.member.full_name) for one in group]


def _initial(contract: Contract) -> dict[str, Any]:
    witnesses = [witness.name for witness in contract.witnesses.all()]
    names = (
        "instalment_count",
        "months_between",
        "planned_transfer_on",
        "account_bank",
        "account_branch",
        "account_kind",
        "account_number",
        "account_name",
        "withdrawal_persons",
        "appointment_on",
        "sara_number",
    )
    on = business_date.today()
    return {
        **{name: getattr(contract, name) for name in names},
        # days of a contract that is prepared once more have passed as a rule
        "planned_transfer_on": max(contract.planned_transfer_on, on),
        "appointment_on": max(contract.appointment_on or on, on),
        "due_dates": services.fixed_due_dates(contract) or [],
        "holder_ids": list(contract.parties.filter(holds_account=True).values_list("member_id", flat=True)),
        "witness_1": witnesses[0] if witnesses else "",
        "witness_2": witnesses[1] if len(witnesses) > 1 else "",
    }


def _answer(
    request: HttpRequest, proposal: Proposal, form, group, command, *, cancel_url: str, is_edit: bool = False
) -> HttpResponse:
    only_look = "preview" in request.POST
    if request.method == "POST" and not only_look and form.is_valid():
        try:
            contract = command(**form.preparation())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("จัดทำสัญญาแล้ว พร้อมฉบับเตรียมลงนาม"))
            return redirect("loans:contract", pk=contract.pk)
    schedule_form = ScheduleForm(request.POST) if request.method == "POST" else _as_typed(form)
    context = {
        "proposal": proposal,
        "form": form,
        "is_organisation": proposal.organisation_id is not None,
        "account_name": account.BETWEEN_NAMES.join(name for _key, name in group[: account.MIN_HOLDERS]),
        "representative": group[0][1] if group else "",
        "cancel_url": cancel_url,
        "is_edit": is_edit,
        "preview_url": reverse("loans:preview", args=[proposal.pk]),
        **_preview(proposal, schedule_form),
    }
    return render(request, "loans/prepare.html", context)


def _as_typed(form: PreparationForm) -> ScheduleForm:
    """The schedule's fields with their first values, as if they had been typed."""
    shown = {}
    for name, field in ScheduleForm.base_fields.items():
        value = form.get_initial_for_field(form.fields[name], name)
        prepared = field.prepare_value(value)
        shown[name] = prepared.isoformat() if hasattr(prepared, "isoformat") else prepared
    return ScheduleForm(shown)


def _preview(proposal: Proposal, form: ScheduleForm) -> dict[str, Any]:
    """The schedule that follows, or the sentence why there is none."""
    if not form.is_valid():
        return {"schedule_refusal": _("กรอกจำนวนงวด ระยะห่างงวด และวันที่คาดว่าจะโอนให้ถูกต้อง แล้วตารางจะแสดงที่นี่")}
    given = form.cleaned_data
    try:
        terms = selectors.terms_in_force(province=proposal.province_id, on=given["planned_transfer_on"])
        lines = terms.schedule(
            principal=proposal.amount,
            transfer_on=given["planned_transfer_on"],
            instalment_count=given["instalment_count"],
            months_between=given["months_between"],
            is_business_day=business_calendar(province=proposal.province_id),
            due_dates=given["due_dates"] or None,
        )
        duty = terms.stamp_duty(principal=proposal.amount)
    except Refusal as refused:
        return {"schedule_refusal": str(refused)}
    return {
        "schedule": tables.schedule_table(lines, caption=_("ตารางผ่อนชำระ นับจากวันที่คาดว่าจะโอน")),
        "working": tables.interest_working(
            lines,
            transfer_on=given["planned_transfer_on"],
            rate=terms.annual_rate,
            day_basis=CONTRACT_DAY_BASIS,
        ),
        "interest_total": sum(line.interest for line in lines),
        "stamp_duty": duty,
        "stamp": tables.stamp_working(principal=proposal.amount, duty=duty, per=terms.stamp_per, cap=terms.stamp_cap),
    }
