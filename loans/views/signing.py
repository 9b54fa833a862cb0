"""The day of signing, and the papers that reach the province."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from loans import selectors, services, tables
from loans.forms import SigningForm
from loans.models import Contract
from thai.refusals import Refusal


@permission("loans.sign")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the signing: who appeared, what was seen."""
    contract = get_object_or_404(
        Contract.objects.visible_to(request.user, "loans.sign").select_related("proposal", "amphoe"), pk=pk
    )
    if contract.state != Contract.State.PREPARED:
        messages.error(request, _("สัญญานี้บันทึกการลงนามไปแล้วหรือถูกยกเลิก"))
        return redirect("loans:contract", pk=contract.pk)
    withdrawn = selectors.withdrawn_draft(selectors.papers_of(contract))
    if withdrawn:
        said = _("ฉบับเตรียมลงนามเลขที่ %(paper)s ถูกเพิกถอนการลงนามแล้ว ให้แก้ไขสัญญาเพื่อออกฉบับใหม่ก่อนลงนาม")
        messages.error(request, said % {"paper": withdrawn})
        return redirect("loans:contract", pk=contract.pk)
    on = business_date.today()
    parties = [(party.member_id, party.name) for party in contract.parties.order_by("position")]
    witnesses = [(str(witness.position), witness.name) for witness in contract.witnesses.all()]
    form = SigningForm(
        request.POST or None,
        request.FILES or None,
        borrowers=parties,
        witnesses=witnesses,
        province=contract.province_id,
        is_organisation=contract.proposal.organisation_id is not None,
        bears_stamps=contract.stamp_duty > 0,
        initial={"signed_on": on},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.record_signing(
                contract=contract,
                checks=given["checks"],
                present_member_ids=given["present"],
                witnesses_present=len(given["witnesses"]),
                signed_on=given["signed_on"],
                by=request.user,
                on=on,
                note=given["note"],
                passbook=given["passbook"],
            )
        except services.MonthReasonMissing as refused:
            form.add_error("note", str(refused))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกการลงนามแล้ว"))
            return redirect("loans:contract", pk=contract.pk)
    approval = selectors.approval_of(proposal=contract.proposal)
    approved_on = approval.decided_on if approval else None
    context = {
        "contract": contract,
        "form": form,
        "facts": [
            {"label": _("เงินต้น"), "value": contract.principal, "kind": "money"},
            {"label": _("อากรแสตมป์บนต้นฉบับ"), "value": contract.stamp_duty, "kind": "money"},
            {"label": _("ชื่อบัญชี"), "value": contract.account_name, "help": contract.account_number},
            {"label": _("วันนัดลงนาม"), "value": contract.appointment_on, "kind": "date"},
        ],
        "warning": _("อนุมัติเมื่อ %(approved)s การลงนามในเดือนอื่นทำได้ แต่ต้องระบุเหตุผลในช่องเหตุผลหรือหมายเหตุ")
        % {"approved": tables.day(approved_on)}
        if selectors.is_other_month(approved_on, on)
        else "",
    }
    return render(request, "loans/sign.html", context)


@permission("loans.prepare")
@require_POST
def annul_signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a signed contract back to its preparation."""
    contract = get_object_or_404(Contract.objects.visible_to(request.user, "loans.prepare"), pk=pk)
    try:
        services.annul_signing(
            contract=contract, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("เพิกถอนการลงนามแล้ว แก้ไขสัญญาและออกฉบับเตรียมลงนามใหม่ได้"))
    return redirect("loans:contract", pk=contract.pk)


@permission("loans.prepare")
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the original and the passbook copy of one contract have reached the province."""
    contract = get_object_or_404(Contract.objects.visible_to(request.user, "loans.prepare"), pk=pk)
    try:
        services.receive_papers(contracts=[contract], by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกรับต้นฉบับและสำเนาสมุดบัญชีแล้ว"))
    return redirect("loans:contract", pk=contract.pk)
