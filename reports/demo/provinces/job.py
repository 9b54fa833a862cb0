"""The further provinces of the demo as a run: the web answers first, the worker plays the year month by month."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import ensure_run, work
from reports.demo.provinces import crowd
from reports.demo.provinces.places import ENDS_ON, PLACES, place_of
from reports.demo.provinces.steps import steps_of

NAME = "demo.province"
PERIOD = "2018-09-30"  # the year that ends there


class ProvinceOfTheDemo:
    """One run a province, a step a month; each is a transaction with the run's cursor, so it can stop at any time."""

    name = NAME
    title = _("เตรียมข้อมูลสาธิตของจังหวัด")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return nothing: the demo asks for it."""
        return ()

    def total(self, *, run: JobRun) -> int:
        """Count the steps of the story."""
        return len(steps_of(place_of(run.province_id)))

    def step(self, *, run: JobRun) -> bool:
        """Play the next step; after the last one of a province the next province begins."""
        steps = steps_of(place_of(run.province_id))
        steps[run.done]()
        run.done += 1
        run.cursor = {"step": run.done}
        if run.done < len(steps):
            return False
        codes = [place.code for place in PLACES]
        for code in codes[codes.index(run.province_id) + 1 :][:1]:
            _ensure(code)
        return True


def register() -> None:
    """Make the job known; only where the demo may be."""
    registry.register(ProvinceOfTheDemo())


def start() -> JobRun:
    """Create the log-ins of both provinces at once, and have a worker play the rest. Harmless when done before."""
    crowd.load_desks()
    return _ensure(PLACES[0].code)


def finish() -> None:
    """Play the rest here and now, without a worker."""
    for place in PLACES:
        run = _ensure(place.code)
        work(run_id=run.pk)
        run.refresh_from_db()
        if run.state != JobRun.State.DONE:
            raise RuntimeError(f"{run.job} {run.province_id}: {run.message or run.state}")


def _ensure(code: str) -> JobRun:
    return ensure_run(job=NAME, province=code, period=PERIOD, on=ENDS_ON)
