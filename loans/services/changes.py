"""Recording what happens to a contract after its money left. Nothing is edited; a mistake is withdrawn by a row."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from documents.uploads import keep_file
from loans import selectors
from loans.models import Contract, ContractChange
from loans.rules import require_principal
from loans.selectors.changes import ONCE
from loans.services.preparation import DayPassed, NotReady
from thai.refusals import Refusal
from thai.refusals import sentence as _

Kind = ContractChange.Kind
BOOKED = frozenset({Kind.MONEY_RETURNED, Kind.WRITTEN_OFF})  # the entry in the books stands, and so does the event


class ReasonMissing(Refusal):
    """What is recorded lacks its reason."""


class AlreadyRecorded(Refusal):
    """The contract has such an event, or the event was withdrawn before."""


class SamePerson(Refusal):
    """The one who approves is the one who made it."""


class NotDecided(Refusal):
    """A write-off lacks the authority's decision, its amount, or the second person."""


def record_event(
    *,
    contract: Contract,
    kind: str,
    effective_on: date,
    reason: str,
    by: Any,
    on: date,
    approved_by: Any = None,
    amount: Decimal | None = None,
    decision_number: str = "",
    file: Any = None,
) -> ContractChange:
    """Record an event in the life of a contract whose money left; the replay of its payments reads it from then on.

    The frozen terms stay as they are. A settlement may be asked for a day to come and asked again; every other kind
    stands once at a time. The caller who books something with it holds the province's books already.

    :param amount: baht of principal, where the event is about a sum.
    :param file: an upload that proves it.
    :raises NotReady: the contract is not in force.
    :raises ReasonMissing, AlreadyRecorded, SamePerson, NotDecided: as the names say.
    :raises DayPassed: the day lies before the contract's, or ahead.
    Source: A-03, A-13, A-23, R-DISB-08, R-REPAY-04, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    if approved_by is not None and approved_by.pk == by.pk:
        raise SamePerson(_("ผู้อนุมัติต้องเป็นคนละคนกับผู้บันทึก"))
    chosen = Kind(kind)
    if chosen is Kind.WITHDRAWN:
        raise NotReady(_("การเพิกถอนต้องระบุรายการที่เพิกถอน"))
    if chosen is Kind.WRITTEN_OFF and (approved_by is None or amount is None or not decision_number.strip()):
        raise NotDecided(_("การตัดหนี้สูญต้องมีเลขที่มติ จำนวนเงิน และผู้อนุมัติอีกคนหนึ่ง"))
    sum_of_it = None if amount is None else require_principal(amount)
    with transaction.atomic():
        locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
        if locked.state != Contract.State.IN_FORCE:
            raise NotReady(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=locked.label)
        if effective_on < locked.contract_on:
            raise DayPassed(_("วันที่มีผล %(day)s อยู่ก่อนวันที่ในสัญญา %(since)s"), day=effective_on, since=locked.contract_on)
        if effective_on > on and chosen is not Kind.SETTLEMENT:
            raise DayPassed(_("วันที่มีผล %(day)s ยังมาไม่ถึง"), day=effective_on)
        if sum_of_it is not None and sum_of_it > locked.principal:
            raise NotDecided(_("จำนวนเงินเกินเงินต้นตามสัญญา %(principal)s บาท"), principal=locked.principal)
        standing = selectors.events_of([locked.pk]).get(locked.pk, ())
        if chosen in ONCE and any(event.kind == chosen for event in standing):
            raise AlreadyRecorded(
                _("สัญญา %(contract)s บันทึก “%(kind)s” ไว้แล้ว"), contract=locked.label, kind=str(chosen.label)
            )
        return ContractChange.objects.create(
            contract=locked,
            kind=chosen,
            effective_on=effective_on,
            amount=sum_of_it,
            reason=reason.strip()[:500],
            decision_number=decision_number.strip()[:100],
            file=keep_file(upload=file, by=by) if file else None,
            recorded_by=by,
            approved_by=approved_by,
            recorded_on=on,
        )


def withdraw_event(*, event: ContractChange, reason: str, by: Any, on: date, approved_by: Any = None) -> ContractChange:
    """Take an event back; it stays readable and counts no more.

    :raises ReasonMissing: no reason was given.
    :raises NotReady: it is booked with it, which a withdrawal would not undo.
    :raises AlreadyRecorded: it was withdrawn before, or is a withdrawal itself.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    if event.kind in BOOKED:
        raise NotReady(_("รายการนี้ลงบัญชีแล้ว จึงเพิกถอนไม่ได้"))
    with transaction.atomic():
        locked = Contract.objects.select_for_update(of=("self",)).get(pk=event.contract_id)
        if event.kind == Kind.WITHDRAWN or ContractChange.objects.filter(withdraws=event).exists():
            raise AlreadyRecorded(_("รายการนี้เพิกถอนไปแล้ว"))
        return ContractChange.objects.create(
            contract=locked,
            kind=Kind.WITHDRAWN,
            effective_on=event.effective_on,
            reason=reason.strip()[:500],
            withdraws=event,
            recorded_by=by,
            approved_by=approved_by,
            recorded_on=on,
        )
