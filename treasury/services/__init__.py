"""Commands of the ledger. Whatever happens to the fund's money, it is written here and nowhere else."""

from .bulk import NewEntry, post_many
from .ledger import (
    AlreadyPosted,
    AmountNotPositive,
    Line,
    MonthClosed,
    NotBalanced,
    NotEnoughMoney,
    NothingToClose,
    NothingToRemit,
    NotReadyToClose,
    OwnClose,
    ReasonMissing,
    TooEarly,
    first_open_day,
    lock_books,
    post,
    reverse,
)
from .money import allocate_capital, draw, remit_month
from .months import close_month, confirm_close, reopen_month

__all__ = [
    "AlreadyPosted",
    "AmountNotPositive",
    "Line",
    "MonthClosed",
    "NewEntry",
    "NotBalanced",
    "NotEnoughMoney",
    "NotReadyToClose",
    "NothingToClose",
    "NothingToRemit",
    "OwnClose",
    "ReasonMissing",
    "TooEarly",
    "allocate_capital",
    "close_month",
    "confirm_close",
    "draw",
    "first_open_day",
    "lock_books",
    "post",
    "post_many",
    "remit_month",
    "reopen_month",
    "reverse",
]
