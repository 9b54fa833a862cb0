"""Long work is a row: unique, resumable, done once whatever happens to the worker or the broker."""

from datetime import date

import pytest

from jobs import registry, services
from jobs.models import JobFailure, JobRun
from thai.refusals import Refusal

pytestmark = pytest.mark.django_db
ON = date(2018, 8, 3)


class NumbersJob:
    """A job that writes down the numbers 1 to 5, one a chunk; it can be told to fall over before one of them."""

    name = "test.numbers"
    title = "นับเลข"

    def __init__(self) -> None:
        self.fall_before: int | None = None

    def due(self, *, on: date) -> list[registry.Due]:
        return [registry.Due(province=None, period=f"{on:%Y-%m}")] if on.day >= 3 else []

    def total(self, *, run: JobRun) -> int:
        return 5

    def step(self, *, run: JobRun) -> bool:
        number = run.cursor.get("last", 0) + 1
        services.note_failure(run=run, item=f"{number}", sentence="จดไว้")
        if number == self.fall_before:
            raise PowerCut("ไฟฟ้าดับ")
        run.cursor = {"last": number}
        run.done = number
        return number == 5


class PowerCut(Refusal):
    """Something from outside ends the chunk."""


@pytest.fixture
def job(monkeypatch) -> NumbersJob:
    monkeypatch.setattr(registry, "_jobs", {})
    monkeypatch.setattr(services, "wake", lambda *, run_id: None)
    return registry.register(NumbersJob())


def start() -> JobRun:
    return services.ensure_run(job="test.numbers", province=None, period="2018-07", on=ON)


def items(run: JobRun) -> list[str]:
    return list(run.failures.order_by("pk").values_list("item", flat=True))


def test_a_run_does_every_item_once_and_says_how_far_it_is(job):
    run = start()
    assert services.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.percent) == (JobRun.State.DONE, 5, 100)
    assert items(run) == ["1", "2", "3", "4", "5"]


def test_asking_twice_for_the_same_period_gives_the_same_run(job):
    assert start().pk == start().pk
    assert JobRun.objects.count() == 1


def test_a_run_that_is_over_is_not_done_again(job):
    run = start()
    services.work(run_id=run.pk)
    services.work(run_id=run.pk)
    assert JobFailure.objects.filter(run=run).count() == 5


def test_a_fault_takes_back_its_chunk_only_and_the_run_goes_on_from_there(job):
    run = start()
    job.fall_before = 4
    services.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.message) == (JobRun.State.FAILED, 3, "ไฟฟ้าดับ")
    assert items(run) == ["1", "2", "3"]

    job.fall_before = None
    start()
    services.work(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == JobRun.State.DONE
    assert items(run) == ["1", "2", "3", "4", "5"]


def test_a_run_that_cannot_even_begin_has_failed_and_says_why(monkeypatch, job):
    run = start()

    def total(*, run):
        raise PowerCut("นับรายการไม่ได้")

    monkeypatch.setattr(job, "total", total)
    services.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.message) == (JobRun.State.FAILED, "นับรายการไม่ได้")
    assert services.start_due_runs(on=date(2018, 8, 1)) == 0
    assert run.pk not in JobRun.objects.unfinished().values_list("pk", flat=True)


def test_a_cancelled_run_keeps_what_was_done_and_cannot_be_cancelled_twice(job):
    run = start()
    services.cancel(run=run)
    services.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (JobRun.State.CANCELLED, 0)
    with pytest.raises(services.CannotCancel, match="งานนี้จบแล้ว"):
        services.cancel(run=run)


def test_the_beat_creates_what_is_due_and_missing_once(job):
    assert services.start_due_runs(on=date(2018, 8, 2)) == 0
    assert services.start_due_runs(on=ON) == 1
    assert services.start_due_runs(on=ON) == 0


def test_a_lost_broker_fails_no_command_and_the_next_beat_wakes_the_run(monkeypatch, job, settings):
    monkeypatch.undo()
    monkeypatch.setattr(registry, "_jobs", {job.name: job})
    from jobs.tasks import work_on

    def refuse(**_kwargs):
        raise ConnectionError("the broker is away")

    monkeypatch.setattr(work_on, "apply_async", refuse)
    run = start()
    services.wake(run_id=run.pk)

    woken = []
    monkeypatch.setattr(work_on, "apply_async", lambda args, **_kwargs: woken.extend(args))
    services.start_due_runs(on=date(2018, 8, 1))
    assert woken == [run.pk]


@pytest.mark.django_db(transaction=True)
def test_a_run_held_by_one_worker_is_left_alone_by_another(job):
    from django.db import connections

    run = start()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [services._LOCK_CLASS, run.pk])
        assert services.work(run_id=run.pk) is False
        run.refresh_from_db()
        assert run.state == JobRun.State.WAITING
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert services.work(run_id=run.pk)
