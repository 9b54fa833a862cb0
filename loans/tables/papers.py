"""The papers issued for a contract, as ``components/papers_list.html`` shows them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Document
from loans.models import Contract


def issued_papers(row: Contract, papers: Sequence[Document]) -> list[dict[str, Any]]:
    """The papers of a contract, with what became of each.

    :param papers: of ``selectors.papers_of``, the newest first.
    """
    originals = [paper.pk for paper in papers if paper.kind == Document.Kind.CONTRACT]
    in_force = originals[0] if originals and row.contract_on else None
    return [
        {
            "title": paper.get_kind_display(),
            "number": paper.number,
            "on": paper.issued_on,
            "url": reverse("documents:open", args=[paper.pk]),
            **_what_became_of(paper, is_void=paper.pk in originals and paper.pk != in_force),
        }
        for paper in papers
    ]


def _what_became_of(paper: Any, *, is_void: bool) -> dict[str, str]:
    if is_void:
        return {"state": _("เงินไม่ได้โอนตามฉบับนี้"), "tone": "bad"}
    if not paper.is_draft:
        return {"state": "", "tone": ""}
    if paper.is_withdrawn:
        return {"state": _("เพิกถอนการลงนามแล้ว"), "tone": "bad"}
    return {"state": _("เตรียมลงนาม"), "tone": "waiting"}
