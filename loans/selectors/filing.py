"""Where the papers of contracts lie, as of any day, and the files that were handed in for them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from documents.models import Document, PaperToDraw
from loans import filing
from loans.models import AttachedFile, Contract, FiledPaper


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


def is_complete(there: Iterable[str]) -> bool:
    """Tell whether every paper that somebody hands over is where it belongs (T-10)."""
    return not filing.missing(there=frozenset(there))


def is_paper_being_made(contract: Contract) -> bool:
    """Tell whether the original of a contract in force still waits for the worker that draws it."""
    return PaperToDraw.objects.filter(subject=f"contract:{contract.pk}", kind=Document.Kind.CONTRACT).exists()
