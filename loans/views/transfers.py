"""Paying out: what waits, the batches, and the second person's decision."""

from collections.abc import Iterable
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
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.selectors import newest_first, office_calendar
from areas.services import log_personal_data
from documents import drawing
from jobs import selectors as run_selectors
from loans import selectors, services, tables
from loans.forms import TransferForm
from loans.models import Contract, Grant, TransferBatch
from loans.services.paying import papers_of
from loans.services.transfer import MOST_LINES
from loans.views.contract import may
from loans.views.decisions import rejection_form
from thai.refusals import Refusal
from treasury import chart
from treasury.selectors import lowest_balance

MOST_SHOWN = 200


@permission("loans.view")
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """Show the signed contracts that wait for their money, with what each lacks, and the batches."""
    return _transfers(request, TransferForm(initial={"transfer_on": business_date.today()}))


def _transfers(
    request: HttpRequest,
    form: TransferForm,
    *,
    chosen: frozenset[int] | None = None,
    chosen_grants: frozenset[int] | None = None,
) -> HttpResponse:
    on = business_date.today()
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:transfers")
    waiting = selectors.awaiting_transfer(user=request.user)
    contracts = list(waiting.order_by("pk")[:MOST_SHOWN])
    limits = selectors.transfer_limits(provinces=[contract.province_id for contract in contracts], on=on)
    rows = [
        {
            "contract": payable.contract,
            "url": reverse("loans:contract", args=[payable.contract.pk]),
            "lacking": [_(item) for item in payable.lacking],
            "by_other_way": str(selectors.why_not_by_text(payable.contract) or ""),
            "is_chosen": payable.contract.pk in chosen if chosen is not None else place < MOST_LINES,
            "last_on": payable.deadline.last_on if payable.deadline else None,
            "is_late": payable.deadline is not None and payable.deadline.is_missed(on=on),
            "is_shifted": payable.deadline is not None and payable.deadline.is_shifted,
            "is_other_month": selectors.is_other_month(payable.contract.approved_on, on),
        }
        for place, payable in enumerate(selectors.payables(contracts=contracts, limits=limits))
    ]
    page = newest_first(selectors.batches(user=request.user), before=request.GET.get("before", ""))
    batches = tables.batches_table(page.rows)
    batches["next_url"] = f"?before={page.last}" if page.last else ""
    grants = list(selectors.grants_awaiting_transfer(user=request.user).order_by("pk")[:MOST_SHOWN])
    context = {
        "form": form,
        "rows": rows,
        "grants": [
            {
                "grant": grant,
                "url": reverse("loans:grant", args=[grant.pk]),
                "by_other_way": str(selectors.why_not_by_text(grant) or ""),
                "is_chosen": grant.pk in chosen_grants if chosen_grants is not None else place < MOST_LINES,
            }
            for place, grant in enumerate(grants, start=len(rows))
        ],
        "totals": selectors.totals(waiting),
        "has_more": len(contracts) == MOST_SHOWN,
        "most_shown": MOST_SHOWN,
        # what does not fit into one batch is not ticked by itself
        "most_at_once": MOST_LINES if len(rows) + len(grants) > MOST_LINES else 0,
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
    grants = list(
        Grant.objects.visible_to(request.user, "loans.make_transfer")
        .filter(pk__in=_keys(request, "grants"))
        .order_by("pk")
    )
    if form.is_valid():
        try:
            batch = services.make_transfer(
                province=next((one.province_id for one in (*contracts, *grants)), ""),
                contract_ids=[contract.pk for contract in contracts],
                grant_ids=[grant.pk for grant in grants],
                by=request.user,
                on=business_date.today(),
                **form.cleaned_data,
            )
        except services.KeyReused:
            raise  # the page of a conflict says what to do
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ทำรายการโอนเงินแล้ว รอผู้อนุมัติ"))
            for warning in _by_other_way([*contracts, *grants]):
                messages.warning(request, warning["text"])
            return redirect("loans:transfer", pk=batch.pk)
    return _transfers(
        request,
        form,
        chosen=frozenset(contract.pk for contract in contracts),
        chosen_grants=frozenset(grant.pk for grant in grants),
    )


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
    rows = Contract.objects.visible_to(request.user, name).filter(pk__in=_keys(request, "contracts"))
    return list(rows.order_by("pk"))


def _keys(request: HttpRequest, name: str) -> list[str]:
    return [key for key in request.POST.getlist(name) if key.isascii() and key.isdigit() and len(key) < 19]


@permission("loans.view")
@require_GET
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one batch with its sum, each account and what to mind; the approver decides here."""
    batch = get_object_or_404(selectors.batches(user=request.user), pk=pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"transfer:{batch.pk}")
    lines = list(selectors.lines_of(batch))
    is_open = batch.state == TransferBatch.State.MADE
    to_pay = [line.contract or line.grant for line in lines if line.is_live]
    may_approve = may(request.user, "loans.approve_transfer", _AtProvince(batch.province_id))
    is_ahead = batch.state == TransferBatch.State.APPROVED and business_date.today() < batch.transfer_on
    context = {
        "batch": batch,
        "state_tone": tables.BATCH_TONES[batch.state],
        "facts": _facts(batch, lines),
        "table": tables.batch_lines_table(lines, notes=_notes(batch, lines)),
        "warnings": [
            *(_warnings(batch, lines) if is_open else _until_its_day(batch) if is_ahead else []),
            *(_by_other_way(to_pay) if is_open or batch.state == TransferBatch.State.APPROVED else []),
        ],
        "is_open": is_open,
        "may_decide": is_open and may_approve,
        "may_recall": is_ahead and may_approve and batch.made_by_id != request.user.pk,
        "is_own": batch.made_by_id == request.user.pk,
        "may_withdraw": is_open and batch.made_by_id == request.user.pk and holds(request.user, "loans.make_transfer"),
        "rejection_form": rejection_form(request, batch, lines),
        "to_correct": [
            line
            for line in lines
            if line.rejected_on and line.pk in _waiting_again(lines) and holds(request.user, "loans.make_transfer")
        ],
        **_bank_files(batch, has_text=any(selectors.why_not_by_text(paid) is None for paid in to_pay)),
        **_papers(request, batch),
    }
    return render(request, "loans/transfer.html", context)


def _papers(request: HttpRequest, batch: TransferBatch) -> dict[str, Any]:
    """How far the papers of an approved batch are; nothing where they are all there."""
    if batch.state != TransferBatch.State.APPROVED:
        return {}
    run = drawing.run_of(province=batch.province_id, period=papers_of(batch))
    if run is None or not run.papers_to_draw.exists():
        return {}
    may_look = holds(request.user, "jobs.view")
    return {
        "run": run_selectors.progress(run),
        "poll_url": reverse("jobs:progress", args=[run.pk]) if may_look else "",
        "run_url": reverse("jobs:run", args=[run.pk]) if may_look else "",
    }


def _waiting_again(lines: list[Any]) -> set[int]:
    """The lines whose contract or grant waits for another transfer; only then may its account be corrected."""
    return {
        line.pk
        for line in lines
        if line.rejected_on and (line.contract or line.grant).state in (Contract.State.SIGNED, Grant.State.PREPARED)
    }


def _bank_files(batch: TransferBatch, *, has_text: bool) -> dict[str, str]:
    if batch.state not in (TransferBatch.State.MADE, TransferBatch.State.APPROVED):
        return {}
    return {
        "xlsx_url": reverse("loans:transfer_xlsx", args=[batch.pk]),
        "pdf_url": reverse("loans:transfer_pdf", args=[batch.pk]),
        "text_url": reverse("loans:transfer_text", args=[batch.pk])
        if batch.state == TransferBatch.State.APPROVED and has_text
        else "",
    }


class _AtProvince:
    """A batch has an area no smaller than its province."""

    amphoe_id = tambon_id = None

    def __init__(self, province_id: str) -> None:
        self.province_id = province_id


def _facts(batch: TransferBatch, lines: list[Any]) -> list[dict[str, Any]]:
    facts = [
        {"label": _("จังหวัด"), "value": str(batch.province)},
        {"label": _("วันที่โอน = วันที่ในสัญญา"), "value": batch.transfer_on, "kind": "date"},
        {"label": _("จำนวนรายการ"), "value": f"{batch.line_count:,}"},
        {"label": _("รวมเงินที่โอน"), "value": batch.total, "kind": "money"},
        *tables.sums_of_lines(lines)[1:],
        {"label": _("ผู้ทำรายการ"), "value": str(batch.made_by), "help": batch.made_by.position},
        {
            "label": _("ผู้อนุมัติ"),
            "value": str(batch.decided_by)
            if batch.decided_by
            else _("รออนุมัติ")
            if batch.state == TransferBatch.State.MADE
            else "",
            "help": batch.decided_by.position if batch.decided_by else "",
        },
        {"label": _("เส้นทางเงิน"), "value": _("เงินฝากคลัง → บัญชีออมทรัพย์ของจังหวัด → บัญชีสมาชิก")},
    ]
    if batch.recalled_by:
        facts.append({"label": _("ผู้ถอนคืนหลังอนุมัติ"), "value": str(batch.recalled_by), "help": batch.recalled_by.position})
    if batch.reason:
        facts.append({"label": _("เหตุผลที่ไม่อนุมัติหรือถอนคืน"), "value": batch.reason})
    return facts


def _notes(batch: TransferBatch, lines: list[Any]) -> dict[int, str]:
    """The month rule of each line (A-24), short."""
    return {
        line.pk: _("อนุมัติ %(approved)s คนละเดือนกับที่โอน") % {"approved": tables.day(line.approved_on)}
        for line in lines
        if line.contract_id and selectors.is_other_month(line.approved_on, batch.transfer_on)
    }


def _warnings(batch: TransferBatch, lines: list[Any]) -> list[dict[str, str]]:
    """What the approver minds: the last day (P-14), the month rule (A-24), changed terms, the money at hand."""
    found = []
    terms = selectors.terms_in_force(province=batch.province_id, on=batch.transfer_on)
    calendar = office_calendar(province=batch.province_id)
    contracts = [line.contract for line in lines if line.contract]
    limits = [selectors.last_day_of_transfer(contract, terms.transfer_limit, calendar) for contract in contracts]
    first = min((limit for limit in limits if limit), key=lambda limit: limit.last_on, default=None)
    if first is not None:
        said = _("ต้องโอนภายในวันที่ %(day)s") % {"day": tables.day(first.last_on)}
        if first.is_shifted:
            said += " " + _("(วันที่ %(day)s เป็นวันหยุด)") % {"day": tables.day(first.nominal_on)}
        is_late = first.is_missed(on=batch.transfer_on)
        found.append({"text": _("เกินกำหนดโอนแล้ว: ") + said if is_late else said, "tone": "bad" if is_late else "info"})
    if _notes(batch, lines):
        found.append(_warning(_("การโอนอยู่คนละเดือนกับการอนุมัติโครงการ โอนได้ เหตุผลของสัญญาที่ลงนามคนละเดือนอยู่ในหน้าสัญญา")))
    if any(contract.annual_rate != terms.annual_rate for contract in contracts):
        found.append(_warning(_("อัตราดอกเบี้ยในวันโอนต่างจากฉบับที่ลงนาม ต้องพิมพ์สัญญาให้ลงนามใหม่")))
    if any(contract.planned_transfer_on != batch.transfer_on for contract in contracts):
        found.append(_warning(_("วันโอนต่างจากที่คาดไว้ ตารางผ่อนชำระจะคำนวณใหม่จากวันโอนจริงและพิมพ์เอกสารแนบท้ายใหม่")))
    held = lowest_balance(province=batch.province_id, account=chart.TREASURY_DEPOSIT, since=batch.transfer_on)
    again = selectors.sent_back_before(lines)
    new = [line.amount for line in lines if (line.contract_id, line.grant_id) not in again]
    total = sum(new, Decimal("0.00"))
    if held < total:
        money = {"held": f"{held:,.2f}", "total": f"{total:,.2f}"}
        found.append({"text": _("เงินฝากคลังมี %(held)s บาท ไม่พอโอน %(total)s บาท") % money, "tone": "bad"})
    return found


def _until_its_day(batch: TransferBatch) -> list[dict[str, str]]:
    day = {"day": tables.day(batch.transfer_on)}
    return [{"text": _("เงินจะออกในวันโอน %(day)s ก่อนถึงวันนั้นผู้มีอำนาจอนุมัติถอนคืนชุดนี้ได้") % day, "tone": "info"}]


def _by_other_way(paid: Iterable[Contract | Grant]) -> list[dict[str, str]]:
    """What the bank's text file does not hold, so that it is not forgotten."""
    missing = [(one, why) for one in paid if (why := selectors.why_not_by_text(one))]
    if not missing:
        return []
    names = "; ".join(f"{one.label} {one.account_bank} {one.account_number} ({why})" for one, why in missing)
    text = _("ไฟล์ข้อความสำหรับธนาคารไม่มี %(count)s รายการต่อไปนี้ ต้องโอนตามบัญชีรายการ XLSX หรือวิธีอื่นของธนาคาร: %(names)s")
    return [_warning(text % {"count": len(missing), "names": names})]


def _warning(text: str) -> dict[str, str]:
    return {"text": text, "tone": "warning"}
