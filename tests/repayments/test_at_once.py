"""Two people at once: one receipt for each line, one import of each file."""

from datetime import date
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connection, transaction

from loans.models import Contract
from repayments import services
from repayments.models import BankLine, BankUpload, Receipt
from repayments.services import uploads
from reports.demo import people as demo
from tests.repayments.factories import RECEIPT_DAY, bank_file, contracts_in_force, imported, paid, quick_papers
from thai.refusals import Refusal
from treasury import services as treasury
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


def test_of_two_large_files_of_a_province_confirmed_at_once_one_is_told_to_wait(contracts, monkeypatch):
    by = demo.read().users["accountant"]
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1)
    monkeypatch.setattr("jobs.services.wake", lambda *, run_id: None)
    content = bank_file(paid(contracts[0]), paid(contracts[1]))
    files = [services.keep_upload(name=f"{n}.txt", content=content, by=by, on=RECEIPT_DAY) for n in (1, 2)]

    def slowly(begin=uploads.ensure_run, **given):
        sleep(0.3)
        return begin(**given)

    monkeypatch.setattr(uploads, "ensure_run", slowly)
    outcomes = at_once(lambda: services.confirm_upload(upload=files.pop(), by=by, on=RECEIPT_DAY)[0].state)
    assert sorted(outcomes, key=str) == [services.ImportUnderWay, "IMPORTING"]
    assert sorted(BankUpload.objects.values_list("state", flat=True)) == ["IMPORTING", "WAITING"]


def test_a_replay_waits_for_the_books_before_it_takes_the_contract(contracts):
    """Receipts take the books, then the contracts: the other way round the two would wait for each other for ever."""
    thread = Thread(target=_replay, args=(contracts[0],))
    with transaction.atomic():
        treasury.lock_books(province="57")
        thread.start()
        _until_somebody_waits_for_a_lock()
        locked = Contract.objects.select_for_update(of=("self",), nowait=True).get(pk=contracts[0].pk)
        assert locked == contracts[0]
    thread.join()


def _replay(contract):
    try:
        services.replay(contract=contract, on=RECEIPT_DAY, by=None)
    finally:
        connection.close()


def _until_somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        for _turn in range(500):
            cursor.execute(
                "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND locktype IN ('advisory', 'transactionid', 'tuple')"
            )
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise AssertionError("nobody waits")
