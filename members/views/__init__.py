"""Pages of the register of members."""

from .organisations import appoint, end_officer, register_organisation
from .persons import edit, register
from .registry import by_key, detail, member_list, reveal, seen
from .standing import merge, move, standing

__all__ = [
    "appoint",
    "by_key",
    "detail",
    "edit",
    "end_officer",
    "member_list",
    "merge",
    "move",
    "register",
    "register_organisation",
    "reveal",
    "seen",
    "standing",
]
