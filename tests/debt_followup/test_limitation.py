"""Rule LR for every debtor and on every day: its laws, both readings, suits and judgments, spans equal to the rule."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_followup import rules
from debt_followup.rules import (
    NEVER,
    Cause,
    Interruption,
    LimitationStatus,
    UnpaidSpan,
    alert_days,
    arrears_spans,
    last_day_to_sue,
    limitation_ends,
    limitation_status,
    readings,
)
from thai.dates import add_months, add_years

MONTHLY = tuple(add_months(date(2014, 5, 1), number) for number in range(12))
DAYS = st.dates(date(2012, 1, 1), date(2030, 12, 31))
DUE_DATES = st.lists(DAYS, min_size=1, max_size=8)
with (Path(__file__).parent.parent / "data" / "limitation_examples.csv").open(encoding="utf-8") as file:
    EXAMPLES = list(csv.DictReader(file))


def paid(on, **more):
    return Interruption(contract_id=1, on=on, cause=Cause.PAYMENT, **more)


EVENTS = st.lists(DAYS.map(paid), max_size=8)


# -- the laws ----------------------------------------------------------------------------------------------------------
@given(DUE_DATES, EVENTS, DAYS)
def test_one_more_interruption_never_brings_the_last_day_forward(unpaid, events, more):
    before = last_day_to_sue(unpaid_due_dates=unpaid, interruptions=events)
    assert last_day_to_sue(unpaid_due_dates=unpaid, interruptions=[*events, paid(more)]) >= before


@given(DAYS, EVENTS, st.integers(1, 4000))
def test_an_event_after_expiry_changes_nothing(due_on, events, days):
    (end,) = limitation_ends(unpaid_due_dates=[due_on], interruptions=events)
    later = paid(end.last_day_on + timedelta(days=days))
    assert limitation_ends(unpaid_due_dates=[due_on], interruptions=[*events, later])[0].last_day_on == end.last_day_on


@given(DUE_DATES, EVENTS, DAYS)
def test_what_happens_after_a_day_does_not_change_what_held_on_it(unpaid, events, on):
    known = [event for event in events if event.on <= on]
    assert last_day_to_sue(unpaid_due_dates=unpaid, interruptions=events, on=on) == last_day_to_sue(
        unpaid_due_dates=unpaid, interruptions=known
    )


@pytest.mark.requirement("R-LIM-04", "R-ACK-07")
@pytest.mark.parametrize("row", [one for one in EXAMPLES if one["example"] != "E3"], ids=lambda row: row["example"])
def test_the_printed_examples_come_out(row):
    due = date.fromisoformat(row["anchor_unpaid_due_ce"] or "2015-04-01")
    events = [row["last_interrupting_event_ce"]] if row["last_interrupting_event_ce"] else []
    found = last_day_to_sue(unpaid_due_dates=[due], interruptions=[date.fromisoformat(day) for day in events])
    assert found == date.fromisoformat(row["last_day_ce"])


@pytest.mark.requirement("R-LIM-02")
def test_a_debt_payable_in_one_sum_has_ten_years():
    assert last_day_to_sue(unpaid_due_dates=[date(2014, 5, 1)], interruptions=[], years=10) == date(2024, 5, 1)


# -- suits and judgments -----------------------------------------------------------------------------------------------
def test_while_a_suit_is_pending_no_period_runs():
    filed = Interruption(1, date(2018, 1, 10), Cause.FILED, is_pending=True)
    (end,) = limitation_ends(unpaid_due_dates=[date(2014, 5, 1)], interruptions=[filed, paid(date(2018, 6, 1))])
    assert end.is_pending
    assert end.last_day_on == NEVER
    assert not end.is_barred(on=date(2040, 1, 1))


def test_a_suit_that_ended_begins_the_period_anew_on_the_day_of_its_end():
    filed = Interruption(1, date(2018, 1, 10), Cause.FILED, is_pending=True, ended_on=date(2019, 3, 5))
    (end,) = limitation_ends(unpaid_due_dates=[date(2014, 5, 1)], interruptions=[filed])
    assert (end.counts_from_on, end.last_day_on) == (date(2019, 3, 6), date(2024, 3, 5))


def test_a_judgment_gives_ten_years_and_so_does_what_interrupts_them():
    filed = Interruption(1, date(2018, 1, 10), Cause.FILED, is_pending=True)
    judged = Interruption(1, date(2018, 9, 20), Cause.JUDGED, years=10)
    (end,) = limitation_ends(unpaid_due_dates=[date(2014, 5, 1)], interruptions=[judged, filed])
    assert end.last_day_on == date(2028, 9, 20)
    (later,) = limitation_ends(
        unpaid_due_dates=[date(2014, 5, 1)], interruptions=[judged, filed, paid(date(2020, 2, 1))]
    )
    assert later.last_day_on == date(2030, 2, 1)


def test_a_suit_filed_too_late_helps_nothing():
    filed = Interruption(1, date(2019, 5, 2), Cause.FILED, is_pending=True)
    (end,) = limitation_ends(unpaid_due_dates=[date(2014, 5, 1)], interruptions=[filed])
    assert end.last_day_on == date(2019, 5, 1)


# -- both readings -----------------------------------------------------------------------------------------------------
def test_where_the_clause_is_unknown_both_readings_are_told_and_the_earlier_drives():
    ends = limitation_ends(unpaid_due_dates=MONTHLY, interruptions=[])
    both = readings(ends=ends, has_clause=None)
    assert (both.whole_on, both.last_on, both.is_one) == (date(2019, 5, 1), date(2020, 4, 1), None)
    assert both.drives_on == date(2019, 5, 1)
    assert both.barred_after == date(2020, 4, 1)  # nothing counts as barred that may not be


def test_with_the_clause_the_earliest_day_holds_for_the_whole_debt():
    ends = limitation_ends(unpaid_due_dates=MONTHLY, interruptions=[])
    assert readings(ends=ends, has_clause=True).barred_after == date(2019, 5, 1)
    assert readings(ends=ends, has_clause=False).barred_after == date(2020, 4, 1)


def test_an_acknowledgement_makes_the_debt_of_its_signer_one():
    signed = Interruption(1, date(2017, 5, 30), Cause.ACKNOWLEDGED)
    ends = limitation_ends(unpaid_due_dates=MONTHLY, interruptions=[signed])
    assert readings(ends=ends, has_clause=False, interruptions=[signed]).is_one
    assert {end.last_day_on for end in ends} == {date(2022, 5, 30)}


# -- the flag and the alerts -------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-LIM-07")
def test_a_debt_is_classed_by_how_it_stands_to_its_periods():
    def status(on):
        return limitation_status(earliest_until=date(2019, 5, 1), barred_from=date(2020, 4, 2), on=on)

    assert status(date(2018, 4, 30)) == LimitationStatus.RUNNING
    assert status(date(2018, 5, 1)) == LimitationStatus.EXPIRING
    assert status(date(2019, 5, 1)) == LimitationStatus.EXPIRING
    assert status(date(2019, 5, 2)) == LimitationStatus.PARTLY_BARRED
    assert status(date(2020, 4, 1)) == LimitationStatus.PARTLY_BARRED
    assert status(date(2020, 4, 2)) == LimitationStatus.TIME_BARRED
    assert limitation_status(earliest_until=None, barred_from=None, on=date(2020, 1, 1)) == LimitationStatus.NOT_RUNNING
    assert limitation_status(earliest_until=NEVER, barred_from=NEVER, on=date(2020, 1, 1)) == LimitationStatus.PENDING


@pytest.mark.parametrize(
    ("left", "alert"), [(366, None), (365, 365), (181, 365), (180, 180), (90, 90), (31, 90), (30, 30), (7, 7), (0, 7)]
)
def test_alerts_come_at_365_180_90_30_and_7_days(left, alert):
    on = date(2019, 1, 1)
    assert alert_days(last_day_on=on + timedelta(days=left), on=on) == alert
    assert alert_days(last_day_on=on - timedelta(days=1), on=on) is None


# -- the spans: the same for every day ---------------------------------------------------------------------------------
@st.composite
def debts(draw):
    """Some instalments, each unpaid from its due date until a day or for ever; two debtors' events; a clause; years."""
    unpaid = []
    for due_on in draw(st.lists(st.dates(date(2012, 1, 1), date(2018, 12, 31)), min_size=1, max_size=5, unique=True)):
        days = draw(st.one_of(st.none(), st.integers(1, 4000)))
        until = NEVER if days is None else due_on + timedelta(days=days)
        unpaid.append(UnpaidSpan(due_on, until, due_on, due_on + timedelta(days=draw(st.integers(0, 3)))))
    acts = st.builds(
        lambda day, cause, is_open: Interruption(
            1, day, cause, years=10 if cause == Cause.JUDGED else None, in_parts=is_open and cause == Cause.ACKNOWLEDGED
        ),
        st.dates(date(2012, 1, 1), date(2026, 12, 31)),
        st.sampled_from([Cause.PAYMENT, Cause.ACKNOWLEDGED, Cause.JUDGED]),
        st.booleans(),
    )
    suits = st.builds(
        lambda day, days, is_doubtful: Interruption(
            1,
            day,
            Cause.FILED,
            is_pending=True,
            ended_on=None if days is None else day + timedelta(days=days),
            is_doubtful=is_doubtful,
        ),
        st.dates(date(2012, 1, 1), date(2026, 12, 31)),
        st.one_of(st.none(), st.integers(1, 900)),
        st.booleans(),
    )
    events = st.lists(st.one_of(acts.map(lambda one: [one]), suits.map(lambda one: [one]), laws_of_one()), max_size=4)
    debtors = [[event for told in draw(events) for event in told] for _debtor in range(2)]
    return unpaid, debtors, draw(st.sampled_from([True, False, None])), draw(st.sampled_from([5, 10]))


