"""The debts of a province by the days they are past due: what its allowance for doubtful debts is reckoned from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from debt_followup.selectors import aged_debts, in_force_on, representatives
from loans.models import Contract, ContractChange
from loans.selectors.changes import standing_events
from treasury import debts
from treasury.rules import AgedDebt


@dataclass(frozen=True, slots=True)
class DoubtfulDebt:
    """One contract with its unpaid principal and the days since its oldest unpaid due date."""

    pk: int
    label: str
    amphoe: str
    name: str
    days: int
    principal: Decimal


def register() -> None:
    """Answer the hook of the books, which know balances only."""
    debts.provide(aged_debts_of)


def aged_debts_of(*, province: str, as_of: date) -> Iterable[AgedDebt]:
    """Return what each contract of a province owes of principal on a day, and for how long; few queries."""
    for pk, days, principal in _on_the_books(province, as_of):
        yield AgedDebt(party=f"contract:{pk}", days_past_due=days, principal=principal)


def doubtful(*, province: str, as_of: date, most: int | None = None) -> list[DoubtfulDebt]:
    """Return the contracts that owe principal on a day, the longest behind first; few queries.

    :param most: so many of them at most.
    """
    rows = _on_the_books(province, as_of)[:most]
    keys = [pk for pk, _days, _principal in rows]
    contracts = Contract.objects.select_related("amphoe", "proposal").in_bulk(keys)
    names = representatives(keys)
    return [
        DoubtfulDebt(
            pk=pk,
            label=contracts[pk].label,
            amphoe=contracts[pk].amphoe.name_th,
            name=names[pk].name if pk in names else "",
            days=days,
            principal=principal,
        )
        for pk, days, principal in rows
    ]


def _on_the_books(province: str, as_of: date) -> list[tuple[int, int, Decimal]]:
    """The debts of the contracts in force, less what was written off: that is no asset any more."""
    changes = standing_events().filter(
        kind=ContractChange.Kind.WRITTEN_OFF, effective_on__lte=as_of, contract__province=province
    )
    gone = dict(changes.order_by().values_list("contract").annotate(sum=Sum("amount")))
    owed = aged_debts(in_force_on(Contract.objects.filter(province=province), as_of=as_of), as_of=as_of)
    left = ((pk, days, principal - gone.get(pk, Decimal(0))) for pk, days, principal in owed)
    return [row for row in left if row[2] > 0]
