"""What a person decides about a line of the bank: whose it is, that it is several contracts', or that it must wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from loans.models import Contract
from repayments import selectors
from repayments.matching import Score
from repayments.models import BankLine, LineShare, Receipt, Refund
from repayments.reasons import said
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

State = BankLine.State


class LineSettled(Refusal):
    """A line whose receipt was issued, that is no payment, or whose money is being paid back, is not decided about."""


class ContractNotOpen(Refusal):
    """The contract takes no payment: another province's, not in force yet, or closed."""


class ReasonMissing(Refusal):
    """A person who decides about money says why."""


class SharesWrong(Refusal):
    """The shares of a split line do not make up its money, or are none."""


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a line for one contract, in baht."""

    contract: Contract
    amount: Decimal


@transaction.atomic
def match_line(*, line: BankLine, contract: Contract, reason: str, by: Any) -> BankLine:
    """Give a line, or what is left of it, to a contract by a person's name and reason; its receipt may then be issued.

    :raises ReasonMissing: without a reason.
    :raises LineSettled: the line has its receipt, is a reversal, or its money is being paid back.
    :raises ContractNotOpen: the contract is of another province, or takes no payments.
    Source: R-REPAY-07.
    """
    locked = _decidable(line, reason)
    _require_open(locked, contract)
    is_split = _is_divided(locked)
    if is_split:
        _add_shares(locked, [Part(contract, open_amount(locked))], reason=reason, by=by)
    why = said("MATCHED_BY_PERSON", contract=contract.label, reason=reason.strip())
    return _decide(locked, State.MATCHED, why, by=by, contract=None if is_split else contract, is_split=is_split)


@transaction.atomic
def split_line(*, line: BankLine, parts: Sequence[Part], reason: str, by: Any) -> BankLine:
    """Divide a line, or what is left of it, over several contracts; each share will have a receipt of its own.

    :param parts: contracts, each once, and amounts that add up to the money that is left of the line.
    :raises SharesWrong: fewer than two contracts, one twice, an amount of nothing, or another sum.
    :raises ReasonMissing, LineSettled, ContractNotOpen: as ``match_line``.
    :raises thai.baht.NotMoney: a float, or parts of a satang.
    Source: R-REPAY-07, R-REPAY-09.
    """
    locked = _decidable(line, reason)
    for part in sorted(parts, key=lambda one: one.contract.pk):
        _require_open(locked, part.contract)
        if require_money(part.amount) <= 0:
            raise SharesWrong(_("ยอดของแต่ละสัญญาต้องมากกว่าศูนย์"))
    keys = {part.contract.pk for part in parts}
    if len(keys) < 2 and not _is_divided(locked):
        raise SharesWrong(_("แบ่งรายการต้องมีอย่างน้อยสองสัญญา"))
    if len(keys) != len(parts):
        raise SharesWrong(_("สัญญาเดียวกันใส่ได้ครั้งเดียว"))
    total, is_open = sum((part.amount for part in parts), Decimal("0.00")), open_amount(locked)
    if total != is_open:
        raise SharesWrong(
            _("ยอดที่แบ่งรวม %(total)s บาท ไม่เท่ากับเงินของรายการ %(open)s บาท ต่างกัน %(difference)s บาท"),
            total=total,
            open=is_open,
            difference=abs(total - is_open),
        )
    _add_shares(locked, parts, reason=reason, by=by)
    labels = ", ".join(part.contract.label for part in parts)
    why = said("SPLIT_BY_PERSON", contracts=labels, reason=reason.strip())
    return _decide(locked, State.MATCHED, why, by=by, contract=None, is_split=True)


@transaction.atomic
def hold_line(*, line: BankLine, reason: str, by: Any) -> BankLine:
    """Put a line on hold with a reason: the money stays under examination and no longer stops the close of a month.

    :raises ReasonMissing, LineSettled: as ``match_line``.
    """
    locked = _decidable(line, reason)
    _give_up_shares(locked)
    why = said("HELD", reason=reason.strip())
    return _decide(locked, State.UNKNOWN, why, by=by, contract=None, is_split=_is_divided(locked))


@transaction.atomic
def undo_match(*, line: BankLine, reason: str, by: Any) -> BankLine:
    """Take back whose a line is, before its receipt: it waits for a person again. Shares with a receipt stay.

    :raises ReasonMissing: without a reason.
    :raises LineSettled: the line is not matched, or has its receipt.
    """
    locked = _decidable(line, reason)
    if locked.state != State.MATCHED:
        raise LineSettled(_("รายการนี้ยังไม่ได้จับคู่กับสัญญา"))
    was = locked.contract
    _give_up_shares(locked)
    why = said("MATCH_UNDONE", reason=reason.strip())
    state = State.DOUBTFUL if was else State.UNKNOWN
    return _decide(locked, state, why, by=None, contract=was, is_split=_is_divided(locked))


def open_amount(line: BankLine) -> Decimal:
    """What is left of a line's money: without the shares of other contracts and what was paid back, in baht."""
    shares = sum((share.amount for share in _live_shares(line)), Decimal("0.00"))
    refunds = line.refunds.filter(state=Refund.State.PAID).values_list("amount", flat=True)
    return line.amount - shares - sum(refunds, Decimal("0.00"))


