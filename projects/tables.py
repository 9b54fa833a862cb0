"""Columns as data: the lists of this room, on the screen and in a file alike."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Meeting, Proposal
from projects.rules import LABELS, State
from projects.selectors.table import Line, Table
from thai.refusals import Refusal

TONES = {
    State.DRAFT: "neutral",
    State.RETURNED_FOR_REVISION: "warning",
    State.LAPSED: "bad",
    State.REJECTED: "bad",
    State.CANCELLED_MEMBER_CHANGE: "bad",
    State.APPROVED: "good",
    State.NOTIFIED: "good",
    State.ACCOUNT_OPENED: "good",
    State.CONTRACT_SIGNED: "good",
    State.TRANSFERRED: "active",
    State.STARTED: "active",
    State.REPAYING: "active",
    State.CLOSED: "done",
}


def tone_of(state: str) -> str:
    """Return the tone of a state's badge."""
    return TONES.get(State(state), "waiting")


def proposals(rows: Iterable[Proposal], **extra: Any) -> dict[str, Any]:
    """Return the table of proposals."""
    return {
        "caption": _("โครงการ"),
        "columns": [
            {"label": _("เลขที่คำขอ")},
            {"label": _("โครงการ")},
            {"label": _("พื้นที่")},
            {"label": _("วงเงินที่ขอ"), "kind": "money"},
            {"label": _("สถานะ"), "kind": "state"},
            {"label": _("ตั้งแต่วันที่"), "kind": "date"},
        ],
        "rows": [
            {
                "url": reverse("projects:proposal", args=[row.reference]),
                "cells": [
                    row.reference,
                    {"value": row.title, "kind": "text", "note": row.get_category_display() or ""},
                    {"value": row.tambon, "kind": "text", "note": str(row.amphoe)},
                    {"value": row.amount, "kind": "money"},
                    {"value": str(Refusal(LABELS[State(row.state)])), "kind": "state", "tone": tone_of(row.state)},
                    {"value": row.state_on, "kind": "date"},
                ],
            }
            for row in rows
        ],
        "empty": _("ไม่พบโครงการตามตัวกรองนี้"),
        **extra,
    }


def meetings(rows: Iterable[Meeting], **extra: Any) -> dict[str, Any]:
    """Return the table of meetings."""
    return {
        "caption": _("การประชุม"),
        "columns": [
            {"label": _("ครั้งที่")},
            {"label": _("องค์คณะ")},
            {"label": _("วันที่ประชุม"), "kind": "date"},
            {"label": _("โครงการ"), "kind": "number"},
            {"label": _("เห็นชอบ/อนุมัติ"), "kind": "number"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("projects:meeting", args=[row.pk]),
                "cells": [
                    f"{row.number}/{row.year_be}",
                    {"value": row.get_organ_display(), "kind": "text", "note": str(row.amphoe or row.province)},
                    {"value": row.held_on, "kind": "date"},
                    {"value": row.projects, "kind": "number"},
                    {"value": row.passed, "kind": "number"},
                    {"value": _("ปิดแล้ว"), "kind": "state", "tone": "done"}
                    if row.closed_on
                    else {"value": _("เปิดอยู่"), "kind": "state", "tone": "active"},
                ],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีการประชุม"),
        **extra,
    }


def consideration(table: Table) -> list[dict[str, Any]]:
    """Return table T-01 for the screen: the lines and sub-totals of each amphoe. Source: T-01, R-MEET-03..05."""
    return [
        {"amphoe": group.amphoe, "lines": [_line(line) for line in group.lines], "totals": group.totals}
        for group in table.groups
    ]


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line,
        "categories": [line.content["category"] == category for category in range(1, 6)],
        "url": reverse("projects:proposal", args=[line.proposal.reference]),
    }


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
