"""Pages of the debtors."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from debt_followup import selectors, tables
from debt_followup.forms import DebtorFilter
from loans.models import Contract

NOTHING = Decimal("0.00")


@require_GET
@permission("debt.view")
def debtors(request: HttpRequest) -> HttpResponse:
    """Show the contracts that are behind as of a day, the longest first."""
    today = business_date.today()
    form = DebtorFilter(request.GET or None, user=request.user, on=today)
    as_of, amphoe, age = today, None, None
    if form.is_bound and form.is_valid():
        as_of, amphoe, age = (form.cleaned_data[name] for name in ("as_of", "amphoe", "age"))
    elif form.is_bound:
        return render(request, "debt_followup/debtors.html", {"form": form, "as_of": today})
    contracts = selectors.in_force_on(Contract.objects.visible_to(request.user, "debt.view"), as_of=as_of)
    if amphoe is not None:
        contracts = contracts.filter(amphoe=amphoe)
    classes = selectors.ageing(contracts, as_of=as_of)
    page = selectors.debtors(contracts, as_of=as_of, age=age, place=request.GET.get("after", ""))
    counted = [row for row in classes if age is None or row.age == age]
    query = {name: value for name, value in request.GET.items() if name != "after" and value}
    return render(
        request,
        "debt_followup/debtors.html",
        {
            "form": form,
            "as_of": as_of,
            "figures": [
                {
                    "label": _("สัญญาที่ค้างชำระ"),
                    "value": sum(row.contracts for row in counted),
                    "kind": "number",
                },
                {
                    "label": _("เงินต้นและดอกเบี้ยที่ค้าง"),
                    "value": sum((row.amount for row in counted), NOTHING),
                    "kind": "money",
                    "help": _("ตามงวดที่เกินกำหนด ไม่รวมเบี้ยปรับ"),
                },
            ],
            "chart": tables.bars(classes),
            "table": tables.debtors(page, ageing=counted, query=query),
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
        .select_related("proposal", "amphoe", "tambon", "province"),
        pk=pk,
        contract_on__lte=today,
    )
    found = selectors.debtor(contract, as_of=today)
    standing = found.standing
    age = found.age
    ends = selectors.limitation_of(found)
    years = selectors.limitation_years(contract, on=today)
    working = tables.working(standing.instalments)
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
                    "value": found.last_day_to_sue or _("ไม่มีหนี้ค้าง"),
                    "kind": "date" if found.last_day_to_sue else "text",
                },
            ],
            "facts": [
                {"label": _("ผู้แทนกลุ่ม"), "value": found.name},
                {"label": _("โครงการ"), "value": contract.proposal.title},
                {"label": _("พื้นที่"), "value": f"{contract.tambon} · {contract.amphoe} · {contract.province}"},
                {"label": _("วันที่ในสัญญา"), "value": contract.contract_on, "kind": "date"},
                {"label": _("เงินต้นตามสัญญา"), "value": contract.principal, "kind": "money"},
                {"label": _("เงินรับล่วงหน้า"), "value": standing.credit, "kind": "money"},
                {"label": _("ดอกเบี้ยเงินกู้ค้าง"), "value": standing.contract_interest, "kind": "money"},
                {"label": _("เบี้ยปรับค้าง"), "value": standing.default_interest, "kind": "money"},
            ],
            "instalments": tables.instalments(standing.instalments),
            "working": working,
            "working_total": sum((line["amount"] for line in working), NOTHING),
            "limitation": tables.limitation_words(ends, years=years, on=today),
            "years": years,
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
