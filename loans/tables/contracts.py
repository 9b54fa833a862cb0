"""The tables about contracts: schedule, working, what is to be prepared, the list of contracts."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from documents.exports import more_than
from loans import rules
from loans.models import Contract
from projects.rules import organ_name
from projects.tables.places import place_of
from thai.dates import format_short
from thai.refusals import reader_is_english

STATE_TONES = {
    Contract.State.PREPARED: "waiting",
    Contract.State.SIGNED: "active",
    Contract.State.IN_FORCE: "good",
    Contract.State.CLOSED: "done",
    Contract.State.CANCELLED: "bad",
}
NOTHING = Decimal("0.00")


def money(value: Decimal | None, **more: Any) -> dict[str, Any]:
    """A cell of an amount in baht."""
    return {"value": value, "kind": "money", **more}


def day(on: date) -> str:
    """A date within a sentence, in the reader's language."""
    return format_short(on, english=reader_is_english())


def state_cell(contract: Contract) -> dict[str, Any]:
    """A cell with the state of a contract."""
    state = Contract.State(contract.state)
    return {"value": str(state.label), "kind": "state", "tone": STATE_TONES[state]}


def schedule_table(lines: Sequence[rules.Instalment], *, caption: str) -> dict[str, Any]:
    """The instalments with both dates; a date moved by a holiday says so (A-09)."""
    return {
        "caption": caption,
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("วันครบกำหนด"), "kind": "date"},
            {"label": _("ชำระได้ถึง"), "kind": "date"},
            {"label": _("วัน"), "kind": "number"},
            {"label": _("เงินต้น"), "kind": "money"},
            {"label": _("ดอกเบี้ย"), "kind": "money"},
            {"label": _("รวม"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    {"value": line.number, "kind": "number"},
                    {"value": line.nominal_due_on, "kind": "date"},
                    {"value": line.effective_due_on, "kind": "date", "note": shift(line)},
                    {"value": line.days, "kind": "number"},
                    money(line.principal),
                    money(line.interest),
                    money(line.total),
                ]
            }
            for line in lines
        ],
        "totals": [
            {"value": _("รวม"), "kind": "text"},
            "",
            "",
            {"value": sum(line.days for line in lines), "kind": "number"},
            money(sum((line.principal for line in lines), NOTHING)),
            money(sum((line.interest for line in lines), NOTHING)),
            money(sum((line.total for line in lines), NOTHING)),
        ],
    }


def shift(line: rules.Instalment) -> str:
    """Why a due date moved, in words; nothing where it did not."""
    days = (line.effective_due_on - line.nominal_due_on).days
    if not days:
        return ""
    weekday = line.nominal_due_on.weekday()
    why = _("วัน%(weekday)s") % {"weekday": WEEKDAYS[weekday]} if weekday > 4 else _("วันหยุด")
    return _("เลื่อน %(days)s วัน เพราะตรงกับ%(why)s") % {"days": days, "why": why}


def interest_working(
    lines: Sequence[rules.Instalment], *, transfer_on: date, rate: Decimal, day_basis: int
) -> list[dict[str, Any]]:
    """The working of each instalment's interest: opening principal × rate × days ÷ basis."""
    working, since = [], transfer_on
    for line in lines:
        working.append(
            {
                "label": _("งวดที่ %(number)s") % {"number": line.number},
                "from_on": since,
                "to_on": line.nominal_due_on,
                "days": line.days,
                "principal": line.opening_principal,
                "rate": rate,
                "basis": day_basis,
                "amount": line.interest,
            }
        )
        since = line.nominal_due_on
    return working


def stamp_working(*, principal: Decimal, duty: Decimal, per: Decimal, cap: Decimal) -> str:
    """How the stamp duty comes about, in words (R-STMP-01), or that it is switched off (A-27)."""
    if not cap:
        return _("นโยบายที่ใช้อยู่ให้งดปิดอากรแสตมป์")
    return _("เงินกู้ %(principal)s บาท ÷ %(per)s บาท เศษนับเป็นหนึ่ง = %(duty)s บาท (สูงสุด %(cap)s บาท) ผู้กู้เป็นผู้ชำระ") % {
        "principal": f"{principal:,.2f}",
        "per": f"{per:,.0f}",
        "duty": f"{duty:,.0f}",
        "cap": f"{cap:,.0f}",
    }


def to_prepare_table(proposals: Sequence[Any], *, may_prepare: bool, next_url: str = "") -> dict[str, Any]:
    """Approved proposals that wait for their contract."""
    secretary = organ_name(organ="SUBCOMMITTEE", province=place_of(row.province_id for row in proposals))
    return {
        "caption": _("เปิดโครงการเพื่อจัดทำสัญญา")
        if may_prepare
        else _("รอเลขานุการ %(organ)s จัดทำสัญญา") % {"organ": _(secretary)},
        "columns": [
            {"label": _("โครงการ"), "kind": "text"},
            {"label": _("ผู้แทนกลุ่ม"), "kind": "text"},
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("อนุมัติเมื่อ"), "kind": "date"},
            {"label": _("วงเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "url": reverse("loans:prepare", args=[proposal.pk]) if may_prepare else "",
                "cells": [
                    {"value": proposal.title, "kind": "text", "note": proposal.reference},
                    f"{proposal.representative_title or ''}{proposal.representative_first or ''} "
                    f"{proposal.representative_last or ''}".strip(),
                    str(proposal.amphoe),
                    {"value": proposal.approved_on, "kind": "date"},
                    money(proposal.amount),
                ],
            }
            for proposal in proposals
        ],
        "empty": _("ไม่มีโครงการที่รอจัดทำสัญญา"),
        "next_url": next_url,
        "queue": True,
    }


def register_table(
    contracts: Iterable[Contract], *, totals: dict[str, Any], next_url: str, prev_url: str
) -> dict[str, Any]:
    """The register of contracts with the totals of the whole filter."""
    rows = list(contracts)
    return {
        "caption": _("ยอดรวมเป็นของทั้งตัวกรอง"),
        "columns": [
            {"label": _("สัญญาเลขที่"), "kind": "text"},
            {"label": _("ผู้แทนกลุ่ม"), "kind": "text"},
            {"label": _("โครงการ"), "kind": "text"},
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("วันที่ในสัญญา"), "kind": "date"},
            {"label": _("เงินต้น"), "kind": "money"},
            {"label": _("อากรแสตมป์"), "kind": "money"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("loans:contract", args=[contract.pk]),
                "cells": [
                    contract.label,
                    contract.representative or "",
                    contract.project_title,
                    str(contract.amphoe),
                    {"value": contract.contract_on, "kind": "date"},
                    money(contract.principal),
                    money(contract.stamp_duty),
                    state_cell(contract),
                ],
            }
            for contract in rows
        ],
        "totals": [
            {"value": _("รวมทั้งตัวกรอง"), "kind": "text"},
            "",
            {"value": counted(totals["count"]), "kind": "text"},
            "",
            "",
            money(totals["principal"]),
            money(totals["stamp_duty"]),
            "",
        ],
        "empty": _("ไม่มีสัญญาตามตัวกรองนี้"),
        "next_url": next_url,
        "prev_url": prev_url,
        "shown": _("แสดง %(shown)s จาก %(all)s ฉบับ") % {"shown": len(rows), "all": more_than(totals["count"])},
        "queue": True,
    }


def counted(number: int) -> str:
    """So many contracts, in words."""
    return _("%(count)s ฉบับ") % {"count": f"{number:,}"}
