"""What the pages of a restructuring show: the methods side by side, the requests, schedules, stages and papers."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import HouseholdLine, Restructuring, RestructuringLine
from debt_followup.rules.restructuring import MACHINE, METHODS, Ability, Owed, Simulated, Stage
from debt_followup.selectors.restructurings import Offer, Signers
from debt_followup.tables.cells import day_cell, document_url, money_cell, short
from debt_followup.tables.voids import signed_cell, void_cell

TONES = {
    Stage.APPLIED: "waiting",
    Stage.ASSESSED: "waiting",
    Stage.PROPOSED: "waiting",
    Stage.OPINED: "active",
    Stage.APPROVED: "active",
    Stage.PREPARED: "active",
    Stage.IN_FORCE: "good",
    Stage.REFUSED: "bad",
    Stage.TOLD: "done",
    Stage.WITHDRAWN: "neutral",
}
_WAY = (Stage.APPLIED, Stage.ASSESSED, Stage.PROPOSED, Stage.OPINED, Stage.APPROVED, Stage.PREPARED, Stage.IN_FORCE)


def url(row: Restructuring) -> str:
    """Return the page of a request."""
    return reverse("debt_followup:restructuring", args=[row.pk])


def requests(rows: Iterable[Restructuring]) -> dict[str, Any]:
    """Return the list of requests."""
    return {
        "caption": _("คำขอปรับโครงสร้างหนี้"),
        "columns": [
            {"label": _("สัญญา")},
            {"label": _("ผู้ยื่นคำขอ")},
            {"label": _("ยื่นวันที่")},
            {"label": _("วิธี")},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": url(row),
                "cells": [
                    {"value": row.contract.label, "url": url(row)},
                    {"value": row.applicant.name, "kind": "text", "note": str(row.contract.amphoe)},
                    day_cell(row.applied_on),
                    _(METHODS[row.method or row.wish]),
                    state_cell(row),
                ],
            }
            for row in rows
        ],
        "empty": _("ไม่มีคำขอในสถานะนี้"),
        "queue": True,
    }


def state_cell(row: Restructuring) -> dict[str, Any]:
    """Return the state of a request as a cell."""
    return {"value": _(MACHINE.labels[Stage(row.state)]), "kind": "state", "tone": TONES[Stage(row.state)]}


# -- the methods side by side ------------------------------------------------------------------------------------------
def offers(found: Sequence[Offer], *, means: Ability | None = None) -> list[dict[str, Any]]:
    """Return the methods as cards: what is to be paid in all, when, and each month's amount as a bar of one scale.

    :param means: what the household can pay a month, where that was assessed: a card that asks for more says so.
    """
    most = max((one.simulated.highest for one in found if one.simulated), default=Decimal(1)) or Decimal(1)
    return [
        {
            "label": _(METHODS[one.method]),
            "tone": "warning" if one.refusal else "good",
            "refusal": one.refusal,
            "beyond": _beyond(one.simulated, means) if one.simulated and means else "",
            "facts": _facts(one.simulated) if one.simulated else [],
            "bars": bars(one.simulated) if one.simulated else [],
            "most": most,
            "schedule": schedule(one.simulated) if one.simulated else None,
        }
        for one in found
    ]


def _beyond(simulated: Simulated, means: Ability) -> str:
    if means.pays(simulated.monthly):
        return ""
    return _("ต้องชำระเดือนละ %(monthly)s บาท เกินคงเหลือที่ชำระหนี้ได้ %(left)s บาท") % {
        "monthly": f"{simulated.monthly:,.2f}",
        "left": f"{max(means.left, Decimal('0.00')):,.2f}",
    }


def _facts(simulated: Simulated) -> list[dict[str, Any]]:
    plan = simulated.plan
    facts = [
        {"label": _("ชำระทั้งสิ้น"), "value": simulated.total, "kind": "money"},
        {"label": _("งวดละไม่เกิน"), "value": simulated.highest, "kind": "money"},
        {"label": _("จำนวนงวด"), "value": plan.count, "kind": "number"},
        {"label": _("งวดแรก"), "value": plan.due_dates[0], "kind": "date"},
        {"label": _("งวดสุดท้าย"), "value": plan.due_dates[-1], "kind": "date"},
        {"label": _("ดอกเบี้ยที่เกิดใหม่"), "value": simulated.new_interest, "kind": "money"},
    ]
    if simulated.waived:
        facts.append({"label": _("ลดเบี้ยปรับ"), "value": simulated.waived, "kind": "money"})
    if plan.holiday_until:
        facts.append({"label": _("พักชำระถึง"), "value": plan.holiday_until, "kind": "date"})
    return facts


def bars(simulated: Simulated) -> list[dict[str, Any]]:
    """Return each instalment's amount as a bar named by its month."""
    return [
        {"label": short(due_on), "value": amount, "shown": f"{amount:,.2f}"} for due_on, amount in simulated.amounts
    ]


