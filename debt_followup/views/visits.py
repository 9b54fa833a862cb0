"""Pages of the log of contacts: recorded on a telephone, shown, listed."""

from datetime import date, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.rules import NoPolicy
from areas.scope import holds
from areas.selectors import office_calendar, policy
from areas.services import log_personal_data
from debt_followup import exports, selectors
from debt_followup.forms.cases import ContactFilter
from debt_followup.forms.visits import VisitForm
from debt_followup.models import DeathDenial, DebtContact, NoticeDelivery, PlannedVisit
from debt_followup.rules.acts import ACKNOWLEDGE, LEGAL
from debt_followup.rules.cases import VISIT
from debt_followup.rules.deliveries import DeliveryState
from debt_followup.rules.requests import RESTRUCTURE
from debt_followup.rules.visits import Outcome, hours_of
from debt_followup.selectors import cases as case_reads
from debt_followup.selectors import visits as reads
from debt_followup.selectors.deaths import file_after, first_said
from debt_followup.selectors.replaced import replaced
from debt_followup.selectors.voids import voids_of
from debt_followup.services import visits as services
from debt_followup.tables import cases as case_tables
from debt_followup.tables import deaths as death_tables
from debt_followup.tables import visits as tables
from debt_followup.tables import voids as void_tables
from debt_followup.views.files import list_file, list_urls
from documents.uploads import serve
from loans.models import Contract
from thai.refusals import Refusal

VIEW = "debt.view"
MOST_CONTACTS = 20
UNDER_WAY = (DeliveryState.MADE, DeliveryState.WITH_AMPHOE)


@permission(VIEW)
@require_GET
@never_cache
def visits(request: HttpRequest) -> HttpResponse:
    """List the contacts with debtors, the newest first, with how each promise stands."""
    form, today = ContactFilter(request.GET, user=request.user), business_date.today()
    asked = form.asked()
    rows = reads.contacts(user=request.user, on=today, **asked)
    found, place = case_reads.page_of(rows, place=request.GET.get("after", ""))
    query = urlencode({name: value for name, value in asked.items() if value})
    promises = reads.judged_by_contact({row.contract_id for row in found}, on=today)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:contacts")
    table = tables.contacts_table(
        found,
        promises,
        next_url=f"?{query}&after={place}" if place else "",
        shown=case_reads.shown_of(len(found), rows),
    )
    context = {"form": form, "table": table, **list_urls(request, "visits_file")}
    return render(request, "debt_followup/visits.html", context)


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of(ContactFilter(request.GET, user=request.user).asked(), on=business_date.today())


visits_file = list_file(exports.CONTACTS, _asked_of_file, page="debt_followup:visits")


@permission(VIEW)
@require_GET
@never_cache
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contact with its photograph and what came of its promise."""
    found = _contact(request, pk)
    judged = reads.judged_by_contact([found.contract_id], on=business_date.today()).get(found.pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    context = {
        "next_steps": _next_steps(request, found),
        "death": _death(found) if found.outcome == Outcome.DEAD else {},
        "contact": found,
        "contract": found.contract,
        "facts": tables.contact_facts(found, judged),
        "state": tables.outcome_cell(found),
        **_taking_back(request, found),
    }
    return render(request, "debt_followup/visit.html", context)


@permission(VIEW)
@require_GET
def visit_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the photograph of a contact."""
    found = _contact(request, pk)
    if found.photo is None:
        raise Http404
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    return serve(found.photo, download=False)


