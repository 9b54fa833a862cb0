"""Money paid back of a credit, and money of the loan that came back unused: what a replay makes of them."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.rules import Instalment
from repayments.rules import (
    BadPayment,
    BadTerms,
    Component,
    Payment,
    Refund,
    Return,
    Terms,
    allocate,
    settlement_quote,
)

NOTHING = Decimal("0.00")
LOAN = (
    Instalment(
        number=1,
        nominal_due_on=date(2018, 7, 5),
        effective_due_on=date(2018, 7, 5),
        days=153,
        opening_principal=Decimal("100000.00"),
        principal=Decimal("50000.00"),
        interest=Decimal("1257.53"),
        total=Decimal("51257.53"),
    ),
    Instalment(
        number=2,
        nominal_due_on=date(2019, 1, 5),
        effective_due_on=date(2019, 1, 7),
        days=184,
        opening_principal=Decimal("50000.00"),
        principal=Decimal("50000.00"),
        interest=Decimal("756.16"),
        total=Decimal("50756.16"),
    ),
)
TERMS = Terms(annual_rate=Decimal("0.03"))


def paid(on, amount, line="a"):
    return Payment(value_on=on, time=time(10), line_id=line, amount=Decimal(amount))


def back(amount, on=date(2018, 2, 9)):
    return Terms(annual_rate=Decimal("0.03"), returned=(Return(on, Decimal(amount)),))


# -- a credit that was paid back ---------------------------------------------------------------------------------------
def test_a_credit_that_was_paid_back_pays_no_later_instalment():
    payments = [paid(date(2018, 7, 4), "60000.00")]
    kept = allocate(instalments=LOAN, payments=payments, as_of=date(2019, 1, 10), terms=TERMS)
    assert kept.instalments[1].principal_paid > 0
    given = Refund(paid_on=date(2018, 8, 1), amount=Decimal("8742.47"))
    gone = allocate(instalments=LOAN, payments=payments, as_of=date(2019, 1, 10), terms=TERMS, refunds=[given])
    assert gone.instalments[1].principal_paid == 0
    assert (gone.credit, gone.payments[0].refunded, gone.refund_short) == (NOTHING, Decimal("8742.47"), NOTHING)


def test_the_newest_credit_goes_back_first_and_a_part_leaves_the_rest():
    payments = [paid(date(2018, 3, 1), "300.00"), paid(date(2018, 4, 1), "200.00", "b")]
    given = [Refund(paid_on=date(2018, 5, 1), amount=Decimal("250.00"))]
    found = allocate(instalments=LOAN, payments=payments, as_of=date(2018, 6, 1), terms=TERMS, refunds=given)
    assert [(one.credit, one.refunded) for one in found.payments] == [
        (Decimal("250.00"), Decimal("50.00")),
        (NOTHING, Decimal("200.00")),
    ]


def test_a_refund_without_a_credit_behind_it_is_told_and_one_of_nothing_refused():
    given = [Refund(paid_on=date(2018, 5, 1), amount=Decimal("10.00"))]
    found = allocate(instalments=LOAN, payments=[], as_of=date(2018, 6, 1), terms=TERMS, refunds=given)
    assert found.refund_short == Decimal("10.00")
    with pytest.raises(BadPayment, match="ต้องมากกว่าศูนย์"):
        allocate(
            instalments=LOAN,
            payments=[],
            as_of=date(2018, 6, 1),
            terms=TERMS,
            refunds=[Refund(date(2018, 5, 1), NOTHING)],
        )


days = st.integers(0, 500).map(lambda after: date(2018, 2, 2) + timedelta(days=after))
money = st.integers(1, 6_000_000).map(lambda satang: Decimal(satang).scaleb(-2))
payments_of_a_contract = st.lists(st.tuples(days, money), max_size=6).map(
    lambda rows: [paid(on, amount, str(at)) for at, (on, amount) in enumerate(rows)]
)
refunds_of_a_contract = st.lists(st.builds(Refund, paid_on=days, amount=money), max_size=3)


@given(payments=payments_of_a_contract, refunds=refunds_of_a_contract, as_of=days)
def test_whatever_is_paid_back_every_payment_is_told_to_the_satang(payments, refunds, as_of):
    found = allocate(instalments=LOAN, payments=payments, as_of=as_of, terms=TERMS, refunds=refunds)
    for one in found.payments:
        lines = sum((line.amount for line in one.lines), NOTHING)
        assert lines + one.credit + one.refunded == one.payment.amount
        assert min(one.credit, one.refunded) >= 0
    asked = sum((refund.amount for refund in refunds if refund.paid_on <= as_of), NOTHING)
    assert sum((one.refunded for one in found.payments), NOTHING) + found.refund_short == asked


@given(payments=payments_of_a_contract, refunds=refunds_of_a_contract, on=days)
def test_who_pays_the_quote_of_a_day_after_refunds_owes_nothing_more_and_nothing_less(payments, refunds, on):
    terms = Terms(annual_rate=Decimal("0.03"), settle_on=on)
    known = [payment for payment in payments if payment.value_on < on]
    before = [refund for refund in refunds if refund.paid_on < on]
    quote = settlement_quote(instalments=LOAN, payments=known, on=on, terms=TERMS, refunds=before)
    if quote.to_pay:
        known = [*known, Payment(value_on=on, time=time(12), line_id="quote", amount=quote.to_pay)]
    found = allocate(instalments=LOAN, payments=known, as_of=on, terms=terms, refunds=before)
    assert found.is_paid_off
    assert found.credit == quote.to_refund
    if quote.to_pay:
        spent = {part: found.payments[-1].paid(part) for part in Component}
        assert sum(spent.values(), NOTHING) == quote.to_pay


# -- money of the loan that came back unused ---------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-08", "R-DISB-09")
def test_a_loan_that_came_back_whole_is_paid_off_without_a_satang_of_interest():
    found = allocate(instalments=LOAN, payments=[], as_of=date(2019, 6, 1), terms=back("100000.00"))
    assert found.is_paid_off
    assert found.due_total == 0


def test_what_came_back_in_part_shortens_the_last_instalments_and_their_interest():
    found = allocate(instalments=LOAN, payments=[], as_of=date(2018, 3, 1), terms=back("60000.00"))
    one, two = found.instalments
    assert (one.principal_left, two.principal_left) == (Decimal("40000.00"), NOTHING)
    assert one.contract_interest_left == Decimal("503.01")  # 40,000 × 3 % × 153 / 365
    assert two.contract_interest_left == 0


def test_before_it_came_back_the_whole_was_owed():
    found = allocate(instalments=LOAN, payments=[], as_of=date(2018, 2, 8), terms=back("60000.00"))
    assert found.principal_left == Decimal("100000.00")


def test_nothing_that_came_back_is_refused():
    with pytest.raises(BadTerms, match="ต้องมากกว่าศูนย์"):
        back("0.00")


@given(st.integers(1, 10_000_000))
def test_what_is_left_and_what_came_back_are_the_loan(satang):
    amount = Decimal(satang).scaleb(-2)
    found = allocate(instalments=LOAN, payments=[], as_of=date(2018, 3, 1), terms=back(amount))
    assert found.principal_left + amount == Decimal("100000.00")
    assert all(owed.contract_interest_left >= 0 for owed in found.instalments)


# -- what the contract calls it, and what has no day of its own --------------------------------------------------------
@pytest.mark.requirement("R-DEF-05", "R-DEF-08")
def test_a_penalty_is_what_the_contract_says_whatever_it_is_called():
    late = date(2018, 7, 20)  # 15 days after the first instalment
    for rate, asked in (("0.075", "156.25"), ("0.12", "250.00"), ("0", "0.00")):
        terms = Terms(annual_rate=Decimal("0.03"), default_rate=Decimal(rate))
        found = allocate(instalments=LOAN, payments=[], as_of=late, terms=terms)
        assert found.due(Component.DEFAULT_INTEREST) == Decimal(asked)


@pytest.mark.requirement("R-DEF-01")
def test_what_has_no_day_of_its_own_yet_is_in_default_from_the_day_of_the_letter():
    terms = Terms(annual_rate=Decimal("0.03"), acceleration_on=date(2018, 8, 1))
    found = allocate(instalments=LOAN, payments=[], as_of=date(2018, 8, 31), terms=terms)
    later = found.instalments[1]
    assert later.is_due
    (line,) = later.working
    assert (line.line.since_on, line.line.days) == (date(2018, 8, 1), 30)
    before = allocate(instalments=LOAN, payments=[], as_of=date(2018, 7, 31), terms=terms)
    assert not before.instalments[1].is_due
