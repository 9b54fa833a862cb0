"""The lists of this room as files: what each page lists is told here once, for its spreadsheet and for its paper."""

from documents.exports import provide

from .acts import ACKNOWLEDGEMENTS, FRAUD, LEGAL_FILES, RESTRUCTURINGS, WAIVERS
from .deaths import DENIED_DEATHS, REPORTED_DEATHS
from .debtors import MOVED, OVERDUE
from .letters import DIFFERENCES, LETTERS, NOTICES, UNANSWERED
from .lists import Asked, Listed, asked_of
from .teams import CASES, CONTACTS

LISTS = (
    OVERDUE,
    MOVED,
    CASES,
    CONTACTS,
    NOTICES,
    ACKNOWLEDGEMENTS,
    WAIVERS,
    RESTRUCTURINGS,
    LEGAL_FILES,
    FRAUD,
    REPORTED_DEATHS,
    DENIED_DEATHS,
    LETTERS,
    UNANSWERED,
    DIFFERENCES,
)

__all__ = [
    "ACKNOWLEDGEMENTS",
    "CASES",
    "CONTACTS",
    "DENIED_DEATHS",
    "DIFFERENCES",
    "FRAUD",
    "LEGAL_FILES",
    "LETTERS",
    "LISTS",
    "MOVED",
    "NOTICES",
    "OVERDUE",
    "REPORTED_DEATHS",
    "RESTRUCTURINGS",
    "UNANSWERED",
    "WAIVERS",
    "Asked",
    "Listed",
    "asked_of",
    "register",
]


def register() -> None:
    """Tell the files of lists about all of them."""
    for one in LISTS:
        provide(one)
