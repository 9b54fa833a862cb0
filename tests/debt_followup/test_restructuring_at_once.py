"""Two people at once: one request for a contract, one schedule for a memorandum."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from debt_followup.models import Restructuring
from debt_followup.services import memoranda
from debt_followup.services import restructurings as services
from loans.models import ContractChange
from loans.selectors import versions_of
from reports.demo import people as demo
from tests.debt_followup import restructured as steps
from tests.debt_followup.restructured import ON
from tests.repayments.factories import contracts_in_force, quick_papers
from thai.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def contract():
    patch = quick_papers()
    yield contracts_in_force(demo.read(), groups=(12,))[0]
    patch.undo()


def at_once(command):
    """Run a command in two threads that start together; give what each returned or the refusal's class."""
    start, found = Barrier(2), []

    def run():
        start.wait()
        try:
            found.append(command())
        except Refusal as refused:
            found.append(type(refused))
        finally:
            connection.close()

    threads = [Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.requirement("R-RSTR-09")
def test_a_request_and_the_last_signature_taken_by_two_at_once_count_once(contract):
    people = demo.read()
    outcomes = at_once(lambda: steps.applied(people, contract).pk)
    assert services.AlreadyApplied in outcomes
    assert Restructuring.objects.count() == 1
    row = Restructuring.objects.get()
    services.withdraw(restructuring=row, reason="ลองใหม่", by=people.users["phan"], on=ON)
    row = steps.prepared(people, contract)
    signers = list(row.signers.order_by("pk"))
    for line in signers[:-1]:
        memoranda.sign(restructuring=row, signer=line.pk, signed_on=ON, by=people.users["phan"], on=ON)
    outcomes = at_once(
        lambda: (
            memoranda.sign(
                restructuring=row,
                signer=signers[-1].pk,
                signed_on=ON,
                by=people.users["phan"],
                on=ON + timedelta(days=1),
            ).state
        )
    )
    assert outcomes.count("IN_FORCE") == 1
    assert ContractChange.objects.filter(kind="RESTRUCTURED").count() == 1
    assert len(versions_of([contract.pk])[contract.pk]) == 2
