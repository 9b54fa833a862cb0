"""Debtors as of a day: a page of those behind, or one contract, with what is owed and until when to sue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from debt_followup import rules
from debt_followup.selectors.ageing import ask
from debt_followup.selectors.contracts import PAGE, representatives
from debt_followup.selectors.limitation import ends_of, years_of
from loans.models import Contract
from repayments.selectors import Standing, standings


@dataclass(frozen=True, slots=True)
class Debtor:
    """One contract that is behind as of a day, or a contract looked at by itself.

    ``last_day_to_sue`` is the earliest among what is due and unpaid; None where nothing is.
    """

    contract: Contract
    name: str
    standing: Standing
    last_day_to_sue: date | None

    @property
    def age(self) -> rules.AgeClass | None:
        return rules.age_class(days_past_due=self.standing.days_past_due)

    @property
    def next_due_on(self) -> date | None:
        """The next nominal due date with something to pay."""
        return min(
            (owed.nominal_due_on for owed in self.standing.instalments if not owed.is_due and owed.total), default=None
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of debtors, the longest behind first, and the place where the next page begins ("" at the end)."""

    debtors: Sequence[Debtor]
    next_place: str


def debtors(
    contracts: QuerySet[Contract], *, as_of: date, age: rules.AgeClass | None = None, place: str = "", size: int = PAGE
) -> Page:
    """Return a page of the contracts that are behind as of a day, the longest first, with what each owes.

    Six queries, however many contracts there are.

    :param age: leaves out the other classes.
    :param place: where the page begins, as an earlier page gave it.
    """
    values: dict[str, Any] = {"as_of": as_of, "size": size + 1}
    conditions = ["TRUE"]
    if age is not None:
        conditions.append("oldest_due_on <= %(newest)s")
        values["newest"] = as_of - timedelta(days=age.least)
        if age.most is not None:
            conditions.append("oldest_due_on >= %(oldest)s")
            values["oldest"] = as_of - timedelta(days=age.most)
    if start := _read_place(place):
        conditions.append("(oldest_due_on, contract_id) > (%(due_on)s, %(contract)s)")
        values["due_on"], values["contract"] = start
    rows = ask(
        contracts,
        f"SELECT contract_id, oldest_due_on FROM unpaid WHERE {' AND '.join(conditions)} "
        "ORDER BY oldest_due_on, contract_id LIMIT %(size)s",
        values,
    )
    more, rows = len(rows) > size, rows[:size]
    found = Contract.objects.select_related("proposal", "amphoe", "tambon").in_bulk([pk for pk, _due_on in rows])
    return Page(
        debtors=_as_debtors([found[pk] for pk, _due_on in rows], as_of=as_of),
        next_place=f"{rows[-1][1]:%Y-%m-%d}_{rows[-1][0]}" if more else "",
    )


def debtor(contract: Contract, *, as_of: date) -> Debtor:
    """Return what one contract in force owes as of a day, behind or not, with its working."""
    return _as_debtors([contract], as_of=as_of)[0]


def _as_debtors(contracts: Sequence[Contract], *, as_of: date) -> list[Debtor]:
    owed = standings(contracts=contracts, as_of=as_of)
    names = representatives([contract.pk for contract in contracts])
    years = years_of(on=as_of) if contracts else None
    return [
        Debtor(
            contract=contract,
            name=names[contract.pk].name if contract.pk in names else "",
            standing=owed[contract.pk],
            last_day_to_sue=min((end.last_day_on for end in ends_of(owed[contract.pk], years(contract))), default=None),
        )
        for contract in contracts
    ]


def _read_place(place: str) -> tuple[date, int] | None:
    day, _mark, contract = place.partition("_")
    try:
        return date.fromisoformat(day), int(contract)
    except ValueError:
        return None


def limitation_of(found: Debtor) -> tuple[rules.LimitationEnd, ...]:
    """Return the limitation period of each instalment that is due and unpaid, by due date; empty where none is.

    It is that of the representative: the value dates of the contract's payments interrupt it.

    Source: rule LR, R-LIM-01..R-LIM-06, A-12.
    """
    years = years_of(on=found.standing.as_of)
    return ends_of(found.standing, years(found.contract))
