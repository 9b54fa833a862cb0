"""The tables about what the bank sent back: what was declared, by whom, and what became of it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import LineRejection
from loans.tables.contracts import day

State = LineRejection.State
REJECTION_TONES = {
    State.ASKED: "waiting",
    State.APPROVED: "bad",
    State.REFUSED: "neutral",
    State.WITHDRAWN: "neutral",
    State.UNDO_ASKED: "waiting",
    State.UNDONE: "good",
}


def rejections_table(rejections: Iterable[LineRejection], *, with_batch: bool = False) -> dict[str, Any] | None:
    """What was declared of lines, the newest first; None where nothing was.

    :param with_batch: name the batch of each.
    """
    rows = [
        {
            "url": reverse("loans:rejection", args=[one.pk]),
            "cells": [
                {
                    "value": (one.line.contract or one.line.grant).label,
                    "kind": "text",
                    "note": _("ชุดที่ %(batch)s") % {"batch": one.line.batch_id} if with_batch else "",
                },
                {"value": one.rejected_on, "kind": "date"},
                one.reason,
                {"value": one.line.amount, "kind": "money"},
                str(one.asked_by),
                str(one.decided_by or ""),
                {"value": one.get_state_display(), "kind": "state", "tone": REJECTION_TONES[State(one.state)]},
            ],
        }
        for one in rejections
    ]
    if not rows:
        return None
    return {
        "caption": _("รายการที่แจ้งว่าธนาคารโอนไม่สำเร็จ ผู้แจ้งและผู้ยืนยันเป็นคนละคน"),
        "columns": [
            {"label": _("รายการ"), "kind": "text"},
            {"label": _("ธนาคารแจ้งเมื่อ"), "kind": "date"},
            {"label": _("เหตุผลที่ธนาคารแจ้ง"), "kind": "text"},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ผู้แจ้ง"), "kind": "text"},
            {"label": _("ผู้พิจารณา"), "kind": "text"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": rows,
        "empty": "",
    }


def rejection_facts(one: LineRejection, *, may_see_books: bool) -> list[dict[str, Any]]:
    """Who declared what by which paper, who decided, and the entries in the books."""
    line = one.line
    facts = [
        {"label": _("รายการ"), "value": (line.contract or line.grant).label},
        {"label": _("จำนวนเงิน"), "value": line.amount, "kind": "money"},
        {"label": _("วันที่โอน"), "value": line.batch.transfer_on, "kind": "date"},
        {"label": _("ธนาคารแจ้งเมื่อ"), "value": one.rejected_on, "kind": "date"},
        {"label": _("เหตุผลที่ธนาคารแจ้ง"), "value": one.reason},
        {"label": _("เลขที่รายการในไฟล์ผลการโอนของธนาคาร"), "value": one.reference},
        {
            "label": _("หลักฐานของธนาคาร"),
            "value": one.file.name if one.file else "",
            "url": reverse("loans:rejection_file", args=[one.pk]) if one.file else "",
        },
        {"label": _("ผู้แจ้ง"), "value": str(one.asked_by), "help": day(one.asked_on)},
        {
            "label": _("ผู้พิจารณา"),
            "value": str(one.decided_by or ""),
            "help": day(one.decided_on) if one.decided_by else "",
        },
    ]
    if one.note:
        facts.append({"label": _("เหตุผลที่ไม่ยืนยัน"), "value": one.note})
    if one.undo_asked_by:
        facts += [
            {"label": _("เหตุผลที่ขอเพิกถอน"), "value": one.undo_reason},
            {"label": _("ผู้ขอเพิกถอน"), "value": str(one.undo_asked_by), "help": day(one.undo_asked_on)},
            {
                "label": _("ผู้อนุมัติให้เพิกถอน"),
                "value": str(one.undone_by or ""),
                "help": day(one.undone_on) if one.undone_by else "",
            },
        ]
    entries = ((_("รายการบัญชีที่กลับ"), one.entry), (_("รายการบัญชีที่ลงคืน"), one.undo_entry))
    facts += [
        {
            "label": label,
            "value": str(entry),
            "help": day(entry.posting_on),
            "url": reverse("treasury:entry", args=[entry.pk]) if may_see_books else "",
        }
        for label, entry in entries
        if entry
    ]
    return facts
