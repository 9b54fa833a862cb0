"""Doubtful debts: the classes by days past due with their rates, and every contract behind them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.selectors.doubtful import DoubtfulDebt
from reports.tables.listing import Table, columns, money, number, text
from treasury.debts import AllowanceReport
from treasury.rules import AllowanceLine


def class_label(line: AllowanceLine) -> str:
    """The days of a class, in words."""
    if not line.from_days and line.to_days == 0:
        return _("ยังไม่ค้างชำระ")
    if line.to_days is None:
        return _("ค้างตั้งแต่ %(days)s วันขึ้นไป") % {"days": f"{line.from_days:,}"}
    if not line.from_days:
        return _("ค้างไม่เกิน %(days)s วัน") % {"days": f"{line.to_days:,}"}
    return _("ค้าง %(first)s-%(last)s วัน") % {"first": f"{line.from_days:,}", "last": f"{line.to_days:,}"}


def allowance(report: AllowanceReport) -> Table:
    """The allowance class by class: principal times rate."""
    return {
        "title": _("ค่าเผื่อหนี้สงสัยจะสูญ"),
        "caption": _("ค่าเผื่อหนี้สงสัยจะสูญ ตามจำนวนวันที่ค้าง"),
        "columns": columns(
            (_("ชั้นหนี้"), "text"),
            (_("สัญญา"), "number"),
            (_("เงินต้นคงเหลือ"), "money"),
            (_("อัตรา"), "rate"),
            (_("ค่าเผื่อที่ต้องมี"), "money"),
        ),
        "rows": [
            {
                "cells": [
                    text(class_label(line)),
                    number(line.count),
                    money(line.principal),
                    {"value": line.rate, "kind": "rate"},
                    money(line.amount),
                ]
            }
            for line in report.needed.lines
        ],
        "totals": [
            _("รวม"),
            number(report.needed.count),
            money(report.needed.principal),
            "",
            money(report.needed.total),
        ],
    }


def figures(report: AllowanceReport) -> list[dict[str, Any]]:
    """What is needed, what the books hold, and what is still to be booked."""
    return [
        {"label": _("ค่าเผื่อที่ต้องมี"), "value": report.needed.total, "kind": "money"},
        {"label": _("ค่าเผื่อในบัญชี"), "value": report.held, "kind": "money"},
        {
            "label": _("ต้องปรับปรุงเพิ่ม (ลด)"),
            "value": report.change,
            "kind": "money",
            "tone": "warning" if report.change else "good",
        },
        {
            "label": _("ลูกหนี้ตามบัญชีแยกประเภท"),
            "value": report.ledger_loans,
            "kind": "money",
            "help": _("ตรงกับเงินต้นของทุกชั้นหนี้")
            if report.ledger_loans == report.needed.principal
            else _("ต่างจากเงินต้นของทุกชั้นหนี้ เพราะวันที่ชำระกับวันที่ลงบัญชีอยู่คนละฝั่งของวันนี้"),
        },
    ]


def contracts(rows: list[DoubtfulDebt]) -> Table:
    """Every contract that owes principal, the longest behind first."""
    return {
        "title": _("อายุหนี้รายสัญญา"),
        "caption": _("สัญญาที่มีเงินต้นคงเหลือ เรียงจากค้างนานที่สุด"),
        "columns": columns(
            (_("สัญญา"), "text"),
            (_("อำเภอ"), "text"),
            (_("ผู้แทนกลุ่ม"), "text"),
            (_("ค้าง (วัน)"), "number"),
            (_("เงินต้นคงเหลือ"), "money"),
        ),
        "rows": [
            {
                "cells": [
                    text(row.label, url=reverse("debt_followup:debtor", args=[row.pk])),
                    row.amphoe,
                    row.name,
                    number(row.days),
                    money(row.principal),
                ]
            }
            for row in rows
        ],
        "totals": [_("รวม"), "", "", "", money(sum((row.principal for row in rows), 0))],
        "empty": _("ไม่มีสัญญาที่มีเงินต้นคงเหลือ"),
    }
