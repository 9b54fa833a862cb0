"""Where the papers of contracts lie, as of any day, and the files that were handed in for them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from documents.models import Document, PaperToDraw
from loans import filing
from loans.models import AnnulledSigning, AttachedFile, Contract, FiledPaper


def whereabouts(contract_ids: Iterable[int], *, as_of: date) -> dict[int, dict[str, FiledPaper]]:
    """Return, of each contract, the papers at their place by the end of a day, by code. One query."""
    newest = FiledPaper.objects.filter(
        contract=OuterRef("contract"), code=OuterRef("code"), recorded_on__lte=as_of
    ).order_by("-pk")
    rows = FiledPaper.objects.filter(
        contract_id__in=list(contract_ids), is_there=True, pk=Subquery(newest.values("pk")[:1])
    ).select_related("recorded_by")
    found: dict[int, dict[str, FiledPaper]] = {}
    for row in rows:
        found.setdefault(row.contract_id, {})[row.code] = row
    return found


def files_of(owner: Any) -> QuerySet[AttachedFile]:
    """Return the files of a contract or a grant, the newest first."""
    of = Q(contract=owner) if isinstance(owner, Contract) else Q(grant=owner)
    return AttachedFile.objects.filter(of).select_related("file", "added_by").order_by("-pk")


def papers_of(contract: Contract) -> QuerySet[Document]:
    """Return the papers issued for a contract, the newest first; ``is_withdrawn``: its signing was annulled."""
    annulled = AnnulledSigning.objects.filter(contract=contract.pk, paper_number=OuterRef("number"))
    return Document.objects.about(f"contract:{contract.pk}").annotate(is_withdrawn=Exists(annulled))


def withdrawn_draft(papers: Iterable[Document]) -> str:
    """Return the number of the paper to be signed where its signing was annulled and no other was issued since.

    :param papers: of ``papers_of``.
    """
    newest = next((paper for paper in papers if paper.kind == Document.Kind.CONTRACT_DRAFT), None)
    return newest.number if newest is not None and newest.is_withdrawn else ""


def withdrawn_scans(contract: Contract) -> set[int]:
    """Return the files that show a signing which was annulled since."""
    newest = AnnulledSigning.objects.filter(contract=contract).values_list("last_file", flat=True).first()
    scans = AttachedFile.objects.filter(contract=contract, code=AttachedFile.Code.SIGNED, pk__lte=newest or 0)
    return set(scans.values_list("pk", flat=True))


def is_complete(there: Iterable[str]) -> bool:
    """Tell whether every paper that somebody hands over is where it belongs (T-10)."""
    return not filing.missing(there=frozenset(there))


def is_paper_being_made(contract: Contract) -> bool:
    """Tell whether the original of a contract in force still waits for the worker that draws it."""
    return PaperToDraw.objects.filter(subject=f"contract:{contract.pk}", kind=Document.Kind.CONTRACT).exists()
