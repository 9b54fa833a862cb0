"""What receipts paid: the rows of the newest replay, and those that were printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Subquery

from jobs.copying import array_of
from repayments.models import Allocation, Receipt, ReceiptReversal

Key = tuple[int | None, str, Decimal]  # instalment, component, baht


@dataclass(frozen=True, slots=True)
class Split:
    """What the newest replay of a contract wrote: its number, and the rows of each receipt in force as keys."""

    number: int
    receipts: dict[int, list[Key]]


_NEWEST_SPLITS = """
SELECT a.contract_id, a.replay, a.receipt_id, v.receipt_id IS NULL, a.instalment_number, a.component, a.amount
FROM repayments_allocation a
JOIN (
    SELECT contract_id, MAX(replay) AS replay FROM repayments_allocation
    WHERE contract_id = ANY(%(contracts)s) GROUP BY contract_id
) newest USING (contract_id, replay)
LEFT JOIN repayments_receiptreversal v ON v.receipt_id = a.receipt_id AND v.state = 'APPROVED'
WHERE a.contract_id = ANY(%(contracts)s)
ORDER BY a.contract_id, a.receipt_id, a.line
"""


def newest_splits(contract_ids: Iterable[int]) -> dict[int, Split]:
    """The newest replay of each contract that has one, as far as the next one asks; one query."""
    found: dict[int, Split] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_SPLITS, {"contracts": list(contract_ids)})
        for contract_id, replay, receipt_id, is_in_force, instalment, component, amount in cursor.fetchall():
            split = found.get(contract_id)
            if split is None:
                split = found[contract_id] = Split(number=replay, receipts={})
            if is_in_force:
                split.receipts.setdefault(receipt_id, []).append((instalment, component, amount))
    return found


class Known(NamedTuple):
    """How far the receipts and the course of a contract reach, as far as new money asks.

    ``last_on`` is the last day of any payment, ``replay`` the number of the newest replay (0 where there is none),
    ``credit`` what its rows say that still waits, in baht; ``happened`` tells that something but payments did.
    """

    last_on: date | None
    replay: int
    credit: Decimal
    happened: bool


_KNOWN = """
SELECT k.id,
    (SELECT MAX(r.value_on) FROM repayments_receipt r WHERE r.contract_id = k.id),
    COALESCE(newest.replay, 0),
    COALESCE((
        SELECT SUM(a.amount) FROM repayments_allocation a
        WHERE a.contract_id = k.id AND a.replay = newest.replay AND a.component = 'CREDIT' AND NOT EXISTS (
            SELECT FROM repayments_receiptreversal v WHERE v.receipt_id = a.receipt_id AND v.state = 'APPROVED'
        )
    ), 0),
    EXISTS (SELECT FROM loans_contractchange e WHERE e.contract_id = k.id)
        OR EXISTS (SELECT FROM repayments_refund b WHERE b.contract_id = k.id)
FROM unnest(%(contracts)s::bigint[]) AS k (id)
LEFT JOIN LATERAL (
    SELECT MAX(a.replay) AS replay FROM repayments_allocation a WHERE a.contract_id = k.id
) newest ON TRUE
WHERE NOT EXISTS (SELECT FROM repayments_stalecourse s WHERE s.contract_id = k.id)
"""


def known_before(contract_ids: Iterable[int]) -> dict[int, Known]:
    """Return how far contracts are known, without those whose course is out of date; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"contracts": array_of(contract_ids)})
        return {key: Known(*row) for key, *row in cursor.fetchall()}


def current_allocations(contract_ids: Iterable[int]) -> list[Allocation]:
    """The rows of the newest replay of each contract, by receipt and line, those of reversed receipts left out."""
    newest = (
        Allocation.objects.filter(contract=OuterRef("contract"))
        .order_by()
        .values("contract")
        .annotate(last=Max("replay"))
        .values("last")
    )
    reversed_ones = ReceiptReversal.objects.filter(receipt=OuterRef("receipt"), state=ReceiptReversal.State.APPROVED)
    rows = Allocation.objects.filter(
        ~Exists(reversed_ones), contract__among=list(contract_ids), replay=Subquery(newest)
    )
    return list(rows.order_by("contract", "receipt", "line"))


def allocations_of(receipt: Receipt) -> list[Allocation]:
    """What a receipt pays, as the newest replay of its contract found it; nothing once it was reversed."""
    return [row for row in current_allocations([receipt.contract_id]) if row.receipt_id == receipt.pk]


def allocations_as_printed(receipt: Receipt) -> list[Allocation]:
    """What a receipt paid as it was found when it was issued: the rows of its own first replay."""
    rows = list(Allocation.objects.filter(receipt=receipt).order_by("replay", "line"))
    return [row for row in rows if row.replay == rows[0].replay] if rows else []


_CREDITS_TO_APPLY = """
WITH newest AS (
    SELECT contract_id, MAX(replay) AS replay FROM repayments_allocation GROUP BY contract_id
), current AS (
    SELECT a.* FROM repayments_allocation a JOIN newest USING (contract_id, replay)
    WHERE NOT EXISTS (
        SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = a.receipt_id AND v.state = 'APPROVED'
    )
), waiting AS (
    SELECT DISTINCT contract_id FROM current WHERE component = 'CREDIT'
)
SELECT DISTINCT c.id
FROM waiting w
JOIN loans_contract c ON c.id = w.contract_id AND c.state = 'IN_FORCE'
JOIN loans_instalment i ON i.contract_id = c.id
    AND i.version = (SELECT MAX(version) FROM loans_instalment WHERE contract_id = c.id)
    AND i.nominal_due_on - COALESCE((c.terms ->> 'early_days')::int, 0) <= %s
WHERE i.principal > (
    SELECT COALESCE(SUM(amount), 0) FROM current p
    WHERE p.contract_id = c.id AND p.instalment_number = i.number AND p.component = 'PRINCIPAL'
)
ORDER BY c.id
"""


def credits_to_apply(*, on: date) -> list[int]:
    """The keys of contracts with a credit while an instalment that takes money by this day is unpaid; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_CREDITS_TO_APPLY, [on])
        return [row[0] for row in cursor.fetchall()]
