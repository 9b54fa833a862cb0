"""Many provinces side by side: their loans, their arrears, their reports."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup import rules
from debt_followup.tables import AGE_TONES
from reports.models import ProvinceFigures
from reports.selectors import province_figures
from reports.tables.listing import Table, money, number, percent, text
from thai.baht import with_commas
from thai.dates import format_short
from thai.refusals import reader_is_english

NOTHING = Decimal("0.00")
# What the provinces can be ranked by: the name in the address, and the figure.
RANKS = {
    "outstanding": lambda row: row.outstanding,
    "repaid": lambda row: province_figures.repaid_percent(row) or NOTHING,
    "kpi": lambda row: province_figures.kpi_percent(row) or NOTHING,
    "arrears": lambda row: row.arrears,
    "months": lambda row: row.months_open,
}


def ranking(found: province_figures.Nation, *, rank: str, query: str) -> Table:
    """The provinces in the order of a figure, the greatest first; every head of a figure ranks by it."""
    by = rank if rank in RANKS else "outstanding"
    rows = sorted(found.rows, key=lambda row: (-RANKS[by](row), row.province.name_th))
    heads = (
        (_("จังหวัด"), "text", ""),
        (_("สัญญา"), "number", ""),
        (_("โอนแล้ว"), "money", ""),
        (_("เงินต้นคงเหลือ"), "money", "outstanding"),
        (_("รับคืนแล้ว %"), "percent", "repaid"),
        (_("รับตามงวด %"), "percent", "kpi"),
        (_("ค้างชำระ"), "money", "arrears"),
        (_("เดือนค้างปิด"), "number", "months"),
        (_("ส่งชุดล่าสุด"), "text", ""),
    )
    return {
        "title": _("ตัวเลขรายจังหวัด"),
        "caption": _("ตัวเลขรายจังหวัด เรียงจากมากไปน้อย"),
        "columns": [
            {
                "label": label,
                "kind": kind,
                **({"sort_url": f"?{query}rank={name}", "sorted": "desc" if name == by else ""} if name else {}),
            }
            for label, kind, name in heads
        ],
        "rows": [{"url": _address(row), "cells": _cells(row)} for row in rows],
        "totals": [
            _("รวม"),
            number(found.totals["contracts"]),
            money(found.totals["lent"]),
            money(found.totals["outstanding"]),
            percent(province_figures.repaid_percent(found.totals)),
            percent(province_figures.kpi_percent(found.totals)),
            money(found.totals["arrears"]),
            number(sum(row.months_open for row in rows)),
            "",
        ],
        "empty": _("ยังไม่มีจังหวัดที่มีบัญชี"),
    }


def _address(row: ProvinceFigures) -> str:
    return f"{reverse('reports:report', args=['year-end'])}?province={row.province_id}"


def _cells(row: ProvinceFigures) -> list[Any]:
    sent = row.last_sent_month
    return [
        text(row.province),
        number(row.contracts),
        money(row.lent),
        money(row.outstanding),
        percent(province_figures.repaid_percent(row)),
        percent(province_figures.kpi_percent(row)),
        money(row.arrears, note=_("%(contracts)s สัญญา") % {"contracts": f"{row.contracts_behind:,}"}),
        number(row.months_open, tone="warning" if row.months_open > 1 else ""),
        text(_month(sent)) if sent else text(_("ยังไม่เคยส่ง")),
    ]


def _month(month: Any) -> str:
    return format_short(month, english=reader_is_english()).partition(" ")[2]


def arrears_bars(found: province_figures.Nation, *, most: int = 10) -> dict[str, Any]:
    """The provinces with the most that is late, as bars."""
    rows = sorted((row for row in found.rows if row.arrears), key=lambda row: -row.arrears)[:most]
    return {
        "caption": _("จังหวัดที่ค้างชำระมากที่สุด"),
        "unit": _("บาท"),
        "bars": [
            {"label": str(row.province), "value": row.arrears, "shown": with_commas(row.arrears), "url": _address(row)}
            for row in rows
        ],
        "max": max((row.arrears for row in rows), default=NOTHING) or 1,
    }


def ageing_bars(found: province_figures.Nation) -> dict[str, Any]:
    """The arrears by class, as bars."""
    ages = found.ageing
    return {
        "caption": _("เงินต้นและดอกเบี้ยที่ค้าง ตามจำนวนวันที่ค้าง"),
        "unit": _("บาท"),
        "bars": [
            {
                "label": _(age.label),
                "value": ages[age.code][2],
                "shown": _("%(amount)s (%(contracts)s สัญญา)")
                % {"amount": with_commas(ages[age.code][2]), "contracts": f"{ages[age.code][0]:,}"},
                "tone": AGE_TONES[age.code],
            }
            for age in rules.AGE_CLASSES
        ],
        "max": max(ages[age.code][2] for age in rules.AGE_CLASSES) or 1,
    }


def month_lines(found: province_figures.Nation) -> list[dict[str, Any]]:
    """The unpaid principal and the arrears of the months, each as a line; nothing while there is one month only."""
    if len(found.months) < 2:
        return []
    named = ((_("เงินต้นคงเหลือทุกสิ้นเดือน"), 1), (_("ค้างชำระทุกสิ้นเดือน"), 2))
    return [_line(label, [(row[0], row[place]) for row in found.months]) for label, place in named]


def _line(label: str, amounts: list[tuple[date, Decimal]]) -> dict[str, Any]:
    points = [{"label": _month(on), "value": amount, "shown": with_commas(amount)} for on, amount in amounts]
    most = max(amount for _on, amount in amounts) or 1
    return {"caption": label, "unit": _("บาท"), "points": points, "last": len(points) - 1, "max": most}


def nation_figures(found: province_figures.Nation) -> list[dict[str, Any]]:
    """The big numbers above the ranking."""
    sums = found.totals
    return [
        {"label": _("เงินต้นคงเหลือ"), "value": sums["outstanding"], "kind": "money"},
        {
            "label": _("รับคืนแล้ว"),
            "value": province_figures.repaid_percent(sums),
            "kind": "percent",
            "help": _("ของเงินต้นที่โอนแล้ว %(amount)s บาท") % {"amount": with_commas(sums["lent"])},
        },
        {
            "label": _("รับตามงวดของปีงบประมาณ"),
            "value": province_figures.kpi_percent(sums),
            "kind": "percent",
            "help": _("ของที่ถึงกำหนด %(amount)s บาท") % {"amount": with_commas(sums["due_in_year"])},
        },
        {
            "label": _("ค้างชำระ"),
            "value": sums["arrears"],
            "kind": "money",
            "help": _("%(contracts)s สัญญา ไม่รวมเบี้ยปรับ") % {"contracts": f"{sums['contracts_behind']:,}"},
            "tone": "bad" if sums["contracts_behind"] else "",
        },
    ]
