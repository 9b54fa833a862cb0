"""The pages of this room."""

from .contract import cancel, contract, copies, voucher
from .preparation import edit, prepare, preview
from .registers import register, to_prepare
from .signing import receive, sign
from .transfers import approve, make_transfer, receive_papers, refuse, transfer, transfers

__all__ = [
    "approve",
    "cancel",
    "contract",
    "copies",
    "edit",
    "make_transfer",
    "prepare",
    "preview",
    "receive",
    "receive_papers",
    "refuse",
    "register",
    "sign",
    "to_prepare",
    "transfer",
    "transfers",
    "voucher",
]
