"""The demo's debt teams: cases open, a week is planned, and two debtors were visited."""

from debt_followup.models import DebtCase, DebtContact, PlannedVisit, TeamMember
from debt_followup.rules.visits import PromiseState
from debt_followup.selectors.visits import judged_by_contact
from debt_followup.selectors.weeks import route
from reports.demo import debt_teams, old_debts, people
from tests.papers import blank_papers
from tests.scenario import kept_for_module


def play():
    patch = blank_papers()
    try:
        old_debts.play()
        for _time in range(2):  # harmless the second time
            debt_teams.play()
    finally:
        patch.undo()


played = kept_for_module(play)


def test_every_page_of_the_teams_has_something_to_show(db, played):
    users = people.read().users
    assert TeamMember.objects.filter(is_lead=True).count() == 5
    assert DebtCase.objects.filter(state="FOLLOWED").count() == debt_teams.VISITED
    calls = route(user=users["debt"], day=debt_teams.ON, on=debt_teams.ON)
    assert len(calls) == PlannedVisit.objects.count() == len(debt_teams.DEBTORS) - debt_teams.VISITED
    promised = DebtContact.objects.get(promise_on__isnull=False)
    judged = judged_by_contact([promised.contract_id], on=debt_teams.ON)[promised.pk]
    assert judged.state is PromiseState.WAITING
