"""What the bank sends back: nothing was paid, so nothing is owed, and another transfer may follow.

It takes two persons and the bank's answer: who makes transfers declares it, who approves them confirms it. What proves
to be wrong is taken back in the same way, as long as no other transfer was ordered.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from documents.uploads import keep_file
from loans import selectors
from loans.models import Contract, Grant, Instalment, LineRejection, TransferBatch, TransferLine
from loans.services.changes import ReasonMissing, SamePerson
from loans.services.corrections import note_correction
from loans.services.paying import kind_of, party_of, source_of
from loans.services.preparation import DayPassed, NotReady, account_is_ours, check_account_is_free
from projects.rules import State as Pipeline
from projects.rules import Step
from projects.services import advance
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import services as treasury
from treasury.models import JournalEntry

State = LineRejection.State
_ACCOUNT = ("account_bank", "account_branch", "account_number", "account_name")
_OF_THE_SCHEDULE = ("terms", "instalment_count", "months_between")
_LINES = ("number", "nominal_due_on", "effective_due_on", "days", "opening_principal", "principal", "interest")


class AlreadyRejected(Refusal):
    """The bank's answer to this line was declared, or decided, before."""


class AnswerMissing(Refusal):
    """The declaration lacks the bank's answer: a file, or the reference of the line in the bank's file."""


class MoneyReceived(Refusal):
    """Money of the borrower was received already, so the transfer did arrive."""


class OrderedAgain(Refusal):
    """Another transfer was ordered since, or the contract was prepared anew, so nothing can be put back."""


def ask_rejection(
    *,
    line: TransferLine,
    reason: str,
    rejected_on: date,
    by: Any,
    on: date,
    reference: str = "",
    file: Any = None,
) -> LineRejection:
    """Declare that the bank could not pay one line of an approved batch; nothing changes until another confirms it.

    :param reference: of the line in the bank's file of results; it or the file must be given.
    :param file: an upload of the bank's answer.
    :raises ReasonMissing: the bank's reason is missing.
    :raises AnswerMissing: neither a file nor a reference.
    :raises NotReady: the batch was not paid out, or what the line pays has moved on.
    :raises AlreadyRejected, MoneyReceived: as the names say.
    :raises DayPassed: the day lies before the transfer, or ahead.
    Source: R-DISB-01, R-DISB-02, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ธนาคารแจ้ง"))
    if file is None and not reference.strip():
        raise AnswerMissing(_("ต้องแนบหลักฐานของธนาคาร หรือระบุเลขที่รายการในไฟล์ผลการโอนของธนาคาร"))
    with transaction.atomic():
        treasury.lock_books(province=line.batch.province_id)
        locked = _locked_line(line)
        if locked.rejections.filter(state=State.ASKED).exists():
            raise AlreadyRejected(_("แจ้งว่าธนาคารโอนรายการนี้ไม่สำเร็จไว้แล้ว รอผู้อนุมัติยืนยัน"))
        _check_with_bank(locked, rejected_on=rejected_on, on=on)
        _untouched(locked)
        return LineRejection.objects.create(
            line=locked,
            rejected_on=rejected_on,
            reason=reason.strip()[:300],
            reference=reference.strip()[:100],
            file=keep_file(upload=file, by=by) if file else None,
            asked_by=by,
            asked_on=on,
        )


def confirm_rejection(*, rejection: LineRejection, by: Any, on: date) -> LineRejection:
    """Confirm what somebody else declared: the line is undone in the books and waits for another transfer.

    The entry of the payment is reversed in the first open month, so the money stands in the savings account again and
    the borrower owes nothing; the contract goes back to SIGNED and keeps its number, a later transfer dates it anew
    with a new version of the schedule. A grant goes back to PREPARED. The line stays, with the bank's reason.

    :raises SamePerson: the one who declared it.
    :raises AlreadyRejected: it was decided before.
    :raises NotReady, MoneyReceived, DayPassed: as ``ask_rejection``, by now.
    Source: R-DISB-01, R-DISB-02, docs/decisions.md.
    """
    with transaction.atomic():
        treasury.lock_books(province=rejection.line.batch.province_id)
        locked = _to_decide(rejection, by=by)
        line = _locked_line(locked.line)
        _check_with_bank(line, rejected_on=locked.rejected_on, on=on)
        entry = _standing_entry(line)
        paid = back_to_waiting(line)
        said = f"ธนาคารโอนไม่สำเร็จ: {locked.reason}"  # stays Thai: kept in the books
        locked.entry = treasury.reverse(entry=entry, on=on, by=by, reason=said, value_on=locked.rejected_on)
        locked.before = _kept_of(paid, line)
        locked.state, locked.decided_by, locked.decided_on = State.APPROVED, by, on
        locked.decided_at = timezone.now()
        locked.save()
        line.is_live = False
        line.rejected_on, line.rejected_by, line.rejected_reason = locked.rejected_on, locked.asked_by, locked.reason
        line.save(update_fields=["is_live", "rejected_on", "rejected_by", "rejected_reason"])
        step = Step.BANK_REFUSED if line.contract_id else Step.BANK_REFUSED_GRANT
        advance(proposal=paid.proposal, step=step, by=by, on=on, note=locked.reason)
    return locked


def refuse_rejection(*, rejection: LineRejection, note: str, by: Any, on: date) -> LineRejection:
    """Refuse what somebody else declared, with a reason; the line counts as paid, as it did all the time.

    :raises ReasonMissing, SamePerson, AlreadyRejected: as the names say.
    """
    if not note.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่ยืนยัน"))
    with transaction.atomic():
        locked = _to_decide(rejection, by=by)
        locked.state, locked.decided_by, locked.decided_on = State.REFUSED, by, on
        locked.decided_at, locked.note = timezone.now(), note.strip()[:300]
        locked.save()
    return locked


def withdraw_rejection(*, rejection: LineRejection, by: Any, on: date) -> LineRejection:
    """Take one's own declaration back before it is decided.

    :raises SamePerson: somebody else declared it; who approves refuses it instead.
    :raises AlreadyRejected: it was decided before.
    """
    with transaction.atomic():
        locked = _in_state(rejection, State.ASKED)
        if locked.asked_by_id != by.pk:
            raise SamePerson(_("ถอนคืนได้เฉพาะผู้แจ้ง ผู้อนุมัติใช้คำสั่งไม่ยืนยัน"))
        locked.state, locked.decided_on, locked.decided_at = State.WITHDRAWN, on, timezone.now()
        locked.save()
    return locked


# -- taking a confirmed one back ---------------------------------------------------------------------------------------
def ask_undo_rejection(*, rejection: LineRejection, reason: str, by: Any, on: date) -> LineRejection:
    """Ask that a confirmed declaration be taken back, because the money did arrive; another person decides.

    Until then no transfer of it can be ordered and nothing of it corrected.

    :raises ReasonMissing: without a reason.
    :raises AlreadyRejected: it was not confirmed, or this was asked before.
    :raises OrderedAgain: as the name says.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ขอเพิกถอน"))
    with transaction.atomic():
        locked = _in_state(rejection, State.APPROVED)
        _not_ordered_again(locked)
        locked.state, locked.undo_reason = State.UNDO_ASKED, reason.strip()[:300]
        locked.undo_asked_by, locked.undo_asked_on = by, on
        locked.save()
    return locked


