"""Pages of the debtors."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from debt_followup import exports, rules, selectors, tables
from debt_followup.forms import DebtorFilter
from debt_followup.rules import STATUSES
from debt_followup.selectors import notices as notice_reads
from debt_followup.tables import notices as notice_tables
from debt_followup.views.files import list_file, list_urls
from loans.models import Contract

NOTHING = Decimal("0.00")
MOST_NOTICES = 10


@require_GET
@permission("debt.view")
def debtors(request: HttpRequest) -> HttpResponse:
    """Show the contracts that are behind as of a day, the longest first; their sums come after the page."""
    form, asked = _asked(request)
    context = {"form": form, "as_of": asked.as_of if asked else business_date.today()}
    if asked:
        page = selectors.debtors(
            asked.contracts, as_of=asked.as_of, wanted=asked.wanted, place=request.GET.get("after", "")
        )
        log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:debtors")
        context |= {
            "sums_url": _address("sums", asked.query),
            **list_urls(request, "overdue_file"),
            "table": tables.debtors(page, query=asked.query),
        }
    return render(request, "debt_followup/debtors.html", context)


@require_GET
@vary_on_headers("HX-Request")
@permission("debt.view")
def debtor_sums(request: HttpRequest) -> HttpResponse:
    """Show how many contracts a list of debtors has, what they owe, and the chart: put into its page, or by itself."""
    _form, asked = _asked(request)
    if asked is None:
        return redirect(_address("list", request.GET.dict()))  # says what is wrong with the filter
    if "q" in asked.query:  # a sum may tell of one person
        log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:debtors")
    classes = selectors.behind(asked.contracts, as_of=asked.as_of, wanted=asked.wanted)
    counted = [row for row in classes if asked.wanted.age is None or row.age == asked.wanted.age]
    context = {
        "as_of": asked.as_of,
        "list_url": _address("list", asked.query),
        "figures": tables.sums(counted),
        "of_all": tables.of_all(counted),
        "chart": tables.bars(classes, url=reverse("debt_followup:list"), query=asked.query),
    }
    return render(request, f"debt_followup/{'parts/sums' if request.htmx else 'debtor_sums'}.html", context)


def _address(page: str, query: dict[str, str]) -> str:
    return reverse(f"debt_followup:{page}") + (f"?{urlencode(query)}" if query else "")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the filter asks for: contracts within the area, the day, the conditions, the query and what it chose."""

    contracts: QuerySet[Contract]
    as_of: date
    wanted: selectors.Wanted
    query: dict[str, str]
    chosen: dict[str, str]


def _asked(request: HttpRequest) -> tuple[DebtorFilter, _Asked | None]:
    """Read the filter; without what it asks for where it is wrong."""
    today = business_date.today()
    form = DebtorFilter(request.GET or None, user=request.user, on=today)
    if form.is_bound and not form.is_valid():
        return form, None
    as_of, chosen = (form.cleaned_data["as_of"], form.asked()) if form.is_bound else (today, {})
    contracts, wanted = selectors.debtors_sought(user=request.user, **chosen)
    query = {name: value for name, value in request.GET.items() if name != "after" and value}
    return form, _Asked(contracts, as_of, wanted, query, chosen)


def _asked_of_file(request: HttpRequest) -> dict[str, Any] | None:
    _form, asked = _asked(request)
    return exports.asked_of(asked.chosen, on=asked.as_of) if asked else None


overdue_file = list_file(exports.OVERDUE, _asked_of_file, page="debt_followup:list")


