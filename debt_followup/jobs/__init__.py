"""The long work of this room."""

from . import acknowledgements, arrears, cases, confirmations, notices, old_debts
from .confirmations import NAME

__all__ = ["acknowledgements", "arrears", "cases", "NAME", "confirmations", "notices", "old_debts"]
