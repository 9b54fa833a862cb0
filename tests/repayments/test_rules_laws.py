"""Laws of the replay, on random contracts: no satang lost or made, entry order irrelevant, the past left alone."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from areas.rules import calendar_of
from loans.rules import propose_due_dates, schedule
from repayments.rules import (
    STATUTORY_STEPS,
    Component,
    Cost,
    DefaultBase,
    Payment,
    Terms,
    allocate,
    settlement_quote,
)
from tests.repayments.agreements import restructured, waivers

COSTS, DEFAULT, CONTRACT, PRINCIPAL = Component
OPEN = calendar_of(holidays=[date(2018, 7, 5), date(2019, 1, 7)])
LATER = st.integers(0, 1500)


@st.composite
def contracts(draw, **fixed):
    """(instalments, payments, terms, costs, as of) of an arbitrary contract of 2561 or of about the law of 2564."""
    transfer = draw(st.dates(date(2018, 1, 1), date(2020, 12, 31)))
    between = draw(st.integers(1, 6))
    count = draw(st.integers(1, min(24 // between, 6)))
    instalments = schedule(
        principal=draw(st.decimals(1000, 500000, places=2)),
        annual_rate=draw(st.sampled_from([Decimal("0.03"), Decimal("0.001"), Decimal(0)])),
        disbursed_on=transfer,
        due_dates=propose_due_dates(
            disbursed_on=transfer, instalments=count, months_between=between, term_max_months=30
        ),
        is_business_day=OPEN,
    )
    days = LATER.map(lambda number: transfer + timedelta(days=number))
    payments = [
        Payment(day, time(hour), line, amount)
        for line, (day, hour, amount) in enumerate(
            draw(st.lists(st.tuples(days, st.integers(0, 3), st.decimals("0.01", 150000, places=2)), max_size=7))
        )
    ]
    chosen = {
        "annual_rate": Decimal("0.03"),
        "default_rate": draw(st.sampled_from([Decimal("0.075"), STATUTORY_STEPS])),
        "default_base": draw(st.sampled_from(DefaultBase)),
        "allocation_order": tuple(draw(st.permutations(Component))),
        "acceleration_on": draw(st.none() | days),
        "settle_on": draw(st.none() | days),
        "settle_again": () if "settle_on" in fixed else tuple(draw(st.lists(days, max_size=2))),
        "early_days": draw(st.sampled_from([0, 7, 31])),
        "waived": draw(waivers(days)),
        "called_in_again": tuple(draw(st.lists(days, max_size=1))),
    }
    costs = draw(
        st.lists(
            st.builds(Cost, days, st.decimals("0.01", 5000, places=2), st.none() | st.integers(1, len(instalments))),
            max_size=2,
        )
    )
    told = {
        "instalments": instalments,
        "payments": payments,
        "terms": Terms(**(chosen | fixed)),
        "costs": costs,
        "as_of": draw(days),
    }
    return draw(restructured(story=told, days=days)) if fixed.get("restructured") is None else told


def planned_of(contract):
    """Give every instalment of a contract by its number, those that were agreed upon later too."""
    agreed = (one for new in contract["terms"].restructured for one in new.instalments)
    return {one.number: one for one in (*contract["instalments"], *agreed)}


@given(contract=contracts())
@settings(max_examples=200, deadline=None)
def test_what_a_payment_paid_and_its_credit_are_the_payment(contract):
    result = allocate(**contract)
    for taken in result.payments:
        assert sum(line.amount for line in taken.lines) + taken.credit == taken.payment.amount
        assert all(line.amount > 0 for line in taken.lines)
        assert all(taken.payment.value_on <= line.applied_on <= contract["as_of"] for line in taken.lines)
        assert taken.credit >= 0
    assert result.credit == sum(taken.credit for taken in result.payments)


@given(contract=contracts())
@settings(max_examples=200, deadline=None)
def test_what_is_paid_and_what_is_left_of_an_instalment_are_the_instalment(contract):
    result = allocate(**contract)
    was_one_debt = result.called_in or result.is_settled or contract["terms"].restructured
    paid, planned_by = defaultdict(Decimal), planned_of(contract)
    for taken in result.payments:
        for line in taken.lines:
            paid[line.instalment, line.component] += line.amount
    for owed in result.instalments:
        planned = planned_by[owed.number]
        principal = owed.principal_paid + owed.principal_left + owed.principal_moved
        assert principal == planned.principal or contract["terms"].restructured
        interest = owed.contract_interest_paid + owed.contract_interest_left + owed.contract_interest_moved
        assert interest - owed.frozen_contract_interest <= planned.interest
        assert interest == planned.interest or was_one_debt
        assert min(owed.left(component) for component in Component) >= 0
        assert owed.costs_paid == paid[owed.number, COSTS]
        assert owed.default_interest_paid == paid[owed.number, DEFAULT]
        assert owed.contract_interest_paid == paid[owed.number, CONTRACT]
        assert owed.principal_paid == paid[owed.number, PRINCIPAL]
    incurred = [cost for cost in contract["costs"] if cost.incurred_on <= contract["as_of"]]
    costs_paid = sum(amount for (_number, component), amount in paid.items() if component == COSTS)
    costs_left = result.costs_left + sum(owed.costs_left for owed in result.instalments)
    assert costs_paid + costs_left == sum(cost.amount for cost in incurred)


@given(contract=contracts())
@settings(max_examples=200, deadline=None)
def test_the_working_of_default_interest_explains_every_satang_and_counts_no_day_twice(contract):
    result = allocate(**contract)
    working = defaultdict(set)
    for taken in result.payments:
        for line in taken.lines:
            assert line.component == DEFAULT or not line.working
            working[line.instalment].update(line.working)
    for owed in result.instalments:
        working[owed.number].update(accrued.line for accrued in owed.working)
        explained = sorted(working[owed.number], key=lambda line: line.since_on)
        whole = owed.default_interest_paid + owed.default_interest_left + owed.default_interest_waived
        assert sum(accrued.unpaid for accrued in owed.working) <= owed.default_interest_left
        if not owed.closed_on and not owed.default_interest_waived:  # else lines were waived, or went elsewhere
            assert whole == sum(line.amount for line in explained) + owed.frozen_default_interest
            frozen_left = max(owed.frozen_default_interest - owed.default_interest_paid, 0)
            assert sum(accrued.unpaid for accrued in owed.working) == owed.default_interest_left - frozen_left
        for line in explained:
            assert line.days == (line.until_on - line.since_on).days > 0
        for one, other in zip(explained, explained[1:], strict=False):
            assert one.until_on <= other.since_on


@given(contract=contracts(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_of_entry_is_irrelevant_and_a_second_replay_changes_nothing(contract, data):
    shuffled = data.draw(st.permutations(contract["payments"]))
    once = allocate(**contract)
    assert allocate(**(contract | {"payments": shuffled})) == once
    assert allocate(**(contract | {"payments": iter(shuffled)})) == once


@given(contract=contracts(), more=st.integers(0, 600))
@settings(max_examples=150, deadline=None)
def test_later_days_and_later_payments_leave_alone_what_was_paid(contract, more):
    then, now = contract["as_of"], contract["as_of"] + timedelta(days=more)
    before = allocate(**contract)
    after = allocate(**(contract | {"as_of": now}))
    for earlier, later in zip(before.payments, after.payments, strict=False):
        assert later.payment == earlier.payment
        assert later.lines[: len(earlier.lines)] == earlier.lines
        assert all(line.applied_on > then for line in later.lines[len(earlier.lines) :])


@given(contract=contracts(waived=(), restructured=()), more=st.integers(0, 600))
@settings(max_examples=100, deadline=None)
def test_without_a_payment_default_interest_never_shrinks(contract, more):
    contract["payments"] = []
    then = allocate(**contract)
    now = allocate(**(contract | {"as_of": contract["as_of"] + timedelta(days=more)}))
    for earlier, later in zip(then.instalments, now.instalments, strict=True):
        assert earlier.default_interest_left <= later.default_interest_left
        assert earlier.days_past_due <= later.days_past_due or not then.called_in


@given(contract=contracts(settle_on=None, early_days=0))
@settings(max_examples=100, deadline=None)
def test_a_debtor_who_pays_the_quote_owes_nothing(contract):
    on = contract.pop("as_of")
    quote = settlement_quote(**contract, on=on)
    assert quote.owed == sum(line.amount for line in quote.lines)
    assert quote.to_pay - quote.to_refund == quote.owed - quote.credit
    contract["terms"] = replace(contract["terms"], settle_on=on)
    if quote.to_pay:
        contract["payments"].append(Payment(on, time(23), 10**6, quote.to_pay))
    result = allocate(**contract, as_of=on)
    assert result.principal_left == 0
    assert sum(owed.total for owed in result.instalments) + result.costs_left == 0
    assert result.credit == quote.to_refund


@given(contract=contracts(acceleration_on=None, called_in_again=(), settle_on=None, default_rate=Decimal("0.075")))
@settings(max_examples=60, deadline=None)
def test_money_due_is_never_left_beside_a_credit(contract):
    result = allocate(**contract)
    if result.credit:
        assert result.due_total == 0


@pytest.mark.requirement("R-RSTR-02")
@given(contract=contracts())
@settings(max_examples=200, deadline=None)
def test_what_goes_into_a_new_schedule_is_what_was_owed_component_by_component(contract):
    agreements = contract["terms"].restructured
    if not agreements:
        return
    last = agreements[-1]
    before = replace(contract["terms"], restructured=agreements[:-1])
    told = {key: value for key, value in contract.items() if key not in ("as_of", "terms")}
    owed = settlement_quote(**told, terms=before, on=last.agreed_on)
    now = settlement_quote(**told, terms=contract["terms"], on=last.agreed_on)
    for component in Component:
        assert now.total(component) <= owed.total(component)
        assert now.total(component) == owed.total(component) or owed.credit  # which pays costs that fall due by it
    if not owed.credit:
        signed = {one.number: one for one in last.instalments}
        for one in allocate(**told, terms=contract["terms"], as_of=last.agreed_on).instalments:
            if one.number in signed and owed.total(Component.PRINCIPAL) <= last.principal:
                assert one.principal_left <= signed[one.number].principal
                assert one.nominal_due_on == signed[one.number].nominal_due_on


@pytest.mark.requirement("R-RSTR-09")
@given(
    contract=contracts(acceleration_on=None, called_in_again=(), settle_on=None), found=st.decimals(1, 90000, places=2)
)
@settings(max_examples=150, deadline=None)
def test_money_of_before_the_agreement_that_is_found_later_counts_and_what_was_signed_stays(contract, found):
    agreements = contract["terms"].restructured
    if not agreements:
        return
    last, costs = agreements[-1], contract["costs"]
    first = contract["instalments"][0]
    told = {"instalments": contract["instalments"], "terms": contract["terms"], "costs": costs, "as_of": last.agreed_on}
    without = allocate(**told, payments=contract["payments"])
    late = Payment(first.nominal_due_on, time(4), 10**6, found)
    if late.value_on > last.agreed_on:
        return
    with_it = allocate(**told, payments=[*contract["payments"], late])

    def to_pay(allocation):
        return allocation.costs_left + sum(one.total for one in allocation.instalments) - allocation.credit

    # the money itself, and the interest that would not have run, had it been known; where the money ends a line of
    # default interest, two lines are rounded in place of one: a satang for each instalment that it reaches
    assert to_pay(with_it) <= to_pay(without) - found + Decimal("0.01") * len(with_it.instalments)
    before = {one.number: one for one in without.instalments}
    for one in with_it.instalments:
        assert one.principal_left <= before[one.number].principal_left
        assert one.nominal_due_on == before[one.number].nominal_due_on


@pytest.mark.requirement("R-RSTR-04")
@given(contract=contracts(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_on_a_day_of_a_payment_holiday_nothing_grows(contract, data):
    holidays = [new for new in contract["terms"].restructured if new.holiday_from]
    if not holidays:
        return
    new = holidays[-1]
    if new is not contract["terms"].restructured[-1]:
        return
    contract["costs"] = []
    contract["terms"] = replace(contract["terms"], waived=(), settle_on=None, settle_again=())
    on = data.draw(st.dates(new.holiday_from, new.holiday_until))
    told = {key: value for key, value in contract.items() if key != "as_of"}
    told["payments"] = [payment for payment in contract["payments"] if payment.value_on < new.holiday_from]
    eve = settlement_quote(**told, on=max(new.holiday_from - timedelta(days=1), new.agreed_on))
    now = settlement_quote(**told, on=on)
    assert now.owed - now.credit == eve.owed - eve.credit


def test_a_long_contract_is_replayed_within_a_few_milliseconds():
    due = propose_due_dates(disbursed_on=date(2018, 2, 5), instalments=24, months_between=1)
    instalments = schedule(
        principal=Decimal(200000),
        annual_rate=Decimal("0.03"),
        disbursed_on=date(2018, 2, 5),
        due_dates=due,
        is_business_day=OPEN,
    )
    payments = [Payment(date(2018, 3, 1) + timedelta(days=13 * n), time(10), n, Decimal("3450.55")) for n in range(60)]
    told = {"instalments": instalments, "payments": payments, "terms": Terms(annual_rate=Decimal("0.03"))}
    best = 1.0
    for _run in range(5):
        begun = perf_counter()
        allocate(**told, as_of=date(2020, 12, 31))
        best = min(best, perf_counter() - begun)
    assert best < 0.02
