"""A refund that the bank sent back: asked with the bank's paper or its line, approved by another person."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.uploads import keep_file
from loans.models import Contract
from repayments import selectors
from repayments.models import BankLine, Refund, RefundBounce
from repayments.reasons import said
from repayments.services.lines import lock_waiting
from repayments.services.refunds import RefundRefused, account_of
from repayments.services.replays import close_if_paid_off, replay_locked
from repayments.services.taken_back import join
from repayments.services.write_offs import book_recoveries
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

State = RefundBounce.State
# where the line of a refund rests; what the bank took back itself stays so
_RESTS = (BankLine.State.REFUNDED, BankLine.State.RECEIPTED, *selectors.WAITING)


class OwnBounce(RefundRefused):
    """Who asked does not approve."""


@transaction.atomic
def ask_bounce(
    *,
    refund: Refund,
    reason: str,
    by: Any,
    on: date,
    bounced_on: date | None = None,
    line: BankLine | None = None,
    evidence: Any = None,
) -> RefundBounce:
    """Ask that a paid refund be recorded as sent back by the bank; nothing changes until another person approves it.

    :param bounced_on: the bank's day; that of the line where one is chosen.
    :param line: the line of the statement that brought the money back, where its file came in; it is held meanwhile.
    :param evidence: the bank's paper; obligatory where there is no line.
    :raises RefundRefused: the refund is not paid, it was asked before, no reason, neither day nor paper, the day lies
        ahead or before the payment, or the line is not this money.
    :raises repayments.services.LineSettled: the line belongs to somebody by now.
    Source: docs/decisions.md.
    """
    if not reason.strip():
        raise RefundRefused(_("ต้องระบุเหตุผลที่ธนาคารแจ้ง"))
    treasury.lock_books(province=refund.province_id)
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if locked.state != Refund.State.PAID:
        raise RefundRefused(_("คำขอนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    if locked.bounces.exclude(state=State.REFUSED).exists():
        raise RefundRefused(_("การคืนเงินนี้แจ้งว่าธนาคารส่งเงินกลับไว้แล้ว รออนุมัติ"))
    if line is not None:
        bounced_on = _hold(line, locked, by=by).value_on
    elif not evidence:
        raise RefundRefused(_("เมื่อไม่ได้เลือกรายการธนาคาร ต้องแนบหลักฐานของธนาคารที่ส่งเงินกลับ"))
    if bounced_on is None or not locked.paid_on <= bounced_on <= on:
        raise RefundRefused(_("วันที่ธนาคารส่งเงินกลับต้องอยู่ระหว่าง %(first)s ถึง %(last)s"), first=locked.paid_on, last=on)
    return RefundBounce.objects.create(
        refund=locked,
        bounced_on=bounced_on,
        reason=reason.strip()[:300],
        line=line,
        evidence=keep_file(upload=evidence, by=by) if evidence else None,
        asked_by=by,
        asked_on=on,
    )


@transaction.atomic
def approve_bounce(*, bounce: RefundBounce, by: Any, on: date) -> RefundBounce:
    """Take a refund out of the books that the bank sent back: its line or credit waits again, and may be refunded anew.

    The entry of the refund is reversed by the bank's day. Where a line brought the money, the bank has it in the books
    already: then it only goes from that line to whom it belongs. A contract is replayed without the refund.

    :raises OwnBounce: by the one who asked.
    :raises RefundRefused: it was decided before, or the bank took the money of the line back meanwhile.
    Source: docs/decisions.md.
    """
    locked, refund = _to_decide(bounce, by=by)
    locked.entry = _book(locked, refund, by=by, on=on)
    locked.state, locked.decided_by, locked.decided_on, locked.decided_at = State.APPROVED, by, on, timezone.now()
    locked.save()
    refund.state = Refund.State.BOUNCED
    refund.save(update_fields=["state"])
    if refund.line_id:
        _wait_again(refund, locked)
        return locked
    contract = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=refund.contract_id)
    replayed = replay_locked(contract=contract, on=on, by=by)
    book_recoveries(contract_ids=[contract.pk], on=on, by=by)
    close_if_paid_off(contract=contract, replayed=replayed, on=on, by=by)
    return locked


@transaction.atomic
def refuse_bounce(*, bounce: RefundBounce, note: str, by: Any, on: date) -> RefundBounce:
    """Refuse it with a reason: the refund stays paid, and the line that was named waits for an owner again.

    :raises OwnBounce, RefundRefused: as ``approve_bounce``, or without a reason.
    """
    if not note.strip():
        raise RefundRefused(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    locked, _refund = _to_decide(bounce, by=by)
    locked.state, locked.note = State.REFUSED, note.strip()[:300]
    locked.decided_by, locked.decided_on, locked.decided_at = by, on, timezone.now()
    locked.save()
    if locked.line_id:
        lines = BankLine.objects.filter(pk=locked.line_id, state=BankLine.State.UNKNOWN)
        lines.update(matched_by=None, reason=said("BOUNCE_REFUSED", reason=locked.note))
    return locked


def _hold(line: BankLine, refund: Refund, *, by: Any) -> BankLine:
    """Keep the line that brought the money back from everything else until it is decided."""
    locked = lock_waiting(line)
    is_the_money = locked.kind == "C" and locked.province_id == refund.province_id and locked.amount == refund.amount
    if not is_the_money or locked.is_split or locked.state == BankLine.State.MATCHED or locked.pk == refund.line_id:
        raise RefundRefused(_("รายการธนาคารที่เลือกไม่ใช่เงินจำนวนนี้ หรือจับคู่กับสัญญาแล้ว"))
    locked.state, locked.contract, locked.matched_by = BankLine.State.UNKNOWN, None, by
    locked.reason = said("BOUNCE_ASKED", payee=refund.payee)
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    return locked


def _book(bounce: RefundBounce, refund: Refund, *, by: Any, on: date) -> JournalEntry:
    if bounce.line_id is None:
        return treasury.reverse(
            entry=refund.entry, on=on, by=bounce.asked_by, reason=bounce.reason[:250], value_on=bounce.bounced_on
        )
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=bounce.line_id)
    if line.state != BankLine.State.UNKNOWN:
        raise RefundRefused(_("ธนาคารเรียกเงินของรายการที่เลือกคืนแล้ว ให้ไม่อนุมัติแล้วแจ้งใหม่"))
    line.state, line.reason = BankLine.State.NOT_A_RECEIPT, said("BROUGHT_BACK", payee=refund.payee)
    line.save(update_fields=["state", "reason"])
    credit, party = account_of(refund)
    return treasury.post(
        province=refund.province_id,
        posting_on=treasury.first_open_day(province=refund.province_id, on=on),
        value_on=bounce.bounced_on,
        kind=JournalEntry.Kind.REFUND,
        memo=f"ธนาคารส่งเงินที่คืนให้ {refund.payee} กลับมา: {bounce.reason}"[:300],  # stays Thai: kept in the books
        source=f"refund:{refund.pk}:bounce:{bounce.pk}",
        lines=[
            treasury.Line(chart.SUSPENSE, refund.amount, f"bank_line:{line.pk}"),
            treasury.Line(credit, -refund.amount, party),
        ],
        by=bounce.asked_by,
    )


def _wait_again(refund: Refund, bounce: RefundBounce) -> None:
    """The money of the line is here again and nobody's; what the bank took back of it since is set against it."""
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=refund.line_id)
    if line.state not in _RESTS:
        return
    line.state, line.contract, line.matched_by = BankLine.State.UNKNOWN, None, None
    line.is_split = line.shares.filter(is_live=True).exists()
    line.reason = said("BOUNCED", bounced_on=bounce.bounced_on, payee=refund.payee, reason=bounce.reason)
    line.save(update_fields=["state", "contract", "matched_by", "is_split", "reason"])
    join([line])


def _to_decide(bounce: RefundBounce, *, by: Any) -> tuple[RefundBounce, Refund]:
    refund = Refund.objects.get(pk=bounce.refund_id)
    treasury.lock_books(province=refund.province_id)
    locked = RefundBounce.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=bounce.pk)
    if locked.state != State.ASKED:
        raise RefundRefused(_("คำขอนี้พิจารณาแล้ว (%(state)s) เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    if locked.asked_by_id == by.pk:
        raise OwnBounce(_("ผู้แจ้งว่าธนาคารส่งเงินกลับกับผู้อนุมัติต้องเป็นคนละคน"))
    return locked, Refund.objects.select_for_update(of=("self",)).select_related("entry").get(pk=refund.pk)
