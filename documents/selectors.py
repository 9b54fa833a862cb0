"""Reads of the papers that were issued."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from documents.models import Document, DocumentQuerySet, PaperToDraw
from documents.withdrawn import withdrawals


def papers(*, user: User, permission: str, kind: str = "", number: str = "", subject: str = "") -> DocumentQuerySet:
    """Return the papers in the user's area, narrowed by kind, part of the number or addressee, and subject."""
    rows = Document.objects.visible_to(user, permission).defer("context").select_related("province", "amphoe")
    if kind:
        rows = rows.filter(kind=kind)
    if subject:
        rows = rows.filter(subject=subject)
    if number:
        rows = rows.filter(number__icontains=number) | rows.filter(addressee__icontains=number)
    return rows


def being_drawn(*, subject: str) -> list[dict[str, Any]]:
    """Return the papers about one thing that wait for a worker, as ``components/papers_list.html`` shows them."""
    return [
        {
            "title": paper.title,
            "number": paper.number,
            "on": paper.issued_on,
            "url": "",
            "state": _("กำลังจัดทำเอกสาร"),
            "tone": "active",
        }
        for paper in PaperToDraw.objects.filter(subject=subject).defer("context").order_by("-pk")
    ]


def papers_list(*, subject: str, limit: int = 50) -> list[dict[str, Any]]:
    """Return the papers about one thing as ``components/papers_list.html`` shows them, the newest first.

    Those that a worker has still to draw lead the list, without an address.
    """
    papers = list(Document.objects.about(subject).defer("context")[:limit])
    fallen = withdrawals(papers)
    return being_drawn(subject=subject) + [
        {
            "title": paper.title,
            "number": paper.number,
            "on": paper.issued_on,
            "url": reverse("documents:open", args=[paper.pk]),
            "state": _("ยกเลิกแล้ว") if paper.pk in fallen else paper.get_kind_display(),
            "tone": "bad" if paper.pk in fallen else "waiting" if paper.is_draft else "neutral",
        }
        for paper in papers
    ]
