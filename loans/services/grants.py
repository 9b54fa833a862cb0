"""A subsidy: prepared, paid through a transfer batch, accounted for by vouchers, the rest sent back, closed (A-36)."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from areas.once import KeyReused
from documents.uploads import keep_file
from loans import account, selectors
from loans.models import AttachedFile, Grant, GrantRecord, MoneyReturn, TransferLine
from loans.services.changes import AlreadyRecorded, ReasonMissing
from loans.services.filing import attach_file
from loans.services.paying import give_back, year_drawn
from loans.services.preparation import AlreadyPrepared, DayPassed, GroupIncomplete, NotReady, check_not_paid_after_all
from projects.models import Proposal
from projects.rules import State, Step
from projects.services import advance, cancel_for_change
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import BudgetLine, JournalEntry


class MoreThanGranted(Refusal):
    """What was used and what came back would be more than the subsidy, or an amount is nothing."""


class EvidenceMissing(Refusal):
    """Neither a paper nor its number proves what is recorded."""


class NotAccountedFor(Refusal):
    """Part of the subsidy has neither a voucher nor come back."""


def prepare_grant(
    *,
    proposal: Proposal,
    account_bank: str,
    account_number: str,
    account_name: str,
    by: Any,
    on: date,
    account_branch: str = "",
    passbook: Any = None,
) -> Grant:
    """Prepare the payment of an approved and notified subsidy into the organisation's own account.

    :raises NotReady: it is no subsidy, or was not notified.
    :raises AlreadyPrepared: the project has its grant.
    :raises GroupIncomplete: the account has no name.
    :raises loans.account.BadAccountNumber: as the name says.
    Source: R-PROJ-02, R-CONT-05, A-36.
    """
    digits, name = account.account_number(account_number), " ".join(account_name.split())
    if not name:
        raise GroupIncomplete(_("ต้องระบุชื่อบัญชีขององค์กร"))
    with transaction.atomic():
        locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if locked.support != Proposal.Support.SUBSIDY:
            raise NotReady(_("โครงการ %(reference)s ไม่ใช่เงินอุดหนุน"), reference=locked.reference)
        if Grant.objects.filter(proposal=locked).exists():
            raise AlreadyPrepared(_("โครงการ %(reference)s จัดทำเงินอุดหนุนไว้แล้ว"), reference=locked.reference)
        if locked.state != State.NOTIFIED:
            raise NotReady(
                _("โครงการ %(reference)s ยังจ่ายเงินอุดหนุนไม่ได้ ต้องได้รับอนุมัติและแจ้งผลแล้ว"), reference=locked.reference
            )
        grant = Grant.objects.create(
            proposal=locked,
            province_id=locked.province_id,
            amphoe_id=locked.amphoe_id,
            tambon_id=locked.tambon_id,
            amount=locked.amount,
            account_bank=account_bank,
            account_branch=account_branch,
            account_number=digits,
            account_name=name[:400],
            prepared_by=by,
            prepared_on=on,
        )
        if passbook is not None:
            attach_file(of=grant, code=AttachedFile.Code.PASSBOOK, upload=passbook, by=by, on=on)
        advance(proposal=locked, step=Step.OPEN_ACCOUNT, by=by, on=on)
    return grant


def cancel_grant(*, grant: Grant, reason: str, by: Any, on: date) -> Grant:
    """Cancel a grant whose money has not left, and its project with it.

    :raises NotReady: the money has left, or it is in a transfer batch.
    :raises projects.rules.ReasonMissing: no reason was given.
    """
    with transaction.atomic():
        treasury.lock_books(province=grant.province_id)  # money that the bank sent back may be booked
        locked = _locked(grant)
        if locked.state == Grant.State.CANCELLED:
            return locked
        if locked.state != Grant.State.PREPARED or TransferLine.objects.filter(grant=locked, is_live=True).exists():
            raise NotReady(_("เงินอุดหนุน %(grant)s โอนแล้วหรืออยู่ในชุดโอนเงิน จึงยกเลิกไม่ได้"), grant=locked.label)
        check_not_paid_after_all(locked)
        give_back(locked, by=by, on=on)
        locked.state = Grant.State.CANCELLED
        locked.save(update_fields=["state"])
        cancel_for_change(proposal=locked.proposal, reason=reason, by=by, on=on, gave_up=True)
    return locked


def record_use(
    *,
    grant: Grant,
    spent_on: date,
    amount: Decimal,
    text: str,
    by: Any,
    on: date,
    request_key: UUID,
    reference: str = "",
    file: Any = None,
) -> GrantRecord:
    """Record a voucher of what the organisation used; the same ``request_key`` gives the same row.

    :raises NotReady: the grant is not paid, or closed.
    :raises DayPassed: the day lies before the payment, or ahead.
    :raises MoreThanGranted: used and returned would be more than the subsidy.
    :raises ReasonMissing: it does not say what was bought.
    :raises EvidenceMissing: neither the voucher nor its number is given.
    :raises KeyReused: the key was sent before with something else.
    Source: R-PROJ-02, R-FORM-01, A-36.
    """
    if not text.strip():
        raise ReasonMissing(_("ต้องระบุรายการที่ใช้จ่าย"))
    if not file and not reference.strip():
        raise EvidenceMissing(_("ต้องระบุเลขที่ใบสำคัญ หรือแนบไฟล์หลักฐานการใช้จ่าย"))
    return _record(
        grant,
        kind=GrantRecord.Kind.USE,
        happened_on=spent_on,
        amount=amount,
        text=text,
        reference=reference,
        file=file,
        request_key=request_key,
        by=by,
        on=on,
    )


def withdraw_use(*, record: GrantRecord, reason: str, request_key: UUID, by: Any, on: date) -> GrantRecord:
    """Take a voucher back that was recorded by mistake; it stays readable and counts no more.

    :raises ReasonMissing: no reason was given.
    :raises NotReady: the grant is closed, or the row is money that came back.
    :raises AlreadyRecorded: it was withdrawn before.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    with transaction.atomic():
        locked = _locked(record.grant)
        if locked.state != Grant.State.PAID or record.kind != GrantRecord.Kind.USE:
            raise NotReady(_("เพิกถอนได้เฉพาะรายการใช้จ่ายของเงินอุดหนุนที่ยังไม่ปิด"))
        if GrantRecord.objects.filter(withdraws=record).exists():
            raise AlreadyRecorded(_("รายการนี้เพิกถอนไปแล้ว"))
        return GrantRecord.objects.create(
            grant=locked,
            kind=GrantRecord.Kind.WITHDRAWN,
            happened_on=record.happened_on,
            amount=record.amount,
            text=reason.strip()[:300],
            withdraws=record,
            request_key=request_key,
            recorded_by=by,
            recorded_on=on,
        )


