"""Daily work on cases: one opened for every default, closed when nothing of it is late any more (R-DEBT-08)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from debt_followup.models import DebtCase
from debt_followup.rules.cases import CaseState
from debt_followup.services.cases import follow_cases
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from loans.models import Contract

NAME = "debt_followup.cases"
CHUNK = 500  # contracts of one transaction: their payments wait meanwhile


class FollowCases:
    """One run a day for the nation; it may be repeated and killed at any point, what was done is found done."""

    name = NAME
    title = _("เปิดและปิดเรื่องติดตามหนี้ประจำวัน")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where there is a loan to look at."""
        if _contracts().exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the contracts in force and those with an open case."""
        return run.done + _contracts(run.cursor.get("last", 0)).count()

    def step(self, *, run: JobRun) -> bool:
        """Look at the next contracts in the order of their keys."""
        rows = _contracts(run.cursor.get("last", 0)).order_by("pk")
        keys = list(rows.values_list("pk", flat=True)[:CHUNK])
        opened, closed = follow_cases(contract_ids=keys, on=run.business_on)
        run.cursor = {"last": keys[-1]} if keys else run.cursor
        run.done += len(keys)
        run.total = max(run.total, run.done)
        run.result = {
            "opened": run.result.get("opened", 0) + opened,
            "closed": run.result.get("closed", 0) + closed,
        }
        return len(keys) < CHUNK


def _contracts(after: int = 0) -> QuerySet[Contract]:
    open_case = DebtCase.objects.filter(contract=OuterRef("pk")).exclude(state=CaseState.CLOSED)
    return Contract.objects.filter(Q(state=Contract.State.IN_FORCE) | Exists(open_case), pk__gt=after)


registry.register(FollowCases())
