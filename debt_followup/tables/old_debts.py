"""Tables of old debts: files, refused rows, columns of a file, the agreement with the control totals."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.imports.columns import Columns
from debt_followup.models import OldDebtAgreement, OldRegister
from debt_followup.selectors.old_debts import NAMES, Agreement, Compared
from debt_followup.tables.cells import day_cell, money_cell

State = OldRegister.State
TONES = {State.CHECKED: "waiting", State.WRITING: "active", State.DONE: "good", State.REFUSED: "bad"}


def registers(rows: Iterable[OldRegister]) -> dict[str, Any]:
    """The files of old registers, the newest first."""
    labels = (
        (_("ไฟล์"), "text"),
        (_("ทะเบียน"), "text"),
        (_("จังหวัด"), "text"),
        (_("ยอด ณ วันที่"), "date"),
        (_("รายการ"), "number"),
        (_("บันทึกแล้ว"), "number"),
        (_("แถวที่ไม่รับ"), "number"),
        (_("สถานะ"), "state"),
    )
    return {
        "caption": _("ไฟล์ทะเบียนเดิม"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:old_register", args=[row.pk]),
                "cells": [
                    {"value": row.name, "kind": "text", "note": str(row.made_by)},
                    str(row.get_kind_display()),
                    str(row.province),
                    day_cell(row.base_on),
                    {"value": row.contracts, "kind": "number"},
                    {"value": row.written, "kind": "number"},
                    {"value": row.refused, "kind": "number"},
                    {"value": row.get_state_display(), "kind": "state", "tone": TONES[State(row.state)]},
                ],
            }
            for row in rows
        ],
        "empty": _("ยังไม่เคยส่งไฟล์"),
    }


def refused_rows(register: OldRegister) -> dict[str, Any]:
    """The first refused rows of a checked file, each fault with its column."""
    rows = register.cursor.get("refused", [])
    shown = _("แสดง %(shown)s จาก %(all)s แถว ทั้งหมดอยู่ในไฟล์แถวที่ไม่รับ")
    return {
        "caption": _("แถวที่ไม่รับ"),
        "columns": [{"label": _("แถว"), "kind": "number"}, {"label": _("คอลัมน์")}, {"label": _("เหตุผล")}],
        "rows": [
            {"cells": [{"value": number, "kind": "number"}, column or "–", {"value": sentence, "kind": "text"}]}
            for number, faults in rows
            for column, sentence in faults
        ],
        "shown": shown % {"shown": f"{len(rows):,}", "all": f"{register.refused:,}"}
        if register.refused > len(rows)
        else "",
    }


def columns_of(columns: Columns) -> dict[str, Any]:
    """The columns of a file, and what belongs in each."""
    return {
        "caption": _("คอลัมน์ของไฟล์"),
        "columns": [{"label": _("หัวคอลัมน์")}, {"label": _("สิ่งที่กรอก")}, {"label": _("ต้องมี"), "kind": "check"}],
        "rows": [
            {"cells": [heading, str(columns.help[name]), {"value": name in columns.needed, "kind": "check"}]}
            for name, heading in columns.headings.items()
        ],
    }


def agreement(found: Agreement, *, amphoe: Mapping[str, str]) -> dict[str, Any]:
    """Every control figure beside what the registers come to, and the difference, row by row."""
    labels = (
        (_("ยอดคุม"), "text"),
        (_("สัญญา"), "number"),
        (_("ยังเหลือหนี้"), "number"),
        (_("เงินที่อนุมัติ"), "money"),
        (_("รับชำระแล้ว"), "money"),
        (_("คงเหลือ"), "money"),
        (_("ผล"), "state"),
    )
    return {
        "caption": _("ยอดคุมเทียบกับทะเบียนที่นำเข้า"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [_compared(row, amphoe) for row in found.rows],
        "empty": _("ยังไม่มียอดคุม"),
    }


def _compared(row: Compared, amphoe: Mapping[str, str]) -> dict[str, Any]:
    name = str(row.approval_year_be)
    if row.amphoe:
        name += f" · {amphoe.get(row.amphoe, row.amphoe)}"
    if row.register_number:
        name += f" · {row.register_number}"
    return {
        "tone": "" if row.agrees else "warning",
        "cells": [
            {
                "value": name,
                "kind": "text",
                "url": reverse("loans:contract", args=[row.contract_id]) if row.contract_id else "",
            },
            *(_cell(row, column) for column in NAMES),
            {"value": _("ตรงกัน"), "kind": "state", "tone": "good"}
            if row.agrees
            else {"value": _("ไม่มีในทะเบียน") if row.missing else _("ต่างกัน"), "kind": "state", "tone": "bad"},
        ],
    }


def _cell(row: Compared, name: str) -> dict[str, Any]:
    """What the registers come to; under it what the control says where the two differ."""
    kind = "money" if name in NAMES[2:] else "number"
    said = row.control.get(name)
    note = ""
    if name in row.differences:
        both = {"said": _written(said, kind), "more": _written(row.differences[name], kind)}
        note = _("ยอดคุม %(said)s ต่าง %(more)s") % both
    return {"value": row.found[name], "kind": kind, "note": note}


def _written(value: Any, kind: str) -> str:
    return f"{value:,.2f}" if kind == "money" else f"{value:,}"


def unnamed(found: Agreement) -> dict[str, Any]:
    """Contracts of the registers that the control totals by contract do not name."""
    return {
        "caption": _("สัญญาในทะเบียนที่ยอดคุมรายสัญญาไม่มี"),
        "columns": [
            {"label": _("สัญญา"), "kind": "text"},
            {"label": _("ปีที่อนุมัติ"), "kind": "number"},
            {"label": _("เงินที่อนุมัติ"), "kind": "money"},
            {"label": _("คงเหลือ"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "value": debt.contract.label,
                        "kind": "text",
                        "url": reverse("loans:contract", args=[debt.contract_id]),
                    },
                    str(debt.approval_year_be),
                    money_cell(debt.approved),
                    money_cell(debt.remaining),
                ]
            }
            for debt in found.unnamed
        ],
    }


def signatures(rows: Sequence[OldDebtAgreement]) -> list[dict[str, Any]]:
    """Who stood for the agreement, as the timeline shows it."""
    return [
        {
            "on": row.signed_on,
            "who": f"{row.signed_name} ({row.signed_position})",
            "what": _("รับรองว่าตรงกันทุกรายการ")
            if not row.differences
            else _("รับรองโดยมีผลต่าง %(count)s รายการ") % {"count": row.differences},
            "why": row.explanation,
            "tone": "good" if not row.differences else "warning",
        }
        for row in rows
    ]
