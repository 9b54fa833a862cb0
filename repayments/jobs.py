"""Daily work of this room: money paid in advance reaches the instalment that takes it from today on."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from loans.models import Contract
from repayments import selectors, services

CHUNK = 20


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
        """Count the contracts."""
        return len(selectors.credits_to_apply(on=run.business_on))

    def step(self, *, run: JobRun) -> bool:
        """Replay the next contracts; the cursor walks up their keys, so that no contract is tried twice."""
        waiting = [pk for pk in selectors.credits_to_apply(on=run.business_on) if pk > run.cursor.get("last", 0)][
            :CHUNK
        ]
        for contract in Contract.objects.filter(pk__in=waiting).order_by("pk"):
            services.replay(contract=contract, on=run.business_on, by=run.requested_by)
            run.cursor = {"last": contract.pk}
            run.done += 1
        return len(waiting) < CHUNK


registry.register(ApplyCredits())
