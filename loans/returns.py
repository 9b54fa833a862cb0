"""Money that a group sends back unused: by when, and what the national board asks where it comes late. Pure.

Kept beside ``rules``, which holds the arithmetic of a loan.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from areas.rules import require_day
from loans.rules import require_principal, require_rate, simple_interest

LATE_DAY_BASIS = 365
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class ReturnQuote:
    """What has to come back on a day. ``interest`` is None where it is late and the board fixed no rate (A-21)."""

    principal: Decimal
    due_on: date | None
    on: date
    days_late: int
    rate: Decimal | None
    interest: Decimal | None

    @property
    def total(self) -> Decimal:
        """What the bank must have received, in baht."""
        return self.principal + (self.interest or NOTHING)


def return_quote(*, principal: Decimal, due_on: date | None, on: date, late_rate: Decimal | None) -> ReturnQuote:
    """What a group owes that returns ``principal`` baht on a day: nothing more in time, interest of the days after it.

    :param due_on: the last day of the return, None where no policy is in force; then it is never late.
    :param late_rate: the yearly rate that the national board fixed, None where it fixed none.
    :raises loans.rules.PrincipalOutOfRange, loans.rules.RateOutOfRange: as the names say.
    Source: R-DISB-08, R-DISB-09, A-21.
    """
    money, day = require_principal(principal), require_day(on)
    late = max(0, (day - require_day(due_on)).days) if due_on else 0
    if not late:
        return ReturnQuote(money, due_on, day, 0, late_rate, NOTHING)
    if late_rate is None:
        return ReturnQuote(money, due_on, day, late, None, None)
    interest = simple_interest(
        principal=money, annual_rate=require_rate(late_rate), days=late, day_basis=LATE_DAY_BASIS
    )
    return ReturnQuote(money, due_on, day, late, late_rate, interest)