def undo_rejection(*, rejection: LineRejection, by: Any, on: date) -> LineRejection:
    """Put back what a wrong declaration undid: the entry, the day, the number, the terms and the schedule as they were.

    The payment is entered again beside its reversal, on the day of that where its month is open, so that the books hold
    on no later day what the group has. What was corrected for another transfer meanwhile goes back, too.

    :raises SamePerson: the one who asked.
    :raises AlreadyRejected: nobody asked, or it was decided before.
    :raises OrderedAgain: as the name says.
    :raises AccountInUse: another project has taken the account since.
    Source: R-DISB-01, docs/decisions.md.
    """
    with transaction.atomic():
        treasury.lock_books(province=rejection.line.batch.province_id)
        locked = _asked_to_undo(rejection, by=by)
        paid = _not_ordered_again(locked)
        line = _locked_line(locked.line)
        locked.undo_entry = _entered_again(locked, line, by=by)
        locked.state, locked.undone_by, locked.undone_on = State.UNDONE, by, on
        locked.save()
        line.is_live = True
        line.rejected_on, line.rejected_by, line.rejected_reason = None, None, ""
        line.save(update_fields=["is_live", "rejected_on", "rejected_by", "rejected_reason"])
        corrected = _put_back(paid, locked.before, paid_on=line.batch.transfer_on)
        _put_pipeline_back(paid, locked, paid_on=line.batch.transfer_on, by=by)
        if corrected:
            said = "กลับเป็นบัญชีและตารางเดิม เพราะเงินถึงผู้รับตั้งแต่การโอนครั้งแรก"  # stays Thai: kept in the history
            note_correction(paid, said, by=by, on=on)
    return locked


def keep_rejection(*, rejection: LineRejection, by: Any, on: date) -> LineRejection:
    """Leave a confirmed declaration as it is that somebody else asked to take back; the history keeps the asking.

    :raises SamePerson, AlreadyRejected: as ``undo_rejection``.
    """
    with transaction.atomic():
        locked = _asked_to_undo(rejection, by=by)
        locked.state, locked.undo_reason = State.APPROVED, ""
        locked.undo_asked_by = locked.undo_asked_on = None
        locked.save()
    return locked


