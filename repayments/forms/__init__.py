"""What the pages of repayments ask."""

from .bank import COLUMNS, ColumnsForm, ContractChoice, MatchForm, QueueFilter, SearchForm, SplitForm, UploadForm
from .debts import (
    AskReversalForm,
    AsOfForm,
    BillsForm,
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
from .incoming import (
    ContractSearch,
    CreditRefundForm,
    NoticeFilter,
    NoticeForm,
    RefundFilter,
    RefundForm,
)
from .write_offs import WriteOffForm

__all__ = [
    "WriteOffForm",
    "AsOfForm",
    "BillsForm",
    "AskReversalForm",
    "BundleForm",
    "COLUMNS",
    "CallInForm",
    "ColumnsForm",
    "ContractChoice",
    "ContractSearch",
    "CreditRefundForm",
    "DecideReversalForm",
    "HandOutForm",
    "LedgerForm",
    "LedgersFilter",
    "MatchForm",
    "NoticeFilter",
    "NoticeForm",
    "QueueFilter",
    "ReceiptFilter",
    "RefundFilter",
    "RefundForm",
    "ReversalFilter",
    "SearchForm",
    "SettlementForm",
    "SplitForm",
    "UploadForm",
]
