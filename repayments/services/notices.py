"""What members say they paid, with the bank's evidence: recorded, found at the bank, or refused. Never money."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from documents.uploads import keep_file
from loans.models import Contract, Party
from repayments.matching import NOTICE_DAYS, Finding
from repayments.models import BankLine, PaymentNotice, Receipt
from repayments.selectors.owners import verdicts
from repayments.services.payers import told_by_slips
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

State = PaymentNotice.State
OPEN = (State.WAITING, State.EARLIER)


class NoticeRefused(Refusal):
    """The evidence cannot be recorded, or the notice cannot be decided about like this."""


@transaction.atomic
def record_notice(
    *,
    contract: Contract,
    channel: str,
    paid_on: date,
    amount: Decimal,
    evidence: Any,
    by: Any,
    on: date,
    payer: str = "",
    party: Party | None = None,
    reference: str = "",
) -> PaymentNotice:
    """Record what a member handed in; a line of the bank that waits is pointed at the contract, one there settles it.

    :param evidence: the uploaded slip; obligatory whatever the channel.
    :param party: the signer of the contract who paid, where that is known: the receipt counts as hers (A-12), where it
        is there already once another person approves it.
    :raises NoticeRefused: the contract takes no payments, the day lies ahead or before the contract, the amount is not
        above nothing, who paid is no signer, or the same was recorded before.
    :raises thai.refusals.Refusal: the file is not taken, each fault with its sentence.
    Source: R-REPAY-05, R-REPAY-07, D-18.
    """
    money = require_money(amount)
    if money <= 0:
        raise NoticeRefused(_("จำนวนเงินต้องมากกว่าศูนย์"))
    if contract.state != Contract.State.IN_FORCE or contract.contract_on is None:
        raise NoticeRefused(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=contract.label)
    if party is not None and party.contract_id != contract.pk:
        raise NoticeRefused(_("ผู้ชำระต้องเป็นลูกหนี้ของสัญญานี้"))
    if not contract.contract_on <= paid_on <= on:
        raise NoticeRefused(_("วันที่ชำระต้องอยู่ระหว่างวันที่ในสัญญา %(since)s ถึงวันนี้"), since=contract.contract_on)
    Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    same = PaymentNotice.objects.filter(
        contract=contract, paid_on=paid_on, amount=money, reference=reference.strip()[:60]
    ).exclude(state=State.REFUSED)
    if same.exists():
        raise NoticeRefused(_("หลักฐานการชำระวันและยอดนี้บันทึกไว้แล้ว ถ้าชำระสองครั้งในวันเดียวกัน ให้ใส่เลขที่รายการที่ต่างกัน"))
    notice = PaymentNotice.objects.create(
        province_id=contract.province_id,
        amphoe_id=contract.amphoe_id,
        tambon_id=contract.tambon_id,
        contract=contract,
        channel=channel,
        paid_on=paid_on,
        amount=money,
        payer=(payer.strip() or (party.name if party else ""))[:100],
        party=party,
        reference=reference.strip()[:60],
        evidence=keep_file(upload=evidence, by=by),
        recorded_by=by,
        recorded_on=on,
    )
    if not _settle_by_receipt(notice):
        _point_lines(notice)
    return notice


@transaction.atomic
def refuse_notice(*, notice: PaymentNotice, reason: str, by: Any) -> PaymentNotice:
    """Refuse a notice as no evidence of a payment, with a reason; it points at nothing any more.

    :raises NoticeRefused: without a reason, or it was decided before.
    """
    if not reason.strip():
        raise NoticeRefused(_("ต้องระบุเหตุผล"))
    locked = PaymentNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.state not in OPEN:
        raise NoticeRefused(_("หลักฐานนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    locked.state, locked.reason, locked.decided_by = State.REFUSED, reason.strip()[:300], by
    locked.save(update_fields=["state", "reason", "decided_by"])
    return locked


@transaction.atomic
def set_notice_aside(*, notice: PaymentNotice, reason: str, by: Any) -> PaymentNotice:
    """Set a notice aside of before any line of the province's bank that is here: it waits for an order of the fund.

    It is neither refused nor money: the debt stays as it is. Should a file of that time come after all, its receipt
    settles the notice as it settles one that waits.

    :raises NoticeRefused: without a reason, it was decided before, or the bank's lines of that time are here.
    Source: D-18, R-DEBT-13, docs/decisions.md.
    """
    if not reason.strip():
        raise NoticeRefused(_("ต้องระบุเหตุผล"))
    locked = PaymentNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.state != State.WAITING:
        raise NoticeRefused(_("หลักฐานนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    if not is_before_the_banks_files(locked):
        raise NoticeRefused(_("มีไฟล์ธนาคารของวันที่ชำระแล้ว ให้หาเงินจากรายการธนาคาร หรือไม่รับเป็นหลักฐาน"))
    locked.state, locked.reason, locked.decided_by = State.EARLIER, reason.strip()[:300], by
    locked.save(update_fields=["state", "reason", "decided_by"])
    return locked


def is_before_the_banks_files(notice: PaymentNotice) -> bool:
    """Tell whether the money of a notice came before any line of the province's bank that was read in; one query."""
    until = notice.paid_on + timedelta(days=NOTICE_DAYS)
    return not BankLine.objects.filter(province=notice.province_id, value_on__lte=until).exists()


