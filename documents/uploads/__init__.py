"""Files handed in: judged by their content, pictures drawn anew, kept under their hash, given out with care.

The page that takes a file calls ``keep_file`` inside the transaction that writes the record it belongs to; the page
that shows it asks its own permission first and then answers with ``serve`` or ``thumbnail``.
"""

from .contents import ALL_KINDS, Examined, FileTooBig, NotWhatItSays, Unreadable, examine
from .names import clean_name
from .pdfs import Dangerous
from .scanner import CannotScan, Infected
from .serving import serve, thumbnail
from .shelf import CannotKeep, Damaged, Gone, path_of
from .storing import keep_file, open_file

__all__ = [
    "ALL_KINDS",
    "CannotKeep",
    "CannotScan",
    "Damaged",
    "Dangerous",
    "Examined",
    "FileTooBig",
    "Gone",
    "Infected",
    "NotWhatItSays",
    "Unreadable",
    "clean_name",
    "examine",
    "keep_file",
    "open_file",
    "path_of",
    "serve",
    "thumbnail",
]
