"""Pages of the debtors."""

from dataclasses import replace
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from debt_followup import rules, selectors, tables
from debt_followup.forms import DebtorFilter
from debt_followup.rules import STATUSES
from debt_followup.selectors import notices as notice_reads
from debt_followup.tables import notices as notice_tables
from loans.models import Contract

NOTHING = Decimal("0.00")
MOST_NOTICES = 10


@require_GET
@permission("debt.view")
def debtors(request: HttpRequest) -> HttpResponse:
    """Show the contracts that are behind as of a day, the longest first."""
    today = business_date.today()
    form = DebtorFilter(request.GET or None, user=request.user, on=today)
    as_of, wanted, find, place = today, selectors.Wanted(), "", {}
    if form.is_bound and form.is_valid():
        as_of, find = form.cleaned_data["as_of"], form.cleaned_data["q"]
        place = {name: found for name in ("province", "amphoe") if (found := form.cleaned_data.get(name))}
        wanted = form.wanted()
    elif form.is_bound:
        return render(request, "debt_followup/debtors.html", {"form": form, "as_of": today})
    contracts = Contract.objects.visible_to(request.user, "debt.view").filter(**place)
    contracts, name = selectors.sought(contracts, find)
    wanted = replace(wanted, name=name)
    stale = selectors.find_outdated(contracts, as_of=as_of)
    classes = selectors.behind(contracts, as_of=as_of, wanted=wanted, stale=stale)
    page = selectors.debtors(contracts, as_of=as_of, wanted=wanted, place=request.GET.get("after", ""), stale=stale)
    counted = [row for row in classes if wanted.age is None or row.age == wanted.age]
    query = {name: value for name, value in request.GET.items() if name != "after" and value}
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:debtors")
    return render(
        request,
        "debt_followup/debtors.html",
        {
            "form": form,
            "as_of": as_of,
            "figures": [
                {"label": _("สัญญาที่ค้างชำระ"), "value": sum(row.contracts for row in counted), "kind": "number"},
                {
                    "label": _("เงินต้นคงเหลือของสัญญาที่ค้าง"),
                    "value": sum((row.principal for row in counted), NOTHING),
                    "kind": "money",
                    "help": _("เงินต้นทั้งที่ถึงกำหนดแล้วและยังไม่ถึงกำหนด"),
                },
            ],
            "chart": tables.bars(classes, query=query),
            "table": tables.debtors(page, behind=counted, query=query),
        },
    )


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
                    "help": _(STATUSES[status]),
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
            "limits_words": tables.days_left_words(late.told_until(today), on=today) if late else "",
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
