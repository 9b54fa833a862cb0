"""Cells and links that the tables of this room share."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.rules import NEVER
from debt_followup.rules.legal import FileKind
from thai.dates import format_short
from thai.refusals import reader_is_english


def money_cell(value: Any, **more: Any) -> dict[str, Any]:
    """Return a cell of baht."""
    return {"value": value, "kind": "money", **more}


def day_cell(value: date | None, **more: Any) -> dict[str, Any]:
    """Return a cell of a day, empty for None."""
    return {"value": value, "kind": "date", **more}


def short(day: date) -> str:
    """Return a day as the screen writes it, in the reader's language."""
    return format_short(day, english=reader_is_english())


def last_day_cell(day: date | None, **more: Any) -> dict[str, Any]:
    """Return a cell of a last day to sue; in words while a court is dealing with the claim."""
    if day == NEVER:
        return {"value": _("อยู่ระหว่างคดี"), "kind": "text", **more}
    return day_cell(day, **more)


def last_day_words(day: date | None) -> str:
    """Return a last day to sue in words, also while no period runs."""
    if day is None:
        return _("ไม่มีหนี้ค้าง")
    return _("อยู่ระหว่างคดี") if day == NEVER else short(day)


def claim_words(kind: FileKind) -> str:
    """Return why a claim has to be brought before its limitation period ends."""
    if kind == FileKind.DEATH:
        return _("เรียกร้องจากกองมรดก (ป.พ.พ. มาตรา 1754)")
    return _("ยื่นคำขอรับชำระหนี้ในคดีล้มละลาย (พ.ร.บ. ล้มละลาย มาตรา 91)")


def document_url(document_id: int) -> str:
    """Return where the PDF of a document is opened."""
    return reverse("documents:open", args=[document_id])
