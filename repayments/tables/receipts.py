"""Receipts and what each of them paid."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from repayments.models import Allocation, Receipt
from repayments.selectors import Page

from .cells import contract_cell, day, money, paging


def receipts_table(page: Page, *, url: str) -> dict[str, Any]:
    """Receipts, newest first."""
    return {
        "caption": _("ใบเสร็จรับเงิน"),
        "columns": [
            {"label": _("เลขที่")},
            {"label": _("สัญญา")},
            {"label": _("โครงการ")},
            {"label": _("วันที่ชำระ")},
            {"label": _("วันที่ลงบัญชี")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("เลขที่ SARA")},
        ],
        "rows": [receipt_row(receipt) for receipt in page.rows],
        "empty": _("ยังไม่มีใบเสร็จรับเงิน"),
        **paging(page, url),
    }


def receipt_cell(receipt: Receipt) -> Any:
    """A receipt's number; struck through where it was reversed (of a queryset ``with_reversal``)."""
    if not getattr(receipt, "is_reversed", False):
        return str(receipt)
    return {"value": format_html("<s>{}</s>", str(receipt)), "kind": "html", "note": _("ยกเลิกแล้ว")}


def receipt_row(receipt: Receipt) -> dict[str, Any]:
    """One receipt of a list."""
    return {
        "url": reverse("repayments:receipt", args=[receipt.pk]),
        "tone": "neutral" if getattr(receipt, "is_reversed", False) else "",
        "cells": [
            receipt_cell(receipt),
            contract_cell(receipt.contract),
            receipt.contract.project_title,
            day(receipt.value_on),
            day(receipt.posting_on),
            money(receipt.amount),
            receipt.sara_number,
        ],
    }


def taken_back_table(receipts: Sequence[Receipt], *, may_ask: bool) -> dict[str, Any]:
    """The receipts whose money the bank took back, or may have; each leads to where it is asked to be taken back."""
    page = "repayments:ask_reversal" if may_ask else "repayments:receipt"
    return {
        "caption": _("ใบเสร็จของเงินจำนวนนี้"),
        "columns": [
            {"label": _("เลขที่")},
            {"label": _("สัญญา")},
            {"label": _("วันที่ชำระ")},
            {"label": _("ผู้ชำระ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "url": reverse(page, args=[receipt.pk]),
                "cells": [
                    str(receipt),
                    contract_cell(receipt.contract),
                    day(receipt.value_on),
                    receipt.bank_line.customer_name,
                    money(receipt.amount),
                ],
            }
            for receipt in receipts
        ],
        "empty": _("ไม่มีใบเสร็จของเงินจำนวนนี้"),
    }


def split_table(rows: Sequence[Allocation]) -> dict[str, Any]:
    """What a receipt paid, line by line."""
    return {
        "caption": _("การตัดชำระ"),
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("รายการ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.instalment_number, "kind": "number"},
                    row.get_component_display(),
                    money(row.amount),
                ]
            }
            for row in rows
        ],
        "totals": ["", _("รวม"), money(sum((row.amount for row in rows), Decimal("0.00")))],
    }


def working_of_receipt(rows: Iterable[Allocation]) -> list[dict[str, Any]]:
    """The lines of default interest that a receipt paid, with principal, rate and days."""
    return [
        {
            "label": _("เบี้ยปรับ งวดที่ %(number)s") % {"number": row.instalment_number},
            "from_on": date.fromisoformat(line["from_on"]),
            "to_on": date.fromisoformat(line["to_on"]),
            "days": line["days"],
            "principal": Decimal(line["principal"]),
            "rate": Decimal(line["annual_rate"]),
            "basis": line["day_basis"],
            "amount": Decimal(line["amount"]),
        }
        for row in rows
        for line in row.working.get("lines", ())
    ]
