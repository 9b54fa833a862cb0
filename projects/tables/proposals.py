"""The list of proposals as columns: on the screen, in a file and as a register."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.rules import State, state_label
from projects.selectors.board import Card, month_label
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


def proposals(cards: Iterable[Card], *, sort_url: Callable[[str], str], sort: str, **extra: Any) -> dict[str, Any]:
    """Return the table of proposals, each with what it waits for and by when.

    :param sort_url: the address of the page sorted by a column's name.
    :param sort: the name of the column sorted by, with a minus where the greatest comes first.
    """
    columns = proposal_columns()
    for column, name in zip(columns, SORTABLE, strict=False):
        if name:
            column["sorted"] = {name: "asc", f"-{name}": "desc"}.get(sort, "")
            column["sort_url"] = sort_url(name if sort == f"-{name}" else f"-{name}")
    return {
        "caption": _("โครงการ"),
        "columns": columns,
        "rows": [proposal_row(card) for card in cards],
        "empty": _("ไม่พบโครงการตามตัวกรองนี้"),
        **extra,
    }


SORTABLE = ("reference", "", "", "amount", "", "", "since")


def proposal_columns() -> list[dict[str, Any]]:
    """Return the columns of the list of proposals, on the screen and in a file."""
    return [
        {"label": _("เลขที่คำขอ")},
        {"label": _("โครงการ")},
        {"label": _("พื้นที่")},
        {"label": _("วงเงินที่ขอ"), "kind": "money"},
        {"label": _("สถานะ"), "kind": "state"},
        {"label": _("กำหนด"), "kind": "date"},
        {"label": _("ตั้งแต่วันที่"), "kind": "date"},
    ]


def proposal_row(card: Card) -> dict[str, Any]:
    """Return the row of one proposal."""
    row, label = card.proposal, state_label(state=card.proposal.state, province=card.proposal.province_id)
    kinds = " · ".join(filter(None, (row.get_category_display() or "", row.get_support_display())))
    return {
        "url": reverse("projects:proposal", args=[row.reference]),
        "cells": [
            {"value": row.reference, "kind": "text", "note": f"SARA {row.sara_number}" if row.sara_number else ""},
            {"value": row.title, "kind": "text", "note": kinds},
            {"value": row.tambon, "kind": "text", "note": str(row.amphoe)},
            {"value": row.amount, "kind": "money"},
            {
                "value": str(Refusal(label)),
                "kind": "state",
                "tone": tone_of(row.state),
                "note": " · ".join(map(str, (card.waits_for, *card.blocks))),
            },
            _due_cell(card),
            {"value": row.state_on, "kind": "date"},
        ],
    }


def _due_cell(card: Card) -> dict[str, Any]:
    in_round = _("รอบ%(month)s") % {"month": card.round_label} if card.round_label else ""
    if card.due is None:
        return {"value": in_round, "kind": "text"}
    note = " · ".join(filter(None, (days_left(card.due.days_left), in_round)))
    return {"value": card.due.on, "kind": "date", "note": note, "tone": card.due.tone}


def proposal_file_columns() -> list[dict[str, Any]]:
    """Return the columns of the list as a file: what the screen sets small below a cell has a column of its own."""
    return [
        {"key": "reference", "label": _("เลขที่คำขอ"), "width": "33mm"},
        {"key": "title", "label": _("โครงการ")},
        {"key": "category", "label": _("ประเภท"), "width": "17mm"},
        {"key": "support", "label": _("ประเภทเงิน"), "width": "24mm"},
        {"key": "tambon", "label": _("ตำบล"), "width": "18mm"},
        {"key": "amphoe", "label": _("อำเภอ"), "width": "18mm"},
        {"key": "amount", "label": _("วงเงินที่ขอ"), "kind": "money", "width": "30mm"},
        {"key": "state", "label": _("สถานะ"), "width": "24mm"},
        {"key": "round", "label": _("รอบ"), "width": "20mm"},
        {"key": "waits_for", "label": _("รอ"), "width": "27mm"},
        {"key": "due_on", "label": _("กำหนด"), "kind": "date", "width": "25mm"},
        {"key": "sara", "label": _("เลขที่ SARA"), "width": "21mm"},
    ]


def proposal_file_row(card: Card) -> dict[str, Any]:
    """Return one proposal by the keys of ``proposal_file_columns``."""
    row = card.proposal
    return {
        "reference": row.reference,
        "title": row.title,
        "category": row.get_category_display() or "",
        "support": row.get_support_display(),
        "tambon": row.tambon.name_th,
        "amphoe": row.amphoe.name_th,
        "amount": row.amount,
        "state": str(Refusal(state_label(state=row.state, province=row.province_id))),
        "round": card.round_label,
        "waits_for": " · ".join(map(str, (card.waits_for, *card.blocks))),
        "due_on": card.due.on if card.due else None,
        "sara": row.sara_number,
    }


def proposal_register(rows: Sequence[dict[str, Any]], *, round_on: date | None, on: date) -> dict[str, Any]:
    """Return the list as a paper: the rows of ``proposal_file_row`` with their sum."""
    subtitle = _("รอบ%(month)s") % {"month": month_label(round_on)} if round_on else ""
    total = sum((row["amount"] for row in rows), Decimal(0))
    written = [row | {"amount": f"{row['amount']:.2f}", "due_on": _iso(row["due_on"])} for row in rows]
    return {
        "title": _("รายการโครงการที่เสนอขอรับการสนับสนุน"),
        "subtitle": subtitle,
        "landscape": True,
        "columns": proposal_file_columns(),
        "groups": [{"rows": written}],
        "totals": {"label": _("รวม %(count)s โครงการ") % {"count": f"{len(rows):,}"}, "amount": f"{total:.2f}"},
        "as_of": on.isoformat(),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def days_left(days: int) -> str:
    """Say how many days are left."""
    if days < 0:
        return _("เลยกำหนดแล้ว")
    return _("วันนี้วันสุดท้าย") if days == 0 else _("เหลือ %(days)s วัน") % {"days": f"{days:,}"}
