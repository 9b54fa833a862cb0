"""The ledger of a debtor on screen, as a register, as a statement for the debtor and as a workbook; and all of them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Province
from areas.selectors import OfficeMissing, issuer_of, office_of
from areas.services import log_personal_data
from documents import rendering
from documents.exports.answers import deliver
from documents.exports.sources import MOST_COUNTED
from documents.registers import as_pdf, register_pdf, require_printable
from documents.spreadsheets import XLSX, as_download, write_workbook
from loans.models import Contract
from repayments import exports, letters, selectors, tables
from repayments.forms import LedgerForm, LedgersFilter
from repayments.views.paging import after
from thai.dates import format_short
from thai.refusals import Refusal, reader_is_english

REGISTER, STATEMENT, WORKBOOK = "register", "statement", "xlsx"


@permission("repayments.view")
@require_GET
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the ledger of a debtor over a period, as of any day and as it was known on any day."""
    contract = _contract(request, pk)
    form, found = _asked(request, contract)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    context: dict[str, Any] = {"contract": contract, "form": form, "debtor": letters.debtor_of(contract)}
    if found is not None:
        query = request.GET.urlencode()
        working = tables.working_of_standing(found.closing)
        context |= {
            "ledger": found,
            "table": tables.ledger_table(found),
            "figures": tables.standing_figures(found.closing),
            "working": working,
            "working_total": sum((line["amount"] for line in working), Decimal("0.00")),
            "files": {
                kind: f"{reverse('repayments:ledger_file', args=[pk, kind])}?{query}"
                for kind in (REGISTER, STATEMENT, WORKBOOK)
            },
        }
    return render(request, "repayments/ledger.html", context)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("repayments.view")
@never_cache
@require_GET
def ledger_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give the ledger as the office's register, as the statement for the debtor, or as a workbook."""
    if kind not in (REGISTER, STATEMENT, WORKBOOK):
        raise Http404
    contract = _contract(request, pk)
    form, found = _asked(request, contract)
    if found is None:
        return redirect(f"{reverse('repayments:ledger', args=[pk])}?{request.GET.urlencode()}")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject=f"contract:{contract.pk}")
    name = f"ledger-{contract.ref1}"
    if kind == WORKBOOK:
        title = _("ทะเบียนคุมลูกหนี้รายตัว")
        sheets = [
            {"title": title, "head": _head(contract, found), **tables.ledger_table(found)},
            {"title": _("ฐานะรายงวด"), **tables.instalments_table(found.closing)},
        ]
        return as_download(write_workbook(title=title, sheets=sheets), name=f"{name}.xlsx", kind=XLSX)
    known_on = form.cleaned_data.get("known_on") or business_date.today()
    try:
        with translation.override("th"):  # papers are Thai
            office = office_of(province=contract.province_id)
            context = letters.ledger_context(
                contract=contract,
                ledger=found,
                table=tables.ledger_table(found),
                office=office,
                known_on=known_on,
                is_statement=kind == STATEMENT,
            )
            content = rendering.render_pdf(template=letters.LEDGER_TEMPLATE, context=context)
    except OfficeMissing as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('repayments:ledger', args=[pk])}?{request.GET.urlencode()}")
    return as_pdf(content, name=f"{name}.pdf")


@permission("repayments.view")
@require_GET
def ledgers(request: HttpRequest) -> HttpResponse:
    """List the debtors of the user's area as of a day, each leading to its ledger (R-REG-03)."""
    form, as_of, found = _debtors(request)
    context: dict[str, Any] = {"form": form, "clear_url": reverse("repayments:ledgers")}
    if found is not None:
        page = selectors.paged(selectors.named(found), after=after(request))
        log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:debtors")
        query = request.GET.copy()
        query.pop("after", None)
        url = f"{reverse('repayments:ledgers')}?{query.urlencode()}"
        owed = selectors.balances_of([contract.pk for contract in page.rows], as_of=as_of)
        context |= {
            "table": tables.ledgers_table(page.rows, owed, as_of=as_of, page=page, url=url, sums=_sums(found, as_of)),
            "xlsx_url": f"{reverse('repayments:ledgers_file', args=['xlsx'])}?{query.urlencode()}",
            "pdf_url": f"{reverse('repayments:ledgers_file', args=['pdf'])}?{query.urlencode()}",
        }
    return render(request, "repayments/ledgers.html", context)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("repayments.view")
