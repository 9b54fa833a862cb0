"""The classed register of debtors, and the claims that expire in a fiscal year: for screen, paper and workbook."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup import rules
from debt_followup.rules import AGE_CLASSES, STATUSES, TERMS
from debt_followup.selectors import Expiring, Move
from debt_followup.selectors.contracts import NOTHING
from debt_followup.selectors.register import ClassedDebt, ClassSum, sums
from debt_followup.tables.cells import claim_words, last_day_cell, money_cell
from debt_followup.tables.debtors import AGE_TONES
from debt_followup.tables.limitation import STATUS_TONES, because_words, days_left_words

Table = dict[str, Any]


# -- the classed register ----------------------------------------------------------------------------------------------
def summaries(rows: Sequence[ClassedDebt]) -> list[Table]:
    """Return the three summaries of the register: by kind of debt, by term, by class of arrears."""
    kinds = {**{status.value: _(label) for status, label in STATUSES.items()}, "FRAUD": _("หนี้ทุจริต")}
    kinds = {
        key: label if key == "FRAUD" else _("หนี้ตามสัญญา: %(status)s") % {"status": label} for key, label in kinds.items()
    }
    terms = {term: _(label) for term, label in TERMS.items()}
    ages = {"": _("ไม่ค้างชำระ"), **{age.code: _(age.label) for age in AGE_CLASSES}}
    return [
        _summary(_("จำแนกตามประเภทหนี้และอายุความ"), _("ประเภท"), kinds, sums(rows, list(kinds), by=lambda row: row.kind)),
        _summary(_("จำแนกตามระยะ"), _("ระยะ"), terms, sums(rows, list(terms), by=lambda row: row.term)),
        _summary(
            _("จำแนกตามวันที่ค้าง"),
            _("ค้างชำระ"),
            ages,
            sums(rows, list(ages), by=lambda row: row.age.code if row.age else ""),
        ),
    ]


def _summary(caption: str, label: str, names: dict[Any, str], found: dict[Any, ClassSum]) -> Table:
    rows = [{"cells": [name, *_sum_cells(found[key])]} for key, name in names.items()]
    total = ClassSum(
        contracts=sum(one.contracts for one in found.values()),
        **{
            name: sum((getattr(one, name) for one in found.values()), NOTHING)
            for name in ("principal", "within_a_year", "later", "interest", "default_interest")
        },
    )
    return {
        "title": caption,
        "caption": caption,
        "columns": [
            {"label": label, "kind": "text", "width": "58mm"},
            {"label": _("สัญญา"), "kind": "number"},
            {"label": _("เงินต้นคงเหลือ"), "kind": "money"},
            {"label": _("ถึงกำหนดภายใน 12 เดือน"), "kind": "money"},
            {"label": _("ถึงกำหนดหลัง 12 เดือน"), "kind": "money"},
            {"label": _("ดอกเบี้ยค้าง"), "kind": "money"},
            {"label": _("เบี้ยปรับค้าง"), "kind": "money"},
        ],
        "rows": rows,
        "totals": [{"value": _("รวม")}, *_sum_cells(total)],
    }


def _sum_cells(one: ClassSum) -> list[dict[str, Any]]:
    amounts = (one.principal, one.within_a_year, one.later, one.interest, one.default_interest)
    return [{"value": one.contracts, "kind": "number"}, *(money_cell(amount) for amount in amounts)]


def register(rows: Sequence[ClassedDebt], *, on_screen: bool, next_url: str = "", shown: str = "") -> Table:
    """Return the register itself, a row a contract."""
    labels = (
        (_("สัญญา / ผู้แทนกลุ่ม"), "text", "36mm"),
        (_("อำเภอ"), "text", "20mm"),
        (_("เงินต้นคงเหลือ"), "money", "25mm"),
        (_("ภายใน 12 เดือน"), "money", "25mm"),
        (_("หลัง 12 เดือน"), "money", "25mm"),
        (_("ดอกเบี้ยค้าง"), "money", "21mm"),
        (_("เบี้ยปรับค้าง"), "money", "22mm"),
        (_("ค้าง (วัน)"), "number", "13mm"),
        (_("ฟ้องได้ถึง"), "date", "20mm"),
        (_("ประเภท"), "state", "38mm"),
    )
    return {
        "title": _("ทะเบียนลูกหนี้"),
        "caption": _("ทะเบียนลูกหนี้จำแนกประเภท รายสัญญา"),
        "columns": [{"label": label, "kind": kind, "width": width} for label, kind, width in labels],
        "rows": [{"url": _page_of(row, on_screen), "cells": _cells(row)} for row in rows],
        "next_url": next_url,
        "shown": shown,
        "empty": _("ไม่มีลูกหนี้คงเหลือในวันนั้น"),
    }


def _cells(row: ClassedDebt) -> list[Any]:
    owed = row.balance
    return [
        {"value": row.contract.label, "kind": "text", "note": row.name},
        {"value": str(row.contract.amphoe), "kind": "text"},
        money_cell(owed.principal),
        money_cell(row.portions.within_a_year),
        money_cell(row.portions.later),
        money_cell(owed.contract_interest),
        money_cell(owed.default_interest),
        {
            "value": row.days_past_due,
            "kind": "number",
            "tone": AGE_TONES[row.age.code] if row.age else "",
        },
        last_day_cell(row.last_day_on),
        {
            "value": _("หนี้ทุจริต") if row.is_fraud else _(STATUSES[row.status]),
            "kind": "state",
            "tone": "bad" if row.is_fraud else STATUS_TONES[row.status],
            "note": _(TERMS[row.term]),
        },
    ]


def _page_of(row: ClassedDebt, on_screen: bool) -> str:
    return reverse("debt_followup:debtor", args=[row.contract.pk]) if on_screen else ""


# -- claims that expire ------------------------------------------------------------------------------------------------
def expiring_by_amphoe(found: Iterable[Expiring], *, on: date, on_screen: bool) -> list[Table]:
    """Return one table for each amphoe that has claims expiring, by day, with the principal in all."""
    groups: dict[tuple[str, str], list[Expiring]] = defaultdict(list)
    for one in found:
        groups[one.contract.amphoe_id, str(one.contract.amphoe)].append(one)
    return [expiring(rows, title=name, on=on, on_screen=on_screen) for (_code, name), rows in sorted(groups.items())]


def expiring(rows: Sequence[Expiring], *, title: str, on: date, on_screen: bool, next_url: str = "") -> Table:
    """Return the table of some claims that expire, by day."""
    labels = (
        (_("ฟ้องได้ถึง"), "date", "24mm"),
        (_("เหลือ"), "text", "30mm"),
        (_("สัญญา / ผู้แทนกลุ่ม"), "text", "52mm"),
        (_("ตำบล"), "text", "32mm"),
        (_("นับจากวันถัดจาก"), "date", "26mm"),
        (_("ฟ้องผู้แทนกลุ่มได้ถึง"), "date", "30mm"),
        (_("เงินต้นคงเหลือ"), "money", "30mm"),
        (_("สถานะ"), "state", "38mm"),
    )
    total = sum({one.contract.pk: _principal(one) for one in rows}.values(), NOTHING)  # each contract once
    return {
        "title": title,
        "caption": _("%(place)s: %(count)s สัญญา") % {"place": title, "count": f"{len(rows):,}"},
        "columns": [{"label": label, "kind": kind, "width": width} for label, kind, width in labels],
        "rows": [
            {
                "url": reverse("debt_followup:debtor", args=[one.contract.pk]) if on_screen else "",
                "cells": _expiring_cells(one, on),
            }
            for one in rows
        ],
        "totals": [{"value": _("รวม")}, *([{"value": ""}] * 5), money_cell(total), {"value": ""}] if rows else None,
        "next_url": next_url,
        "empty": _("ไม่มีสัญญาที่จะขาดอายุความในช่วงนี้"),
    }


def following(asked: Any, found: Sequence[Expiring]) -> str:
    """Return the address of the page of claims that follows these."""
    last = found[-1]
    query = asked.copy()
    query["after"] = f"{last.last_day_on.isoformat()}_{last.contract.pk}"
    return f"?{query.urlencode()}#claims"


def moved(moves: Sequence[Move], *, next_url: str = "") -> Table:
    """Return the table of announced last days to sue that have moved, each with its reason."""
    labels = (
        (_("สัญญา"), "text"),
        (_("อำเภอ"), "text"),
        (_("แจ้งไว้เมื่อ"), "date"),
        (_("จาก"), "date"),
        (_("เป็น"), "date"),
        (_("เพราะ"), "text"),
    )
    return {
        "caption": _("วันสุดท้ายที่ฟ้องได้ที่เลื่อนหลังแจ้ง"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:debtor", args=[move.announced.contract_id]),
                "tone": "bad" if move.moved_to and move.moved_to < move.moved_from else "",
                "cells": [
                    move.announced.contract.label,
                    str(move.announced.contract.amphoe),
                    {"value": move.announced.announced_on, "kind": "date"},
                    last_day_cell(move.moved_from, note=_("ผู้แทนกลุ่ม") if move.of_representative else ""),
                    last_day_cell(move.moved_to) if move.moved_to else {"value": _("ไม่มีหนี้ค้าง"), "kind": "text"},
                    because_words(move),
                ],
            }
            for move in moves
        ],
        "next_url": next_url,
        "empty": _("ไม่มีวันขาดอายุความที่เลื่อน"),
        "queue": True,
    }


def _expiring_cells(one: Expiring, on: date) -> list[dict[str, Any]]:
    span = one.span
    status = rules.limitation_status(earliest_until=span.earliest_until, barred_from=span.barred_from, on=on)
    return [
        last_day_cell(one.last_day_on),
        {"value": days_left_words(one.last_day_on, on=on), "kind": "text"},
        {"value": one.contract.label, "kind": "text", "note": one.name},
        {"value": str(one.contract.tambon), "kind": "text"},
        {"value": span.since_on if one.is_first else None, "kind": "date"},
        last_day_cell(span.representative_until),
        money_cell(_principal(one)),
        {
            "value": _(STATUSES[status]),
            "kind": "state",
            "tone": STATUS_TONES[status],
            "note": claim_words(one.claim) if one.claim else "",
        },
    ]


def _principal(one: Expiring) -> Decimal:
    return one.principal
