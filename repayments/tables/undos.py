"""Requests to undo what one person said of a line of the bank."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.models import UndoRequest

from .cells import day

State = UndoRequest.State
_TONES = {State.ASKED: "waiting", State.APPROVED: "done", State.REFUSED: "bad", State.WITHDRAWN: "neutral"}


def undos_table(requests: Iterable[UndoRequest]) -> dict[str, Any]:
    """The requests about a line, the newest first: what had been said, who asked to undo it and why, who decided."""
    return {
        "caption": _("คำขอถอนการตัดสิน"),
        "columns": [
            {"label": _("การตัดสิน")},
            {"label": _("ผู้ตัดสิน")},
            {"label": _("อีกรายการหนึ่ง")},
            {"label": _("ขอเมื่อ"), "kind": "date"},
            {"label": _("ผู้ขอ")},
            {"label": _("สถานะและเหตุผล")},
            {"label": _("ผู้อนุมัติ")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": found.get_decision_display(), "kind": "text", "note": found.said_why},
                    {"value": str(found.said_by), "kind": "text"},
                    {"value": _("ดูรายการ"), "url": reverse("repayments:line", args=[found.other_id])},
                    day(found.asked_on),
                    {"value": str(found.asked_by), "kind": "text"},
                    {
                        "value": found.get_state_display(),
                        "kind": "state",
                        "tone": _TONES[State(found.state)],
                        "note": found.reason,
                    },
                    {
                        "value": str(found.decided_by) if found.decided_by else "",
                        "kind": "text",
                        "note": found.note,
                    },
                ]
            }
            for found in requests
        ],
    }
