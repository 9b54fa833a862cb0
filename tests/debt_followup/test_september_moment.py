"""The moment of the September letters: who is booking when it is taken is waited for."""

import threading
import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from debt_followup import services
from debt_followup.models import Confirmation
from jobs.models import JobRun
from jobs.services import work
from repayments.models import Receipt
from tests.debt_followup.conftest import AS_OF, play
from tests.repayments import factories
from treasury.services import lock_books

pytestmark = pytest.mark.slow
PATIENCE = 60  # seconds


def in_a_thread(what):
    """Do it beside the test, on a connection of its own."""

    def done():
        try:
            what()
        finally:
            connection.close()

    thread = threading.Thread(target=done)
    thread.start()
    return thread


@pytest.mark.requirement("R-DEBT-07")
def test_a_payment_that_is_being_booked_when_the_run_starts_is_waited_for(transactional_db, quick_papers):
    from reports.demo import people as demo

    made, people = play(), demo.read()
    line = factories.paid(made[2], "30000.00", on=date(2018, 9, 20))
    run = services.start_confirmations(province="57", as_of=AS_OF, by=people.users["secretary"], on=AS_OF)
    begun, go_on = threading.Event(), threading.Event()

    def book() -> None:
        with transaction.atomic():
            lock_books(province="57")
            factories.receipted(people, line, on=AS_OF)
            begun.set()
            go_on.wait(PATIENCE)

    officer = in_a_thread(book)
    assert begun.wait(PATIENCE)
    worker = in_a_thread(lambda: work(run_id=run.pk))
    until = time.monotonic() + PATIENCE
    while JobRun.objects.get(pk=run.pk).state == JobRun.State.WAITING:
        assert time.monotonic() < until
        time.sleep(0.02)
    time.sleep(0.5)
    assert not Confirmation.objects.exists()
    go_on.set()
    officer.join(PATIENCE)
    worker.join(PATIENCE)
    run.refresh_from_db()
    assert run.state == JobRun.State.DONE
    letter = Confirmation.objects.get(contract=made[2])
    assert letter.principal < Decimal("200000.00")
    assert Receipt.objects.latest("pk").issued_at < letter.known_at
