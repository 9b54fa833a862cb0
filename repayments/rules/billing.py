"""What a debtor is asked for on paper: the instalments to come, less what waits for them, and what is owed already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .result import NOTHING, AccruedInterest, Allocation, InstalmentOwed
from .terms import Component


@dataclass(frozen=True, slots=True)
class Bill:
    """One payment that a debtor is asked for, as of ``as_of``. Baht; the parts less ``credit`` are ``amount``.

    Either one instalment that can still be paid in time, or, where ``is_owed``, all that is late together with the
    default interest up to that very day. ``frozen`` is interest of before a restructuring, in neither of the two kinds.
    """

    as_of: date
    numbers: tuple[int, ...]
    is_owed: bool
    is_called_in: bool
    nominal_due_on: date
    effective_due_on: date
    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    frozen: Decimal
    costs: Decimal
    credit: Decimal
    working: tuple[tuple[int, AccruedInterest], ...] = ()

    @property
    def owed(self) -> Decimal:
        """The sum of the parts, before the credit."""
        return self.principal + self.contract_interest + self.default_interest + self.frozen + self.costs

    @property
    def amount(self) -> Decimal:
        """What is to be paid."""
        return self.owed - self.credit


def bills_of(allocation: Allocation) -> tuple[Bill, ...]:
    """The bills of a contract as of the day of its replay: what is owed first, then the instalments in their order.

    What is late is one bill, and so is a debt that was called in, whole. Money received that nothing due could take yet
    is taken off the oldest bill first, as it will be on its due date, and a bill of which nothing is left is none. The
    amounts add up to all that is left of the instalments less the credit, or to nothing where that is more.

    Source: R-REPAY-15, R-REPAY-10, A-06, A-07, A-23.
    """
    unpaid = [owed for owed in allocation.instalments if owed.total]
    late = [owed for owed in unpaid if owed.is_due and (allocation.called_in or owed.days_past_due)]
    bills = [_owed(allocation, late)] if late else []
    bills += [_bill(allocation, [owed]) for owed in unpaid if owed not in late]
    credit = allocation.credit
    found = []
    for bill in bills:
        taken = min(credit, bill.owed)
        credit -= taken
        if taken < bill.owed:
            found.append(replace(bill, credit=taken))
    return tuple(found)


def _owed(allocation: Allocation, late: Sequence[InstalmentOwed]) -> Bill:
    working = tuple((owed.number, part) for owed in late for part in owed.working if part.unpaid)
    bill = _bill(allocation, late)
    return replace(
        bill, is_owed=True, is_called_in=allocation.called_in, costs=bill.costs + allocation.costs_left, working=working
    )


def _bill(allocation: Allocation, group: Sequence[InstalmentOwed]) -> Bill:
    frozen_contract = sum((owed.frozen_contract_interest_left for owed in group), NOTHING)
    frozen_default = sum((owed.frozen_default_interest_left for owed in group), NOTHING)

    def left(component: Component) -> Decimal:
        return sum((owed.left(component) for owed in group), NOTHING)

    return Bill(
        as_of=allocation.as_of,
        numbers=tuple(owed.number for owed in group),
        is_owed=False,
        is_called_in=False,
        nominal_due_on=group[0].nominal_due_on,
        effective_due_on=group[0].effective_due_on,
        principal=left(Component.PRINCIPAL),
        contract_interest=left(Component.CONTRACT_INTEREST) - frozen_contract,
        default_interest=left(Component.DEFAULT_INTEREST) - frozen_default,
        frozen=frozen_contract + frozen_default,
        costs=left(Component.COSTS),
        credit=NOTHING,
    )
