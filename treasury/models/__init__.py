"""The double-entry ledger, the accounts behind it, the closes, the budget, the statements and the seals."""

from .accounts import BankAccount, LedgerAccount, ProvinceQuerySet
from .budgets import BudgetLine
from .closes import MonthClose, YearClose
from .drawings import DrawingUndo
from .ledger import JournalEntry, Posting
from .openings import OpeningBalances
from .seals import LedgerSeal
from .statements import Statement, StatementDifference, StatementLine
from .totals import DayTotal, MonthTotal

__all__ = [
    "BankAccount",
    "BudgetLine",
    "DayTotal",
    "DrawingUndo",
    "JournalEntry",
    "LedgerAccount",
    "LedgerSeal",
    "MonthClose",
    "MonthTotal",
    "OpeningBalances",
    "Posting",
    "ProvinceQuerySet",
    "Statement",
    "StatementDifference",
    "StatementLine",
    "YearClose",
]
