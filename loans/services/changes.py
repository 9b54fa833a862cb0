"""Recording what happens to a contract after its money left. Nothing is edited; a mistake is withdrawn by a row."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.selectors import business_calendar
from documents.uploads import keep_file
from loans import rules, selectors
from loans.models import Contract, ContractChange, Instalment
from loans.rules import require_principal
from loans.selectors.changes import ONCE
from loans.services.preparation import DayPassed, NotReady
from thai.refusals import Refusal
from thai.refusals import sentence as _

Kind = ContractChange.Kind
BOOKED = frozenset({Kind.MONEY_RETURNED, Kind.WRITTEN_OFF})  # the entry in the books stands, and so does the event
DECIDED = frozenset({Kind.WRITTEN_OFF, Kind.WAIVED})  # by the authority: its number, a sum, a second person


class ReasonMissing(Refusal):
    """What is recorded lacks its reason."""


class AlreadyRecorded(Refusal):
    """The contract has such an event, or the event was withdrawn before."""


class SamePerson(Refusal):
    """The one who approves is the one who made it."""


class NotDecided(Refusal):
    """A write-off or a waiver lacks the authority's decision, its amount, or the second person."""


class NotTheNext(Refusal):
    """A new schedule does not follow the one in force, in day or in numbers."""


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
    stands once at a time: a call-in until a restructuring undoes it, acknowledgements, waivers and judgments as often
    as they happen. The caller who books something with it holds the province's books already.

    :param amount: baht of principal, where the event is about a sum; of a waiver, of default interest (A-34).
    :param file: an upload that proves it.
    :raises NotReady: the contract is not in force.
    :raises ReasonMissing, AlreadyRecorded, SamePerson, NotDecided: as the names say.
    :raises DayPassed: the day lies before the contract's, or ahead.
    Source: A-03, A-13, A-23, A-34, R-DISB-08, R-REPAY-04, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    if approved_by is not None and approved_by.pk == by.pk:
        raise SamePerson(_("ผู้อนุมัติต้องเป็นคนละคนกับผู้บันทึก"))
    chosen = Kind(kind)
    if chosen is Kind.WITHDRAWN:
        raise NotReady(_("การเพิกถอนต้องระบุรายการที่เพิกถอน"))
    if chosen is Kind.RESTRUCTURED:
        raise NotReady(_("การปรับโครงสร้างหนี้ต้องมีตารางผ่อนชำระใหม่"))
    if chosen in DECIDED and (approved_by is None or amount is None or not decision_number.strip()):
        raise NotDecided(_("“%(kind)s” ต้องมีเลขที่มติ จำนวนเงิน และผู้อนุมัติอีกคนหนึ่ง"), kind=str(chosen.label))
    sum_of_it = None if amount is None else require_principal(amount)
    with transaction.atomic():
        locked = _in_force(contract, effective_on=effective_on, on=None if chosen is Kind.SETTLEMENT else on)
        if sum_of_it is not None and chosen is not Kind.WAIVED and sum_of_it > locked.principal:
            raise NotDecided(_("จำนวนเงินเกินเงินต้นตามสัญญา %(principal)s บาท"), principal=locked.principal)
        standing = selectors.events_of([locked.pk]).get(locked.pk, ())
        if chosen in ONCE and any(event.kind == chosen for event in _since_agreed(chosen, standing)):
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


