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


def found(year_be: int) -> Iterable[numbers.Borne]:
    """Return the letters of the offices of provinces and of amphoe in a year.

    Who is asked to revise her project gets a letter of the amphoe's office, in Bangkok of the province's.
    """
    of_amphoe = numbers.of_papers(_Kind.REVISION_LETTER, area="amphoe")
    of_bangkok = numbers.of_papers(_Kind.REVISION_LETTER, province=BANGKOK)
    return [*numbers.of_papers(*OF_PROVINCE)(year_be), *of_amphoe(year_be), *of_bangkok(year_be)]
