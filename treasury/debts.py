"""The debts behind the loans, asked of the rooms above: how much principal, past due by how many days.

This room knows balances only. The room that knows the contracts registers a function here when it is loaded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from areas.selectors import policy
from treasury import chart, rules, selectors

POLICY = "allowance_rates"
Provider = Callable[..., Iterable[rules.AgedDebt]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register a function ``(*, province, as_of) -> [AgedDebt]`` of the contracts in force on a day."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def aged_debts(*, province: str, as_of: date) -> list[rules.AgedDebt]:
    """Return the debts of a province on a day, as the rooms above know them."""
    return [debt for provider in _providers for debt in provider(province=province, as_of=as_of)]


@dataclass(frozen=True, slots=True)
class AllowanceReport:
    """The allowance that the debts of a day need, beside what the books hold.

    ``ledger_loans`` is the balance of the loans in the books on the day. The principal of the classes is less where
    money that the bank had by then was posted later.
    """

    as_of: date
    needed: rules.Allowance
    held: Decimal
    ledger_loans: Decimal

    @property
    def change(self) -> Decimal:
        return self.needed.total - self.held


def allowance_report(*, province: str, as_of: date) -> AllowanceReport:
    """Return the allowance for the debts of a day, by the rates in force on it.

    A debt counts with what is still owed of it, and with no more than the books hold of it on the day: what was taken
    over or paid out into a later month is no asset of this one yet.

    :raises areas.rules.NoPolicy: no rates are in force.
    :raises rules.BadBands: the policy cannot be read as rates.
    """
    bands = rules.bands_of(value=policy(key=POLICY, province=province, on=as_of))
    held = selectors.balances(province=province, as_of=as_of)
    owed = aged_debts(province=province, as_of=as_of)
    booked = selectors.party_balances(account=chart.LOANS, parties=[one.party for one in owed], as_of=as_of)
    assets = [replace(one, principal=min(one.principal, booked[one.party])) for one in owed if booked[one.party] > 0]
    return AllowanceReport(
        as_of=as_of,
        needed=rules.allowance(debts=assets, bands=bands),
        held=-held.get(chart.ALLOWANCE, selectors.NOTHING),
        ledger_loans=held.get(chart.LOANS, selectors.NOTHING),
    )
