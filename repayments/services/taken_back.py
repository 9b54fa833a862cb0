"""Money that the bank took back (lines of kind D): held against what it undoes, whichever of the two came in first.

A reversal stands open (TAKEN_BACK) until it undid a payment that has no receipt, or until every receipt of the payment
was taken back by two persons. Nothing else settles it. One that a request names, asked or approved, is held against
nothing else meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from repayments import selectors
from repayments.models import BankLine, LineShare, Receipt, ReceiptReversal, Refund
from repayments.reasons import said
from repayments.selectors.incoming import PreviewRow
from repayments.services.lines import LineSettled, ReasonMissing, lock_waiting
from thai.dates import format_short
from thai.refusals import sentence as _
from treasury import services as treasury

State = BankLine.State
_Key = tuple[Any, ...]


def answered_by(rows: Iterable[PreviewRow]) -> list[int]:
    """The keys of the open reversals that money just come in may be about, whatever they were held against before.

    One query, which looks at open reversals only: with none it costs nothing, however many rows there are. One that a
    request names is left alone.
    """
    new = [row for row in rows if row.line.kind == "C"]
    return _open_about(
        provinces={row.account.province_id for row in new},
        keys={(row.account.pk, row.line.amount, row.line.ref1, row.line.ref2) for row in new},
    )


def join(lines: Sequence[BankLine]) -> None:
    """Hold lines of which it was decided what they are against the reversals, or the payments, that are there."""
    waiting = [line for line in lines if line.kind == "C" and line.state in selectors.WAITING]
    about = _open_about(provinces={line.province_id for line in waiting}, keys={_key(line) for line in waiting})
    set_against([line.pk for line in lines if line.state == State.TAKEN_BACK] + about)


def _open_about(*, provinces: set[str], keys: set[_Key]) -> list[int]:
    """The free reversals of these accounts, amounts and references."""
    waiting = _free().filter(province__in=provinces)
    rows = waiting.values_list("pk", "bank_account", "amount", "ref1", "ref2")
    return [pk for pk, *about in rows if tuple(about) in keys]


def _free() -> QuerySet[BankLine]:
    """The open reversals that no request names, neither one that waits nor one that took back a part of a payment."""
    live = [ReceiptReversal.State.ASKED, ReceiptReversal.State.APPROVED]
    named = ReceiptReversal.objects.filter(taken_back_by=OuterRef("pk"), state__in=live)
    return BankLine.objects.filter(~Exists(named), state=State.TAKEN_BACK)


def set_against(reversal_ids: Sequence[int]) -> None:
    """Hold open reversals against the payments of their account, amount and references; a few queries for all.

    Each undoes the latest payment without a receipt that is not later than itself: both are settled. Where there is
    only one with a receipt it is named, and the receipt must be taken back. Where there is none the reversal waits.
    One that a request names is left alone.
    """
    if not reversal_ids:
        return
    reversals = list(
        _free().select_for_update(of=("self",)).filter(pk__in=reversal_ids).order_by("value_on", "time", "pk")
    )
    if not reversals:
        return
    # they are held against everything anew: no payment may seem taken by one that is asked as well
    BankLine.objects.filter(pk__in=[one.pk for one in reversals], reverses__isnull=False).update(reverses=None)
    paid = _payments_of(reversals)
    waiting, receipted = {}, {}
    for reversal in reversals:
        found = next((one for one in paid[_key(reversal)] if _may_undo(reversal, one)), None)
        if found is None:
            if reversal.reverses_id:
                reversal.reverses, reversal.contract_id, reversal.reason = None, None, said("TAKEN_BACK")
            continue
        paid[_key(reversal)].remove(found)
        (receipted if found.is_receipted else waiting)[reversal] = found
    _name_receipts(receipted)
    _net(waiting)
    BankLine.objects.bulk_update(reversals, ["state", "reason", "contract", "reverses", "matched_by"])


@transaction.atomic
def net_off(*, reversal: BankLine, paid: BankLine, reason: str, by: Any) -> BankLine:
    """Set an open reversal against the waiting payment that a person found, whatever their references say.

    :raises ReasonMissing: no reason was given.
    :raises LineSettled: one of them is settled or the money of a receipt, it is not the same money, or somebody asked
        for a receipt to be taken back with it.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการจับคู่หรือพักรายการ"))
    treasury.lock_books(province=reversal.province_id)
    locked, found = _lock_open(reversal), lock_waiting(paid)
    if locked.reverses_id or not selectors.undone_by(locked).filter(pk=found.pk).exists():
        raise LineSettled(_("รายการที่เลือกไม่ใช่เงินที่ธนาคารเรียกคืน"))
    if ReceiptReversal.objects.filter(taken_back_by=locked, state=ReceiptReversal.State.ASKED).exists():
        raise LineSettled(_("มีคำขอยกเลิกใบเสร็จที่ใช้รายการนี้ ต้องพิจารณาคำขอก่อน"))
    _net({locked: found})
    locked.matched_by = by
    locked.reason = said("NETTED_BY_PERSON", reason=reason.strip())
    locked.save(update_fields=["state", "reason", "contract", "reverses", "matched_by"])
    return locked


