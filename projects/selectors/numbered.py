"""Where the numbers that this room takes are found, for the report of the numbers given out."""

from collections.abc import Iterable

from django.db.models import Q

from documents import numbers
from documents.models import Document
from projects.models import Meeting, Proposal

circulars = numbers.of_papers(Document.Kind.RESULT_LETTER)
summaries = numbers.of_papers(Document.Kind.AMPHOE_SUMMARY, area="amphoe", form=r"-(\d+)/\d{4}$")
AMPHOE_DIGITS = 4


def proposals(*, key: str, year_be: int) -> Iterable[int]:
    """Return the running numbers in the references of a province's proposals: 12 of 57-2561-0012."""
    begin = f"{key}-{year_be}-"
    rows = Proposal.objects.filter(province=key, reference__startswith=begin).order_by()
    references = rows.values_list("reference", flat=True).iterator()
    return (int(reference.removeprefix(begin)) for reference in references)


def meetings(organ: str) -> numbers.Finder:
    """Give the finder of the meetings of one organ, counted in a province or, of an amphoe's, in the amphoe."""

    def find(*, key: str, year_be: int) -> Iterable[int]:
        area = Q(amphoe=key) if len(key) == AMPHOE_DIGITS else Q(province=key, amphoe=None)
        rows = Meeting.objects.filter(area, organ=organ, year_be=year_be).order_by()
        return rows.values_list("number", flat=True).iterator()

    return find
