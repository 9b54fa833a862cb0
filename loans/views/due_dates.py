"""Other due dates for a contract that the bank could not pay: those that were fixed may lie too near by now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from loans import selectors, services, tables
from loans.forms import DueDatesForm
from loans.models import Contract
from thai.refusals import Refusal


@permission("loans.make_transfer")
@require_http_methods(["GET", "POST"])
def due_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix other due dates of a contract whose transfer was sent back; the schedule of now is shown beside."""
    rows = Contract.objects.visible_to(request.user, "loans.make_transfer").select_related("proposal", "amphoe")
    contract = get_object_or_404(rows, pk=pk)
    if not selectors.waits_after_refusal(contract):
        messages.error(request, str(Refusal(services.NOT_SENT_BACK)))
        return redirect("loans:contract", pk=contract.pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    initial = {
        "planned_transfer_on": max(contract.planned_transfer_on, business_date.today()),
        "due_dates": list(services.fixed_due_dates(contract) or ()),
    }
    form = DueDatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_due_dates(contract=contract, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("แก้วันครบกำหนดแล้ว ทำรายการโอนใหม่ได้"))
            return redirect("loans:contract", pk=contract.pk)
    context = {"contract": contract, "form": form, "schedule": None, "schedule_refusal": ""}
    try:
        lines = services.planned_schedule(contract=contract, transfer_on=initial["planned_transfer_on"])
    except Refusal as refused:
        context["schedule_refusal"] = str(refused)
    else:
        context["schedule"] = tables.schedule_table(lines, caption=_("นับจากวันที่คาดว่าจะโอน"))
    return render(request, "loans/due_dates.html", context)
