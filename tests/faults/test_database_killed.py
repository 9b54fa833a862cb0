"""SIGKILL to the database server's own processes at work: it recovers, the work goes on, nothing is lost or doubled."""

import os
import subprocess
import sys
from datetime import date, time
from decimal import Decimal

import pytest

from documents.models import Document
from jobs.models import JobRun
from repayments import services
from repayments.models import BankLine, BankUpload, Receipt
from tests.faults import survivor
from tests.faults.database import killed_database, looked_at
from tests.faults.test_killed import (
    a_month_to_remit_and_close,
    contracts,  # noqa: F401 - a fixture
    the_books_hold,
    the_month_was_remitted_once,
)
from tests.repayments.factories import RECEIPT_DAY, bank_file, imported, paid
from treasury.models import JournalEntry, MonthClose

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLS = 8  # of each kind of work: more than twenty in a run of this file
LINES = 1200  # a quick machine writes 300 before the eighth blow falls
RECEIPTS = 60


@pytest.fixture(autouse=True)
def own_server():
    """A given server is not ours to kill."""
    if not os.environ.get("WEF_OWNER_URL"):
        pytest.skip("the tests run on a server that was given")


def survived(home, what, argument, *, seed):
    """Have a worker do its work on a copy of the database while its server is killed; give the copy and its words."""
    home.chmod(0o711)
    context = killed_database(home / "postgres")
    database = context.__enter__()
    environment = {"DATABASE_URL": database.url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.survivor", what, str(argument)],
        env=os.environ | environment | {"BUSINESS_DATE": "2018-08-03"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        killed = database.kill_while(worker, kills=KILLS, seed=seed)
        _said, complained = worker.communicate(timeout=600)
    except BaseException:
        worker.kill()
        context.__exit__(None, None, None)
        raise
    assert worker.returncode == 0, complained
    assert killed == KILLS
    assert "OperationalError" in complained  # it did lose its connection at work
    return context, database, complained


@pytest.fixture
def home():
    from shutil import rmtree
    from tempfile import mkdtemp

    from config.embedded.throwaway import temporary_folder

    folder = mkdtemp(prefix="wef-killed-", dir=temporary_folder())
    from pathlib import Path

    yield Path(folder)
    rmtree(folder, ignore_errors=True)


def test_an_import_goes_on_after_the_server_died_under_it(home, contracts, users, monkeypatch):  # noqa: F811
    monkeypatch.setattr("repayments.services.uploads.MOST_AT_ONCE", 0)
    rows = [
        paid(contracts[one % 2] if one % 3 else None, Decimal(100 + one), at=time(9, one % 60, one // 60))
        for one in range(LINES)
    ]
    by = users["accountant"]
    upload = services.keep_upload(name="killed.txt", content=bank_file(*rows), by=by, on=RECEIPT_DAY)
    upload, _nothing_yet = services.confirm_upload(upload=upload, by=by, on=RECEIPT_DAY)
    context, database, _complained = survived(home, "run", upload.run_id, seed=21)
    try:
        with looked_at(database):
            run = JobRun.objects.get(pk=upload.run_id)
            assert (run.state, run.done, run.total) == (JobRun.State.DONE, LINES, LINES)
            assert BankLine.objects.count() == BankLine.objects.values("identity", "occurrence").distinct().count()
            assert sorted(BankLine.objects.values_list("amount", flat=True)) == sorted(row.amount for row in rows)
            assert JournalEntry.objects.filter(kind="UNMATCHED").count() == LINES
            assert BankUpload.objects.get().state == "IMPORTED"
            the_books_hold()
    finally:
        context.__exit__(None, None, None)


def test_a_batch_of_receipts_goes_on_after_the_server_died_under_it(home, contracts, users, people):  # noqa: F811
    imported(
        people,
        *(
            paid(contracts[one % 2], "731.40", on=date(2018, 7, 1 + one % 20), at=time(9, one))
            for one in range(RECEIPTS)
        ),
    )
    run = services.start_receipts(province="57", by=users["accountant"], on=RECEIPT_DAY)
    context, database, _complained = survived(home, "run", run.pk, seed=22)
    try:
        with looked_at(database):
            assert JobRun.objects.get(pk=run.pk).state == JobRun.State.DONE
            assert Receipt.objects.values("bank_line").distinct().count() == Receipt.objects.count() == RECEIPTS
            papers = Document.objects.filter(kind=Document.Kind.RECEIPT)
            assert papers.count() == papers.values("subject").distinct().count() == RECEIPTS
            assert JournalEntry.objects.filter(kind="RECEIPT").count() == RECEIPTS
            the_books_hold()
    finally:
        context.__exit__(None, None, None)


def test_a_close_that_got_no_answer_is_sent_again_and_stands_once(home, contracts, users, people):  # noqa: F811
    a_month_to_remit_and_close(contracts, users, people)
    context, database, complained = survived(home, "close", "2018-07-01", seed=23)
    assert complained.count("a close was written and not committed") == survivor.BLOWS
    try:
        with looked_at(database):
            closes = list(MonthClose.objects.filter(month_on=date(2018, 7, 1)).order_by("revision"))
            assert [close.revision for close in closes] == list(range(1, survivor.TURNS + 1))
            assert all(close.state == "REOPENED" and close.confirmed_by_id for close in closes)
            the_month_was_remitted_once()
            the_books_hold()
    finally:
        context.__exit__(None, None, None)
