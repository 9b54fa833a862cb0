"""The commands of this room."""

from .closing import cancel_contract, close_contract, reopen_contract
from .papers import NotComplete, contract_copies, payment_voucher
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
from .signing import receive_papers, record_signing
from .transfer import (
    AlreadyDecided,
    AlreadyPaidOut,
    EmptyBatch,
    NotABankDay,
    ReasonMissing,
    SamePerson,
    approve_transfer,
    make_transfer,
    refuse_transfer,
)

__all__ = [
    "AccountInUse",
    "AlreadyDecided",
    "AlreadyPaidOut",
    "AlreadyPrepared",
    "DayPassed",
    "EmptyBatch",
    "GroupIncomplete",
    "NotABankDay",
    "NotComplete",
    "NotReady",
    "Preparation",
    "ReasonMissing",
    "SamePerson",
    "approve_transfer",
    "cancel_contract",
    "close_contract",
    "contract_copies",
    "make_transfer",
    "fixed_due_dates",
    "payment_voucher",
    "planned_schedule",
    "prepare_contract",
    "receive_papers",
    "record_signing",
    "refuse_transfer",
    "reopen_contract",
    "update_preparation",
]
