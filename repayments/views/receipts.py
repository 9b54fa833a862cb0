"""Receipts: the list, and each one with its working, its bank line and its entry."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from areas.views.sara import recorded, sara_fact, sara_panel
from documents.selectors import papers_list
from repayments import selectors, services, tables
from repayments.forms import PayerForm, ReceiptFilter
from repayments.models import Receipt, ReceiptPayer, ReceiptReversal
from repayments.views.paging import after
from treasury.models import JournalEntry


@permission("repayments.view")
@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    """List the receipts of the user's area, newest first."""
    form = ReceiptFilter(request.GET)
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    wanted = selectors.receipts(user=request.user, q=asked.get("number", ""), show=asked.get("show", ""))
    page = selectors.paged(wanted, after=after(request))
    url = reverse("repayments:receipts")
    table = tables.receipts_table(page, url=f"{url}?{urlencode(asked)}" if asked else url)
    return render(request, "repayments/receipts.html", {"form": form, "table": table, "clear_url": url})


@permission("repayments.view")
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a receipt: what it paid, how the default interest was worked out, and where it is booked."""
    found = get_object_or_404(
        Receipt.objects.visible_to(request.user, "repayments.view").select_related(
            "contract__proposal", "bank_line__bank_account", "issued_by", "amphoe", "bundled__bundle"
        ),
        pk=pk,
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    printed = selectors.allocations_as_printed(found)
    reversal = selectors.reversal_of(found)
    is_reversed = reversal is not None and reversal.state == ReceiptReversal.State.APPROVED
    rows = printed if is_reversed else selectors.allocations_of(found)
    is_changed = [row.pk for row in rows] != [row.pk for row in printed]
    entry = JournalEntry.objects.filter(source=f"receipt:{found.pk}", kind=JournalEntry.Kind.RECEIPT).first()
    may_see_books = holds(request.user, "treasury.view")
    line = found.bank_line
    payer = _payer(request, found, is_reversed=is_reversed)
    context = {
        "receipt": found,
        "facts": [
            {
                "label": _("สัญญา"),
                "value": found.contract.label,
                "url": reverse("repayments:contract", args=[found.contract_id]),
            },
            {"label": _("โครงการ"), "value": found.contract.project_title},
            {"label": _("จำนวนเงิน"), "value": found.amount, "kind": "money"},
            {"label": _("วันที่ชำระ (ตามธนาคาร)"), "value": found.value_on, "kind": "date"},
            {"label": _("วันที่ลงบัญชี"), "value": found.posting_on, "kind": "date"},
            *payer.pop("payer_facts"),
            {"label": _("ผู้ออกใบเสร็จ"), "value": str(found.issued_by)},
            {
                "label": _("รายการธนาคาร"),
                "value": f"{line.ref1} / {line.ref2}",
                "url": reverse("repayments:line", args=[line.pk]),
            },
            {
                "label": _("รายการบัญชี"),
                "value": f"{entry.number}/{entry.year_be}" if entry else "",
                "url": reverse("treasury:entry", args=[entry.pk]) if entry and may_see_books else "",
            },
            sara_fact(found, on=found.posting_on),
        ],
        "sara": sara_panel(
            request.user,
            found,
            url=reverse("repayments:receipt_in_sara", args=[found.pk]),
            label=_("เลขที่ใบเสร็จในระบบ SARA"),
        ),
        "table": tables.split_table(rows),
        "printed": tables.split_table(printed) if is_changed else None,
        "working": tables.working_of_receipt(rows),
        "papers": papers_list(subject=f"receipt:{found.pk}"),
        "reversal": reversal,
        "is_reversed": is_reversed,
        "taken_back_by": None if is_reversed else selectors.open_reversal_of(line),
        "may_ask": reversal is None and holds(request.user, "repayments.receipt"),
        **payer,
        "bundle": getattr(found, "bundled", None),
        "way": tables.hand_out_events(selectors.hand_outs_of(found)),
    }
    return render(request, "repayments/receipt.html", context)


@permission("sara.record")
@require_POST
def receipt_in_sara(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the number that a receipt has in SARA (A-22)."""
    found = get_object_or_404(Receipt.objects.visible_to(request.user, "sara.record"), pk=pk)
    on = business_date.today()
    recorded(request, lambda number: services.record_sara_number(receipt=found, number=number, by=request.user, on=on))
    return redirect("repayments:receipt", pk=pk)


def _payer(request: HttpRequest, found: Receipt, *, is_reversed: bool) -> dict[str, Any]:
    """What the page says of the signer who paid, and what may be done about it; nothing where there is only one."""
    rows = selectors.payers_of(found)
    if found.contract.parties.count() < 2 and not rows:
        return {"payer_facts": []}
    asked = next((row for row in rows if row.state == ReceiptPayer.State.ASKED), None)
    is_own = asked is not None and asked.asked_by_id == request.user.pk
    may_ask = asked is None and not is_reversed and holds(request.user, "repayments.receipt")
    return {
        "payer_facts": [tables.payer_fact(selectors.payer_of(found))],
        "payers": tables.payers_table(rows) if rows else None,
        "payer_asked": asked,
        "payer_form": PayerForm(contract=found.contract) if may_ask else None,
        "may_decide_payer": asked is not None and not is_own and holds(request.user, "repayments.approve"),
        "may_withdraw_payer": is_own and holds(request.user, "repayments.receipt"),
    }
