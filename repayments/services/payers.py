"""Who of a contract's signers paid: told by slips, or named by two persons; the last days to sue follow at once."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from loans.models import Contract, Party
from repayments import selectors
from repayments.models import PaymentNotice, Receipt, ReceiptPayer
from repayments.services.courses import tell_followers
from repayments.services.lines import ReasonMissing
from thai.dates import format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _

State = ReceiptPayer.State

# of the receipts of the same money and contract that were taken back, what two persons said of the latest of them
_AGAIN = """
INSERT INTO repayments_receiptpayer
    (receipt_id, party_id, notice_id, state, reason, asked_by_id, asked_on, asked_at, note)
SELECT n.id, said.party_id, said.notice_id, 'ASKED',
    left(format(%(words)s, said.number, said.fiscal_year_be, said.reason), 300),
    said.asked_by_id, %(on)s, %(at)s, ''
FROM repayments_receipt n
CROSS JOIN LATERAL (
    SELECT p.party_id, p.notice_id, p.reason, p.asked_by_id, p.decided_by_id, r.number, r.fiscal_year_be
    FROM repayments_receipt r
    JOIN repayments_receiptreversal v ON v.receipt_id = r.id AND v.state = 'APPROVED'
    JOIN repayments_receiptpayer p ON p.receipt_id = r.id AND p.state = 'APPROVED'
    WHERE r.bank_line_id = n.bank_line_id AND r.contract_id = n.contract_id
    ORDER BY r.turn DESC, r.id DESC, p.known_at DESC, p.id DESC LIMIT 1
) said
WHERE n.id = ANY(%(receipts)s::bigint[]) AND said.decided_by_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM repayments_receiptpayer a WHERE a.receipt_id = n.id AND a.state = 'ASKED')
    AND said.party_id IS DISTINCT FROM (
        SELECT k.party_id FROM repayments_receiptpayer k WHERE k.receipt_id = n.id AND k.state = 'APPROVED'
        ORDER BY k.known_at DESC, k.id DESC LIMIT 1
    )
"""
_AS_BEFORE = "ใบเสร็จเลขที่ %s/%s ที่ยกเลิก: %s"  # stays Thai: kept with the request
_LATE = "หลักฐานการชำระวันที่ %s ซึ่งบันทึกหลังออกใบเสร็จ"  # stays Thai: kept with the request


class PayerRefused(Refusal):
    """Nothing is there to be said about who paid, or the request cannot be decided like this."""


class OwnPayer(PayerRefused):
    """Who asked that a payer be named does not approve it."""


@transaction.atomic
def ask_payer(*, receipt: Receipt, party: Party | None, reason: str, by: Any, on: date) -> ReceiptPayer:
    """Ask that a receipt be known as one signer's payment; nothing changes until another person approves it.

    Named, it begins her period anew and nobody else's, so that somebody's last day to sue moves to a later one.

    :param party: the signer who paid; None where it turned out that nobody knows.
    :raises ReasonMissing: no reason was given.
    :raises PayerRefused: the receipt was taken back, the contract has one signer only, it is known so already, or it
        was asked before.
    Source: A-12, CCC 295, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุหลักฐานหรือเหตุผลว่าใครเป็นผู้ชำระ"))
    locked = _hold(receipt)
    signers = set(Party.objects.filter(contract=locked.contract_id).values_list("pk", flat=True))
    if len(signers) < 2:
        raise PayerRefused(_("สัญญานี้มีลูกหนี้คนเดียว จึงไม่ต้องระบุผู้ชำระ"))
    if party is not None and party.pk not in signers:
        raise PayerRefused(_("ผู้ชำระต้องเป็นลูกหนี้ของสัญญาในใบเสร็จ"))
    if locked.payers.filter(state=State.ASKED).exists():
        raise PayerRefused(_("มีคำขอระบุผู้ชำระของใบเสร็จนี้รออนุมัติอยู่แล้ว"))
    standing = selectors.payer_of(locked)
    if (standing.party_id if standing else None) == (party.pk if party else None):
        raise PayerRefused(_("ใบเสร็จนี้บันทึกผู้ชำระไว้เช่นนั้นอยู่แล้ว"))
    return ReceiptPayer.objects.create(
        receipt=locked, party=party, reason=reason.strip()[:300], asked_by=by, asked_on=on
    )


@transaction.atomic
def approve_payer(*, request: ReceiptPayer, by: Any, on: date, note: str = "") -> ReceiptPayer:
    """Let a receipt be known as one signer's payment from now on; the last days to sue are worked out anew.

    :raises OwnPayer: by the one who asked.
    :raises PayerRefused: it was decided before, or the receipt was taken back since.
    Source: A-12, docs/decisions.md.
    """
    _hold(request.receipt)
    row = _to_decide(request, by=by)
    row.state, row.known_at, row.note = State.APPROVED, timezone.now(), note.strip()[:300]
    row.decided_by, row.decided_on = by, on
    row.save()
    tell_followers([row.receipt.contract_id])
    return row


@transaction.atomic
def refuse_payer(*, request: ReceiptPayer, note: str, by: Any, on: date) -> ReceiptPayer:
    """Refuse a request with a reason; what was known before goes on, and another request may be made.

    :raises OwnPayer, ReasonMissing, PayerRefused: as ``approve_payer`` and ``ask_payer``.
    """
    row = _to_decide(request, by=by)
    if not note.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    row.state, row.note, row.decided_by, row.decided_on = State.REFUSED, note.strip()[:300], by, on
    row.save()
    return row


