"""Tables and facts of debts that were written off."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.models import WriteOff
from repayments.selectors import Page

from .cells import paging

WRITE_OFF_TONES = {
    WriteOff.State.ASKED: "waiting",
    WriteOff.State.BOOKED: "done",
    WriteOff.State.REFUSED: "bad",
    WriteOff.State.UNDO_ASKED: "waiting",
    WriteOff.State.UNDONE: "neutral",
}


def write_offs_table(page: Page, *, url: str) -> dict[str, Any]:
    """The write-offs, newest first, each with its decision and its state."""
    return {
        "caption": _("การตัดหนี้สูญ"),
        "columns": [
            {"label": _("สัญญา")},
            {"label": _("เหตุ")},
            {"label": _("เลขที่มติหรือคำสั่ง")},
            {"label": _("เงินต้นที่ตัดสูญ"), "kind": "money"},
            {"label": _("ผู้เสนอ")},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": reverse("repayments:write_off", args=[one.pk]),
                "cells": [
                    one.contract.label,
                    one.get_ground_display(),
                    one.decision_number,
                    {"value": one.principal, "kind": "money"},
                    str(one.asked_by),
                    {
                        "value": one.get_state_display(),
                        "kind": "state",
                        "tone": WRITE_OFF_TONES[WriteOff.State(one.state)],
                    },
                ],
            }
            for one in page.rows
        ],
        "empty": _("ยังไม่มีการตัดหนี้สูญ เสนอได้จากหน้าการชำระคืนของสัญญา"),
        **paging(page, url),
    }


def write_off_facts(found: WriteOff, *, may_see_books: bool) -> list[dict[str, Any]]:
    """What a write-off says: the decision, who asked, who decided, what was booked."""
    facts = [
        {"label": _("เหตุ"), "value": found.get_ground_display()},
        {"label": _("เลขที่มติหรือคำสั่ง"), "value": found.decision_number},
        {"label": _("มติลงวันที่"), "value": found.decided_on, "kind": "date"},
        {"label": _("คำอธิบาย"), "value": found.reason},
        {"label": _("ผู้เสนอ"), "value": str(found.asked_by)},
        {"label": _("วันที่เสนอ"), "value": found.asked_on, "kind": "date"},
    ]
    if found.file_id:
        url = reverse("repayments:write_off_file", args=[found.pk])
        facts.append({"label": _("สำเนามติ"), "value": found.file.name, "url": url})
    if found.approved_by:
        facts += [
            {"label": _("ผู้พิจารณา"), "value": str(found.approved_by)},
            {"label": _("วันที่พิจารณา"), "value": found.approved_on, "kind": "date"},
        ]
    if found.principal is not None:
        facts.append({"label": _("เงินต้นที่ตัดสูญ"), "value": found.principal, "kind": "money"})
    if found.entry:
        url = reverse("treasury:entry", args=[found.entry_id]) if may_see_books else ""
        facts.append({"label": _("รายการบัญชี"), "value": str(found.entry), "url": url})
    if found.note:
        facts.append({"label": _("เหตุผลที่ไม่อนุมัติ"), "value": found.note})
    if found.undo_asked_by:
        facts += [
            {"label": _("เหตุผลที่ขอกลับการตัดหนี้สูญ"), "value": found.undo_reason},
            {"label": _("ผู้ขอกลับ"), "value": str(found.undo_asked_by)},
            {"label": _("วันที่ขอกลับ"), "value": found.undo_asked_on, "kind": "date"},
        ]
    if found.undone_by:
        facts += [
            {"label": _("ผู้อนุมัติให้กลับ"), "value": str(found.undone_by)},
            {"label": _("วันที่กลับ"), "value": found.undone_on, "kind": "date"},
        ]
    return facts
