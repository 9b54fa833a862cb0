"""Rule LR told a second time, in the words of the law and without the code of the rules, and held against them.

What is told here is that of L-02, L-03 and A-12 and of the worked examples, in plain numbers: five years for sums that
are redeemed by instalments (193/33), ten for one sum (193/30) and after a judgment (193/32), anew after what interrupts
(193/14, 193/15), nothing after expiry but two years for who accepts her liability (193/28, 193/35), each debtor for
herself (295).
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_followup.rules import (
    Cause,
    Claim,
    Interruption,
    UnpaidSpan,
    arrears_spans,
    last_day_to_sue,
    latest_last_day_to_sue,
    limitation_ends,
    readings,
)
from debt_followup.rules.claims import PlannedClaim, Schedule, claims_by_number
from debt_followup.selectors.limitation import events_of_party

HERS, OTHERS = 1, 2  # the representative and a co-borrower
FOR_EVER = date(9999, 12, 31)
FIRST = date(2014, 5, 1)


# -- the rule, told anew -----------------------------------------------------------------------------------------------
def after(day, years):
    """The last day of a period of years whose first is the morrow of a day (193/3, 193/5)."""
    if day == FOR_EVER:
        return day
    number = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=number)


def chain(due, acts, years):
    """Where all acts are alike: every day from which a period ran, the due date and each act within one that ran."""
    begun = {due}
    while more := {act for act in acts if any(day < act <= after(day, years) for day in begun)} - begun:
        begun |= more
    return max(after(day, years) for day in begun)


def told(due, acts, years, *, shortens=True):
    """The last day to sue for what fell due on a day, by what happened: pairs of a day and a word.

    :param shortens: whether a promise in parts leaves five years, as one reading of 193/33 has it, and the two years of
        an acceptance run from the signature whatever is paid within them.
    """
    return told_why(due, acts, years, shortens=shortens)[0]


def told_why(due, acts, years, *, shortens):
    """The same, with whether it is the day of an acceptance of liability."""
    begun, ends, in_court, accepted = due, after(due, years), False, False
    order = ["sued", "judged", "promised", "paid", "accepted"]  # of one day
    for day, what in sorted(acts, key=lambda act: (act[0], order.index(act[1].split()[0]))):
        if what.startswith("sued"):
            if begun < day <= ends:
                said = what.removeprefix("sued")
                begun, in_court, accepted = date.fromisoformat(said.strip()) if said else FOR_EVER, True, False
                ends = after(begun, years)
        elif what == "judged":
            if day > begun or in_court:
                begun, years, in_court = max(begun, day) if begun != FOR_EVER else day, 10, False
                ends, accepted = after(begun, years), False
        elif what == "accepted" and day > ends:
            begun, years, ends, in_court, accepted = day, 2, after(day, 2), False, True
        elif shortens and (accepted or what == "accepted"):
            continue
        elif begun < day <= ends:
            begun, in_court = day, False
            years = min(years, 5) if what == "promised" and shortens else years
            ends = after(begun, years)
    return ends, accepted


def told_anew(old, signed_on, due, acts, years, *, shortens):
    """The same of what a new schedule, signed on a day, makes fall due on another in the place of what was due before.

    What is barred at the signature stays so. Of what can be sued for by an acceptance alone one reading has the two
    years of it, and the other what was signed now.
    """
    ends, accepted = told_why(old, [act for act in acts if act[0] < signed_on], years, shortens=shortens)
    if ends < signed_on or (accepted and shortens):
        return told(old, acts, years, shortens=shortens)
    return told(due, acts, years, shortens=shortens)


def own(acts, party):
    """The acts of one debtor; what nobody is named for is the representative's (A-12)."""
    return [(day, what) for day, what, who in acts if who == party or (who is None and party == HERS)]


