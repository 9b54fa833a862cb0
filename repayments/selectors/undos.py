"""What a person decided about a line of the bank that may be undone, and what must be undone before it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from areas.models import User
from repayments.models import BankLine, PossibleRepeat, ReceiptReversal, Refund, UndoRequest
from repayments.reasons import is_said, value_in
from thai.refusals import Refusal
from thai.refusals import sentence as _

State = BankLine.State
Decision = UndoRequest.Decision
_LIVE = [ReceiptReversal.State.ASKED, ReceiptReversal.State.APPROVED]


class DependedOn(Refusal):
    """Something rests on the decision and must be undone first, or cannot be."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person decided about a line; ``other`` is the key of the line beside which it was."""

    decision: str
    other: int
    by_id: int
    on: date | None
    why: str


def said_of(line: BankLine) -> Said | None:
    """The newest decision of a person about a line that may be undone; None where there is none. At most one query."""
    if line.kind == "D" and line.state == State.NOT_A_RECEIPT and _is_netted_by_person(line):
        assert line.reverses_id  # a person chose the payment
        assert line.matched_by_id
        why = value_in(line.reason, "reason")
        return Said(Decision.NET_OFF, line.reverses_id, line.matched_by_id, None, why[:300])
    repeat: PossibleRepeat | None = getattr(line, "repeat", None)
    if repeat is None or repeat.is_same is None or repeat.decided_by_id is None:
        return None
    decision = Decision.SAME if repeat.is_same else Decision.ANOTHER
    return Said(decision, repeat.other_id, repeat.decided_by_id, repeat.decided_on, repeat.reason)


def depends_on(line: BankLine, said: Said) -> DependedOn | None:
    """What rests on a decision, as the sentence that says what to undo first; None where nothing does.

    On "the same" and on a netting nothing can rest: neither line has a receipt. On "another" rests all that was done
    with its money since.
    """
    if said.decision != Decision.ANOTHER:
        return None
    receipts = ", ".join(str(receipt) for receipt in line.receipts.in_force().order_by("pk"))
    if receipts:
        return DependedOn(_("ออกใบเสร็จเลขที่ %(receipts)s ของเงินนี้แล้ว ต้องยกเลิกใบเสร็จก่อน"), receipts=receipts)
    refunds = set(line.refunds.values_list("state", flat=True))
    if Refund.State.MADE in refunds:
        return DependedOn(_("รายการนี้มีคำขอคืนเงินรออนุมัติ ถอนคำขอคืนเงินก่อน"))
    if Refund.State.PAID in refunds:
        return DependedOn(_("คืนเงินของรายการนี้ให้ผู้ชำระไปแล้ว จึงถอนการตัดสินไม่ได้"))
    if line.state == State.MONEY_BACK:
        return DependedOn(_("เงินนี้บันทึกเป็นเงินที่ไม่ได้ใช้ซึ่งส่งคืนแล้ว จึงถอนการตัดสินไม่ได้"))
    taken = line if line.kind == "D" else BankLine.objects.filter(reverses=line).first()
    if taken is None:
        return None
    named = set(ReceiptReversal.objects.filter(taken_back_by=taken, state__in=_LIVE).values_list("state", flat=True))
    if ReceiptReversal.State.APPROVED in named:
        return DependedOn(_("ใบเสร็จยกเลิกไปแล้วเพราะธนาคารเรียกเงินคืน จึงถอนการตัดสินไม่ได้"))
    if named:
        return DependedOn(_("มีคำขอยกเลิกใบเสร็จที่ใช้รายการนี้ ต้องพิจารณาคำขอก่อน"))
    if line.kind == "C" and taken.state == State.NOT_A_RECEIPT and _is_netted_by_person(taken):
        return DependedOn(_("เงินนี้หักกลบกับรายการที่ธนาคารเรียกคืนแล้ว ต้องถอนการหักกลบก่อน"))
    return None


def undo_requests_of(line: BankLine) -> list[UndoRequest]:
    """The requests about a line, the newest first; one query."""
    return list(line.undo_requests.select_related("said_by", "asked_by", "decided_by", "entry").order_by("-pk")[:20])


def undos_to_decide(*, user: User) -> QuerySet[BankLine]:
    """The lines with a request of another that waits for the user's approval."""
    asked = UndoRequest.objects.filter(state=UndoRequest.State.ASKED).exclude(asked_by=user)
    return BankLine.objects.visible_to(user, "repayments.approve").filter(pk__in=asked.values("line"))


def _is_netted_by_person(reversal: BankLine) -> bool:
    return reversal.matched_by_id is not None and is_said(reversal.reason, "NETTED_BY_PERSON")
