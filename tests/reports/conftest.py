"""The fund's July 2018 in Chiang Rai: two loans, one paid on time, one late; receipts, remittance, closed months."""

from datetime import date, time

import pytest

from areas.models import User
from reports.selectors.tasks import tasks
from tests.repayments import factories
from tests.scenario import kept_for_module
from treasury import services as treasury

JULY = date(2018, 7, 1)
CLOSED_ON = date(2018, 8, 1)


def play():
    """Play it up to 31 July: nothing is closed yet."""
    from reports.demo import people as demo

    people = demo.read()
    made = factories.contracts_in_force(people, groups=(1, 12))
    patch = factories.quick_papers()
    try:
        factories.receipted(
            people,
            factories.paid(made[0]),
            factories.paid(made[1], "53000.00", on=date(2018, 7, 20), at=time(11, 0)),
        )
    finally:
        patch.undo()
    treasury.remit_month(province="57", on=date(2018, 7, 31), by=people.users["accountant"])
    return made


july = kept_for_module(play)


def close_until(users, month_on, *, confirm=True):
    """Close every month up to one, and have the chief confirm."""
    from treasury.selectors import open_months

    for month in open_months(province="57", until=month_on):
        treasury.close_month(province="57", month_on=month, by=users["accountant"], on=CLOSED_ON)
        if confirm:
            treasury.confirm_close(province="57", month_on=month, by=users["chief"], on=CLOSED_ON)


@pytest.fixture
def loans(db, july):
    """Give the two contracts."""
    return july


@pytest.fixture
def closed(loans, users):
    """Close and confirm all months up to July."""
    close_until(users, JULY)


@pytest.fixture(autouse=True)
def nobody_woken(no_broker):
    """The tests do the work of a run themselves."""


def waiting(user, on):
    """Give the tasks of a user by their title."""
    user = User.objects.get(pk=user.pk)  # roles are remembered on the object
    return {task.title: task for task in tasks(user=user, on=on)}


@pytest.fixture
def standing_on(business_date):
    def stand(*day):
        business_date(date(*day))
        return date(*day)

    return stand
