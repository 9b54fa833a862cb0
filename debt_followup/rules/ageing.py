"""Classes of arrears by days past due (A-35); short and long term (R-DEBT-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from areas.rules import require_whole
from thai.dates import add_months
from thai.refusals import sentence as _


@dataclass(frozen=True, slots=True)
class AgeClass:
    """A class of arrears by days past due, both ends included; the last one has no end (A-35)."""

    code: str
    least: int
    most: int | None
    label: str

    def holds(self, days: int) -> bool:
        """Whether so many days past due fall into the class."""
        return self.least <= days and (self.most is None or days <= self.most)


AGE_CLASSES = (
    AgeClass("1-30", 1, 30, _("1-30 วัน")),
    AgeClass("31-90", 31, 90, _("31-90 วัน")),
    AgeClass("91-180", 91, 180, _("91-180 วัน")),
    AgeClass("181-365", 181, 365, _("181-365 วัน")),
    AgeClass("over-365", 366, None, _("เกิน 365 วัน")),
)


def age_class(*, days_past_due: int) -> AgeClass | None:
    """The class of a debt that is so many days past due; None while it is not past due.

    :raises areas.rules.NotAWholeNumber: for a float, or days outside 0 to 100 years.
    Source: A-35.
    """
    days = require_whole(days_past_due, least=0, most=36_525)
    return next((found for found in AGE_CLASSES if found.holds(days)), None)


class Term(StrEnum):
    """Whether some of a debt is payable later than in twelve months (R-DEBT-03)."""

    SHORT = "SHORT"
    LONG = "LONG"


TERMS: dict[Term, str] = {Term.SHORT: _("ลูกหนี้ระยะสั้น"), Term.LONG: _("ลูกหนี้ระยะยาว")}
MONTHS_OF_SHORT_TERM = 12


def short_term_until(*, on: date) -> date:
    """The last day whose instalments are short-term on a day: twelve months later.

    Source: R-DEBT-03.
    """
    return add_months(on, MONTHS_OF_SHORT_TERM)


def term_of(*, last_due_on: date, on: date) -> Term:
    """The term of a debt whose last instalment falls due on a day; what is past due or called in is short-term.

    Source: R-DEBT-03.
    """
    return Term.LONG if last_due_on > short_term_until(on=on) else Term.SHORT


@dataclass(frozen=True, slots=True)
class Portions:
    """A principal split by when it is payable: within twelve months, what is overdue included, and later."""

    within_a_year: Decimal
    later: Decimal


def portions(
    *, principal: Decimal, planned: Iterable[tuple[date, Decimal]], on: date, called_in: bool = False
) -> Portions:
    """Split what is left of a principal; the two parts add up to it.

    :param planned: nominal due date and principal of every instalment of the schedule in force.
    :param called_in: the whole is due, so that nothing is payable later.
    Source: R-DEBT-03.
    """
    until = short_term_until(on=on)
    later = sum((amount for due_on, amount in planned if due_on > until), Decimal("0.00"))
    later = Decimal("0.00") if called_in else min(later, principal)
    return Portions(within_a_year=principal - later, later=later)
