"""What a replay is told of a contract: its frozen terms, and what happened since."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from loans.models import Contract, ContractChange
from loans.services.changes import record_event
from repayments import selectors, services
from repayments.rules import STATUTORY_STEPS
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")
AUGUST_20 = date(2018, 8, 20)


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


def event(people, contract, kind, on, **more):
    return record_event(
        contract=contract, kind=kind, effective_on=on, reason="-", by=people.users["accountant"], on=AUGUST_20, **more
    )


def of_terms(**changed):
    return Contract(annual_rate=Decimal("0.03"), terms={"day_basis": 360, **changed})


@pytest.mark.requirement("R-DEF-03")
def test_a_contract_that_names_no_rate_bears_that_of_the_law_with_its_change():
    assert selectors.terms_of(of_terms(default_rate=None), events=()).rate_steps == STATUTORY_STEPS
    own = [{"from_on": "1900-01-01", "annual_rate": "0.075"}]
    (step,) = selectors.terms_of(of_terms(default_rate=None, statutory_steps=own), events=()).rate_steps
    assert step.annual_rate == Decimal("0.075")


@pytest.mark.requirement("R-DEF-04")
def test_a_rate_that_the_contract_names_is_its_rate_and_its_order_of_allocation_its_order():
    order = ["PRINCIPAL", "CONTRACT_INTEREST", "DEFAULT_INTEREST", "COSTS"]
    terms = selectors.terms_of(of_terms(default_rate="0.15", allocation_order=order), events=())
    assert (terms.default_rate, list(terms.allocation_order)) == (Decimal("0.15"), order)


def test_an_old_contract_that_was_called_in_before_its_import_carries_the_day_in_its_terms():
    assert selectors.terms_of(of_terms(acceleration_on="2015-01-05"), events=()).acceleration_on == date(2015, 1, 5)


def test_each_request_to_settle_counts_on_its_own_day_and_a_withdrawn_one_for_nothing(people, contracts):
    event(people, contracts[0], ContractChange.Kind.SETTLEMENT, date(2018, 9, 3))
    later = event(people, contracts[0], ContractChange.Kind.SETTLEMENT, date(2018, 9, 10))
    terms = selectors.terms_of(contracts[0])
    assert (*terms.settle_again, terms.settle_on) == (date(2018, 9, 3), date(2018, 9, 10))
    services.withdraw_change(event=later, reason="เปลี่ยนใจ", by=people.users["accountant"], on=AUGUST_20)
    terms = selectors.terms_of(contracts[0])
    assert (*terms.settle_again, terms.settle_on) == (date(2018, 9, 3),)


def test_what_happened_is_told_as_it_was_known(people, contracts):
    before = timezone.now()
    services.call_in(contract=contracts[0], reason="ผิดนัด", by=people.users["accountant"], on=AUGUST_20)
    now, then = (
        selectors.standing(contract=contracts[0], as_of=AUGUST_20, known_at=moment) for moment in (None, before)
    )
    assert (now.allocation.called_in, then.allocation.called_in) == (True, False)


def test_a_call_in_that_is_withdrawn_leaves_the_debt_as_it_was(people, contracts):
    receipted(people, paid(contracts[0], "30000.00", on=date(2018, 7, 20)))
    before = selectors.standing(contract=contracts[0], as_of=AUGUST_20)
    services.call_in(contract=contracts[0], reason="ผิดนัด", by=people.users["accountant"], on=AUGUST_20)
    called = ContractChange.objects.get()
    services.withdraw_change(event=called, reason="บันทึกผิด", by=people.users["accountant"], on=AUGUST_20)
    assert selectors.standing(contract=contracts[0], as_of=AUGUST_20) == before
    returned = ContractChange(pk=1, contract=contracts[0], kind=ContractChange.Kind.MONEY_RETURNED)
    with pytest.raises(services.NotWithdrawable):
        services.withdraw_change(event=returned, reason="-", by=people.users["accountant"], on=AUGUST_20)


def test_a_credit_that_was_paid_back_is_gone_from_the_standing_and_the_books_and_cannot_be_reversed_away(
    people, contracts
):
    (receipt,) = receipted(people, paid(contracts[0], "60000.00", on=date(2018, 7, 4)))
    credit = selectors.standing(contract=contracts[0], as_of=RECEIPT_DAY).credit
    refund = services.make_refund(
        payee="ผู้แทนกลุ่ม",
        bank_name="ธนาคารออมสิน",
        account_number="0200000001",
        reason="ลูกหนี้ขอคืน",
        by=people.users["accountant"],
        on=AUGUST_20,
        contract=contracts[0],
    )
    services.approve_refund(refund=refund, by=people.users["chief"], on=AUGUST_20)
    assert selectors.standing(contract=contracts[0], as_of=AUGUST_20).credit == 0
    assert books.balance(province="57", account=chart.BORROWER_CREDIT, as_of=AUGUST_20) == 0
    rows = {row.component: row.amount for row in selectors.allocations_of(receipt)}
    assert rows["REFUND"] == credit
    request = services.ask_reversal(receipt=receipt, reason="-", by=people.users["accountant"], on=AUGUST_20)
    with pytest.raises(services.CreditRefunded, match="คืนเงินรับล่วงหน้าให้ลูกหนี้ไปแล้ว"):
        services.approve_reversal(reversal=request, by=people.users["chief"], on=AUGUST_20)
    found = selectors.ledger_of(contract=contracts[0], to_on=AUGUST_20)
    assert [line.kind for line in found.lines][-1] == "REFUND"
    assert found.lines[-1].credit_left == 0
