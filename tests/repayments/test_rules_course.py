"""The course of a debt tells of every day what the replay tells of one."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.rules import schedule
from repayments import rules
from repayments.rules import FOR_EVER, STATUTORY_STEPS, Component, Cost, DefaultBase, Payment, RateStep, Refund, Terms
from repayments.rules.terms import Return
from tests.repayments.agreements import restructured, waivers

LENT_ON = date(2018, 2, 2)
DUE = (date(2018, 7, 5), date(2019, 1, 5), date(2019, 7, 5), date(2020, 1, 5))
NEW_LAW = date(2021, 4, 11)
DAYS = st.integers(-5, 1900).map(lambda days: LENT_ON + timedelta(days=days))
MONEY = st.one_of(
    st.integers(1, 25_000_000).map(lambda satang: Decimal(satang).scaleb(-2)),
    st.sampled_from([Decimal("0.01"), Decimal("52515.07"), Decimal("50000.00"), Decimal("210000.00")]),
)


def a_schedule(principal=Decimal("200000.00")):
    return schedule(
        principal=principal,
        annual_rate=Decimal("0.03"),
        disbursed_on=LENT_ON,
        due_dates=DUE,
        is_business_day=lambda day: day.weekday() < 5,
    )


def at_a_day(course, on):
    """Add the spans of a day up to what ``Allocation`` says of it."""
    (whole,) = (span for span in course.whole if span.from_on <= on < span.until_on)
    due = [span for span in course.due if span.from_on <= on < span.until_on]
    return {
        "principal": whole.principal,
        "principal_due": sum((span.principal for span in due), Decimal(0)),
        "contract_interest": sum((span.contract_interest for span in due), Decimal(0)),
        "default_interest": sum((span.default_interest + span.running_on(on).amount for span in due), Decimal(0)),
        "costs": whole.costs + sum((span.costs for span in due), Decimal(0)),
        "credit": whole.credit,
        "frozen": whole.frozen,
        "days": max(((on - span.due_on).days for span in due if span.due_on < on), default=0),
    }


def as_the_replay(allocation):
    return {
        "principal": allocation.principal_left,
        "principal_due": allocation.due(Component.PRINCIPAL),
        "contract_interest": allocation.due(Component.CONTRACT_INTEREST),
        "default_interest": allocation.due(Component.DEFAULT_INTEREST),
        "costs": allocation.due(Component.COSTS),
        "credit": allocation.credit,
        "frozen": allocation.frozen_left,
        "days": max((o.days_past_due for o in allocation.instalments if o.is_due and o.total), default=0),
    }


@st.composite
def stories(draw):
    """Give whatever may happen to a contract: terms, payments of any day, costs, refunds, what came back."""
    early = draw(st.sampled_from([0, 31]))
    rate = draw(
        st.sampled_from(
            [
                Decimal("0.075"),
                Decimal("0.15"),
                Decimal("0.000001"),
                STATUTORY_STEPS,
                (
                    RateStep(date(1900, 1, 1), Decimal("0.075")),
                    RateStep(date(2018, 9, 1), Decimal("0.033333")),
                    RateStep(date(2018, 9, 20), Decimal("0.08")),
                    RateStep(NEW_LAW, Decimal("0.05")),
                ),
            ]
        )
    )
    terms = Terms(
        annual_rate=Decimal("0.03"),
        default_rate=rate,
        day_basis=draw(st.sampled_from([360, 365])),
        default_base=draw(st.sampled_from(DefaultBase)),
        allocation_order=tuple(draw(st.permutations(list(Component)))),
        acceleration_on=draw(st.none() | DAYS),
        settle_on=draw(st.none() | DAYS),
        settle_again=tuple(draw(st.lists(DAYS, max_size=2))),
        early_days=early,
        returned=tuple(draw(st.lists(st.builds(Return, DAYS, MONEY), max_size=1))),
        called_in_again=tuple(draw(st.lists(DAYS, max_size=1))),
        waived=draw(waivers(DAYS)),
    )
    payments = [
        Payment(value_on=day, time=time(draw(st.integers(0, 23))), line_id=f"{number}", amount=amount)
        for number, (day, amount) in enumerate(draw(st.lists(st.tuples(DAYS, MONEY), max_size=7)))
    ]
    costs = [
        Cost(incurred_on=day, amount=amount, instalment=number)
        for day, amount, number in draw(
            st.lists(st.tuples(DAYS, MONEY, st.none() | st.integers(1, len(DUE))), max_size=2)
        )
    ]
    refunds = [Refund(paid_on=day, amount=amount) for day, amount in draw(st.lists(st.tuples(DAYS, MONEY), max_size=1))]
    told = {"instalments": a_schedule(), "terms": terms, "payments": payments, "costs": costs, "refunds": refunds}
    return draw(restructured(story=told, days=DAYS))


@pytest.mark.requirement("R-DEF-06")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories(), days=st.lists(DAYS, min_size=3, max_size=8))
def test_on_every_day_the_course_says_what_the_replay_of_that_day_says(story, days):
    known_on = LENT_ON + timedelta(days=2000)
    told, course = rules.allocate_with_course(as_of=known_on, **story)
    assert told == rules.allocate(as_of=known_on, **story)
    spans = (*course.whole, *course.due)
    changes = {span.from_on for span in spans} | {span.until_on for span in spans} - {FOR_EVER}
    for on in {*days, *changes, *(day - timedelta(days=1) for day in changes)}:
        if on >= LENT_ON:
            assert at_a_day(course, on) == as_the_replay(rules.allocate(as_of=on, **story)), on


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories(), known=DAYS, ahead=st.integers(0, 900))
def test_the_course_foresees_what_happens_if_nothing_more_is_paid(story, known, ahead):
    story["payments"] = [payment for payment in story["payments"] if payment.value_on <= known]
    story["costs"] = [cost for cost in story["costs"] if cost.incurred_on <= known]
    story["refunds"] = [refund for refund in story["refunds"] if refund.paid_on <= known]
    told, course = rules.allocate_with_course(as_of=known, **story)
    assert told == rules.allocate(as_of=known, **story)
    on = max(known, LENT_ON) + timedelta(days=ahead)
    assert at_a_day(course, on) == as_the_replay(rules.allocate(as_of=on, **story))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
def test_the_spans_of_an_instalment_follow_one_another_and_those_of_the_whole_never_end(story):
    _told, course = rules.allocate_with_course(as_of=LENT_ON + timedelta(days=2000), **story)
    for number in {span.number for span in course.due}:
        spans = [span for span in course.due if span.number == number]
        assert all(span.from_on < span.until_on for span in spans)
        assert all(one.until_on <= other.from_on for one, other in zip(spans, spans[1:], strict=False))
    assert course.whole[0].from_on == LENT_ON
    assert course.whole[-1].until_on == FOR_EVER
    assert all(one.until_on == other.from_on for one, other in zip(course.whole, course.whole[1:], strict=False))


@pytest.mark.requirement("R-DEF-03")
def test_a_silent_contract_that_was_late_when_the_law_changed_bears_both_rates():
    terms = Terms(annual_rate=Decimal("0.03"), default_rate=STATUTORY_STEPS)
    _told, course = rules.allocate_with_course(instalments=a_schedule(), payments=(), as_of=LENT_ON, terms=terms)
    first = [span for span in course.due if span.number == 1]
    assert [span.from_on for span in first] == [DUE[0], NEW_LAW]
    running = first[0].running_on(NEW_LAW - timedelta(days=1)).amount
    assert first[0].default_interest + running == first[1].default_interest
    assert first[1].since_on == NEW_LAW - timedelta(days=1)
    assert first[1].annual_rate == Decimal("0.05")


def continued(story, *, new, as_of):
    """Give what the rules make of new money from the open ends of the course alone, and of all money at once."""
    since = min(payment.value_on for payment in new)
    _told, before = rules.allocate_with_course(as_of=max(since - timedelta(days=1), LENT_ON), **story)
    found = rules.continue_course(
        whole=[span for span in before.whole if span.until_on >= since],
        due=[span for span in before.due if span.until_on >= since],
        payments=new,
        as_of=as_of,
        terms=story["terms"],
        instalments=story["instalments"],
    )
    all_of_it = rules.allocate_with_course(as_of=as_of, **story | {"payments": [*story["payments"], *new]})
    return found, before, all_of_it


def assert_it_goes_on_alike(found, before, all_of_it, *, new):
    told, course = all_of_it
    assert found.payments == told.payments[-len(new) :]
    assert found.principal_left == told.principal_left
    assert found.is_paid_off == told.is_paid_off
    since = min(payment.value_on for payment in new)
    stay = {span for span in before.due if span.until_on < since or span.number in found.untouched}
    assert stay | set(found.course.due) == set(course.due)
    assert {span for span in before.whole if span.until_on < since} | set(found.course.whole) == set(course.whole)


def later(story, *, amounts, gaps):
    """New payments that come after every other one."""
    last = max((payment.value_on for payment in story["payments"]), default=LENT_ON)
    new = []
    for number, (amount, gap) in enumerate(zip(amounts, gaps, strict=False)):
        last += timedelta(days=gap if number else max(gap, 1))
        new.append(Payment(value_on=max(last, LENT_ON), time=time(9), line_id=f"new{number}", amount=amount))
    return new


AMOUNTS = st.lists(MONEY, min_size=1, max_size=3)
GAPS = st.lists(st.integers(0, 500), min_size=3, max_size=3)


@pytest.mark.requirement("R-REPAY-12")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    early=st.sampled_from([0, 31]),
    order=st.permutations(list(Component)),
    paid=st.lists(st.tuples(DAYS, st.integers(1, 6_000_000)), max_size=5),
    amounts=AMOUNTS,
    gaps=GAPS,
    ahead=st.integers(0, 900),
)
def test_money_after_all_other_money_goes_on_from_the_open_ends_of_the_course(early, order, paid, amounts, gaps, ahead):
    story = {
        "instalments": a_schedule(),
        "terms": Terms(annual_rate=Decimal("0.03"), allocation_order=tuple(order), early_days=early),
        "payments": [
            Payment(day, time(8), f"{number}", Decimal(satang).scaleb(-2)) for number, (day, satang) in enumerate(paid)
        ],
    }
    new = later(story, amounts=amounts, gaps=gaps)
    found, before, all_of_it = continued(story, new=new, as_of=new[-1].value_on + timedelta(days=ahead))
    if found is not None:
        assert_it_goes_on_alike(found, before, all_of_it, new=new)
    else:  # an instalment takes a credit, default interest is unpaid, or money was there before the loan
        (whole,) = (span for span in before.whole if span.from_on <= max(new[0].value_on, LENT_ON) < span.until_on)
        due = [span for span in before.due if span.until_on > new[0].value_on]
        ended = any(span.until_on == new[0].value_on for span in (*before.whole, *before.due))
        assert whole.credit or any(span.default_interest for span in due) or ended


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories(), amounts=AMOUNTS, gaps=GAPS, ahead=st.integers(0, 900))
def test_whatever_happened_to_a_contract_new_money_goes_on_alike_or_asks_for_all_of_it(story, amounts, gaps, ahead):
    if story["costs"] or story["refunds"]:  # a contract with these is always replayed from its beginning
        return
    new = later(story, amounts=amounts, gaps=gaps)
    found, before, all_of_it = continued(story, new=new, as_of=new[-1].value_on + timedelta(days=ahead))
    if found is not None:
        assert_it_goes_on_alike(found, before, all_of_it, new=new)


def test_the_next_instalment_on_time_needs_no_whole_replay():
    story = {"instalments": (planned := a_schedule()), "terms": Terms(annual_rate=Decimal("0.03")), "payments": []}
    story["payments"] = [Payment(DUE[0], time(8), "1", planned[0].total)]
    new = [Payment(DUE[1] + timedelta(days=30), time(8), "2", planned[1].total)]
    found, before, all_of_it = continued(story, new=new, as_of=new[0].value_on)
    assert_it_goes_on_alike(found, before, all_of_it, new=new)
    assert [line.component for line in found.payments[0].lines][0] == Component.DEFAULT_INTEREST


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    early=st.sampled_from([0, 31]),
    ahead=st.integers(5_300_000, 19_000_000),
    amounts=AMOUNTS,
    days=st.lists(st.integers(0, 150), min_size=3, max_size=3),
    known=st.integers(0, 150),
)
def test_money_behind_a_credit_that_nothing_takes_yet_waits_with_it(early, ahead, amounts, days, known):
    paid = Payment(DUE[0], time(8), "ahead", Decimal(ahead).scaleb(-2))
    terms = Terms(annual_rate=Decimal("0.03"), early_days=early)
    story = {"instalments": a_schedule(), "terms": terms, "payments": [paid]}
    new = [
        Payment(DUE[0] + timedelta(days=1 + gap), time(9), f"new{number}", amount)
        for number, (amount, gap) in enumerate(zip(amounts, sorted(days), strict=False))
    ]
    as_of = max(new[-1].value_on, DUE[0] + timedelta(days=1 + known))
    found, before, all_of_it = continued(story, new=new, as_of=as_of)
    assert any(span.credit for span in before.whole)
    assert found is not None
    assert_it_goes_on_alike(found, before, all_of_it, new=new)


def test_a_credit_that_an_instalment_took_since_asks_for_the_whole_replay():
    terms = Terms(annual_rate=Decimal("0.03"))
    story = {"instalments": a_schedule(), "terms": terms, "payments": [Payment(DUE[0], time(8), "1", Decimal(90_000))]}
    new = [Payment(DUE[1] - timedelta(days=9), time(8), "2", Decimal(100))]
    found, _before, _all_of_it = continued(story, new=new, as_of=DUE[1])
    assert found is None


def test_a_rate_with_parts_of_a_millionth_is_refused():
    terms = Terms(annual_rate=Decimal("0.03"), default_rate=Decimal("0.0750001"))
    with pytest.raises(rules.RateTooFine):
        rules.allocate_with_course(instalments=a_schedule(), payments=(), as_of=LENT_ON, terms=terms)