def alive(lasts, on, *, clause, one_since):
    """Whether something can be sued for on a day, of one debtor, by the last days of what is due (3.1, A-13, A-15)."""
    if clause:
        return on <= min(lasts)
    if one_since is None:
        return on <= max(lasts)
    bound = [last for last in lasts if last >= one_since]
    return bool(bound) and on <= min(bound)


# -- the same for the rules --------------------------------------------------------------------------------------------
def event(day, what, who=None):
    if what.startswith("sued"):
        said = what.removeprefix("sued").strip()
        ended_on = date.fromisoformat(said) if said else None
        return Interruption(1, day, Cause.FILED, who, is_pending=True, ended_on=ended_on)
    if what == "judged":
        return Interruption(1, day, Cause.JUDGED, who, years=10)
    if what == "promised":
        return Interruption(1, day, Cause.ACKNOWLEDGED, who, in_parts=True)
    if what == "accepted":
        return Interruption(1, day, Cause.ACCEPTED, who)
    return Interruption(1, day, Cause.PAYMENT, who)


DAYS = st.dates(date(2012, 1, 1), date(2034, 12, 31))
DUE = st.lists(st.dates(date(2012, 1, 1), date(2018, 12, 31)), min_size=1, max_size=6)
PAYERS = st.sampled_from([HERS, OTHERS, None])
WORDS = st.sampled_from(["paid", "paid", "promised", "judged", "accepted"])
ACTS = st.lists(st.tuples(DAYS, WORDS, PAYERS), max_size=8)


# -- the examples ------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-LIM-01", "R-LIM-02", "R-LIM-05")
@pytest.mark.parametrize(
    ("due", "acts", "years", "last"),
    [
        pytest.param(FIRST, [], 5, date(2019, 5, 1), id="E1"),
        pytest.param(date(2014, 9, 1), [(date(2014, 8, 1), "paid")], 5, date(2019, 9, 1), id="E2"),
        pytest.param(date(2014, 6, 1), [(date(2015, 3, 1), "paid")], 5, date(2020, 3, 1), id="E3, last paid in March"),
        pytest.param(date(2014, 6, 1), [(date(2015, 4, 1), "paid")], 5, date(2020, 4, 1), id="E3, last paid in April"),
        pytest.param(FIRST, [(date(2017, 4, 1), "paid")], 5, date(2022, 4, 1), id="E4"),
        pytest.param(FIRST, [(date(2017, 5, 30), "promised")], 5, date(2022, 5, 30), id="E5"),
        pytest.param(FIRST, [], 10, date(2024, 5, 1), id="one sum"),
        pytest.param(FIRST, [(date(2017, 5, 30), "paid")], 10, date(2027, 5, 30), id="one sum, paid in part"),
        pytest.param(FIRST, [(date(2017, 5, 30), "promised")], 10, date(2022, 5, 30), id="one sum, promised in parts"),
        pytest.param(FIRST, [(date(2019, 5, 2), "paid")], 5, date(2019, 5, 1), id="a day too late"),
        pytest.param(FIRST, [(date(2018, 9, 20), "judged")], 5, date(2028, 9, 20), id="judged"),
        pytest.param(FIRST, [(date(2020, 1, 15), "judged")], 5, date(2030, 1, 15), id="judged, not filed"),
        pytest.param(FIRST, [(date(2020, 1, 15), "accepted")], 5, date(2022, 1, 15), id="accepted after expiry"),
        pytest.param(FIRST, [(date(2018, 1, 15), "accepted")], 5, date(2019, 5, 1), id="accepted before expiry"),
        pytest.param(
            FIRST,
            [(date(2020, 1, 15), "accepted"), (date(2021, 6, 1), "paid"), (date(2023, 2, 1), "accepted")],
            5,
            date(2025, 2, 1),
            id="accepted twice",
        ),
        pytest.param(
            FIRST, [(date(2020, 1, 15), "accepted"), (date(2021, 6, 1), "sued")], 5, FOR_EVER, id="accepted and sued"
        ),
        pytest.param(date(2016, 2, 29), [], 5, date(2021, 2, 28), id="29 February"),
    ],
)
def test_the_worked_examples_by_this_telling_and_by_the_rules(due, acts, years, last):
    assert told(due, acts, years) == last
    assert last_day_to_sue(unpaid_due_dates=[due], interruptions=[event(*act) for act in acts], years=years) == last


