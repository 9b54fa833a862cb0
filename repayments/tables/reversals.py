"""Requests to take receipts back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.models import ReceiptReversal
from repayments.selectors import Page

from .cells import contract_cell, day, money, paging

State = ReceiptReversal.State
REVERSAL_TONES = {
    State.ASKED: "waiting",
    State.APPROVED: "done",
    State.REFUSED: "bad",
    State.WITHDRAWN: "neutral",
}


def reversals_table(page: Page, *, url: str) -> dict[str, Any]:
    """Requests, newest first, each with its receipt and its reason."""
    return {
        "caption": _("คำขอยกเลิกใบเสร็จ"),
        "columns": [
            {"label": _("ใบเสร็จ")},
            {"label": _("สัญญา")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ขอเมื่อ"), "kind": "date"},
            {"label": _("ผู้ขอ")},
            {"label": _("สถานะและเหตุผล")},
            {"label": _("ผู้อนุมัติ")},
        ],
        "rows": [
            {
                "url": reverse("repayments:reversal", args=[found.pk]),
                "cells": [
                    str(found.receipt),
                    contract_cell(found.receipt.contract),
                    money(found.receipt.amount),
                    day(found.asked_on),
                    {"value": str(found.asked_by), "kind": "text"},
                    {
                        "value": found.get_state_display(),
                        "kind": "state",
                        "tone": REVERSAL_TONES[State(found.state)],
                        "note": found.reason,
                    },
                    {"value": str(found.decided_by) if found.decided_by else "", "kind": "text"},
                ],
            }
            for found in page.rows
        ],
        "empty": _("ยังไม่มีคำขอยกเลิกใบเสร็จ"),
        **paging(page, url),
    }


def reversal_facts(found: ReceiptReversal, *, may_see_books: bool) -> list[dict[str, Any]]:
    """What is known of a request: who asked and why, who decided, where it is booked."""
    receipt, back, entry = found.receipt, found.taken_back_by, found.entry
    facts = [
        {"label": _("ใบเสร็จ"), "value": str(receipt), "url": reverse("repayments:receipt", args=[receipt.pk])},
        {
            "label": _("สัญญา"),
            "value": receipt.contract.label,
            "url": reverse("repayments:contract", args=[receipt.contract_id]),
        },
        {"label": _("จำนวนเงิน"), "value": receipt.amount, "kind": "money"},
        {"label": _("วันที่ชำระ (ตามธนาคาร)"), "value": receipt.value_on, "kind": "date"},
        {"label": _("เหตุผลที่ขอยกเลิก"), "value": found.reason},
        {
            "label": _("เงินตามใบเสร็จนี้"),
            "value": _("ธนาคารเรียกคืนไปแล้ว") if back else _("ยังอยู่ในบัญชี รอจับคู่กับสัญญาที่ถูกต้อง"),
            "url": reverse("repayments:line", args=[back.pk if back else receipt.bank_line_id]),
        },
        {"label": _("ผู้ขอ"), "value": str(found.asked_by)},
        {"label": _("วันที่ขอ"), "value": found.asked_on, "kind": "date"},
    ]
    if found.decided_by is not None:
        facts += [
            {"label": _("ผู้อนุมัติ"), "value": str(found.decided_by)},
            {"label": _("วันที่พิจารณา"), "value": found.decided_on, "kind": "date"},
        ]
    if found.note:
        facts.append({"label": _("หมายเหตุของผู้อนุมัติ"), "value": found.note})
    if entry is not None:
        facts.append(
            {
                "label": _("รายการบัญชีที่กลับ"),
                "value": f"{entry.number}/{entry.year_be}",
                "url": reverse("treasury:entry", args=[entry.pk]) if may_see_books else "",
            }
        )
    return facts
