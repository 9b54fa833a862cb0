"""Giving money back: one person makes the refund, another approves and pays it. Both leave their names and reasons."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.uploads import keep_file
from loans.models import Contract
from repayments import selectors
from repayments.models import BankLine, Refund
from repayments.reasons import said
from repayments.services.lines import lock_waiting, open_amount
from repayments.services.replays import close_if_paid_off, replay_locked
from repayments.services.write_offs import book_recoveries
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import JournalEntry

State = Refund.State


class RefundRefused(Refusal):
    """The money cannot be given back, or the refund cannot be decided about like this."""


class OwnRefund(RefundRefused):
    """Who made a refund does not approve it."""


@transaction.atomic
def make_refund(
    *,
    payee: str,
    bank_name: str,
    account_number: str,
    reason: str,
    by: Any,
    on: date,
    line: BankLine | None = None,
    contract: Contract | None = None,
    amount: Decimal | None = None,
    evidence: Any = None,
) -> Refund:
    """Make a refund of what is left of a line, or of the credit of a contract; nothing is booked until it is approved.

    :param line: a line that is nobody's; all that is left of it goes back.
    :param contract: a contract with money received in advance; ``amount`` of it, or all of it.
    :param evidence: the request of the payer, if there is one.
    :raises RefundRefused: no payee, account or reason; nothing to give back; more than there is; one waits already.
    :raises repayments.services.LineSettled: the line belongs to somebody by now.
    Source: docs/decisions.md, A-23.
    """
    told = {"payee": payee, "bank_name": bank_name, "account_number": account_number, "reason": reason}
    if not all(text.strip() for text in told.values()):
        raise RefundRefused(_("ต้องระบุผู้รับเงินคืน ธนาคาร เลขที่บัญชี และเหตุผล"))
    if line is not None:
        province, whole = line.province_id, _of_line(line, by=by)
    elif contract is not None:
        province, whole = contract.province_id, _of_credit(contract, on=on)
    else:
        raise RefundRefused(_("ต้องระบุรายการธนาคารหรือสัญญา"))
    money = whole if amount is None else require_money(amount)
    if not 0 < money <= whole:
        raise RefundRefused(_("คืนเงินได้ไม่เกิน %(whole)s บาท"), whole=whole)
    if line is not None and money != whole:
        raise RefundRefused(_("เงินของรายการธนาคารต้องคืนทั้งจำนวน %(whole)s บาท"), whole=whole)
    return Refund.objects.create(
        province_id=province,
        line=line,
        contract=contract,
        amount=money,
        payee=payee.strip()[:200],
        bank_name=bank_name.strip()[:100],
        account_number=account_number.strip()[:20],
        reason=reason.strip()[:300],
        evidence=keep_file(upload=evidence, by=by) if evidence else None,
        made_by=by,
        made_on=on,
    )


@transaction.atomic
def approve_refund(*, refund: Refund, by: Any, on: date, note: str = "") -> Refund:
    """Pay a refund: book it out of the bank, and take the money out of what waits or of the contract's credit.

    :raises OwnRefund: by the one who made it.
    :raises RefundRefused: it was decided before, or the bank account holds less.
    :raises repayments.services.CreditRefunded: the contract's credit is not there any more.
    :raises treasury.services.MonthClosed: never; it posts in the first open month.
    """
    treasury.lock_books(province=refund.province_id)
    locked = _to_decide(refund, by=by)
    held = books.lowest_balance(province=locked.province_id, account=chart.BANK, since=on)
    if held < locked.amount:
        raise RefundRefused(
            _("บัญชีธนาคารมี %(held)s บาท ไม่พอคืนเงิน %(amount)s บาท เบิกจากเงินฝากคลังก่อน"), held=held, amount=locked.amount
        )
    debit, party = account_of(locked)
    memo = f"คืนเงินให้ {locked.payee}: {locked.reason}"[:300]  # stays Thai: kept in the books
    entry = treasury.post(
        province=locked.province_id,
        posting_on=treasury.first_open_day(province=locked.province_id, on=on),
        value_on=on,
        kind=JournalEntry.Kind.REFUND,
        memo=memo,
        source=f"refund:{locked.pk}",
        lines=[treasury.Line(debit, locked.amount, party), treasury.Line(chart.BANK, -locked.amount, party)],
        by=by,
    )
    locked.state, locked.entry, locked.paid_on = State.PAID, entry, on
    _sign(locked, by=by, on=on, note=note)
    if locked.line_id:
        _rest(locked)
    else:
        contract = (
            Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=locked.contract_id)
        )
        replayed = replay_locked(contract=contract, on=on, by=by)
        book_recoveries(contract_ids=[contract.pk], on=on, by=by)
        close_if_paid_off(contract=contract, replayed=replayed, on=on, by=by)
    return locked


@transaction.atomic
def refuse_refund(*, refund: Refund, note: str, by: Any, on: date) -> Refund:
    """Refuse a refund with a reason; the money stays where it is, and another refund may be made.

    :raises OwnRefund: by the one who made it.
    :raises RefundRefused: without a reason, or it was decided before.
    """
    locked = _to_decide(refund, by=by)
    if not note.strip():
        raise RefundRefused(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    locked.state = State.REFUSED
    _sign(locked, by=by, on=on, note=note)
    _wait_again(locked, said("REFUND_REFUSED", reason=note.strip()))
    return locked


@transaction.atomic
def withdraw_refund(*, refund: Refund, by: Any, on: date) -> Refund:
    """Withdraw one's own refund before it is decided.

    :raises RefundRefused: it was decided before, or somebody else made it.
    """
    locked = _locked(refund)
    if locked.made_by_id != by.pk:
        raise RefundRefused(_("ถอนคำขอได้เฉพาะผู้จัดทำ"))
    locked.state, locked.decided_on, locked.decided_at = State.WITHDRAWN, on, timezone.now()
    locked.save()
    _wait_again(locked, said("REFUND_WITHDRAWN"))
    return locked


def account_of(refund: Refund) -> tuple[str, str]:
    """Give the account whose money a refund gives back, and whom it concerns in the books."""
    if refund.line_id:
        return chart.SUSPENSE, f"bank_line:{refund.line_id}"
    return chart.BORROWER_CREDIT, f"contract:{refund.contract_id}"


def _of_line(line: BankLine, *, by: Any) -> Decimal:
    locked = lock_waiting(line)
    if locked.state == BankLine.State.MATCHED:
        raise RefundRefused(_("รายการนี้จับคู่กับสัญญาแล้ว ถอนการจับคู่ก่อนจึงคืนเงินได้"))
    locked.state, locked.contract, locked.matched_by = BankLine.State.UNKNOWN, None, by
    locked.reason = said("REFUND_ASKED")
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    return open_amount(locked)


def _of_credit(contract: Contract, *, on: date) -> Decimal:
    locked = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if locked.refunds.filter(state=State.MADE).exists():
        raise RefundRefused(_("สัญญานี้มีคำขอคืนเงินรออนุมัติอยู่แล้ว"))
    return selectors.standing(contract=locked, as_of=on).credit


def _rest(refund: Refund) -> None:
    """The money is gone: the line rests as paid back, or as receipted where shares are; what came free since waits."""
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=refund.line_id)
    has_shares = line.shares.filter(is_live=True).exists()
    if open_amount(line):  # a receipt of another share was taken back while the refund waited
        line.state = BankLine.State.UNKNOWN
    else:
        line.state = BankLine.State.RECEIPTED if has_shares else BankLine.State.REFUNDED
    line.reason = said("REFUNDED", amount=f"{refund.amount:,.2f}", payee=refund.payee, reason=refund.reason)
    line.is_split = has_shares or line.state == BankLine.State.UNKNOWN
    if line.state == BankLine.State.UNKNOWN:
        line.matched_by = None
    line.save(update_fields=["state", "reason", "is_split", "matched_by"])


def _wait_again(refund: Refund, why: str) -> None:
    """The line of a refund that is not paid waits for a person again; nobody has put it on hold."""
    if refund.line_id:
        lines = BankLine.objects.filter(pk=refund.line_id, state=BankLine.State.UNKNOWN)
        lines.update(matched_by=None, reason=why)


def _locked(refund: Refund) -> Refund:
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if locked.state != State.MADE:
        raise RefundRefused(_("คำขอนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    return locked


def _to_decide(refund: Refund, *, by: Any) -> Refund:
    locked = _locked(refund)
    if locked.made_by_id == by.pk:
        raise OwnRefund(_("ผู้จัดทำกับผู้อนุมัติการคืนเงินต้องเป็นคนละคน"))
    return locked


def _sign(refund: Refund, *, by: Any, on: date, note: str) -> None:
    refund.approved_by, refund.decided_on, refund.decided_at = by, on, timezone.now()
    refund.note = note.strip()[:300]
    refund.save()
