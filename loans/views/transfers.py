"""Paying out: what waits, the batches, and the second person's decision."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.scope import holds
from areas.selectors import newest_first, office_calendar
from loans import selectors, services, tables
from loans.forms import TransferForm
from loans.models import Contract, TransferBatch
from loans.views.contract import may
from thai.refusals import Refusal
from treasury import chart
from treasury.selectors import lowest_balance

MOST_SHOWN = 200


@permission("loans.view")
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """Show the signed contracts that wait for their money, with what each lacks, and the batches."""
    return _transfers(request, TransferForm(initial={"transfer_on": business_date.today()}))


def _transfers(request: HttpRequest, form: TransferForm, *, chosen: frozenset[int] | None = None) -> HttpResponse:
    on = business_date.today()
    waiting = selectors.awaiting_transfer(user=request.user)
    contracts = list(waiting.order_by("pk")[:MOST_SHOWN])
    limits = selectors.transfer_limits(provinces=[contract.province_id for contract in contracts], on=on)
    rows = [
        {
            "contract": payable.contract,
            "url": reverse("loans:contract", args=[payable.contract.pk]),
            "lacking": [_(item) for item in payable.lacking],
            "is_chosen": payable.contract.pk in chosen if chosen is not None else True,
            "last_on": payable.deadline.last_on if payable.deadline else None,
            "is_late": payable.deadline is not None and payable.deadline.is_missed(on=on),
            "is_shifted": payable.deadline is not None and payable.deadline.is_shifted,
            "is_other_month": selectors.is_other_month(payable.contract.approved_on, on),
        }
        for payable in selectors.payables(contracts=contracts, limits=limits)
    ]
    page = newest_first(selectors.batches(user=request.user), before=request.GET.get("before", ""))
    batches = tables.batches_table(page.rows)
    batches["next_url"] = f"?before={page.last}" if page.last else ""
    context = {
        "form": form,
        "rows": rows,
        "totals": selectors.totals(waiting),
        "has_more": len(contracts) == MOST_SHOWN,
        "most_shown": MOST_SHOWN,
        "batches": batches,
        "may_make": holds(request.user, "loans.make_transfer"),
        "may_receive": holds(request.user, "loans.prepare"),
    }
    return render(request, "loans/transfers.html", context)


@permission("loans.make_transfer")
@require_POST
def make_transfer(request: HttpRequest) -> HttpResponse:
    """Make a batch of the ticked contracts."""
    form = TransferForm(request.POST)
    contracts = _ticked(request, "loans.make_transfer")
    if form.is_valid():
        try:
            batch = services.make_transfer(
                province=contracts[0].province_id if contracts else "",
                contract_ids=[contract.pk for contract in contracts],
                by=request.user,
                on=business_date.today(),
                **form.cleaned_data,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ทำรายการโอนเงินแล้ว รอผู้อนุมัติ"))
            return redirect("loans:transfer", pk=batch.pk)
    return _transfers(request, form, chosen=frozenset(contract.pk for contract in contracts))


@permission("loans.prepare")
@require_POST
def receive_papers(request: HttpRequest) -> HttpResponse:
    """Record that the papers of the ticked contracts have reached the province."""
    contracts = _ticked(request, "loans.prepare")
    try:
        complete = services.receive_papers(contracts=contracts, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกรับเอกสารแล้ว %(count)s ฉบับ") % {"count": complete})
    return redirect("loans:transfers")


def _ticked(request: HttpRequest, name: str) -> list[Contract]:
    """The ticked contracts within the area where the user holds the permission; others do not exist for her."""
    keys = [key for key in request.POST.getlist("contracts") if key.isascii() and key.isdigit() and len(key) < 19]
    return list(Contract.objects.visible_to(request.user, name).filter(pk__in=keys).order_by("pk"))


@permission("loans.view")
@require_GET
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one batch with its sum, each account and what to mind; the approver decides here."""
    batch = get_object_or_404(selectors.batches(user=request.user), pk=pk)
    lines = list(selectors.lines_of(batch))
    is_open = batch.state == TransferBatch.State.MADE
    context = {
        "batch": batch,
        "state_tone": {"MADE": "waiting", "APPROVED": "good", "REFUSED": "bad"}[batch.state],
        "facts": _facts(batch),
        "table": tables.batch_lines_table(lines, notes=_notes(batch, lines)),
        "warnings": _warnings(batch, lines) if is_open else [],
        "is_open": is_open,
        "may_decide": is_open and may(request.user, "loans.approve_transfer", _AtProvince(batch.province_id)),
        "is_own": batch.made_by_id == request.user.pk,
    }
    return render(request, "loans/transfer.html", context)


class _AtProvince:
    """A batch has an area no smaller than its province."""

    amphoe_id = tambon_id = None

    def __init__(self, province_id: str) -> None:
        self.province_id = province_id


