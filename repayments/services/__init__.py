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
from .replays import Change, Replayed, replay

__all__ = [
    "Change",
    "ContractNotOpen",
    "Imported",
    "LineSettled",
    "NoBill",
    "NotMatched",
    "NothingNew",
    "ReasonMissing",
    "Replayed",
    "TooMany",
    "differing_courses",
    "hold_line",
    "import_bank_file",
    "issue_bills",
    "issue_receipts",
    "match_line",
    "refresh_courses",
    "replay",
    "write_courses",
]
