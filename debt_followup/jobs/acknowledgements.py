"""What the days bring: plans missed or kept, files whose next day came, debtors whom the register calls dead."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from debt_followup import services
from debt_followup.models import Acknowledgement, LegalFile
from debt_followup.rules.acts import ActState, FileState
from debt_followup.selectors.acknowledgements import to_watch
from debt_followup.selectors.legal import dead_without_file
from debt_followup.services.legal import open_death_file, refresh_file
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from thai.refusals import Refusal

NAME = "debt_followup.acts"
CHUNK = 20  # contracts of one transaction: their books are held meanwhile


class FollowActs:
    """One run a day for the nation: every plan, every file that has a day, every death; each harmless when repeated."""

    name = NAME
    title = _("ติดตามหนังสือรับสภาพหนี้และแฟ้มคดีประจำวัน")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the run of this day where there is something to follow."""
        if any(rows.exists() for rows, _act in _phases(on)):
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the acknowledgements, the files and the dead debtors that are left to look at."""
        return run.done + sum(rows.count() for rows, _act in _phases(run.business_on))

    def step(self, *, run: JobRun) -> bool:
        """Look at the next ones; when a phase has no more, the next phase begins."""
        phases = _phases(run.business_on)
        at, last = run.cursor.get("phase", 0), run.cursor.get("last", 0)
        rows, act = phases[at]
        found = list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK])
        for row in found:
            try:
                with transaction.atomic():
                    act(row, run.business_on)
            except Refusal as refused:
                note_failure(run=run, item=str(row), sentence=str(refused))
        run.done += len(found)
        run.total = max(run.total, run.done)
        if len(found) == CHUNK:
            run.cursor = {"phase": at, "last": found[-1].pk}
            return False
        run.cursor = {"phase": at + 1, "last": 0}
        return at + 1 == len(phases)


def _phases(on: date) -> list[tuple[QuerySet[Any], Callable[[Any, date], Any]]]:
    """What is looked at on a day, in order, and what is done with each."""
    plans = to_watch(on=on).filter(
        ~Q(state=ActState.KEPT) | Q(contract__state="IN_FORCE"),
    )
    files = LegalFile.objects.exclude(state=FileState.CLOSED).filter(
        Q(kind=LegalFile.Kind.LITIGATION, state=FileState.OPEN)
        | Q(kind__in=[LegalFile.Kind.DEATH, LegalFile.Kind.BANKRUPTCY], sue_by_on=None)  # files from before it was kept
        | Q(kind=LegalFile.Kind.JUDGMENT, next_on=None)
        | Q(next_on__lt=on)
    )
    return [
        (plans, _follow),
        (files, lambda file, day: refresh_file(file=file, on=day)),
        (dead_without_file(), lambda party, day: open_death_file(party=party, on=day)),
    ]


def _follow(row: Acknowledgement, on: date) -> None:
    services.follow_plan(acknowledgement=row, on=on)


registry.register(FollowActs())
