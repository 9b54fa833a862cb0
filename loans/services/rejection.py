"""What the bank sends back: nothing was paid, so nothing is owed, and another transfer may follow."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from loans import account, selectors
from loans.models import AttachedFile, Contract, Grant, TransferBatch, TransferLine
from loans.rules import Instalment
from loans.services.changes import ReasonMissing
from loans.services.filing import attach_file
from loans.services.paying import kind_of, source_of
from loans.services.preparation import DayPassed, NotReady, account_is_ours, check_account_is_free, planned_schedule
from projects.models import StateChange
from projects.rules import Step
from projects.services import advance
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import services as treasury
from treasury.models import JournalEntry

NOT_SENT_BACK = _(
    "แก้ได้เฉพาะรายการที่ธนาคารโอนไม่สำเร็จและยังไม่ได้ทำรายการโอนใหม่ สัญญาที่ลงนามแล้วและยังไม่โอนให้ใช้ “กลับไปจัดทำสัญญา” ในหน้าสัญญา"
)


class AlreadyRejected(Refusal):
    """The bank's answer to this line was recorded before."""


class MoneyReceived(Refusal):
    """Money of the borrower was received already, so the transfer did arrive."""


def reject_line(*, line: TransferLine, reason: str, rejected_on: date, by: Any, on: date) -> TransferLine:
    """Record that the bank could not pay one line of an approved batch.

    The entry of the payment is reversed in the first open month, so the money stands in the savings account again and
    the borrower owes nothing; the contract goes back to SIGNED and keeps its number, a later transfer dates it anew
    with a new version of the schedule. A grant goes back to PREPARED. The line stays, with the bank's reason.

    :raises ReasonMissing: the bank's reason is missing.
    :raises NotReady: the batch was not paid out, or what the line pays has moved on.
    :raises AlreadyRejected, MoneyReceived: as the names say.
    :raises DayPassed: the day lies before the transfer, or ahead.
    Source: R-DISB-01, R-DISB-02, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ธนาคารแจ้ง"))
    with transaction.atomic():
        treasury.lock_books(province=line.batch.province_id)
        locked = TransferLine.objects.select_for_update(of=("self",)).select_related("batch").get(pk=line.pk)
        if locked.rejected_on is not None:
            raise AlreadyRejected(_("บันทึกว่าธนาคารโอนรายการนี้ไม่สำเร็จไว้แล้ว"))
        if locked.batch.state != TransferBatch.State.APPROVED or not locked.is_live:
            raise NotReady(_("ชุดโอนเงินนี้ยังไม่ได้อนุมัติ จึงยังไม่มีรายการที่ธนาคารปฏิเสธ"))
        if not locked.batch.transfer_on <= rejected_on <= on:
            raise DayPassed(
                _("วันที่ธนาคารแจ้งต้องอยู่ระหว่างวันที่โอน %(first)s ถึง %(last)s"), first=locked.batch.transfer_on, last=on
            )
        paid = back_to_waiting(locked)
        entry = JournalEntry.objects.get(source=source_of(locked), kind=kind_of(locked))
        said = f"ธนาคารโอนไม่สำเร็จ: {reason.strip()}"  # stays Thai: kept in the books
        treasury.reverse(entry=entry, on=on, by=by, reason=said, value_on=rejected_on)
        locked.is_live = False
        locked.rejected_on, locked.rejected_by, locked.rejected_reason = rejected_on, by, reason.strip()[:300]
        locked.save(update_fields=["is_live", "rejected_on", "rejected_by", "rejected_reason"])
        step = Step.BANK_REFUSED if locked.contract_id else Step.BANK_REFUSED_GRANT
        advance(proposal=paid.proposal, step=step, by=by, on=on, note=reason)
    return locked


def back_to_waiting(line: TransferLine) -> Contract | Grant:
    """Lock what the line paid and take its day from it; its number stays.

    :raises MoneyReceived, NotReady: what the line paid has moved on.
    """
    if line.contract_id:
        contract = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=line.contract_id)
        if contract.state == Contract.State.CLOSED or selectors.has_repaid(contract):
            raise MoneyReceived(
                _("สัญญา %(contract)s รับชำระเงินแล้ว แสดงว่าเงินโอนถึงกลุ่ม จึงบันทึกว่าโอนไม่สำเร็จหรือถอนคืนการโอนไม่ได้"),
                contract=contract.label,
            )
        if selectors.events_of([contract.pk]):
            raise NotReady(_("สัญญา %(contract)s มีเหตุการณ์หลังโอนเงิน ต้องเพิกถอนก่อน"), contract=contract.label)
        contract.state, contract.contract_on = Contract.State.SIGNED, None
        contract.save(update_fields=["state", "contract_on"])
        return contract
    grant = Grant.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=line.grant_id)
    if grant.state != Grant.State.PAID or grant.records.exists():
        raise NotReady(_("เงินอุดหนุน %(grant)s มีการใช้จ่ายหรือคืนเงินแล้ว แสดงว่าเงินโอนถึงองค์กร"), grant=grant.label)
    grant.state, grant.paid_on = Grant.State.PREPARED, None
    grant.save(update_fields=["state", "paid_on"])
    return grant


def correct_account(
    *,
    paid: Contract | Grant,
    bank: str,
    branch: str,
    number: str,
    reason: str,
    by: Any,
    on: date,
    name: str = "",
    passbook: Any = None,
) -> Contract | Grant:
    """Correct the account of a contract or a grant that the bank could not pay; the holders stay who they are.

    That of a grant may be corrected at any time before its transfer, because nobody signed it.

    The history of the row keeps what it was; the passbook copy is kept beside it.

    :param name: the account's name, where it is an organisation's own.
    :raises ReasonMissing: no reason was given.
    :raises NotReady: its transfer was not sent back, or it is in another batch already.
    :raises AccountInUse, loans.account.BadAccountNumber: as the names say.
    Source: R-CONT-02, R-CONT-10.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่แก้เลขที่บัญชี"))
    digits = account.account_number(number)
    with transaction.atomic():
        locked = _sent_back(paid)
        locked.account_bank, locked.account_branch, locked.account_number = bank, branch, digits
        changed = ["account_bank", "account_branch", "account_number"]
        if name.strip() and getattr(locked, "is_own_account", True):
            locked.account_name = name.strip()[:400]
            changed.append("account_name")
        if isinstance(locked, Contract):
            check_account_is_free(locked)
            with account_is_ours(locked):
                locked.save(update_fields=changed)
        else:
            locked.save(update_fields=changed)
        if passbook is not None:
            attach_file(of=locked, code=AttachedFile.Code.PASSBOOK, upload=passbook, by=by, on=on)
        _note(locked, f"แก้บัญชีรับเงิน: {reason.strip()}", by=by, on=on)  # stays Thai: kept in the history
    return locked


