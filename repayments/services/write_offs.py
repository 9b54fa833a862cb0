"""Writing a debt off, by two persons and a decision; what comes in afterwards is a recovery."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from documents.uploads import keep_file
from loans.models import Contract, ContractChange
from loans.services.changes import record_event, withdraw_event
from repayments.models import WriteOff
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import JournalEntry

State = WriteOff.State
NOTHING = Decimal("0.00")


class WriteOffRefused(Refusal):
    """The debt cannot be written off: nothing owed, asked before, decided before, or the day is ahead."""


class OwnWriteOff(Refusal):
    """The one who decides is the one who asked."""


class ReasonMissing(Refusal):
    """What is asked or refused lacks its reason or its decision."""


@transaction.atomic
def ask_write_off(
    *,
    contract: Contract,
    ground: str,
    decision_number: str,
    decided_on: date,
    reason: str,
    by: Any,
    on: date,
    file: Any = None,
) -> WriteOff:
    """Ask that the principal of a debt be written off by a decision of the authority; another person approves it.

    :param file: an upload of the decision.
    :raises ReasonMissing: without a reason or the number of the decision.
    :raises WriteOffRefused: nothing of principal is owed, it was asked before, or the decision's day is ahead.
    """
    if not reason.strip() or not decision_number.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลและเลขที่มติหรือคำสั่ง"))
    if decided_on > on or (contract.contract_on and decided_on < contract.contract_on):
        raise WriteOffRefused(_("วันที่ของมติ %(day)s ต้องไม่ก่อนวันที่ในสัญญาและไม่หลังวันนี้"), day=decided_on)
    treasury.lock_books(province=contract.province_id)
    locked = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if WriteOff.objects.filter(contract=locked).exclude(state__in=[State.REFUSED, State.UNDONE]).exists():
        raise WriteOffRefused(_("สัญญา %(contract)s เสนอหรือตัดหนี้สูญไปแล้ว"), contract=locked.label)
    if locked.state != Contract.State.IN_FORCE or _owed(locked) <= 0:
        raise WriteOffRefused(_("สัญญา %(contract)s ไม่มีเงินต้นค้างในบัญชีให้ตัด"), contract=locked.label)
    return WriteOff.objects.create(
        contract=locked,
        ground=WriteOff.Ground(ground),
        decision_number=decision_number.strip()[:100],
        decided_on=decided_on,
        reason=reason.strip()[:300],
        file=keep_file(upload=file, by=by) if file else None,
        asked_by=by,
        asked_on=on,
    )


@transaction.atomic
def approve_write_off(*, write_off: WriteOff, by: Any, on: date) -> WriteOff:
    """Write off what the debt is in the books on this day: the event of the contract and the entry, together.

    :raises OwnWriteOff: the one who asked.
    :raises WriteOffRefused: it was decided before, or nothing is owed any more.
    :raises treasury.services.MonthClosed: what the books say.
    """
    locked, contract = _to_decide(write_off, by=by)
    principal = _owed(contract)
    if principal <= 0:
        raise WriteOffRefused(_("สัญญา %(contract)s ไม่มีเงินต้นค้างในบัญชีให้ตัด"), contract=contract.label)
    locked.event = record_event(
        contract=contract,
        kind=ContractChange.Kind.WRITTEN_OFF,
        effective_on=locked.decided_on,
        reason=locked.reason,
        decision_number=locked.decision_number,
        amount=principal,
        by=locked.asked_by,
        approved_by=by,
        on=on,
    )
    locked.entry = treasury.write_off(
        province=contract.province_id,
        party=f"contract:{contract.pk}",
        principal=principal,
        decision_number=locked.decision_number,
        on=on,
        source=f"write_off:{locked.pk}",
        by=locked.asked_by,
        approved_by=by,
    )
    locked.principal, locked.state = principal, State.BOOKED
    locked.approved_by, locked.approved_on = by, on
    locked.save()
    return locked


@transaction.atomic
def refuse_write_off(*, write_off: WriteOff, by: Any, on: date, note: str) -> WriteOff:
    """Refuse what somebody else asked; the debt stays, and may be asked about again.

    :raises ReasonMissing: without a reason.
    :raises OwnWriteOff, WriteOffRefused: as ``approve_write_off``.
    """
    if not note.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    locked, _contract = _to_decide(write_off, by=by)
    locked.state, locked.note = State.REFUSED, note.strip()[:300]
    locked.approved_by, locked.approved_on = by, on
    locked.save()
    return locked


@transaction.atomic
def ask_undo_write_off(*, write_off: WriteOff, by: Any, on: date, reason: str) -> WriteOff:
    """Ask that a write-off be taken back, because it was wrong or the decision was changed; another person decides.

    :raises ReasonMissing: without a reason.
    :raises WriteOffRefused: it does not stand in the books, or was asked before.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ขอกลับการตัดหนี้สูญ"))
    locked, _contract = _locked(write_off, state=State.BOOKED)
    locked.state, locked.undo_reason = State.UNDO_ASKED, reason.strip()[:300]
    locked.undo_asked_by, locked.undo_asked_on = by, on
    locked.save()
    return locked


