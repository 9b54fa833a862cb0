"""After the money: the days of the start, of the reports, and of those who pass them on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.rules import calendar_of
from projects.rules import progress as rules
from projects.rules.progress import ReportKind

PAID_ON = date(2018, 2, 2)  # the transfer of the round of Chiang Rai
MAKHA_BUCHA, SONGKRAN = date(2018, 3, 1), [date(2018, 4, day) for day in (13, 14, 15, 16)]
CALENDAR = calendar_of(holidays=[date(2018, 3, 1), date(2018, 4, 6), *SONGKRAN, date(2018, 10, 15), date(2018, 10, 23)])
LIMIT = {"days": 30, "unit": "business"}
DAYS = st.dates(min_value=date(2016, 10, 1), max_value=date(2030, 12, 31))


def owed(until, *, moved=PAID_ON, closed=None):
    return rules.owed(transferred_on=moved, closed_on=closed, until=until, limit_rule=LIMIT, is_business_day=CALENDAR)


# -- worked examples -------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-05")
def test_a_project_paid_on_friday_2_february_2561_starts_by_tuesday_13_february():
    assert rules.start_by(transferred_on=PAID_ON, is_business_day=CALENDAR).last_on == date(2018, 2, 13)


@pytest.mark.requirement("R-DISB-06", "R-REP-01")
def test_the_first_report_is_reminded_of_on_5_march_and_late_after_19_march():
    readings = rules.first_report_readings(transferred_on=PAID_ON, limit_rule=LIMIT, is_business_day=CALENDAR)
    assert (readings.reminder.nominal_on, readings.reminder.last_on) == (date(2018, 3, 4), date(2018, 3, 5))
    assert readings.limit.last_on == date(2018, 3, 19)


def test_a_province_that_keeps_to_30_calendar_days_is_late_from_the_same_day_as_it_is_reminded():
    rule = {"days": 30, "unit": "calendar"}
    readings = rules.first_report_readings(transferred_on=PAID_ON, limit_rule=rule, is_business_day=CALENDAR)
    assert readings.limit == readings.reminder


@pytest.mark.requirement("R-REP-02")
def test_half_years_are_owed_from_the_first_end_after_the_transfer_until_the_loan_is_repaid():
    found = [one.period_on for one in owed(date(2020, 12, 31), closed=date(2019, 9, 30)) if one.kind == "HALF_YEAR"]
    assert found == [date(2018, 3, 31), date(2018, 9, 30), date(2019, 3, 31)]
    paid_at_the_end = [one.period_on for one in owed(date(2018, 12, 31), moved=date(2018, 3, 31))]
    assert paid_at_the_end == [date(2018, 3, 31), date(2018, 9, 30)]  # the first report, then September


def test_the_end_of_a_half_year_moves_for_no_holiday():
    (march,) = [one for one in owed(date(2018, 9, 1)) if one.kind == "HALF_YEAR"]
    assert (march.due_on, march.due_on.weekday()) == (date(2018, 3, 31), 5)


@pytest.mark.requirement("R-REP-04")
def test_the_tambon_sends_on_by_10_april_and_10_october():
    days = [rules.forward_by(period_on=end, is_business_day=CALENDAR).last_on for end in _ends_of_2018()]
    assert days == [date(2018, 4, 10), date(2018, 10, 10)]


@pytest.mark.requirement("R-REP-05")
def test_the_amphoe_sums_up_by_20_april_and_the_monday_after_saturday_20_october():
    days = [rules.summary_by(period_on=end, is_business_day=CALENDAR).last_on for end in _ends_of_2018()]
    assert days == [date(2018, 4, 20), date(2018, 10, 22)]


@pytest.mark.requirement("R-REP-06")
def test_the_province_checks_by_25_april_and_25_october():
    days = [rules.check_by(period_on=end, is_business_day=CALENDAR).last_on for end in _ends_of_2018()]
    assert days == [date(2018, 4, 25), date(2018, 10, 25)]


@pytest.mark.requirement("R-REP-03")
def test_the_tambon_sends_first_reports_on_within_the_month_in_which_they_came():
    assert rules.first_report_forward_by(reported_on=date(2018, 2, 20)) == date(2018, 2, 28)
    assert rules.first_report_forward_by(reported_on=date(2018, 3, 31)) == date(2018, 3, 31)


def test_who_is_late_and_by_how_many_days():
    reports = {(ReportKind.FIRST, PAID_ON): date(2018, 3, 26)}
    late = rules.lateness(owed=owed(date(2018, 4, 4)), reported=reports, on=date(2018, 4, 4))
    assert [(one.owed.kind, one.reported_on, one.days) for one in late] == [
        ("FIRST", date(2018, 3, 26), 7),
        ("HALF_YEAR", None, 4),
    ]


def _ends_of_2018():
    return list(rules.half_year_ends(after=date(2018, 1, 1), until=date(2018, 12, 31)))


# -- laws ------------------------------------------------------------------------------------------------------------
@given(moved=DAYS, more=st.integers(0, 2000), later=st.integers(0, 800))
def test_what_is_owed_only_grows_with_time(moved, more, later):
    until = min(moved + timedelta(days=more), date(2030, 12, 31))
    first = owed(until, moved=moved)
    assert owed(min(until + timedelta(days=later), date(2031, 12, 31)), moved=moved)[: len(first)] == first


@given(moved=DAYS, until=DAYS)
def test_there_is_one_first_report_and_a_half_year_report_for_every_end_after_the_money(moved, until):
    found = owed(until, moved=moved)
    halves = [one.period_on for one in found if one.kind is ReportKind.HALF_YEAR]
    assert sum(one.kind is ReportKind.FIRST for one in found) == (moved <= until)
    assert halves == sorted(set(halves))
    assert all(moved < end <= until and (end.month, end.day) in rules.HALF_YEAR_ENDS for end in halves)
    assert len(halves) == sum(
        moved < moved + timedelta(days=n) <= until
        and ((moved + timedelta(days=n)).month, (moved + timedelta(days=n)).day) in rules.HALF_YEAR_ENDS
        for n in range((until - moved).days + 1)
    )


@given(moved=DAYS)
def test_the_reminder_never_comes_after_the_default_limit_and_no_report_opens_after_its_last_day(moved):
    for one in owed(moved + timedelta(days=400), moved=moved):
        assert one.opens_on <= one.remind_on <= one.due_on


@given(moved=DAYS, closed_after=st.integers(0, 1500))
def test_nothing_is_owed_for_a_half_year_that_ends_on_or_after_the_last_repayment(moved, closed_after):
    closed = moved + timedelta(days=closed_after)
    found = owed(date(2036, 1, 1), moved=moved, closed=closed)
    assert all(one.period_on < closed for one in found if one.kind is ReportKind.HALF_YEAR)


@given(due=DAYS, done=DAYS, on=DAYS)
def test_lateness_is_counted_to_the_day_it_was_done_and_is_never_negative(due, done, on):
    assert rules.days_late(due_on=due, done_on=done, on=on) == max(0, (done - due).days)
    assert rules.days_late(due_on=due, done_on=None, on=on) == max(0, (on - due).days)


@given(day=DAYS)
def test_the_three_offices_follow_each_other_within_the_month_after_the_half_year(day):
    end = rules.last_half_year_end(on=day)
    steps = [rule(period_on=end, is_business_day=CALENDAR).last_on for rule in _IN_TURN]
    assert end < steps[0] < steps[1] < steps[2]


_IN_TURN = (rules.forward_by, rules.summary_by, rules.check_by)


# -- what a report must be -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("day", [date(2018, 2, 1), date(2018, 3, 6)])
def test_a_report_before_the_money_or_in_the_future_is_refused(day):
    (first, *_half) = owed(date(2018, 3, 5))
    with pytest.raises(rules.ReportDayWrong):
        rules.check_report_day(owed=first, reported_on=day, transferred_on=PAID_ON, on=date(2018, 3, 5))


def test_a_half_year_is_reported_from_its_last_month_on():
    *_first, half = owed(date(2018, 9, 30))
    check = {"owed": half, "transferred_on": PAID_ON, "on": date(2018, 10, 5)}
    with pytest.raises(rules.ReportDayWrong, match="1 ก.ย. 2561"):
        rules.check_report_day(reported_on=date(2018, 8, 31), **check)
    rules.check_report_day(reported_on=date(2018, 9, 1), **check)


@pytest.mark.parametrize(
    ("spent", "income", "before", "refused"),
    [
        ("200000.01", "0", "0", rules.SpentTooMuch),
        ("9999.99", "0", "10000", rules.SpentTooMuch),
        ("-1", "0", "0", rules.AmountNegative),
        ("0", "-0.01", "0", rules.AmountNegative),
    ],
)
def test_amounts_that_cannot_be_are_refused_with_a_sentence(spent, income, before, refused):
    amounts = {"spent": Decimal(spent), "income": Decimal(income), "reported_before": Decimal(before)}
    with pytest.raises(refused, match="บาท|ศูนย์"):
        rules.check_spent(received=Decimal("200000"), **amounts)


@pytest.mark.parametrize("day", [date(2018, 3, 30), date(2018, 12, 31)])
def test_no_other_day_is_the_end_of_a_half_year(day):
    with pytest.raises(rules.NotAPeriod):
        rules.require_half_year_end(day)


def test_only_the_first_report_needs_a_photograph():
    with pytest.raises(rules.PhotoMissing):
        rules.check_photos(kind=ReportKind.FIRST, count=0)
    rules.check_photos(kind=ReportKind.HALF_YEAR, count=0)
