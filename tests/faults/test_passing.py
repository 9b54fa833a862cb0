"""Faults that pass: a deadlock, a connection that breaks, a broker that forgets. The work goes on by itself."""

from datetime import date
from threading import Barrier, Thread

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import OperationalError, connection, connections, transaction

from areas.models import Province
from jobs import registry, services
from jobs.models import JobRun

ON = date(2018, 8, 3)
COUNT = 6


class CountingJob:
    """A job of six chunks, each of which writes its number down; something may happen before it is written."""

    name = "test.counting"
    title = "นับเลข"

    def __init__(self) -> None:
        self.happens = lambda number: None
        self.tried: list[int] = []

    def due(self, *, on: date) -> list[registry.Due]:
        return []

    def total(self, *, run: JobRun) -> int:
        return COUNT

    def step(self, *, run: JobRun) -> bool:
        number = run.done + 1
        self.tried.append(number)
        services.note_failure(run=run, item=str(number), sentence="จดไว้")
        self.happens(number)
        run.done = number
        return number == COUNT


@pytest.fixture
def job(monkeypatch) -> CountingJob:
    monkeypatch.setattr(registry, "_jobs", {})
    monkeypatch.setattr(services, "PAUSES", (0, 0, 0))
    return registry.register(CountingJob())


@pytest.fixture
def asleep(monkeypatch):
    """Let no worker be woken: the test does the work itself."""
    monkeypatch.setattr(services, "wake", lambda *, run_id: None)


def start() -> JobRun:
    return services.ensure_run(job="test.counting", province=None, period="2018-07", on=ON)


def everything_once(run: JobRun) -> None:
    run.refresh_from_db()
    assert (run.state, run.done, run.message) == (JobRun.State.DONE, COUNT, "")
    assert sorted(map(int, run.failures.values_list("item", flat=True))) == list(range(1, COUNT + 1))


def deadlock(_number: int) -> None:
    raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected("deadlock detected")


@pytest.mark.django_db
def test_a_deadlock_takes_its_chunk_back_and_the_chunk_is_done_again(job, asleep):
    once = iter([deadlock])
    job.happens = lambda number: number == 3 and next(once, lambda _n: None)(number)
    run = start()
    assert services.work(run_id=run.pk)
    everything_once(run)
    assert job.tried == [1, 2, 3, 3, 4, 5, 6]


@pytest.mark.django_db
def test_a_fault_that_does_not_pass_in_time_leaves_the_run_to_the_next_beat(job, asleep):
    job.happens = lambda number: number == 3 and deadlock(number)
    run = start()
    assert services.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (JobRun.State.RUNNING, 2)
    assert JobRun.objects.unfinished().filter(pk=run.pk).exists()
    job.happens = lambda number: None
    assert services.work(run_id=run.pk)
    everything_once(run)


@pytest.mark.django_db
def test_a_full_disk_is_no_fault_that_passes(job, asleep):
    def full(_number: int) -> None:
        raise OperationalError("no space left") from psycopg.errors.DiskFull("no space left")

    job.happens = full
    run = start()
    services.work(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == JobRun.State.FAILED
    assert "no space left" not in run.message


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_in_the_middle_of_a_chunk_is_made_anew(job, asleep):
    cut = []

    def lose_the_connection(number: int) -> None:
        if number in (2, 5) and number not in cut:
            cut.append(number)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (pid,) = cursor.fetchone()
            raw = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
            with raw:
                raw.execute("SELECT pg_terminate_backend(%s)", [pid])
            JobRun.objects.count()  # the next word to the server finds nobody

    job.happens = lose_the_connection
    run = start()
    assert services.work(run_id=run.pk)
    assert cut == [2, 5]
    everything_once(run)


@pytest.mark.django_db(transaction=True)
def test_a_real_deadlock_between_two_runs_ends_well_for_both(job, asleep):
    """Two chunks lock the same two rows in opposite order: the server lets one of them go, which then goes again."""
    meeting, first, second = Barrier(2), "57", "50"
    runs = [
        services.ensure_run(job="test.counting", province=None, period=period, on=ON)
        for period in ("2018-06", "2018-07")
    ]
    met: set[int] = set()

    def step(*, run: JobRun) -> bool:
        order = (first, second) if run.pk == runs[0].pk else (second, first)
        Province.objects.select_for_update().get(pk=order[0])
        if run.pk not in met:
            met.add(run.pk)
            meeting.wait(20)
        Province.objects.select_for_update().get(pk=order[1])
        run.done = COUNT
        return True

    job.step = step

    def work(pk: int) -> None:
        try:
            services.work(run_id=pk)
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=[run.pk]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(JobRun.objects.values_list("state", flat=True)) == {JobRun.State.DONE}


@pytest.mark.django_db(transaction=True)
def test_an_emptied_broker_costs_nothing_but_time(job):
    broker = redis.Redis.from_url(settings.REDIS_URL)
    queue = settings.CELERY_TASK_DEFAULT_QUEUE if hasattr(settings, "CELERY_TASK_DEFAULT_QUEUE") else "celery"
    broker.flushdb()
    with transaction.atomic():
        run = start()
    assert broker.llen(queue) == 1
    broker.flushdb()  # the message is gone, the row is not
    assert services.start_due_runs(on=ON) == 0
    assert broker.llen(queue) == 1
    from jobs.tasks import work_on

    assert work_on(run.pk)
    everything_once(run)
    broker.flushdb()
