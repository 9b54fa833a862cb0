"""The jobs that exist. A room registers its own in its ``jobs.py``, imported when the app is ready."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from jobs.models import JobRun


@dataclass(frozen=True)
class Due:
    """A run that must exist by now: whose (province code or None for the nation) and of which period."""

    province: str | None
    period: str
    parameters: dict[str, Any] = field(default_factory=dict)


class Job(Protocol):
    """What a job offers. Every method runs inside the transaction that also moves the run's cursor."""

    name: str
    title: str

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the runs that should have been started by this day; runs that exist already are left alone."""

    def total(self, *, run: JobRun) -> int:
        """Count the items, asked once when the run starts."""

    def step(self, *, run: JobRun) -> bool:
        """Do the next chunk, move ``run.cursor`` and ``run.done``; return True when nothing is left."""


class Stoppable(Protocol):
    """What a job offers beside where something has to be put right when a person stops its run."""

    def cancelled(self, *, run: JobRun) -> None:
        """Put right what the stopped run leaves half done, in the transaction that stops it."""


_jobs: dict[str, Job] = {}


def register(job: Job) -> Job:
    """Add a job to the register under its name; a second one of the same name is a programming error."""
    if job.name in _jobs:
        raise ValueError(f"job {job.name} is registered twice")
    _jobs[job.name] = job
    return job


def get(name: str) -> Job:
    """Return the job of that name.

    :raises KeyError: no such job.
    """
    return _jobs[name]


def find(name: str) -> Job | None:
    """Return the job of that name, None where it no longer exists."""
    return _jobs.get(name)


def every() -> list[Job]:
    """Return all jobs, by name."""
    return [_jobs[name] for name in sorted(_jobs)]
