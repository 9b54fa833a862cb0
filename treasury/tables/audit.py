"""Tables for auditors: the numbers that were given out, the seals, the allowance."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from documents.numbers import Series
from treasury.debts import AllowanceReport
from treasury.models import LedgerSeal

from .ledger import money


def numbers_table(series: Iterable[Series], *, offices: dict[str, str]) -> dict[str, Any]:
    """Each series of numbers with how many were given, how many are found, and what is missing."""
    return {
        "caption": _("เลขที่เอกสารที่ออกแล้ว"),
        "columns": [
            {"label": _("ชุดเลขที่")},
            {"label": _("ปี พ.ศ."), "kind": "number"},
            {"label": _("เลขล่าสุด"), "kind": "number"},
            {"label": _("พบ"), "kind": "number"},
            {"label": _("ขาด"), "kind": "number"},
            {"label": _("ผล")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": one.title, "note": offices.get(one.office, one.office), "kind": "text"},
                    str(one.year_be),
                    {"value": one.last, "kind": "number"},
                    {"value": one.found, "kind": "number"},
                    {"value": len(one.gaps), "kind": "number"},
                    _series_state(one),
                ]
            }
            for one in series
        ],
        "empty": _("ยังไม่มีการออกเลขที่ในปีนี้"),
    }


def _series_state(one: Series) -> dict[str, Any]:
    if not one.gaps and not one.twice:
        return {"value": _("ต่อเนื่องครบ"), "kind": "state", "tone": "good"}
    if one.unexplained or one.twice:
        return {"value": _("มีเลขที่ขาดหรือซ้ำ"), "kind": "state", "tone": "bad"}
    return {"value": _("ขาดโดยมีคำอธิบาย"), "kind": "state", "tone": "waiting"}


def seals_table(seals: Iterable[LedgerSeal]) -> dict[str, Any]:
    """The seals of a province's journal, the newest first."""
    return {
        "caption": _("ผนึกบัญชีประจำวัน"),
        "columns": [
            {"label": _("วันที่"), "kind": "date"},
            {"label": _("ลำดับ"), "kind": "number"},
            {"label": _("จำนวนรายการ"), "kind": "number"},
            {"label": _("รวมเดบิต"), "kind": "money"},
            {"label": _("ค่าแฮช")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": one.day, "kind": "date"},
                    {"value": one.sequence, "kind": "number"},
                    {"value": one.count, "kind": "number"},
                    money(one.debit),
                    one.sha256[:16],
                ]
            }
            for one in seals
        ],
        "empty": _("ยังไม่มีผนึก ระบบผนึกทุกวันที่มีรายการใหม่"),
    }


def allowance_figures(found: AllowanceReport) -> list[dict[str, Any]]:
    """What is needed, what the books hold, what is to be booked; the loans beside them."""
    return [
        {"label": _("ค่าเผื่อที่ต้องมี"), "value": found.needed.total, "kind": "money"},
        {"label": _("ค่าเผื่อในบัญชี"), "value": found.held, "kind": "money"},
        {
            "label": _("ต้องปรับเพิ่ม (ลด)"),
            "value": found.change,
            "kind": "money",
            "tone": "warning" if found.change else "good",
        },
        {
            "label": _("ลูกหนี้ตามบัญชี"),
            "value": found.ledger_loans,
            "kind": "money",
            "tone": "" if found.ledger_loans == found.needed.principal else "warning",
        },
    ]


def allowance_table(found: AllowanceReport) -> dict[str, Any]:
    """The classes of debts with their rates, and the allowance that they need."""
    return {
        "caption": _("ค่าเผื่อหนี้สงสัยจะสูญตามชั้นหนี้"),
        "columns": [
            {"label": _("ค้างชำระ (วัน)")},
            {"label": _("สัญญา"), "kind": "number"},
            {"label": _("เงินต้นคงเหลือ"), "kind": "money"},
            {"label": _("อัตรา"), "kind": "rate"},
            {"label": _("ค่าเผื่อ"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    f"{one.from_days:,} - {one.to_days:,}"
                    if one.to_days is not None
                    else _("%s ขึ้นไป") % f"{one.from_days:,}",
                    {"value": one.count, "kind": "number"},
                    money(one.principal),
                    {"value": one.rate, "kind": "rate"},
                    money(one.amount),
                ]
            }
            for one in found.needed.lines
        ],
        "totals": [
            _("รวม"),
            {"value": found.needed.count, "kind": "number"},
            money(found.needed.principal),
            "",
            money(found.needed.total),
        ],
    }
