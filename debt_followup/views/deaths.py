"""Reports that a debtor died: which wait for a legal file, and those that were found untrue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from debt_followup import exports
from debt_followup.rules.acts import LEGAL
from debt_followup.selectors import deaths as reads
from debt_followup.services import deaths as services
from debt_followup.tables import deaths as tables
from debt_followup.views.files import list_file, list_urls
from loans.models import Contract
from thai.refusals import Refusal

MOST_DENIED = 20


@permission(LEGAL)
@require_GET
@never_cache
def reported_deaths(request: HttpRequest) -> HttpResponse:
    """List of whom it is said that she died while no file is open, who has waited longest first."""
    place = reads.place_of(request.GET.get("after", ""))
    found = reads.said_dead(reads.reports_for(request.user), after=place, most=reads.PAGE + 1)
    shown = found[: reads.PAGE]
    denied = list(reads.denials(request.user)[: MOST_DENIED + 1])
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:reported_deaths")
    context = {
        "said": tables.said_dead(shown, on=business_date.today()),
        "next_url": f"?{urlencode({'after': shown[-1].place})}" if len(found) > len(shown) else "",
        "files": list_urls(request, "reported_deaths_file"),
        "denied": tables.denied(denied[:MOST_DENIED]),
        "denied_shown": _("แสดง %(count)s รายการล่าสุด") % {"count": MOST_DENIED} if len(denied) > MOST_DENIED else "",
        "denied_files": list_urls(request, "denied_deaths_file"),
    }
    return render(request, "debt_followup/reported_deaths.html", context)


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of({}, on=business_date.today())


reported_deaths_file = list_file(exports.REPORTED_DEATHS, _asked_of_file, page="debt_followup:reported_deaths")
denied_deaths_file = list_file(exports.DENIED_DEATHS, _asked_of_file, page="debt_followup:reported_deaths")


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
