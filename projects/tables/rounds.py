"""The calendar of rounds as columns."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.rules.rounds import Day, Gate
from projects.selectors.board import month_label
from projects.selectors.rounds import Year


def year(found: Year) -> dict[str, Any]:
    """Return the calendar of a year's rounds: three days a month, each with why it was moved."""
    in_bangkok = found.is_in_bangkok
    return {
        "caption": _("รอบพิจารณา ปีงบประมาณ %(year)s") % {"year": found.fiscal_year},
        "columns": [
            {"label": _("รอบ")},
            {"label": _("เขตส่ง อกส.กทม. ภายใน") if in_bangkok else _("อกส.อ. ส่งจังหวัดภายใน"), "kind": "date"},
            {"label": _("คณะทำงานกลั่นกรอง"), "kind": "date"},
            {"label": _("อกส.กทม. พิจารณา") if in_bangkok else _("อกส.จ. พิจารณา"), "kind": "date"},
            {"label": _("โครงการ"), "kind": "number"},
            {"label": _("วงเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "tone": "",
                "cells": [
                    {
                        "value": month_label(month.month_on),
                        "kind": "text",
                        "url": f"{reverse('projects:board')}?round={month.round.key}" if month.count else "",
                    },
                    *(_day_cell(found, month.round.day(gate)) for gate in Gate),
                    {"value": month.count, "kind": "number"},
                    {"value": month.amount, "kind": "money"},
                ],
            }
            for month in found.months
            if month.round is not None
        ],
    }


def _day_cell(found: Year, day: Day) -> dict[str, Any]:
    note = ""
    if day.is_shifted:
        note = _("เลื่อนจากวันที่ %(day)s (%(why)s)") % {"day": day.named_on.day, "why": _closed_days(found, day)}
    return {"value": day.on, "kind": "date", "note": note}


def _closed_days(found: Year, day: Day) -> str:
    """Name what keeps the office closed from the named day to the one that counts."""
    closed = [day.named_on + timedelta(days=at) for at in range((day.on - day.named_on).days)]
    weekend = {5: _("วันเสาร์"), 6: _("วันอาทิตย์")}
    return ", ".join(dict.fromkeys(found.why(one) or weekend.get(one.weekday(), "") for one in closed))