def laws_of_one():
    """A death or a bankruptcy: no claim, or one that was brought before the day told, in time or too late."""

    def told(cause, day, days, brought, decided):
        event = Interruption(1, day, cause, ends_by=day + timedelta(days=days))
        if brought is None:
            return [event]
        claim_on = day + timedelta(days=brought)
        ended_on = None if decided is None else claim_on + timedelta(days=decided)
        claim = Interruption(1, claim_on, Cause.FILED, is_pending=True, ended_on=ended_on)
        return [replace(event, ended_on=claim_on if brought <= days else None), claim]

    return st.builds(
        told,
        st.sampled_from([Cause.DIED, Cause.BANKRUPT]),
        st.dates(date(2012, 1, 1), date(2026, 12, 31)),
        st.integers(1, 900),
        st.one_of(st.none(), st.integers(-90, 1200)),
        st.one_of(st.none(), st.integers(0, 900)),
    )


@given(debts(), st.lists(st.dates(date(2012, 1, 1), date(2040, 12, 31)), min_size=1, max_size=6))
def test_the_spans_say_on_every_day_what_the_rule_says(debt, days):
    unpaid, debtors, clause, years = debt
    spans = arrears_spans(
        unpaid=unpaid,
        debtors=debtors,
        years=years,
        has_clause=clause,
        principal=[(date(2012, 1, 1), Decimal("100.00"))],
        last_due=[(date(2012, 1, 1), date(2019, 1, 1))],
    )
    for before, after in zip(spans, spans[1:], strict=False):
        assert before.until_on <= after.from_on
    edges = [edge for span in unpaid for edge in (span.from_on, span.from_on - timedelta(days=1), span.until_on)]
    edges += [event.on for own in debtors for event in own]
    edges += [event.ended_on for own in debtors for event in own if event.ended_on]
    for on in [*days, *edges]:
        there = [span for span in unpaid if span.from_on <= on < span.until_on]
        found = [span for span in spans if span.from_on <= on < span.until_on]
        assert len(found) == bool(there)
        if not there:
            continue
        (span,) = found
        lasts, after, alive = [], [], set()
        for own in debtors:
            due = [one.nominal_on for one in there]
            ends = limitation_ends(unpaid_due_dates=due, interruptions=own, years=years, on=on)
            both = readings(
                ends=ends, has_clause=bool(clause), interruptions=[event for event in own if event.on <= on]
            )
            lasts.append(both.whole_on)
            after.append(both.barred_after)
            alive |= set(both.days)
        assert span.earliest_until == min(lasts)
        assert span.next_until(on) == min((day for day in alive if day >= on), default=None)
        assert span.representative_until == lasts[0]
        assert span.due_on == min(one.due_on for one in there)
        assert span.nominal_on == min(one.nominal_on for one in there)
        assert (span.barred_from <= on) == (max(after) < on)