@never_cache
@require_GET
def ledgers_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the register of debtors, as the filter shows it, as a paper or a workbook; a run writes a long one."""
    if kind not in ("pdf", WORKBOOK):
        raise Http404
    form, as_of, found = _debtors(request)
    back = f"{reverse('repayments:ledgers')}?{request.GET.urlencode()}"
    if found is None:
        return redirect(back)
    if kind == WORKBOOK:
        chosen = {"amphoe": form.cleaned_data["amphoe"], "find": form.cleaned_data["find"]}
        asked = exports.asked_of(as_of=as_of, **chosen)
        return deliver(request, source=exports.DEBTORS, asked=asked, form=kind, on=business_date.today())
    try:
        require_printable(found.count())
        log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject="list:debtors")
        owed = {balance.contract_id: balance for balance in selectors.balances(as_of=as_of, contracts=found)}
        sums = selectors.portfolio(as_of=as_of, contracts=found).get("")
        rows = selectors.named(found).order_by("amphoe_id", "year_be", "number")
        with translation.override("th"):  # papers are Thai
            table = tables.ledgers_table(rows, owed, as_of=as_of, sums=sums)
            amphoe = form.cleaned_data.get("amphoe")
            provinces = list(Province.objects.filter(code__in=found.order_by().values("province"))[:2])
            content = register_pdf(
                {**table, "rows": list(table["rows"])},
                title="ทะเบียนคุมลูกหนี้รายตัว",  # stays Thai: a paper
                subtitle=str(amphoe) if amphoe else "",
                as_of=as_of,
                known_on=business_date.today(),
                issuer=issuer_of(provinces[0] if len(provinces) == 1 else None),
            )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(back)
    return as_pdf(content, name=f"debtors-{as_of:%Y-%m-%d}.pdf")


# -- the parts -------------------------------------------------------------------------------------------------------
def _sums(found: Any, as_of: date) -> Any:
    """The sums of a whole filter; of more than a screen counts they are in the files."""
    few = found.order_by()[: MOST_COUNTED + 1].count() <= MOST_COUNTED
    return selectors.portfolio(as_of=as_of, contracts=found).get("") if few else None


def _contract(request: HttpRequest, pk: int) -> Contract:
    contracts = Contract.objects.visible_to(request.user, "repayments.view").in_force()
    return get_object_or_404(contracts.select_related("proposal", "amphoe", "province"), pk=pk)


def _asked(request: HttpRequest, contract: Contract) -> tuple[LedgerForm, selectors.Ledger | None]:
    today = business_date.today()
    form = LedgerForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        return form, None
    chosen = form.cleaned_data if form.is_bound else {}
    to_on, known_on = chosen.get("to_on") or today, chosen.get("known_on")
    if not form.is_bound:
        form = LedgerForm(initial={"from_on": contract.contract_on, "to_on": today})
        form.cleaned_data = {}
    found = selectors.ledger_of(
        contract=contract, to_on=to_on, from_on=chosen.get("from_on"), known_at=_end_of(known_on) if known_on else None
    )
    return form, found


def _end_of(day: date) -> datetime:
    """The last moment of a day at the offices."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)


def _head(contract: Contract, found: selectors.Ledger) -> list[str]:
    english = reader_is_english()
    return [
        _("ทะเบียนคุมลูกหนี้รายตัว สัญญา %(contract)s") % {"contract": contract.label},
        f"{letters.debtor_of(contract)['name']} · {contract.project_title} · {contract.amphoe}",
        _("ตั้งแต่ %(from)s ถึง %(to)s")
        % {
            "from": format_short(found.from_on, english=english),
            "to": format_short(found.to_on, english=english),
        },
    ]


def _debtors(request: HttpRequest) -> tuple[LedgersFilter, date, Any]:
    today = business_date.today()
    form = LedgersFilter(request.GET if request.GET else None, user=request.user, on=today)
    if form.is_bound and not form.is_valid():
        return form, today, None
    chosen = form.cleaned_data if form.is_bound else {"as_of": today, "amphoe": None, "find": ""}
    if not form.is_bound:
        form = LedgersFilter(user=request.user, on=today, initial={"as_of": today})
        form.cleaned_data = chosen
    found = selectors.debtors(user=request.user, as_of=chosen["as_of"], amphoe=chosen["amphoe"], find=chosen["find"])
    return form, chosen["as_of"], found
