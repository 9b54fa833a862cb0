"""Taking back what was recorded wrongly: one person asks, another confirms, and from then on it counts no more."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from debt_followup.models import (
    Acknowledgement,
    AcknowledgementSigner,
    EntryVoid,
    LegalEntry,
    LegalFile,
    RestructuringSigner,
)
from debt_followup.models.voids import SUBJECTS
from debt_followup.rules import legal as law
from debt_followup.rules.acts import ACKNOWLEDGEMENT, LEGAL_FILE, ActState, ActStep, FileState, FileStep
from debt_followup.rules.legal import Day
from debt_followup.rules.requests import Stage
from debt_followup.rules.voids import OwnVoid, RestsOn, VoidRefused, VoidState, check_rests, require_reason
from debt_followup.selectors.acknowledgements import signer_limits
from debt_followup.selectors.interruptions import interruptions
from debt_followup.selectors.legal import days_of, entries_known
from debt_followup.selectors.voids import not_voided
from debt_followup.services import contract_events as events
from debt_followup.services.arrears import follow_courses
from debt_followup.services.legal import refresh_file
from debt_followup.services.replacing import call_in_for_another, put_back_replaced
from loans.models import Contract, ContractChange
from repayments.selectors import standing
from thai.refusals import sentence as _

Kind = Acknowledgement.Kind
Signer = (AcknowledgementSigner, RestructuringSigner)
TAKEN_ALONG = "รายการนี้ยกเลิกไปพร้อมกับรายการของอีกคำขอหนึ่ง:"  # stays Thai: kept with the request


@transaction.atomic
def ask_void(*, entry: Any, reason: str, by: Any, on: date, right_on: date | None = None) -> EntryVoid:
    """Ask that an entry be taken back that was recorded wrongly; nothing changes until another person confirms it.

    :param entry: a signature, a day of the law in a legal file, or a contact with a debtor.
    :param right_on: of a signature, the day on which she really signed: then it counts on that day.
    :raises VoidRefused: nothing is recorded, it was taken back, or somebody asked before.
    :raises ReasonTooShort, RestsOn: as the names say.
    :raises Refusal: she could not sign on the right day (``rules.acknowledgements.check_may_sign``).
    Source: R-LIM-06, R-ACK-03, docs/decisions.md.
    """
    said = require_reason(reason)
    held = events.locked(contract_of(entry))
    field = SUBJECTS[type(entry)]
    row = not_voided(type(entry).objects.filter(pk=entry.pk)).first()
    if row is None:
        raise VoidRefused(_("รายการนี้ยกเลิกไปแล้ว"))
    if EntryVoid.objects.filter(state=VoidState.ASKED, **{field: row}).exists():
        raise VoidRefused(_("มีคำขอยกเลิกรายการนี้รอยืนยันอยู่แล้ว"))
    _check(held, row, right_on, on=on)
    return EntryVoid.objects.create(
        contract=held, reason=said[:300], right_on=right_on, asked_by=by, asked_on=on, **{field: row}
    )


@transaction.atomic
def confirm_void(*, void: EntryVoid, by: Any, on: date) -> EntryVoid:
    """Take the entry back: it stays readable and counts no more, nor does what hung on it; the periods follow.

    A paper that nobody signed then waits for its signatures again; a judgment is an event of the contract no more; a
    legal file stands where the days that are left say.

    :raises OwnVoid: by the one who asked.
    :raises VoidRefused, RestsOn: it was decided before, or something rests on the entry by now.
    :raises Refusal: she could not sign on the right day.
    Source: R-LIM-06, R-ACK-03, docs/decisions.md.
    """
    held, row = _to_decide(void, by=by)
    entry = row.entry
    counted_on = entry.counts_on if isinstance(entry, Signer) else None
    _check(held, entry, row.right_on, on=on)
    _close(row, VoidState.CONFIRMED, by=by, on=on)
    match entry:
        case AcknowledgementSigner():
            _unsign(held, row, entry, counted_on, by=by, on=on)
        case RestructuringSigner() if row.right_on is None and entry.restructuring.state == Stage.PREPARED:
            _wait_again(entry)
        case LegalEntry():
            _forget_day(held, row, entry, by=by, on=on)
    follow_courses([held.pk])
    return row


@transaction.atomic
def refuse_void(*, void: EntryVoid, note: str, by: Any, on: date) -> EntryVoid:
    """Let an entry stand that another person asked to take back, with the reason; it may be asked again.

    :raises OwnVoid, VoidRefused: as ``confirm_void``, or there is no reason.
    """
    if not note.strip():
        raise VoidRefused(_("ต้องระบุเหตุผลที่ไม่ยกเลิกรายการ"))
    _held, row = _to_decide(void, by=by)
    row.note = note.strip()[:300]
    return _close(row, VoidState.REFUSED, by=by, on=on)


@transaction.atomic
def withdraw_void(*, void: EntryVoid, by: Any, on: date) -> EntryVoid:
    """Withdraw one's own request before it is decided.

    :raises VoidRefused: it was decided, or somebody else asked.
    """
    _held, row = _asked(void)
    if row.asked_by_id != by.pk:
        raise VoidRefused(_("ถอนคำขอได้เฉพาะผู้ขอ"))
    return _close(row, VoidState.WITHDRAWN, by=None, on=on)


def contract_of(entry: Any) -> int:
    """Return the key of the contract that an entry is about."""
    match entry:
        case AcknowledgementSigner():
            return entry.acknowledgement.contract_id
        case RestructuringSigner():
            return entry.restructuring.contract_id
        case LegalEntry():
            return entry.file.contract_id
    return entry.contract_id


def _asked(void: EntryVoid) -> tuple[Contract, EntryVoid]:
    held = events.locked(void.contract_id)
    row = EntryVoid.objects.select_for_update(of=("self",)).get(pk=void.pk)
    if row.state != VoidState.ASKED:
        raise VoidRefused(_("คำขอนี้พิจารณาไปแล้ว"))
    return held, row


def _to_decide(void: EntryVoid, *, by: Any) -> tuple[Contract, EntryVoid]:
    held, row = _asked(void)
    if row.asked_by_id == by.pk:
        raise OwnVoid(_("ผู้ขอยกเลิกรายการกับผู้ยืนยันต้องเป็นคนละคน"))
    return held, row


def _close(row: EntryVoid, state: VoidState, *, by: Any, on: date) -> EntryVoid:
    row.state, row.decided_by, row.decided_on, row.decided_at = state, by, on, timezone.now()
    row.save()
    return row


# -- whether it can be -------------------------------------------------------------------------------------------------
def _check(held: Contract, entry: Any, right_on: date | None, *, on: date) -> None:
    if isinstance(entry, LegalEntry):
        _check_day(entry)
    if not isinstance(entry, Signer):
        if right_on is not None:
            raise VoidRefused(_("วันที่ที่ถูกต้องระบุได้เฉพาะการลงนาม"))
        return
    if entry.counts_on is None:
        raise VoidRefused(_("ยังไม่มีการลงนามของผู้นี้ให้ยกเลิก"))
    if right_on is not None:
        _check_right_day(held, entry, right_on, on=on)


def _check_right_day(held: Contract, entry: Any, right_on: date, *, on: date) -> None:
    """Hold the right day against what the signature would have been held against, as if it had not been recorded."""
    is_paper = isinstance(entry, AcknowledgementSigner)
    first = entry.acknowledgement.as_of if is_paper else entry.restructuring.agreed_on
    if right_on == entry.counts_on or not first <= right_on <= on:
        raise VoidRefused(_("วันที่ลงนามที่ถูกต้องต้องเป็นวันอื่น ไม่ก่อน %(first)s และไม่หลังวันนี้"), first=first)
    label = entry.acknowledgement.label if is_paper else entry.restructuring.label
    hers = (entry.party_id, entry.counts_on, label)
    known = interruptions([held.pk], on=right_on).get(held.pk, ())
    without = [event for event in known if (event.party_id, event.on, event.reference) != hers]
    owed = standing(contract=held, as_of=right_on)
    limits = signer_limits(held, standing=owed, on=right_on, events=without)
    limit = next(one for one in limits if one.party.pk == entry.party_id)
    limit.check(signed_on=right_on, is_acceptance=is_paper and entry.acknowledgement.kind == Kind.ACCEPTANCE)


def _check_day(entry: LegalEntry) -> None:
    if entry.kind != LegalEntry.Kind.DAY:
        raise VoidRefused(_("ยกเลิกได้เฉพาะวันที่ในแฟ้ม บันทึกและเอกสารไม่มีผลต่ออายุความ"))
    if not_voided(LegalEntry.objects.filter(corrects=entry)).exists():
        raise VoidRefused(_("รายการนี้แก้ไขไปแล้ว ให้ขอยกเลิกรายการที่แก้ไข"))
    file = entry.file
    known = days_of(entries_known().filter(file=file))
    check_rests(kind=file.kind, day=entry.day, on=entry.on, known=known)
    if entry.day == Day.JUDGED and file.follows is not None:
        suit = file.follows
        if days_of(entries_known().filter(file=suit)).get(Day.JUDGED):
            raise RestsOn(_("คำพิพากษานี้บันทึกมาจากแฟ้มฟ้องคดีเลขที่ %(file)s ให้ขอยกเลิกจากแฟ้มนั้น"), file=suit.label)


# -- what follows ------------------------------------------------------------------------------------------------------
def _unsign(
    held: Contract, void: EntryVoid, signer: AcknowledgementSigner, counted_on: date | None, *, by: Any, on: date
) -> None:
    row = Acknowledgement.objects.select_for_update(of=("self",)).get(pk=signer.acknowledgement_id)
    left = [day for one in row.signers.prefetch_related("voids") if (day := one.counts_on)]
    first = min(left, default=None)
    told = {"reason": void.reason, "by": void.asked_by, "approved_by": by, "on": on}
    event = row.event
    if event is not None and (first is None or counted_on == event.effective_on != first):
        _withdraw(held, event, told)
        row.event = None
        if first is not None and held.state == Contract.State.IN_FORCE:
            row.event = events.record(
                contract=held,
                kind=ContractChange.Kind.ACKNOWLEDGED,
                effective_on=first,
                decision_number=row.label,
                **told,
            )
    call_in = row.call_in if first is None else None
    if call_in is not None:
        _withdraw(held, call_in, told)
        row.call_in = None
    since = row.registered_on or on
    waits = first is None and ACKNOWLEDGEMENT.is_open(row.state, ActStep.UNSIGN)
    if waits:
        if Acknowledgement.objects.filter(contract=held, kind=row.kind, state=ActState.PREPARED).exists():
            raise VoidRefused(_("สัญญานี้มีหนังสืออีกฉบับที่ยังรอลงนาม ให้ขึ้นทะเบียนหรือยกเลิกฉบับนั้นก่อน"))
        row.state = ACKNOWLEDGEMENT.edge(row.state, ActStep.UNSIGN).to
        row.registered_on, row.defaulted_number = None, None
        row.ended_on, row.ended_reason = None, ""
    row.save()
    if waits:
        put_back_replaced(row, since=since)
    if call_in is not None:
        call_in_for_another(held, on=on)
    if void.right_on is None and row.state in (ActState.PREPARED, ActState.IN_FORCE):
        _wait_again(signer)


def _withdraw(held: Contract, event: ContractChange, told: dict[str, Any]) -> None:
    if not ContractChange.objects.filter(withdraws=event).exists():
        events.withdraw(contract=held, event=event, **told)


def _wait_again(signer: AcknowledgementSigner | RestructuringSigner) -> None:
    """Give her a line of its own to sign, if she does sign after all."""
    given: dict[str, Any] = {"party_id": signer.party_id, "attempt": signer.attempt + 1}
    if isinstance(signer, AcknowledgementSigner):
        AcknowledgementSigner.objects.create(
            acknowledgement_id=signer.acknowledgement_id, last_day_before=signer.last_day_before, **given
        )
    else:
        RestructuringSigner.objects.create(restructuring_id=signer.restructuring_id, **given)


def _forget_day(held: Contract, void: EntryVoid, entry: LegalEntry, *, by: Any, on: date) -> None:
    """A day with those that it corrected; a judgment with the one in the file of its execution."""
    earlier = entry.corrects
    while earlier is not None and earlier.recorded_by_id is not None:
        _along(void, earlier, by=by, on=on)
        earlier = earlier.corrects
    if entry.day == Day.JUDGED:
        execution = LegalFile.objects.filter(follows=entry.file_id).first()
        if execution is not None:
            days = not_voided(execution.entries.filter(day=Day.JUDGED))
            for day in days:
                _along(void, day, by=by, on=on)
            _work_out(held, execution, void, by=by, on=on)
    _work_out(held, entry.file, void, by=by, on=on)


def _along(void: EntryVoid, entry: LegalEntry, *, by: Any, on: date) -> None:
    """Take back with a request what hangs on its entry; somebody's own request about that is settled with it."""
    rows = EntryVoid.objects.filter(legal_entry=entry)
    note = f"{TAKEN_ALONG} {void.reason}"[:300]
    rows.filter(state=VoidState.ASKED).update(
        state=VoidState.WITHDRAWN, decided_on=on, decided_at=timezone.now(), note=note
    )
    if rows.filter(state=VoidState.CONFIRMED).exists():
        return
    EntryVoid.objects.create(
        contract_id=void.contract_id, legal_entry=entry, part_of=void, reason=void.reason, asked_by=void.asked_by,
        asked_on=void.asked_on, state=VoidState.CONFIRMED, decided_by=by, decided_on=on, decided_at=void.decided_at,
    )  # fmt: skip


def _work_out(held: Contract, file: LegalFile, void: EntryVoid, *, by: Any, on: date) -> None:
    """Let a file stand where the days that are left say; a judgment that is none is an event no more."""
    row = LegalFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    known = days_of(entries_known().filter(file=row))
    if row.event is not None and not known.get(Day.JUDGED):
        _withdraw(held, row.event, {"reason": void.reason, "by": void.asked_by, "approved_by": by, "on": on})
        row.event = None
    if row.state != FileState.CLOSED:
        if LEGAL_FILE.is_open(row.state, FileStep.VOID):
            row.state = LEGAL_FILE.edge(row.state, FileStep.VOID).to
            row.save()
        for step in law.steps_gone(kind=row.kind, known=known):
            row.state = LEGAL_FILE.edge(row.state, step).to
            row.save()
    row.save()
    if row.state != FileState.CLOSED:
        refresh_file(file=row, on=on)
