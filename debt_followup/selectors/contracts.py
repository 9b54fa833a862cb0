"""Contracts as this room reads them: in force on a day, in order of a place, with their representative."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from loans.models import Contract, Party

PAGE = 50
NOTHING = Decimal("0.00")


def in_force_on(contracts: QuerySet[Contract], *, as_of: date) -> QuerySet[Contract]:
    """Narrow contracts to those whose money had left by a day and that were not closed by then, with their project."""
    return lent_by(contracts, as_of=as_of).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=as_of))


def lent_by(contracts: QuerySet[Contract], *, as_of: date) -> QuerySet[Contract]:
    """Narrow contracts to those whose money had left by a day, with their project."""
    return contracts.filter(contract_on__lte=as_of).select_related("proposal", "amphoe", "tambon")


def after(rows: QuerySet, *, fields: Sequence[str], place: Sequence[Any]) -> QuerySet:
    """Narrow rows to those that follow a place in the order of some fields (keyset, compared like a tuple)."""
    later = Q()
    for end, (field, value) in enumerate(zip(fields, place, strict=True)):
        same = dict(zip(fields[:end], place[:end], strict=True))
        later |= Q(**same, **{f"{field}__gt": value})
    return rows.filter(later)


def representatives(contract_ids: Iterable[int]) -> dict[int, Party]:
    """Return the representative of each contract, to whom its letters go; one query."""
    found = Party.objects.filter(contract_id__in=list(contract_ids), role=Party.Role.REPRESENTATIVE)
    return {party.contract_id: party for party in found}


def first_contract_days() -> dict[str, date]:
    """Return the first day on which this system knew of a loan of each province; one query.

    A debt of an old register was lent years before; it is known here since its register was taken over.
    """
    rows = Contract.objects.filter(contract_on__isnull=False).order_by().values("province_id")
    known_on = Greatest("contract_on", "old_debt__register__made_on")  # without a register the second is nothing
    return dict(rows.annotate(first=Min(known_on)).values_list("province_id", "first"))


# The name of a contract's representative, to be added to contracts.
REPRESENTATIVE = Subquery(
    Party.objects.filter(contract=OuterRef("pk"), role=Party.Role.REPRESENTATIVE)
    .order_by("position")
    .values("name")[:1]
)