# -- the rules against it ----------------------------------------------------------------------------------------------
@given(DUE, st.lists(DAYS, max_size=8), st.sampled_from([5, 10]))
def test_the_first_and_the_last_day_are_those_of_the_rule_and_of_the_seed(unpaid, events, years):
    lasts = [chain(due, events, years) for due in unpaid]
    assert lasts == [told(due, [(day, "paid") for day in events], years) for due in unpaid], "both tellings"
    asked = {"unpaid_due_dates": unpaid, "interruptions": events, "years": years}
    assert last_day_to_sue(**asked) == min(lasts)
    assert latest_last_day_to_sue(**asked) == max(lasts)


@given(DUE, ACTS, st.sampled_from([5, 10]))
def test_the_periods_of_each_debtor_are_those_of_her_own_acts(unpaid, acts, years):
    for party, role in ((HERS, "REPRESENTATIVE"), (OTHERS, "CO_BORROWER")):
        events = events_of_party([event(*act) for act in acts], party_id=party, role=role)
        found = limitation_ends(unpaid_due_dates=unpaid, interruptions=events, years=years)
        first = [told(due, own(acts, party), years) for due in sorted(unpaid)]
        later = [told(due, own(acts, party), years, shortens=False) for due in sorted(unpaid)]
        assert [end.last_day_on for end in found] == first
        assert [end.barred_after for end in found] == [max(pair) for pair in zip(first, later, strict=True)]


@st.composite
def suits(draw):
    """A suit, pending or ended on a day, and what was paid and judged beside it."""
    day = draw(DAYS)
    ended = draw(st.one_of(st.none(), st.integers(1, 900)))
    words = f"sued {day + timedelta(days=ended)}" if ended else "sued"
    paid = [(one, "paid") for one in draw(st.lists(DAYS, max_size=4)) if one != day]
    judged = [(day + timedelta(days=ended), "judged")] if ended and draw(st.booleans()) else []
    return [(day, words), *paid, *judged]


@given(st.dates(date(2012, 1, 1), date(2018, 12, 31)), suits(), st.sampled_from([5, 10]))
def test_while_a_court_deals_with_it_nothing_runs_and_from_its_judgment_ten_years(due, acts, years):
    (end,) = limitation_ends(unpaid_due_dates=[due], interruptions=[event(*act) for act in acts], years=years)
    assert end.last_day_on == told(due, acts, years)


@given(
    st.lists(st.dates(date(2012, 1, 1), date(2018, 12, 31)), min_size=1, max_size=4, unique=True),
    ACTS,
    st.sampled_from([5, 10]),
    st.sampled_from([True, False, None]),
    st.lists(st.dates(date(2012, 1, 1), date(2049, 12, 31)), min_size=1, max_size=6),
)
def test_what_is_kept_for_every_day_says_the_first_day_of_all_debtors_and_when_nothing_is_left(
    unpaid, acts, years, clause, days
):
    events = [event(*act) for act in acts]
    debtors = [
        events_of_party(events, party_id=HERS, role="REPRESENTATIVE"),
        events_of_party(events, party_id=OTHERS, role="CO_BORROWER"),
    ]
    spans = arrears_spans(
        unpaid=[UnpaidSpan(due, FOR_EVER, due, due) for due in unpaid],
        debtors=debtors,
        years=years,
        has_clause=clause,
        principal=[(date.min, Decimal("1.00"))],
        last_due=[(date.min, max(unpaid))],
    )
    for on in [*days, *(act[0] for act in acts)]:
        there = [due for due in unpaid if due <= on]
        if not there:
            continue
        (span,) = (one for one in spans if one.from_on <= on < one.until_on)
        firsts, is_alive = [], False
        for party in (HERS, OTHERS):
            known = [act for act in own(acts, party) if act[0] <= on]
            one_since = min((day for day, what in known if what in ("promised", "judged")), default=None)
            for shortens in (True, False):
                lasts = [told(due, known, years, shortens=shortens) for due in there]
                is_alive |= alive(lasts, on, clause=clause, one_since=one_since)
                if shortens:
                    firsts.append(min(lasts))
        assert span.earliest_until == min(firsts)
        assert span.representative_until == firsts[0]
        assert (span.barred_from > on) == is_alive
        following = span.next_until(on)
        assert (following is not None) == is_alive
        if min(firsts) >= on:
            assert following == min(firsts)


