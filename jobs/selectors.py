"""Reads of the runs: lists and what their pages show."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count

from areas.models import User
from jobs import registry
from jobs.models import JobFailure, JobRun, JobRunQuerySet
from thai.dates import format_short, month_long
from thai.refusals import reader_is_english

TONES = {
    JobRun.State.WAITING: "waiting",
    JobRun.State.RUNNING: "active",
    JobRun.State.DONE: "good",
    JobRun.State.FAILED: "bad",
    JobRun.State.CANCELLED: "neutral",
}


def runs(*, user: User, permission: str, state: str = "", job: str = "") -> JobRunQuerySet:
    """Return the runs in the user's area with the number of their failed items as ``failed``."""
    rows = JobRun.objects.visible_to(user, permission).select_related("province", "requested_by")
    if state:
        rows = rows.filter(state=state)
    if job:
        rows = rows.filter(job=job)
    return rows.annotate(failed=Count("failures"))


def title_of(run: JobRun) -> str:
    """Return what the run does, in words; of a job that no longer exists, its name."""
    try:
        return str(registry.get(run.job).title)
    except KeyError:
        return run.job


def period_of(run: JobRun) -> str:
    """Return the period of a run in words: its month or its day, of the Buddhist era."""
    english = reader_is_english()
    if re.fullmatch(r"\d{4}-\d{2}", run.period):
        year, month = map(int, run.period.split("-"))
        return month_long(year, month, thai_digits=False, english=english)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", run.period):
        return format_short(date.fromisoformat(run.period), english=english)
    return run.period


def progress(run: JobRun) -> dict[str, Any]:
    """Return what the progress bar shows of a run."""
    return {
        "element_id": f"run-{run.pk}",
        "label": title_of(run),
        "state_label": run.get_state_display(),
        "done": run.done,
        "total": run.total,
        "percent": run.percent,
        "finished": run.state not in (JobRun.State.WAITING, JobRun.State.RUNNING),
        "failed": run.failures.count(),
        "error": run.message if run.state == JobRun.State.FAILED else "",
    }


def failed_rows(run: JobRun) -> Iterator[tuple[str, str]]:
    """Return the failed items of a run with their sentences, in the order in which they failed."""
    rows: Iterable[JobFailure] = run.failures.order_by("pk").iterator()
    return ((row.item, row.sentence) for row in rows)