def change_due_dates(
    *,
    contract: Contract,
    planned_transfer_on: date,
    due_dates: Sequence[date],
    reason: str,
    by: Any,
    on: date,
) -> tuple[Contract, tuple[Instalment, ...]]:
    """Fix other due dates for a contract whose transfer the bank sent back; they may lie too near by now.

    The next transfer dates the contract anew and prints its annex anew; both annexes are kept.

    :param due_dates: the days, none for those that the system proposes from the transfer on.
    :raises ReasonMissing: no reason was given.
    :raises NotReady: its transfer was not sent back, or it is in another batch already.
    :raises DayPassed: the day of the transfer has passed.
    :raises loans.rules.BadDueDates: P-05..P-07 do not allow the days.
    Source: R-CONT-08, R-CONT-09, A-10.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่แก้วันครบกำหนด"))
    if planned_transfer_on < on:
        raise DayPassed(_("วันที่คาดว่าจะโอน %(day)s ผ่านไปแล้ว"), day=planned_transfer_on)
    with transaction.atomic():
        locked = _sent_back(contract)
        locked.planned_transfer_on = planned_transfer_on
        locked.terms = locked.terms | {"due_dates": [day.isoformat() for day in sorted(due_dates)]}
        lines = planned_schedule(contract=locked)
        locked.instalment_count = len(lines)
        locked.save(update_fields=["planned_transfer_on", "terms", "instalment_count"])
        _note(locked, f"แก้วันครบกำหนด: {reason.strip()}", by=by, on=on)  # stays Thai: kept in the history
    return locked, lines


def _sent_back(paid: Contract | Grant) -> Any:
    """Lock what waits for another transfer after the bank sent it back, or a grant that waits for its first.

    :raises NotReady: its transfer was not sent back, or it is in another batch already.
    """
    locked = type(paid).objects.select_for_update(of=("self",)).select_related("proposal").get(pk=paid.pk)
    if not selectors.waits_after_refusal(locked):
        raise NotReady(NOT_SENT_BACK)
    return locked


def _note(paid: Contract | Grant, note: str, *, by: Any, on: date) -> None:
    """Keep in the history of the project what changed; its state stays."""
    StateChange.objects.create(
        proposal=paid.proposal,
        step=Step.OPEN_ACCOUNT,
        from_state=paid.proposal.state,
        to_state=paid.proposal.state,
        by=by,
        on=on,
        note=note,
    )
