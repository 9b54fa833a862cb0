"""Money paid in advance reaches its instalment by itself, in the books too."""

from datetime import date
from decimal import Decimal

import pytest

from jobs import services as jobs
from jobs.models import JobRun
from repayments import selectors, services
from repayments.rules import BadTerms
from tests.repayments.factories import FIRST_INSTALMENT, contracts_in_force, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")
OPENS_ON = date(2018, 12, 5)  # 31 days before the second instalment of 5 January 2019


def _play():
    from reports.demo import people

    return contracts_in_force(people.read(), groups=(1, 2))


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


@pytest.mark.requirement("R-REPAY-16")
def test_a_contract_whose_last_instalment_is_paid_by_its_credit_is_closed(people, contracts):
    contract = contracts[0]
    receipted(people, paid(contract, "230000.00"))
    last_on = selectors.instalments_of(contract)[-1].nominal_due_on
    jobs.start_due_runs(on=last_on)
    jobs.work(run_id=JobRun.objects.get(job="repayments.apply_credits").pk)
    contract.refresh_from_db()
    contract.proposal.refresh_from_db()
    assert selectors.standing(contract=contract, as_of=last_on).is_paid_off
    assert (contract.state, contract.closed_on, contract.proposal.state) == ("CLOSED", last_on, "CLOSED")


def test_a_run_that_goes_on_after_a_fault_counts_what_it_did_before(people, contracts):
    receipted(people, paid(contracts[0], FIRST_INSTALMENT + Decimal("1000.00")))
    run = JobRun.objects.create(
        job="repayments.apply_credits", period=OPENS_ON.isoformat(), business_on=OPENS_ON, done=3, total=4
    )
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, 4, 4)
    assert advance(contracts[0]) == 0


def test_a_contract_that_cannot_be_replayed_is_noted_and_does_not_stop_the_others(people, contracts, monkeypatch):
    first, other = contracts
    receipted(people, *[paid(contract, FIRST_INSTALMENT + Decimal("1000.00")) for contract in contracts])
    replay = services.replay

    def refuse_first(*, contract, **given):
        if contract.pk == first.pk:
            raise BadTerms("เงื่อนไขสัญญาไม่ครบ")
        return replay(contract=contract, **given)

    monkeypatch.setattr(services, "replay", refuse_first)
    jobs.start_due_runs(on=OPENS_ON)
    run = JobRun.objects.get(job="repayments.apply_credits")
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == JobRun.State.DONE
    assert [(row.item, row.sentence) for row in run.failures.all()] == [(first.label, "เงื่อนไขสัญญาไม่ครบ")]
    assert (advance(first), advance(other)) == (Decimal("-1000.00"), 0)
