"""Daily work on arrears: spans written where they are out of date, last days to sue announced as they come near."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from debt_followup.models import StaleArrears
from debt_followup.services.arrears import CHUNK, refresh_arrears
from debt_followup.services.limits import announce_limits
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due

REFRESH, ANNOUNCE = "debt_followup.refresh_arrears", "debt_followup.announce_limits"


class RefreshArrears:
    """Write the spans of arrears that are out of date: after a large bank file, or before the first of all.

    What is read is right without it, only slower. Several runs a day may be needed: each has its number.
    """

    name = REFRESH
    title = _("คำนวณอายุหนี้และอายุความล่วงหน้า")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the next run of this day where some spans are out of date."""
        if StaleArrears.objects.exists():
            runs = JobRun.objects.filter(job=REFRESH, business_on=on)
            ended = runs.exclude(pk__in=runs.unfinished()).count()
            yield Due(province=None, period=f"{on.isoformat()}-{ended + 1}")

    def total(self, *, run: JobRun) -> int:
        """Count the contracts."""
        return run.done + StaleArrears.objects.filter(pk__gt=run.cursor.get("last", 0)).count()

    def step(self, *, run: JobRun) -> bool:
        """Write the next ones, in the order of their keys; what becomes stale meanwhile waits for the next run."""
        waiting = StaleArrears.objects.filter(pk__gt=run.cursor.get("last", 0)).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True)[:CHUNK])
        refresh_arrears(contract_ids=keys)
        run.cursor = {"last": keys[-1]} if keys else run.cursor
        run.done += len(keys)
        run.total = max(run.total, run.done)
        return len(keys) < CHUNK


class AnnounceLimits:
    """Announce every last day to sue that lies within a year, or has passed, so that one that moves can be told."""

    name = ANNOUNCE
    title = _("แจ้งวันขาดอายุความที่ใกล้ถึง")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day."""
        yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """One step does it all."""
        return 1

    def step(self, *, run: JobRun) -> bool:
        """Announce what is new, in a few statements."""
        announce_limits(on=run.business_on)
        run.done = 1
        return True


registry.register(RefreshArrears())
registry.register(AnnounceLimits())
