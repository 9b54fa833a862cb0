"""What each payment paid and what is owed: the worked examples of 3.3 and 3.4 and the readings A-01 to A-07, A-23."""

from datetime import date, time
from decimal import Decimal
from types import SimpleNamespace

import pytest

from areas.rules import NotADay, calendar_of
from loans.rules import Instalment, RateOutOfRange, UnknownBase, default_base_of_contract, schedule
from repayments.rules import (
    STATUTORY_STEPS,
    BadInstalments,
    BadPayment,
    BadTerms,
    Component,
    Cost,
    DefaultBase,
    Payment,
    PaymentTwice,
    Terms,
    allocate,
)
from thai.baht import NotMoney
from thai.dates import add_months
from thai.refusals import Refusal

COSTS, DEFAULT, CONTRACT, PRINCIPAL = Component
TERMS = Terms(annual_rate=Decimal("0.03"))
LOAN = schedule(
    principal=Decimal(200000),
    annual_rate=Decimal("0.03"),
    disbursed_on=date(2018, 2, 2),
    due_dates=(date(2018, 7, 5), date(2019, 1, 5), date(2019, 7, 5), date(2020, 1, 5)),
    is_business_day=calendar_of(holidays=[]),
)


def paid(day, amount, *, at=time(10), line=None):
    return Payment(day, at, line if line is not None else f"{day}-{at}-{amount}", Decimal(amount))


def replay(*payments, as_of, instalments=LOAN, terms=TERMS, costs=()):
    return allocate(instalments=instalments, payments=payments, as_of=as_of, terms=terms, costs=costs)


def lines(allocation, number=0):
    """The lines of one payment, short: (instalment, component, amount)."""
    return [(line.instalment, line.component, line.amount) for line in allocation.payments[number].lines]


def old_loan(*, due_dates, part, interest=None):
    """Instalments of an old loan with equal principal, due on the 1st, and its contract interest line by line."""
    interest = interest or [Decimal("0.00")] * len(due_dates)
    total = Decimal(part) * len(due_dates)
    return tuple(
        Instalment(
            number=number,
            nominal_due_on=due_on,
            effective_due_on=due_on,
            days=30,
            opening_principal=total - Decimal(part) * (number - 1),
            principal=Decimal(part),
            interest=interest[number - 1],
            total=Decimal(part) + interest[number - 1],
        )
        for number, due_on in enumerate(due_dates, start=1)
    )


MONTHLY = tuple(add_months(date(2014, 5, 1), number) for number in range(12))
TODAY = date(2017, 5, 30)


# -- part payments, W-15 and W-06 ------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-12", "R-DEF-09")
def test_w15_a_part_payment_pays_default_interest_then_interest_then_principal():
    first = paid(date(2018, 7, 20), 30000)
    on_the_day = replay(first, as_of=date(2018, 7, 20))
    assert lines(on_the_day) == [
        (1, DEFAULT, Decimal("156.25")),
        (1, CONTRACT, Decimal("2515.07")),
        (1, PRINCIPAL, Decimal("27328.68")),
    ]
    [working] = on_the_day.payments[0].lines[0].working
    assert (working.principal, working.days, working.amount) == (Decimal(50000), 15, Decimal("156.25"))
    assert on_the_day.instalments[0].principal_left == Decimal("22671.32")
    assert on_the_day.instalments[0].total == on_the_day.due_total == Decimal("22671.32")
    assert on_the_day.credit == 0

    later = replay(first, as_of=date(2018, 8, 5))
    owed = later.instalments[0]
    assert owed.default_interest_left == Decimal("75.57")
    [accrued] = owed.working
    assert (accrued.line.principal, accrued.line.days, accrued.is_posted) == (Decimal("22671.32"), 16, False)
    assert owed.total == Decimal("22746.89")
    assert owed.days_past_due == 31

    settled = replay(first, paid(date(2018, 8, 5), "22746.89"), as_of=date(2018, 8, 5))
    assert settled.due_total == settled.credit == 0
    assert lines(settled, 1) == [(1, DEFAULT, Decimal("75.57")), (1, PRINCIPAL, Decimal("22671.32"))]


