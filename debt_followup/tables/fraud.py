"""Files of debts of fraud, and moves of last days to sue, for the screen."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import FraudCase, FraudPaper, LimitMove
from debt_followup.rules import FraudState
from debt_followup.tables.cells import day_cell, last_day_words

FRAUD_TONES = {
    FraudState.OPENED: "waiting",
    FraudState.CONFIRMED: "bad",
    FraudState.DISMISSED: "done",
    FraudState.SETTLED: "done",
}


def fraud_rows(cases: Sequence[FraudCase]) -> list[dict[str, Any]]:
    """Return the files of one contract, each with its state and where it is."""
    return [
        {
            "url": reverse("debt_followup:fraud_case", args=[case.pk]),
            "opened_on": case.opened_on,
            "label": case.get_state_display(),
            "tone": FRAUD_TONES[FraudState(case.state)],
        }
        for case in cases
    ]


def fraud_table(cases: Sequence[FraudCase], *, next_url: str = "") -> dict[str, Any]:
    """Return the table of the files, the newest first."""
    labels = (
        (_("สัญญา / ผู้แทนกลุ่ม"), "text"),
        (_("อำเภอ"), "text"),
        (_("เปิดเรื่องวันที่"), "date"),
        (_("สถานะ"), "state"),
        (_("เลขที่มติหรือคำสั่ง"), "text"),
        (_("มติลงวันที่"), "date"),
    )
    return {
        "caption": _("แฟ้มหนี้ทุจริต"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:fraud_case", args=[case.pk]),
                "cells": [
                    {
                        "value": case.contract.label,
                        "kind": "text",
                        "note": next((party.name for party in case.contract.representatives), ""),
                    },
                    {"value": str(case.contract.amphoe), "kind": "text"},
                    day_cell(case.opened_on),
                    {
                        "value": case.get_state_display(),
                        "kind": "state",
                        "tone": FRAUD_TONES[FraudState(case.state)],
                    },
                    case.decision_number,
                    day_cell(case.decided_on),
                ],
            }
            for case in cases
        ],
        "next_url": next_url,
        "empty": _("ยังไม่มีแฟ้มหนี้ทุจริต เปิดได้จากหน้าลูกหนี้"),
    }


def fraud_facts(case: FraudCase) -> list[dict[str, Any]]:
    """Return what a file says: who opened it and why, what was decided, how it ended."""
    facts = [
        {"label": _("เปิดเรื่องวันที่"), "value": case.opened_on, "kind": "date"},
        {"label": _("ผู้เปิดเรื่อง"), "value": str(case.opened_by)},
        {"label": _("ข้อเท็จจริงและเหตุที่สงสัย"), "value": case.reasons},
    ]
    if case.decided_on:
        facts += [
            {"label": _("เลขที่มติหรือคำสั่ง"), "value": case.decision_number},
            {"label": _("มติลงวันที่"), "value": case.decided_on, "kind": "date"},
            {"label": _("ผลการวินิจฉัย"), "value": case.decision},
            {"label": _("ผู้บันทึกมติ"), "value": str(case.decision_recorded_by)},
        ]
    if case.ended_on:
        facts += [
            {"label": _("สิ้นสุดวันที่"), "value": case.ended_on, "kind": "date"},
            {"label": _("เหตุที่สิ้นสุด"), "value": case.ended_reason},
        ]
    return facts


def fraud_papers(case: FraudCase, papers: Sequence[FraudPaper]) -> list[dict[str, Any]]:
    """Return the papers of a file as ``components/attachments.html`` lists them."""
    return [
        {
            "name": paper.title,
            "size": paper.file.size,
            "url": reverse("debt_followup:fraud_paper", args=[case.pk, paper.pk]),
            "on": paper.added_on,
            "who": str(paper.added_by),
        }
        for paper in papers
    ]


def moves_seen(moves: Sequence[LimitMove]) -> list[dict[str, Any]]:
    """Return the moves of which somebody took note, as events."""
    return [
        {
            "on": move.seen_on,
            "who": str(move.seen_by),
            "what": (
                _("รับทราบว่าวันสุดท้ายที่ฟ้องผู้แทนกลุ่มได้เลื่อนจาก %(from)s เป็น %(to)s")
                if move.of_representative
                else _("รับทราบว่าวันสุดท้ายที่ฟ้องได้เลื่อนจาก %(from)s เป็น %(to)s")
            )
            % {"from": last_day_words(move.moved_from), "to": last_day_words(move.moved_to)},
            "why": move.because,
            "icon": "calendar-check",
        }
        for move in moves
    ]
