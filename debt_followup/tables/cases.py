"""Cases, teams, weekly plans and the log of contacts as the pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import CaseHandOver, DebtCase, DebtContact, DebtTeam, PlannedVisit, TeamMember
from debt_followup.rules.cases import CASE, CaseState
from debt_followup.rules.teams import TEAMS, TeamKind
from debt_followup.rules.visits import PROMISE_STATES, Judged, Outcome, PromiseState
from debt_followup.selectors.cases import CaseRow
from debt_followup.selectors.weeks import AmphoeWeek
from debt_followup.services.teams import lead_of
from debt_followup.tables.cells import day_cell, money_cell, short
from repayments.models import PaymentNotice
from repayments.tables.incoming import NOTICE_TONES

CASE_TONES = {
    CaseState.OPENED: "waiting",
    CaseState.CHECKED: "active",
    CaseState.FOLLOWED: "active",
    CaseState.CLOSED: "done",
}
PROMISE_TONES = {
    PromiseState.WAITING: "waiting",
    PromiseState.KEPT: "good",
    PromiseState.PARTLY: "warning",
    PromiseState.BROKEN: "bad",
}
OUTCOME_TONES = {Outcome.PROMISED: "waiting", Outcome.PAID: "good", Outcome.REFUSED: "bad", Outcome.DEAD: "bad"}


def case_state(case: DebtCase) -> dict[str, Any]:
    """Return the state of a case as a cell."""
    return {"value": _(CASE.labels[CaseState(case.state)]), "kind": "state", "tone": CASE_TONES[CaseState(case.state)]}


def promise_cell(judged: Judged | None) -> dict[str, Any]:
    """Return how a promise stands as a cell; empty where there is none."""
    if judged is None:
        return {"value": "", "kind": "text"}
    note = f"{judged.promise.amount:,.2f} · {short(judged.promise.due_on)}"
    return {
        "value": _(PROMISE_STATES[judged.state]),
        "kind": "state",
        "tone": PROMISE_TONES[judged.state],
        "note": note,
    }


def cases_table(rows: Sequence[CaseRow], *, next_url: str = "") -> dict[str, Any]:
    """Return the list of cases, the newest first."""
    labels = (
        (_("สัญญา / ลูกหนี้"), "text"),
        (_("พื้นที่"), "text"),
        (_("ทีม"), "text"),
        (_("สถานะ"), "state"),
        (_("ค้าง (วัน)"), "number"),
        (_("ถึงกำหนดค้างชำระ (บาท)"), "money"),
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
                    {"value": row.case.contract.label, "kind": "text", "note": row.debtor.name if row.debtor else ""},
                    {"value": row.case.tambon.label, "kind": "text", "note": row.case.amphoe.label},
                    row.case.team.get_kind_display(),
                    case_state(row.case),
                    {"value": row.days_past_due, "kind": "number"},
                    money_cell(row.due_total),
                    day_cell(row.last.on if row.last else None),
                    promise_cell(row.promise),
                ],
            }
            for row in rows
        ],
        "next_url": next_url,
        "empty": _("ไม่มีเรื่องตามเงื่อนไขนี้ เรื่องเปิดเองเมื่อลูกหนี้ผิดนัด และปิดเองเมื่อไม่มียอดเกินกำหนด"),
        "queue": True,
    }


def contacts_table(
    rows: Iterable[DebtContact], promises: Mapping[int, Judged], *, next_url: str = "", of_contract: bool = False
) -> dict[str, Any]:
    """Return a log of contacts, the newest first.

    :param promises: how each promise stands, by the key of its contact.
    :param of_contract: all are of one contract, which is not named again.
    """
    columns = [
        {"label": _("วันเวลา"), "kind": "text"},
        *([] if of_contract else [{"label": _("สัญญา"), "kind": "text"}]),
        {"label": _("วิธี"), "kind": "text"},
        {"label": _("พบ"), "kind": "text"},
        {"label": _("ผล"), "kind": "state"},
        {"label": _("คำมั่น"), "kind": "state"},
        {"label": _("ผู้บันทึก"), "kind": "text"},
    ]
    return {
        "caption": _("บันทึกการติดต่อลูกหนี้"),
        "columns": columns,
        "rows": [
            {
                "url": reverse("debt_followup:visit", args=[row.pk]),
                "cells": [
                    {"value": f"{short(row.on)} {row.at:%H:%M}", "kind": "text"},
                    *([] if of_contract else [{"value": row.contract.label, "kind": "text", "note": row.tambon.label}]),
                    {
                        "value": row.get_channel_display(),
                        "kind": "text",
                        "note": _("ทวงถาม") if row.is_demand else "",
                    },
                    who_was_met(row),
                    outcome_cell(row),
                    promise_cell(promises.get(row.pk)),
                    str(row.recorded_by),
                ],
            }
            for row in rows
        ],
        "next_url": next_url,
        "empty": _("ยังไม่มีบันทึกการติดต่อ"),
    }


def who_was_met(row: DebtContact) -> str:
    """Return who was met, by name where one is known."""
    if row.party is not None:
        return row.party.name
    return f"{row.get_met_display()} {row.met_name}".strip()


def outcome_cell(row: DebtContact) -> dict[str, Any]:
    """Return what came of a contact as a cell."""
    return {
        "value": row.get_outcome_display(),
        "kind": "state",
        "tone": OUTCOME_TONES.get(Outcome(row.outcome), "neutral"),
    }


def contact_facts(row: DebtContact, judged: Judged | None) -> list[dict[str, Any]]:
    """Return one contact as facts."""
    facts: list[dict[str, Any]] = [
        {"label": _("วันเวลา"), "value": f"{short(row.on)} {row.at:%H:%M}"},
        {"label": _("วิธีติดต่อ"), "value": row.get_channel_display()},
        {"label": _("พบใคร"), "value": who_was_met(row)},
        {"label": _("ทวงถามให้ชำระหนี้"), "value": _("ใช่") if row.is_demand else _("ไม่ใช่ ไม่นับเป็นการทวงถาม")},
        {"label": _("ผล"), "value": row.get_outcome_display()},
    ]
    if judged is not None:
        facts += [
            {"label": _("รับปากว่าจะชำระภายใน"), "value": judged.promise.due_on, "kind": "date"},
            {"label": _("จำนวนเงินที่รับปาก"), "value": judged.promise.amount, "kind": "money"},
            {
                "label": _("ผลของคำมั่น"),
                "value": _(PROMISE_STATES[judged.state]),
                "kind": "state",
                "tone": PROMISE_TONES[judged.state],
                "help": _("อ่านจากใบเสร็จที่มีผล ไม่ได้บันทึกเอง"),
            },
            {"label": _("ชำระแล้วตามคำมั่น"), "value": judged.paid, "kind": "money"},
        ]
    if row.override_reason:
        facts.append({"label": _("เหตุผลที่ทวงถามนอกเวลาหรือเกินครั้ง"), "value": row.override_reason})
    if row.note:
        facts.append({"label": _("รายละเอียด"), "value": row.note})
    if row.latitude is not None:
        facts.append({"label": _("พิกัดที่ผู้บันทึกให้ไว้"), "value": f"{row.latitude}, {row.longitude}"})
    if row.payment_notice is not None:
        facts.append(
            {
                "label": _("หลักฐานการชำระ"),
                "value": row.payment_notice.get_state_display(),
                "url": reverse("repayments:notice", args=[row.payment_notice_id]),
            }
        )
    return [*facts, {"label": _("ผู้บันทึก"), "value": str(row.recorded_by)}]


def case_facts(row: CaseRow) -> list[dict[str, Any]]:
    """Return one case as facts."""
    case = row.case
    ledger = reverse("debt_followup:debtor", args=[case.contract_id])
    return [
        {"label": _("ลูกหนี้"), "value": row.debtor.name if row.debtor else ""},
        {"label": _("สัญญา"), "value": case.contract.label, "url": ledger},
        {"label": _("พื้นที่"), "value": f"{case.tambon.label} · {case.amphoe.label}"},
        {"label": _("ทีมที่รับผิดชอบ"), "value": str(case.team)},
        {"label": _("เปิดเรื่องวันที่"), "value": case.opened_on, "kind": "date"},
        {"label": _("งวดที่ค้างเก่าที่สุด ครบกำหนด"), "value": case.oldest_due_on, "kind": "date"},
        {"label": _("ปิดเรื่องวันที่"), "value": case.closed_on, "kind": "date"},
        {"label": _("ค้างชำระ (วัน)"), "value": row.days_past_due, "kind": "number"},
        {"label": _("ถึงกำหนดและค้างชำระ"), "value": row.due_total, "kind": "money"},
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


# -- teams -------------------------------------------------------------------------------------------------------------
def teams_table(rows: Iterable[DebtTeam]) -> dict[str, Any]:
    """Return the teams of a province."""
    labels = (
        (_("ทีม"), "text"),
        (_("หัวหน้าทีม"), "text"),
        (_("หน้าที่"), "text"),
        (_("เวลาปฏิบัติงาน"), "text"),
        (_("สมาชิก (คน)"), "number"),
        (_("เรื่องในมือ"), "number"),
    )
    return {
        "caption": _("ทีมติดตามหนี้"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:team", args=[team.pk]),
                "cells": [
                    {
                        "value": f"{TEAMS[TeamKind(team.kind)].number}. {team.get_kind_display()}",
                        "kind": "text",
                        "note": team.amphoe.label if team.amphoe else "",
                    },
                    {
                        "value": next((one.name for one in team.serving if one.is_lead), _("ยังไม่ได้แต่งตั้ง")),
                        "kind": "text",
                        "note": _(lead_of(team.kind, province=team.province_id)),
                    },
                    team.duty,
                    _(TEAMS[TeamKind(team.kind)].hours),
                    {"value": len(team.serving), "kind": "number"},
                    {"value": team.open_cases, "kind": "number"},
                ],
            }
            for team in rows
        ],
        "empty": _("จังหวัดนี้ยังไม่ได้ตั้งทีม ทีมทั้งห้าตั้งเองเมื่อเปิดเรื่องแรก"),
    }


def members_table(rows: Iterable[TeamMember], *, may_end: bool) -> dict[str, Any]:
    """Return who serves or served in a team."""
    labels = (_("ชื่อ"), _("ตำแหน่ง"), _("โทรศัพท์"), _("ตั้งแต่วันที่"), _("ถึงวันที่"), _("เปลี่ยนแปลง"))
    kinds = ("text", "text", "text", "date", "date", "text")
    return {
        "caption": _("สมาชิกทีม"),
        "columns": [{"label": label, "kind": kind} for label, kind in zip(labels, kinds, strict=True)],
        "rows": [
            {
                "cells": [
                    {"value": row.name, "kind": "text", "note": _("หัวหน้าทีม") if row.is_lead else ""},
                    row.position,
                    {"value": row.telephone, "kind": "text", "url": f"tel:{row.telephone}" if row.telephone else ""},
                    day_cell(row.from_on),
                    day_cell(row.until_on),
                    {
                        "value": _("บันทึกวันพ้นจากทีม"),
                        "kind": "text",
                        "url": reverse("debt_followup:end_team_member", args=[row.pk]),
                    }
                    if may_end and row.until_on is None
                    else "",
                ],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีสมาชิกในทีม"),
    }


# -- weeks -------------------------------------------------------------------------------------------------------------
def weeks_table(rows: Iterable[AmphoeWeek], *, week_on: date) -> dict[str, Any]:
    """Return which amphoe have their plan for a week."""
    labels = (
        (_("อำเภอ/เขต"), "text"),
        (_("เรื่องที่ยังไม่ปิด"), "number"),
        (_("แผน"), "state"),
        (_("การเยี่ยมตามแผน"), "number"),
        (_("เยี่ยมแล้ว"), "number"),
    )
    return {
        "caption": _("แผนติดตามหนี้ประจำสัปดาห์"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:plan_week", args=[row.amphoe.pk, week_on.isoformat()]),
                "cells": [
                    row.amphoe.label,
                    {"value": row.cases, "kind": "number"},
                    {"value": _("วางแผนแล้ว"), "kind": "state", "tone": "good", "note": str(row.plan.made_by)}
                    if row.plan
                    else {"value": _("ยังไม่ได้วางแผน"), "kind": "state", "tone": "warning"},
                    {"value": row.visits, "kind": "number"},
                    {"value": row.made, "kind": "number"},
                ],
            }
            for row in rows
        ],
        "empty": _("ไม่มีเรื่องที่ต้องวางแผนในพื้นที่ของท่าน"),
    }


def plan_days(visits: Sequence[PlannedVisit]) -> list[dict[str, Any]]:
    """Return the visits of a week as a table for each day: who goes where, to whom. No amount is told."""
    labels = (_("ตำบล/แขวง"), _("ลูกหนี้"), _("สัญญา"), _("ผู้ลงพื้นที่"), _("เครือข่ายที่ขอให้ช่วย"), _("ผล"))
    return [
        {
            "caption": _("วันที่ %(day)s") % {"day": short(day)},
            "columns": [{"label": label, "kind": "text"} for label in labels],
            "rows": [{"cells": _plan_cells(visit)} for visit in visits if visit.on == day],
        }
        for day in sorted({visit.on for visit in visits})
    ]


def _plan_cells(visit: PlannedVisit) -> list[Any]:
    debtor = getattr(visit, "debtor", None)
    return [
        visit.case.tambon.label,
        debtor.name if debtor else "",
        visit.case.contract.label,
        visit.visitor.name,
        visit.helper.name if visit.helper else "",
        _("เยี่ยมแล้ว") if getattr(visit, "is_made", False) else "",
    ]
