"""Limitation periods: rule LR with the examples E1 to E5 of 3.1, and the acknowledged debt."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.rules import NotADay, NotAWholeNumber
from debt_followup.rules import (
    NegativeDebt,
    NothingUnpaid,
    acknowledged_debt,
    last_day_to_sue,
    latest_last_day_to_sue,
    limitation_ends,
)
from thai.baht import NotMoney
from thai.dates import add_months, add_years
from thai.refusals import Refusal

MONTHLY = tuple(add_months(date(2014, 5, 1), number) for number in range(12))
ACKNOWLEDGED = date(2017, 5, 30)
DAYS = st.dates(date(2012, 1, 1), date(2030, 12, 31))
DUE_DATES = st.lists(DAYS, min_size=1, max_size=12)
EVENTS = st.lists(DAYS, max_size=10)
with (Path(__file__).parent.parent / "data" / "limitation_examples.csv").open(encoding="utf-8") as file:
    EXAMPLES = {row["example"]: date.fromisoformat(row["last_day_ce"]) for row in csv.DictReader(file)}


def sue(unpaid, *events, **changed):
    return last_day_to_sue(unpaid_due_dates=unpaid, interruptions=events, **changed)


# -- the examples, 3.1 -----------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-LIM-03", "R-LIM-01")
def test_e1_default_from_the_first_instalment():
    assert sue(MONTHLY) == EXAMPLES["E1"] == date(2019, 5, 1)
    first = limitation_ends(unpaid_due_dates=MONTHLY, interruptions=[])[0]
    assert (first.due_on, first.counts_from_on) == (date(2014, 5, 1), date(2014, 5, 2))
    assert not first.is_barred(on=date(2019, 5, 1))
    assert first.is_barred(on=date(2019, 5, 2))


@pytest.mark.requirement("R-LIM-04")
def test_e2_four_payments_and_then_none():
    assert sue(MONTHLY[4:], *MONTHLY[:4]) == EXAMPLES["E2"] == date(2019, 9, 1)
    first = limitation_ends(unpaid_due_dates=MONTHLY[4:], interruptions=MONTHLY[:4])[0]
    assert first.counts_from_on == date(2014, 9, 2)


@pytest.mark.requirement("R-LIM-05")
def test_e3_some_instalments_paid():
    unpaid = [due_on for number, due_on in enumerate(MONTHLY, start=1) if number not in (1, 3, 5, 7, 9, 12)]
    assert sue(unpaid, date(2015, 4, 1)) == EXAMPLES["E3"] == date(2020, 4, 1)
    assert sue(MONTHLY[1:], date(2015, 3, 1)) == date(2020, 3, 1)
    seed = latest_last_day_to_sue(unpaid_due_dates=MONTHLY[1:], interruptions=[date(2015, 3, 1)])
    assert seed == EXAMPLES["E3"]


@pytest.mark.requirement("R-LIM-06")
def test_e4_a_part_payment_begins_the_period_anew():
    assert sue(MONTHLY, date(2017, 4, 1)) == EXAMPLES["E4"] == date(2022, 4, 1)


@pytest.mark.requirement("R-ACK-03", "R-ACK-07")
def test_e5_an_acknowledgement_begins_the_period_anew():
    assert sue(MONTHLY, ACKNOWLEDGED) == EXAMPLES["E5"] == date(2022, 5, 30)
    ends = limitation_ends(unpaid_due_dates=MONTHLY, interruptions=[ACKNOWLEDGED])
    assert {end.counts_from_on for end in ends} == {date(2017, 5, 31)}
    assert {end.interrupted_on for end in ends} == {(ACKNOWLEDGED,)}


@pytest.mark.requirement("R-ACK-02")
def test_an_act_after_expiry_revives_nothing():
    assert sue(MONTHLY[:1], date(2019, 5, 2)) == date(2019, 5, 1)
    assert sue(MONTHLY[:1], date(2019, 5, 1)) == date(2024, 5, 1)
    late = limitation_ends(unpaid_due_dates=MONTHLY[:1], interruptions=[date(2019, 5, 2)])[0]
    assert late.interrupted_on == ()


@pytest.mark.requirement("R-LIM-02")
def test_a_loan_repayable_in_one_sum_has_ten_years():
    assert sue([date(2014, 5, 1)], years=10) == date(2024, 5, 1)


def test_each_instalment_has_its_own_period():
    ends = limitation_ends(unpaid_due_dates=reversed(MONTHLY), interruptions=[date(2014, 8, 15)])
    assert [end.due_on for end in ends] == list(MONTHLY)
    assert [end.last_day_on for end in ends[:4]] == [date(2019, 8, 15)] * 4
    assert [end.last_day_on for end in ends[4:]] == [add_years(due_on, 5) for due_on in MONTHLY[4:]]


def test_a_call_in_is_the_due_date_of_what_was_not_due_yet():
    called_in = date(2014, 10, 15)
    ends = limitation_ends(unpaid_due_dates=MONTHLY, interruptions=[], called_in_on=called_in)
    assert [end.due_on for end in ends] == [*MONTHLY[:6], *[called_in] * 6]
    assert latest_last_day_to_sue(unpaid_due_dates=MONTHLY, interruptions=[], called_in_on=called_in) == date(
        2019, 10, 15
    )


def test_a_period_from_29_february_ends_on_28_february():
    assert sue([date(2016, 2, 29)]) == date(2021, 2, 28)


# -- laws ------------------------------------------------------------------------------------------------------------
@given(unpaid=DUE_DATES, events=EVENTS, another=DAYS)
def test_one_more_event_never_shortens_a_period(unpaid, events, another):
    before = limitation_ends(unpaid_due_dates=unpaid, interruptions=events)
    after = limitation_ends(unpaid_due_dates=unpaid, interruptions=[*events, another])
    assert all(one.last_day_on <= other.last_day_on for one, other in zip(before, after, strict=True))


@given(unpaid=DUE_DATES, events=EVENTS, late=st.integers(1, 3000))
def test_an_event_after_the_last_day_changes_nothing(unpaid, events, late):
    last = latest_last_day_to_sue(unpaid_due_dates=unpaid, interruptions=events)
    told = {"unpaid_due_dates": unpaid}
    assert limitation_ends(**told, interruptions=[*events, last + timedelta(days=late)]) == limitation_ends(
        **told, interruptions=events
    )


@given(unpaid=DUE_DATES, events=EVENTS, data=st.data())
def test_the_order_of_events_is_irrelevant(unpaid, events, data):
    shuffled = data.draw(st.permutations(events))
    assert sue(unpaid, *shuffled, *events) == sue(unpaid, *events)


@given(unpaid=DUE_DATES, events=EVENTS, another=DAYS)
def test_another_unpaid_instalment_never_moves_the_alert_back(unpaid, events, another):
    assert sue([*unpaid, another], *events) <= sue(unpaid, *events)


# -- refusals --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("unpaid", "events", "years", "refusal"),
    [
        ([], [], 5, NothingUnpaid),
        (["2014-05-01"], [], 5, NotADay),
        ([date(2557, 5, 1)], [], 5, NotADay),
        ([date(2014, 5, 1)], [None], 5, NotADay),
        ([date(2014, 5, 1)], [], 0, NotAWholeNumber),
        ([date(2014, 5, 1)], [], 5.0, NotAWholeNumber),
        ([date(2014, 5, 1)], [], 31, NotAWholeNumber),
    ],
)
def test_input_out_of_range_is_refused_with_a_thai_sentence(unpaid, events, years, refusal):
    with pytest.raises(refusal) as refused:
        last_day_to_sue(unpaid_due_dates=unpaid, interruptions=events, years=years)
    assert isinstance(refused.value, Refusal)
    assert any("ก" <= letter <= "๛" for letter in str(refused.value))


# -- the acknowledged debt -------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-ACK-04", "R-ACK-01")
def test_w16_the_true_outstanding_amount_is_principal_and_both_kinds_of_interest():
    stated = acknowledged_debt(
        principal=Decimal(120000), contract_interest=Decimal(1950), default_interest=Decimal(28125)
    )
    assert stated.total == Decimal("150075.00")
    with_costs = acknowledged_debt(
        principal=Decimal(120000),
        contract_interest=Decimal(1950),
        default_interest=Decimal(28125),
        costs=Decimal("200.50"),
    )
    assert with_costs.total == Decimal("150275.50")


def test_a_part_of_a_debt_below_nothing_or_of_no_exact_amount_is_refused():
    with pytest.raises(NegativeDebt):
        acknowledged_debt(principal=Decimal(-1), contract_interest=Decimal(0), default_interest=Decimal(0))
    with pytest.raises(NotMoney):
        acknowledged_debt(principal=1.0, contract_interest=Decimal(0), default_interest=Decimal(0))
