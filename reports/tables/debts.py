"""Every contract behind the allowance for doubtful debts."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.selectors.doubtful import DoubtfulDebt
from reports.tables.listing import Table, columns, money, number, text


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
        "totals": [_("รวม"), "", "", "", money(sum((row.principal for row in rows), Decimal("0.00")))],
        "empty": _("ไม่มีสัญญาที่มีเงินต้นคงเหลือ"),
    }
