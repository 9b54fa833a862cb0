"""Starting, doing, cancelling and resuming runs. ``kill -9`` or a lost broker loses nothing and repeats nothing.

A fault of the database that passes (a deadlock, a connection that broke, a server that starts again) is no fault of the
run: the chunk was rolled back and is done again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from time import sleep
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import registry
from jobs.models import JobFailure, JobRun
from thai.refusals import Refusal

log = structlog.get_logger(__name__)
_LOCK_CLASS = 7_301  # first key of the advisory locks held while a run is worked on
WAKE_EXPIRES = 120  # seconds; the next beat wakes an unfinished run again, so stale calls need not pile up
PAUSES = (0.2, 1, 5, 15)  # seconds before a chunk is tried again after a fault of the database that passes
# SQLSTATE: connections, transactions rolled back (deadlock), the server going down or starting, too many connections,
# a lock that was not to be had. A full disk or a broken rule does not pass by waiting.
_PASSING = ("08", "40", "57P", "53300", "55P03")


class CannotCancel(Refusal):
    """The run is over already."""


def ensure_run(
    *,
    job: str,
    province: str | None,
    period: str,
    on: date,
    revision: int = 1,
    parameters: dict[str, Any] | None = None,
    by: Any = None,
) -> JobRun:
    """Return the run of this job, scope, period and revision, creating it where it is missing, and wake a worker.

    Idempotent: a second call returns the same run and starts nothing anew. A failed run goes on from its cursor.

    :raises KeyError: no job of that name is registered.
    """
    registry.get(job)
    with transaction.atomic():
        run, created = JobRun.objects.get_or_create(
            job=job,
            province_id=province,
            period=period,
            revision=revision,
            defaults={"parameters": parameters or {}, "business_on": on, "requested_by": by},
        )
        if not created and run.state == JobRun.State.FAILED:
            JobRun.objects.filter(pk=run.pk, state=JobRun.State.FAILED).update(state=JobRun.State.WAITING, message="")
            run.refresh_from_db()
        transaction.on_commit(lambda: wake(run_id=run.pk))
    return run


def wake(*, run_id: int) -> None:
    """Tell a worker that a run waits. A lost broker is no fault: the next beat finds the row."""
    from jobs.tasks import work_on

    try:
        work_on.apply_async(args=[run_id], retry=False, expires=WAKE_EXPIRES)
    except Exception as fault:  # the broker's own errors are many; none of them may fail the command that asked
        log.warning("broker_unreachable", run=run_id, fault=str(fault))


def start_due_runs(*, on: date) -> int:
    """Create the runs that are due by this day and missing, wake every unfinished one; return how many were created."""
    created = 0
    for job in registry.every():
        for due in job.due(on=on):
            run, is_new = JobRun.objects.get_or_create(
                job=job.name,
                province_id=due.province,
                period=due.period,
                revision=1,
                defaults={"parameters": due.parameters, "business_on": on},
            )
            created += is_new
    for run_id in JobRun.objects.unfinished().values_list("pk", flat=True):
        wake(run_id=run_id)
    return created


def work(*, run_id: int) -> bool:
    """Do a run to its end, chunk by chunk; return False where another worker holds it or it is over.

    Each chunk is one transaction together with the cursor. A fault marks the run as failed with its sentence and keeps
    the cursor, so that it can go on from there. A fault of the database that passes is tried again a few times; one
    that lasts longer leaves the run unfinished, and the next beat wakes it.
    """
    for pause in PAUSES:
        try:
            return _work(run_id)
        except (DatabaseError, InterfaceError) as fault:
            if not is_passing(fault):
                raise
            log.warning("run_interrupted", run=run_id, fault=type(fault).__name__, again_in=pause)
            _let_go_of_a_broken_connection()
            sleep(pause)
    try:
        return _work(run_id)
    except (DatabaseError, InterfaceError) as fault:
        if not is_passing(fault):
            raise
        log.error("run_left_for_the_next_beat", run=run_id, fault=type(fault).__name__)
        _let_go_of_a_broken_connection()
        return True


def is_passing(fault: BaseException) -> bool:
    """Tell whether a fault of the database goes away by itself, so that the same work may be tried again."""
    if not isinstance(fault, DatabaseError | InterfaceError):
        return False
    state = getattr(fault.__cause__, "sqlstate", None)
    if state is None:  # the connection broke before the server could say anything
        return isinstance(fault, InterfaceError) or not _answers()
    return state.startswith(_PASSING)


def _answers() -> bool:
    raw = connection.connection
    return raw is not None and not raw.closed


def _let_go_of_a_broken_connection() -> None:
    if not connection.in_atomic_block:
        connection.close()


def _work(run_id: int) -> bool:
    with _held(run_id) as held:
        if not held:
            return False
        try:
            _begin(run_id)
            while _chunk(run_id):
                pass
        except Exception as fault:
            if is_passing(fault):
                raise
            log.exception("run_failed", run=run_id)
            # the words of a database's fault may hold the row with its names and numbers: they stay in the log
            internal = _("เกิดข้อผิดพลาดภายในระบบ: %s") % type(fault).__name__
            sentence = str(fault) if isinstance(fault, Refusal) else internal
            JobRun.objects.unfinished().filter(pk=run_id).update(
                state=JobRun.State.FAILED, message=sentence, finished_at=timezone.now()
            )
    return True


def cancel(*, run: JobRun) -> None:
    """Cancel a run; the chunk under way is finished first, what was done stays. The job puts right what it leaves.

    :raises CannotCancel: the run is over.
    """
    with transaction.atomic():
        unfinished = JobRun.objects.unfinished().filter(pk=run.pk)
        if not unfinished.update(state=JobRun.State.CANCELLED, finished_at=timezone.now()):
            raise CannotCancel(_("งานนี้จบแล้ว ยกเลิกไม่ได้"))
        stopped = JobRun.objects.get(pk=run.pk)
        put_right = getattr(registry.find(stopped.job), "cancelled", None)
        if put_right is not None:
            put_right(run=stopped)


def note_failure(*, run: JobRun, item: str, sentence: str) -> None:
    """Record an item that could not be done; the run goes on with the next one."""
    JobFailure.objects.get_or_create(run=run, item=item, defaults={"sentence": sentence})


@contextmanager
def _held(run_id: int) -> Iterator[bool]:
    """Hold the run's advisory lock on this connection; PostgreSQL frees it when the worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, run_id])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held and _answers():  # a session that broke lost its locks
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_CLASS, run_id])


def _begin(run_id: int) -> None:
    with transaction.atomic():
        run = JobRun.objects.select_for_update().get(pk=run_id)
        if run.state != JobRun.State.WAITING:
            return
        run.total = registry.get(run.job).total(run=run)
        run.state = JobRun.State.RUNNING
        run.started_at = run.started_at or timezone.now()
        run.save(update_fields=["total", "state", "started_at"])


def _chunk(run_id: int) -> bool:
    """Do one chunk; return whether there is more to do."""
    with transaction.atomic():
        run = JobRun.objects.select_for_update().get(pk=run_id)
        if run.state != JobRun.State.RUNNING:
            return False
        finished = registry.get(run.job).step(run=run)
        run.heartbeat_at = timezone.now()
        if finished:
            run.state = JobRun.State.DONE
            run.finished_at = timezone.now()
        run.save(update_fields=["cursor", "done", "total", "message", "result", "heartbeat_at", "state", "finished_at"])
    return not finished
