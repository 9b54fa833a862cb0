"""Taking a receipt back: one person asks, another approves. The receipt stays, struck through; nothing is deleted.

Approved, the receipt leaves every reckoning. Its entry is reversed in the first open month, and so is what later
replays corrected of it; all that came after is split anew. The money stands again under examination, where its line
came in: either the line goes back to the queue for the right contract, or the bank's own line has taken it away.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from areas.selectors import office_of
from documents import services as documents
from documents.models import Document
from loans.models import Contract
from loans.services import reopen_contract
from repayments import letters, selectors
from repayments.models import Allocation, BankLine, LineShare, Receipt, ReceiptReversal
from repayments.reasons import said
from repayments.services.corrections import corrections_in, tell_corrections
from repayments.services.lines import ReasonMissing
from repayments.services.notices import reopen_notices
from repayments.services.receipt_papers import signature_of_receipts
from repayments.services.replays import by_account, close_if_paid_off, replay_locked
from repayments.services.taken_back import set_against, settle
from repayments.services.write_offs import book_recoveries
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import services as treasury
from treasury.models import JournalEntry

State = ReceiptReversal.State


class ReversalRefused(Refusal):
    """The receipt cannot be reversed, or the request cannot be decided like this."""


class OwnReversal(ReversalRefused):
    """Who asked for a reversal does not approve it."""


@transaction.atomic
def ask_reversal(
    *, receipt: Receipt, reason: str, by: Any, on: date, taken_back_by: BankLine | None = None
) -> ReceiptReversal:
    """Ask that a receipt be taken back; nothing changes until another person approves it.

    :param taken_back_by: the bank's line of kind D that took this money back; left out where the money is there and
        only the contract was wrong.
    :raises ReasonMissing: no reason was given.
    :raises ReversalRefused: it was asked before, or the bank's line is not about this money.
    Source: docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ขอยกเลิกใบเสร็จ"))
    locked = Receipt.objects.select_for_update(of=("self",)).select_related("bank_line").get(pk=receipt.pk)
    if locked.reversals.filter(state__in=[State.ASKED, State.APPROVED]).exists():
        raise ReversalRefused(_("ใบเสร็จเลขที่ %(receipt)s ขอยกเลิกหรือยกเลิกไปแล้ว"), receipt=str(locked))
    if taken_back_by is not None and not selectors.takes_back(taken_back_by, locked.bank_line):
        raise ReversalRefused(_("รายการที่เลือกไม่ใช่รายการที่ธนาคารเรียกเงินจำนวนนี้คืน"))
    return ReceiptReversal.objects.create(
        receipt=locked, taken_back_by=taken_back_by, reason=reason.strip()[:300], asked_by=by, asked_on=on
    )


@transaction.atomic
def approve_reversal(*, reversal: ReceiptReversal, by: Any, on: date, note: str = "") -> ReceiptReversal:
    """Take the receipt back: reverse its entry, replay its contract without it, give its line back, print the note.

    A contract that it paid off is in force again. The debtor is told by a notice where other receipts are split
    otherwise now. Posts in the first open month, whatever the month of the receipt.

    :raises OwnReversal: by the one who asked.
    :raises ReversalRefused: it was decided before, or the bank's line was used for other money since it was asked.
    :raises repayments.services.CreditRefunded: the debtor was paid back what would be gone.
    Source: docs/decisions.md.
    """
    receipt = reversal.receipt
    treasury.lock_books(province=receipt.province_id)
    contract = (
        Contract.objects.select_for_update(of=("self",))
        .select_related("proposal", "province")
        .get(pk=receipt.contract_id)
    )
    locked = _to_decide(reversal)
    if locked.asked_by_id == by.pk:
        raise OwnReversal(_("ผู้ขอยกเลิกกับผู้อนุมัติต้องเป็นคนละคน"))
    if locked.taken_back_by is not None and not selectors.takes_back(locked.taken_back_by, receipt.bank_line):
        raise ReversalRefused(_("รายการที่ธนาคารเรียกคืนถูกใช้กับเงินอื่นแล้ว ให้ไม่อนุมัติแล้วขอใหม่"))
    printed, current = selectors.allocations_as_printed(receipt), selectors.allocations_of(receipt)
    entry = treasury.reverse(
        entry=JournalEntry.objects.get(source=f"receipt:{receipt.pk}", kind=JournalEntry.Kind.RECEIPT),
        on=on,
        by=by,
        reason=f"ยกเลิกใบเสร็จเลขที่ {receipt}: {locked.reason}"[:250],  # stays Thai: kept in the books
    )
    _undo_corrections(receipt, contract, printed, current, on=on, by=by)
    locked.state, locked.decided_by, locked.decided_on = State.APPROVED, by, on
    locked.decided_at, locked.note = timezone.now(), note.strip()[:300]
    locked.posting_on, locked.entry = entry.posting_on, entry
    locked.save()
    _give_back(locked, receipt)
    if contract.state == Contract.State.CLOSED:
        contract = reopen_contract(contract=contract, on=on, by=by)
    replayed = replay_locked(contract=contract, on=on, by=by)
    book_recoveries(contract_ids=[contract.pk], on=on, by=by)
    _print_note(locked, receipt, contract, current, principal_left=replayed.principal_left, by=by, on=on)
    corrected = [(contract, corrections_in(replayed.changes))]
    tell_corrections(corrected=corrected, cause=letters.Cause.REVERSED, by=by, on=on)
    close_if_paid_off(contract=contract, replayed=replayed, on=on, by=by)
    return locked


