"""Which signer made a payment, and what was said of it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.models import ReceiptPayer

from .cells import day

State = ReceiptPayer.State
_TONES = {State.ASKED: "waiting", State.APPROVED: "done", State.REFUSED: "bad", State.WITHDRAWN: "neutral"}


def payer_fact(found: ReceiptPayer | None) -> dict[str, Any]:
    """The signer whose payment a receipt is known to be; nobody where that was never said."""
    if found is None or found.party is None:
        return {"label": _("ลูกหนี้ผู้ชำระ"), "value": _("ไม่ทราบ อายุความเริ่มนับใหม่เฉพาะผู้แทนกลุ่ม")}
    return {"label": _("ลูกหนี้ผู้ชำระ"), "value": found.party.name}


def payers_table(rows: Iterable[ReceiptPayer]) -> dict[str, Any]:
    """What was said of who paid, the newest first: by whom and how it is known, who approved it."""
    return {
        "caption": _("การระบุลูกหนี้ผู้ชำระ"),
        "columns": [
            {"label": _("ลูกหนี้ผู้ชำระ")},
            {"label": _("หลักฐานหรือเหตุผล")},
            {"label": _("วันที่บันทึก"), "kind": "date"},
            {"label": _("ผู้บันทึก")},
            {"label": _("สถานะ")},
            {"label": _("ผู้อนุมัติ")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.party.name if row.party else _("ไม่ทราบ"), "kind": "text"},
                    _proof(row),
                    day(row.asked_on),
                    {"value": str(row.asked_by), "kind": "text"},
                    {"value": row.get_state_display(), "kind": "state", "tone": _TONES[State(row.state)]},
                    {"value": str(row.decided_by) if row.decided_by else "", "kind": "text", "note": row.note},
                ]
            }
            for row in rows
        ],
    }


def _proof(row: ReceiptPayer) -> dict[str, Any]:
    if row.notice_id is None:
        return {"value": row.reason, "kind": "text"}
    return {
        "value": row.reason or _("หลักฐานการชำระ"),
        "kind": "text",
        "url": reverse("repayments:notice", args=[row.notice_id]),
    }
