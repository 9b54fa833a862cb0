"""The pages of this room: the papers that were issued, the lists that a user takes away."""

from .exports import export, export_file, export_progress, exports
from .papers import download, open_paper, paper_list
from .whole import pdf_answer, whole_or_masked

__all__ = [
    "download",
    "export",
    "export_file",
    "export_progress",
    "exports",
    "open_paper",
    "paper_list",
    "pdf_answer",
    "whole_or_masked",
]
