"""What the pages of the books ask."""

from .commands import (
    DayForm,
    DifferenceForm,
    GapForm,
    MoneyForm,
    OpeningForm,
    PlanMoneyForm,
    SpendForm,
    StatementForm,
)
from .periods import JournalForm, PeriodForm, month_label

__all__ = [
    "DayForm",
    "DifferenceForm",
    "GapForm",
    "JournalForm",
    "MoneyForm",
    "OpeningForm",
    "PeriodForm",
    "PlanMoneyForm",
    "SpendForm",
    "StatementForm",
    "month_label",
]
