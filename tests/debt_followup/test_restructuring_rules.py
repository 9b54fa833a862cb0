"""What the fund allows of a restructuring: methods and ceilings, a household's means, the way of a request."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_followup.rules import restructuring as rules
from debt_followup.rules.machines import StepNotOpen
from debt_followup.rules.restructuring import MACHINE, Limits, Method, Move, Plan, Stage
from repayments.rules import STATUTORY_STEPS, AccruedInterest, InterestLine, RateStep

ON = date(2018, 9, 30)
LIMITS = Limits(rate_floor=Decimal("0.075"), most_months=24, most_holiday_months=12)
OWN = (RateStep(date(1900, 1, 1), Decimal("0.075")),)
HIGH = (RateStep(date(1900, 1, 1), Decimal("0.15")),)
LONGER = Plan(Method.LONGER, ON, date(2018, 11, 5), 12)


def check(plan, *, rates=OWN, is_silent=False, exception_reason=""):
    rules.check_plan(plan=plan, limits=LIMITS, rates=rates, is_silent=is_silent, exception_reason=exception_reason)


@pytest.mark.requirement("R-RSTR-05")
def test_the_last_instalment_falls_due_within_24_months_holiday_included_unless_the_province_excepts_it():
    check(replace(LONGER, count=23))  # 5 September 2020
    with pytest.raises(rules.TooLong, match="24 เดือน"):
        check(replace(LONGER, count=24))
    check(replace(LONGER, count=24), exception_reason="น้ำท่วมสองปีติดกัน")
    holiday = Plan(Method.HOLIDAY, ON, date(2019, 10, 5), 12, holiday_from=ON, holiday_months=12)
    check(holiday)
    with pytest.raises(rules.TooLong):
        check(replace(holiday, count=13))


@pytest.mark.requirement("R-RSTR-03")
def test_a_lower_rate_is_for_contracts_above_the_floor_only_and_never_below_it():
    lower = replace(LONGER, method=Method.LOWER_RATE, default_rate=Decimal("0.075"))
    check(lower, rates=HIGH)
    with pytest.raises(rules.RateNotAllowed, match="ลดไม่ได้"):
        check(lower)
    with pytest.raises(rules.RateNotAllowed, match="ไม่ต่ำกว่าร้อยละ 7.50"):
        check(replace(lower, default_rate=Decimal("0.07")), rates=HIGH)
    with pytest.raises(rules.PlanNotWhole):
        check(replace(lower, default_rate=None), rates=HIGH)
    with pytest.raises(rules.PlanNotWhole, match="วิธีลดอัตรา"):
        check(replace(LONGER, default_rate=Decimal("0.08")))


@pytest.mark.requirement("R-DEF-03")
def test_a_silent_contract_is_told_that_the_floor_is_older_than_the_law():
    lower = replace(LONGER, method=Method.LOWER_RATE, default_rate=Decimal("0.075"))
    with pytest.raises(rules.RateNotAllowed, match="หารือกรมการพัฒนาชุมชน"):
        check(lower, rates=STATUTORY_STEPS, is_silent=True)


@pytest.mark.requirement("R-RSTR-04")
def test_a_holiday_is_of_twelve_months_at_most_and_nothing_falls_due_in_it():
    holiday = Plan(Method.HOLIDAY, ON, date(2019, 10, 5), 6, holiday_from=ON, holiday_months=12)
    assert holiday.holiday_until == date(2019, 9, 29)
    with pytest.raises(rules.HolidayNotAllowed, match="1 ถึง 12 เดือน"):
        check(replace(holiday, holiday_months=13))
    with pytest.raises(rules.HolidayNotAllowed, match="หลัง 2019-09-29|หลัง"):
        check(replace(holiday, first_due_on=date(2019, 9, 29)))
    with pytest.raises(rules.HolidayNotAllowed):
        check(replace(LONGER, holiday_from=ON, holiday_months=3))


def test_unpaid_default_interest_is_worked_out_anew_at_the_lower_rate_line_by_line():
    line = InterestLine(date(2018, 7, 5), ON, 87, Decimal(50000), Decimal("0.15"), 360, Decimal("1812.50"))
    low = replace(line, annual_rate=Decimal("0.05"), amount=Decimal("604.17"))
    unpaid = [AccruedInterest(line, Decimal("1812.50"), False), AccruedInterest(low, Decimal("604.17"), False)]
    assert rules.lowered(unpaid=unpaid, rate=Decimal("0.075")) == Decimal("906.25")


@pytest.mark.requirement("R-RSTR-06")
def test_a_households_month_adds_up_and_may_be_short():
    means = rules.ability(incomes=[Decimal("9000.00"), Decimal("1500.50")], expenses=[Decimal("11000.00")])
    assert (means.income, means.left) == (Decimal("10500.50"), Decimal("-499.50"))
    assert not means.pays(Decimal("0.01"))
    with pytest.raises(rules.PlanNotWhole):
        rules.ability(incomes=[Decimal("-1.00")], expenses=[])


@given(
    count=st.integers(1, 40),
    between=st.sampled_from([1, 2, 3, 6]),
    first=st.dates(date(2018, 10, 1), date(2020, 12, 31)),
)
def test_what_passes_is_within_the_ceiling(count, between, first):
    plan = Plan(Method.LONGER, ON, first, count, between)
    try:
        check(plan)
    except rules.TooLong:
        assert plan.due_dates[-1] > date(2020, 9, 30)
    else:
        assert plan.due_dates[-1] <= date(2020, 9, 30)


def test_every_way_ends_and_no_step_is_taken_twice_but_those_that_may_be_done_again():
    assert set(MACHINE.ends()) == {Stage.IN_FORCE, Stage.TOLD, Stage.WITHDRAWN}
    with pytest.raises(StepNotOpen, match="ทำขั้นตอน"):
        MACHINE.edge(Stage.APPLIED, Move.APPROVE)
