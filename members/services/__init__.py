"""Commands of the register of members."""

from areas.services import ReasonMissing
from members.rules import (
    DateNotPossible,
    FoundingNotPossible,
    MergeNeedsReason,
    MergeNotPossible,
    NotAWoman,
    OfficerNotPossible,
    StatusNeedsReason,
    StatusNotPossible,
    TooYoung,
)

from .counting import count_members
from .merging import merge
from .organisations import (
    NameMissing,
    NumberNotNeeded,
    appoint_officer,
    end_officer,
    register_organisation,
    update_organisation,
)
from .persons import register, reveal_national_id, update
from .records import AlreadyMember, IsMerged, PossibleDuplicate
from .standing import MoveNotPossible, change_standing, move

__all__ = [
    "MergeNeedsReason",
    "MergeNotPossible",
    "merge",
    "AlreadyMember",
    "DateNotPossible",
    "FoundingNotPossible",
    "IsMerged",
    "MoveNotPossible",
    "NameMissing",
    "NotAWoman",
    "NumberNotNeeded",
    "OfficerNotPossible",
    "PossibleDuplicate",
    "ReasonMissing",
    "StatusNeedsReason",
    "StatusNotPossible",
    "TooYoung",
    "appoint_officer",
    "change_standing",
    "count_members",
    "end_officer",
    "move",
    "register",
    "register_organisation",
    "reveal_national_id",
    "update",
    "update_organisation",
]
