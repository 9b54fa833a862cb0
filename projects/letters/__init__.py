"""The frozen contexts of the papers of this room. Papers are Thai documents: their wording is not translated."""

from .committees import RESOLUTIONS, committee_name, district_chief, meeting_name, paper_number
from .meetings import attendance, cover_sheet, minutes, note
from .results import NATIONAL_ORDER, PROVINCIAL_ORDERS, references, refusal_letter, result_letter, revision_letter

__all__ = [
    "NATIONAL_ORDER",
    "PROVINCIAL_ORDERS",
    "RESOLUTIONS",
    "attendance",
    "committee_name",
    "cover_sheet",
    "district_chief",
    "meeting_name",
    "minutes",
    "note",
    "paper_number",
    "references",
    "refusal_letter",
    "result_letter",
    "revision_letter",
]
