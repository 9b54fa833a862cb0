"""The reads of this room."""

from .allocations import (
    Key,
    Split,
    allocations_as_printed,
    allocations_of,
    credits_to_apply,
    current_allocations,
    newest_splits,
    receipts_by_line,
)
from .incoming import Preview, PreviewRow, preview, verdicts
from .ledgers import Happening, Ledger, LedgerLine, ledger_of
from .lists import WAITING, Page, bank_files, choices_for, held, line_totals, paged, queue, receipts, to_receipt
from .portfolio import OWING, Balance, Portfolio, balances, balances_of, portfolio
from .reversals import reversal_of, reversals, reversals_to_decide, takes_back, taking_back
from .standing import Component, Standing, instalments_of, settlement, standing, standings
from .terms import History, histories, history_of, line_id, payments_of, refunds_of, terms_of

__all__ = [
    "OWING",
    "WAITING",
    "Balance",
    "Component",
    "Happening",
    "History",
    "Key",
    "Ledger",
    "LedgerLine",
    "Page",
    "Portfolio",
    "Preview",
    "PreviewRow",
    "Split",
    "Standing",
    "allocations_as_printed",
    "allocations_of",
    "balances",
    "balances_of",
    "bank_files",
    "choices_for",
    "credits_to_apply",
    "current_allocations",
    "held",
    "histories",
    "history_of",
    "instalments_of",
    "ledger_of",
    "line_id",
    "line_totals",
    "newest_splits",
    "paged",
    "payments_of",
    "portfolio",
    "preview",
    "queue",
    "receipts",
    "receipts_by_line",
    "refunds_of",
    "reversal_of",
    "reversals",
    "reversals_to_decide",
    "settlement",
    "standing",
    "standings",
    "takes_back",
    "taking_back",
    "terms_of",
    "to_receipt",
    "verdicts",
]
