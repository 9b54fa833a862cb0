"""What came back of the letters of September for the auditors: sums by answer, differences, what was paid."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from debt_followup.rules import confirmations as rules
from debt_followup.rules.confirmations import Answer, Sum, Summary
from debt_followup.selectors.confirmations import Settled
from debt_followup.tables.cells import day_cell, money_cell
from debt_followup.tables.replies import ending_label
from repayments.selectors import Standing


def settled(rows: Sequence[Settled]) -> dict[str, Any]:
    """Return the summary for the auditors of what differs: how it ended, and by how much the books were wrong."""
    return {
        "caption": _("ผลการตรวจสอบผลต่าง"),
        "title": _("ผลการตรวจสอบผลต่าง"),
        "columns": [
            {"label": _("ผลการตรวจสอบ"), "kind": "text"},
            {"label": _("หนังสือ (ฉบับ)"), "kind": "number"},
            {"label": _("ลูกหนี้แจ้งต่างไป"), "kind": "money"},
            {"label": _("ยอดที่ถูกต้องต่างจากบัญชี"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    ending_label(row.ending) if row.ending else _("รอตรวจสอบ"),
                    {"value": row.letters, "kind": "number"},
                    money_cell(row.stated),
                    money_cell(row.right),
                ]
            }
            for row in rows
        ],
        "empty": _("ไม่มีผลต่าง"),
    }


def summary(parts: Sequence[Summary]) -> dict[str, Any]:
    """Return the summary for the auditors by amphoe: letters by answer."""
    heads = [
        _("อำเภอ"),
        _("ส่ง"),
        _("ตอบ"),
        _("ยอดถูกต้อง"),
        _("ยอดไม่ถูกต้อง"),
        _("ส่งไม่ถึง"),
        _("ไม่ได้รับคำตอบ"),
    ]
    whole = rules.together(parts, place=_("รวม"))
    return {
        "caption": _("จำนวนหนังสือ"),
        "title": _("จำนวนหนังสือ"),
        "columns": [{"label": head, "kind": "number" if at else "text"} for at, head in enumerate(heads)],
        "rows": [{"cells": _counts(part)} for part in parts],
        "totals": _counts(whole),
        "empty": _("ไม่มีหนังสือยืนยันยอดหนี้"),
    }


def _counts(part: Summary) -> list[Any]:
    sums = [part.sent, part.answered, *_by_answer(part)]
    return [part.place, *({"value": one.letters, "kind": "number"} for one in sums)]


def _by_answer(part: Summary) -> list[Sum]:
    return [part.of(Answer.AGREES), part.of(Answer.DIFFERS), part.of(Answer.UNDELIVERED), part.unanswered]


def summary_sums(parts: Sequence[Summary]) -> dict[str, Any]:
    """Return the summary for the auditors in baht: the balances confirmed, and by how much others differ."""
    whole = rules.together(parts, place=_("รวม"))
    rows = [
        (_("ออกหนังสือทั้งหมด"), whole.sent),
        (_("ยอดถูกต้อง"), whole.of(Answer.AGREES)),
        (_("ยอดไม่ถูกต้อง"), whole.of(Answer.DIFFERS)),
        (_("ส่งไม่ถึง"), whole.of(Answer.UNDELIVERED)),
        (_("ไม่ได้รับคำตอบ"), whole.unanswered),
    ]
    return {
        "caption": _("ยอดหนี้ตามคำตอบ"),
        "title": _("ยอดหนี้ตามคำตอบ"),
        "columns": [
            {"label": _("คำตอบ"), "kind": "text"},
            {"label": _("หนังสือ (ฉบับ)"), "kind": "number"},
            {"label": _("สัญญา"), "kind": "number"},
            {"label": _("ยอดหนี้ตามบัญชีกองทุน"), "kind": "money"},
            {"label": _("ลูกหนี้แจ้งต่างไป"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    label,
                    {"value": one.letters, "kind": "number"},
                    {"value": one.contracts, "kind": "number"},
                    money_cell(one.balance),
                    money_cell(one.difference),
                ]
            }
            for label, one in rows
        ],
        "empty": _("ไม่มีหนังสือยืนยันยอดหนี้"),
    }


def payments(standing: Standing, *, as_of: date) -> dict[str, Any]:
    """Return what a debtor paid up to a day, as the fund booked it (R-FORM-09)."""
    paid = [one.payment for one in standing.allocation.payments if one.payment.value_on <= as_of]
    return {
        "caption": _("รายการรับชำระ"),
        "columns": [{"label": _("วันที่ชำระ"), "kind": "date"}, {"label": _("จำนวนเงิน"), "kind": "money"}],
        "rows": [{"cells": [day_cell(one.value_on), money_cell(one.amount)]} for one in paid],
        "totals": [_("รวม"), money_cell(sum((one.amount for one in paid), rules.NOTHING))],
        "empty": _("ยังไม่มีการชำระ"),
    }
