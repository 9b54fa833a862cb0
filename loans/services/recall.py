"""Taking back a transfer that was approved ahead of its day, before the day comes: as if it had never been ordered."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from loans.models import TransferBatch, TransferLine
from loans.services.changes import ReasonMissing, SamePerson
from loans.services.paying import kind_of, paper_of, source_of
from loans.services.preparation import DayPassed, NotReady
from loans.services.rejection import back_to_waiting
from loans.services.transfer import lock_contracts, lock_grants
from projects.rules import Step
from projects.services import advance_many
from thai.refusals import sentence as _
from treasury import services as treasury
from treasury.models import BudgetLine, JournalEntry


def recall_transfer(*, batch: TransferBatch, reason: str, by: Any, on: date) -> TransferBatch:
    """Take an approved batch back before its day; its contracts and grants wait for another one.

    Every entry of it is reversed on the day of the entry itself, the drawing too, so that no account holds on any day
    what never moved, and the money is free again. A contract goes back to SIGNED, a grant to PREPARED; both keep their
    number for a transfer of the same year (of another year only what the bank knows by it). From its day on the bank
    has the order, and only its answer undoes a line (``confirm_rejection``).

    :raises ReasonMissing: no reason was given.
    :raises SamePerson: the maker; it takes a second person, as the approval did.
    :raises NotReady: the batch was not approved, or what it pays has moved on.
    :raises DayPassed: its day has come.
    Source: R-DISB-01, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ถอนคืน"))
    with transaction.atomic():
        treasury.lock_books(province=batch.province_id)  # before the contracts, as every command that books
        locked = TransferBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != TransferBatch.State.APPROVED:
            raise NotReady(
                _("ชุดโอนเงินนี้ไม่ได้อยู่ระหว่างรอวันโอน จึงถอนคืนไม่ได้: %(state)s"), state=str(locked.get_state_display())
            )
        if locked.made_by_id == by.pk:
            raise SamePerson(_("ผู้ทำรายการถอนคืนชุดที่อนุมัติแล้วเองไม่ได้ ต้องให้ผู้อนุมัติหรือผู้มีอำนาจอนุมัติอีกคนถอนคืน"))
        if on >= locked.transfer_on:
            raise DayPassed(
                _("ถึงวันโอน %(day)s แล้ว ถอนคืนไม่ได้ หากธนาคารโอนไม่สำเร็จให้บันทึกทีละรายการ"), day=locked.transfer_on
            )
        lines = list(locked.lines.select_related("batch").order_by("contract_id", "grant_id"))
        lock_contracts([line.contract_id for line in lines if line.contract_id])
        lock_grants([line.grant_id for line in lines if line.grant_id])
        paid = [back_to_waiting(line) for line in lines]
        _undo_entries(locked, lines, why=reason.strip(), by=by)
        locked.lines.update(is_live=False)
        locked.state, locked.reason = TransferBatch.State.RECALLED, reason.strip()[:300]
        locked.recalled_by, locked.recalled_at = by, timezone.now()
        locked.save(update_fields=["state", "reason", "recalled_by", "recalled_at"])
        for step, of_grant in ((Step.RECALL, False), (Step.RECALL_GRANT, True)):
            proposals = [one.proposal for line, one in zip(lines, paid, strict=True) if bool(line.grant_id) is of_grant]
            notes = {proposal.pk: locked.reason for proposal in proposals}
            advance_many(proposals=proposals, step=step, by=by, on=on, notes=notes)
    batch.refresh_from_db()
    return locked


def _undo_entries(batch: TransferBatch, lines: list[TransferLine], *, why: str, by: Any) -> None:
    """Reverse what each line paid and what was drawn for it, each on the day on which it stands."""
    said = f"ถอนคืนก่อนถึงวันโอน: {why}"  # stays Thai: kept in the books
    for line in lines:
        entry = JournalEntry.objects.get(source=source_of(line), kind=kind_of(line))
        treasury.reverse(entry=entry, on=entry.posting_on, by=by, reason=said)
    for plan in (BudgetLine.Plan.REVOLVING, BudgetLine.Plan.SUBSIDY):
        treasury.undo_drawing(province=batch.province_id, reference=paper_of(batch), plan=plan, by=by, reason=said)
