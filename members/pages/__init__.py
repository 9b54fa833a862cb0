"""What the pages of the register show: tables and panels as data for the components."""

from .detail import detail_context, findings_table
from .exports import export_links
from .history import accesses_table
from .lists import likely_table, list_table, turned
from .merging import after_merge_sentences, candidates_table, comparison_table, links

__all__ = [
    "accesses_table",
    "after_merge_sentences",
    "candidates_table",
    "comparison_table",
    "detail_context",
    "export_links",
    "findings_table",
    "likely_table",
    "links",
    "list_table",
    "turned",
]