@pytest.mark.requirement("R-DEF-06")
def test_w06_unpaid_default_interest_stays_as_it_is_and_bears_nothing():
    debt = old_loan(due_dates=[date(2015, 4, 1)], part=60000)
    before = replay(as_of=date(2017, 4, 1), instalments=debt)
    assert before.instalments[0].default_interest_left == Decimal("9137.50")

    part = paid(date(2017, 4, 1), 5000)
    after = replay(part, as_of=date(2017, 4, 1), instalments=debt)
    assert lines(after) == [(1, DEFAULT, Decimal("5000.00"))]
    assert after.payments[0].lines[0].working[0].amount == Decimal("9137.50")
    assert after.instalments[0].default_interest_left == Decimal("4137.50")
    assert after.instalments[0].principal_left == Decimal(60000)

    today = replay(part, as_of=TODAY, instalments=debt)
    posted, running = today.instalments[0].working
    assert (posted.line.amount, posted.unpaid, posted.is_posted) == (Decimal("9137.50"), Decimal("4137.50"), True)
    assert (running.line.days, running.unpaid, running.is_posted) == (59, Decimal("737.50"), False)
    assert today.due_total == Decimal("64875.00")

    settled = replay(part, paid(TODAY, "64875.00"), as_of=TODAY, instalments=debt)
    assert settled.is_paid_off
    assert lines(settled, 1) == [(1, DEFAULT, Decimal("4875.00")), (1, PRINCIPAL, Decimal("60000.00"))]
    assert [line.amount for line in settled.payments[1].lines[0].working] == [Decimal("9137.50"), Decimal("737.50")]


# -- oldest first, holidays, several payments ------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-03")
def test_a_payment_on_the_effective_due_date_is_on_time():
    full = paid(date(2018, 7, 5), "52515.07")
    on_time = replay(full, paid(date(2019, 1, 7), "52268.49"), as_of=date(2019, 1, 7))
    assert on_time.due_total == on_time.credit == 0
    assert [line.component for line in on_time.payments[1].lines] == [CONTRACT, PRINCIPAL]

    late = replay(full, paid(date(2019, 1, 10), "52268.49"), as_of=date(2019, 1, 10))
    assert late.payments[1].paid(DEFAULT) == Decimal("31.25")
    assert late.due_total == Decimal("31.25")


def test_w09_a_due_date_on_a_saturday_bears_nothing_until_the_monday():
    full = paid(date(2018, 7, 5), "52515.07")
    assert replay(full, as_of=date(2019, 1, 7)).due(DEFAULT) == 0
    assert replay(full, as_of=date(2019, 1, 10)).due(DEFAULT) == Decimal("31.25")
    assert replay(full, as_of=date(2019, 1, 6)).instalments[1].days_past_due == 0


def test_the_oldest_instalment_is_paid_first_and_each_from_its_own_due_date():
    both = replay(paid(date(2019, 1, 10), 60000), as_of=date(2019, 1, 10))
    assert lines(both) == [
        (1, DEFAULT, Decimal("1968.75")),  # 50,000 x 189 days / 4,800
        (1, CONTRACT, Decimal("2515.07")),
        (1, PRINCIPAL, Decimal("50000.00")),
        (2, DEFAULT, Decimal("31.25")),
        (2, CONTRACT, Decimal("2268.49")),
        (2, PRINCIPAL, Decimal("3216.44")),
    ]


def test_w13_an_instalment_in_default_bears_interest_on_its_own_principal_alone():
    due = [date(2021, 6, 5), date(2021, 12, 5), date(2022, 6, 5), date(2022, 12, 5)]
    debt = old_loan(due_dates=due, part=25000)
    clause = Terms(annual_rate=Decimal("0.03"), default_base=DefaultBase.OUTSTANDING)
    for terms in (TERMS, clause):
        assert replay(as_of=date(2021, 7, 5), instalments=debt, terms=terms).due(DEFAULT) == Decimal("156.25")


def test_w12_a_contract_silent_on_the_rate_has_two_lines():
    debt = old_loan(due_dates=[date(2021, 1, 5)], part=25000)
    silent = Terms(annual_rate=Decimal("0.03"), default_rate=STATUTORY_STEPS)
    owed = replay(as_of=date(2021, 7, 5), instalments=debt, terms=silent).instalments[0]
    assert [accrued.unpaid for accrued in owed.working] == [Decimal("494.79"), Decimal("298.61")]
    assert owed.default_interest_left == Decimal("793.40")
    settled = replay(paid(date(2021, 7, 5), "25793.40"), as_of=date(2021, 7, 5), instalments=debt, terms=silent)
    assert settled.is_paid_off


def test_payments_of_one_day_are_ordered_by_the_banks_time_and_then_by_the_line():
    morning = paid(date(2018, 7, 20), 100, at=time(9), line="b")
    noon = paid(date(2018, 7, 20), 3000, at=time(12), line="a")
    same = paid(date(2018, 7, 20), 50, at=time(9), line="c")
    result = replay(noon, same, morning, as_of=date(2018, 7, 20))
    assert [p.payment.line_id for p in result.payments] == ["b", "c", "a"]
    assert lines(result, 0) == [(1, DEFAULT, Decimal("100.00"))]
    assert lines(result, 1) == [(1, DEFAULT, Decimal("50.00"))]
    assert lines(result, 2)[0] == (1, DEFAULT, Decimal("6.25"))


