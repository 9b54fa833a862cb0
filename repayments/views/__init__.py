"""Pages of repayments."""

from .bank import bank_file, bank_files, issue
from .billing import print_bills, print_cards, print_job, print_jobs, print_progress
from .contracts import bills, call_in, card, contract, settle, withdraw_change
from .hand_outs import bundle, bundle_progress, bundles, hand_out, make_bundle
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
from .reversals import approve_reversal, ask_reversal, refuse_reversal, reversal, reversals, withdraw_reversal
from .write_offs import approve_write_off, ask_write_off, refuse_write_off, write_off, write_off_file, write_offs

__all__ = [
    "approve_write_off",
    "ask_write_off",
    "refuse_write_off",
    "write_off",
    "write_off_file",
    "write_offs",
    "approve_refund",
    "approve_reversal",
    "ask_reversal",
    "bank_file",
    "bank_files",
    "bills",
    "bundle",
    "bundle_progress",
    "bundles",
    "call_in",
    "card",
    "columns",
    "confirm_upload",
    "contract",
    "drop_upload",
    "find_contract",
    "hand_out",
    "hold",
    "import_file",
    "issue",
    "ledger",
    "ledger_file",
    "ledgers",
    "ledgers_file",
    "line",
    "make_bundle",
    "match",
    "new_notice",
    "notice",
    "notice_evidence",
    "notices",
    "print_bills",
    "print_cards",
    "print_job",
    "print_jobs",
    "print_progress",
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
    "refuse_reversal",
    "reversal",
    "reversals",
    "settle",
    "split",
    "undo",
    "upload",
    "withdraw_change",
    "withdraw_refund",
    "withdraw_reversal",
]
