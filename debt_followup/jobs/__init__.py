"""The long work of this room."""

from . import acknowledgements, arrears, confirmations, notices, old_debts
from .confirmations import NAME

__all__ = ["acknowledgements", "arrears", "NAME", "confirmations", "notices", "old_debts"]