@require_GET
@permission("debt.view")
def debtor(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one contract owes as of today, with its working, and until when the fund may sue."""
    today = business_date.today()
    contract = get_object_or_404(
        Contract.objects.visible_to(request.user, "debt.view")
        .in_force()
        .select_related("proposal", "amphoe", "tambon", "province")
        .annotate(representative=selectors.REPRESENTATIVE),
        pk=pk,
        contract_on__lte=today,
    )
    found = selectors.debtor(contract, as_of=today, with_limits=False)
    standing = found.standing
    age = found.age
    late = selectors.arrears_of_one(contract, as_of=today)
    claim = selectors.claims_by_day([contract.pk]).get((contract.pk, late.told_until(today))) if late else None
    status = late.status(today) if late else rules.LimitationStatus.NOT_RUNNING
    last_due_on = max(
        (owed.nominal_due_on for owed in standing.instalments if owed.total and not owed.is_due), default=today
    )
    working = tables.working(standing.instalments)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    return render(
        request,
        "debt_followup/debtor.html",
        {
            "contract": contract,
            "name": found.name,
            "as_of": today,
            "standing": standing,
            "state": {
                "label": _("ค้างชำระ %(days)s วัน") % {"days": f"{standing.days_past_due:,}"}
                if age
                else (_("ชำระครบแล้ว") if standing.is_paid_off else _("ไม่มียอดค้างชำระ")),
                "tone": tables.AGE_TONES[age.code] if age else "good",
            },
            "figures": [
                {
                    "label": _("ถึงกำหนดและค้างชำระ"),
                    "value": standing.due_total,
                    "kind": "money",
                    "tone": "bad" if standing.overdue else "",
                },
                {"label": _("เงินต้นคงเหลือทั้งหมด"), "value": standing.principal, "kind": "money"},
                {"label": _("ชำระแล้วทั้งสิ้น"), "value": standing.received, "kind": "money"},
                {
                    "label": _("วันสุดท้ายที่ฟ้องได้"),
                    "value": tables.last_day_words(late.told_until(today) if late else None),
                    "kind": "text",
                    "help": tables.claim_words(claim) if claim else _(STATUSES[status]),
                    "tone": tables.STATUS_TONES[status],
                },
            ],
            "facts": [
                {"label": _("ผู้แทนกลุ่ม"), "value": found.name},
                {"label": _("โครงการ"), "value": contract.project_title},
                {"label": _("พื้นที่"), "value": f"{contract.tambon} · {contract.amphoe} · {contract.province}"},
                {"label": _("วันที่ในสัญญา"), "value": contract.contract_on, "kind": "date"},
                {"label": _("เงินต้นตามสัญญา"), "value": contract.principal, "kind": "money"},
                {"label": _("ระยะของหนี้"), "value": _(rules.TERMS[rules.term_of(last_due_on=last_due_on, on=today)])},
                {"label": _("เงินรับล่วงหน้า"), "value": standing.credit, "kind": "money"},
                {"label": _("ดอกเบี้ยเงินกู้ค้าง"), "value": standing.contract_interest, "kind": "money"},
                {"label": _("เบี้ยปรับค้าง"), "value": standing.default_interest, "kind": "money"},
            ],
            "instalments": tables.instalments(standing.instalments),
            "working": working,
            "working_total": sum((line["amount"] for line in working), NOTHING),
            "late": late,
            "limits_words": " · ".join(
                said
                for said in (
                    tables.days_left_words(late.told_until(today), on=today) if late else "",
                    tables.claim_words(claim) if claim else "",
                )
                if said
            ),
            "limits_status": {"label": _(STATUSES[status]), "tone": tables.STATUS_TONES[status]},
            "has_moved": selectors.has_moved(contract),
            "frauds": tables.fraud_rows(selectors.fraud_of(contract)),
            "may_open_fraud": holds(request.user, "debt.fraud"),
            "notices": notice_tables.papers(notice_reads.notices_of(contract)[:MOST_NOTICES]),
            "may_write_notice": holds(request.user, "debt.notices"),
            "papers": [
                {
                    "title": row.document.title,
                    "number": row.document.number,
                    "on": row.document.issued_on,
                    "url": tables.document_url(row.document_id),
                }
                for row in selectors.confirmations_of(contract)[:10]
            ],
            "events": [
                {
                    "on": paid.payment.value_on,
                    "what": _("รับชำระ %(amount)s บาท") % {"amount": f"{paid.payment.amount:,.2f}"},
                    "tone": "good",
                    "icon": "receipt",
                }
                for paid in reversed(standing.allocation.payments)
            ],
        },
    )
