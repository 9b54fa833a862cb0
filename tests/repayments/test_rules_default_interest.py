"""Default interest, line by line: the worked examples of 3.2 and 3.3."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.rules import NotADay, NotAWholeNumber, calendar_of, next_business_day
from loans.rules import PrincipalOutOfRange, RateOutOfRange
from repayments.rules import NoRateThen, RateStep, default_interest
from repayments.rules.default_interest import STATUTORY_STEPS, interest_by_steps, require_steps
from thai.baht import NotMoney
from thai.dates import add_months
from thai.refusals import Refusal

FIRST_DUE = date(2014, 5, 1)
TODAY = date(2017, 5, 30)
MONTHLY = tuple(add_months(FIRST_DUE, number) for number in range(12))
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
PRINCIPALS = st.decimals(0, 10_000_000, places=2)


def interest(principal, due_on, paid_on, **changed):
    return default_interest(principal=Decimal(principal), due_on=due_on, paid_on=paid_on, **changed)


# -- day count, 3.2 --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("due_on", "paid_on", "days"),
    [
        (date(2014, 5, 1), TODAY, 1125),
        (date(2014, 9, 1), TODAY, 1002),
        (date(2015, 4, 1), date(2017, 4, 1), 731),
        (date(2017, 4, 1), TODAY, 59),
        (date(2018, 7, 5), date(2018, 7, 6), 1),
        (date(2018, 7, 5), date(2018, 7, 5), 0),
        (date(2018, 7, 5), date(2018, 7, 1), 0),
    ],
)
def test_the_due_date_is_not_counted_and_the_day_of_payment_is(due_on, paid_on, days):
    line = interest(10000, due_on, paid_on)
    assert line.days == days
    assert (line.amount == 0) == (days == 0)


# -- amounts, W-01 to W-14 -------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEF-06")
def test_w01_the_whole_debt_since_the_first_default():
    line = interest(120000, FIRST_DUE, TODAY)
    assert (line.amount, line.days, line.principal) == (Decimal("28125.00"), 1125, Decimal(120000))
    assert (line.annual_rate, line.day_basis) == (Decimal("0.075"), 360)


@pytest.mark.requirement("R-DEF-07")
def test_w02_twelve_instalments_each_rounded_once():
    lines = [interest(10000, due_on, TODAY) for due_on in MONTHLY]
    assert [line.days for line in lines] == [1125, 1094, 1064, 1033, 1002, 972, 941, 911, 880, 849, 821, 790]
    assert sum(line.days for line in lines) == 11482
    assert [str(line.amount) for line in lines] == [
        "2343.75", "2279.17", "2216.67", "2152.08", "2087.50", "2025.00",
        "1960.42", "1897.92", "1833.33", "1768.75", "1710.42", "1645.83",
    ]  # fmt: skip
    assert sum(line.amount for line in lines) == Decimal("23920.84")


@pytest.mark.requirement("R-DEF-06")
def test_w03_eight_instalments_outstanding_as_one_debt():
    assert interest(80000, date(2014, 9, 1), TODAY).amount == Decimal("16700.00")


@pytest.mark.requirement("R-DEF-07")
def test_w04_the_same_by_instalment():
    lines = [interest(10000, due_on, TODAY) for due_on in MONTHLY[4:]]
    assert sum(line.days for line in lines) == 7166
    assert sum(line.amount for line in lines) == Decimal("14929.17")


@pytest.mark.requirement("R-DEF-07")
def test_w05_nine_instalments_where_the_first_third_and_fifth_were_paid():
    unpaid = [due_on for number, due_on in enumerate(MONTHLY, start=1) if number not in (1, 3, 5)]
    lines = [interest(10000, due_on, TODAY) for due_on in unpaid]
    assert sum(line.days for line in lines) == 8291
    assert sum(line.amount for line in lines) == Decimal("17272.92")


@pytest.mark.requirement("R-DEF-09")
def test_w07_and_w08_fifteen_days_and_one_day_late():
    due_on = date(2018, 7, 5)
    assert interest(50000, due_on, date(2018, 7, 20)).amount == Decimal("156.25")
    assert interest(50000, due_on, date(2018, 7, 6)).amount == Decimal("10.42")


@pytest.mark.requirement("R-DEF-02")
def test_w09_a_due_date_on_a_saturday_counts_from_the_monday():
    nominal = date(2019, 1, 5)
    effective = next_business_day(day=nominal, is_business_day=calendar_of(holidays=[]))
    assert effective == date(2019, 1, 7)
    assert interest(50000, effective, date(2019, 1, 7)).amount == 0
    assert interest(50000, effective, date(2019, 1, 10)).amount == Decimal("31.25")
    assert interest(50000, nominal, date(2019, 1, 7)).amount == Decimal("20.83")
    assert interest(50000, nominal, date(2019, 1, 10)).amount == Decimal("52.08")


def test_w10_and_w11_half_a_satang_rounds_up_and_not_to_the_even_one():
    due_on = date(2018, 7, 5)
    assert interest("33333.34", due_on, date(2018, 7, 22)).amount == Decimal("118.06")
    assert interest(10008, due_on, date(2018, 7, 6)).amount == Decimal("2.09")


def by_the_law(*, principal, due_on, paid_on, steps=STATUTORY_STEPS):
    """What a contract that names no rate bears."""
    days = {"since_on": due_on, "until_on": paid_on, "day_basis": 360}
    return interest_by_steps(principal=principal, steps=require_steps(steps), **days)


@pytest.mark.requirement("R-DEF-03")
def test_w12_a_contract_silent_on_the_rate_straddles_11_april_2564():
    lines = by_the_law(principal=Decimal(25000), due_on=date(2021, 1, 5), paid_on=date(2021, 7, 5))
    assert [(line.days, str(line.annual_rate), str(line.amount)) for line in lines] == [
        (95, "0.075", "494.79"),
        (86, "0.05", "298.61"),
    ]
    assert sum(line.amount for line in lines) == Decimal("793.40")
    assert lines[0].until_on == lines[1].since_on == date(2021, 4, 10)


@pytest.mark.requirement("R-DEF-04", "R-DEF-10")
def test_w12_a_rate_written_in_the_contract_goes_on():
    assert interest(25000, date(2021, 1, 5), date(2021, 7, 5)).amount == Decimal("942.71")
    tenth = interest(25000, date(2021, 1, 5), date(2021, 7, 5), annual_rate=Decimal("0.10"))
    assert tenth.amount == Decimal("1256.94")


def test_w13_only_the_instalment_in_default_bears_interest():
    assert interest(25000, date(2021, 6, 5), date(2021, 7, 5)).amount == Decimal("156.25")
    assert interest(100000, date(2021, 6, 5), date(2021, 7, 5)).amount == Decimal("625.00")


def test_w14_a_full_year_is_365_days_on_a_base_of_360():
    assert interest(50000, date(2018, 7, 5), date(2019, 7, 5)).amount == Decimal("3802.08")
    assert interest(50000, date(2018, 7, 5), date(2019, 7, 5), day_basis=365).amount == Decimal("3750.00")


# -- laws ------------------------------------------------------------------------------------------------------------
@given(principal=PRINCIPALS, due_on=DAYS, days=st.integers(0, 4000), more=st.integers(0, 400))
def test_another_day_of_default_never_makes_it_cheaper(principal, due_on, days, more):
    paid_on = due_on + timedelta(days=days)
    sooner = interest(principal, due_on, paid_on)
    later = interest(principal, due_on, paid_on + timedelta(days=more))
    assert 0 <= sooner.amount <= later.amount
    assert abs(sooner.amount - principal * sooner.days / 4800) <= Decimal("0.005")


@given(principal=PRINCIPALS, more=PRINCIPALS, due_on=DAYS, paid_on=DAYS)
def test_a_larger_principal_never_bears_less(principal, more, due_on, paid_on):
    assert interest(principal, due_on, paid_on).amount <= interest(principal + more, due_on, paid_on).amount


@given(principal=PRINCIPALS, due_on=DAYS, paid_on=DAYS)
def test_the_lines_of_a_silent_contract_count_every_day_once(principal, due_on, paid_on):
    lines = by_the_law(principal=principal, due_on=due_on, paid_on=paid_on)
    assert sum(line.days for line in lines) == (max((paid_on - due_on).days, 0) if principal else 0)
    assert len(lines) <= 2
    for line in lines:
        assert line.days == (line.until_on - line.since_on).days > 0
        assert line.annual_rate == (Decimal("0.075") if line.until_on < date(2021, 4, 11) else Decimal("0.05"))


# -- refusals --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"principal": 50000.0}, NotMoney),
        ({"principal": Decimal("0.001")}, NotMoney),
        ({"principal": Decimal(-1)}, PrincipalOutOfRange),
        ({"annual_rate": 0.075}, RateOutOfRange),
        ({"annual_rate": Decimal("7.5")}, RateOutOfRange),
        ({"annual_rate": Decimal("-0.01")}, RateOutOfRange),
        ({"day_basis": 0}, NotAWholeNumber),
        ({"day_basis": 360.0}, NotAWholeNumber),
        ({"due_on": "2018-07-05"}, NotADay),
        ({"paid_on": None}, NotADay),
        ({"paid_on": date(2561, 7, 20)}, NotADay),
    ],
)
def test_input_out_of_range_is_refused_with_a_thai_sentence(changed, refusal):
    told = {"principal": Decimal(50000), "due_on": date(2018, 7, 5), "paid_on": date(2018, 7, 20)}
    with pytest.raises(refusal) as refused:
        default_interest(**(told | changed))
    assert isinstance(refused.value, Refusal)
    assert any("ก" <= letter <= "๛" for letter in str(refused.value))


def test_dated_rates_that_leave_a_day_open_or_contradict_each_other_are_refused():
    told = {"principal": Decimal(50000), "due_on": date(2018, 7, 5), "paid_on": date(2018, 7, 20)}
    late = RateStep(date(2018, 7, 10), Decimal("0.05"))
    for steps in ((late,), (late, RateStep(date(2018, 7, 10), Decimal("0.07"))), ()):
        with pytest.raises(NoRateThen):
            by_the_law(**told, steps=steps)
    at_once = RateStep(date(2018, 7, 6), Decimal("0.05"))
    assert by_the_law(**told, steps=(at_once,))[0].days == 15