@transaction.atomic
def hold_reversal(*, reversal: BankLine, reason: str, by: Any) -> BankLine:
    """Put a reversal of which no money is found on hold by name and reason; it no longer stops the close of a month.

    :raises ReasonMissing: no reason was given.
    :raises LineSettled: it is settled, or it took back the money of a receipt: then the receipt must go.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการจับคู่หรือพักรายการ"))
    locked = _lock_open(reversal)
    if locked.reverses_id:
        raise LineSettled(_("ธนาคารเรียกเงินของใบเสร็จนี้คืนแล้ว ต้องขอยกเลิกใบเสร็จ พักไว้ไม่ได้"))
    locked.matched_by = by
    locked.reason = said("HELD", reason=reason.strip())
    locked.save(update_fields=["reason", "matched_by"])
    return locked


def settle(*, paid: BankLine, taken_back_by: BankLine | None) -> None:
    """Settle what the bank took back of a line whose receipt was just taken back, in the caller's transaction.

    The reversal that the request named is settled with the last receipt of the line. Without one, the money may be
    gone all the same: what was open about it undoes the line, which has no receipt any more.

    :raises LineSettled: the reversal that the request named was settled meanwhile.
    """
    is_receipted = paid.receipts.in_force().exists()
    if taken_back_by is None:
        for one in BankLine.objects.select_for_update(of=("self",)).filter(reverses=paid, state=State.TAKEN_BACK):
            if _took_a_part(one, paid) and not is_receipted:
                _net({one: paid})
                one.save(update_fields=["state", "reason", "reverses"])
            else:
                set_against([one.pk])
        return
    locked = _lock_open(taken_back_by)
    freed = _let_go(paid, but=locked)
    locked.reverses, locked.matched_by = paid, None
    if not is_receipted:
        locked.state, locked.reason = State.NOT_A_RECEIPT, said("RECEIPTS_GONE")
    locked.save(update_fields=["state", "reason", "reverses", "matched_by"])
    set_against(freed)


def _lock_open(reversal: BankLine) -> BankLine:
    locked = BankLine.objects.select_for_update(of=("self",)).get(pk=reversal.pk)
    if locked.state != State.TAKEN_BACK:
        raise LineSettled(_("รายการนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    return locked


def _took_a_part(reversal: BankLine, paid: BankLine) -> bool:
    approved = ReceiptReversal.objects.filter(taken_back_by=reversal, state=ReceiptReversal.State.APPROVED)
    return approved.filter(receipt__bank_line=paid).exists()


def _let_go(paid: BankLine, *, but: BankLine) -> list[int]:
    """Free a payment of the other open reversal that named it, and give the key of that one."""
    others = BankLine.objects.filter(reverses=paid, state=State.TAKEN_BACK).exclude(pk=but.pk)
    freed = list(others.values_list("pk", flat=True))
    others.update(reverses=None)
    return freed


def _key(line: BankLine) -> _Key:
    return (line.bank_account_id, line.amount, line.ref1, line.ref2)


def _may_undo(reversal: BankLine, paid: BankLine) -> bool:
    """Without a reference only the name tells one payer's money from another's."""
    return selectors.was_there(paid, reversal) and (bool(reversal.ref1) or paid.customer_name == reversal.customer_name)


def _payments_of(reversals: Sequence[BankLine]) -> dict[_Key, list[BankLine]]:
    """The payments that reversals may undo: those without a receipt first, the latest of each first; one query."""
    found: dict[_Key, list[BankLine]] = defaultdict(list)
    in_force = Receipt.objects.in_force().filter(bank_line=OuterRef("pk"))
    rows = (
        BankLine.objects.filter(
            Q(state__in=selectors.WAITING) | Q(state=State.RECEIPTED),
            kind="C",
            reversed_by__isnull=True,
            bank_account__in={one.bank_account_id for one in reversals},
            amount__in={one.amount for one in reversals},
            ref1__in={one.ref1 for one in reversals},
            value_on__lte=max(one.value_on for one in reversals),
        )
        .annotate(is_receipted=Exists(in_force))
        .select_for_update(of=("self",))
        .order_by("-value_on", "-time", "-pk")
    )
    for row in rows:
        found[_key(row)].append(row)
    for payments in found.values():
        payments.sort(key=lambda one: one.is_receipted)  # type: ignore[attr-defined]
    return found


def _name_receipts(undone: dict[BankLine, BankLine]) -> None:
    numbers: dict[int, list[str]] = defaultdict(list)
    for receipt in Receipt.objects.in_force().filter(bank_line__in=list(undone.values())).order_by("pk"):
        numbers[receipt.bank_line_id].append(str(receipt))
    for reversal, paid in undone.items():
        reversal.reverses, reversal.contract_id, reversal.matched_by = paid, paid.contract_id, None
        reversal.reason = said("RECEIPT_LEFT", receipts=", ".join(numbers[paid.pk]))


def _net(undone: dict[BankLine, BankLine]) -> None:
    """Settle reversals and the payments without a receipt that they undo: the two are nothing together."""
    days = {paid.pk: format_short(reversal.value_on) for reversal, paid in undone.items()}
    for reversal, paid in undone.items():
        reversal.reverses, reversal.state, reversal.reason = paid, State.NOT_A_RECEIPT, said("NETTED")
        paid.state = State.NOT_A_RECEIPT
        paid.reason = said("UNDONE", undone_on=reversal.value_on)
    payments = list(undone.values())
    BankLine.objects.bulk_update(payments, ["state", "reason"])
    LineShare.objects.filter(line__in=payments, is_live=True).update(is_live=False)
    for refund in Refund.objects.filter(line__in=payments, state=Refund.State.MADE):
        refund.state = Refund.State.WITHDRAWN
        refund.note = f"ธนาคารกลับรายการเมื่อ {days[refund.line_id]}"  # stays Thai: kept with the refund
        refund.save(update_fields=["state", "note"])
