"""A worker killed with SIGKILL in the middle of a chunk: nothing is repeated, nothing left out, no number lost."""

import os
import subprocess
import sys
import time

import pytest

from debt_followup import services
from debt_followup.models import Confirmation, ConfirmationBatch
from documents.models import Document, NumberSeries
from jobs.models import JobRun
from jobs.services import work
from tests.debt_followup.conftest import AS_OF, play

pytestmark = pytest.mark.slow
WORKER = """
import sys, time
import django
django.setup()
from debt_followup.jobs import confirmations as jobs
from jobs import services
from tests.repayments.factories import quick_papers
quick_papers()
jobs.CHUNK = 1
written, real = [], jobs._issue
def issue(*args):
    real(*args)
    written.append(args)
    if len(written) == 2:
        print("in the middle of the second chunk", flush=True)
        time.sleep(60)
jobs._issue = issue
services.work(run_id=int(sys.argv[1]))
"""


def worker(run):
    """Start a worker of its own process on the test's database."""
    from django.db import connection

    url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(run.pk)], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_a_killed_worker_repeats_nothing_and_loses_nothing(transactional_db, quick_papers):
    from reports.demo import people as demo

    play()
    run = services.start_confirmations(province="57", as_of=AS_OF, by=demo.read().users["secretary"], on=AS_OF)
    process = worker(run)
    try:
        assert "second chunk" in process.stdout.readline()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert Confirmation.objects.count() == 1
    assert Document.objects.filter(kind=Document.Kind.CONFIRMATION).count() == 1

    until = time.monotonic() + 20
    while not work(run_id=run.pk):  # the server frees the lock of the dead worker when it notices
        assert time.monotonic() < until
        time.sleep(0.2)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, 3, 3)
    assert Confirmation.objects.values("contract").distinct().count() == Confirmation.objects.count() == 3
    numbers = Document.objects.filter(kind=Document.Kind.CONFIRMATION).order_by("pk").values_list("number", flat=True)
    assert [number.rpartition("/")[2] for number in numbers] == ["1", "2", "3"]
    assert NumberSeries.objects.get(series="letter:57").last == 3
    assert sum(ConfirmationBatch.objects.values_list("count", flat=True)) == 3
