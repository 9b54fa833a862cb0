"""The reads of this room."""

from .allocations import (
    allocations_as_printed,
    allocations_of,
    credits_to_apply,
    current_allocations,
    current_replay,
)
from .incoming import Preview, PreviewRow, preview, verdicts
from .lists import WAITING, Page, bank_files, choices_for, held, line_totals, paged, queue, receipts, to_receipt
from .portfolio import OWING, Balance, Portfolio, balances, balances_of, portfolio
from .standing import Component, Standing, instalments_of, settlement, standing, standings
from .terms import History, histories, line_id, payments_of, refunds_of, terms_of

__all__ = [
    "OWING",
    "WAITING",
    "Balance",
    "Component",
    "History",
    "Page",
    "Portfolio",
    "Preview",
    "PreviewRow",
    "Standing",
    "allocations_as_printed",
    "allocations_of",
    "balances",
    "balances_of",
    "bank_files",
    "choices_for",
    "credits_to_apply",
    "current_allocations",
    "current_replay",
    "held",
    "histories",
    "instalments_of",
    "line_id",
    "line_totals",
    "paged",
    "payments_of",
    "portfolio",
    "preview",
    "queue",
    "receipts",
    "refunds_of",
    "settlement",
    "standing",
    "standings",
    "terms_of",
    "to_receipt",
    "verdicts",
]
