"""Money paid in advance reaches its instalment by itself, in the books too."""

from datetime import date
from decimal import Decimal

import pytest

from jobs import services as jobs
from jobs.models import JobRun
from repayments import selectors
from tests.repayments.factories import FIRST_INSTALMENT, contracts_in_force, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")
OPENS_ON = date(2018, 12, 5)  # 31 days before the second instalment of 5 January 2019


def _play():
    from reports.demo import people

    return contracts_in_force(people.read(), groups=(1,))


def advance(contract) -> Decimal:
    return books.party_balances(
        account=chart.BORROWER_CREDIT, parties=[f"contract:{contract.pk}"], as_of=date(2019, 12, 31)
    )[f"contract:{contract.pk}"]


def test_a_payment_some_days_before_the_due_date_pays_that_instalment_at_once(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0], on=date(2018, 7, 3)))
    assert [(row.instalment_number, row.component) for row in selectors.allocations_of(receipt)] == [
        (1, "CONTRACT_INTEREST"),
        (1, "PRINCIPAL"),
    ]


def test_a_surplus_waits_as_credit_until_the_next_instalment_opens(people, contracts):
    contract = contracts[0]
    receipted(people, paid(contract, FIRST_INSTALMENT + Decimal("1000.00")))
    assert advance(contract) == Decimal("-1000.00")
    jobs.start_due_runs(on=date(2018, 12, 4))
    assert not JobRun.objects.filter(job="repayments.apply_credits").exists()

    jobs.start_due_runs(on=OPENS_ON)
    run = JobRun.objects.get(job="repayments.apply_credits")
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (JobRun.State.DONE, 1)
    assert advance(contract) == 0
    assert selectors.credits_to_apply(on=OPENS_ON) == []


def test_the_day_after_finds_nothing_left_to_apply(people, contracts):
    receipted(people, paid(contracts[0], FIRST_INSTALMENT + Decimal("1000.00")))
    jobs.start_due_runs(on=OPENS_ON)
    jobs.work(run_id=JobRun.objects.get(job="repayments.apply_credits").pk)
    jobs.start_due_runs(on=date(2018, 12, 6))
    assert JobRun.objects.filter(job="repayments.apply_credits").count() == 1
