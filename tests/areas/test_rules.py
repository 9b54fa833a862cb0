"""Business days, deadlines and policies by date."""

from datetime import date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.rules import (
    BadDueRule,
    NoBusinessDay,
    NoPolicy,
    NotADay,
    NotAWholeNumber,
    PolicyAmbiguous,
    PolicyRow,
    add_business_days,
    calendar_of,
    deadline,
    last_business_day_of_month,
    meeting_days,
    next_business_day,
    policy_in_force,
    previous_business_day,
)
from thai.refusals import Refusal

THAI_HOLIDAYS = (
    date(2018, 1, 1),
    date(2018, 1, 2),
    date(2018, 3, 1),  # Makha Bucha
    date(2018, 4, 6),  # Chakri day
    date(2018, 4, 13),  # Songkran to the 16th
    date(2018, 4, 14),
    date(2018, 4, 15),
    date(2018, 4, 16),
    date(2020, 7, 6),
    date(2020, 7, 27),
    date(2020, 7, 28),  # the King's birthday
    date(2018, 12, 5),
    date(2018, 12, 10),
    date(2018, 12, 31),
)
OPEN = calendar_of(holidays=THAI_HOLIDAYS)
BUSINESS_15 = {"days": 15, "unit": "business"}
CALENDAR_30 = {"days": 30, "unit": "calendar"}
DAYS = st.dates(min_value=date(2010, 1, 1), max_value=date(2040, 12, 31))


# -- business days ---------------------------------------------------------------------------------------------------
def test_a_business_day_is_monday_to_friday_without_holidays():
    week = [date(2018, 4, 9) + timedelta(days=offset) for offset in range(9)]
    assert [day.day for day in week if OPEN(day)] == [9, 10, 11, 12, 17]


def test_the_next_business_day_of_a_business_day_is_itself():
    assert next_business_day(day=date(2018, 7, 5), is_business_day=OPEN) == date(2018, 7, 5)
    assert next_business_day(day=date(2018, 4, 13), is_business_day=OPEN) == date(2018, 4, 17)


@pytest.mark.requirement("R-LET-13")
def test_the_covering_letter_of_the_5th_is_dated_on_the_business_day_before_a_holiday():
    assert previous_business_day(day=date(2018, 12, 5), is_business_day=OPEN) == date(2018, 12, 4)
    assert previous_business_day(day=date(2018, 8, 5), is_business_day=OPEN) == date(2018, 8, 3)


@pytest.mark.requirement("R-REPAY-13")
def test_receipts_are_remitted_on_the_last_business_day_of_the_month():
    assert last_business_day_of_month(year=2018, month=3, is_business_day=OPEN) == date(2018, 3, 30)
    assert last_business_day_of_month(year=2018, month=12, is_business_day=OPEN) == date(2018, 12, 28)
    assert last_business_day_of_month(year=2018, month=2, is_business_day=OPEN) == date(2018, 2, 28)


@given(start=DAYS, days=st.integers(1, 60))
def test_so_many_business_days_lie_between_the_event_and_the_last_day(start, days):
    last = add_business_days(start=start, days=days, is_business_day=OPEN)
    counted = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(OPEN(day) for day in counted) == days
    assert OPEN(last)


@given(start=DAYS, days=st.integers(1, 60))
def test_one_more_business_day_is_the_next_one(start, days):
    last = add_business_days(start=start, days=days, is_business_day=OPEN)
    assert add_business_days(start=start, days=days + 1, is_business_day=OPEN) == next_business_day(
        day=last + timedelta(days=1), is_business_day=OPEN
    )


@given(day=DAYS)
def test_the_neighbouring_business_days_embrace_a_day(day):
    before = previous_business_day(day=day, is_business_day=OPEN)
    after = next_business_day(day=day, is_business_day=OPEN)
    assert before <= day <= after
    assert (before == after) == OPEN(day)


# -- deadlines of the requirements, 3.7 ------------------------------------------------------------------------------
def test_the_result_of_10_january_2561_is_told_within_15_business_days_by_31_january():
    told = deadline(rule=BUSINESS_15, start=date(2018, 1, 10), is_business_day=OPEN)
    assert told.last_on == date(2018, 1, 31)
    assert not told.is_shifted
    assert not told.is_missed(on=date(2018, 1, 31))
    assert told.is_missed(on=date(2018, 2, 1))