@transaction.atomic
def refuse_reversal(*, reversal: ReceiptReversal, note: str, by: Any, on: date) -> ReceiptReversal:
    """Refuse a request with a reason; the receipt stands, and another request may be made.

    The bank's line that it named looks anew for what it undoes.

    :raises OwnReversal, ReasonMissing, ReversalRefused: as ``approve_reversal`` and ``ask_reversal``.
    """
    treasury.lock_books(province=reversal.receipt.province_id)
    locked = _to_decide(reversal)
    if locked.asked_by_id == by.pk:
        raise OwnReversal(_("ผู้ขอยกเลิกกับผู้อนุมัติต้องเป็นคนละคน"))
    if not note.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    locked.state, locked.decided_by, locked.decided_on = State.REFUSED, by, on
    locked.decided_at, locked.note = timezone.now(), note.strip()[:300]
    locked.save()
    _free_the_banks_line(locked)
    return locked


@transaction.atomic
def withdraw_reversal(*, reversal: ReceiptReversal, by: Any, on: date) -> ReceiptReversal:
    """Withdraw one's own request before it is decided; the bank's line that it named looks anew for what it undoes.

    :raises ReversalRefused: it was decided before, or somebody else asked.
    """
    treasury.lock_books(province=reversal.receipt.province_id)
    locked = _to_decide(reversal)
    if locked.asked_by_id != by.pk:
        raise ReversalRefused(_("ถอนคำขอได้เฉพาะผู้ขอ"))
    locked.state, locked.decided_on, locked.decided_at = State.WITHDRAWN, on, timezone.now()
    locked.save()
    _free_the_banks_line(locked)
    return locked


def _free_the_banks_line(reversal: ReceiptReversal) -> None:
    if reversal.taken_back_by_id:
        set_against([reversal.taken_back_by_id])


def _to_decide(reversal: ReceiptReversal) -> ReceiptReversal:
    locked = ReceiptReversal.objects.select_for_update(of=("self",)).get(pk=reversal.pk)
    if locked.state != State.ASKED:
        raise ReversalRefused(_("คำขอนี้พิจารณาแล้ว (%(state)s) เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    return locked


def _undo_corrections(
    receipt: Receipt,
    contract: Contract,
    printed: list[Allocation],
    current: list[Allocation],
    *,
    on: date,
    by: Any,
) -> None:
    """Book back what replays after its issue moved of the receipt, so that nothing of it is left on any account."""
    party = f"contract:{contract.pk}"
    moved = by_account(tuple(current))
    for account, amount in by_account(tuple(printed)).items():
        moved[account] = moved.get(account, letters.NOTHING) - amount
    lines = [treasury.Line(account, amount, party) for account, amount in moved.items() if amount]
    if not lines:
        return
    treasury.post(
        province=contract.province_id,
        posting_on=treasury.first_open_day(province=contract.province_id, on=on),
        value_on=receipt.value_on,
        kind=JournalEntry.Kind.REALLOCATION,
        memo=f"กลับการปรับการตัดชำระของใบเสร็จเลขที่ {receipt} ที่ยกเลิก",  # stays Thai: kept in the books
        source=f"receipt:{receipt.pk}",
        lines=lines,
        by=by,
    )


def _give_back(reversal: ReceiptReversal, receipt: Receipt) -> None:
    """Let the line, or its share, wait again; or let it rest where the bank has taken its money."""
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=receipt.bank_line_id)
    LineShare.objects.filter(line=line, position=receipt.share, is_live=True).update(is_live=False)
    reopen_notices(line=line, contract=receipt.contract)
    line.matched_by = None
    if reversal.taken_back_by_id:
        line.state = BankLine.State.REVERSED_BY_BANK
        line.reason = said("REVERSED_BY_BANK", receipt=receipt, reason=reversal.reason)
    else:
        line.state, line.contract = BankLine.State.UNKNOWN, None
        line.reason = said("RECEIPT_REVERSED", receipt=receipt, reason=reversal.reason)
    line.save(update_fields=["state", "reason", "matched_by", "contract"])
    settle(paid=line, taken_back_by=reversal.taken_back_by)


def _print_note(
    reversal: ReceiptReversal,
    receipt: Receipt,
    contract: Contract,
    rows: list[Allocation],
    *,
    principal_left: Any,
    by: Any,
    on: date,
) -> None:
    office = office_of(province=contract.province_id)
    year = be_year(on)
    number = documents.take_number(series=f"receipt_reversal:{contract.province_id}", year_be=year)
    documents.issue(
        kind=Document.Kind.RECEIPT_REVERSAL,
        number=f"{number}/{year}",
        subject=f"receipt:{receipt.pk}",
        title=f"บันทึกยกเลิกใบเสร็จรับเงินเลขที่ {receipt} สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.REVERSAL_TEMPLATE,
        context=letters.reversal_context(
            reversal=reversal,
            receipt=receipt,
            contract=contract,
            rows=rows,
            principal_left=principal_left,
            office=office,
            signature=signature_of_receipts(office=office, on=on),
            on=on,
        ),
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=receipt.value_on,
        issued_on=on,
        by=by,
    )
