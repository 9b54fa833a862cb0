"""The columns of this room's lists, and sentences made of figures, for the screen."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup import rules
from debt_followup.models import Confirmation
from debt_followup.selectors import Ageing, Page
from repayments.rules import InstalmentOwed
from thai.baht import with_commas
from thai.dates import format_short
from thai.refusals import reader_is_english

_TONES = ("waiting", "warning", "warning", "bad", "bad")
AGE_TONES = dict(zip((age.code for age in rules.AGE_CLASSES), _TONES, strict=True))


def _money(value: Any, **more: Any) -> dict[str, Any]:
    return {"value": value, "kind": "money", **more}


def _day(value: date | None, **more: Any) -> dict[str, Any]:
    return {"value": value, "kind": "date", **more}


def short(day: date) -> str:
    """Return a day as the screen writes it, in the reader's language."""
    return format_short(day, english=reader_is_english())


def debtors(page: Page, *, ageing: Sequence[Ageing], query: dict[str, str]) -> dict[str, Any]:
    """Return the table of a page of debtors; the totals are those of the whole filter."""
    count = sum(row.contracts for row in ageing)
    rows = []
    for found in page.debtors:
        standing, age = found.standing, found.age
        rows.append(
            {
                "url": reverse("debt_followup:debtor", args=[found.contract.pk]),
                "cells": [
                    {"value": found.contract.label, "kind": "text", "note": found.name},
                    {"value": str(found.contract.amphoe), "kind": "text", "note": str(found.contract.tambon)},
                    {
                        "value": _(age.label) if age else "",
                        "kind": "state",
                        "tone": AGE_TONES[age.code] if age else "",
                        "note": _("%(days)s วัน") % {"days": f"{standing.days_past_due:,}"},
                    },
                    _money(
                        standing.principal_due,
                        note=_("ดอกเบี้ย %(amount)s") % {"amount": with_commas(standing.contract_interest)},
                    ),
                    _money(standing.default_interest),
                    _money(standing.due_total),
                    _money(standing.principal),
                    _day(found.next_due_on),
                    _day(found.last_day_to_sue),
                ],
            }
        )
    labels = (
        (_("สัญญา / ผู้แทนกลุ่ม"), "text"),
        (_("พื้นที่"), "text"),
        (_("ค้างมาแล้ว"), "state"),
        (_("เงินต้นค้าง"), "money"),
        (_("เบี้ยปรับ"), "money"),
        (_("รวมค้าง"), "money"),
        (_("เงินต้นคงเหลือ"), "money"),
        (_("งวดถัดไป"), "date"),
        (_("ฟ้องได้ถึง"), "date"),
    )
    return {
        "caption": _("สัญญาที่ค้างชำระ เรียงจากค้างนานที่สุด"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": rows,
        "next_url": f"?{urlencode({**query, 'after': page.next_place})}" if page.next_place else "",
        "shown": _("แสดง %(shown)s จาก %(count)s สัญญา") % {"shown": f"{len(rows):,}", "count": f"{count:,}"},
        "empty": _("ไม่มีสัญญาที่ค้างชำระตามเงื่อนไขนี้"),
        "queue": True,
    }


def bars(ageing: Sequence[Ageing], *, url: str = "") -> dict[str, Any]:
    """Return the chart of arrears by class: amounts, with the number of contracts in words."""
    return {
        "bars": [
            {
                "label": _(row.age.label),
                "value": row.amount,
                "shown": _("%(amount)s (%(contracts)s สัญญา)")
                % {"amount": with_commas(row.amount), "contracts": f"{row.contracts:,}"},
                "tone": AGE_TONES[row.age.code],
                "url": f"{url}?{urlencode({'age': row.age.code})}" if url else "",
            }
            for row in ageing
        ],
        "max": max((row.amount for row in ageing), default=0) or 1,
    }


def instalments(owed: Iterable[InstalmentOwed]) -> dict[str, Any]:
    """Return the table of what each instalment still owes."""
    labels = (
        (_("งวด"), "number"),
        (_("วันครบกำหนด"), "date"),
        (_("สถานะ"), "state"),
        (_("เงินต้นค้าง"), "money"),
        (_("ดอกเบี้ยค้าง"), "money"),
        (_("เบี้ยปรับค้าง"), "money"),
        (_("รวม"), "money"),
    )
    rows = []
    for row in owed:
        label, tone = _instalment_state(row)
        shifted = row.effective_due_on != row.nominal_due_on
        note = _("มีผล %(day)s (วันหยุด)") % {"day": short(row.effective_due_on)} if shifted else ""
        rows.append(
            {
                "cells": [
                    {"value": row.number, "kind": "number"},
                    _day(row.nominal_due_on, note=note),
                    {"value": label, "kind": "state", "tone": tone},
                    _money(row.principal_left),
                    _money(row.contract_interest_left),
                    _money(row.default_interest_left),
                    _money(row.total),
                ]
            }
        )
    return {
        "caption": _("ยอดค้างรายงวด"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": rows,
    }


def _instalment_state(row: InstalmentOwed) -> tuple[str, str]:
    if not row.total:
        return _("ชำระครบ"), "good"
    if row.days_past_due:
        return _("เกินกำหนด %(days)s วัน") % {"days": f"{row.days_past_due:,}"}, "bad"
    if row.is_due:
        return _("ถึงกำหนด"), "warning"
    return _("ยังไม่ถึงกำหนด"), "neutral"


def working(owed: Iterable[InstalmentOwed]) -> list[dict[str, Any]]:
    """Return the lines of default interest of the instalments, each as principal × rate × days ÷ basis."""
    return [
        {
            "label": _("งวดที่ %(number)s") % {"number": row.number}
            + ("" if accrued.unpaid == accrued.line.amount else " " + _("(ชำระแล้วบางส่วน)")),
            "from_on": accrued.line.since_on,
            "to_on": accrued.line.until_on,
            "days": accrued.line.days,
            "principal": accrued.line.principal,
            "rate": accrued.line.annual_rate,
            "basis": accrued.line.day_basis,
            "amount": accrued.line.amount,
        }
        for row in owed
        for accrued in row.working
        if accrued.unpaid
    ]


def limitation_words(ends: Sequence[rules.LimitationEnd], *, years: int, on: date) -> list[dict[str, Any]]:
    """Return a sentence for each unpaid instalment: from when the period counts, what began it anew, when it ends."""
    said = []
    for end in ends:
        values = {
            "due": short(end.due_on),
            "since": short(end.counts_from_on),
            "last": short(end.last_day_on),
            "years": years,
        }
        if end.interrupted_on:
            values["paid"] = short(end.interrupted_on[-1])
            text = _(
                "งวดที่ครบกำหนด %(due)s: ชำระบางส่วนเมื่อ %(paid)s อายุความสะดุดหยุดลง จึงเริ่มนับใหม่ตั้งแต่ %(since)s "
                "ครบ %(years)s ปี ฟ้องได้ถึง %(last)s"
            )
        else:
            text = _("งวดที่ครบกำหนด %(due)s: อายุความเริ่มนับ %(since)s ครบ %(years)s ปี ฟ้องได้ถึง %(last)s")
        said.append({"text": text % values, "is_barred": end.is_barred(on=on)})
    return said


def confirmations(rows: Sequence[Confirmation], *, next_url: str = "") -> dict[str, Any]:
    """Return the table of confirmation letters."""
    labels = (
        (_("เลขที่หนังสือ"), "text"),
        (_("สัญญา / ผู้รับ"), "text"),
        (_("พื้นที่"), "text"),
        (_("เงินต้น"), "money"),
        (_("ดอกเบี้ย"), "money"),
        (_("เบี้ยปรับ"), "money"),
        (_("รับล่วงหน้า"), "money"),
        (_("รวม"), "money"),
        (_("งวดถัดไป"), "date"),
    )
    return {
        "caption": _("หนังสือยืนยันยอดหนี้"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "cells": [
                    {"value": row.document.number, "kind": "text", "url": document_url(row.document_id)},
                    {
                        "value": row.contract.label,
                        "kind": "text",
                        "url": reverse("debt_followup:debtor", args=[row.contract_id]),
                        "note": row.debtor,
                    },
                    {"value": str(row.amphoe), "kind": "text", "note": str(row.tambon)},
                    _money(row.principal),
                    _money(row.contract_interest),
                    _money(row.default_interest),
                    _money(row.credit),
                    _money(row.total),
                    _day(row.next_due_on),
                ]
            }
            for row in rows
        ],
        "next_url": next_url,
        "empty": _("ยังไม่มีหนังสือ"),
    }


def document_url(document_id: int) -> str:
    """Return where the PDF of a document is opened."""
    return reverse("documents:open", args=[document_id])