def lock_waiting(line: BankLine) -> BankLine:
    """Lock a line that waits for a decision, and give it as it is by now.

    :raises LineSettled: it has its receipt, is no payment, or its money is being paid back.
    """
    locked = BankLine.objects.select_for_update(of=("self",)).select_related("contract").get(pk=line.pk)
    if locked.state not in selectors.WAITING:
        raise LineSettled(_("รายการนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    if locked.refunds.filter(state=Refund.State.MADE).exists():
        raise LineSettled(_("รายการนี้มีคำขอคืนเงินรออนุมัติ ถอนคำขอคืนเงินก่อน"))
    if selectors.is_asked_about(locked):
        raise LineSettled(_("รายการนี้มีคำขอรับเงินกลับรออนุมัติ ต้องพิจารณาคำขอนั้นก่อน"))
    return locked


def _decidable(line: BankLine, reason: str) -> BankLine:
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการจับคู่หรือพักรายการ"))
    return lock_waiting(line)


def _require_open(line: BankLine, contract: Contract) -> None:
    """Hold a contract, after its line, so that it is not closed or sent back while money is given to it."""
    rows = Contract.objects.select_for_update(of=("self",)).filter(pk=contract.pk)
    contract.state = rows.values_list("state", flat=True).get()
    if contract.province_id != line.province_id or contract.state != Contract.State.IN_FORCE:
        raise ContractNotOpen(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระในจังหวัดนี้"), contract=contract.label)


def _decide(line: BankLine, state: str, why: str, *, by: Any, contract: Contract | None, is_split: bool) -> BankLine:
    line.state, line.contract, line.matched_by, line.is_split = state, contract, by, is_split
    line.score = int(Score.BOTH_REFERENCES_AND_AMOUNT if by and state == State.MATCHED else Score.NOTHING)
    line.reason = why
    line.save(update_fields=["state", "contract", "matched_by", "is_split", "score", "reason"])
    return line


def _live_shares(line: BankLine) -> list[LineShare]:
    return list(line.shares.filter(is_live=True).order_by("position"))


def _is_divided(line: BankLine) -> bool:
    """Whether some of the line's money is another contract's, or was paid back: the rest is never the whole."""
    return bool(_live_shares(line)) or line.refunds.filter(state=Refund.State.PAID).exists()


def _give_up_shares(line: BankLine) -> None:
    """Let the shares go that have no receipt yet."""
    receipted = Receipt.objects.in_force().filter(bank_line=line).values_list("share", flat=True)
    line.shares.filter(is_live=True).exclude(position__in=list(receipted)).update(is_live=False)


def _add_shares(line: BankLine, parts: Sequence[Part], *, reason: str, by: Any) -> None:
    last = line.shares.aggregate(last=Max("position"))["last"] or 0
    LineShare.objects.bulk_create(
        LineShare(
            line=line,
            position=position,
            contract=part.contract,
            amount=part.amount,
            reason=reason.strip()[:300],
            made_by=by,
        )
        for position, part in enumerate(parts, start=last + 1)
    )
