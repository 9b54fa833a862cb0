"""What a contract owes as of a day, by value date: the replay of its receipts, for one contract or for many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from loans.models import Contract
from loans.rules import Instalment
from loans.selectors import schedules_of
from repayments import rules
from repayments.rules import Component, InstalmentOwed

from .terms import histories, history_of

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Standing:
    """What one contract owes as of a day, by value date. Baht; ``allocation`` holds the working line by line.

    ``principal`` is all that is unpaid, due or not. ``contract_interest``, ``default_interest`` and ``costs`` are what
    is due and unpaid on the day; ``frozen`` is interest of before a restructuring that is owed and not due yet;
    ``credit`` is money received that nothing due could take yet.
    """

    contract_id: int
    as_of: date
    allocation: rules.Allocation

    @property
    def principal(self) -> Decimal:
        return self.allocation.principal_left

    @property
    def principal_due(self) -> Decimal:
        return self.allocation.due(Component.PRINCIPAL)

    @property
    def contract_interest(self) -> Decimal:
        return self.allocation.due(Component.CONTRACT_INTEREST)

    @property
    def default_interest(self) -> Decimal:
        return self.allocation.due(Component.DEFAULT_INTEREST)

    @property
    def costs(self) -> Decimal:
        return self.allocation.due(Component.COSTS)

    @property
    def credit(self) -> Decimal:
        return self.allocation.credit

    @property
    def frozen(self) -> Decimal:
        return self.allocation.frozen_left

    @property
    def due_total(self) -> Decimal:
        """What is due and unpaid on the day."""
        return self.allocation.due_total

    @property
    def total(self) -> Decimal:
        """All unpaid principal, what is due of the rest and what was frozen, the credit not taken off."""
        return self.principal + self.contract_interest + self.default_interest + self.costs + self.frozen

    @property
    def instalments(self) -> tuple[InstalmentOwed, ...]:
        return self.allocation.instalments

    @property
    def overdue(self) -> tuple[InstalmentOwed, ...]:
        """The instalments past their effective due date with something unpaid, oldest first."""
        return tuple(owed for owed in self.instalments if owed.is_due and owed.days_past_due and owed.total)

    @property
    def overdue_amount(self) -> Decimal:
        return sum((owed.total for owed in self.overdue), NOTHING)

    @property
    def days_past_due(self) -> int:
        """Days since the oldest unpaid effective due date."""
        return max((owed.days_past_due for owed in self.overdue), default=0)

    @property
    def is_paid_off(self) -> bool:
        return self.allocation.is_paid_off

    @property
    def received(self) -> Decimal:
        """Everything the debtor paid by value date up to the day."""
        return sum((paid.payment.amount for paid in self.allocation.payments), NOTHING)


def standing(*, contract: Contract, as_of: date, known_at: Any = None) -> Standing:
    """What a contract in force owes as of a day, with its working.

    :raises repayments.rules.BadInstalments: the contract has no schedule, because no money left yet.
    """
    return standings(contracts=[contract], as_of=as_of, known_at=known_at)[contract.pk]


def standings(*, contracts: Iterable[Contract], as_of: date, known_at: Any = None) -> dict[int, Standing]:
    """What each contract in force owes as of a day; four queries, however many contracts there are.

    Contracts without a schedule, which no money left for yet, are left out.

    :param known_at: leaves out what was written after this moment: receipts, reversals, refunds, events.
    """
    wanted = list(contracts)
    return {
        pk: Standing(contract_id=pk, as_of=as_of, allocation=rules.allocate(as_of=as_of, **history.told()))
        for pk, history in histories(contracts=wanted, known_at=known_at).items()
    }


def principal_after(*, contracts: Iterable[Contract], as_of: date, known_at: Any) -> dict[int, Decimal]:
    """The principal left after each receipt of some contracts, by its key, as it was known at a moment; four queries.

    :param as_of: the day up to which money and events count; a receipt of a later day is left out.
    """
    found: dict[int, Decimal] = {}
    for history in histories(contracts=list(contracts), known_at=known_at).values():
        told = rules.allocate(as_of=as_of, **history.told())
        left = rules.principal_after(
            told.payments, principal_left=told.principal_left, as_of=as_of, returned=history.terms.returned
        )
        for paid, amount in zip(told.payments, left, strict=True):
            found[history.receipts[str(paid.payment.line_id)]] = amount
    return found


def settlement(*, contract: Contract, on: date, known_at: Any = None) -> rules.SettlementQuote:
    """The sum that ends a contract on a day, for a debtor who asks to settle (R-REPAY-04, A-23).

    It is what posting that sum with a value date of that day does, once the request to settle is recorded.

    :raises repayments.rules.BadInstalments: the contract has no schedule, because no money left yet.
    """
    return rules.settlement_quote(on=on, **history_of(contract, known_at=known_at).told())


def instalments_of(contract: Contract) -> Sequence[Instalment]:
    """The contract's schedule in force; empty before the money left."""
    return schedules_of([contract.pk]).get(contract.pk, ())
