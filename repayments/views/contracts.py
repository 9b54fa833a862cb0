"""A contract's standing as of a day with its working, its receipts and its Bill Payment forms."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from documents.selectors import papers_list
from loans.models import Contract
from repayments import selectors, services, tables
from repayments.forms import AsOfForm
from repayments.selectors import Page
from thai.refusals import Refusal

MOST_RECEIPTS = 100


@permission("repayments.view")
@require_GET
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a contract owes as of a day, line by line, with every receipt."""
    found = get_object_or_404(
        Contract.objects.visible_to(request.user, "repayments.view").in_force().select_related("proposal", "amphoe"),
        pk=pk,
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.pk}")
    form = AsOfForm(request.GET or None)
    today = business_date.today()
    as_of = (form.cleaned_data.get("as_of") if form.is_valid() else None) or today
    if not form.is_bound:
        form = AsOfForm(initial={"as_of": today})
    owed = selectors.standing(contract=found, as_of=as_of)
    quote = selectors.settlement(contract=found, on=as_of)
    working = tables.working_of_standing(owed)
    receipts = list(found.receipts.select_related("contract__proposal").order_by("-value_on", "-pk")[:MOST_RECEIPTS])
    context = {
        "contract": found,
        "as_of": as_of,
        "form": form,
        "figures": tables.standing_figures(owed),
        "table": tables.instalments_table(owed),
        "working": working,
        "working_total": sum((line["amount"] for line in working), Decimal("0.00")),
        "quote": [
            {"label": _("ยอดปิดบัญชี ณ วันที่เลือก"), "value": quote.to_pay, "kind": "money"},
            {"label": _("เงินต้น"), "value": quote.total(selectors.Component.PRINCIPAL), "kind": "money"},
            {
                "label": _("ดอกเบี้ยถึงวันที่เลือก"),
                "value": quote.total(selectors.Component.CONTRACT_INTEREST),
                "kind": "money",
            },
            {"label": _("เบี้ยปรับ"), "value": quote.total(selectors.Component.DEFAULT_INTEREST), "kind": "money"},
        ],
        "receipts": tables.receipts_table(Page(receipts, None, has_previous=False), url=""),
        "instalments": owed.instalments,
        "papers": papers_list(subject=f"contract:{found.pk}"),
        "may_issue": found.state == Contract.State.IN_FORCE and holds(request.user, "repayments.receipt"),
        "may_see_loan": holds(request.user, "loans.view"),
        "tone": "active" if found.state == Contract.State.IN_FORCE else "done",
    }
    return render(request, "repayments/contract.html", context)


@permission("repayments.receipt")
@require_POST
def bills(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the Bill Payment forms of a contract: of one instalment, or of all."""
    found = get_object_or_404(Contract.objects.visible_to(request.user, "repayments.receipt").in_force(), pk=pk)
    asked = request.POST.get("instalment", "")
    try:
        paper = services.issue_bills(
            contract=found,
            by=request.user,
            on=business_date.today(),
            numbers=[int(asked)] if asked.isdecimal() else None,
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ออกแบบฟอร์มชำระเงินเลขที่ %s แล้ว") % paper.number)
    return redirect("repayments:contract", pk=pk)
