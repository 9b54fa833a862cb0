"""The commands of this room."""

from .figures import count_figures
from .packs import (
    AlreadySent,
    BeforeService,
    DraftNotSent,
    MonthNotOver,
    PackIsThere,
    PackOutdated,
    make_pack,
    mark_sent,
)

__all__ = [
    "AlreadySent",
    "BeforeService",
    "DraftNotSent",
    "MonthNotOver",
    "PackIsThere",
    "PackOutdated",
    "count_figures",
    "make_pack",
    "mark_sent",
]
