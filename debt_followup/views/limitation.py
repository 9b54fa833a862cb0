"""The calendar of last days to sue, the claims that expire in a fiscal year, and days that moved."""

from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from debt_followup import exports, selectors, services, tables
from debt_followup.forms.debtors import ExpiringFilter, PlaceFilter
from debt_followup.rules import STATUSES
from debt_followup.views.files import PDF, WORKBOOK, list_file, list_urls, paper, workbook
from loans.models import Contract
from thai.dates import add_months, fiscal_year_bounds, month_end, month_start
from thai.refusals import Refusal

MONTHS = 12
VIEW = "debt.view"


@require_GET
@permission("debt.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """Show on which days claims expire: twelve months, the days of one, and its contracts."""
    today = business_date.today()
    form = PlaceFilter(request.GET or None, user=request.user, on=today)
    place = _place(form)
    chosen = _month(request.GET.get("month", "")) or month_start(today)
    first = month_start(today) if month_start(today) <= chosen < add_months(month_start(today), MONTHS) else chosen
    shown = [add_months(first, number) for number in range(MONTHS)]
    counts = selectors.by_month(user=request.user, on=today, first=shown[0], last=month_end(shown[-1]), place=place)
    days = selectors.by_day(user=request.user, on=today, first=chosen, last=month_end(chosen), place=place)
    day = _day(request.GET.get("day", ""))
    from_on, to_on = (day, day) if day and month_start(day) == chosen else (chosen, month_end(chosen))
    found = selectors.expiring_between(
        user=request.user,
        on=today,
        first=from_on,
        last=to_on,
        place=place,
        after=_after(request.GET.get("after", "")),
        size=selectors.PAGE + 1,
    )
    more, found = len(found) > selectors.PAGE, found[: selectors.PAGE]
    query = {name: value for name, value in request.GET.items() if name in ("province", "amphoe") and value}
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:limitation")
    title = tables.short(day) if day and from_on == to_on else tables.month_name(chosen)
    next_url = tables.following(request.GET, found) if more else ""
    return render(
        request,
        "debt_followup/calendar.html",
        {
            "form": form,
            "months": tables.months(counts, chosen=chosen, first_months=shown, query=query),
            "weeks": tables.weeks(days, month=chosen, today=today, query=query),
            "weekdays": tables.WEEKDAYS,
            "month_name": tables.month_name(chosen),
            "previous": f"{add_months(chosen, -1):%Y-%m}",
            "following": f"{add_months(chosen, 1):%Y-%m}",
            "query": query,
            "table": tables.expiring(found, title=title, on=today, on_screen=True, next_url=next_url),
        },
    )


@require_GET
@permission("debt.view")
def expiring(request: HttpRequest) -> HttpResponse:
    """List the claims that expire in a fiscal year, by amphoe."""
    form, year, found = _asked_year(request)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:limitation")
    return render(
        request,
        "debt_followup/expiring.html",
        {
            "form": form,
            "year": year,
            "tables": tables.expiring_by_amphoe(found, on=business_date.today(), on_screen=True),
            "count": len(found),
            "query": request.GET.urlencode(),
        },
    )


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@never_cache
@permission("debt.view")
def expiring_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the claims that expire in a fiscal year as a paper or as a workbook, one register an amphoe."""
    if kind not in (PDF, WORKBOOK):
        raise Http404
    form, year, found = _asked_year(request)
    today = business_date.today()
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject="list:limitation")
    name = f"expiring-{year}-{today.isoformat()}"
    try:
        if kind == WORKBOOK:
            title = _expiring_title(year)
            sheets = tables.expiring_by_amphoe(found, on=today, on_screen=False)
            return workbook(title, sheets, name=name, on=today, as_of=today)
        with translation.override("th"):  # papers are Thai
            parts = tables.expiring_by_amphoe(found, on=today, on_screen=False)
            province = form.chosen_province()
            return paper(_expiring_title(year), parts, name=name, on=today, as_of=today, province=province)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("debt_followup:expiring")


