"""Columns as data of the amphoe's summaries and of its plan of following up."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import AmphoeSummary, FollowUpVisit
from projects.selectors.progress import Period
from projects.selectors.summaries import Standing
from projects.selectors.visits import SUPPORTS, PhaseCount
from projects.tables.places import area_word, place_of, sent_on
from projects.tables.progress import LATE, days_late
from thai.refusals import Refusal


# -- summaries -------------------------------------------------------------------------------------------------------
def summary_state(one: Standing) -> dict[str, Any]:
    """Return the state of an amphoe's summary as a cell."""
    label, tone = {
        "MISSING": (_("ยังไม่ส่ง"), "waiting"),
        "SENT": (_("ส่งแล้ว รอจังหวัดตรวจ"), "active"),
        AmphoeSummary.Outcome.PASSED: (_("ตรวจแล้วถูกต้อง"), "good"),
        AmphoeSummary.Outcome.RETURNED: (_("ส่งกลับให้แก้ไข"), "warning"),
    }[one.status]
    if one.days_late and one.status in ("MISSING", "RETURNED"):
        tone = LATE
    return {"value": label, "kind": "state", "tone": tone, "note": days_late(one.days_late)}


def summary_table(rows: Sequence[Standing], *, period: Period) -> dict[str, Any]:
    """Return how each amphoe stands with its summary."""
    place = place_of(one.amphoe.province_id for one in rows)
    return {
        "caption": _("สรุปรายงานของอำเภอ (กส.4/2)"),
        "columns": [
            {"label": area_word(place)},
            {"label": _("ต้องรายงาน"), "kind": "number"},
            {"label": sent_on(place), "kind": "number"},
            {"label": _("ส่งจังหวัดภายใน"), "kind": "date"},
            {"label": _("ส่งเมื่อ"), "kind": "date"},
            {"label": _("จังหวัดตรวจภายใน"), "kind": "date"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("projects:summary", args=[one.amphoe.pk, period.key]),
                "cells": [
                    {"value": str(one.amphoe), "kind": "text", "note": str(one.amphoe.province)},
                    {"value": one.tally.owed, "kind": "number"},
                    {"value": one.tally.forwarded, "kind": "number"},
                    {"value": one.send_by_on, "kind": "date"},
                    {"value": one.summary.sent_on if one.summary else None, "kind": "date"},
                    {"value": one.check_by_on, "kind": "date"},
                    summary_state(one),
                ],
            }
            for one in rows
        ],
        "empty": _("ไม่มีอำเภอที่ต้องสรุปรายงานในงวดนี้"),
    }


# -- the plan --------------------------------------------------------------------------------------------------------
def count_rows(rows: Sequence[PhaseCount]) -> list[dict[str, Any]]:
    """Return planned and done by phase, a cell for each kind of support."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(row.phase, {"label": FollowUpVisit.Phase(row.phase).label, "cells": []})
        line["cells"].append(
            {"planned": row.planned, "done": row.done, "label": str(Refusal(dict(SUPPORTS)[row.support]))}
        )
    return list(found.values())


def visit_columns() -> list[dict[str, Any]]:
    """Return the columns of the plan."""
    return [
        {"label": _("กิจกรรม")},
        {"label": _("ระยะ")},
        {"label": _("โครงการ")},
        {"label": _("ตำบล")},
        {"label": _("แผน"), "kind": "date"},
        {"label": _("ดำเนินการ"), "kind": "date"},
        {"label": _("ผลการติดตาม")},
    ]


def visit_cells(row: FollowUpVisit) -> list[Any]:
    """Return a line of the plan for a file."""
    return [
        row.activity,
        row.get_phase_display(),
        str(row.proposal) if row.proposal_id else "",
        str(row.tambon or ""),
        row.planned_on,
        row.done_on,
        row.result,
    ]
