"""The rounds of a month: three days each, holidays moved, and which round a proposal is in on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.rules import calendar_of
from projects.rules.rounds import (
    BadCalendar,
    Gate,
    check_calendar,
    round_of_month,
    round_of_proposal,
    round_open_on,
    was_moved,
)
from thai.dates import add_months

DAYS = (10, 16, 25)
# Samut Prakan 2563: Sunday 10 May, Monday the 11th the Royal Ploughing; Saturday 16 May; 25-28 July
HOLIDAYS = [date(2020, 5, 11), date(2020, 7, 27), date(2020, 7, 28)]
IS_OPEN = calendar_of(holidays=HOLIDAYS)


def may(month):
    return round_of_month(month_on=month, days=DAYS, is_business_day=IS_OPEN)


@pytest.mark.requirement("R-APPR-17", "R-APPR-18", "R-APPR-19")
def test_the_days_of_a_round_that_are_holidays_move_to_the_next_business_day():
    found = may(date(2020, 5, 1))
    assert (found.sent.named_on, found.sent.on) == (date(2020, 5, 10), date(2020, 5, 12))
    assert (found.screened.named_on, found.screened.on) == (date(2020, 5, 16), date(2020, 5, 18))
    assert (found.decided.on, found.decided.is_shifted) == (date(2020, 5, 25), False)
    assert may(date(2020, 7, 31)).decided.on == date(2020, 7, 29)


@pytest.mark.requirement("R-APPR-17")
@pytest.mark.parametrize(
    ("sent_on", "month"),
    [
        (date(2020, 4, 10), 4),  # the tenth itself is in time
        (date(2020, 4, 11), 5),  # the day after falls into the next round
        (date(2020, 5, 10), 5),  # the Sunday
        (date(2020, 5, 12), 5),  # the shifted last day
        (date(2020, 5, 13), 6),
        (date(2020, 12, 11), 1),  # over the turn of the year
    ],
)
def test_what_the_amphoe_sends_by_the_shifted_tenth_is_in_this_months_round(sent_on, month):
    assert round_open_on(on=sent_on, gate=Gate.SENT, round_of=may).month_on.month == month


def test_a_proposal_that_the_sub_committee_left_behind_moves_to_the_next_round_by_itself():
    sent = {"sent_on": date(2020, 5, 8), "gate": Gate.DECIDED, "round_of": may}
    assert round_of_proposal(on=date(2020, 5, 25), **sent).key == "2020-05"
    assert not was_moved(on=date(2020, 5, 25), **sent)
    assert round_of_proposal(on=date(2020, 5, 26), **sent).key == "2020-06"
    assert was_moved(on=date(2020, 5, 26), **sent)


def test_what_is_not_sent_yet_is_in_the_round_that_it_can_still_reach():
    waiting = {"sent_on": None, "gate": Gate.SENT, "round_of": may}
    assert round_of_proposal(on=date(2020, 5, 12), **waiting).key == "2020-05"
    assert round_of_proposal(on=date(2020, 5, 13), **waiting).key == "2020-06"
    assert not was_moved(on=date(2020, 5, 13), **waiting)


def test_where_meetings_are_called_by_appointment_there_is_no_round():
    def by_appointment(month):
        return round_of_month(month_on=month, days=(), is_business_day=IS_OPEN)

    assert round_open_on(on=date(2018, 1, 2), gate=Gate.SENT, round_of=by_appointment) is None
    place = {"sent_on": date(2018, 1, 2), "gate": Gate.SCREENED, "on": date(2018, 1, 5), "round_of": by_appointment}
    assert round_of_proposal(**place) is None
    assert not was_moved(**place)


@pytest.mark.parametrize("days", [(10, 16), (16, 10, 25), (0, 10, 20), (10, 20, 32), (10, 10, 20)])
def test_a_calendar_that_is_not_three_rising_days_is_refused(days):
    with pytest.raises(BadCalendar):
        check_calendar(days)


# -- laws --------------------------------------------------------------------------------------------------------------
days_of_the_fund = st.dates(date(2018, 1, 1), date(2024, 12, 31))
calendars = st.lists(st.integers(1, 31), min_size=3, max_size=3, unique=True).map(sorted)
closures = st.sets(days_of_the_fund, max_size=40)


def rounds_of(days, closed):
    is_open = calendar_of(holidays=closed)
    return lambda month: round_of_month(month_on=month, days=days, is_business_day=is_open)


@given(day=days_of_the_fund, days=calendars, closed=closures, gate=st.sampled_from(Gate))
def test_every_day_belongs_to_exactly_one_round(day, days, closed, gate):
    round_of = rounds_of(days, closed)
    found = round_open_on(on=day, gate=gate, round_of=round_of)
    before = round_of(add_months(found.month_on, -1))
    assert before.day(gate).on < day <= found.day(gate).on


@given(day=days_of_the_fund, later=st.integers(0, 90), days=calendars, closed=closures, gate=st.sampled_from(Gate))
def test_who_sends_later_is_never_in_an_earlier_round(day, later, days, closed, gate):
    round_of = rounds_of(days, closed)
    first = round_open_on(on=day, gate=gate, round_of=round_of)
    second = round_open_on(on=day + timedelta(days=later), gate=gate, round_of=round_of)
    assert first.month_on <= second.month_on


@given(
    sent=days_of_the_fund,
    later=st.integers(0, 200),
    days=calendars,
    closed=closures,
    gate=st.sampled_from([Gate.SCREENED, Gate.DECIDED]),
)
def test_a_round_never_lies_before_the_sending_and_its_gate_is_never_past(sent, later, days, closed, gate):
    round_of, on = rounds_of(days, closed), sent + timedelta(days=later)
    found = round_of_proposal(sent_on=sent, gate=gate, on=on, round_of=round_of)
    assert found.sent.on >= sent
    assert found.day(gate).on >= on
    assert found.sent.on <= found.screened.on <= found.decided.on


@given(sent=days_of_the_fund, later=st.integers(0, 200), days=calendars, closed=closures)
def test_waiting_never_brings_a_proposal_into_an_earlier_round(sent, later, days, closed):
    round_of = rounds_of(days, closed)
    at_first = round_of_proposal(sent_on=sent, gate=Gate.DECIDED, on=sent, round_of=round_of)
    by_now = round_of_proposal(sent_on=sent, gate=Gate.DECIDED, on=sent + timedelta(days=later), round_of=round_of)
    assert at_first.month_on <= by_now.month_on
