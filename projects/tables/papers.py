"""Issued papers as the list of papers shows them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def paper_rows(documents: Sequence[Any]) -> list[dict[str, Any]]:
    """Return issued papers as the list of papers shows them."""
    return [
        {
            "title": document.title,
            "number": document.number,
            "on": document.issued_on,
            "url": reverse("documents:open", args=[document.pk]),
            "state": _("ร่าง") if document.is_draft else "",
            "tone": "warning",
        }
        for document in documents
    ]
