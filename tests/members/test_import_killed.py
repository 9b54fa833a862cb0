"""A worker that writes a file of members, killed with SIGKILL again and again: nothing twice, nothing left out."""

import random
import subprocess
import sys
import time

import pytest

from documents.spreadsheets import read_sheet
from jobs.services import work
from members import identity
from members.imports import files
from members.models import Member, MemberImport
from tests.members.test_import_members import ROOT, surroundings
from tests.members.test_imports import csv, row
from thai import national_id

pytestmark = pytest.mark.slow
ROWS, BAD, KILLS = 600, 7, 6
WORKER = """
import sys
import django
django.setup()
from jobs import services
from members.imports import files
files.AT_ONCE = 20
real = files._write
def write(*args, **named):
    outcome = real(*args, **named)
    print("written, not yet committed", flush=True)
    return outcome
files._write = write
services.work(run_id=int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-MEM-08")
def test_a_killed_worker_writes_no_member_twice_and_leaves_none_out(people, in_2017):
    secretary, there, dice = people.users["secretary"], Member.objects.count(), random.Random(5)
    bad = set(dice.sample(range(ROWS), BAD))
    rows = [row(20_000 + seed, **({"title": ""} if seed in bad else {})) for seed in range(ROWS)]
    run = files.check(name="many.csv", content=csv(*rows), by=secretary, on=in_2017)
    job = files.confirm(run=run, by=secretary, on=in_2017)
    stood = []
    for _kill in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(job.pk)], cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, text=True
        )
        try:
            for _step in range(dice.randint(1, 4)):
                assert "written" in process.stdout.readline()
            time.sleep(dice.random() / 50)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        run.refresh_from_db()
        stood.append(run.cursor["next"])
        assert Member.objects.count() - there == run.loaded
    assert stood == sorted(stood)
    assert 0 < stood[-1] < ROWS
    until = time.monotonic() + 20
    while not work(run_id=job.pk):  # the server frees the lock of the dead worker when it notices
        assert time.monotonic() < until
        time.sleep(0.2)
    run.refresh_from_db()
    assert (run.state, run.loaded, run.refused, run.content) == (MemberImport.State.DONE, ROWS - BAD, BAD, None)
    hashes = {identity.hash(national_id.generate(20_000 + seed)) for seed in range(ROWS) if seed not in bad}
    assert Member.objects.filter(national_id_hash__in=hashes).count() == ROWS - BAD == Member.objects.count() - there
    numbers = [int(one.member_number[3:]) for one in Member.objects.filter(national_id_hash__in=hashes)]
    assert max(numbers) - min(numbers) + 1 == len(numbers)
    refused = read_sheet(name="x.xlsx", content=bytes(run.refused_file)).rows
    assert {int(one.cells[-2]) for one in refused} == {seed + 2 for seed in bad}
    assert len(refused) == BAD