# -- the parts ---------------------------------------------------------------------------------------------------------
def back_to_waiting(line: TransferLine) -> Contract | Grant:
    """Lock what the line paid and take its day from it; its number stays.

    :raises MoneyReceived, NotReady: what the line paid has moved on.
    """
    paid = _untouched(line)
    if isinstance(paid, Contract):
        paid.state, paid.contract_on = Contract.State.SIGNED, None
        paid.save(update_fields=["state", "contract_on"])
    else:
        paid.state, paid.paid_on = Grant.State.PREPARED, None
        paid.save(update_fields=["state", "paid_on"])
    return paid


def _untouched(line: TransferLine) -> Contract | Grant:
    """Lock what the line paid; nothing may have happened to it since.

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
        return contract
    grant = Grant.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=line.grant_id)
    if grant.state != Grant.State.PAID or grant.records.exists():
        raise NotReady(_("เงินอุดหนุน %(grant)s มีการใช้จ่ายหรือคืนเงินแล้ว แสดงว่าเงินโอนถึงองค์กร"), grant=grant.label)
    return grant


def _locked_line(line: TransferLine) -> TransferLine:
    return TransferLine.objects.select_for_update(of=("self",)).select_related("batch").get(pk=line.pk)


def _check_with_bank(line: TransferLine, *, rejected_on: date, on: date) -> None:
    if line.rejected_on is not None:
        raise AlreadyRejected(_("บันทึกว่าธนาคารโอนรายการนี้ไม่สำเร็จไว้แล้ว"))
    if line.batch.state != TransferBatch.State.APPROVED or not line.is_live:
        raise NotReady(_("ชุดโอนเงินนี้ยังไม่ได้อนุมัติ จึงยังไม่มีรายการที่ธนาคารปฏิเสธ"))
    if not line.batch.transfer_on <= rejected_on <= on:
        raise DayPassed(_("วันที่ธนาคารแจ้งต้องอยู่ระหว่างวันที่โอน %(first)s ถึง %(last)s"), first=line.batch.transfer_on, last=on)


def _in_state(rejection: LineRejection, state: str) -> LineRejection:
    locked = (
        LineRejection.objects.select_for_update(of=("self",))
        .select_related("line__batch", "asked_by", "entry")
        .get(pk=rejection.pk)
    )
    if locked.state != state:
        raise AlreadyRejected(_("รายการนี้พิจารณาไปแล้ว: %(state)s"), state=str(locked.get_state_display()))
    return locked


def _to_decide(rejection: LineRejection, *, by: Any) -> LineRejection:
    locked = _in_state(rejection, State.ASKED)
    if locked.asked_by_id == by.pk:
        raise SamePerson(_("ผู้แจ้งว่าโอนไม่สำเร็จยืนยันเองไม่ได้ ต้องให้ผู้มีอำนาจอนุมัติอีกคนยืนยัน"))
    return locked


def _asked_to_undo(rejection: LineRejection, *, by: Any) -> LineRejection:
    locked = _in_state(rejection, State.UNDO_ASKED)
    if locked.undo_asked_by_id == by.pk:
        raise SamePerson(_("ผู้ขอเพิกถอนพิจารณาเองไม่ได้ ต้องให้ผู้มีอำนาจอนุมัติอีกคนพิจารณา"))
    return locked


def _standing_entry(line: TransferLine) -> JournalEntry:
    """The entry that pays a line: its own, or the one by which a wrong declaration was undone."""
    again = line.rejections.filter(state=State.UNDONE).select_related("undo_entry").order_by("-pk").first()
    return again.undo_entry if again else JournalEntry.objects.get(source=source_of(line), kind=kind_of(line))


def _kept_of(paid: Contract | Grant, line: TransferLine) -> dict[str, Any]:
    """What a correction or another transfer would change, as plain JSON."""
    kept = {name: getattr(paid, name) for name in _ACCOUNT}
    kept |= {"proposal_state": paid.proposal.state, "proposal_state_on": paid.proposal.state_on.isoformat()}
    if isinstance(paid, Grant):
        return kept
    kept |= {name: getattr(paid, name) for name in _OF_THE_SCHEDULE}
    return kept | {
        "annual_rate": str(paid.annual_rate),
        "planned_transfer_on": paid.planned_transfer_on.isoformat(),
        "version": paid.instalments.aggregate(last=Max("version"))["last"],
    }


def _not_ordered_again(rejection: LineRejection) -> Contract | Grant:
    """Lock what the line paid, if it still waits as the confirmation left it.

    :raises OrderedAgain: another transfer of it was ordered, or it is not what was paid any more.
    """
    line = rejection.line
    model, key = (Contract, line.contract_id) if line.contract_id else (Grant, line.grant_id)
    paid = model.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=key)
    of = {"contract": paid} if line.contract_id else {"grant": paid}
    later = TransferLine.objects.filter(**of, pk__gt=line.pk)
    if later.filter(batch__state__in=[TransferBatch.State.MADE, TransferBatch.State.APPROVED]).exists():
        raise OrderedAgain(
            _("%(paid)s มีรายการโอนใหม่แล้ว ต้องไม่อนุมัติหรือถอนคืนชุดโอนใหม่ก่อน หากชุดใหม่ถึงวันโอนแล้วเพิกถอนไม่ได้"), paid=paid.label
        )
    is_signed_anew = isinstance(paid, Contract) and paid.annulled_signings.filter(created_at__gt=rejection.decided_at)
    waits = Contract.State.SIGNED if line.contract_id else Grant.State.PREPARED
    if paid.state != waits or (is_signed_anew and is_signed_anew.exists()):
        raise OrderedAgain(_("%(paid)s ยกเลิกหรือกลับไปจัดทำใหม่แล้ว จึงกลับเป็นตามการโอนครั้งเดิมไม่ได้"), paid=paid.label)
    return paid


def _entered_again(rejection: LineRejection, line: TransferLine, *, by: Any) -> JournalEntry:
    undone = rejection.entry
    return treasury.post(
        province=line.batch.province_id,
        posting_on=treasury.first_open_day(province=line.batch.province_id, on=undone.posting_on),
        value_on=undone.value_on,
        kind=kind_of(line),
        memo=f"เงินถึงผู้รับ เพิกถอนการบันทึกว่าธนาคารโอนไม่สำเร็จ: {rejection.undo_reason}"[:300],  # stays Thai: in the books
        source=f"{party_of(line)}:{line.pk}:stands:{rejection.pk}",
        lines=[treasury.Line(posting.account_id, -posting.amount, posting.party) for posting in undone.postings.all()],
        by=by,
    )


def _put_back(paid: Contract | Grant, was: dict[str, Any], *, paid_on: date) -> bool:
    """Write what was kept; tell whether the account or the schedule had been corrected since."""
    names, corrected = list(_ACCOUNT), any(getattr(paid, name) != was[name] for name in _ACCOUNT)
    if isinstance(paid, Grant):
        for name in names:
            setattr(paid, name, was[name])
        paid.state, paid.paid_on = Grant.State.PAID, paid_on
        paid.save(update_fields=[*names, "state", "paid_on"])
        return corrected
    kept = {name: was[name] for name in (*_ACCOUNT, *_OF_THE_SCHEDULE)}
    kept |= {
        "annual_rate": Decimal(was["annual_rate"]),
        "planned_transfer_on": date.fromisoformat(was["planned_transfer_on"]),
    }
    corrected = corrected or paid.planned_transfer_on != kept["planned_transfer_on"] or paid.terms != kept["terms"]
    for name, value in kept.items():
        setattr(paid, name, value)
    check_account_is_free(paid)
    paid.state, paid.contract_on = Contract.State.IN_FORCE, paid_on
    with account_is_ours(paid):
        paid.save(update_fields=[*kept, "state", "contract_on"])
    _put_schedule_back(paid, was["version"])
    return corrected


def _put_schedule_back(contract: Contract, version: int) -> None:
    """Make a version of the schedule the newest again; a transfer that was taken back may have left one after it."""
    newest = contract.instalments.aggregate(last=Max("version"))["last"]
    if newest == version:
        return
    Instalment.objects.bulk_create(
        Instalment(contract=contract, version=newest + 1, **row)
        for row in contract.instalments.filter(version=version).order_by("number").values(*_LINES)
    )


def _put_pipeline_back(paid: Contract | Grant, rejection: LineRejection, *, paid_on: date, by: Any) -> None:
    """Take the project back to where it stood, on the days on which it came there."""
    proposal, was = paid.proposal, rejection.before
    step = Step.PAID_AFTER_ALL if isinstance(paid, Contract) else Step.GRANT_PAID_AFTER_ALL
    advance(proposal=proposal, step=step, by=by, on=paid_on, note=rejection.undo_reason)
    further = {Pipeline.STARTED: Step.START, Pipeline.REPAYING: Step.FIRST_REPAYMENT}.get(was["proposal_state"])
    if further is not None:
        on = date.fromisoformat(was["proposal_state_on"])
        advance(proposal=proposal, step=further, by=by, on=on, note=rejection.undo_reason)
