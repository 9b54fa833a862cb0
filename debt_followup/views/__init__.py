"""The pages of this room."""

from .confirmations import confirmation_run, confirmations, progress, start_confirmations
from .debtors import NOTHING, debtor, debtor_sums, debtors

__all__ = [
    "NOTHING",
    "confirmation_run",
    "confirmations",
    "debtor",
    "debtor_sums",
    "debtors",
    "progress",
    "start_confirmations",
]