@transaction.atomic
def withdraw_payer(*, request: ReceiptPayer, by: Any, on: date) -> ReceiptPayer:
    """Withdraw one's own request before it is decided.

    :raises PayerRefused: it was decided before, or somebody else asked.
    """
    row = _asked(request)
    if row.asked_by_id != by.pk:
        raise PayerRefused(_("ถอนคำขอได้เฉพาะผู้ขอ"))
    row.state = State.WITHDRAWN
    row.save()
    return row


def told_by_slips(settled: Iterable[tuple[int, PaymentNotice]]) -> int:
    """Let receipts be known as the payments of the signers whose slips they settle; return how many are from now on.

    In the caller's transaction, which holds the contracts. A slip of which nobody said whose it is tells nothing, and
    none takes the place of what is known already: that is for two persons. So is a slip that was recorded when the
    money had its receipt: whoever can read the receipt can write such a slip, and a request is made of it.

    :param settled: the keys of receipts, each with the notice that it settles, which has its line.
    Source: A-12, R-REPAY-07, R-DEBT-13, docs/decisions.md.
    """
    told = {key: notice for key, notice in settled if notice.party_id is not None}
    if not told:
        return 0
    lines = Receipt.objects.filter(bank_line__in={notice.line_id for notice in told.values()}).order_by()
    since = dict(lines.values_list("bank_line").annotate(Min("issued_at")))
    late = {key: notice for key, notice in told.items() if since[notice.line_id] <= notice.recorded_at}
    _ask_by_slips(late)
    told = {key: notice for key, notice in told.items() if key not in late}
    known = set(
        ReceiptPayer.objects.filter(receipt__in=told, state=State.APPROVED).values_list("receipt_id", flat=True)
    )
    new = {key: notice for key, notice in told.items() if key not in known}
    ReceiptPayer.objects.bulk_create(
        ReceiptPayer(
            receipt_id=key,
            party_id=notice.party_id,
            notice=notice,
            state=State.APPROVED,
            asked_by_id=notice.recorded_by_id,
            asked_on=notice.recorded_on,
            known_at=timezone.now(),
        )
        for key, notice in new.items()
    )
    tell_followers({notice.contract_id for notice in new.values()})
    return len(new)


def _ask_by_slips(late: dict[int, PaymentNotice]) -> None:
    """Ask that receipts be known as the slips tell that came after them; who recorded a slip is who asks."""
    if not late:
        return
    said = ReceiptPayer.objects.filter(receipt__in=late, state__in=[State.ASKED, State.APPROVED])
    known = set(said.values_list("receipt_id", flat=True))
    signers = Party.objects.filter(contract__in={notice.contract_id for notice in late.values()})
    several = Counter(signers.values_list("contract_id", flat=True))
    ReceiptPayer.objects.bulk_create(
        ReceiptPayer(
            receipt_id=key,
            party_id=notice.party_id,
            notice=notice,
            reason=_LATE % format_short(notice.paid_on),
            asked_by_id=notice.recorded_by_id,
            asked_on=notice.recorded_on,
        )
        for key, notice in late.items()
        if key not in known and several[notice.contract_id] > 1
    )


def ask_again(*, receipt_ids: Collection[int], on: date) -> int:
    """Ask that receipts be known as what two persons said of those that they take the place of; return how many.

    In the caller's transaction, which holds the contracts; one statement, none without receipts. The same money for the
    same contract: what was approved of a receipt that was taken back is asked of the new one by the same person with
    the same reason, and somebody else decides once more. Where a slip told it, the slip tells it again or is asked.

    :param receipt_ids: receipts of lines that had one before, after their slips were looked at.
    Source: A-12, docs/decisions.md.
    """
    if not receipt_ids:
        return 0
    with connection.cursor() as cursor:
        told = {"receipts": list(receipt_ids), "words": _AS_BEFORE, "on": on, "at": timezone.now()}
        cursor.execute(_AGAIN, told)
        return cursor.rowcount


def _hold(receipt: Receipt) -> Receipt:
    """Hold the contract and its receipt, which must not have been taken back."""
    Contract.objects.select_for_update(of=("self",)).get(pk=receipt.contract_id)
    locked = Receipt.objects.select_for_update(of=("self",)).with_reversal().get(pk=receipt.pk)
    if locked.is_reversed:
        raise PayerRefused(_("ใบเสร็จเลขที่ %(receipt)s ยกเลิกแล้ว จึงไม่มีการชำระให้ระบุผู้ชำระ"), receipt=str(locked))
    return locked


def _asked(request: ReceiptPayer) -> ReceiptPayer:
    rows = ReceiptPayer.objects.select_for_update(of=("self",)).select_related("receipt")
    row = rows.get(pk=request.pk)
    if row.state != State.ASKED:
        raise PayerRefused(_("คำขอนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(row.get_state_display()))
    return row


def _to_decide(request: ReceiptPayer, *, by: Any) -> ReceiptPayer:
    row = _asked(request)
    if row.asked_by_id == by.pk:
        raise OwnPayer(_("ผู้ขอระบุผู้ชำระกับผู้อนุมัติต้องเป็นคนละคน"))
    return row
