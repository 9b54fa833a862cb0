"""The frozen contexts of the papers that this room issues. Plain JSON; official papers stay Thai."""

from .bills import BANKS, BILL_TEMPLATE, CARD_TEMPLATE, bill_context, card_context, ranges
from .debts import (
    CALL_IN_TEMPLATE,
    LEDGER_TEMPLATE,
    SETTLEMENT_TEMPLATE,
    call_in_context,
    ledger_context,
    settlement_context,
)
from .receipts import (
    BUNDLE_TEMPLATE,
    LETTER_TEMPLATE,
    NOTHING,
    RECEIPT_TEMPLATE,
    REVERSAL_TEMPLATE,
    Cause,
    bundle_context,
    correction_context,
    debtor_of,
    receipt_context,
    reversal_context,
)

__all__ = [
    "BANKS",
    "BILL_TEMPLATE",
    "BUNDLE_TEMPLATE",
    "CALL_IN_TEMPLATE",
    "CARD_TEMPLATE",
    "Cause",
    "LEDGER_TEMPLATE",
    "LETTER_TEMPLATE",
    "NOTHING",
    "RECEIPT_TEMPLATE",
    "REVERSAL_TEMPLATE",
    "SETTLEMENT_TEMPLATE",
    "bill_context",
    "ranges",
    "bundle_context",
    "call_in_context",
    "card_context",
    "correction_context",
    "debtor_of",
    "ledger_context",
    "receipt_context",
    "reversal_context",
    "settlement_context",
]
