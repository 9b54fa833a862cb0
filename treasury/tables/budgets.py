"""Tables of the budget: the three plans (T-02), the provinces beside each other, the movements."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import Province
from treasury.models import BudgetLine
from treasury.rules import BudgetRow, budget_total
from treasury.selectors import Budget

from .ledger import money


def budget_columns(first: str) -> list[dict[str, Any]]:
    """The columns of the fund's own table (T-02), after a first one."""
    return [
        {"label": first, "width": "25mm"},
        {"label": _("ได้รับจัดสรร"), "kind": "money"},
        {"label": _("เบิก"), "kind": "money"},
        {"label": _("คิดเป็น %"), "kind": "percent", "width": "15mm"},
        {"label": _("ส่งคืนให้กรม"), "kind": "money"},
        {"label": _("คงเหลือ"), "kind": "money"},
    ]


def budget_table(found: Budget) -> dict[str, Any]:
    """The budget of a fiscal year as the fund prints it: a row for each plan, and their sum. Source: T-02."""
    return {
        "caption": _("งบประมาณ ปีงบประมาณ %s") % found.fiscal_year_be,
        "columns": budget_columns(_("แผนงบประมาณ")),
        "rows": [{"cells": [str(BudgetLine.Plan(row.plan).label), *_cells(row)]} for row in found.rows],
        "totals": [_("งบประมาณรวม"), *_cells(found.total)],
    }


def provinces_table(found: dict[str, Budget], *, provinces: Sequence[Province], year: int) -> dict[str, Any]:
    """The budgets of many provinces beside each other, all plans together."""
    totals = [found[one.pk].total for one in provinces]
    return {
        "caption": _("งบประมาณรายจังหวัด ปีงบประมาณ %s") % year,
        "columns": [
            {"label": _("ลำดับ"), "kind": "number"},
            *({**column, "width": "38mm"} for column in budget_columns(_("จังหวัด"))),
        ],
        "rows": [
            {
                "url": f"{reverse('treasury:budget')}?province={one.pk}&year={year}",
                "cells": [{"value": number, "kind": "number"}, str(one), *_cells(row)],
            }
            for number, (one, row) in enumerate(zip(provinces, totals, strict=True), start=1)
        ],
        "totals": ["", _("รวม"), *_cells(budget_total(rows=totals))],
        "empty": _("ยังไม่มีงบประมาณในปีนี้"),
    }


def lines_table(lines: Iterable[BudgetLine]) -> dict[str, Any]:
    """The movements of a budget, each with its entry."""
    return {
        "caption": _("รายการงบประมาณ"),
        "columns": [
            {"label": _("วันที่"), "kind": "date"},
            {"label": _("แผนงบประมาณ")},
            {"label": _("ประเภท")},
            {"label": _("รายการ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "url": reverse("treasury:entry", args=[line.entry_id]),
                "cells": [
                    {"value": line.entry.posting_on, "kind": "date"},
                    line.get_plan_display(),
                    line.get_kind_display(),
                    line.entry.memo,
                    money(line.amount),
                ],
            }
            for line in lines
        ],
        "empty": _("ยังไม่มีรายการงบประมาณในปีนี้"),
    }


def _cells(row: BudgetRow) -> list[dict[str, Any]]:
    return [
        money(row.allocated),
        money(row.drawn),
        {"value": row.percent, "kind": "percent"},
        money(row.returned),
        {"value": row.remaining, "kind": "money", "tone": "bad" if row.remaining < 0 else ""},
    ]