def settle_notices(*, receipts: Sequence[Receipt]) -> int:
    """Settle the notices whose money these receipts are, in the caller's transaction; return how many.

    Of one contract, amount and about the same day; the nearest day first, each receipt settles one at most. Where a
    notice tells which signer paid, the receipt is known as hers.
    """
    waiting = list(
        PaymentNotice.objects.select_for_update(of=("self",))
        .filter(state__in=OPEN, contract__among={receipt.contract_id for receipt in receipts})
        .order_by("paid_on", "pk")
    )
    settled: list[tuple[int, PaymentNotice]] = []
    for receipt in receipts if waiting else ():
        fitting = [
            notice
            for notice in waiting
            if notice.contract_id == receipt.contract_id and is_about(notice, receipt.amount, receipt.value_on)
        ]
        if fitting:
            nearest = min(fitting, key=lambda notice: abs(notice.paid_on - receipt.value_on))
            nearest.state, nearest.line_id = State.SETTLED, receipt.bank_line_id
            waiting.remove(nearest)
            settled.append((receipt.pk, nearest))
    PaymentNotice.objects.bulk_update([notice for _key, notice in settled], ["state", "line"])
    told_by_slips(settled)
    return len(settled)


def reopen_notices(*, line: BankLine, contract: Contract) -> int:
    """Let the notices of a contract wait again that a line settled whose receipt was taken back; return how many."""
    return PaymentNotice.objects.filter(line=line, contract=contract, state=State.SETTLED).update(
        state=State.WAITING, line=None
    )


def is_about(notice: PaymentNotice, amount: Decimal, value_on: date) -> bool:
    """Tell whether money of this amount and day may be what a notice tells of."""
    return notice.amount == amount and abs((notice.paid_on - value_on).days) <= NOTICE_DAYS


def _near(notice: PaymentNotice) -> tuple[date, date]:
    return notice.paid_on - timedelta(days=NOTICE_DAYS), notice.paid_on + timedelta(days=NOTICE_DAYS)


def _settle_by_receipt(notice: PaymentNotice) -> bool:
    """The money was there before its evidence: the receipt settles the notice at once, and who paid is only asked."""
    taken = PaymentNotice.objects.filter(contract=notice.contract, line__isnull=False).values("line")
    receipt = (
        Receipt.objects.in_force()
        .filter(contract=notice.contract, amount=notice.amount, value_on__range=_near(notice))
        .exclude(bank_line__in=taken)
        .order_by("value_on", "pk")
        .first()
    )
    if receipt is None:
        return False
    notice.state, notice.line_id = State.SETTLED, receipt.bank_line_id
    notice.save(update_fields=["state", "line"])
    told_by_slips([(receipt.pk, notice)])
    return True


def _point_lines(notice: PaymentNotice) -> None:
    """Judge anew the lines of this amount and day of whom nobody knew anything."""
    lines = list(
        BankLine.objects.select_for_update(of=("self",)).filter(
            province=notice.province_id,
            state=BankLine.State.UNKNOWN,
            kind="C",
            amount=notice.amount,
            value_on__range=_near(notice),
            is_split=False,
            refunds__isnull=True,
        )
    )
    for line, verdict in zip(lines, verdicts(lines=lines, provinces=[notice.province_id] * len(lines)), strict=True):
        if verdict.finding == Finding.DOUBTFUL and verdict.contract_id == notice.contract_id:
            line.state, line.contract_id, line.matched_by = BankLine.State.DOUBTFUL, verdict.contract_id, None
            line.score, line.reason = int(verdict.score), verdict.why
            line.save(update_fields=["state", "contract", "matched_by", "score", "reason"])
