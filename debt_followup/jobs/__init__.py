"""The long work of this room."""

from . import confirmations, notices, old_debts
from .confirmations import NAME

__all__ = ["NAME", "confirmations", "notices", "old_debts"]
