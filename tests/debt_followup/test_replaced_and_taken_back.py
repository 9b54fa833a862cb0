"""A paper that was registered by mistake gives its place back to the one that it had replaced."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from debt_followup import services
from debt_followup.models import Acknowledgement
from debt_followup.rules.acts import ActState
from debt_followup.rules.notices import Pause
from debt_followup.selectors.paused import pauses
from debt_followup.services.arrears import differing_arrears
from loans.selectors.changes import events_of
from repayments.services import refresh_courses
from tests.debt_followup import restructured as steps
from tests.debt_followup.test_acknowledgements import follow, prepared, signed
from tests.debt_followup.test_legal_files import ON
from tests.repayments import factories

WRONG = "ลงนามผิดคน ผู้ลงนามจริงคือคู่สัญญาอีกคนหนึ่ง"
LATER = date(2018, 10, 5)
MISSED = date(2018, 11, 13)  # the money of the fifth of November is known a week later at the latest
THEN = date(2018, 11, 20)


@pytest.fixture
def by(people, quick_papers):
    return people.users["secretary"]


@pytest.fixture
def contract(loans):
    """Give the debt of which nothing was paid, with its arrears written."""
    refresh_courses(on=ON)
    services.refresh_arrears()
    return loans[2]


@pytest.fixture
def only(contract, by):
    """Give a function that has a paper signed by the representative alone."""

    def made(on, **changed):
        given = {"parties": [contract.parties.first().pk]} | changed
        return signed(prepared(contract, by, on=on, **given), by, on=on)

    return made


@pytest.fixture
def unsign(people, by):
    """Give a function that has the signatures of a paper taken back by two, and its row as it is then."""

    def taken(paper, *, on=THEN):
        for line in paper.signers.exclude(signed_on=None):
            row = services.ask_void(entry=line, reason=WRONG, by=by, on=on)
            services.confirm_void(void=row, by=people.users["chief"], on=on)
        paper.refresh_from_db()
        return paper

    return taken


def kinds(contract):
    return sorted(event.kind for event in events_of([contract.pk]).get(contract.pk, ()))


def state(paper):
    paper.refresh_from_db()
    return paper.state


# -- the one that it replaced ------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-ACK-06")
def test_the_plan_that_was_replaced_by_mistake_is_in_force_again_pauses_letters_and_is_missed_in_its_day(
    contract, only, unsign
):
    plan = only(ON)
    wrong = only(LATER, first_due_on=date(2019, 6, 5))
    assert (state(plan), state(wrong)) == (ActState.REPLACED, ActState.IN_FORCE)
    unsign(wrong, on=LATER)
    assert (state(plan), wrong.state) == (ActState.IN_FORCE, ActState.PREPARED)
    assert (plan.ended_on, plan.ended_reason) == (None, "")
    assert pauses([contract.pk]) == {contract.pk: Pause.PLAN}
    assert kinds(contract) == ["ACKNOWLEDGED"]
    assert not differing_arrears(contract_ids=[contract.pk])
    follow(MISSED)
    assert (state(plan), plan.defaulted_number) == (ActState.DEFAULTED, 1)
    assert kinds(contract) == ["ACKNOWLEDGED", "CALLED_IN"]


def test_a_plan_in_default_is_in_default_again_with_its_own_call(contract, only, unsign):
    plan = only(ON)
    follow(MISSED)
    assert state(plan) == ActState.DEFAULTED
    was = (plan.call_in, plan.defaulted_number, plan.ended_on, plan.ended_reason)
    wrong = only(THEN, first_due_on=date(2019, 6, 5))
    assert state(plan) == ActState.REPLACED
    unsign(wrong)
    assert state(plan) == ActState.DEFAULTED
    assert (plan.call_in, plan.defaulted_number, plan.ended_on, plan.ended_reason) == was
    assert kinds(contract) == ["ACKNOWLEDGED", "CALLED_IN"]


def test_the_place_goes_back_to_the_last_paper_that_somebody_signed(contract, only, unsign, by):
    papers = [only(day, first_due_on=date(2019, 6, 5)) for day in (ON, date(2018, 10, 1), date(2018, 10, 2))]
    first, second, third = papers
    unsign(second)
    assert [state(one) for one in papers] == [ActState.REPLACED, ActState.REPLACED, ActState.IN_FORCE]
    unsign(third)
    assert [state(one) for one in papers] == [ActState.IN_FORCE, ActState.REPLACED, ActState.PREPARED]
    waiting = third.signers.get(signed_on=None)
    signed(third, by, on=THEN, days={waiting.pk: THEN})
    assert [state(one) for one in papers] == [ActState.REPLACED, ActState.REPLACED, ActState.IN_FORCE]
    assert third.label in first.ended_reason


def test_an_acceptance_gives_its_place_back_to_an_acceptance_and_not_to_a_plan(contract, only, unsign):
    plan, on = only(ON), date(2026, 1, 15)
    first = only(on, kind="ACCEPTANCE", first_due_on=date(2026, 6, 5))
    another = [contract.parties.last().pk]
    second = only(on, kind="ACCEPTANCE", first_due_on=date(2026, 7, 5), parties=another)
    assert state(first) == ActState.REPLACED
    before = state(plan)
    unsign(second, on=on)
    assert (state(first), state(second), state(plan)) == (ActState.IN_FORCE, ActState.PREPARED, before)


def test_another_agreement_that_was_made_meanwhile_keeps_the_place(people, contract, only, unsign):
    plan = only(ON)
    wrong = only(LATER, first_due_on=date(2019, 6, 5))
    done = steps.in_force(people, contract, count=12, on=date(2018, 10, 8))
    unsign(wrong)
    assert (state(plan), wrong.state) == (ActState.REPLACED, ActState.REPLACED)
    assert done.label in wrong.ended_reason
    assert not Acknowledgement.objects.filter(state=ActState.IN_FORCE).exists()


def test_a_plan_signed_since_a_kept_one_keeps_the_place(people, contract, by, only, unsign):
    plan = only(ON)
    wrong = only(LATER, count=1, first_due_on=date(2018, 11, 5))
    amount = wrong.instalments.get().amount + Decimal("500.00")
    factories.receipted(people, factories.paid(contract, str(amount), on=date(2018, 10, 20)), on=date(2018, 10, 21))
    assert services.follow_plan(acknowledgement=wrong, on=date(2018, 10, 22)).state == ActState.KEPT
    later = only(date(2019, 3, 1), first_due_on=date(2019, 6, 5))
    unsign(wrong, on=date(2019, 3, 2))
    assert (state(plan), state(wrong), state(later)) == (ActState.REPLACED, ActState.PREPARED, ActState.IN_FORCE)
    assert later.label in plan.ended_reason


def test_the_database_lets_no_replaced_paper_stand_that_nobody_signed(contract, only, unsign):
    plan = only(ON)
    only(LATER, first_due_on=date(2019, 6, 5))
    unsign(plan)
    with pytest.raises(DatabaseError, match="nobody signed"), transaction.atomic():
        Acknowledgement.objects.filter(pk=plan.pk).update(state=ActState.IN_FORCE)
    with pytest.raises(DatabaseError, match="cannot go"), transaction.atomic():
        Acknowledgement.objects.filter(pk=plan.pk).update(state=ActState.KEPT)


# -- the call for the whole debt ---------------------------------------------------------------------------------------
@pytest.mark.requirement("R-ACK-06")
def test_the_call_of_a_replaced_paper_goes_with_its_last_signature(contract, only, unsign):
    plan = only(ON)
    follow(MISSED)
    newer = only(THEN, first_due_on=date(2019, 6, 5))
    assert kinds(contract) == ["ACKNOWLEDGED", "ACKNOWLEDGED", "CALLED_IN"]
    unsign(plan)
    assert (plan.state, plan.call_in, state(newer)) == (ActState.REPLACED, None, ActState.IN_FORCE)
    assert kinds(contract) == ["ACKNOWLEDGED"]


def test_a_default_that_leant_on_that_call_has_one_of_its_own_from_its_day(contract, only, unsign):
    plan = only(ON)
    follow(MISSED)
    newer = only(THEN, first_due_on=date(2018, 12, 5))
    missed_again = date(2018, 12, 13)
    follow(missed_again)
    assert (state(newer), newer.call_in) == (ActState.DEFAULTED, None)
    unsign(plan, on=date(2018, 12, 20))
    newer.refresh_from_db()
    assert newer.call_in is not None
    assert newer.call_in.effective_on == missed_again
    assert kinds(contract) == ["ACKNOWLEDGED", "CALLED_IN"]
