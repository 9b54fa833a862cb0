"""Small helps for the tests after the money: a project with its transfer, a picture, and what a report says."""

from datetime import date
from decimal import Decimal

from projects.models import StateChange
from projects.rules import State, Step
from projects.services.progress import Told, enter_report
from reports.demo.progress import photograph
from tests.loans import factories as loans

PAID_ON = date(2018, 2, 2)
ON = date(2018, 3, 5)
TOLD = Told(activity="ซื้อจักรเย็บผ้าและผ้า เริ่มตัดเย็บ", spent=Decimal("80000.00"), people=9)


def a_paid_project(people, *, group=6, on=PAID_ON, state=State.TRANSFERRED, closed_on=None, **changed):
    """Give a project of a group of the demo whose money came on a day."""
    proposal = loans.a_proposal(people, group=group, state=state, **changed)
    proposal.state_on = on
    proposal.save(update_fields=["state_on"])
    _moved(proposal, Step.TRANSFER, State.CONTRACT_SIGNED, State.TRANSFERRED, on, people)
    if closed_on:
        _moved(proposal, Step.CLOSE, State.REPAYING, State.CLOSED, closed_on, people)
    return proposal


def _moved(proposal, step, was, to, on, people):
    user = people.users["chief"]
    StateChange.objects.create(proposal=proposal, step=step, from_state=was, to_state=to, by=user, on=on)


def first_report(people, proposal, *, on=ON, user="khuntan", **changed):
    """Record the first report of a project with a photograph of its own."""
    given = {"told": TOLD, "photos": [photograph(number=proposal.pk % 97 + 3)], "reported_on": on} | changed
    return enter_report(proposal=proposal, kind="FIRST", period_on=None, by=people.users[user], on=on, **given)


def half_year_report(people, proposal, *, period_on=date(2018, 3, 31), on=date(2018, 4, 4), user="khuntan", **changed):
    """Record กส.๓/๒ of a project."""
    given = {"told": TOLD, "reported_on": on} | changed
    by = people.users[user]
    return enter_report(proposal=proposal, kind="HALF_YEAR", period_on=period_on, by=by, on=on, **given)
