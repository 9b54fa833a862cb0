"""The one reader of what interrupted limitation periods. Derived from what happened, never kept a second time."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from operator import attrgetter

from debt_followup.rules.interruptions import Cause, Interruption
from repayments.models import Receipt

Source = Callable[..., Iterable[Interruption]]
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Add a function ``(contract_ids, *, on, known_at=None) -> [Interruption]`` to those that are read.

    It asks the same number of queries however many contracts there are, and tells all events up to a day, in no order.
    """
    if source not in _sources:
        _sources.append(source)
    return source


def interruptions(
    contract_ids: Iterable[int], *, on: date, known_at: datetime | None = None
) -> dict[int, tuple[Interruption, ...]]:
    """Return what interrupted the periods of each contract up to a day, by day; those without anything are left out.

    :param known_at: leaves out what was written after this moment, and counts what was taken back after it.
    Source: R-LIM-06, R-ACK-03, A-11, A-12.
    """
    keys = sorted(set(contract_ids))
    found: dict[int, list[Interruption]] = defaultdict(list)
    if keys:
        for source in _sources:
            for event in source(keys, on=on, known_at=known_at):
                found[event.contract_id].append(event)
    return {key: tuple(sorted(events, key=attrgetter("on", "cause"))) for key, events in found.items()}


@register_source
def payments(contract_ids: Iterable[int], *, on: date, known_at: datetime | None = None) -> list[Interruption]:
    """Return the receipted payments, each on the bank's day, of the signer who paid where that is known (A-12).

    The bank does not say it: a slip that she brought does, or two persons of the office.
    """
    receipts = Receipt.objects.filter(contract_id__in=list(contract_ids), value_on__lte=on).order_by()
    receipts = receipts.in_force() if known_at is None else receipts.known_at(known_at)
    rows = receipts.with_payer(known_at).values_list(
        "contract_id", "value_on", "issued_at", "number", "fiscal_year_be", "payer_id", "payer_known_at"
    )
    return [
        Interruption(
            contract_id=contract_id,
            on=value_on,
            cause=Cause.PAYMENT,
            party_id=payer_id,
            recorded_at=issued_at,
            named_at=payer_known_at,
            reference=f"{number}/{year_be}",
        )
        for contract_id, value_on, issued_at, number, year_be, payer_id, payer_known_at in rows
    ]
