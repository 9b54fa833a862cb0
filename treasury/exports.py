"""The journal of a period as a file: its name, and the run that writes one too long to wait for."""

from datetime import date
from typing import Any

from jobs.models import JobRun
from jobs.services import ensure_run
from treasury import selectors

NAME = "treasury.journal"
MOST_AT_ONCE = 10_000  # lines of a file that is written while its reader waits


def start_run(*, province: str, from_on: date, to_on: date, on: date, by: Any) -> JobRun:
    """Return the run that writes the journal of a period, started where none has written it as it is now."""
    period = period_of(from_on, to_on)
    runs = JobRun.objects.filter(job=NAME, province_id=province, period=period)
    last = runs.order_by("-revision").first()
    count = selectors.journal_lines(province=province, from_on=from_on, to_on=to_on).count()
    is_over = last is not None and last.state in (JobRun.State.DONE, JobRun.State.CANCELLED)
    if last is not None and not (is_over and (last.total != count or last.state == JobRun.State.CANCELLED)):
        revision = last.revision
    else:
        revision = last.revision + 1 if last else 1
    return ensure_run(job=NAME, province=province, period=period, revision=revision, on=on, by=by)


def period_of(from_on: date, to_on: date) -> str:
    """The period of a run of two days."""
    return f"{from_on:%Y%m%d}-{to_on:%Y%m%d}"


def days_of(run: JobRun) -> tuple[date, date]:
    """The two days of a run."""
    first, last = run.period.split("-")
    return date.fromisoformat(first), date.fromisoformat(last)


def file_name(province: Any, from_on: date, to_on: date) -> str:
    """The name of a journal's file, without what follows the point."""
    return f"journal-{province}-{period_of(from_on, to_on)}"
