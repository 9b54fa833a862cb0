"""What a replay answers: what each payment paid, line by line, and what is owed on a day, with its working."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .default_interest import InterestLine
from .terms import BankLine, Component, Return

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """So much of one payment paid one component of one instalment (None: a cost of the whole debt).

    ``applied_on`` is the payment's value date, or the later day on which its credit was applied. ``working`` holds, for
    default interest, the lines of interest that this money paid, wholly or in part.
    """

    instalment: int | None
    component: Component
    amount: Decimal
    applied_on: date
    working: tuple[InterestLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentAllocation:
    """One payment and what it paid: the lines, ``credit``, what is left of it, and ``refunded`` add up to its amount.

    ``refunded`` is what was paid back to the debtor of the credit.
    """

    payment: BankLine
    lines: tuple[AllocationLine, ...]
    credit: Decimal
    refunded: Decimal = NOTHING

    def paid(self, component: Component) -> Decimal:
        """What the payment paid of one component in all."""
        return sum((line.amount for line in self.lines if line.component == component), NOTHING)


def principal_after(
    payments: Sequence[PaymentAllocation],
    *,
    principal_left: Decimal,
    as_of: date,
    returned: Sequence[Return] = (),
) -> list[Decimal]:
    """The principal left after each payment: without what later money paid, and what came back unused later.

    What a payment's credit paid since is its own. So each is less than the one before it by the principal that it paid.

    :param payments: those of a replay in their order, or the latest of them.
    :param principal_left: what the same replay leaves on its day, ``as_of``.
    :param returned: the principal that came back unused.
    :returns: baht, in the order of the payments; after the last it is what is left in the end.
    """
    left, found = principal_left, []
    for paid in reversed(payments):
        later = sum((one.amount for one in returned if paid.payment.value_on < one.returned_on <= as_of), NOTHING)
        found.append(left + later)
        left += paid.paid(Component.PRINCIPAL)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class AccruedInterest:
    """A line of default interest and how much of it is still unpaid.

    A posted line was fixed when a payment reached its instalment and never changes again; it bears no interest. A line
    that is not posted runs to the day of the statement.
    """

    line: InterestLine
    unpaid: Decimal
    is_posted: bool


@dataclass(frozen=True, slots=True)
class InstalmentOwed:
    """What is owed on one instalment on the day of the statement.

    ``contract_interest_left`` is the interest fixed by the schedule, also where the instalment is not due yet, less
    what was paid. ``days_past_due`` count from the effective due date while anything of it is unpaid.

    Of an instalment that a restructuring closed (``closed_on``) nothing is left; what was owed of it then is ``moved``
    into the new ones. ``frozen`` is what such a new one brought with it of interest owed before, paid or not; it is
    part of what is left and paid. ``default_interest_waived`` is neither left nor paid.
    """

    number: int
    nominal_due_on: date
    effective_due_on: date
    is_due: bool
    days_past_due: int
    costs_left: Decimal
    default_interest_left: Decimal
    contract_interest_left: Decimal
    principal_left: Decimal
    costs_paid: Decimal
    default_interest_paid: Decimal
    contract_interest_paid: Decimal
    principal_paid: Decimal
    working: tuple[AccruedInterest, ...]
    closed_on: date | None = None
    principal_moved: Decimal = NOTHING
    contract_interest_moved: Decimal = NOTHING
    default_interest_moved: Decimal = NOTHING
    default_interest_waived: Decimal = NOTHING
    frozen_contract_interest: Decimal = NOTHING
    frozen_default_interest: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        """All that is left to pay of the instalment."""
        return self.costs_left + self.default_interest_left + self.contract_interest_left + self.principal_left

    @property
    def frozen_contract_interest_left(self) -> Decimal:
        """What is left of the contract interest that a restructuring froze; part of ``contract_interest_left``."""
        return NOTHING if self.closed_on else max(self.frozen_contract_interest - self.contract_interest_paid, NOTHING)

    @property
    def frozen_default_interest_left(self) -> Decimal:
        """What is left of the default interest that a restructuring froze; part of ``default_interest_left``."""
        taken = self.default_interest_paid + self.default_interest_waived
        return NOTHING if self.closed_on else max(self.frozen_default_interest - taken, NOTHING)

    @property
    def frozen_left(self) -> Decimal:
        """What is left of the interest that a restructuring froze, which is paid before any that ran since."""
        return self.frozen_contract_interest_left + self.frozen_default_interest_left

    def left(self, component: Component) -> Decimal:
        """What is left to pay of one component."""
        match component:
            case Component.COSTS:
                return self.costs_left
            case Component.DEFAULT_INTEREST:
                return self.default_interest_left
            case Component.CONTRACT_INTEREST:
                return self.contract_interest_left
            case Component.PRINCIPAL:
                return self.principal_left


@dataclass(frozen=True, slots=True)
class Allocation:
    """The replay of one contract as of a day: payments in the order in which they count, instalments in theirs.

    ``credit`` is money received that nothing due could take yet; ``costs_left`` are unpaid costs of the whole debt.
    The lines of all payments, what was refunded of them and ``credit`` add up to the payments. ``called_in`` says that
    the debt is one by then, ``settled_on`` on which day an early settlement took effect. ``refund_short`` is what was
    paid back though no credit was there for it; the services do not let it become more than nothing.
    """

    as_of: date
    payments: tuple[PaymentAllocation, ...]
    instalments: tuple[InstalmentOwed, ...]
    costs_left: Decimal
    credit: Decimal
    called_in: bool
    settled_on: date | None
    refund_short: Decimal = NOTHING

    @property
    def is_settled(self) -> bool:
        """Whether an early settlement took effect."""
        return self.settled_on is not None

    @property
    def due_total(self) -> Decimal:
        """What is due and unpaid on the day; the credit is not taken off."""
        return sum((owed.total for owed in self.instalments if owed.is_due), self.costs_left)

    @property
    def principal_left(self) -> Decimal:
        """The unpaid principal of the loan, due or not."""
        return sum((owed.principal_left for owed in self.instalments), NOTHING)

    @property
    def frozen_left(self) -> Decimal:
        """Interest that a restructuring froze and that is owed, but not due yet."""
        return sum((owed.frozen_left for owed in self.instalments if not owed.is_due), NOTHING)

    @property
    def is_paid_off(self) -> bool:
        """Whether nothing is left to pay, now or later."""
        return not self.costs_left and not any(owed.total for owed in self.instalments)

    def due(self, component: Component) -> Decimal:
        """What is due and unpaid of one component on the day."""
        start = self.costs_left if component == Component.COSTS else NOTHING
        return sum((owed.left(component) for owed in self.instalments if owed.is_due), start)
