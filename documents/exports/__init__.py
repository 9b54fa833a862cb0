"""Lists as files: at once where they are short, else written by a worker and taken away from "my exports".

A room tells its lists in its ``exports.py`` (``provide``); its views answer with ``deliver``.
"""

from .services import (
    AT_ONCE,
    EXPORT,
    NotYours,
    delete_old,
    file_of,
    find_unfinished,
    require_still_allowed,
    start_export,
    write_next,
)
from .sources import Piece, Source, get, more_than, provide

__all__ = [
    "AT_ONCE",
    "EXPORT",
    "NotYours",
    "Piece",
    "Source",
    "delete_old",
    "file_of",
    "find_unfinished",
    "get",
    "more_than",
    "provide",
    "require_still_allowed",
    "start_export",
    "write_next",
]