def test_a_payment_after_the_day_of_the_statement_is_left_out():
    result = replay(paid(date(2018, 7, 20), 30000), as_of=date(2018, 7, 19))
    assert result.payments == ()
    assert result.due_total == Decimal("52515.07") + Decimal("145.83")


def test_what_is_not_due_is_shown_and_not_claimed():
    result = replay(as_of=date(2018, 7, 5))
    assert [owed.is_due for owed in result.instalments] == [True, False, False, False]
    assert result.due_total == Decimal("52515.07")
    assert result.principal_left == Decimal(200000)
    assert result.instalments[3].total == Decimal("50756.16")


# -- credit, A-23 ----------------------------------------------------------------------------------------------------
def test_a_surplus_is_a_credit_that_pays_the_next_instalment_on_its_due_date():
    surplus = paid(date(2018, 7, 5), 60000)
    before = replay(surplus, as_of=date(2019, 1, 4))
    assert before.credit == before.payments[0].credit == Decimal("7484.93")
    assert before.instalments[1].total == Decimal("52268.49")

    on_the_due_date = replay(surplus, as_of=date(2019, 1, 5))
    assert on_the_due_date.credit == 0
    assert [(line.instalment, line.component, line.applied_on) for line in on_the_due_date.payments[0].lines[-2:]] == [
        (2, CONTRACT, date(2019, 1, 5)),
        (2, PRINCIPAL, date(2019, 1, 5)),
    ]
    assert on_the_due_date.due_total == Decimal("52268.49") - Decimal("7484.93")
    assert on_the_due_date.due(DEFAULT) == 0


def test_an_instalment_paid_early_is_on_time_and_saves_no_interest():
    result = replay(paid(date(2018, 6, 1), "52515.07"), as_of=date(2018, 12, 31))
    assert result.due_total == result.credit == 0
    assert [line.amount for line in result.payments[0].lines] == [Decimal("2515.07"), Decimal("50000.00")]


def test_with_early_days_a_payment_shortly_before_the_due_date_pays_at_once():
    terms = Terms(annual_rate=Decimal("0.03"), early_days=5)
    soon = replay(paid(date(2018, 6, 30), "52515.07"), as_of=date(2018, 6, 30), terms=terms)
    assert [line.component for line in soon.payments[0].lines] == [CONTRACT, PRINCIPAL]
    assert soon.credit == soon.due_total == 0
    assert not soon.instalments[0].is_due
    sooner = replay(paid(date(2018, 6, 29), "52515.07"), as_of=date(2018, 6, 29), terms=terms)
    assert sooner.credit == Decimal("52515.07")


def test_credits_are_applied_in_the_order_in_which_they_came():
    result = replay(paid(date(2018, 3, 1), 2000), paid(date(2018, 4, 1), 60000), as_of=date(2018, 7, 5))
    assert lines(result, 0) == [(1, CONTRACT, Decimal("2000.00"))]
    assert lines(result, 1) == [(1, CONTRACT, Decimal("515.07")), (1, PRINCIPAL, Decimal("50000.00"))]
    assert [p.credit for p in result.payments] == [0, Decimal("9484.93")]


@pytest.mark.requirement("R-REPAY-16")
def test_what_remains_after_the_last_instalment_is_a_credit_to_be_refunded():
    result = replay(paid(date(2018, 7, 5), "207100.00"), as_of=date(2020, 1, 5))
    assert result.is_paid_off
    assert result.credit == Decimal("207100.00") - Decimal("207027.39")
    assert not replay(paid(date(2018, 7, 5), "207027.38"), as_of=date(2020, 1, 5)).is_paid_off


# -- called in or acknowledged, A-03 and A-07 ------------------------------------------------------------------------
@pytest.mark.requirement("R-ACK-04", "R-DEF-06")
def test_w01_and_w16_the_acknowledged_debt_bears_interest_as_a_whole_since_the_first_default():
    interest = [Decimal(25) * (12 - number) for number in range(12)]
    debt = old_loan(due_dates=MONTHLY, part=10000, interest=interest)
    terms = Terms(
        annual_rate=Decimal("0.03"),
        default_base=default_base_of_contract(policy="PER_CONTRACT", has_acceleration_clause=True),
        acceleration_on=TODAY,
    )
    stated = replay(as_of=TODAY, instalments=debt, terms=terms)
    assert stated.called_in
    assert stated.due(DEFAULT) == Decimal("28125.00")
    assert stated.due(CONTRACT) == Decimal("1950.00")
    assert stated.due_total == Decimal("150075.00")