def test_a_revision_within_30_days_that_ends_at_songkran_moves_behind_it():
    revised = deadline(rule=CALENDAR_30, start=date(2018, 3, 15), is_business_day=OPEN)
    assert revised.nominal_on == date(2018, 4, 14)
    assert revised.last_on == date(2018, 4, 17)
    assert revised.is_shifted


def test_the_project_starts_or_the_money_returns_within_7_business_days_of_the_transfer():
    rule = {"days": 7, "unit": "business"}
    assert deadline(rule=rule, start=date(2018, 2, 2), is_business_day=OPEN).last_on == date(2018, 2, 13)


def test_the_first_report_is_due_after_30_calendar_days_or_after_30_business_days():
    transfer = date(2018, 2, 2)
    reminder = deadline(rule=CALENDAR_30, start=transfer, is_business_day=OPEN)
    assert (reminder.nominal_on, reminder.last_on) == (date(2018, 3, 4), date(2018, 3, 5))
    limit = deadline(rule={"days": 30, "unit": "business"}, start=transfer, is_business_day=OPEN)
    assert limit.last_on == date(2018, 3, 19)


def test_samut_prakan_in_july_2563_meets_on_the_29th_and_tells_by_3_august():
    meeting = meeting_days(days=[25], year=2020, month=7, is_business_day=OPEN)[0]
    assert meeting == date(2020, 7, 29)
    told = deadline(rule={"days": 3, "unit": "business"}, start=meeting, is_business_day=OPEN)
    assert told.last_on == date(2020, 8, 3)
    signed = deadline(rule={"rule": "same_month"}, start=meeting, is_business_day=OPEN)
    assert signed.last_on == date(2020, 7, 31)
    assert told.last_on > signed.last_on


def test_the_monthly_round_runs_on_the_10th_the_16th_and_the_25th_or_the_next_business_day():
    days = meeting_days(days=[10, 16, 25], year=2018, month=6, is_business_day=OPEN)
    assert days == (date(2018, 6, 11), date(2018, 6, 18), date(2018, 6, 25))


def test_the_transfer_is_due_by_the_5th_of_the_next_month_and_says_when_that_is_a_holiday():
    rule = {"rule": "day_of_next_month", "day": 5}
    plain = deadline(rule=rule, start=date(2018, 1, 31), is_business_day=OPEN)
    assert (plain.last_on, plain.is_shifted) == (date(2018, 2, 5), False)
    moved = deadline(rule=rule, start=date(2018, 11, 1), is_business_day=OPEN)
    assert (moved.nominal_on, moved.last_on, moved.is_shifted) == (date(2018, 12, 5), date(2018, 12, 6), True)
    december = deadline(rule=rule, start=date(2018, 12, 20), is_business_day=OPEN)
    assert december.nominal_on == date(2019, 1, 5)


def test_a_report_dated_within_the_5th_moves_to_the_business_day_before():
    rule = {"rule": "day_of_next_month", "day": 5, "holiday": "previous"}
    assert deadline(rule=rule, start=date(2018, 11, 30), is_business_day=OPEN).last_on == date(2018, 12, 4)


def test_a_round_that_misses_its_day_goes_into_the_next_month():
    rule = {"rule": "day_of_month", "day": 10}
    assert deadline(rule=rule, start=date(2018, 7, 10), is_business_day=OPEN).last_on == date(2018, 7, 10)
    assert deadline(rule=rule, start=date(2018, 7, 11), is_business_day=OPEN).last_on == date(2018, 8, 10)


def test_the_31st_of_a_short_month_is_its_last_day():
    rule = {"rule": "day_of_next_month", "day": 31, "holiday": "none"}
    assert deadline(rule=rule, start=date(2018, 1, 31), is_business_day=OPEN).last_on == date(2018, 2, 28)


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"days": 15},
        {"days": 15, "unit": "lunar"},
        {"days": 15, "unit": "business", "rule": "same_month"},
        {"rule": "whenever"},
        {"rule": "day_of_next_month"},
        {"rule": "same_month", "day": 5},
        {"rule": "same_month", "holiday": "sometimes"},
        "15 business",
        None,
    ],
)
def test_a_due_rule_that_nobody_can_compute_is_refused(rule):
    with pytest.raises(BadDueRule) as refused:
        deadline(rule=rule, start=date(2018, 1, 10), is_business_day=OPEN)
    assert str(refused.value)


