"""The few figures of a user's area: what is lent, what came in this month, who is behind."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from areas.models import User
from areas.scope import holds
from debt_followup.selectors import Ageing, ageing, in_force_on
from loans.models import Contract
from repayments.models import Allocation, Receipt
from thai.dates import month_start

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Figures:
    """Contracts that are being paid, their unpaid principal, what came in this month by value date; baht.

    ``ageing`` is empty for somebody who may not see debtors.
    """

    contracts: int
    outstanding: Decimal
    received: Decimal
    ageing: list[Ageing]

    @property
    def arrears(self) -> Decimal:
        return sum((row.amount for row in self.ageing), NOTHING)

    @property
    def contracts_behind(self) -> int:
        return sum(row.contracts for row in self.ageing)


def figures(*, user: User, on: date) -> Figures | None:
    """Return the figures of the user's area as of a day, None for somebody who may not see contracts; four queries."""
    if not holds(user, "loans.view"):
        return None
    contracts = Contract.objects.visible_to(user, "loans.view").filter(state=Contract.State.IN_FORCE)
    lent = contracts.aggregate(number=Count("pk"), principal=Coalesce(Sum("principal"), NOTHING))
    newest = Allocation.objects.filter(contract=OuterRef("contract")).order_by("-replay").values("replay")[:1]
    paid = (
        Allocation.objects.filter(
            contract__in=contracts.values("pk"), component=Allocation.Component.PRINCIPAL, replay=Subquery(newest)
        )
        .order_by()
        .aggregate(total=Coalesce(Sum("amount"), NOTHING))["total"]
    )
    received = NOTHING
    if holds(user, "repayments.view"):
        receipts = Receipt.objects.visible_to(user, "repayments.view")
        received = receipts.filter(value_on__range=(month_start(on), on)).aggregate(
            total=Coalesce(Sum("amount"), NOTHING)
        )["total"]
    behind: list[Ageing] = []
    if holds(user, "debt.view"):
        behind = ageing(in_force_on(Contract.objects.visible_to(user, "debt.view"), as_of=on), as_of=on)
    return Figures(contracts=lent["number"], outstanding=lent["principal"] - paid, received=received, ageing=behind)
