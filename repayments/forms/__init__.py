"""What the pages of repayments ask."""

from .bank import ConfirmForm, ContractChoice, MatchForm, SearchForm, UploadForm
from .debts import (
    AskReversalForm,
    AsOfForm,
    BundleForm,
    CallInForm,
    DecideReversalForm,
    HandOutForm,
    LedgerForm,
    LedgersFilter,
    ReceiptFilter,
    ReversalFilter,
    SettlementForm,
)

__all__ = [
    "AsOfForm",
    "AskReversalForm",
    "BundleForm",
    "CallInForm",
    "ConfirmForm",
    "ContractChoice",
    "DecideReversalForm",
    "HandOutForm",
    "LedgerForm",
    "LedgersFilter",
    "MatchForm",
    "ReceiptFilter",
    "ReversalFilter",
    "SearchForm",
    "SettlementForm",
    "UploadForm",
]
