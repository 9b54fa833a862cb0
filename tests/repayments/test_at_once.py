"""Two people at once: one receipt for each line, one import of each file."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from repayments import services
from repayments.models import BankLine, Receipt
from reports.demo import people as demo
from tests.repayments.factories import RECEIPT_DAY, bank_file, contracts_in_force, imported, paid, quick_papers
from treasury.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def contracts():
    patch = quick_papers()
    yield contracts_in_force(demo.read())
    patch.undo()


def at_once(command):
    """Run a command in two threads that start together; give what each returned or the refusal's class."""
    start, found = Barrier(2), []

    def run():
        start.wait()
        try:
            found.append(command())
        except services.NothingNew as refused:
            found.append(type(refused))
        finally:
            connection.close()

    threads = [Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_same_file_and_the_same_lines_taken_by_two_at_once_count_once(contracts):
    people, first = demo.read(), contracts[0]
    by, content = people.users["accountant"], bank_file(paid(first), paid(contracts[1]))
    outcomes = at_once(
        lambda: services.import_bank_file(name="july.txt", content=content, by=by, on=RECEIPT_DAY).new_count
    )
    assert sorted(outcomes, key=str) == [2, services.NothingNew]
    imported(people, paid(first, "1.00", on=date(2018, 7, 20)), name="more.txt")
    issued = at_once(lambda: len(services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)))
    assert sorted(issued) == [0, 3]
    assert BankLine.objects.filter(state="RECEIPTED").count() == Receipt.objects.count() == 3
    assert JournalEntry.objects.filter(kind="RECEIPT").count() == 3
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2, 3]
