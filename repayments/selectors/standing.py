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
from repayments.models import Receipt
from repayments.rules import Component, InstalmentOwed, Payment, Terms
from repayments.rules.default_interest import DEFAULT_DAY_BASIS, DEFAULT_RATE

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Standing:
    """What one contract owes as of a day, by value date. Baht; ``allocation`` holds the working line by line.

    ``principal`` is all that is unpaid, due or not. ``contract_interest``, ``default_interest`` and ``costs`` are what
    is due and unpaid on the day; ``credit`` is money received that nothing due could take yet.
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
    def due_total(self) -> Decimal:
        """What is due and unpaid on the day."""
        return self.allocation.due_total

    @property
    def total(self) -> Decimal:
        """All unpaid principal and what is due of the rest, the credit not taken off."""
        return self.principal + self.contract_interest + self.default_interest + self.costs

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


def terms_of(contract: Contract) -> Terms:
    """The terms that were frozen into a contract at its transfer (P-08..P-10, A-04, A-07)."""
    frozen = contract.terms
    order = frozen.get("allocation_order")
    settle_on, called_in = frozen.get("settle_on"), frozen.get("acceleration_on")
    return Terms(
        annual_rate=contract.annual_rate,
        default_rate=Decimal(str(frozen.get("default_rate", DEFAULT_RATE))),
        day_basis=int(frozen.get("day_basis", DEFAULT_DAY_BASIS)),
        default_base=rules.DefaultBase(frozen.get("default_base", rules.DefaultBase.INSTALMENT)),
        allocation_order=tuple(Component(part) for part in order) if order else rules.CODE_ORDER,
        acceleration_on=date.fromisoformat(called_in) if called_in else None,
        contract_day_basis=int(frozen.get("contract_day_basis", 365)),
        settle_on=date.fromisoformat(settle_on) if settle_on else None,
        early_days=int(frozen.get("early_days", 0)),
    )


def payments_of(contract_ids: Iterable[int], *, known_at: Any = None) -> dict[int, list[Payment]]:
    """The receipted payments of each contract; one query. The line's identity orders what the bank's time does not.

    :param known_at: leaves out receipts that were issued after this moment.
    """
    receipts = Receipt.objects.filter(contract_id__in=list(contract_ids))
    if known_at is not None:
        receipts = receipts.filter(issued_at__lte=known_at)
    found: dict[int, list[Payment]] = {}
    rows = receipts.values_list(
        "contract_id", "value_on", "amount", "bank_line__time", "bank_line__identity", "bank_line__occurrence"
    )
    for contract_id, value_on, amount, at, identity, occurrence in rows:
        payment = Payment(value_on=value_on, time=at, line_id=line_id(identity, occurrence), amount=amount)
        found.setdefault(contract_id, []).append(payment)
    return found


def line_id(identity: str, occurrence: int) -> str:
    """The name by which the rules know a bank line; the same however and whenever it was imported."""
    return f"{identity}:{occurrence:05}"


def standing(*, contract: Contract, as_of: date, known_at: Any = None) -> Standing:
    """What a contract in force owes as of a day, with its working.

    :raises repayments.rules.BadInstalments: the contract has no schedule, because no money left yet.
    """
    return standings(contracts=[contract], as_of=as_of, known_at=known_at)[contract.pk]


def standings(*, contracts: Iterable[Contract], as_of: date, known_at: Any = None) -> dict[int, Standing]:
    """What each contract in force owes as of a day; two queries, however many contracts there are.

    Contracts without a schedule, which no money left for yet, are left out.
    """
    wanted = {contract.pk: contract for contract in contracts}
    schedules, payments = schedules_of(wanted), payments_of(wanted, known_at=known_at)
    return {
        pk: Standing(
            contract_id=pk,
            as_of=as_of,
            allocation=rules.allocate(
                instalments=schedules[pk], payments=payments.get(pk, ()), as_of=as_of, terms=terms_of(contract)
            ),
        )
        for pk, contract in wanted.items()
        if pk in schedules
    }


def settlement(*, contract: Contract, on: date) -> rules.SettlementQuote:
    """The sum that ends a contract on a day, for a debtor who asks to settle (R-REPAY-04, A-23)."""
    return rules.settlement_quote(
        instalments=schedules_of([contract.pk])[contract.pk],
        payments=payments_of([contract.pk]).get(contract.pk, ()),
        on=on,
        terms=terms_of(contract),
    )


def instalments_of(contract: Contract) -> Sequence[Instalment]:
    """The contract's schedule in force; empty before the money left."""
    return schedules_of([contract.pk]).get(contract.pk, ())
