"""The pages of this room."""

from .confirmations import confirmation_run, confirmations, progress, start_confirmations
from .debtors import NOTHING, debtor, debtors

__all__ = ["NOTHING", "confirmation_run", "confirmations", "debtor", "debtors", "progress", "start_confirmations"]
