"""Work that follows the calendar: a holiday came or went, and due dates, debts and receipts with it."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from loans import services as loans
from loans.models import Contract
from loans.selectors import due_date_moves
from loans.services.due_dates import CHUNK as CONTRACTS_AT_ONCE
from repayments import services
from repayments.models import MovedDueDate, Receipt
from repayments.services.due_dates import FOLLOW, follow_due_dates, followed
from thai.refusals import Refusal
from treasury import services as treasury

CHUNK = 100


class FollowHolidays:
    """Move effective due dates to what the calendar says, then replay the contracts that received money.

    What has to move is found by the table of holidays itself, in whatever way it was written.
    """

    name = FOLLOW
    title = _("ปรับวันครบกำหนดตามวันหยุด")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where a due date is not what the calendar says, or a contract waits."""
        if MovedDueDate.objects.exists() or due_date_moves(on=on):
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the contracts that wait; those whose dates are still to be moved come to it as they are."""
        return run.done + _waiting(run).count()

    def step(self, *, run: JobRun) -> bool:
        """Move the dates of the next contracts; once all are moved, replay the next, in the order of their keys.

        One that cannot be replayed is noted with its reason and waits for the next run, the others go on.
        """
        if not run.cursor.get("is_moved"):
            moved = loans.move_due_dates(on=run.business_on, by=run.requested_by)
            run.cursor = {"is_moved": True} if moved < CONTRACTS_AT_ONCE else {}
            run.total += moved
            return False
        keys = list(_waiting(run).values_list("pk", flat=True)[:CHUNK])
        self._follow(run, keys)
        run.cursor = {"is_moved": True, "last": keys[-1]} if keys else run.cursor
        run.done += len(keys)
        run.total = max(run.total, run.done)
        return len(keys) < CHUNK

    def _follow(self, run: JobRun, keys: list[int]) -> None:
        received = set(Receipt.objects.filter(contract__in=keys).values_list("contract_id", flat=True))
        contracts = list(Contract.objects.select_related("proposal").filter(pk__in=received).order_by("pk"))
        for province in sorted({contract.province_id for contract in contracts}):
            treasury.lock_books(province=province)  # in the order of their codes, as an import of several takes them
        list(Contract.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
        for contract in contracts:
            try:
                with transaction.atomic():
                    follow_due_dates(contract=contract, on=run.business_on, by=run.requested_by)
            except Refusal as refused:
                note_failure(run=run, item=contract.label, sentence=str(refused))
        unpaid = [key for key in keys if key not in received]
        services.refresh_courses(on=run.business_on, contract_ids=unpaid)
        followed(unpaid)


def _waiting(run: JobRun):
    return MovedDueDate.objects.filter(pk__gt=run.cursor.get("last", 0)).order_by("pk")


registry.register(FollowHolidays())
