"""The few figures of a user's area: what is lent, what came in this month, who is behind."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from areas.models import User
from areas.scope import holds
from areas.selectors import provinces_within
from debt_followup.rules import AGE_CLASSES
from debt_followup.selectors import Ageing, ageing, in_force_on
from loans.models import Contract
from repayments.models import Receipt
from repayments.selectors.portfolio import portfolio
from reports.selectors.province_figures import nation
from thai.dates import month_start

NOTHING = Decimal("0.00")
MOST_ADDED_UP = 3  # provinces; of more, the daily count is read


@dataclass(frozen=True, slots=True)
class Figures:
    """Contracts that are being paid, their unpaid principal, what came in this month by value date; baht.

    ``ageing`` is empty for somebody who may not see debtors. ``counted_on`` is the day of the count, where the figures
    were not added up just now.
    """

    contracts: int
    outstanding: Decimal
    received: Decimal
    ageing: list[Ageing]
    counted_on: date | None = None

    @property
    def arrears(self) -> Decimal:
        return sum((row.amount for row in self.ageing), NOTHING)

    @property
    def contracts_behind(self) -> int:
        return sum(row.contracts for row in self.ageing)


def figures(*, user: User, on: date) -> Figures | None:
    """Return the figures of the user's area as of a day, None for somebody who may not see contracts; few queries.

    Of many provinces they are those of the last daily count: nothing is added up from contracts.
    """
    if not holds(user, "loans.view"):
        return None
    if len(provinces_within(user=user, permission="loans.view")) > MOST_ADDED_UP:
        return _counted(user, on)
    contracts = Contract.objects.visible_to(user, "loans.view").filter(state=Contract.State.IN_FORCE)
    owed = portfolio(as_of=on, contracts=contracts).get("")
    received = NOTHING
    if holds(user, "repayments.view"):
        receipts = Receipt.objects.visible_to(user, "repayments.view").in_force()
        received = receipts.filter(value_on__range=(month_start(on), on)).aggregate(
            total=Coalesce(Sum("amount"), NOTHING)
        )["total"]
    behind: list[Ageing] = []
    if holds(user, "debt.view"):
        behind = ageing(in_force_on(Contract.objects.visible_to(user, "debt.view"), as_of=on), as_of=on)
    return Figures(
        contracts=owed.contracts if owed else 0,
        outstanding=owed.principal if owed else NOTHING,
        received=received,
        ageing=behind,
    )


def _counted(user: User, on: date) -> Figures | None:
    found = nation(user=user, on=on, permission="loans.view")
    if found is None:
        return None
    ages = found.ageing
    return Figures(
        contracts=int(found.totals["contracts"]),
        outstanding=found.totals["outstanding"],
        received=found.totals["received_in_month"],
        ageing=[Ageing(age, ages[age.code][0], ages[age.code][2]) for age in AGE_CLASSES]
        if holds(user, "debt.view")
        else [],
        counted_on=found.as_of,
    )
