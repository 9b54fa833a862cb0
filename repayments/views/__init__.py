"""Pages of repayments."""

from .bank import bank_file, bank_files, hold, import_file, issue, line, match, queue
from .contracts import bills, contract
from .ledgers import ledger, ledger_file, ledgers, ledgers_file
from .receipts import receipt, receipts

__all__ = [
    "bank_file",
    "bank_files",
    "bills",
    "contract",
    "hold",
    "import_file",
    "issue",
    "ledger",
    "ledger_file",
    "ledgers",
    "ledgers_file",
    "line",
    "match",
    "queue",
    "receipt",
    "receipts",
]