def schedule(simulated: Simulated) -> dict[str, Any]:
    """Return the new schedule of a simulation."""
    new = simulated.schedule
    return _schedule(
        [
            (
                line.number,
                line.nominal_due_on,
                line.effective_due_on,
                line.days,
                line.principal,
                line.interest,
                new.frozen_of(line.number).contract_interest + new.frozen_of(line.number).default_interest,
            )
            for line in new.instalments
        ]
    )


def signed_schedule(lines: Iterable[RestructuringLine]) -> dict[str, Any]:
    """Return the schedule of a memorandum."""
    return _schedule(
        [
            (
                line.number,
                line.nominal_due_on,
                line.effective_due_on,
                line.days,
                line.principal,
                line.interest,
                line.frozen_interest + line.frozen_default_interest,
            )
            for line in lines
        ]
    )


def _schedule(rows: Sequence[tuple[int, date, date, int, Decimal, Decimal, Decimal]]) -> dict[str, Any]:
    nothing = Decimal("0.00")
    return {
        "caption": _("ตารางผ่อนชำระใหม่"),
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("ครบกำหนด")},
            {"label": _("วัน"), "kind": "number"},
            {"label": _("เงินต้น"), "kind": "money"},
            {"label": _("ดอกเบี้ย"), "kind": "money"},
            {"label": _("ยอดพักไว้"), "kind": "money"},
            {"label": _("รวม"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    {"value": number, "kind": "number"},
                    day_cell(
                        due_on,
                        note=_("วันหยุด ชำระได้ถึง %(day)s") % {"day": short(effective_on)}
                        if effective_on != due_on
                        else "",
                    ),
                    {"value": days, "kind": "number"},
                    money_cell(principal),
                    money_cell(interest),
                    money_cell(frozen),
                    money_cell(principal + interest + frozen),
                ]
            }
            for number, due_on, effective_on, days, principal, interest, frozen in rows
        ],
        "totals": [
            "",
            _("รวม"),
            "",
            *(money_cell(sum((row[place] for row in rows), nothing)) for place in (4, 5, 6)),
            money_cell(sum((row[4] + row[5] + row[6] for row in rows), nothing)),
        ],
    }


# -- one request -------------------------------------------------------------------------------------------------------
def owed_facts(owed: Owed) -> list[dict[str, Any]]:
    """Return what a debt owes on the day, part by part."""
    facts = [
        {"label": _("เงินต้นคงเหลือ"), "value": owed.principal, "kind": "money"},
        {"label": _("ดอกเบี้ยเงินกู้ถึงวันนี้"), "value": owed.contract_interest, "kind": "money"},
        {"label": _("เบี้ยปรับถึงวันนี้"), "value": owed.default_interest, "kind": "money"},
        {"label": _("รวม"), "value": owed.total, "kind": "money"},
    ]
    if owed.credit:
        facts.append({"label": _("เงินรับล่วงหน้า"), "value": owed.credit, "kind": "money"})
    return facts


