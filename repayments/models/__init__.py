"""Money from the bank, the receipts for it and what each of them paid; receipts taken back and handed out."""

from .bank import BankFile, BankLine
from .hand_outs import BundledReceipt, HandOut, ReceiptBundle
from .receipts import Allocation, Receipt
from .reversals import ReceiptReversal

__all__ = [
    "Allocation",
    "BankFile",
    "BankLine",
    "BundledReceipt",
    "HandOut",
    "Receipt",
    "ReceiptBundle",
    "ReceiptReversal",
]