def record_restructuring(
    *,
    contract: Contract,
    agreed_on: date,
    instalments: Sequence[rules.Instalment],
    frozen: Sequence[tuple[Decimal, Decimal]],
    reason: str,
    decision_number: str,
    by: Any,
    approved_by: Any,
    on: date,
    default_rate: Decimal | None = None,
    holiday_from: date | None = None,
    holiday_until: date | None = None,
) -> ContractChange:
    """Put a new version of a contract's schedule in force from the day of the agreement; the old one stays readable.

    Recorded twice, it is refused the second time: the numbers go on from the version in force. Nothing is booked:
    interest is income when it is paid.

    :param instalments: numbered on from the last of the version in force.
    :param frozen: of each of them, the contract interest and the default interest that were owed at the agreement.
    :param default_rate: of the new instalments; None: the contract's own.
    :raises NotReady: the contract is not in force.
    :raises ReasonMissing, SamePerson, NotDecided, NotTheNext: as the names say.
    :raises DayPassed: the day lies before the contract's, or ahead.
    Source: A-14, R-RSTR-09.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    if approved_by is None or not decision_number.strip():
        raise NotDecided(_("การปรับโครงสร้างหนี้ต้องมีเลขที่มติและผู้อนุมัติอีกคนหนึ่ง"))
    if approved_by.pk == by.pk:
        raise SamePerson(_("ผู้อนุมัติต้องเป็นคนละคนกับผู้บันทึก"))
    with transaction.atomic():
        locked = _in_force(contract, effective_on=agreed_on, on=on)
        current = selectors.versions_of([locked.pk])[locked.pk][-1]
        first = current.instalments[-1].number + 1
        numbers = [line.number for line in instalments]
        is_later = current.agreed_on is None or current.agreed_on < agreed_on
        if not is_later or numbers != list(range(first, first + len(numbers))) or len(frozen) != len(numbers):
            raise NotTheNext(
                _("ตารางผ่อนชำระใหม่ของสัญญา %(contract)s ต้องต่อจากตารางที่ใช้อยู่ ซึ่งสิ้นสุดที่งวดที่ %(last)s"),
                contract=locked.label,
                last=first - 1,
            )
        version = current.version + 1
        is_business_day = business_calendar(province=locked.province_id)  # which may know more than the printed deed
        Instalment.objects.bulk_create(
            Instalment(
                contract=locked,
                version=version,
                number=line.number,
                nominal_due_on=line.nominal_due_on,
                effective_due_on=rules.moved_due_date(
                    nominal_due_on=line.nominal_due_on,
                    effective_due_on=line.effective_due_on,
                    is_business_day=is_business_day,
                    on=on,
                ),
                days=line.days,
                opening_principal=line.opening_principal,
                principal=line.principal,
                interest=line.interest,
                agreed_on=agreed_on,
                frozen_interest=contract_interest,
                frozen_default_interest=default_interest,
            )
            for line, (contract_interest, default_interest) in zip(instalments, frozen, strict=True)
        )
        return ContractChange.objects.create(
            contract=locked,
            kind=Kind.RESTRUCTURED,
            effective_on=agreed_on,
            reason=reason.strip()[:500],
            decision_number=decision_number.strip()[:100],
            schedule_version=version,
            default_rate=default_rate,
            holiday_from=holiday_from,
            holiday_until=holiday_until,
            recorded_by=by,
            approved_by=approved_by,
            recorded_on=on,
        )


def _in_force(contract: Contract, *, effective_on: date, on: date | None) -> Contract:
    """The contract, held, if an event of a day can be recorded of it; ``on`` is None where the day may lie ahead."""
    locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
    if locked.state != Contract.State.IN_FORCE:
        raise NotReady(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=locked.label)
    if effective_on < locked.contract_on:
        raise DayPassed(_("วันที่มีผล %(day)s อยู่ก่อนวันที่ในสัญญา %(since)s"), day=effective_on, since=locked.contract_on)
    if on is not None and effective_on > on:
        raise DayPassed(_("วันที่มีผล %(day)s ยังมาไม่ถึง"), day=effective_on)
    return locked


def _since_agreed(kind: Kind, events: Iterable[ContractChange]) -> list[ContractChange]:
    """The events that still hold: a call-in is undone by a restructuring after it."""
    if kind is not Kind.CALLED_IN:
        return list(events)
    agreed = max((event.effective_on for event in events if event.kind == Kind.RESTRUCTURED), default=date.min)
    return [event for event in events if event.effective_on > agreed]


def withdraw_event(
    *,
    event: ContractChange,
    reason: str,
    by: Any,
    on: date,
    approved_by: Any = None,
    is_entry_reversed: bool = False,
) -> ContractChange:
    """Take an event back; it stays readable and counts no more.

    :param is_entry_reversed: the caller has reversed the entry that was booked with it, in the same transaction.
    :raises ReasonMissing: no reason was given.
    :raises NotReady: it is booked with it, or a signed agreement, which a withdrawal would not undo.
    :raises AlreadyRecorded: it was withdrawn before, or is a withdrawal itself.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    if event.kind in BOOKED and not is_entry_reversed:
        raise NotReady(_("รายการนี้ลงบัญชีแล้ว จึงเพิกถอนไม่ได้"))
    if event.kind == Kind.RESTRUCTURED:
        raise NotReady(_("บันทึกข้อตกลงที่ลงนามแล้วเพิกถอนไม่ได้ ต้องปรับโครงสร้างหนี้ใหม่"))
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
