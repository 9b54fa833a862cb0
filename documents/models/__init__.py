"""Papers that the system issues, and files that people hand in."""

from .files import StoredFile
from .issued import Document, DocumentFile, DocumentQuerySet, NumberNote, NumberSeries

__all__ = ["Document", "DocumentFile", "DocumentQuerySet", "NumberNote", "NumberSeries", "StoredFile"]
