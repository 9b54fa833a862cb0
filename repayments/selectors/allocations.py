"""What receipts paid: the rows of the newest replay, and those that were printed."""

from collections.abc import Iterable

from django.db.models import Max, OuterRef, Subquery

from repayments.models import Allocation, Receipt


def current_replay(contract_id: int) -> int:
    """The number of the contract's newest replay, 0 before its first receipt."""
    return Allocation.objects.filter(contract_id=contract_id).aggregate(last=Max("replay"))["last"] or 0


def current_allocations(contract_ids: Iterable[int]) -> list[Allocation]:
    """The allocation rows of the newest replay of each contract, by receipt and line; one query."""
    newest = (
        Allocation.objects.filter(contract=OuterRef("contract"))
        .order_by()
        .values("contract")
        .annotate(last=Max("replay"))
        .values("last")
    )
    rows = Allocation.objects.filter(contract_id__in=list(contract_ids), replay=Subquery(newest))
    return list(rows.order_by("contract", "receipt", "line"))


def allocations_of(receipt: Receipt) -> list[Allocation]:
    """What a receipt paid, as the newest replay of its contract found it."""
    return [row for row in current_allocations([receipt.contract_id]) if row.receipt_id == receipt.pk]


def allocations_as_printed(receipt: Receipt) -> list[Allocation]:
    """What a receipt paid as it was found when it was issued: the rows of its own first replay."""
    rows = list(Allocation.objects.filter(receipt=receipt).order_by("replay", "line"))
    return [row for row in rows if row.replay == rows[0].replay] if rows else []
