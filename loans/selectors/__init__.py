"""The reads of this room."""

from .registers import (
    Payable,
    approval_of,
    awaiting_transfer,
    batches,
    contracts,
    counts_by_state,
    is_other_month,
    lacking,
    last_day_of_return,
    last_day_of_transfer,
    lines_of,
    open_contracts,
    payables,
    ticks_of,
    to_prepare,
    totals,
)
from .schedules import schedule_of, schedules_of
from .terms import TermsInForce, terms_in_force, transfer_limits

__all__ = [
    "Payable",
    "TermsInForce",
    "approval_of",
    "awaiting_transfer",
    "batches",
    "contracts",
    "counts_by_state",
    "is_other_month",
    "lacking",
    "last_day_of_return",
    "last_day_of_transfer",
    "lines_of",
    "open_contracts",
    "payables",
    "schedule_of",
    "schedules_of",
    "terms_in_force",
    "ticks_of",
    "to_prepare",
    "totals",
    "transfer_limits",
]
