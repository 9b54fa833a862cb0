"""What happens to a debt, day by day, in the order in which it counts."""

from collections.abc import Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from .debts import Debt
from .terms import BankLine, Cost, Refund, Terms, require_costs, require_refunds


class Event:
    """What can happen on a day, in the order in which it counts there; plain numbers, because a replay asks often."""

    COST = 0
    RETURN = 1
    CALL_IN = 2
    WAIVER = 3
    OPENING = 4  # an instalment takes money from now on
    SETTLEMENT = 5
    PAYMENT = 6
    REFUND = 7
    RESTRUCTURING = 8
    HOLIDAY = 9  # from the next day on no interest runs


Happening = tuple[date, int, int, Any]  # its day, which ``Event`` it is, its place among those of the day, what it is


def timeline(
    *,
    debts: Sequence[Debt],
    payments: Sequence[BankLine],
    terms: Terms,
    costs: Sequence[Cost],
    refunds: Sequence[Refund],
    known_until: date,
    until: date | None = None,
) -> list[Happening]:
    """All that happens up to a day, in order; an instalment that is open already does not open again.

    :param known_until: costs and refunds after this day are left out.
    :param until: the day; ``known_until`` when left out.
    :param payments: in the order in which they count.
    :raises BadPayment, BadInstalments: a cost or a refund is wrong.
    """
    early = timedelta(days=terms.early_days)
    numbers = frozenset(debt.planned.number for debt in debts)
    borne, paid_back = (
        require_costs(costs, numbers=numbers, until=known_until),
        require_refunds(refunds, until=known_until),
    )
    found: list[Happening] = [(cost.incurred_on, Event.COST, n, cost) for n, cost in enumerate(borne)]
    found += [(back.returned_on, Event.RETURN, n, back) for n, back in enumerate(terms.returned)]
    found += [(day, Event.CALL_IN, 0, None) for day in (terms.acceleration_on, *terms.called_in_again) if day]
    found += [(waiver.on, Event.WAIVER, n, waiver) for n, waiver in enumerate(terms.waived)]
    for n, new in enumerate(terms.restructured):
        found.append((new.agreed_on, Event.RESTRUCTURING, n, new))
        if new.holiday_from:
            found.append((new.holiday_from - timedelta(days=1), Event.HOLIDAY, n, new))
    for n, debt in enumerate(debts):
        due_on = debt.planned.nominal_due_on
        if not debt.is_open:
            found.append((due_on - early, Event.OPENING, n, debt))
        if early and debt.agreement:  # what was frozen with it falls due on its day, not before
            found.append((due_on, Event.OPENING, n, debt))
    found += [(day, Event.SETTLEMENT, 0, None) for day in (terms.settle_on, *terms.settle_again) if day]
    found += [(payment.value_on, Event.PAYMENT, n, payment) for n, payment in enumerate(payments)]
    found += [(refund.paid_on, Event.REFUND, n, refund) for n, refund in enumerate(paid_back)]
    last = until or known_until
    return sorted((event for event in found if event[0] <= last), key=itemgetter(0, 1, 2))
