"""The tables about unused money that came back."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import MoneyReturn
from loans.tables.contracts import money

RETURN_TONES = {
    MoneyReturn.State.ASKED: "waiting",
    MoneyReturn.State.BOOKED: "done",
    MoneyReturn.State.REFUSED: "bad",
    MoneyReturn.State.UNDO_ASKED: "waiting",
    MoneyReturn.State.UNDONE: "neutral",
}


def returns_table(
    returns: Iterable[MoneyReturn], *, caption: str, next_url: str = "", prev_url: str = ""
) -> dict[str, Any]:
    """What came back unused, the newest first, each with its two persons and its state."""
    return {
        "caption": caption,
        "columns": [
            {"label": _("สัญญาหรือเงินอุดหนุน"), "kind": "text"},
            {"label": _("วันที่เงินกลับมา"), "kind": "date"},
            {"label": _("ทาง"), "kind": "text"},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ผู้เสนอ"), "kind": "text"},
            {"label": _("ผู้พิจารณา"), "kind": "text"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("loans:money_return", args=[row.pk]),
                "cells": [
                    {"value": row.label, "kind": "text", "note": row.reason},
                    {"value": row.returned_on, "kind": "date"},
                    _way(row),
                    money(row.amount),
                    str(row.asked_by),
                    str(row.approved_by or ""),
                    {"value": row.get_state_display(), "kind": "state", "tone": RETURN_TONES[row.state]},
                ],
            }
            for row in returns
        ],
        "empty": _("ยังไม่มีการรับคืนเงินที่ไม่ได้ใช้ เสนอได้จากหน้าคืนเงินของสัญญาหรือหน้าเงินอุดหนุน"),
        "next_url": next_url,
        "prev_url": prev_url,
    }


def _way(row: MoneyReturn) -> str:
    return _("รายการธนาคาร") if row.line_key is not None else _("ใบนำฝาก %(number)s") % {"number": row.reference}


def return_facts(found: MoneyReturn, *, may_see_lines: bool, may_see_books: bool) -> list[dict[str, Any]]:
    """What came back and how, who asked, who decided, what was booked."""
    facts: list[dict[str, Any]] = [
        {"label": _("จำนวนเงินที่รับคืน"), "value": found.amount, "kind": "money"},
        {"label": _("วันที่เงินกลับมา"), "value": found.returned_on, "kind": "date"},
    ]
    if found.line_key is not None:
        url = reverse("repayments:line", args=[found.line_key]) if may_see_lines else ""
        facts.append({"label": _("รายการธนาคาร"), "value": _("เปิดรายการธนาคาร") if url else _("มี"), "url": url})
    if found.reference:
        facts.append({"label": _("เลขที่ใบนำฝาก"), "value": found.reference})
    if found.file:
        url = reverse("loans:return_file", args=[found.pk])
        facts.append({"label": _("หลักฐาน"), "value": found.file.name, "url": url})
    facts += [
        {"label": _("เหตุผล"), "value": found.reason},
        {"label": _("ผู้เสนอ"), "value": str(found.asked_by)},
        {"label": _("วันที่เสนอ"), "value": found.asked_on, "kind": "date"},
    ]
    if found.approved_by:
        facts += [
            {"label": _("ผู้พิจารณา"), "value": str(found.approved_by)},
            {"label": _("วันที่พิจารณา"), "value": found.approved_on, "kind": "date"},
        ]
    if found.note:
        facts.append({"label": _("เหตุผลที่ไม่อนุมัติ"), "value": found.note})
    if found.entry:
        url = reverse("treasury:entry", args=[found.entry_id]) if may_see_books else ""
        facts.append({"label": _("รายการบัญชี"), "value": str(found.entry), "url": url})
    if found.undo_asked_by:
        facts += [
            {"label": _("เหตุผลที่ขอกลับการรับคืน"), "value": found.undo_reason},
            {"label": _("ผู้ขอกลับ"), "value": str(found.undo_asked_by)},
            {"label": _("วันที่ขอกลับ"), "value": found.undo_asked_on, "kind": "date"},
        ]
    if found.undone_by:
        facts += [
            {"label": _("ผู้อนุมัติให้กลับ"), "value": str(found.undone_by)},
            {"label": _("วันที่กลับ"), "value": found.undone_on, "kind": "date"},
        ]
    return facts
