"""Daily work of this room: money paid in advance reaches its instalment, and what is owed is worked out beforehand."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from loans.models import Contract
from repayments import selectors, services
from repayments.models import StaleCourse
from thai.refusals import Refusal
from treasury import services as treasury

CHUNK = 20
CHUNK_OF_COURSES = 500


class ApplyCredits:
    """Replay contracts whose credit found its instalment, so that the books follow; a day without any makes no run.

    What a debtor owes is right without it, because that is worked out on reading (A-23).
    """

    name = "repayments.apply_credits"
    title = _("ตัดเงินรับล่วงหน้าเข้างวดที่ถึงกำหนด")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where some credit waits for an instalment that is open."""
        if selectors.credits_to_apply(on=on):
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the contracts, those that were done before a fault with them."""
        return run.done + len(_waiting(run))

    def step(self, *, run: JobRun) -> bool:
        """Replay the next contracts; the cursor walks up their keys, so that no contract is tried twice.

        One that cannot be replayed is noted with its reason, the others go on.
        """
        waiting = _waiting(run)[:CHUNK]
        contracts = list(Contract.objects.select_related("proposal").filter(pk__in=waiting).order_by("pk"))
        for province in sorted({contract.province_id for contract in contracts}):
            treasury.lock_books(province=province)  # in the order of their codes, as an import of several takes them
        for contract in contracts:
            try:
                with transaction.atomic():
                    services.replay(contract=contract, on=run.business_on, by=run.requested_by)
            except Refusal as refused:
                note_failure(run=run, item=contract.label, sentence=str(refused))
            run.cursor = {"last": contract.pk}
            run.done += 1
        run.total = max(run.total, run.done)
        return len(waiting) < CHUNK


def _waiting(run: JobRun) -> list[int]:
    return [pk for pk in selectors.credits_to_apply(on=run.business_on) if pk > run.cursor.get("last", 0)]


class RefreshCourses:
    """Write the courses of debts that are out of date: after a transfer, a call-in, or before the first of all replays.

    What is read is right without it, only slower.
    """

    name = "repayments.refresh_courses"
    title = _("คำนวณยอดหนี้ล่วงหน้าสำหรับรายงาน")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where some course is out of date."""
        if StaleCourse.objects.exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the contracts."""
        return run.done + StaleCourse.objects.filter(pk__gt=run.cursor.get("last", 0)).count()

    def step(self, *, run: JobRun) -> bool:
        """Write the next ones, in the order of their keys; what becomes stale meanwhile waits for the next day."""
        stale = StaleCourse.objects.filter(pk__gt=run.cursor.get("last", 0)).order_by("pk")
        keys = list(stale.values_list("pk", flat=True)[:CHUNK_OF_COURSES])
        services.refresh_courses(on=run.business_on, contract_ids=keys)
        run.cursor = {"last": keys[-1]} if keys else run.cursor
        run.done += len(keys)
        run.total = max(run.total, run.done)
        return len(keys) < CHUNK_OF_COURSES


registry.register(ApplyCredits())
registry.register(RefreshCourses())
