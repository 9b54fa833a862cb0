"""Money from the bank, the receipts for it and what each of them paid; receipts taken back and handed out."""

from .bank import BankFile, BankLine
from .bounces import RefundBounce
from .courses import DebtSpan, DueSpan, MovedDueDate, StaleCourse
from .hand_outs import BundledReceipt, HandOut, ReceiptBundle
from .layouts import BankLayout, BankUpload, DateForm
from .notices import PaymentNotice
from .payers import ReceiptPayer
from .receipts import Allocation, Receipt
from .refunds import Refund
from .repeats import PossibleRepeat
from .reversals import ReceiptReversal
from .shares import LineShare
from .undos import UndoRequest
from .write_offs import WriteOff

__all__ = [
    "Allocation",
    "BankFile",
    "BankLayout",
    "BankLine",
    "BankUpload",
    "BundledReceipt",
    "DateForm",
    "DebtSpan",
    "DueSpan",
    "HandOut",
    "LineShare",
    "MovedDueDate",
    "PaymentNotice",
    "PossibleRepeat",
    "Receipt",
    "ReceiptBundle",
    "ReceiptPayer",
    "ReceiptReversal",
    "Refund",
    "RefundBounce",
    "StaleCourse",
    "UndoRequest",
    "WriteOff",
]
