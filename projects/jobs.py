"""Daily work of this room: proposals that were not revised in time lapse."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from projects.models import Proposal
from projects.rules import State
from projects.services import lapse_overdue
from projects.services.pipeline import CHUNK


class LapseOverdue:
    """Lapse the returned proposals whose day for revision is over (R-APPR-05); a day without any makes no run."""

    name = "projects.lapse"
    title = _("โครงการที่พ้นกำหนดปรับปรุง")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where something is overdue."""
        if self._overdue(on).exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the overdue proposals."""
        return self._overdue(run.business_on).count()

    def step(self, *, run: JobRun) -> bool:
        """Lapse the next ones; what lapsed is found no more, so a resumed run repeats nothing."""
        done = lapse_overdue(on=run.business_on)
        run.done += done
        return done < CHUNK

    @staticmethod
    def _overdue(on: date):
        return Proposal.objects.in_state(State.RETURNED_FOR_REVISION).filter(revise_by_on__lt=on)


registry.register(LapseOverdue())