def book_grant_return(found: MoneyReturn, *, account: str, party: str, on: date) -> tuple[GrantRecord, JournalEntry]:
    """Record and book what an organisation sent back of its subsidy; the caller decides about it and holds the books.

    :raises NotReady, MoreThanGranted, DayPassed: as ``record_use``.
    Source: R-DISB-08, A-36.
    """
    grant = found.grant
    record = _record(
        grant,
        kind=GrantRecord.Kind.RETURN,
        happened_on=found.returned_on,
        amount=found.amount,
        text=found.reason,
        reference=found.reference,
        kept=found.file,
        request_key=found.request_key,
        by=found.asked_by,
        on=on,
    )
    own = f"grant:{grant.pk}"
    entry = treasury.post(
        province=grant.province_id,
        posting_on=treasury.first_open_day(province=grant.province_id, on=on),
        value_on=found.returned_on,
        kind=JournalEntry.Kind.SUBSIDY_BACK,
        memo=f"คืนเงินอุดหนุน {grant.label}",  # stays Thai: kept in the books
        source=f"money_return:{found.pk}",
        lines=[treasury.Line(account, record.amount, party), treasury.Line(chart.SUBSIDY, -record.amount, own)],
        by=found.asked_by,
    )
    # what came back is drawn no more; from the plan of its year it goes on to the department (R-BUD-03)
    treasury.write_budget_line(
        entry=entry,
        plan=BudgetLine.Plan.SUBSIDY,
        kind=BudgetLine.Kind.DRAWN,
        amount=-record.amount,
        fiscal_year_be=year_drawn(grant),
    )
    return record, entry


