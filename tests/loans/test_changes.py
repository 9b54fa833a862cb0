"""What happens to a contract after its money left: rows that are added, never changed, and can be withdrawn."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from loans import selectors, services
from loans.models import Contract, ContractChange
from tests.loans import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
ON = date(2018, 8, 1)
Kind = ContractChange.Kind


@pytest.fixture
def contract(people, quick_papers):
    """Give a contract whose money left on 2 February 2561."""
    return make.a_contract_in_force(people)


def record(people, contract, kind=Kind.CALLED_IN, **changed):
    given = {"effective_on": ON, "reason": "ผิดนัดสองงวด", "by": people.users["secretary"], "on": ON} | changed
    return services.record_event(contract=contract, kind=kind, **given)


def test_an_event_stands_from_its_day_and_the_frozen_terms_stay(people, contract):
    terms = contract.terms
    event = record(people, contract)
    assert selectors.events_of([contract.pk]) == {contract.pk: (event,)}
    contract.refresh_from_db()
    assert contract.terms == terms


def test_a_contract_stays_with_the_area_in_which_its_money_left(contract):
    for changed in ({"province": "50"}, {"amphoe": "5702"}, {"tambon": "570201"}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Contract.objects.filter(pk=contract.pk).update(**changed)


def test_a_withdrawn_event_counts_no_more_and_may_be_recorded_anew(people, contract):
    event = record(people, contract)
    before = timezone.now()
    with pytest.raises(services.AlreadyRecorded, match="บันทึก “เรียกชำระหนี้ทั้งหมด” ไว้แล้ว"):
        record(people, contract)
    by = people.users["chief"]
    services.withdraw_event(event=event, reason="ชำระครบแล้ว", by=by, on=ON)
    assert selectors.events_of([contract.pk]) == {}
    assert selectors.events_of([contract.pk], known_at=before) == {contract.pk: (event,)}
    with pytest.raises(services.AlreadyRecorded):
        services.withdraw_event(event=event, reason="อีกครั้ง", by=by, on=ON)
    assert record(people, contract).pk != event.pk


def test_what_was_booked_with_an_event_is_not_taken_back_by_a_withdrawal(people, contract):
    decided = {"amount": Decimal("100.00"), "decision_number": "มติ 1/2561", "approved_by": people.users["chief"]}
    event = record(people, contract, Kind.WRITTEN_OFF, **decided)
    with pytest.raises(services.NotReady, match="ลงบัญชีแล้ว"):
        services.withdraw_event(event=event, reason="ผิด", by=people.users["secretary"], on=ON)
    assert selectors.events_of([contract.pk]) == {contract.pk: (event,)}


def test_only_a_settlement_may_be_asked_for_a_day_to_come(people, contract):
    later = ON + timedelta(days=10)
    with pytest.raises(services.DayPassed, match="ยังมาไม่ถึง"):
        record(people, contract, effective_on=later)
    with pytest.raises(services.DayPassed, match="อยู่ก่อนวันที่ในสัญญา"):
        record(people, contract, effective_on=date(2018, 2, 1))
    assert record(people, contract, Kind.SETTLEMENT, effective_on=later).effective_on == later
    assert record(people, contract, Kind.SETTLEMENT, effective_on=ON).effective_on == ON


def test_what_gives_money_up_needs_a_decision_a_sum_and_a_second_person(people, contract):
    secretary, chief = people.users["secretary"], people.users["chief"]
    told = {"decision_number": "มติ 3/2561", "amount": Decimal("1000.00"), "approved_by": chief}
    for missing in told:
        with pytest.raises(services.NotDecided):
            record(people, contract, Kind.WRITTEN_OFF, **{k: v for k, v in told.items() if k != missing})
    with pytest.raises(services.SamePerson):
        record(people, contract, Kind.WRITTEN_OFF, **told | {"approved_by": secretary})
    with pytest.raises(services.NotDecided, match="เกินเงินต้น"):
        record(people, contract, Kind.WRITTEN_OFF, **told | {"amount": Decimal("200000.01")})
    event = record(people, contract, Kind.WRITTEN_OFF, **told)
    assert (event.approved_by, event.amount) == (chief, Decimal("1000.00"))


def test_without_a_reason_or_before_the_money_nothing_is_recorded(people, contract):
    with pytest.raises(services.ReasonMissing):
        record(people, contract, reason="  ")
    with pytest.raises(services.NotReady, match="ไม่ได้อยู่ระหว่างผ่อนชำระ"):
        record(people, make.a_prepared_contract(people, group=2))
    with pytest.raises(services.NotReady):
        record(people, contract, Kind.WITHDRAWN)


def test_the_database_keeps_the_rows_and_the_second_person(people, contract):
    event, secretary = record(people, contract), people.users["secretary"]
    for change in ("update", "delete"):
        rows = ContractChange.objects.filter(pk=event.pk)
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            rows.update(reason="อื่น") if change == "update" else rows.delete()
    given = {"contract": contract, "effective_on": ON, "reason": "x", "recorded_by": secretary, "recorded_on": ON}
    for wrong in (
        {"kind": Kind.WRITTEN_OFF, "amount": 1, "decision_number": "1"},
        {"kind": Kind.CALLED_IN, "approved_by": secretary},
        {"kind": Kind.WITHDRAWN},
        {"kind": Kind.CALLED_IN, "amount": -1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContractChange.objects.create(**given | wrong)


def test_an_event_withdraws_one_of_its_own_contract(people, contract):
    event = record(people, contract)
    other = make.a_prepared_contract(people, group=2)
    with pytest.raises(IntegrityError, match="is not one of contract"), transaction.atomic():
        ContractChange.objects.create(
            contract=other,
            kind=Kind.WITHDRAWN,
            effective_on=ON,
            reason="x",
            withdraws=event,
            recorded_by=people.users["secretary"],
            recorded_on=ON,
        )
