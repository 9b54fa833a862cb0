"""The pages of this room."""

from .confirmations import (
    confirmation_letters_file,
    confirmation_run,
    confirmations,
    progress,
    start_confirmations,
)
from .debtors import NOTHING, debtor, debtor_sums, debtors, overdue_file

__all__ = [
    "NOTHING",
    "confirmation_letters_file",
    "confirmation_run",
    "confirmations",
    "debtor",
    "debtor_sums",
    "debtors",
    "overdue_file",
    "progress",
    "start_confirmations",
]
