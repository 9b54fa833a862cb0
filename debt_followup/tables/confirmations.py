"""The letters of September, as a list."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import Confirmation
from debt_followup.tables.cells import money_cell
from debt_followup.tables.replies import answer_cell, letter_url


def confirmations(rows: Sequence[Confirmation], *, next_url: str = "") -> dict[str, Any]:
    """Return the table of confirmation letters."""
    has_more = any(row.frozen or row.costs for row in rows)
    labels = (
        (_("เลขที่หนังสือ"), "text"),
        (_("สัญญา / ผู้รับ"), "text"),
        (_("พื้นที่"), "text"),
        (_("เงินต้น"), "money"),
        (_("ดอกเบี้ย"), "money"),
        (_("เบี้ยปรับ"), "money"),
        *([(_("พักไว้และค่าใช้จ่าย"), "money")] if has_more else []),
        (_("รับล่วงหน้า"), "money"),
        (_("รวม"), "money"),
        (_("คำตอบ"), "state"),
    )
    return {
        "caption": _("หนังสือยืนยันยอดหนี้"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "cells": [
                    {"value": row.document.number, "kind": "text", "url": letter_url(row.pk)},
                    {
                        "value": row.contract.label,
                        "kind": "text",
                        "url": reverse("debt_followup:debtor", args=[row.contract_id]),
                        "note": row.debtor,
                    },
                    {"value": str(row.amphoe), "kind": "text", "note": str(row.tambon)},
                    money_cell(row.principal),
                    money_cell(row.contract_interest),
                    money_cell(row.default_interest),
                    *([money_cell(row.frozen + row.costs)] if has_more else []),
                    money_cell(row.credit),
                    money_cell(row.total),
                    answer_cell(row.answer),
                ]
            }
            for row in rows
        ],
        "next_url": next_url,
        "empty": _("ยังไม่มีหนังสือ"),
    }
