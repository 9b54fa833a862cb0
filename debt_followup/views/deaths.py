"""Reports that a debtor died: which wait for a legal file, and those that were found untrue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from debt_followup.rules.acts import LEGAL
from debt_followup.selectors import deaths as reads
from debt_followup.services import deaths as services
from debt_followup.tables import deaths as tables
from loans.models import Contract
from thai.refusals import Refusal

MOST_DENIED = 20


@permission(LEGAL)
@require_GET
@never_cache
def reported_deaths(request: HttpRequest) -> HttpResponse:
    """List of whom it is said that she died while no file is open, who has waited longest first."""
    today = business_date.today()
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:reported_deaths")
    context = {
        "said": tables.said_dead(reads.said_dead(reads.reports_for(request.user)), on=today),
        "denied": tables.denied(reads.denials(request.user)[:MOST_DENIED]),
    }
    return render(request, "debt_followup/reported_deaths.html", context)


@permission(LEGAL)
@require_POST
def deny_death(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that what is said of a debtor's death is untrue."""
    contract = get_object_or_404(Contract.objects.visible_to(request.user, LEGAL), pk=pk)
    party = request.POST.get("party", "")
    try:
        services.deny_death(
            contract=contract,
            party=int(party) if party.isdecimal() else None,
            reason=request.POST.get("reason", ""),
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกว่าการแจ้งไม่เป็นความจริงแล้ว"))
    return redirect("debt_followup:reported_deaths")