@transaction.atomic
def undo_write_off(*, write_off: WriteOff, by: Any, on: date) -> WriteOff:
    """Put a debt back into the books: the entry reversed, the recoveries of it too, the event withdrawn, together.

    What the debtor paid since has lowered her debt all the same; it is no recovery any more.

    :raises OwnWriteOff: the one who asked.
    :raises WriteOffRefused: nobody asked, or it was decided before.
    """
    locked, contract = _asked_to_undo(write_off, by=by)
    reason = locked.undo_reason
    recovered = JournalEntry.objects.filter(
        kind=JournalEntry.Kind.RECOVERY,
        source__startswith=f"contract:{contract.pk}:recovery:",
        reversed_by__isnull=True,
    )
    for entry in [*recovered.order_by("-pk"), locked.entry]:
        treasury.reverse(entry=entry, on=on, by=locked.undo_asked_by, reason=reason)
    withdraw_event(
        event=locked.event,
        reason=reason,
        by=locked.undo_asked_by,
        approved_by=by,
        on=on,
        is_entry_reversed=True,
    )
    locked.state, locked.undone_by, locked.undone_on = State.UNDONE, by, on
    locked.save()
    return locked


@transaction.atomic
def keep_write_off(*, write_off: WriteOff, by: Any, on: date) -> WriteOff:
    """Leave a write-off as it is that somebody else asked to take back; the history keeps that it was asked.

    :raises OwnWriteOff, WriteOffRefused: as ``undo_write_off``.
    """
    locked, _contract = _asked_to_undo(write_off, by=by)
    locked.state, locked.undo_reason = State.BOOKED, ""
    locked.undo_asked_by = locked.undo_asked_on = None
    locked.save()
    return locked


def book_recoveries(*, contract_ids: Iterable[int], on: date, by: Any, posting_on: date | None = None) -> int:
    """Make what debtors paid of a debt that was written off a recovery, or take it back where a receipt was reversed.

    A receipt's principal lowers the loan as ever; of a debt that is no longer in the books that would leave less than
    nothing, and this much goes to the recoveries. Harmless where nothing changed. The caller holds the books.

    :returns: the number of entries.
    """
    written = WriteOff.objects.in_force().filter(contract__among=list(contract_ids)).select_related("contract")
    parties = {f"contract:{one.contract_id}": one.contract for one in written}
    if not parties:
        return 0
    held = books.party_balances(account=chart.LOANS, parties=parties, as_of=date.max)
    count = 0
    for party, balance in held.items():
        if not balance:
            continue
        contract = parties[party]
        times = JournalEntry.objects.filter(
            kind=JournalEntry.Kind.RECOVERY, source__startswith=f"{party}:recovery:"
        ).count()
        treasury.post(
            province=contract.province_id,
            posting_on=posting_on or treasury.first_open_day(province=contract.province_id, on=on),
            value_on=on,
            kind=JournalEntry.Kind.RECOVERY,
            memo=f"หนี้ที่ตัดสูญแล้วได้รับคืน สัญญา {contract.label}",  # stays Thai: kept in the books
            source=f"{party}:recovery:{times + 1}",
            lines=[treasury.Line(chart.LOANS, -balance, party), treasury.Line(chart.RECOVERIES, balance, party)],
            by=by,
        )
        count += 1
    return count


def _owed(contract: Contract) -> Decimal:
    """What a contract owes of principal in the books, whatever the posting date."""
    party = f"contract:{contract.pk}"
    return books.party_balances(account=chart.LOANS, parties=[party], as_of=date.max)[party]


def _to_decide(write_off: WriteOff, *, by: Any) -> tuple[WriteOff, Contract]:
    locked, contract = _locked(write_off, state=State.ASKED)
    if locked.asked_by_id == by.pk:
        raise OwnWriteOff(_("ผู้เสนอตัดหนี้สูญพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked, contract


def _asked_to_undo(write_off: WriteOff, *, by: Any) -> tuple[WriteOff, Contract]:
    locked, contract = _locked(write_off, state=State.UNDO_ASKED)
    if locked.undo_asked_by_id == by.pk:
        raise OwnWriteOff(_("ผู้ขอกลับการตัดหนี้สูญพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked, contract


def _locked(write_off: WriteOff, *, state: str) -> tuple[WriteOff, Contract]:
    contract = Contract.objects.select_related("proposal").get(pk=write_off.contract_id)
    treasury.lock_books(province=contract.province_id)
    rows = WriteOff.objects.select_for_update(of=("self",)).select_related(
        "asked_by", "undo_asked_by", "entry", "event"
    )
    locked = rows.get(pk=write_off.pk)
    if locked.state != state:
        raise WriteOffRefused(_("คำขอนี้พิจารณาแล้ว (%(state)s) เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    return locked, contract
