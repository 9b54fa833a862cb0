"""Tables of the close of months."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from treasury.closing import Check
from treasury.forms import month_label
from treasury.models import MonthClose

TONES = {
    MonthClose.State.CLOSED: "waiting",
    MonthClose.State.CONFIRMED: "done",
    MonthClose.State.REOPENED: "warning",
}


def state_of(close: MonthClose | None) -> tuple[str, str]:
    """The label and the tone of a month's state."""
    if close is None:
        return _("เปิดอยู่"), "active"
    state = MonthClose.State(close.state)
    return str(state.label), TONES[state]


def months_table(*, months: list[date], closes: dict[date, MonthClose], query: str) -> dict[str, Any]:
    """The months of the books, newest first, with their state."""
    rows = []
    for month in reversed(months):
        close = closes.get(month)
        label, tone = state_of(close)
        url = reverse("treasury:month", args=[f"{month:%Y-%m}"]) + (f"?{query}" if query else "")
        rows.append(
            {
                "url": url,
                "cells": [
                    month_label(month),
                    {"value": label, "kind": "state", "tone": tone},
                    {"value": str(close.closed_by) if close else "", "kind": "text"},
                    {"value": str(close.confirmed_by or "") if close else "", "kind": "text"},
                ],
            }
        )
    return {
        "caption": _("เดือนบัญชี"),
        "columns": [{"label": _("เดือน")}, {"label": _("สถานะ")}, {"label": _("ผู้ปิด")}, {"label": _("ผู้ยืนยัน")}],
        "rows": rows,
        "empty": _("ยังไม่มีรายการบัญชี"),
    }


def checks_table(checks: list[Check], *, caption: str = "") -> dict[str, Any]:
    """The checklist of a month's close, or of another under its own caption."""
    return {
        "caption": caption or _("รายการตรวจก่อนปิดเดือน"),
        "columns": [{"label": _("ผล")}, {"label": _("รายการตรวจ")}, {"label": _("รายละเอียด")}],
        "rows": [
            {
                "tone": "" if check.is_met or not check.blocks else "warning",
                "cells": [
                    {
                        "value": _result(check),
                        "kind": "state",
                        "tone": _tone(check),
                    },
                    check.label,
                    {"value": check.detail, "kind": "text", "url": check.url},
                ],
            }
            for check in checks
        ],
    }


def _result(check: Check) -> str:
    if check.is_met:
        return _("ครบถ้วน")
    return _("ยังค้าง") if check.blocks else _("ควรตรวจ")


def _tone(check: Check) -> str:
    if check.is_met:
        return "good"
    return "warning" if check.blocks else "waiting"
