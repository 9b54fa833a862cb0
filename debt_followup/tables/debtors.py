"""The list of debtors and what one debtor owes, for the screen."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup import rules
from debt_followup.selectors import Ageing, Page
from debt_followup.tables.cells import day_cell, money_cell, short
from repayments.rules import InstalmentOwed
from thai.baht import with_commas

_TONES = ("waiting", "warning", "warning", "bad", "bad")
AGE_TONES = dict(zip((age.code for age in rules.AGE_CLASSES), _TONES, strict=True))


def debtors(page: Page, *, ageing: Sequence[Ageing], query: dict[str, str]) -> dict[str, Any]:
    """Return the table of a page of debtors; the totals are those of the whole filter."""
    count = sum(row.contracts for row in ageing)
    rows = []
    for found in page.debtors:
        standing, age = found.standing, found.age
        rows.append(
            {
                "url": reverse("debt_followup:debtor", args=[found.contract.pk]),
                "cells": [
                    {"value": found.contract.label, "kind": "text", "note": found.name},
                    {"value": str(found.contract.amphoe), "kind": "text", "note": str(found.contract.tambon)},
                    {
                        "value": _(age.label) if age else "",
                        "kind": "state",
                        "tone": AGE_TONES[age.code] if age else "",
                        "note": _("%(days)s วัน") % {"days": f"{standing.days_past_due:,}"},
                    },
                    money_cell(
                        standing.principal_due,
                        note=_("ดอกเบี้ย %(amount)s") % {"amount": with_commas(standing.contract_interest)},
                    ),
                    money_cell(standing.default_interest),
                    money_cell(standing.due_total),
                    money_cell(standing.principal),
                    day_cell(found.next_due_on),
                    day_cell(found.last_day_to_sue),
                ],
            }
        )
    labels = (
        (_("สัญญา / ผู้แทนกลุ่ม"), "text"),
        (_("พื้นที่"), "text"),
        (_("ค้างมาแล้ว"), "state"),
        (_("เงินต้นค้าง"), "money"),
        (_("เบี้ยปรับ"), "money"),
        (_("รวมค้าง"), "money"),
        (_("เงินต้นคงเหลือ"), "money"),
        (_("งวดถัดไป"), "date"),
        (_("ฟ้องได้ถึง"), "date"),
    )
    return {
        "caption": _("สัญญาที่ค้างชำระ เรียงจากค้างนานที่สุด"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": rows,
        "next_url": f"?{urlencode({**query, 'after': page.next_place})}" if page.next_place else "",
        "shown": _("แสดง %(shown)s จาก %(count)s สัญญา") % {"shown": f"{len(rows):,}", "count": f"{count:,}"},
        "empty": _("ไม่มีสัญญาที่ค้างชำระตามเงื่อนไขนี้"),
        "queue": True,
    }


def bars(ageing: Sequence[Ageing], *, url: str = "") -> dict[str, Any]:
    """Return the chart of arrears by class: amounts, with the number of contracts in words."""
    return {
        "bars": [
            {
                "label": _(row.age.label),
                "value": row.amount,
                "shown": _("%(amount)s (%(contracts)s สัญญา)")
                % {"amount": with_commas(row.amount), "contracts": f"{row.contracts:,}"},
                "tone": AGE_TONES[row.age.code],
                "url": f"{url}?{urlencode({'age': row.age.code})}" if url else "",
            }
            for row in ageing
        ],
        "max": max((row.amount for row in ageing), default=0) or 1,
    }


def instalments(owed: Iterable[InstalmentOwed]) -> dict[str, Any]:
    """Return the table of what each instalment still owes."""
    labels = (
        (_("งวด"), "number"),
        (_("วันครบกำหนด"), "date"),
        (_("สถานะ"), "state"),
        (_("เงินต้นค้าง"), "money"),
        (_("ดอกเบี้ยค้าง"), "money"),
        (_("เบี้ยปรับค้าง"), "money"),
        (_("รวม"), "money"),
    )
    rows = []
    for row in owed:
        label, tone = _instalment_state(row)
        shifted = row.effective_due_on != row.nominal_due_on
        note = _("มีผล %(day)s (วันหยุด)") % {"day": short(row.effective_due_on)} if shifted else ""
        rows.append(
            {
                "cells": [
                    {"value": row.number, "kind": "number"},
                    day_cell(row.nominal_due_on, note=note),
                    {"value": label, "kind": "state", "tone": tone},
                    money_cell(row.principal_left),
                    money_cell(row.contract_interest_left),
                    money_cell(row.default_interest_left),
                    money_cell(row.total),
                ]
            }
        )
    return {
        "caption": _("ยอดค้างรายงวด"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": rows,
    }


def _instalment_state(row: InstalmentOwed) -> tuple[str, str]:
    if not row.total:
        return _("ชำระครบ"), "good"
    if row.days_past_due:
        return _("เกินกำหนด %(days)s วัน") % {"days": f"{row.days_past_due:,}"}, "bad"
    if row.is_due:
        return _("ถึงกำหนด"), "warning"
    return _("ยังไม่ถึงกำหนด"), "neutral"


def working(owed: Iterable[InstalmentOwed]) -> list[dict[str, Any]]:
    """Return the lines of default interest of the instalments, each as principal × rate × days ÷ basis."""
    return [
        {
            "label": _("งวดที่ %(number)s") % {"number": row.number}
            + ("" if accrued.unpaid == accrued.line.amount else " " + _("(ชำระแล้วบางส่วน)")),
            "from_on": accrued.line.since_on,
            "to_on": accrued.line.until_on,
            "days": accrued.line.days,
            "principal": accrued.line.principal,
            "rate": accrued.line.annual_rate,
            "basis": accrued.line.day_basis,
            "amount": accrued.line.amount,
        }
        for row in owed
        for accrued in row.working
        if accrued.unpaid
    ]
