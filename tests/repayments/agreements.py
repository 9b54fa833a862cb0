"""Waivers and restructurings of an arbitrary debt, for the laws of the replay and of the course."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from repayments.rules import Component, RateStep, Waiver, new_schedule, settlement_quote

MONEY = st.decimals("0.01", 60000, places=2)
RATES = st.sampled_from([None, None, Decimal("0.05"), (RateStep(date(1900, 1, 1), Decimal("0.08")),)])


def waivers(days):
    return st.lists(st.builds(Waiver, on=days, amount=MONEY), max_size=2).map(tuple)


@st.composite
def restructured(draw, *, story, days, most=2):
    """Give the story with up to some restructurings, each of what was known to be owed on its day, or of other sums.

    What is signed is mostly what is owed on the day as far as known: sometimes with a payment that is found later, or
    that is reversed later, so that more or less is owed in truth.
    """
    terms = story["terms"]
    agreed = sorted({draw(days) for _each in range(draw(st.integers(0, most)))})
    number = story["instalments"][-1].number + 1
    first = story["instalments"][0]
    lent_on = first.nominal_due_on - timedelta(days=first.days)
    for on in agreed:
        if on < lent_on:
            continue
        terms = with_agreement(draw, story | {"terms": terms}, on=on, number=number)
        number = max([number, *(one.number + 1 for new in terms.restructured for one in new.instalments)])
    return story | {"terms": terms}


def with_agreement(draw, story, *, on, number):
    terms, payments = story["terms"], list(story["payments"])
    known = [payment for payment in payments if draw(st.integers(0, 3))]
    told = {key: value for key, value in story.items() if key != "as_of"} | {"payments": known}
    quote = settlement_quote(**told, on=on)
    principal = quote.total(Component.PRINCIPAL)
    count = draw(st.integers(1, 4))
    if 0 < principal < count:
        return terms
    holiday = draw(st.sampled_from([0, 0, 30, 365]))
    begins_on = on + timedelta(days=draw(st.integers(0, 40)))
    after = begins_on + timedelta(days=holiday)
    due_dates = [after + timedelta(days=1 + n * 31 + draw(st.integers(0, 30))) for n in range(count)]
    new = new_schedule(
        principal=principal,
        contract_interest=quote.total(Component.CONTRACT_INTEREST),
        default_interest=quote.total(Component.DEFAULT_INTEREST),
        annual_rate=terms.annual_rate,
        agreed_on=on,
        due_dates=due_dates,
        first_number=number,
        is_business_day=lambda day: day.weekday() < 5,
        default_rate=draw(RATES),
        holiday_from=begins_on if holiday else None,
        holiday_until=after - timedelta(days=1) if holiday else None,
    )
    return replace(terms, restructured=(*terms.restructured, new))
