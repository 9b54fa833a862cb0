"""Three loans of 2 February 2018: one paid on time, one paid late and not enough, one not at all."""

from datetime import date, time

import pytest

from tests.repayments import factories
from tests.scenario import kept_for_module

AS_OF = date(2018, 9, 30)


def play():
    """Play it: contract 1 paid in July, contract 2 paid 20,000 on 20 July, contract 3 paid nothing."""
    from reports.demo import people as demo

    people = demo.read()
    made = factories.contracts_in_force(people, groups=(1, 7, 12))
    patch = factories.quick_papers()
    try:
        factories.receipted(
            people,
            factories.paid(made[0]),
            factories.paid(made[1], "20000.00", on=date(2018, 7, 20), at=time(11, 0)),
        )
    finally:
        patch.undo()
    return made


three_loans = kept_for_module(play)


@pytest.fixture
def loans(db, three_loans):
    """Give the three contracts: paid on time, paid in part and late, not paid."""
    return three_loans


@pytest.fixture(autouse=True)
def nobody_woken(no_broker):
    """The tests do the work of a run themselves."""
