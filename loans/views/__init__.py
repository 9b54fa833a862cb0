"""The pages of this room."""

from .bank_files import contract_account, grant_account, transfer_pdf, transfer_text, transfer_xlsx
from .contract import cancel, contract, copies, voucher
from .decisions import approve, recall, refuse, reject_line, withdraw
from .due_dates import due_dates
from .grants import (
    add_grant_file,
    cancel_grant,
    close_grant,
    grant,
    grant_attached,
    grant_back,
    grant_file,
    grant_voucher,
    grants,
    prepare_grant,
    record_use,
    withdraw_use,
)
from .lists import register, register_pdf, register_xlsx
from .money_returns import (
    approve_return,
    ask_undo_return,
    keep_return,
    money_return,
    money_returns,
    refuse_return,
    return_file,
    undo_return,
)
from .papers import add_file, file_papers, guide, open_file, papers, papers_pdf, sara
from .preparation import edit, prepare, preview
from .registers import contracts, to_prepare
from .returns import announce, money_back, receive_back, take_back_announcement
from .signing import annul_signing, receive, sign
from .transfers import make_transfer, receive_papers, transfer, transfers

__all__ = [
    "add_file",
    "add_grant_file",
    "announce",
    "annul_signing",
    "approve",
    "approve_return",
    "ask_undo_return",
    "cancel",
    "cancel_grant",
    "close_grant",
    "contract",
    "contract_account",
    "contracts",
    "copies",
    "due_dates",
    "edit",
    "file_papers",
    "grant",
    "grant_account",
    "grant_attached",
    "grant_back",
    "grant_file",
    "grant_voucher",
    "grants",
    "guide",
    "keep_return",
    "make_transfer",
    "money_back",
    "money_return",
    "money_returns",
    "open_file",
    "papers",
    "papers_pdf",
    "prepare",
    "prepare_grant",
    "preview",
    "recall",
    "receive",
    "receive_back",
    "receive_papers",
    "record_use",
    "refuse",
    "refuse_return",
    "register",
    "register_pdf",
    "register_xlsx",
    "reject_line",
    "return_file",
    "sara",
    "sign",
    "take_back_announcement",
    "to_prepare",
    "transfer",
    "transfer_pdf",
    "transfer_text",
    "transfer_xlsx",
    "transfers",
    "undo_return",
    "voucher",
    "withdraw",
    "withdraw_use",
]
