"""Where the numbers that this room takes are found, for the report of the numbers given out."""

from collections.abc import Iterable

from django.db.models.functions import Coalesce

from documents import numbers
from documents.models import Document
from projects.models import Meeting, Proposal

circulars = numbers.of_papers(Document.Kind.RESULT_LETTER)
summaries = numbers.of_papers(Document.Kind.AMPHOE_SUMMARY, area="amphoe", form=r"-(\d+)/\d{4}$")


def proposals(year_be: int) -> Iterable[numbers.Borne]:
    """Return the proposals of a year, whose references end with their running number: 57-2561-0012."""
    return [numbers.Borne(Proposal.objects.filter(reference__contains=f"-{year_be}-"), number="reference")]


def meetings(organ: str) -> numbers.Finder:
    """Give the finder of the meetings of one organ, counted in a province or, of an amphoe's, in the amphoe."""

    def find(year_be: int) -> Iterable[numbers.Borne]:
        rows = Meeting.objects.filter(organ=organ, year_be=year_be)
        return [numbers.Borne(rows.alias(counted_in=Coalesce("amphoe_id", "province_id")), key="counted_in")]

    return find
