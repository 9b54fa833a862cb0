"""Stamp duty, schedules and due dates of a loan."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from areas.rules import NotADay, NotAWholeNumber, calendar_of
from loans.rules import (
    BadDueDates,
    GapTooLong,
    PrincipalOutOfRange,
    RateOutOfRange,
    SplitDoesNotAddUp,
    TermTooLong,
    TooFewInstalments,
    WrongDueDay,
    check_schedule,
    propose_due_dates,
    schedule,
    split_principal,
    stamp_duty,
)
from thai.baht import NotMoney
from thai.dates import add_months
from thai.refusals import Refusal

DATA = Path(__file__).parent.parent / "data"
OPEN = calendar_of(holidays=[])
THREE_PER_CENT = Decimal("0.03")
TRANSFER = date(2018, 2, 2)
DUE = (date(2018, 7, 5), date(2019, 1, 5), date(2019, 7, 5), date(2020, 1, 5))
PRINCIPALS = st.decimals(1, 10_000_000, places=2)
TRANSFERS = st.dates(date(2014, 1, 1), date(2030, 12, 31))


def rows(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def of_200_000(**changed):
    told = {
        "principal": Decimal(200000),
        "annual_rate": THREE_PER_CENT,
        "disbursed_on": TRANSFER,
        "due_dates": DUE,
        "is_business_day": OPEN,
    }
    return schedule(**(told | changed))


# -- stamp duty, 3.6 -------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-STMP-01")
@pytest.mark.parametrize("case", rows("stamp_duty_cases.csv"), ids=lambda case: case["loan_baht"])
def test_a_baht_of_stamp_for_every_2000_baht_or_a_part_of_it(case):
    loan = Decimal(case["loan_baht"])
    assert stamp_duty(principal=loan) == Decimal(case["duty_baht"])
    assert stamp_duty(principal=loan, cap=10**9) == Decimal(case["duty_before_cap"])


@pytest.mark.requirement("R-STMP-01")
def test_the_13_contracts_of_meeting_1_2561_need_stamps_of_1085_baht():
    loans = [200_000] * 6 + [150_000, 150_000, 100_000, 150_000, 120_000] + [200_000, 100_000]
    assert sum(loans) == 2_170_000
    assert sum(stamp_duty(principal=Decimal(loan)) for loan in loans) == Decimal("1085.00")


@pytest.mark.requirement("R-STMP-01")
def test_a_ruling_switches_the_duty_off_by_a_cap_of_nothing():
    assert str(stamp_duty(principal=Decimal(200_000), cap=0)) == "0.00"
    assert str(stamp_duty(principal=Decimal(200_000), cap=Decimal("0"))) == "0.00"
    with pytest.raises(PrincipalOutOfRange):
        stamp_duty(principal=Decimal(200_000), cap=-1)


@given(one=PRINCIPALS, other=PRINCIPALS)
def test_a_larger_loan_never_needs_fewer_stamps(one, other):
    smaller, larger = sorted((one, other))
    assert stamp_duty(principal=smaller) <= stamp_duty(principal=larger)


@given(principal=PRINCIPALS)
def test_the_duty_is_the_least_whole_baht_that_covers_the_loan(principal):
    duty = stamp_duty(principal=principal)
    assert duty == duty.to_integral_value()
    assert principal / 2000 <= duty < principal / 2000 + 1


@pytest.mark.parametrize(
    ("principal", "refusal"),
    [
        (200000.0, NotMoney),
        ("200000", NotMoney),
        (True, NotMoney),
        (Decimal("NaN"), NotMoney),
        (Decimal("Infinity"), NotMoney),
        (Decimal("0.001"), NotMoney),
        (Decimal(0), PrincipalOutOfRange),
        (Decimal("-0.01"), PrincipalOutOfRange),
        (Decimal(10) ** 16, PrincipalOutOfRange),
    ],
)
def test_a_principal_out_of_range_is_refused_with_a_sentence(principal, refusal):
    for command in (
        lambda: stamp_duty(principal=principal),
        lambda: of_200_000(principal=principal),
        lambda: split_principal(principal=principal, instalments=2),
    ):
        with pytest.raises(refusal) as refused:
            command()
        assert isinstance(refused.value, Refusal)
        assert any("ก" <= letter <= "๛" for letter in str(refused.value))


# -- schedule, 3.5 ---------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-PROJ-06")
@pytest.mark.parametrize(("basis", "column"), [(365, "interest_act365"), (360, "interest_act360_for_comparison")])
def test_200_000_baht_in_four_instalments_at_three_per_cent(basis, column):
    lines = of_200_000(day_basis=basis)
    expected = rows("schedule_example_200000.csv")
    assert len(lines) == len(expected) == 4
    for line, row in zip(lines, expected, strict=True):
        assert line.number == int(row["instalment"])
        assert line.nominal_due_on == date.fromisoformat(row["nominal_due_ce"])
        assert line.effective_due_on == date.fromisoformat(row["effective_due_ce"])
        assert line.days == int(row["days"])
        assert line.opening_principal == Decimal(row["opening_principal"])
        assert line.principal == Decimal(row["principal_due"])
        assert line.interest == Decimal(row[column])
        assert line.total == line.principal + line.interest
    assert sum(line.interest for line in lines) == Decimal("7027.39" if basis == 365 else "7125.00")


@pytest.mark.requirement("R-REPAY-03")
def test_a_due_date_on_a_holiday_moves_for_lateness_and_not_for_interest():
    moved = of_200_000(is_business_day=calendar_of(holidays=[date(2018, 7, 5), date(2018, 7, 6)]))
    assert moved[0].effective_due_on == date(2018, 7, 9)
    assert moved[0].nominal_due_on == date(2018, 7, 5)
    assert [line.interest for line in moved] == [line.interest for line in of_200_000()]


def test_the_rest_of_an_uneven_split_is_in_the_last_instalment():
    assert split_principal(principal=Decimal(100000), instalments=3) == (33333, 33333, 33334)
    assert split_principal(principal=Decimal("100000.50"), instalments=3)[-1] == Decimal("33334.50")
    with pytest.raises(PrincipalOutOfRange):
        split_principal(principal=Decimal(3), instalments=4)


def test_an_older_contract_keeps_its_own_split():
    parts = (Decimal(20000), Decimal(60000), Decimal(60000), Decimal(60000))
    assert tuple(line.principal for line in of_200_000(principal_parts=parts)) == parts
    for wrong in (parts[:3], (*parts[:3], Decimal("59999.99"))):
        with pytest.raises(SplitDoesNotAddUp):
            of_200_000(principal_parts=wrong)


@given(
    principal=st.decimals(1000, 10_000_000, places=2),
    rate=st.decimals(0, "0.15", places=4),
    gaps=st.lists(st.integers(1, 400), min_size=1, max_size=24),
    transfer=TRANSFERS,
)
def test_no_satang_of_principal_is_lost_or_made_in_a_schedule(principal, rate, gaps, transfer):
    due = [transfer + timedelta(days=sum(gaps[: n + 1])) for n in range(len(gaps))]
    lines = schedule(principal=principal, annual_rate=rate, disbursed_on=transfer, due_dates=due, is_business_day=OPEN)
    assert sum(line.principal for line in lines) == principal
    assert [line.days for line in lines] == gaps
    for line, following in zip(lines, lines[1:], strict=False):
        assert following.opening_principal == line.opening_principal - line.principal
    for line in lines:
        assert line.principal > 0
        assert line.total == line.principal + line.interest
        exact = line.opening_principal * rate * line.days / 365
        assert abs(line.interest - exact) <= Decimal("0.005")
        assert line.effective_due_on >= line.nominal_due_on


@pytest.mark.parametrize("rate", [0.03, "0.03", 3, Decimal(3), Decimal("-0.01"), Decimal("0.151"), Decimal("NaN")])
def test_a_rate_that_is_no_lawful_yearly_fraction_is_refused(rate):
    with pytest.raises(RateOutOfRange):
        of_200_000(annual_rate=rate)


@pytest.mark.parametrize("due_dates", [(), DUE[::-1], (DUE[0], DUE[0]), (TRANSFER,), (date(2018, 1, 5),)])
def test_due_dates_that_are_not_in_order_after_the_transfer_are_refused(due_dates):
    with pytest.raises(BadDueDates):
        of_200_000(due_dates=due_dates)


def test_other_input_out_of_range_is_refused():
    with pytest.raises(NotADay):
        of_200_000(disbursed_on="2018-02-02")
    with pytest.raises(NotAWholeNumber):
        of_200_000(day_basis=365.0)
    with pytest.raises(NotAWholeNumber):
        of_200_000(day_basis=30)


# -- due dates, A-08 -------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-09", "R-CONT-08")
def test_four_half_yearly_instalments_after_a_transfer_of_2_february_2561():
    assert propose_due_dates(disbursed_on=TRANSFER, instalments=4, months_between=6) == DUE


@pytest.mark.requirement("R-PROJ-07")
def test_a_last_due_date_three_days_after_24_months_is_too_late():
    due = (date(2018, 8, 5), date(2019, 2, 5), date(2019, 8, 5), date(2020, 2, 5))
    with pytest.raises(TermTooLong) as refused:
        check_schedule(disbursed_on=TRANSFER, due_dates=due)
    assert "24" in str(refused.value)
    check_schedule(disbursed_on=date(2018, 2, 5), due_dates=due)
    with pytest.raises(TermTooLong):
        propose_due_dates(disbursed_on=TRANSFER, instalments=5, months_between=6)


@pytest.mark.parametrize(
    ("transfer", "between", "first"),
    [
        (date(2018, 2, 2), 1, date(2018, 3, 5)),
        (date(2018, 2, 5), 1, date(2018, 3, 5)),
        (date(2018, 2, 6), 1, date(2018, 4, 5)),
        (date(2018, 2, 6), 2, date(2018, 4, 5)),
        (date(2018, 2, 6), 3, date(2018, 5, 5)),
        (date(2018, 1, 31), 2, date(2018, 3, 5)),
        (date(2018, 2, 2), 6, date(2018, 7, 5)),
    ],
)
def test_the_first_due_date_is_the_first_5th_after_enough_full_months(transfer, between, first):
    assert propose_due_dates(disbursed_on=transfer, instalments=1, months_between=between) == (first,)


@given(transfer=TRANSFERS, instalments=st.integers(1, 24), between=st.integers(1, 6))
def test_what_the_system_proposes_its_own_check_allows(transfer, instalments, between):
    try:
        due = propose_due_dates(disbursed_on=transfer, instalments=instalments, months_between=between)
    except TermTooLong:
        first = propose_due_dates(disbursed_on=transfer, instalments=1, months_between=between)[0]
        assert add_months(first, between * (instalments - 1)) > add_months(transfer, 24)
        return
    assert len(due) == instalments
    assert due[-1] <= add_months(transfer, 24)
    check_schedule(disbursed_on=transfer, due_dates=due)


@given(transfer=TRANSFERS, between=st.integers(1, 6))
def test_no_earlier_5th_would_leave_enough_full_months(transfer, between):
    first = propose_due_dates(disbursed_on=transfer, instalments=1, months_between=between)[0]
    least = add_months(transfer, max(1, between - 1))
    assert first >= least
    assert add_months(first, -1) < least


@pytest.mark.parametrize(
    "changed",
    [{"instalments": 0}, {"instalments": 2.0}, {"months_between": 0}, {"months_between": 7}, {"due_day": 29}],
)
def test_a_plan_out_of_range_is_refused(changed):
    with pytest.raises(NotAWholeNumber):
        propose_due_dates(**({"disbursed_on": TRANSFER, "instalments": 2, "months_between": 6} | changed))


# -- the policies of a schedule, P-05..P-07, A-28 --------------------------------------------------------------------
@pytest.mark.requirement("R-PROJ-07")
def test_the_example_keeps_every_policy():
    check_schedule(disbursed_on=TRANSFER, due_dates=DUE)


@pytest.mark.requirement("R-CONT-09")
def test_a_due_date_on_another_day_than_the_5th_is_refused():
    with pytest.raises(WrongDueDay):
        check_schedule(disbursed_on=TRANSFER, due_dates=(DUE[0], date(2019, 1, 7)))
    check_schedule(disbursed_on=TRANSFER, due_dates=(date(2018, 7, 1), date(2019, 1, 1)), due_day=1)


@pytest.mark.requirement("R-PROJ-07")
def test_a_contract_year_with_a_single_due_date_is_refused():
    with pytest.raises(TooFewInstalments) as refused:
        check_schedule(disbursed_on=TRANSFER, due_dates=(date(2018, 9, 5),))
    assert "1" in str(refused.value)
    with pytest.raises(TooFewInstalments):
        check_schedule(disbursed_on=TRANSFER, due_dates=(DUE[0], DUE[1], date(2019, 8, 5)))


@pytest.mark.requirement("R-PROJ-07")
def test_a_broken_last_year_of_less_than_six_months_needs_no_second_due_date():
    check_schedule(disbursed_on=TRANSFER, due_dates=DUE[:3])
    check_schedule(disbursed_on=TRANSFER, due_dates=DUE[:1])


@pytest.mark.requirement("R-PROJ-07")
def test_due_dates_more_than_seven_months_apart_are_refused():
    with pytest.raises(GapTooLong):
        check_schedule(disbursed_on=TRANSFER, due_dates=(date(2018, 4, 5), date(2018, 12, 5)))
    check_schedule(disbursed_on=TRANSFER, due_dates=(date(2018, 4, 5), date(2018, 11, 5)))


@given(transfer=TRANSFERS, months=st.lists(st.integers(1, 26), min_size=1, max_size=8, unique=True))
def test_a_schedule_that_passes_has_two_due_dates_in_every_whole_contract_year(transfer, months):
    due = sorted({add_months(transfer, month).replace(day=5) for month in months})
    assume(due[0] > transfer)
    try:
        check_schedule(disbursed_on=transfer, due_dates=due)
    except BadDueDates:
        return
    first_year = [day for day in due if day <= add_months(transfer, 12)]
    assert len(first_year) >= 2 or due[-1] < add_months(transfer, 6)
    assert due[-1] <= add_months(transfer, 24)
