"""The pages of this room."""

from .first_page import my_work, search
from .listings import report, report_file
from .members import members, members_xlsx
from .overview import assurance, index
from .packs import make_pack, mark_sent, packs, progress, workbook

__all__ = [
    "assurance",
    "index",
    "make_pack",
    "mark_sent",
    "members",
    "members_xlsx",
    "my_work",
    "packs",
    "progress",
    "report",
    "report_file",
    "search",
    "workbook",
]
