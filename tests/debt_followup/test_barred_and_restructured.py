"""A new schedule un-bars nothing: who signs it, who cannot, and what of an old schedule goes on in its instalments."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from debt_followup import selectors as room
from debt_followup.rules import (
    NEVER,
    Cause,
    Claim,
    Interruption,
    LimitationStatus,
    UnpaidSpan,
    arrears_spans,
    limitation_ends,
    readings,
)
from debt_followup.rules import acknowledgements as stated
from debt_followup.rules.claims import PlannedClaim, Schedule, claims_by_number
from debt_followup.selectors import restructurings as selectors
from debt_followup.selectors.arrears import spans_of
from debt_followup.services import memoranda
from debt_followup.services.arrears import differing_arrears, refresh_arrears
from repayments.selectors import standing
from reports.demo import people as demo
from tests.debt_followup import restructured as steps
from tests.repayments import factories
from thai.dates import add_months, add_years

OLD = tuple(add_months(date(2014, 5, 1), number) for number in range(4))
AGREED = date(2019, 6, 15)  # after the first two of them are barred, before the other two are
NEW = tuple(add_months(date(2019, 8, 5), number) for number in range(4))
DAYS = st.dates(date(2012, 1, 1), date(2040, 12, 31))


def signed(on=AGREED, **more):
    return Interruption(contract_id=1, on=on, cause=Cause.RESTRUCTURED, **more)


def paid(on):
    return Interruption(contract_id=1, on=on, cause=Cause.PAYMENT)


def renewed(*, owed=("100", "100", "100", "100"), agreed_on=AGREED, new=NEW, principal="100"):
    versions = [
        Schedule(None, [PlannedClaim(number, due_on, Decimal("100")) for number, due_on in enumerate(OLD, 1)]),
        Schedule(agreed_on, [PlannedClaim(number, due_on, Decimal(principal)) for number, due_on in enumerate(new, 5)]),
    ]
    moved = {number: Decimal(amount) for number, amount in enumerate(owed, 1)}
    found = claims_by_number(versions=versions, moved=moved)
    return [found[number] for number in range(5, 5 + len(new))]


def last_days(claims, events, **more):
    return [end.last_day_on for end in limitation_ends(unpaid_due_dates=claims, interruptions=events, **more)]


# -- the rule ----------------------------------------------------------------------------------------------------------
def test_what_was_barred_at_the_signature_stays_barred_and_the_rest_runs_from_its_new_due_date():
    claims = renewed()
    assert last_days(claims, [signed()]) == [date(2019, 5, 1), date(2019, 6, 1), date(2024, 10, 5), date(2024, 11, 5)]
    ends = limitation_ends(unpaid_due_dates=claims, interruptions=[signed()])
    both = readings(ends=ends, has_clause=False, interruptions=[signed()])
    assert both.days == (date(2019, 5, 1), date(2019, 6, 1), date(2024, 10, 5))
    assert both.barred_after == date(2024, 10, 5), "what was barred before draws nothing after it"


def test_the_first_new_instalments_stand_for_the_oldest_principal():
    assert [len(claim.stands_for) for claim in renewed(owed=("150", "50", "150", "50"))] == [1, 2, 1, 2]
    less = renewed(owed=("0", "100", "100", "100"))  # a payment that is found later lowers the first new instalment
    assert [[old.due_on for old in claim.stands_for] for claim in less] == [[], [*OLD[:2]], [OLD[2]], [OLD[3]]]
    more = renewed(owed=("200", "100", "100", "100"))  # what a reversal adds comes with the last
    assert [old.due_on for old in more[-1].stands_for] == [OLD[2], OLD[3]]


def test_who_did_not_sign_owes_what_she_owed_from_the_old_due_dates():
    assert last_days(renewed(), []) == [add_years(due_on, 5) for due_on in OLD]


def test_of_a_debt_that_was_barred_altogether_no_signature_revives_anything():
    late = date(2020, 1, 6)
    claims = renewed(agreed_on=late, new=tuple(add_months(day, 12) for day in NEW))
    assert last_days(claims, [signed(late)]) == [add_years(due_on, 5) for due_on in OLD]


def test_a_second_new_schedule_un_bars_no_more_than_the_first():
    first = renewed()
    again = Claim(date(2026, 1, 5), date(2025, 12, 1), tuple(first))
    (end,) = limitation_ends(unpaid_due_dates=[again], interruptions=[signed(), signed(date(2025, 12, 1))])
    assert end.last_day_on == date(2019, 5, 1)


@given(
    st.lists(DAYS.map(paid), max_size=4), st.integers(1, 4000), st.lists(st.integers(0, 300), min_size=4, max_size=4)
)
def test_a_memorandum_signed_after_expiry_changes_nothing(events, days, owed):
    ends = limitation_ends(unpaid_due_dates=OLD, interruptions=events)
    late = max(end.last_day_on for end in ends) + timedelta(days=days)
    new = tuple(add_months(late, number) for number in range(1, 5))
    claims = renewed(owed=[str(amount) for amount in owed], agreed_on=late, new=new)
    for claim, last in zip(claims, last_days(claims, [*events, signed(late)]), strict=True):
        bound = {end.last_day_on for end in ends if end.due_on in {old.due_on for old in claim.stands_for}}
        assert last in bound if bound else not claim.stands_for


@given(st.lists(DAYS.map(paid), max_size=4), DAYS, DAYS)
def test_no_new_schedule_gives_a_longer_time_for_what_was_barred(events, agreed_on, on):
    barred = {
        old.due_on: old.last_day_on
        for old in limitation_ends(unpaid_due_dates=OLD, interruptions=[one for one in events if one.on < agreed_on])
        if old.is_barred(on=agreed_on)
    }
    new = tuple(add_months(agreed_on, number) for number in range(1, 5))
    claims = renewed(agreed_on=agreed_on, new=new)
    for claim, last in zip(claims, last_days(claims, [*events, signed(agreed_on)], on=on), strict=True):
        held = [barred[old.due_on] for old in claim.stands_for if old.due_on in barred]
        assert not held or last <= min(held)


@given(
    st.lists(st.one_of(DAYS.map(paid), st.just(signed())), max_size=4),
    st.lists(DAYS.map(paid), max_size=2),
    st.sampled_from([True, False, None]),
    st.lists(st.dates(date(2019, 8, 5), date(2040, 1, 1)), min_size=1, max_size=5),
)
def test_the_spans_of_a_restructured_debt_say_on_every_day_what_the_rule_says(hers, others, clause, days):
    claims = renewed()
    unpaid = [UnpaidSpan(claim.due_on, NEVER, claim.due_on, claim.due_on, claim) for claim in claims]
    spans = arrears_spans(
        unpaid=unpaid,
        debtors=[hers, others],
        years=5,
        has_clause=clause,
        principal=[(date.min, Decimal("100.00"))],
        last_due=[(date.min, NEW[-1])],
    )
    for on in days:
        (span,) = (one for one in spans if one.from_on <= on < one.until_on)
        there = [claim for claim in claims if claim.due_on <= on]
        told = []
        for own in (hers, others):
            ends = limitation_ends(unpaid_due_dates=there, interruptions=own, on=on)
            known = [event for event in own if event.on <= on]
            told.append(readings(ends=ends, has_clause=bool(clause), interruptions=known))
        assert span.earliest_until == min(one.whole_on for one in told)
        assert span.next_until(on) == min((day for one in told for day in one.days if day >= on), default=None)
        assert (span.barred_from <= on) == (max(one.barred_after for one in told) < on)


# -- the debts ---------------------------------------------------------------------------------------------------------
BARRED = date(2026, 1, 15)
PARTLY = date(2023, 9, 1)  # of July 2018 is barred, of January 2019 is not


@pytest.fixture(autouse=True)
def blank_papers():
    """Issue papers without drawing them."""
    patch = factories.quick_papers()
    yield
    patch.undo()


@pytest.fixture
def people(loans):
    return demo.read()


@pytest.fixture
def unpaid(loans):
    return loans[2]


@pytest.mark.requirement("R-ACK-02")
def test_a_barred_debt_is_not_restructured_at_any_step_and_stays_in_its_class(people, unpaid):
    for step in (steps.applied, steps.prepared):
        with pytest.raises(stated.AllBarred, match="รับสภาพความรับผิด"):
            step(people, unpaid, on=BARRED)
    assert room.debtor(unpaid, as_of=BARRED).limits.status == LimitationStatus.TIME_BARRED


def test_what_becomes_barred_on_the_way_is_neither_prepared_nor_signed(people, unpaid):
    before, after = date(2024, 12, 20), date(2025, 1, 20)  # the last instalment is of 5 January 2020
    row = steps.decided(people, unpaid, on=before, exception_reason="น้ำท่วม")
    with pytest.raises(stated.AllBarred):
        memoranda.prepare_memorandum(restructuring=row, agreed_on=after, by=people.users["phan"], on=after)
    row = memoranda.prepare_memorandum(restructuring=row, agreed_on=before, by=people.users["phan"], on=before)
    line = row.signers.order_by("pk").first()
    with pytest.raises(stated.AllBarred):
        memoranda.sign(restructuring=row, signer=line.pk, signed_on=after, by=people.users["phan"], on=after)
    row = memoranda.sign(restructuring=row, signer=line.pk, signed_on=before, by=people.users["phan"], on=after)
    assert row.signers.get(pk=line.pk).last_day_before == date(2025, 1, 5)
    other = row.signers.order_by("pk").last()
    with pytest.raises(IntegrityError, match="restructured_before_it_is_barred"), transaction.atomic():
        row.signers.filter(pk=other.pk).update(
            signed_on=after,
            last_day_before=date(2025, 1, 5),
            recorded_by=people.users["phan"],
            recorded_on=after,
            recorded_at="2025-01-20T09:00:00+07:00",
        )


def test_of_a_debt_that_is_partly_barred_the_new_schedule_keeps_that_part_barred(people, unpaid):
    first, *_others = room.debtor(unpaid, as_of=PARTLY).limits.debtors[0].ends
    assert selectors.signers_of(unpaid, on=PARTLY).barred == [first.due_on]
    row = steps.in_force(people, unpaid, on=PARTLY, count=12)
    refresh_arrears(contract_ids=[unpaid.pk])
    later = date(2024, 9, 1)
    limits = room.debtor(unpaid, as_of=later).limits
    assert limits.status == LimitationStatus.PARTLY_BARRED
    assert limits.earliest_on == first.last_day_on == date(2023, 7, 5)
    assert limits.next_on == add_years(_first_alive(row, unpaid), 5)
    (span,) = (one for one in spans_of([unpaid.pk])[unpaid.pk] if one.from_on <= later < one.until_on)
    assert (span.earliest_until, span.next_until(later)) == (limits.earliest_on, limits.next_on)
    assert not differing_arrears(contract_ids=[unpaid.pk])


def _first_alive(row, contract):
    """Return the due date of the first new instalment without principal of what was barred."""
    barred = next(iter(standing(contract=contract, as_of=PARTLY).instalments)).principal_moved
    told = Decimal(0)
    for line in row.lines.order_by("number"):
        if told >= barred:
            return line.nominal_due_on
        told += line.principal
    raise AssertionError


def test_a_co_debtor_whose_claim_is_barred_does_not_sign_and_the_page_names_her(people, loans, log_in, business_date):
    contract = loans[1]  # what was paid counts for the representative alone
    on = date(2025, 1, 10)
    business_date(on)
    factories.receipted(people, factories.paid(contract, "100.00", on=date(2024, 7, 1)), on=date(2024, 7, 3))
    signers = selectors.signers_of(contract, on=on)
    assert [party.role for party in signers.parties] == ["REPRESENTATIVE"]
    page = log_in("wiangpapao").get(reverse("debt_followup:apply_restructuring", args=[contract.pk]))
    for limit, refused in signers.cannot:
        assert limit.party.name in str(refused)
        assert str(refused) in page.content.decode()


def test_the_form_of_a_barred_debt_says_why_and_asks_nothing(people, unpaid, log_in, business_date):
    business_date(BARRED)
    client = log_in("phan")
    page = client.get(reverse("debt_followup:apply_restructuring", args=[unpaid.pk])).content.decode()
    assert "รับสภาพความรับผิด" in page
    assert 'name="wish"' not in page
    simulated = client.get(reverse("debt_followup:simulate_restructuring", args=[unpaid.pk])).content.decode()
    assert reverse("debt_followup:apply_restructuring", args=[unpaid.pk]) not in simulated