def test_a_debtor_who_pays_nothing_any_more_has_one_span_for_ever():
    unpaid = [UnpaidSpan(due_on, NEVER, due_on, due_on) for due_on in MONTHLY]
    spans = arrears_spans(
        unpaid=unpaid,
        debtors=[[]],
        years=5,
        has_clause=False,
        principal=[(MONTHLY[0], Decimal("1.00"))],
        last_due=[(date.min, MONTHLY[-1])],
    )
    assert len(spans) == 1
    (span,) = spans
    assert (span.from_on, span.until_on, span.earliest_until) == (MONTHLY[0], NEVER, add_years(MONTHLY[0], 5))
    assert span.barred_from == add_years(MONTHLY[-1], 5) + timedelta(days=1)


def test_a_payment_by_nobody_knows_whom_leaves_the_others_where_they_were():
    spans = arrears_spans(
        unpaid=[UnpaidSpan(MONTHLY[0], NEVER, MONTHLY[0], MONTHLY[0])],
        debtors=[[paid(date(2017, 4, 1))], []],
        years=5,
        has_clause=False,
        principal=[(MONTHLY[0], Decimal("1.00"))],
        last_due=[(date.min, MONTHLY[0])],
    )
    last = spans[-1]
    assert (last.representative_until, last.earliest_until) == (date(2022, 4, 1), date(2019, 5, 1))
    assert last.barred_from == date(2022, 4, 2)
    assert (
        rules.limitation_status(earliest_until=last.earliest_until, barred_from=last.barred_from, on=date(2020, 1, 1))
        == LimitationStatus.PARTLY_BARRED
    )