def stages(row: Restructuring) -> list[dict[str, Any]]:
    """Return the way of a request, with the days on which it took its steps."""
    days = [
        row.applied_on,
        row.assessed_on,
        row.met_on,
        row.opined_on,
        row.decided_on,
        row.agreed_on,
        row.in_force_on,
    ]
    labels = [
        _("ยื่นคำขอ"),
        _("ประเมินที่อำเภอ"),
        _("ประชุมร่วมเลือกวิธี"),
        _("ความเห็นจังหวัด"),
        _("มติ อกส.จ."),
        _("บันทึกข้อตกลง"),
        _("ลงนามครบ"),
    ]
    ended = row.state in (Stage.REFUSED, Stage.TOLD, Stage.WITHDRAWN)
    reached = _WAY.index(Stage(row.state)) if not ended else -1
    found = []
    for place, (label, on) in enumerate(zip(labels, days, strict=True)):
        if ended:
            state = "done" if on else "todo"
            if row.state != Stage.WITHDRAWN and place == _WAY.index(Stage.APPROVED):
                state = "refused"
        else:
            state = "done" if place <= reached else "current" if place == reached + 1 else "todo"
        found.append({"label": label, "state": state, "on": on if state in ("done", "refused") else None})
    return found


def household(lines: Sequence[HouseholdLine], means: Ability) -> dict[str, Any]:
    """Return the household's month."""
    kinds = {
        HouseholdLine.Kind.INCOME: (_("รวมรายได้"), means.income),
        HouseholdLine.Kind.EXPENSE: (_("รวมรายจ่าย"), means.expenses),
    }
    rows: list[dict[str, Any]] = []
    for kind, (label, total) in kinds.items():
        rows += [
            {"cells": [str(HouseholdLine.Kind(kind).label), line.text, money_cell(line.amount)]}
            for line in lines
            if line.kind == kind
        ]
        rows.append({"cells": ["", label, money_cell(total)]})
    return {
        "caption": _("รายได้และรายจ่ายของครัวเรือนต่อเดือน"),
        "columns": [{"label": _("ประเภท")}, {"label": _("รายการ")}, {"label": _("บาทต่อเดือน"), "kind": "money"}],
        "rows": rows,
        "totals": ["", _("คงเหลือที่ชำระหนี้ได้"), money_cell(means.left)],
    }


def signers(row: Restructuring, *, may_void: bool = False) -> dict[str, Any]:
    """Return who signs the memorandum, each with her own day; the lines as ``selectors.voids.with_voids`` reads them.

    :param may_void: whether the reader may ask that a signature be taken back.
    """
    return {
        "caption": _("ผู้ลงนามบันทึกข้อตกลง"),
        "columns": [{"label": _("ชื่อ")}, {"label": _("ฐานะ")}, {"label": _("ลงนามวันที่")}, {"label": _("บันทึกผิด")}],
        "rows": [
            {
                "cells": [
                    line.party.name,
                    line.party.get_role_display(),
                    signed_cell(line)
                    if line.signed_on
                    else {"value": _("รอลงนาม"), "kind": "state", "tone": "waiting"}
                    if line.waits
                    else {"value": _("ลงนามไม่ได้"), "kind": "state", "tone": "bad", "note": line.dropped_reason},
                    void_cell(line, line.voids.all(), may_ask=may_void) if line.signed_on else "",
                ]
            }
            for line in row.signers.all()
        ],
        "empty": _("ยังไม่มีบันทึกข้อตกลง"),
    }


def papers(row: Restructuring) -> list[dict[str, Any]]:
    """Return the papers of a request, the newest first."""
    issued = (row.refusal_paper, row.deed_paper, row.review_paper, row.request_paper)
    return [
        {
            "title": paper.get_kind_display(),
            "number": paper.number,
            "on": paper.issued_on,
            "url": document_url(paper.pk),
        }
        for paper in issued
        if paper is not None
    ]


def signer_notices(found: Signers) -> list[str]:
    """Return who does not sign the memorandum and why, and what no signature begins anew."""
    said = [str(refused) for _limit, refused in found.cannot]
    if found.can and found.cannot:
        said.append(_("ผู้ที่ลงนามไม่ได้ไม่อยู่ในบันทึกข้อตกลง อายุความของผู้นั้นนับตามกำหนดเดิมต่อไป"))
    if found.barred:
        days = ", ".join(short(day) for day in found.barred)
        said.append(_("งวดที่ครบกำหนด %(days)s ขาดอายุความแล้ว ตารางใหม่และการลงนามไม่ทำให้เริ่มนับใหม่") % {"days": days})
    return said
