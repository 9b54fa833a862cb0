"""The commands of this room."""

from .bills import NoBill, issue_bills
from .courses import differing_courses, refresh_courses, write_courses
from .incoming import (
    ContractNotOpen,
    Imported,
    LineSettled,
    NothingNew,
    ReasonMissing,
    hold_line,
    import_bank_file,
    match_line,
)
from .receipts import NotMatched, TooMany, issue_receipts
from .replays import Change, CreditRefunded, Replayed, replay
from .reversals import (
    OwnReversal,
    ReversalRefused,
    approve_reversal,
    ask_reversal,
    refuse_reversal,
    withdraw_reversal,
)
from .settlements import (
    Asked,
    NoSuchClause,
    NotInDefault,
    NotWithdrawable,
    ask_to_settle,
    call_in,
    withdraw_change,
)

__all__ = [
    "Asked",
    "Change",
    "ContractNotOpen",
    "CreditRefunded",
    "Imported",
    "LineSettled",
    "NoBill",
    "NoSuchClause",
    "NotInDefault",
    "NotMatched",
    "NotWithdrawable",
    "NothingNew",
    "OwnReversal",
    "ReasonMissing",
    "Replayed",
    "ReversalRefused",
    "TooMany",
    "approve_reversal",
    "ask_reversal",
    "ask_to_settle",
    "call_in",
    "differing_courses",
    "hold_line",
    "import_bank_file",
    "issue_bills",
    "issue_receipts",
    "match_line",
    "refresh_courses",
    "refuse_reversal",
    "replay",
    "withdraw_change",
    "withdraw_reversal",
    "write_courses",
]
