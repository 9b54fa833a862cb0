"""Where the numbers of an office's letters are found: one series a letter code, whichever room writes the letter."""

from collections.abc import Iterable

from documents import numbers
from documents.models import Document
from projects.rules import BANGKOK

_Kind = Document.Kind
OF_PROVINCE = (
    _Kind.MONTHLY_PACK,
    _Kind.CORRECTION_NOTICE,
    _Kind.SETTLEMENT_QUOTE,
    _Kind.CALL_IN,
    _Kind.CONFIRMATION,
    _Kind.NOTICE,
    _Kind.DEMAND,
    _Kind.REFUSAL_LETTER,
    _Kind.WAIVER_LETTER,
    _Kind.LEGAL_LETTER,
    _Kind.RESTRUCTURE_REFUSAL,
)
AMPHOE_DIGITS = 4


def found(*, key: str, year_be: int) -> Iterable[int]:
    """Return the numbers on the letters of the office of a province (two digits) or of an amphoe (four).

    Who is asked to revise her project gets a letter of the amphoe's office, in Bangkok of the province's.
    """
    if len(key) == AMPHOE_DIGITS:
        return numbers.of_papers(_Kind.REVISION_LETTER, area="amphoe")(key=key, year_be=year_be)
    kinds = (*OF_PROVINCE, _Kind.REVISION_LETTER) if key == BANGKOK else OF_PROVINCE
    return numbers.of_papers(*kinds)(key=key, year_be=year_be)
