"""Lists and facts of acknowledgements and waivers, for the screen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import Acknowledgement, AcknowledgementSigner, Waiver
from debt_followup.rules.acknowledgements import NoSigner, PlannedPart, PlanStanding
from debt_followup.rules.acts import ActState, WaiverState
from debt_followup.rules.limitation import NEVER
from debt_followup.selectors.acknowledgements import Balance, SignerLimit, acceptance_last_day
from debt_followup.tables.cells import day_cell, document_url, money_cell, short
from debt_followup.tables.voids import signed_cell, void_cell

ACT_TONES = {
    ActState.PREPARED: "waiting",
    ActState.IN_FORCE: "active",
    ActState.DEFAULTED: "bad",
    ActState.KEPT: "good",
    ActState.REPLACED: "done",
    ActState.CANCELLED: "neutral",
}
WAIVER_TONES = {
    WaiverState.ASKED: "waiting",
    WaiverState.APPROVED: "good",
    WaiverState.REFUSED: "bad",
    WaiverState.WITHDRAWAL_ASKED: "waiting",
    WaiverState.WITHDRAWN: "neutral",
}


# -- acknowledgements --------------------------------------------------------------------------------------------------
def acknowledgements(rows: Iterable[Acknowledgement], *, next_url: str = "") -> dict[str, Any]:
    """Return the list of acknowledgements, newest first."""
    labels = (
        (_("เลขที่"), "text"),
        (_("สัญญา"), "text"),
        (_("ประเภท"), "text"),
        (_("ยอดหนี้ ณ วันที่"), "date"),
        (_("ยอดที่รับสภาพ"), "money"),
        (_("ยอดที่ทราบภายหลังต่างไป"), "money"),
        (_("สถานะ"), "state"),
    )
    return {
        "caption": _("หนังสือรับสภาพหนี้"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:acknowledgement", args=[row.pk]),
                "cells": [
                    row.label,
                    row.contract.label,
                    row.get_kind_display(),
                    day_cell(row.as_of),
                    money_cell(row.total),
                    money_cell(None if row.balance_now is None else row.balance_now - row.total),
                    state_cell(row, ACT_TONES),
                ],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีหนังสือรับสภาพหนี้ จัดทำได้จากหน้าลูกหนี้"),
        "next_url": next_url,
    }


def balance_facts(balance: Balance, *, on: date) -> list[dict[str, Any]]:
    """Return what would be acknowledged, part by part (F-4)."""
    debt = balance.debt
    facts = [
        {"label": _("เงินต้นค้างชำระ"), "value": debt.principal, "kind": "money"},
        {"label": _("ดอกเบี้ยตามสัญญา"), "value": debt.contract_interest, "kind": "money"},
        {"label": _("ดอกเบี้ยผิดนัดหรือเบี้ยปรับ"), "value": debt.default_interest, "kind": "money"},
    ]
    if debt.costs:
        facts.append({"label": _("ค่าใช้จ่าย"), "value": debt.costs, "kind": "money"})
    facts.append({"label": _("รวมยอดที่รับสภาพ ณ วันที่ %(on)s") % {"on": short(on)}, "value": debt.total, "kind": "money"})
    if balance.principal_not_due:
        label = _("เงินต้นที่ยังไม่ถึงกำหนด ชำระตามสัญญาต่อไป")
        facts.append({"label": label, "value": balance.principal_not_due, "kind": "money"})
    return facts


def stated_facts(row: Acknowledgement) -> list[dict[str, Any]]:
    """Return what an acknowledgement states, and what became of it."""
    facts = [
        {"label": _("เงินต้นค้างชำระ"), "value": row.principal, "kind": "money"},
        {"label": _("ดอกเบี้ยตามสัญญา"), "value": row.contract_interest, "kind": "money"},
        {"label": _("ดอกเบี้ยผิดนัดหรือเบี้ยปรับ"), "value": row.default_interest, "kind": "money"},
    ]
    if row.costs:
        facts.append({"label": _("ค่าใช้จ่าย"), "value": row.costs, "kind": "money"})
    facts += [
        {
            "label": _("รวมยอดที่รับสภาพ ณ วันที่ %(on)s") % {"on": short(row.as_of)},
            "value": row.total,
            "kind": "money",
        },
        {"label": _("จัดทำโดย"), "value": str(row.prepared_by)},
        {"label": _("ทำที่"), "value": row.place},
    ]
    if row.principal_not_due:
        label = _("เงินต้นที่ยังไม่ถึงกำหนด ชำระตามสัญญาต่อไป")
        facts.append({"label": label, "value": row.principal_not_due, "kind": "money"})
    if row.reason:
        facts.append({"label": _("ที่มา"), "value": row.reason})
    if row.registered_on:
        facts.append({"label": _("ขึ้นทะเบียนวันที่"), "value": row.registered_on, "kind": "date"})
    if last := acceptance_last_day(row):
        facts.append({"label": _("วันสุดท้ายที่ฟ้องได้ (2 ปี)"), "value": last, "kind": "date"})
    if row.ended_on:
        facts.append({"label": _("สิ้นสุดหรือผิดนัด"), "value": row.ended_on, "kind": "date", "help": row.ended_reason})
    return facts


def plan(parts: Iterable[PlannedPart]) -> dict[str, Any]:
    """Return the plan as it would be promised, with what the principal bears until each day (A-18)."""
    return _plan_table([_columns(one) for one in parts])


def promised(row: Acknowledgement, stands: PlanStanding | None) -> dict[str, Any]:
    """Return the plan that was promised; the instalment that was missed is marked."""
    missed = stands.missed if stands is not None else None
    return _plan_table(
        [_columns(one) for one in row.instalments.all()],
        missed=missed,
    )


def _columns(one: Any) -> tuple[Any, ...]:
    return one.number, one.due_on, one.effective_due_on, one.principal, one.rest, one.projected_interest


def _plan_table(rows: Sequence[tuple[Any, ...]], *, missed: int | None = None) -> dict[str, Any]:
    labels = (
        (_("งวดที่"), "number"),
        (_("ชำระภายในวันที่"), "date"),
        (_("เงินต้น"), "money"),
        (_("ดอกเบี้ย เบี้ยปรับ และค่าใช้จ่ายที่พักไว้"), "money"),
        (_("ชำระงวดนี้"), "money"),
        (_("ประมาณการเบี้ยปรับของเงินต้นถึงวันชำระ"), "money"),
    )
    return {
        "caption": _("แผนชำระ (ประมาณการเบี้ยปรับแสดงให้ทราบ ไม่ลงบัญชี)"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "tone": "bad" if number == missed else "",
                "cells": [
                    {"value": number, "kind": "number", "note": _("ผิดนัด") if number == missed else ""},
                    day_cell(due, note=_("ชำระได้ถึง %(day)s (วันหยุด)") % {"day": short(until)} if until != due else ""),
                    money_cell(principal),
                    money_cell(rest),
                    money_cell(principal + rest),
                    money_cell(projected),
                ],
            }
            for number, due, until, principal, rest, projected in rows
        ],
        "totals": [
            {"value": _("รวม"), "kind": "text"},
            {"value": ""},
            money_cell(sum(row[3] for row in rows)),
            money_cell(sum(row[4] for row in rows)),
            money_cell(sum(row[3] + row[4] for row in rows)),
            money_cell(sum(row[5] for row in rows)),
        ],
    }


def projection_working(parts: Iterable[PlannedPart]) -> list[dict[str, Any]]:
    """Return the lines of the projection, each as principal × rate × days ÷ basis."""
    return [
        {
            "label": _("งวดที่ %(number)s ของแผน") % {"number": part.number},
            "from_on": line.since_on,
            "to_on": line.until_on,
            "days": line.days,
            "principal": line.principal,
            "rate": line.annual_rate,
            "basis": line.day_basis,
            "amount": line.amount,
        }
        for part in parts
        for line in part.projected
    ]


def effects(limits: Iterable[SignerLimit], *, is_acceptance: bool, acceptance_until: date) -> dict[str, Any]:
    """Return for each debtor until when she can be sued now, and until when if she signs (A-12)."""
    labels = ((_("ผู้กู้"), "text"), (_("ฟ้องได้ถึง (ปัจจุบัน)"), "date"), (_("ถ้าลงนาม ฟ้องได้ถึง"), "date"), (_("ผล"), "state"))
    return {
        "caption": _("ผลต่ออายุความของแต่ละคน ถ้าลงนามในวันนี้ เริ่มนับใหม่เฉพาะผู้ที่ลงนาม"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "cells": [
                    {"value": limit.party.name, "kind": "text", "note": limit.party.get_role_display()},
                    _last_day(limit.before),
                    _last_day(acceptance_until if is_acceptance else limit.after),
                    {"value": (said := _effect(limit, is_acceptance))[0], "kind": "state", "tone": said[1]},
                ]
            }
            for limit in limits
        ],
    }


def cannot_sign(limits: Sequence[SignerLimit], *, on: date, is_acceptance: bool) -> list[str]:
    """Return why those cannot sign who do not act for themselves; of whose claim is barred the effects tell."""
    told = [limit.refusal(signed_on=on, is_acceptance=is_acceptance) for limit in limits]
    return [str(refused) for refused in told if isinstance(refused, NoSigner)]


def _effect(limit: SignerLimit, is_acceptance: bool) -> tuple[str, str]:
    if limit.death:
        return _("เสียชีวิต ลงนามไม่ได้"), "bad"
    if limit.receivership:
        return _("อยู่ในคดีล้มละลาย ลงนามไม่ได้"), "bad"
    if limit.is_barred:
        return (_("รับสภาพความรับผิดได้ (2 ปี)"), "active") if is_acceptance else (_("ขาดอายุความแล้ว รับสภาพหนี้ไม่ได้"), "bad")
    if is_acceptance:
        return _("ยังไม่ขาดอายุความ ให้รับสภาพหนี้แทน"), "bad"
    if limit.barred:
        return _("ลงนามได้ ยกเว้น %(count)s งวดที่ขาดอายุความแล้ว") % {"count": len(limit.barred)}, "warning"
    return _("อายุความเริ่มนับใหม่"), "good"


def signers(row: Acknowledgement, *, with_voids: bool = True, may_void: bool = False) -> dict[str, Any]:
    """Return each signer on her own line: the day she signed, her limitation before and after, the scan.

    :param with_voids: whether the page is about signatures that were recorded wrongly, too; the lines as
        ``selectors.voids.with_voids`` reads them.
    :param may_void: whether the reader may ask that one be taken back.
    """
    labels = (
        (_("ผู้กู้"), "text"),
        (_("ลงนามวันที่"), "date"),
        (_("ฟ้องได้ถึง (ก่อนลงนาม)"), "date"),
        (_("ฟ้องได้ถึง (หลังลงนาม)"), "date"),
        (_("ฉบับที่ลงนาม"), "text"),
        *([(_("บันทึกผิด"), "text")] if with_voids else []),
    )
    return {
        "caption": _("ผู้ลงนาม อายุความเริ่มนับใหม่เฉพาะผู้ที่ลงนาม ตั้งแต่วันถัดจากวันที่ผู้นั้นลงนาม"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "cells": [
                    {"value": one.party.name, "kind": "text", "note": one.party.get_role_display()},
                    signed_cell(one) if one.signed_on else {"value": _("ยังไม่ลงนาม"), "kind": "text"},
                    _last_day(one.last_day_before),
                    _last_day(one.last_day_after) if one.last_day_after and one.counts_on == one.signed_on else "",
                    {
                        "value": _("เปิดไฟล์") if one.file_id else "",
                        "kind": "text",
                        "url": reverse("debt_followup:signed_paper", args=[one.pk]) if one.file_id else "",
                    },
                    *([_void_cell(one, may_void)] if with_voids else []),
                ]
            }
            for one in row.signers.all()
        ],
    }


def _void_cell(one: AcknowledgementSigner, may_ask: bool) -> Any:
    return void_cell(one, one.voids.all(), may_ask=may_ask) if one.signed_on else ""


def _last_day(day: date | None) -> dict[str, Any]:
    if day == NEVER:
        return {"value": _("ไม่นับอายุความ"), "kind": "text"}
    return day_cell(day)


# -- waivers -----------------------------------------------------------------------------------------------------------
def waivers(rows: Iterable[Waiver], *, next_url: str = "", with_contract: bool = True) -> dict[str, Any]:
    """Return the list of waivers, newest first."""
    labels = [
        (_("สัญญา"), "text"),
        (_("เลขที่มติ อกส.จ."), "text"),
        (_("มติลงวันที่"), "date"),
        (_("เบี้ยปรับที่งดหรือลด"), "money"),
        (_("เหตุผล"), "text"),
        (_("สถานะ"), "state"),
    ]
    start = 0 if with_contract else 1
    return {
        "caption": _("การงดหรือลดเบี้ยปรับ"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels[start:]],
        "rows": [
            {
                "url": reverse("debt_followup:waiver", args=[row.pk]),
                "cells": [
                    row.contract.label if with_contract else "",
                    row.decision_number,
                    day_cell(row.decided_on),
                    money_cell(row.amount),
                    row.reason,
                    state_cell(row, WAIVER_TONES),
                ][start:],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีการงดหรือลดเบี้ยปรับ เสนอได้จากหน้าลูกหนี้"),
        "next_url": next_url,
    }


def waiver_facts(row: Waiver) -> list[dict[str, Any]]:
    """Return what a waiver says: the resolution, who asked, who decided, the letter."""
    facts = [
        {"label": _("เบี้ยปรับที่งดหรือลด"), "value": row.amount, "kind": "money"},
        {"label": _("เลขที่มติ อกส.จ."), "value": row.decision_number},
        {"label": _("มติลงวันที่"), "value": row.decided_on, "kind": "date"},
        {"label": _("เหตุผล"), "value": row.reason},
        {"label": _("ผู้เสนอ"), "value": str(row.asked_by)},
        {"label": _("วันที่เสนอ"), "value": row.asked_on, "kind": "date"},
    ]
    if row.file_id and row.file:
        url = reverse("debt_followup:waiver_file", args=[row.pk])
        facts.append({"label": _("สำเนามติ"), "value": row.file.name, "url": url})
    if row.decided_by:
        facts += [
            {"label": _("ผู้พิจารณา"), "value": str(row.decided_by)},
            {"label": _("วันที่พิจารณา"), "value": row.approved_on, "kind": "date"},
        ]
    if row.note:
        facts.append({"label": _("เหตุผลที่ไม่อนุมัติ"), "value": row.note})
    if row.withdrawal_number:
        facts += [
            {"label": _("เลขที่มติเพิกถอน"), "value": row.withdrawal_number},
            {"label": _("เหตุที่เพิกถอน"), "value": row.withdrawal_reason},
            {"label": _("ผู้เสนอเพิกถอน"), "value": str(row.withdrawal_asked_by)},
        ]
    if row.document_id and row.document:
        url = document_url(row.document_id)
        facts.append({"label": _("หนังสือแจ้งลูกหนี้"), "value": row.document.number, "url": url})
    return facts


def state_cell(row: Any, tones: Mapping[Any, str]) -> dict[str, Any]:
    """Return a cell with the state of a row in words."""
    tone = next(tone for state, tone in tones.items() if state == row.state)
    return {"value": row.get_state_display(), "kind": "state", "tone": tone}
