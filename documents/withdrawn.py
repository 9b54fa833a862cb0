"""Papers taken back by another paper: the original stays as it was issued, and whoever opens it sees that it fell."""

from collections.abc import Iterable, Iterator, Sequence

from documents.models import Document, DocumentFile
from documents.rendering import marked
from thai.dates import format_long

Kind = Document.Kind
# A paper of the first kind no longer stands once there is one of the second about the same thing.
TAKEN_BACK_BY = {Kind.RECEIPT: Kind.RECEIPT_REVERSAL}
WORD = "ยกเลิกแล้ว"  # stays Thai: printed on papers
_AT_ONCE = 10  # files in memory at the same time


def withdrawals(papers: Iterable[Document]) -> dict[int, Document]:
    """The paper by which each of these was taken back, by the key of the one that fell; one query."""
    fallible = [paper for paper in papers if paper.kind in TAKEN_BACK_BY]
    if not fallible:
        return {}
    found = Document.objects.filter(
        subject__in={paper.subject for paper in fallible}, kind__in={TAKEN_BACK_BY[Kind(one.kind)] for one in fallible}
    )
    by_subject = {(one.kind, one.subject): one for one in found.defer("context").order_by("pk")}
    wanted = {one.pk: by_subject.get((TAKEN_BACK_BY[Kind(one.kind)], one.subject)) for one in fallible}
    return {pk: taken_back for pk, taken_back in wanted.items() if taken_back is not None}


def as_it_stands(paper: Document) -> bytes:
    """The PDF of a paper as it was issued, with the mark over it, or over those of its bundle, that were taken back.

    What is kept, and its hash, stay as they are.
    """
    pdf = bytes(paper.file.pdf)
    fallen = withdrawals([paper]).get(paper.pk)
    if fallen is not None:
        return _marked(pdf, [(fallen, None)])
    within = list(_within(paper))
    return _marked(pdf, [(taken_back, pages) for pages, taken_back in within]) if within else pdf


def files_as_they_stand(ids: Sequence[int]) -> Iterator[bytes]:
    """The PDFs of many papers in their order, for a bundle, each as ``as_it_stands``; a few in memory at once."""
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        fallen = withdrawals(Document.objects.filter(pk__in=part).defer("context"))
        files = dict(DocumentFile.objects.filter(pk__in=part).values_list("pk", "pdf"))
        for pk in part:
            yield _marked(bytes(files[pk]), [(fallen[pk], None)]) if pk in fallen else bytes(files[pk])


def _within(bundle: Document) -> Iterator[tuple[range, Document]]:
    """The pages of a bundle whose paper was taken back since; the papers stand at its end, in their order."""
    ids = Document.objects.filter(pk=bundle.pk).values_list("context__papers", flat=True).get() or []
    papers = Document.objects.defer("context").in_bulk(ids)
    fallen = withdrawals(papers.values())
    if not fallen:
        return
    at = bundle.pages - sum(papers[pk].pages for pk in ids)
    for pk in ids:
        pages = range(at, at := at + papers[pk].pages)
        if pk in fallen:
            yield pages, fallen[pk]


def _marked(pdf: bytes, fallen: Iterable[tuple[Document, range | None]]) -> bytes:
    return marked(pdf, word=WORD, whys=[(_why(taken_back), pages) for taken_back, pages in fallen])


def _why(taken_back: Document) -> str:
    day = format_long(taken_back.issued_on, thai_digits=False)
    return f"ตามบันทึกเลขที่ {taken_back.number} ลงวันที่ {day}"  # stays Thai: printed on papers