# -- a debt payable in one sum that becomes one by instalments ---------------------------------------------------------
def in_new_instalments(count, *, agreed_on=date(2018, 1, 15)):
    """The claims of a debt of one sum, due in May 2557, in the instalments of a new schedule."""
    due = [date(2018 + (month - 1) // 12, (month - 1) % 12 + 1, 5) for month in range(3, 3 + count)]
    planned = [PlannedClaim(number, day, Decimal(1200) / count) for number, day in enumerate(due, 2)]
    versions = [Schedule(None, [PlannedClaim(1, FIRST, Decimal(1200))]), Schedule(agreed_on, planned)]
    found = claims_by_number(versions=versions, moved={1: Decimal(1200)})
    return due, [found[number] for number in range(2, 2 + count)]


SIGNED = Interruption(1, date(2018, 1, 15), Cause.RESTRUCTURED)


@pytest.mark.requirement("R-LIM-01", "R-LIM-02")
def test_a_new_schedule_of_several_instalments_has_five_years_by_one_reading_and_ten_by_the_other():
    due, claims = in_new_instalments(24)
    ends = limitation_ends(unpaid_due_dates=claims, interruptions=[SIGNED], years=10)
    assert [end.last_day_on for end in ends] == [date(day.year + 5, day.month, 5) for day in due]
    assert [end.barred_after for end in ends] == [date(day.year + 10, day.month, 5) for day in due]
    both = readings(ends=ends, has_clause=False, interruptions=[SIGNED])
    assert (both.drives_on, both.barred_after) == (date(2023, 3, 5), date(2028, 3, 5))


def test_who_did_not_sign_the_new_schedule_keeps_the_ten_years_of_the_one_sum():
    _due, claims = in_new_instalments(24)
    ends = limitation_ends(unpaid_due_dates=claims, interruptions=[], years=10)
    assert {(end.last_day_on, end.at_latest_on) for end in ends} == {(date(2024, 5, 1), None)}


@pytest.mark.requirement("R-LIM-01", "R-LIM-06")
@pytest.mark.parametrize(
    ("within", "first", "later"),
    [
        pytest.param([], date(2021, 2, 1), date(2024, 7, 1), id="nothing else"),
        pytest.param([(date(2019, 5, 1), "paid")], date(2021, 2, 1), date(2024, 7, 1), id="paid before it"),
        pytest.param([(date(2020, 6, 1), "paid")], date(2021, 2, 1), date(2025, 6, 1), id="paid after it"),
        pytest.param([(date(2021, 1, 5), "sued")], FOR_EVER, FOR_EVER, id="sued in time"),
        pytest.param([(date(2021, 2, 2), "sued")], date(2021, 2, 1), FOR_EVER, id="sued a day late"),
        pytest.param([(date(2019, 3, 1), "sued 2019-04-01")], date(2024, 7, 1), date(2024, 7, 1), id="sued before it"),
    ],
)
def test_a_new_schedule_of_what_was_accepted_after_expiry_alerts_by_the_acceptance(within, first, later):
    old, signed_on, due = date(2013, 1, 10), date(2019, 6, 1), date(2019, 7, 1)
    acts = [(date(2019, 2, 1), "accepted"), *within]
    for shortens, last in ((True, first), (False, later)):
        assert told_anew(old, signed_on, due, acts, 5, shortens=shortens) == last
    events = [*(event(*act) for act in acts), Interruption(1, signed_on, Cause.RESTRUCTURED)]
    claim = Claim(due, signed_on, (Claim(old),), 5)
    (end,) = limitation_ends(unpaid_due_dates=[claim], interruptions=events)
    assert (end.last_day_on, end.barred_after) == (first, later)
    again = Claim(date(2020, 9, 1), date(2020, 8, 1), (claim,), 5)  # nor does a second one
    if first == date(2021, 2, 1):
        second = [*events, Interruption(1, date(2020, 8, 1), Cause.RESTRUCTURED)]
        (end,) = limitation_ends(unpaid_due_dates=[again], interruptions=second)
        assert (end.last_day_on, end.barred_after > first) == (first, True)


@given(
    st.dates(date(2012, 1, 1), date(2018, 12, 31)),
    st.lists(st.tuples(DAYS, WORDS), max_size=5),
    st.one_of(st.none(), st.integers(-400, 900)),
    st.integers(-600, 1000),
    st.integers(1, 400),
)
def test_the_periods_of_a_new_schedule_are_those_of_what_was_owed_at_the_signature(old, acts, accepted, signs, days):
    first = after(old, 5) + timedelta(days=accepted or 0)
    signed_on = first + timedelta(days=signs)
    due = signed_on + timedelta(days=days)
    acts = [*acts, *([] if accepted is None else [(first, "accepted")])]
    acts = [act for act in acts if act[0] != signed_on]
    events = [*(event(*act) for act in acts), Interruption(1, signed_on, Cause.RESTRUCTURED)]
    claim = Claim(due, signed_on, (Claim(old),), 5)
    (end,) = limitation_ends(unpaid_due_dates=[claim], interruptions=events)
    last, later = (told_anew(old, signed_on, due, acts, 5, shortens=shortens) for shortens in (True, False))
    assert (end.last_day_on, end.barred_after) == (last, max(last, later))


def test_a_new_schedule_of_one_instalment_gives_a_debt_by_instalments_no_longer_alert():
    _due, [claim] = in_new_instalments(1)
    (end,) = limitation_ends(unpaid_due_dates=[claim], interruptions=[SIGNED], years=5)
    assert (end.last_day_on, end.barred_after) == (date(2023, 3, 5), date(2028, 3, 5))


@given(st.lists(st.tuples(DAYS, WORDS), max_size=5), DAYS, st.sampled_from([5, 10]), st.sampled_from([1, 3]))
def test_no_reading_that_bars_comes_before_the_one_that_alerts(acts, on, years, count):
    _due, claims = in_new_instalments(count)
    events = [SIGNED, *(event(*act) for act in acts)]
    for end in limitation_ends(unpaid_due_dates=[*claims, Claim(FIRST)], interruptions=events, years=years, on=on):
        assert end.barred_after >= end.last_day_on


# -- what nobody knows -------------------------------------------------------------------------------------------------
def test_a_suit_of_which_nobody_knows_how_it_ended_alerts_as_if_it_had_never_been_and_bars_nothing():
    filed = Interruption(1, date(2018, 1, 10), Cause.FILED, is_pending=True, is_doubtful=True)
    (end,) = limitation_ends(unpaid_due_dates=[FIRST], interruptions=[filed])
    assert (end.last_day_on, end.barred_after, end.is_pending) == (date(2019, 5, 1), FOR_EVER, False)
    assert not end.is_barred(on=date(2020, 1, 1))
    assert (end.next_day(on=date(2019, 5, 1)), end.next_day(on=date(2019, 5, 2))) == (date(2019, 5, 1), FOR_EVER)
