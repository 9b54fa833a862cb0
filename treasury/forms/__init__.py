"""What the pages of the books ask."""

from .commands import (
    DayForm,
    DifferenceForm,
    DrawForm,
    DrawingUndoForm,
    GapForm,
    MoneyForm,
    MovedOnForm,
    OpeningForm,
    PlanMoneyForm,
    SpendForm,
    StatementForm,
)
from .periods import JournalForm, PeriodForm, month_label

__all__ = [
    "DayForm",
    "DifferenceForm",
    "DrawingUndoForm",
    "DrawForm",
    "GapForm",
    "JournalForm",
    "MoneyForm",
    "MovedOnForm",
    "OpeningForm",
    "PeriodForm",
    "PlanMoneyForm",
    "SpendForm",
    "StatementForm",
    "month_label",
]