@pytest.mark.parametrize("days", [0, -1, 15.0, "15", True, None, 100_000])
def test_a_number_of_days_out_of_range_is_refused(days):
    for unit in ("business", "calendar"):
        with pytest.raises(NotAWholeNumber):
            deadline(rule={"days": days, "unit": unit}, start=date(2018, 1, 10), is_business_day=OPEN)
    with pytest.raises(NotAWholeNumber):
        add_business_days(start=date(2018, 1, 10), days=days, is_business_day=OPEN)


@pytest.mark.parametrize("day", [datetime(2018, 1, 10, 9), "2018-01-10", None, 20180110, date(2561, 1, 10)])
def test_what_is_no_day_is_refused_and_so_is_a_buddhist_year_typed_as_a_common_one(day):
    with pytest.raises(NotADay) as refused:
        next_business_day(day=day, is_business_day=OPEN)
    assert str(refused.value)
    with pytest.raises(NotADay):
        add_business_days(start=day, days=1, is_business_day=OPEN)
    with pytest.raises(NotADay):
        calendar_of(holidays=[day])


def test_a_calendar_without_business_days_is_refused_and_does_not_run_for_ever():
    with pytest.raises(NoBusinessDay):
        next_business_day(day=date(2018, 1, 10), is_business_day=lambda day: False)
    with pytest.raises(NoBusinessDay):
        last_business_day_of_month(year=2018, month=3, is_business_day=lambda day: day.month == 2)


# -- policies --------------------------------------------------------------------------------------------------------
NATION = PolicyRow("group_min_members", 5, date(2016, 8, 3))
SAMUT_PRAKAN = PolicyRow("group_min_members", 3, date(2019, 10, 1), province="11")
ROWS = (SAMUT_PRAKAN, NATION, PolicyRow("loan_max_baht", 200000, date(2016, 8, 3)))


def in_force(on, province=None, rows=ROWS):
    return policy_in_force(rows=rows, key="group_min_members", province=province, on=on).value


def test_a_group_needs_five_members_and_in_samut_prakan_three_since_fiscal_year_2563():
    assert in_force(date(2018, 1, 10), "57") == 5
    assert in_force(date(2019, 9, 30), "11") == 5
    assert in_force(date(2019, 10, 1), "11") == 3
    assert in_force(date(2019, 10, 1), "57") == 5
    assert in_force(date(2019, 10, 1)) == 5


def test_the_row_of_a_province_wins_over_a_newer_national_one():
    newer = PolicyRow("group_min_members", 4, date(2020, 1, 1))
    assert in_force(date(2020, 6, 1), "11", rows=(*ROWS, newer)) == 3
    assert in_force(date(2020, 6, 1), "57", rows=(*ROWS, newer)) == 4


def test_before_the_first_row_there_is_no_policy():
    with pytest.raises(NoPolicy) as refused:
        in_force(date(2016, 8, 2))
    assert "group_min_members" in str(refused.value)
    assert isinstance(refused.value, Refusal)


def test_two_rows_of_one_scope_and_day_are_refused_rather_than_one_of_them_chosen():
    with pytest.raises(PolicyAmbiguous):
        in_force(date(2018, 1, 1), rows=(*ROWS, PolicyRow("group_min_members", 7, date(2016, 8, 3))))


@given(on=st.dates(date(2016, 8, 3), date(2030, 1, 1)), rows=st.permutations(ROWS))
def test_the_order_of_policy_rows_is_irrelevant(on, rows):
    assert in_force(on, "11", rows=rows) == in_force(on, "11")


def test_49_of_the_132_fifths_of_2018_to_2028_are_no_business_days():
    fifths = [date(year, month, 5) for year in range(2018, 2029) for month in range(1, 13)]
    closed = holidays.Thailand(years=range(2018, 2029), categories=("public", "government"))
    is_open = calendar_of(holidays=[day for day in fifths if day in closed])
    assert sum(not is_open(day) for day in fifths) == 49
