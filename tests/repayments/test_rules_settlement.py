"""Early settlement (A-23): the quote, and what happens when the debtor who asked for it pays."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from areas.rules import NotADay, calendar_of
from loans.rules import schedule
from repayments.rules import Component, Cost, Payment, Terms, allocate, settlement_quote

COSTS, DEFAULT, CONTRACT, PRINCIPAL = Component
TERMS = Terms(annual_rate=Decimal("0.03"))
LOAN = schedule(
    principal=Decimal(200000),
    annual_rate=Decimal("0.03"),
    disbursed_on=date(2018, 2, 2),
    due_dates=(date(2018, 7, 5), date(2019, 1, 5), date(2019, 7, 5), date(2020, 1, 5)),
    is_business_day=calendar_of(holidays=[]),
)
FIRST = Payment(date(2018, 7, 5), time(10), "first", Decimal("52515.07"))
ASKED = date(2018, 8, 4)
SETTLING = Terms(annual_rate=Decimal("0.03"), settle_on=ASKED)


def quote(*payments, on=ASKED, terms=TERMS, costs=()):
    return settlement_quote(instalments=LOAN, payments=payments, on=on, terms=terms, costs=costs)


def replay(*payments, as_of, terms=SETTLING):
    return allocate(instalments=LOAN, payments=payments, as_of=as_of, terms=terms)


def money(amount, day=ASKED, line="settlement"):
    return Payment(day, time(11), line, Decimal(amount))


@pytest.mark.requirement("R-REPAY-04")
def test_the_quote_is_the_unpaid_principal_and_the_interest_to_the_day():
    told = quote(FIRST)
    assert told.total(PRINCIPAL) == Decimal(150000)
    assert told.total(CONTRACT) == Decimal("369.86")  # 150,000 x 3 % x 30 / 365
    assert told.total(DEFAULT) == told.total(COSTS) == 0
    assert told.to_pay == told.owed == Decimal("150369.86")
    [working] = next(line for line in told.lines if line.component == CONTRACT).working
    assert (working.principal, working.days, working.day_basis) == (Decimal(150000), 30, 365)


def test_the_quote_of_a_late_debtor_holds_penalties_and_costs():
    told = quote(costs=[Cost(date(2018, 7, 30), Decimal(300))])
    assert told.total(COSTS) == Decimal(300)
    assert told.total(DEFAULT) == Decimal("312.50")  # 50,000 x 30 / 4,800
    assert told.total(CONTRACT) == Decimal("2515.07") + Decimal("369.86")
    assert told.owed == sum(line.amount for line in told.lines) == Decimal("203497.43")


def test_before_the_first_due_date_interest_runs_from_the_transfer():
    told = quote(on=date(2018, 3, 4))
    assert told.total(CONTRACT) == Decimal("493.15")  # 200,000 x 3 % x 30 / 365
    assert quote(on=date(2018, 2, 2)).owed == Decimal(200000)


def test_a_credit_is_taken_off_and_what_exceeds_the_quote_is_refunded():
    credit = money(1000, day=date(2018, 7, 6), line="early")
    assert quote(FIRST, credit).to_pay == Decimal("149369.86")
    too_much = quote(FIRST, money(160000, day=date(2018, 7, 6)))
    assert (too_much.to_pay, too_much.to_refund) == (0, Decimal("9630.14"))


@pytest.mark.parametrize("day", [date(2018, 7, 5), date(2018, 8, 4), date(2019, 1, 5), date(2019, 6, 30)])
def test_the_quote_on_a_day_ends_the_loan_on_that_day(day):
    terms = Terms(annual_rate=Decimal("0.03"), settle_on=day)
    paid = money(quote(FIRST, on=day).to_pay, day=day)
    result = replay(FIRST, paid, as_of=day + timedelta(days=700), terms=terms)
    assert result.is_settled
    assert result.is_paid_off
    assert result.credit == 0
    assert quote(FIRST, paid, on=day + timedelta(days=30), terms=terms).owed == 0


@pytest.mark.parametrize("day", [date(2018, 8, 4), date(2018, 8, 20)])
@pytest.mark.requirement("R-REPAY-04")
def test_each_of_two_letters_ends_the_loan_on_its_own_day(day):
    terms = Terms(annual_rate=Decimal("0.03"), settle_on=date(2018, 8, 20), settle_again=(date(2018, 8, 4),))
    paid = money(quote(FIRST, on=day, terms=terms).to_pay, day=day)
    result = replay(FIRST, paid, as_of=date(2018, 8, 31), terms=terms)
    assert result.settled_on == day
    assert result.is_paid_off
    assert result.credit == 0


def test_on_a_day_between_two_letters_nothing_is_settled():
    terms = Terms(annual_rate=Decimal("0.03"), settle_on=date(2018, 8, 20), settle_again=(date(2018, 8, 4),))
    short = money(quote(FIRST, on=date(2018, 8, 4)).to_pay, day=date(2018, 8, 10))
    result = replay(FIRST, short, as_of=date(2018, 8, 31), terms=terms)
    assert result.settled_on is None


def test_a_satang_short_of_the_quote_the_schedule_goes_on():
    result = replay(FIRST, money("150369.85"), as_of=date(2018, 8, 31))
    assert not result.is_settled
    assert result.credit == Decimal("150369.85")
    assert result.principal_left == Decimal(150000)


def test_more_than_the_quote_leaves_a_credit():
    result = replay(FIRST, money(150000), money("400.00", line="more"), as_of=ASKED)
    assert result.is_settled
    assert result.credit == Decimal("30.14")


def test_without_having_asked_the_same_money_is_a_credit():
    result = replay(FIRST, money("150369.86"), as_of=ASKED, terms=TERMS)
    assert result.credit == Decimal("150369.86")
    assert not result.is_settled


def test_a_loan_settled_before_a_call_in_stays_settled():
    terms = Terms(annual_rate=Decimal("0.03"), settle_on=ASKED, acceleration_on=date(2018, 9, 5))
    result = replay(FIRST, money("150369.86"), as_of=date(2019, 12, 31), terms=terms)
    assert result.is_paid_off
    assert not result.called_in


def test_after_a_call_in_the_quote_is_what_is_owed():
    terms = Terms(annual_rate=Decimal("0.03"), acceleration_on=date(2018, 7, 20), settle_on=ASKED)
    result = replay(FIRST, as_of=ASKED, terms=terms)
    assert quote(FIRST, terms=terms).owed == result.due_total
    assert not result.is_settled


def test_a_quote_for_no_day_is_refused():
    with pytest.raises(NotADay):
        quote(FIRST, on="2018-08-04")
