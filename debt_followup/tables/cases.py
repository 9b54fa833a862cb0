"""Cases of the debt teams as the pages show them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import CaseHandOver, DebtCase
from debt_followup.rules.cases import CASE, CaseState
from debt_followup.rules.notices import PAUSE_LABELS
from debt_followup.selectors.cases import CaseRow
from debt_followup.tables.cells import day_cell, last_day_cell, last_day_words, money_cell
from debt_followup.tables.visits import promise_cell
from repayments.models import PaymentNotice
from repayments.tables.incoming import NOTICE_TONES

CASE_TONES = {
    CaseState.OPENED: "waiting",
    CaseState.CHECKED: "active",
    CaseState.FOLLOWED: "active",
    CaseState.CLOSED: "done",
}


def case_state(case: DebtCase) -> dict[str, Any]:
    """Return the state of a case as a cell."""
    return {"value": _(CASE.labels[CaseState(case.state)]), "kind": "state", "tone": CASE_TONES[CaseState(case.state)]}


def state_note(row: CaseRow) -> str:
    """Return which team has a case, and why no letter is proposed where none is."""
    team = row.case.team.get_kind_display()
    return f"{team} · {_(PAUSE_LABELS[row.pause])}" if row.pause else team


def cases_table(rows: Sequence[CaseRow], *, next_url: str = "", shown: str = "") -> dict[str, Any]:
    """Return the list of cases, the newest first."""
    labels = (
        (_("สัญญา / ลูกหนี้"), "text"),
        (_("พื้นที่"), "text"),
        (_("สถานะ"), "state"),
        (_("ถึงกำหนดค้างชำระ"), "money"),
        (_("ฟ้องได้ถึง"), "date"),
        (_("ติดต่อล่าสุด"), "date"),
        (_("คำมั่นล่าสุด"), "state"),
    )
    return {
        "caption": _("เรื่องติดตามหนี้"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:case", args=[row.case.pk]),
                "cells": [
                    {"value": row.case.contract.label, "kind": "text", "note": row.name},
                    {"value": str(row.case.tambon), "kind": "name", "note": str(row.case.amphoe)},
                    {**case_state(row.case), "note": state_note(row)},
                    money_cell(row.due_total, note=_("%(days)s วัน") % {"days": f"{row.days_past_due:,}"}),
                    last_day_cell(row.sue_until),
                    day_cell(row.last.on if row.last else None),
                    promise_cell(row.promise),
                ],
            }
            for row in rows
        ],
        "next_url": next_url,
        "shown": shown,
        "empty": _("ไม่มีเรื่องตามเงื่อนไขนี้ เรื่องเปิดเองเมื่อลูกหนี้ผิดนัด และปิดเองเมื่อไม่มียอดเกินกำหนด"),
        "queue": True,
    }


def case_facts(row: CaseRow) -> list[dict[str, Any]]:
    """Return one case as facts."""
    case = row.case
    ledger = reverse("debt_followup:debtor", args=[case.contract_id])
    paused = (
        {"label": _("หนังสือทวงถาม"), "value": _("ไม่ออกตามลำดับ: %(why)s") % {"why": _(PAUSE_LABELS[row.pause])}}
        if row.pause
        else None
    )
    return [
        {"label": _("ลูกหนี้"), "value": row.name},
        {"label": _("สัญญา"), "value": case.contract.label, "url": ledger},
        {"label": _("พื้นที่"), "value": f"{case.tambon.label} · {case.amphoe.label}"},
        {"label": _("ทีมที่รับผิดชอบ"), "value": str(case.team)},
        {"label": _("เปิดเรื่องวันที่"), "value": case.opened_on, "kind": "date"},
        {"label": _("งวดที่ค้างเก่าที่สุด ครบกำหนด"), "value": case.oldest_due_on, "kind": "date"},
        {"label": _("ปิดเรื่องวันที่"), "value": case.closed_on, "kind": "date"},
        {"label": _("ค้างชำระ (วัน)"), "value": row.days_past_due, "kind": "number"},
        {"label": _("ถึงกำหนดและค้างชำระ"), "value": row.due_total, "kind": "money"},
        {"label": _("ฟ้องได้ถึง"), "value": last_day_words(row.sue_until)},
        *([paused] if paused else []),
    ]


def case_events(case: DebtCase, hand_overs: Iterable[CaseHandOver]) -> list[dict[str, Any]]:
    """Return the life of a case, the newest first."""
    events = [
        {
            "on": row.handed_on,
            "who": str(row.handed_by),
            "what": _("ส่งต่อให้ %(team)s") % {"team": row.to_team},
            "why": row.reason,
            "icon": "arrow-repeat",
        }
        for row in hand_overs
    ]
    events.append({"on": case.opened_on, "what": _("เปิดเรื่องเมื่อผิดนัด"), "icon": "flag", "tone": "warning"})
    if case.closed_on:
        events.insert(
            0, {"on": case.closed_on, "what": _("ปิดเรื่อง ไม่มียอดเกินกำหนด"), "icon": "check-circle", "tone": "good"}
        )
    return events


def payment_notices(rows: Iterable[PaymentNotice]) -> dict[str, Any]:
    """Return what the debtor says that she paid, each with its evidence behind it."""
    labels = ((_("วันที่ชำระตามหลักฐาน"), "date"), (_("จำนวนเงิน"), "money"), (_("ช่องทาง"), "text"), (_("สถานะ"), "state"))
    return {
        "caption": _("หลักฐานการชำระที่ลูกหนี้ยืนยัน"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("repayments:notice", args=[row.pk]),
                "cells": [
                    day_cell(row.paid_on),
                    money_cell(row.amount),
                    row.get_channel_display(),
                    {
                        "value": row.get_state_display(),
                        "kind": "state",
                        "tone": NOTICE_TONES[PaymentNotice.State(row.state)],
                    },
                ],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีหลักฐานการชำระ"),
    }