def _facts(batch: TransferBatch) -> list[dict[str, Any]]:
    facts = [
        {"label": _("จังหวัด"), "value": str(batch.province)},
        {"label": _("วันที่โอน = วันที่ในสัญญา"), "value": batch.transfer_on, "kind": "date"},
        {"label": _("จำนวนสัญญา"), "value": tables.counted(batch.line_count)},
        {"label": _("รวมเงินที่โอน"), "value": batch.total, "kind": "money"},
        {"label": _("ผู้ทำรายการ"), "value": str(batch.made_by), "help": batch.made_by.position},
        {
            "label": _("ผู้อนุมัติ"),
            "value": str(batch.decided_by) if batch.decided_by else _("รออนุมัติ"),
            "help": batch.decided_by.position if batch.decided_by else "",
        },
        {"label": _("เส้นทางเงิน"), "value": _("เงินฝากคลัง → บัญชีออมทรัพย์ของจังหวัด → บัญชีสมาชิก")},
    ]
    if batch.reason:
        facts.append({"label": _("เหตุผลที่ไม่อนุมัติ"), "value": batch.reason})
    return facts


def _notes(batch: TransferBatch, lines: list[Any]) -> dict[int, str]:
    """The month rule of each line (A-24), short."""
    return {
        line.contract_id: _("อนุมัติ %(approved)s คนละเดือนกับที่โอน") % {"approved": tables.day(line.approved_on)}
        for line in lines
        if selectors.is_other_month(line.approved_on, batch.transfer_on)
    }


def _warnings(batch: TransferBatch, lines: list[Any]) -> list[dict[str, str]]:
    """What the approver minds: the last day (P-14), the month rule (A-24), changed terms, the money at hand."""
    found = []
    terms = selectors.terms_in_force(province=batch.province_id, on=batch.transfer_on)
    calendar = office_calendar(province=batch.province_id)
    limits = [selectors.last_day_of_transfer(line.contract, terms.transfer_limit, calendar) for line in lines]
    first = min((limit for limit in limits if limit), key=lambda limit: limit.last_on, default=None)
    if first is not None:
        said = _("ต้องโอนภายในวันที่ %(day)s") % {"day": tables.day(first.last_on)}
        if first.is_shifted:
            said += " " + _("(วันที่ %(day)s เป็นวันหยุด)") % {"day": tables.day(first.nominal_on)}
        is_late = first.is_missed(on=batch.transfer_on)
        found.append({"text": _("เกินกำหนดโอนแล้ว: ") + said if is_late else said, "tone": "bad" if is_late else "info"})
    if _notes(batch, lines):
        found.append(_warning(_("การโอนอยู่คนละเดือนกับการอนุมัติโครงการ โอนได้ แต่ควรมีเหตุผลประกอบ")))
    if any(line.contract.annual_rate != terms.annual_rate for line in lines):
        found.append(_warning(_("อัตราดอกเบี้ยในวันโอนต่างจากฉบับที่ลงนาม ต้องพิมพ์สัญญาให้ลงนามใหม่")))
    if any(line.contract.planned_transfer_on != batch.transfer_on for line in lines):
        found.append(_warning(_("วันโอนต่างจากที่คาดไว้ ตารางผ่อนชำระจะคำนวณใหม่จากวันโอนจริงและพิมพ์เอกสารแนบท้ายใหม่")))
    held = lowest_balance(province=batch.province_id, account=chart.TREASURY_DEPOSIT, since=batch.transfer_on)
    total = sum((line.amount for line in lines), Decimal("0.00"))
    if held < total:
        money = {"held": f"{held:,.2f}", "total": f"{total:,.2f}"}
        found.append({"text": _("เงินฝากคลังมี %(held)s บาท ไม่พอโอน %(total)s บาท") % money, "tone": "bad"})
    return found


def _warning(text: str) -> dict[str, str]:
    return {"text": text, "tone": "warning"}


@permission("loans.approve_transfer")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a batch made by somebody else."""
    batch = _to_decide(request, pk)
    try:
        services.approve_transfer(batch=batch, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("อนุมัติแล้ว สัญญามีผลตั้งแต่วันที่ %(day)s") % {"day": tables.day(batch.transfer_on)})
    return redirect("loans:transfer", pk=pk)


@permission("loans.approve_transfer")
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a batch with a reason."""
    batch = _to_decide(request, pk)
    try:
        services.refuse_transfer(
            batch=batch, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ไม่อนุมัติชุดโอนเงินแล้ว สัญญากลับไปรอทำรายการใหม่"))
    return redirect("loans:transfer", pk=pk)


def _to_decide(request: HttpRequest, pk: int) -> TransferBatch:
    return get_object_or_404(TransferBatch.objects.visible_to(request.user, "loans.approve_transfer"), pk=pk)