@permission(VIEW)
@require_GET
@never_cache
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the teams did about one contract; the page of its debtor takes it in as a part."""
    contracts = Contract.objects.visible_to(request.user, VIEW).in_force().select_related("proposal", "amphoe")
    contract = get_object_or_404(contracts, pk=pk)
    found = list(reads.contacts_of(contract)[:MOST_CONTACTS])
    promises = reads.judged_by_contact([contract.pk], on=business_date.today()) if found else {}
    case = case_reads.open_case(contract)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    context = {
        "contract": contract,
        "case": case,
        "state": case_tables.case_state(case) if case else None,
        "contacts": tables.contacts_table(found, promises, of_contract=True) if found else None,
        "may_visit": holds(request.user, VISIT),
    }
    name = "parts/case" if request.headers.get("HX-Request") else "contacts"
    return render(request, f"debt_followup/{name}.html", context)


@permission(VISIT)
@require_http_methods(["GET", "POST"])
@never_cache
def log_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a contact with a debtor, on a telephone, in a few taps."""
    today, now = business_date.today(), timezone.localtime()
    contracts = Contract.objects.visible_to(request.user, VISIT).in_force()
    contracts = contracts.select_related("proposal", "amphoe", "tambon")
    contract = get_object_or_404(contracts, pk=pk, contract_on__lte=today)
    planned = _planned(request, contract)
    parties = list(contract.parties.select_related("member").order_by("position"))
    found, gone = selectors.debtor(contract, as_of=today, with_limits=False), replaced(parties)
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        parties=parties,
        replaced=gone,
        deliveries=_deliveries(contract),
        is_late=bool(found.standing.overdue),
        since=today - timedelta(days=services.LONGEST_AGO),
        on=planned.on if planned and planned.on <= today else today,
        at=now.time(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_contact(contract=contract, by=request.user, on=today, planned=planned, **form.told())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกการติดต่อแล้ว"))
            return redirect("debt_followup:visit", pk=made.pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    context = {
        "contract": contract,
        "name": found.name,
        "standing": found.standing,
        "form": form,
        "planned": planned,
        "replaced": tables.replaced_notices(gone.values()),
        "said_dead": tables.said_dead(parties, first_said(contract)),
        "telephones": [
            (party.name, party.member.telephone)
            for party in form.living.values()
            if party.member and party.member.telephone
        ],
        "hours": _hours(contract, today=today, now=now.time()),
        "asked_today": reads.asked_on(parties, day=today),
        "asks_letter": form.fields["delivery"].queryset.exists(),
    }
    return render(request, "debt_followup/visit_form.html", context)


# What was heard, the permission, the page and what else its address takes, and how the link says it.
_LEADS_TO = {
    Outcome.CANNOT_PAY: (
        RESTRUCTURE,
        "debt_followup:simulate_restructuring",
        [],
        gettext_lazy("เปรียบเทียบวิธีปรับโครงสร้างหนี้"),
    ),
    Outcome.PROMISED: (ACKNOWLEDGE, "debt_followup:acknowledge", [], gettext_lazy("ทำหนังสือรับสภาพหนี้")),
    Outcome.DISPUTES: (VIEW, "debt_followup:debtor", [], gettext_lazy("ดูวิธีคิดยอดหนี้")),
}


def _next_steps(request: HttpRequest, contact: DebtContact) -> list[dict[str, Any]]:
    """Where what was heard leads on to, for whoever may go there."""
    if contact.contract.state != Contract.State.IN_FORCE:
        return []
    if contact.outcome == Outcome.DEAD and holds(request.user, LEGAL):
        return [{"label": _("ดูการแจ้งถึงแก่กรรมและเปิดแฟ้ม"), "url": reverse("debt_followup:reported_deaths")}]
    if contact.outcome not in _LEADS_TO:
        return []
    needed, name, more, label = _LEADS_TO[Outcome(contact.outcome)]
    if not holds(request.user, needed):
        return []
    return [{"label": label, "url": reverse(name, args=[contact.contract_id, *more])}]


def _taking_back(request: HttpRequest, contact: DebtContact) -> dict[str, Any]:
    """How a contact stands that was recorded wrongly, and where to ask that it be taken back."""
    asked = voids_of("contact", [contact.pk]).get(contact.pk, [])
    cell = void_tables.void_cell(contact, asked, may_ask=holds(request.user, VISIT))
    return {"voided": void_tables.status_words(asked), "void_url": cell.get("url", ""), "void_label": cell["value"]}


def _death(contact: DebtContact) -> dict[str, Any]:
    """What became of the report of a death, and who has it in hand."""
    found = DeathDenial.objects.filter(contact=contact).select_related("denied_by").first()
    return death_tables.outcome(
        contract=contact.contract,
        since=contact.on,
        file=file_after(contract_id=contact.contract_id, party_id=contact.deceased_id, said_on=contact.on),
        denial=found,
        on=business_date.today(),
    )


def _hours(contract: Contract, *, today: date, now: time) -> dict[str, Any]:
    """From when until when the debtor may be asked to pay today, and whether it is so late or early just now."""
    try:
        value = policy(key="debt_contact_hours", province=contract.province_id, on=today)
        is_workday = office_calendar(province=contract.province_id)(today)
        first, last = hours_of(value).on(is_workday=is_workday)
    except (NoPolicy, Refusal):
        return {}
    return {"words": f"{first:%H:%M}-{last:%H:%M}", "is_over": not first <= now <= last}


def _planned(request: HttpRequest, contract: Contract) -> PlannedVisit | None:
    key = request.GET.get("planned", "")
    if not key.isdigit():
        return None
    rows = PlannedVisit.objects.visible_to(request.user, VISIT).filter(contact__isnull=True)
    return rows.filter(pk=int(key), case__contract=contract).first()


def _deliveries(contract: Contract) -> QuerySet[NoticeDelivery]:
    rows = NoticeDelivery.objects.filter(notice__contract=contract, state__in=UNDER_WAY)
    return rows.select_related("notice__document", "notice__party").order_by("-pk")


def _contact(request: HttpRequest, pk: int) -> DebtContact:
    related = ("contract__proposal", "party", "deceased", "tambon", "amphoe", "recorded_by", "photo", "payment_notice")
    return get_object_or_404(DebtContact.objects.visible_to(request.user, VIEW).select_related(*related), pk=pk)
