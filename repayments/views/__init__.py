"""Pages of repayments."""

from .bank import bank_file, bank_files, issue
from .contracts import bills, contract
from .imports import columns, confirm_upload, drop_upload, import_file, upload
from .ledgers import ledger, ledger_file, ledgers, ledgers_file
from .lines import hold, line, match, queue, split, undo
from .notices import find_contract, new_notice, notice, notice_evidence, notices, refuse_notice
from .receipts import receipt, receipts
from .refunds import (
    approve_refund,
    refund,
    refund_credit,
    refund_evidence,
    refund_line,
    refunds,
    refuse_refund,
    withdraw_refund,
)

__all__ = [
    "approve_refund",
    "bank_file",
    "bank_files",
    "bills",
    "columns",
    "confirm_upload",
    "contract",
    "drop_upload",
    "find_contract",
    "hold",
    "import_file",
    "issue",
    "ledger",
    "ledger_file",
    "ledgers",
    "ledgers_file",
    "line",
    "match",
    "new_notice",
    "notice",
    "notice_evidence",
    "notices",
    "queue",
    "receipt",
    "receipts",
    "refund",
    "refund_credit",
    "refund_evidence",
    "refund_line",
    "refunds",
    "refuse_notice",
    "refuse_refund",
    "split",
    "undo",
    "upload",
    "withdraw_refund",
]
