"""Classes of arrears by days past due (A-35)."""

from dataclasses import dataclass

from areas.rules import require_whole
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
