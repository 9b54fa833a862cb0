"""What a contract owes as of a day, instalment by instalment, with its working."""

from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repayments.rules import InstalmentOwed
from repayments.selectors import Standing

from .cells import NOTHING, day, money, short


def standing_figures(owed: Standing) -> list[dict[str, Any]]:
    """What is owed, as big numbers."""
    overdue = owed.overdue
    late = ngettext("ค้าง %(count)s งวด %(days)s วัน", "ค้าง %(count)s งวด %(days)s วัน", len(overdue)) % {
        "count": len(overdue),
        "days": owed.days_past_due,
    }
    return [
        {"label": _("เงินต้นคงเหลือ"), "value": owed.principal, "kind": "money"},
        {
            "label": _("ถึงกำหนดต้องชำระ"),
            "value": owed.due_total,
            "kind": "money",
            "tone": "bad" if overdue else "",
            "help": late if overdue else "",
        },
        {"label": _("ในจำนวนนี้เป็นเบี้ยปรับ"), "value": owed.default_interest, "kind": "money"},
        {"label": _("เงินรับล่วงหน้า"), "value": owed.credit, "kind": "money"},
    ]


def instalments_table(owed: Standing) -> dict[str, Any]:
    """Every instalment: both due dates, what was paid, what is left."""
    return {
        "caption": _("ฐานะรายงวด ณ วันที่ %(day)s") % {"day": short(owed.as_of)},
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("ครบกำหนด")},
            {"label": _("เงินต้นค้าง"), "kind": "money"},
            {"label": _("ดอกเบี้ยค้าง"), "kind": "money"},
            {"label": _("เบี้ยปรับค้าง"), "kind": "money"},
            {"label": _("รวมค้าง"), "kind": "money"},
            {"label": _("ชำระแล้ว"), "kind": "money"},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "tone": "bad" if one.is_due and one.days_past_due and one.total else "",
                "cells": [
                    {"value": one.number, "kind": "number"},
                    {**day(one.nominal_due_on), "note": _shift_note(one)},
                    money(one.principal_left),
                    money(one.contract_interest_left),
                    money(one.default_interest_left),
                    money(one.total),
                    money(_paid(one)),
                    _instalment_state(one),
                ],
            }
            for one in owed.instalments
        ],
        "totals": [
            "",
            _("รวม"),
            *(
                money(sum((of(one) for one in owed.instalments), NOTHING))
                for of in (*map(attrgetter, _LEFT), attrgetter("total"), _paid)
            ),
            "",
        ],
    }


_LEFT = ("principal_left", "contract_interest_left", "default_interest_left")


def _paid(one: InstalmentOwed) -> Decimal:
    return one.costs_paid + one.default_interest_paid + one.contract_interest_paid + one.principal_paid


def _shift_note(one: InstalmentOwed) -> str:
    if one.effective_due_on == one.nominal_due_on:
        return ""
    return _("วันหยุด ชำระได้ถึง %(day)s") % {"day": short(one.effective_due_on)}


def _instalment_state(one: InstalmentOwed) -> dict[str, Any]:
    if one.closed_on and one.principal_moved + one.contract_interest_moved + one.default_interest_moved:
        said = _("ปรับโครงสร้างหนี้ %(day)s") % {"day": short(one.closed_on)}
        return {"value": said, "kind": "state", "tone": "neutral"}
    if not one.total:
        return {"value": _("ชำระครบ"), "kind": "state", "tone": "good"}
    if one.is_due and one.days_past_due:
        return {"value": _("เกินกำหนด %(days)s วัน") % {"days": one.days_past_due}, "kind": "state", "tone": "bad"}
    if one.is_due:
        return {"value": _("ถึงกำหนด"), "kind": "state", "tone": "waiting"}
    return {"value": _("ยังไม่ถึงกำหนด"), "kind": "state", "tone": "neutral"}


def working_of_standing(owed: Standing) -> list[dict[str, Any]]:
    """The unpaid default interest of each instalment, with its working."""
    return [
        {
            "label": _("เบี้ยปรับ งวดที่ %(number)s") % {"number": one.number},
            "from_on": part.line.since_on,
            "to_on": part.line.until_on,
            "days": part.line.days,
            "principal": part.line.principal,
            "rate": part.line.annual_rate,
            "basis": part.line.day_basis,
            "amount": part.line.amount,
        }
        for one in owed.instalments
        for part in one.working
    ]
