"""The five teams, their members, and the weeks for which they plan, as the pages show them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import DebtTeam, PlannedVisit, TeamMember
from debt_followup.rules.teams import TEAMS, TeamKind
from debt_followup.selectors.contracts import NOTHING
from debt_followup.selectors.weeks import AmphoeWeek
from debt_followup.services.teams import lead_of
from debt_followup.tables.cells import day_cell, money_cell, short


# -- teams -------------------------------------------------------------------------------------------------------------
def teams_table(rows: Iterable[DebtTeam]) -> dict[str, Any]:
    """Return the teams of a province."""
    labels = (
        (_("ทีม"), "text"),
        (_("หัวหน้าทีม"), "text"),
        (_("หน้าที่"), "text"),
        (_("เวลาปฏิบัติงาน"), "text"),
        (_("สมาชิก (คน)"), "number"),
        (_("เรื่องในมือ"), "number"),
    )
    return {
        "caption": _("ทีมติดตามหนี้"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:team", args=[team.pk]),
                "cells": [
                    {
                        "value": f"{TEAMS[TeamKind(team.kind)].number}. {team.get_kind_display()}",
                        "kind": "text",
                        "note": team.amphoe.label if team.amphoe else "",
                    },
                    {
                        "value": next((one.name for one in team.serving if one.is_lead), _("ยังไม่ได้แต่งตั้ง")),
                        "kind": "text",
                        "note": _(lead_of(team.kind, province=team.province_id)),
                    },
                    team.duty,
                    _(TEAMS[TeamKind(team.kind)].hours),
                    {"value": len(team.serving), "kind": "number"},
                    {"value": team.open_cases, "kind": "number"},
                ],
            }
            for team in rows
        ],
        "empty": _("จังหวัดนี้ยังไม่ได้ตั้งทีม ทีมทั้งห้าตั้งเองเมื่อเปิดเรื่องแรก"),
    }


def members_table(rows: Iterable[TeamMember], *, may_end: bool) -> dict[str, Any]:
    """Return who serves or served in a team."""
    labels = (_("ชื่อ"), _("ตำแหน่ง"), _("โทรศัพท์"), _("ตั้งแต่วันที่"), _("ถึงวันที่"), _("เปลี่ยนแปลง"))
    kinds = ("text", "text", "text", "date", "date", "text")
    return {
        "caption": _("สมาชิกทีม"),
        "columns": [{"label": label, "kind": kind} for label, kind in zip(labels, kinds, strict=True)],
        "rows": [
            {
                "cells": [
                    {"value": row.name, "kind": "text", "note": _("หัวหน้าทีม") if row.is_lead else ""},
                    row.position,
                    {"value": row.telephone, "kind": "text", "url": f"tel:{row.telephone}" if row.telephone else ""},
                    day_cell(row.from_on),
                    day_cell(row.until_on),
                    {
                        "value": _("บันทึกวันพ้นจากทีม"),
                        "kind": "text",
                        "url": reverse("debt_followup:end_team_member", args=[row.pk]),
                    }
                    if may_end and row.until_on is None
                    else "",
                ],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีสมาชิกในทีม"),
    }


# -- weeks -------------------------------------------------------------------------------------------------------------
def weeks_table(rows: Sequence[AmphoeWeek], *, week_on: date) -> dict[str, Any]:
    """Return which amphoe have their plan for a week and what was done in it, with the sums of all."""
    labels = (
        (_("อำเภอ/เขต"), "text"),
        (_("เรื่องที่ยังไม่ปิด"), "number"),
        (_("แผน"), "state"),
        (_("การเยี่ยมตามแผน"), "number"),
        (_("เยี่ยมแล้ว"), "number"),
        (_("ติดต่อทั้งหมด (ครั้ง)"), "number"),
        (_("คำมั่น (ราย)"), "number"),
        (_("เงินที่รับปาก (บาท)"), "money"),
    )
    counts = ("visits", "made", "contacts", "promises")
    total = [sum(getattr(row, name) for row in rows) for name in ("cases", *counts)]
    return {
        "caption": _("แผนและผลการติดตามหนี้ประจำสัปดาห์"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:plan_week", args=[row.amphoe.pk, week_on.isoformat()]),
                "cells": [
                    {"value": row.amphoe.label, "kind": "text"},
                    {"value": row.cases, "kind": "number"},
                    {"value": _("วางแผนแล้ว"), "kind": "state", "tone": "good", "note": str(row.plan.made_by)}
                    if row.plan
                    else {"value": _("ยังไม่ได้วางแผน"), "kind": "state", "tone": "warning"},
                    *({"value": getattr(row, name), "kind": "number"} for name in counts),
                    money_cell(row.promised),
                ],
            }
            for row in rows
        ],
        "totals": [
            {"value": _("รวม"), "kind": "text"},
            {"value": total[0], "kind": "number"},
            {"value": ""},
            *({"value": value, "kind": "number"} for value in total[1:]),
            money_cell(sum((row.promised for row in rows), NOTHING)),
        ],
        "empty": _("ไม่มีเรื่องที่ต้องวางแผนในพื้นที่ของท่าน"),
    }


def plan_days(visits: Sequence[PlannedVisit]) -> list[dict[str, Any]]:
    """Return the visits of a week as a table for each day: who goes where, to whom. No amount is told."""
    labels = (_("ตำบล/แขวง"), _("ลูกหนี้"), _("สัญญา"), _("ผู้ลงพื้นที่"), _("เครือข่ายที่ขอให้ช่วย"), _("ผล"))
    return [
        {
            "caption": _("วันที่ %(day)s") % {"day": short(day)},
            "columns": [{"label": label, "kind": "text"} for label in labels],
            "rows": [{"cells": _plan_cells(visit)} for visit in visits if visit.on == day],
        }
        for day in sorted({visit.on for visit in visits})
    ]


def _plan_cells(visit: PlannedVisit) -> list[Any]:
    debtor = getattr(visit, "debtor", None)
    return [
        visit.case.tambon.label,
        debtor.name if debtor else "",
        visit.case.contract.label,
        visit.visitor.name,
        visit.helper.name if visit.helper else "",
        _("เยี่ยมแล้ว") if getattr(visit, "is_made", False) else "",
    ]
