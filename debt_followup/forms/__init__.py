"""Input shapes of this room."""

from .debtors import DebtorFilter

__all__ = ["DebtorFilter"]