@pytest.mark.requirement("R-DEF-07")
def test_w02_without_the_clause_each_instalment_counts_from_its_own_due_date():
    debt = old_loan(due_dates=MONTHLY, part=10000)
    base = default_base_of_contract(policy="PER_CONTRACT")
    terms = Terms(annual_rate=Decimal("0.03"), default_base=base, acceleration_on=TODAY)
    assert replay(as_of=TODAY, instalments=debt, terms=terms).due(DEFAULT) == Decimal("23920.84")
    assert replay(as_of=TODAY, instalments=debt).due(DEFAULT) == Decimal("23920.84")


@pytest.mark.requirement("R-DEF-06")
def test_w03_the_outstanding_principal_counts_from_the_first_unpaid_instalment():
    debt = old_loan(due_dates=MONTHLY, part=10000)
    terms = Terms(annual_rate=Decimal("0.03"), default_base=DefaultBase.OUTSTANDING, acceleration_on=TODAY)
    payments = [paid(due_on, 10000) for due_on in MONTHLY[:4]]
    assert replay(*payments, as_of=TODAY, instalments=debt, terms=terms).due(DEFAULT) == Decimal("16700.00")
    by_instalment = replay(*payments, as_of=TODAY, instalments=debt)
    assert by_instalment.due(DEFAULT) == Decimal("14929.17")


def test_an_instalment_due_since_11_april_2564_never_bears_interest_before_the_call_in():
    due = [date(2021, 3, 5), date(2021, 4, 5), date(2021, 5, 5), date(2021, 12, 5)]
    debt = old_loan(due_dates=due, part=25000)
    called_in = date(2021, 6, 5)
    terms = Terms(annual_rate=Decimal("0.03"), default_base=DefaultBase.OUTSTANDING, acceleration_on=called_in)
    owed = replay(as_of=date(2021, 7, 5), instalments=debt, terms=terms).instalments
    assert [o.working[0].line.since_on for o in owed] == [
        date(2021, 3, 5),
        date(2021, 3, 5),
        date(2021, 5, 5),
        called_in,
    ]


def test_a_called_in_debt_is_one_debt_paid_component_by_component():
    called_in = date(2018, 9, 5)
    terms = Terms(annual_rate=Decimal("0.03"), acceleration_on=called_in)
    result = replay(paid(date(2018, 9, 15), 10000), as_of=date(2018, 9, 15), terms=terms)
    # 62 days to the call-in at three per cent on 150,000; the interest of later periods is not owed
    interest = Decimal("764.38")
    assert lines(result) == [
        (1, DEFAULT, Decimal("750.00")),  # 50,000 x 72 days / 4,800
        (2, DEFAULT, Decimal("104.17")),  # 50,000 x 10 days / 4,800
        (3, DEFAULT, Decimal("104.17")),
        (4, DEFAULT, Decimal("104.17")),
        (1, CONTRACT, Decimal("2515.07")),
        (2, CONTRACT, interest),
        (1, PRINCIPAL, Decimal("10000.00") - Decimal("1062.51") - Decimal("2515.07") - interest),
    ]
    assert result.due_total == result.principal_left == Decimal(200000) - lines(result)[-1][2]
    assert all(owed.is_due for owed in result.instalments)
    assert [owed.days_past_due for owed in result.instalments] == [72, 10, 10, 10]


def test_a_call_in_uses_the_credit_at_once_and_the_future_one_changes_nothing():
    early = paid(date(2018, 6, 1), 1000)
    terms = Terms(annual_rate=Decimal("0.03"), acceleration_on=date(2018, 6, 10))
    assert replay(early, as_of=date(2018, 6, 10), terms=terms).credit == 0
    assert replay(early, as_of=date(2018, 6, 9), terms=terms).credit == Decimal("1000.00")


# -- costs and order -------------------------------------------------------------------------------------------------
def test_costs_come_first_those_of_the_whole_debt_before_all():
    costs = (Cost(date(2018, 7, 10), Decimal(200), instalment=1), Cost(date(2018, 7, 12), Decimal(300)))
    result = replay(paid(date(2018, 7, 20), 1000), as_of=date(2018, 7, 20), costs=costs)
    assert lines(result) == [
        (None, COSTS, Decimal("300.00")),
        (1, COSTS, Decimal("200.00")),
        (1, DEFAULT, Decimal("156.25")),
        (1, CONTRACT, Decimal("343.75")),
    ]
    before = replay(paid(date(2018, 7, 9), 1000), as_of=date(2018, 7, 9), costs=costs)
    assert [line.component for line in before.payments[0].lines] == [DEFAULT, CONTRACT]
    assert replay(as_of=date(2018, 7, 20), costs=costs).due(COSTS) == Decimal("500.00")