@require_GET
@permission("debt.view")
def limits(request: HttpRequest, pk: int) -> HttpResponse:
    """Show until when each debtor of a contract can be sued, in words, as a table and as a picture."""
    today = business_date.today()
    contracts = Contract.objects.visible_to(request.user, VIEW).in_force().select_related("proposal", "amphoe")
    contract = get_object_or_404(contracts, pk=pk, contract_on__lte=today)
    events = selectors.interruptions([contract.pk], on=today).get(contract.pk, ())
    found = selectors.debtor(contract, as_of=today, events=events).limits
    move = selectors.move_of(contract, events=events)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    name = "parts/limitation" if request.headers.get("HX-Request") else "limits"
    return render(
        request,
        f"debt_followup/{name}.html",
        {
            "contract": contract,
            "limits": found,
            "limits_rule": tables.rule_in_words(found),
            "limits_table": tables.limits_table(found) if found.debtors else None,
            "limits_picture": tables.picture(found),
            "limits_next": tables.next_words(found),
            "limits_unknown": len(found.unknown_payers) if len(found.debtors) > 1 else 0,
            "limitation": [
                {"name": one.party.name, "lines": tables.limitation_words(one.ends, years=found.years, on=today)}
                for one in found.debtors
            ],
            "state": {"label": _(STATUSES[found.status]), "tone": tables.STATUS_TONES[found.status]},
            "move": tables.move_words(move) if move else "",
            "may_note_move": holds(request.user, "debt.note_move"),
            "moves": tables.moves_seen(selectors.moves_seen(contract)),
        },
    )


@require_GET
@permission("debt.view")
def moved(request: HttpRequest) -> HttpResponse:
    """List the last days to sue that were announced and have moved since, each with its reason."""
    rows = selectors.moved(user=request.user).select_related("contract__proposal", "contract__amphoe")
    rows = rows.order_by("pk")
    if (place := request.GET.get("after", "")).isdigit():
        rows = rows.filter(pk__gt=int(place))
    found = list(rows[: selectors.PAGE + 1])
    more, found = len(found) > selectors.PAGE, found[: selectors.PAGE]
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:limitation")
    table = tables.moved(selectors.moves(found), next_url=f"?after={found[-1].pk}" if more else "")
    return render(request, "debt_followup/moved.html", {"table": table, **list_urls(request, "moved_file")})


def _asked_of_moved(request: HttpRequest) -> exports.Asked:
    return exports.asked_of({}, on=business_date.today())


moved_file = list_file(exports.MOVED, _asked_of_moved, page="debt_followup:moved")


@require_POST
@permission("debt.note_move")
def note_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take note that an announced last day to sue has moved."""
    contract = get_object_or_404(Contract.objects.visible_to(request.user, "debt.note_move"), pk=pk)
    try:
        move = selectors.move_of(contract)
        with translation.override("th"):  # kept as it was said in the office's own language
            because = tables.because_words(move) if move else ""
        services.note_move(contract=contract, because=because, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("รับทราบวันขาดอายุความใหม่แล้ว"))
    return redirect("debt_followup:limits", pk=contract.pk)


def _asked_year(request: HttpRequest) -> tuple[ExpiringFilter, int, list[selectors.Expiring]]:
    today = business_date.today()
    form = ExpiringFilter(request.GET or {}, user=request.user, on=today)
    if not form.is_valid():
        raise Http404
    place = _place(form)
    if "province" in form.fields:  # of one province at a time
        province = form.chosen_province()
        place = {**place, "province": province.code if province else ""}
    first, last = fiscal_year_bounds(form.cleaned_data["year"])
    found = selectors.expiring_between(user=request.user, on=today, first=first, last=last, place=place)
    return form, form.cleaned_data["year"], found


def _place(form: PlaceFilter) -> dict[str, Any]:
    if not form.is_bound or not form.is_valid():
        return {}
    return {"province": form.cleaned_data.get("province") or "", "amphoe": form.cleaned_data.get("amphoe") or ""}


def _expiring_title(year: int) -> str:
    return _("สัญญาที่จะขาดอายุความในปีงบประมาณ %(year)s") % {"year": year}


def _month(typed: str) -> date | None:
    return _day(f"{typed}-01")


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 1950 <= day.year <= 2200 else None


def _after(place: str) -> tuple[date, int] | None:
    day, _mark, contract = place.partition("_")
    try:
        return date.fromisoformat(day), int(contract)
    except ValueError:
        return None
