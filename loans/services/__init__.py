"""The commands of this room."""

from areas.once import KeyReused

from .changes import (
    AlreadyRecorded,
    NotDecided,
    ReasonMissing,
    SamePerson,
    record_event,
    withdraw_event,
)
from .closing import cancel_contract, close_contract, close_contracts, reopen_contract
from .filing import attach_file, file_papers, record_sara_number
from .grants import (
    MoreThanGranted,
    NotAccountedFor,
    cancel_grant,
    close_grant,
    prepare_grant,
    record_grant_return,
    record_use,
    withdraw_use,
)
from .papers import BeingMade, NotComplete, contract_copies, grant_voucher, payment_voucher
from .preparation import (
    AccountInUse,
    AlreadyPrepared,
    DayPassed,
    GroupIncomplete,
    NotReady,
    Preparation,
    fixed_due_dates,
    planned_schedule,
    prepare_contract,
    update_preparation,
)
from .rejection import AlreadyRejected, MoneyReceived, correct_account, reject_line
from .returns import RepaymentsReceived, WrongSum, announce_return, record_money_return
from .signing import receive_papers, record_signing
from .transfer import (
    AlreadyDecided,
    AlreadyPaidOut,
    EmptyBatch,
    NotABankDay,
    approve_transfer,
    make_transfer,
    refuse_transfer,
    withdraw_transfer,
)

__all__ = [
    "AccountInUse",
    "AlreadyDecided",
    "AlreadyPaidOut",
    "AlreadyPrepared",
    "AlreadyRecorded",
    "BeingMade",
    "AlreadyRejected",
    "DayPassed",
    "EmptyBatch",
    "GroupIncomplete",
    "KeyReused",
    "MoneyReceived",
    "MoreThanGranted",
    "NotABankDay",
    "NotAccountedFor",
    "NotComplete",
    "NotDecided",
    "NotReady",
    "Preparation",
    "ReasonMissing",
    "RepaymentsReceived",
    "SamePerson",
    "WrongSum",
    "announce_return",
    "approve_transfer",
    "attach_file",
    "cancel_contract",
    "cancel_grant",
    "close_contract",
    "close_contracts",
    "close_grant",
    "contract_copies",
    "correct_account",
    "file_papers",
    "fixed_due_dates",
    "grant_voucher",
    "make_transfer",
    "payment_voucher",
    "planned_schedule",
    "prepare_contract",
    "prepare_grant",
    "receive_papers",
    "record_event",
    "record_grant_return",
    "record_money_return",
    "record_sara_number",
    "record_signing",
    "record_use",
    "refuse_transfer",
    "reject_line",
    "reopen_contract",
    "update_preparation",
    "withdraw_event",
    "withdraw_transfer",
    "withdraw_use",
]
