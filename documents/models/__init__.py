"""Papers that the system issues, files that people hand in, and lists that they take away."""

from .exports import Export
from .files import StoredFile
from .issued import Document, DocumentFile, DocumentQuerySet, NumberNote, NumberSeries, PaperToDraw

__all__ = [
    "Document",
    "DocumentFile",
    "DocumentQuerySet",
    "Export",
    "NumberNote",
    "NumberSeries",
    "PaperToDraw",
    "StoredFile",
]
