"""The sum that ends a loan on a day, for a debtor who asked to settle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from areas.rules import require_day
from loans.rules import Instalment

from .debts import debts_of
from .default_interest import InterestLine
from .replay import Replay
from .result import NOTHING
from .terms import BankLine, Component, Cost, Refund, Terms, require_terms


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """One component of one instalment in a quote (None: a cost of the whole debt), with the interest behind it.

    ``frozen`` is the part of the amount that a restructuring froze.
    """

    instalment: int | None
    component: Component
    amount: Decimal
    working: tuple[InterestLine, ...] = ()
    frozen: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class SettlementQuote:
    """What a debtor has to pay on a day, and not on another, to end the loan.

    ``owed`` is the sum of the lines, ``to_pay`` what is left of it after the credit, ``to_refund`` what is left of the
    credit after it; one of the two is nothing.
    """

    on: date
    lines: tuple[SettlementLine, ...]
    credit: Decimal

    @property
    def owed(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), NOTHING)

    @property
    def to_pay(self) -> Decimal:
        """What the debtor has to pay."""
        return max(self.owed - self.credit, NOTHING)

    @property
    def to_refund(self) -> Decimal:
        """What the credit holds beyond the quote; refunded by decision."""
        return max(self.credit - self.owed, NOTHING)

    def total(self, component: Component) -> Decimal:
        """What the quote asks of one component."""
        return sum((line.amount for line in self.lines if line.component == component), NOTHING)

    @property
    def frozen(self) -> Decimal:
        """What the quote asks of the interest, of either kind, that a restructuring froze."""
        return sum((line.frozen for line in self.lines), NOTHING)

    def unfrozen(self, component: Component) -> Decimal:
        """What the quote asks of one component beside what was frozen."""
        return sum((line.amount - line.frozen for line in self.lines if line.component == component), NOTHING)


def settlement_quote(
    *,
    instalments: Sequence[Instalment],
    payments: Iterable[BankLine],
    on: date,
    terms: Terms | Any,
    costs: Sequence[Cost] = (),
    refunds: Sequence[Refund] = (),
) -> SettlementQuote:
    """What settles the loan on a day: unpaid principal, the contract's interest to that day, penalties and costs.

    Instalments that are due are owed as they stand, and so is interest that a restructuring froze. Of those not yet due
    the principal is owed, and the interest from the last nominal due date, or the transfer, to the day; the interest of
    later periods is not. No fee.

    :param on: the day of payment. Payments received up to and on it count.
    :raises BadInstalments, BadPayment, PaymentTwice, BadTerms: as ``allocate``.
    Source: A-23, R-REPAY-04.
    """
    checked = require_terms(terms)
    replay = Replay(debts=debts_of(instalments, terms=checked), terms=checked, until=require_day(on))
    replay.run(payments=payments, costs=costs, refunds=refunds)
    lines = [SettlementLine(None, Component.COSTS, replay.costs_left)]
    for debt in replay.live:
        planned = debt.planned
        workings = {
            Component.DEFAULT_INTEREST: (
                *(accrued.line for accrued in debt.unpaid_lines),
                *replay.running(debt, on),
            ),
            Component.CONTRACT_INTEREST: (
                (debt.interest_to(on, terms=replay.terms),) if replay.is_early(debt, on) else ()
            ),
        }
        frozen = {
            Component.DEFAULT_INTEREST: debt.frozen_default_left,
            Component.CONTRACT_INTEREST: debt.frozen_contract_left,
        }
        lines += [
            SettlementLine(
                planned.number,
                component,
                amount,
                workings.get(component, ()),
                min(frozen.get(component, NOTHING), amount),
            )
            for component, amount in replay.to_settle(debt, on).items()
        ]
    return SettlementQuote(on=on, lines=tuple(line for line in lines if line.amount), credit=replay.credit)