def test_the_order_of_allocation_is_data():
    terms = Terms(annual_rate=Decimal("0.03"), allocation_order=(PRINCIPAL, CONTRACT, DEFAULT, COSTS))
    result = replay(paid(date(2018, 7, 20), 30000), as_of=date(2018, 8, 5), terms=terms)
    assert lines(result) == [(1, PRINCIPAL, Decimal("30000.00"))]
    posted, running = result.instalments[0].working
    assert (posted.line.principal, posted.unpaid) == (Decimal(50000), Decimal("156.25"))
    assert (running.line.principal, running.unpaid) == (Decimal(20000), Decimal("66.67"))


def test_terms_may_be_any_object_with_the_six_attributes():
    row = SimpleNamespace(
        annual_rate=Decimal("0.03"),
        default_rate=Decimal("0.075"),
        day_basis=360,
        default_base="INSTALMENT",
        allocation_order=["COSTS", "DEFAULT_INTEREST", "CONTRACT_INTEREST", "PRINCIPAL"],
        acceleration_on=None,
    )
    payment = paid(date(2018, 7, 20), 30000)
    assert replay(payment, as_of=date(2018, 8, 5), terms=row) == replay(payment, as_of=date(2018, 8, 5))
    del row.day_basis
    with pytest.raises(BadTerms) as refused:
        replay(as_of=date(2018, 8, 5), terms=row)
    assert "day_basis" in str(refused.value)


# -- refusals --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"annual_rate": 0.03}, RateOutOfRange),
        ({"default_rate": 0.075}, RateOutOfRange),
        ({"default_rate": Decimal("7.5")}, RateOutOfRange),
        ({"default_base": "WHOLE"}, BadTerms),
        ({"allocation_order": (PRINCIPAL,)}, BadTerms),
        ({"allocation_order": (COSTS, COSTS, DEFAULT, CONTRACT, PRINCIPAL)}, BadTerms),
        ({"allocation_order": ("FEES", "COSTS", "PRINCIPAL", "CONTRACT_INTEREST")}, BadTerms),
        ({"acceleration_on": "2018-07-05"}, NotADay),
    ],
)
def test_terms_out_of_range_are_refused_with_a_thai_sentence(changed, refusal):
    with pytest.raises(refusal) as refused:
        Terms(**({"annual_rate": Decimal("0.03")} | changed))
    assert isinstance(refused.value, Refusal)
    assert any("ก" <= letter <= "๛" for letter in str(refused.value))


@pytest.mark.parametrize(
    ("payments", "refusal"),
    [
        ([Payment(date(2018, 7, 20), time(10), "a", 30000.0)], NotMoney),
        ([Payment(date(2018, 7, 20), time(10), "a", Decimal("0.001"))], NotMoney),
        ([Payment(date(2018, 7, 20), time(10), "a", Decimal(0))], BadPayment),
        ([Payment(date(2018, 7, 20), time(10), "a", Decimal(-5))], BadPayment),
        ([Payment("2018-07-20", time(10), "a", Decimal(5))], NotADay),
        ([paid(date(2018, 7, 20), 5, line="a"), paid(date(2018, 7, 21), 5, line="a")], PaymentTwice),
        ([paid(date(2018, 7, 20), 5, line="a"), paid(date(2018, 7, 20), 5, line=1)], BadPayment),
    ],
)
def test_a_payment_that_cannot_be_is_refused(payments, refusal):
    with pytest.raises(refusal) as refused:
        replay(*payments, as_of=date(2018, 8, 5))
    assert any("ก" <= letter <= "๛" for letter in str(refused.value))


def test_instalments_and_costs_that_cannot_be_are_refused():
    for instalments in ((), LOAN[::-1], (LOAN[0], LOAN[0])):
        with pytest.raises(BadInstalments):
            replay(as_of=date(2018, 8, 5), instalments=instalments)
    with pytest.raises(BadInstalments):
        replay(as_of=date(2018, 8, 5), costs=[Cost(date(2018, 8, 1), Decimal(5), instalment=9)])
    with pytest.raises(BadPayment):
        replay(as_of=date(2018, 8, 5), costs=[Cost(date(2018, 8, 1), Decimal(0))])
    with pytest.raises(NotADay):
        replay(as_of=None)
    with pytest.raises(UnknownBase):
        default_base_of_contract(policy="SOMETIMES")
