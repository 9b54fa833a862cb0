"""The pages of this room."""

from .first_page import my_work, search
from .members import members, members_xlsx
from .packs import make_pack, mark_sent, packs, progress

__all__ = ["make_pack", "mark_sent", "members", "members_xlsx", "my_work", "packs", "progress", "search"]