def undo_grant_return(found: MoneyReturn, *, by: Any, on: date) -> GrantRecord:
    """Take the voucher of a return back whose entry the caller reversed; a subsidy that it closed is open again."""
    locked = _locked(found.grant)
    if locked.state == Grant.State.EVIDENCED:
        locked.state, locked.closed_by, locked.closed_on = Grant.State.PAID, None, None
        locked.save(update_fields=["state", "closed_by", "closed_on"])
        note = "กลับการรับคืนเงินอุดหนุน"  # stays Thai: kept in the history
        advance(proposal=locked.proposal, step=Step.REOPEN_GRANT, by=by, on=on, note=note)
    return GrantRecord.objects.create(
        grant=locked,
        kind=GrantRecord.Kind.WITHDRAWN,
        happened_on=found.record.happened_on,
        amount=found.record.amount,
        text=found.undo_reason,
        withdraws=found.record,
        request_key=uuid4(),
        recorded_by=found.undo_asked_by,
        recorded_on=on,
    )


def require_open(grant: Grant, *, amount: Decimal, happened_on: date, on: date) -> Grant:
    """Hold a grant and refuse what its account cannot take.

    :raises NotReady: the grant is not paid, or closed.
    :raises DayPassed: the day lies before the payment, or ahead.
    :raises MoreThanGranted: used and returned would be more than the subsidy.
    """
    locked = _locked(grant)
    if locked.state != Grant.State.PAID:
        raise NotReady(_("เงินอุดหนุน %(grant)s ยังไม่ได้โอนหรือปิดไปแล้ว"), grant=locked.label)
    if not locked.paid_on <= happened_on <= on:
        raise DayPassed(_("วันที่ต้องอยู่ระหว่างวันที่โอน %(first)s ถึง %(last)s"), first=locked.paid_on, last=on)
    left = selectors.use_of([locked.pk])[locked.pk].open
    if not 0 < amount <= left:
        raise MoreThanGranted(_("จำนวนเงินต้องมากกว่าศูนย์และไม่เกินส่วนที่ยังไม่มีหลักฐาน %(left)s บาท"), left=left)
    return locked


def close_grant(*, grant: Grant, by: Any, on: date) -> Grant:
    """Accept the evidence of a grant and close its project: every baht was used or came back.

    :raises NotReady: it is not paid, or closed before.
    :raises NotAccountedFor: a part is still open; the sentence says how much.
    Source: R-PROJ-02, A-36.
    """
    with transaction.atomic():
        locked = _locked(grant)
        if locked.state != Grant.State.PAID:
            raise NotReady(_("เงินอุดหนุน %(grant)s ยังไม่ได้โอนหรือปิดไปแล้ว"), grant=locked.label)
        used = selectors.use_of([locked.pk])[locked.pk]
        if used.open:
            raise NotAccountedFor(
                _("เงินอุดหนุน %(grant)s ยังขาดหลักฐานหรือเงินคืนอีก %(open)s บาท"), grant=locked.label, open=used.open
            )
        locked.state, locked.closed_by, locked.closed_on = Grant.State.EVIDENCED, by, on
        locked.save(update_fields=["state", "closed_by", "closed_on"])
        advance(proposal=locked.proposal, step=Step.CLOSE_GRANT, by=by, on=on)
    return locked


def _locked(grant: Grant) -> Grant:
    return Grant.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=grant.pk)


def _known(request_key: UUID, **content: Any) -> GrantRecord | None:
    """The row that this key made before, if it was sent with the same."""
    row = GrantRecord.objects.select_related("grant__proposal").filter(request_key=request_key).first()
    if row is not None and any(getattr(row, name) != value for name, value in content.items()):
        raise KeyReused(
            _("คำขอนี้บันทึกรายการของเงินอุดหนุน %(grant)s ไปแล้วด้วยข้อมูลอื่น ให้เปิดหน้าเงินอุดหนุนใหม่แล้วบันทึกอีกครั้ง"),
            grant=row.grant.label,
        )
    return row


def _record(
    grant: Grant, *, kind: str, happened_on: date, amount: Decimal, request_key: UUID, by: Any, on: date, **said: Any
) -> GrantRecord:
    money = require_money(amount)
    with transaction.atomic():
        locked = _locked(grant)
        content = {"happened_on": happened_on, "amount": money, "reference": said["reference"].strip()[:100]}
        known = _known(request_key, grant_id=locked.pk, kind=kind, **content)
        if known is not None:
            return known
        require_open(locked, amount=money, happened_on=happened_on, on=on)
        return GrantRecord.objects.create(
            grant=locked,
            kind=kind,
            **content,
            text=said["text"].strip()[:300],
            file=said.get("kept") or (keep_file(upload=said["file"], by=by) if said.get("file") else None),
            request_key=request_key,
            recorded_by=by,
            recorded_on=on,
        )
