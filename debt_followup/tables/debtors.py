"""The list of debtors and what one debtor owes, for the screen."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from areas.models import place_name
from debt_followup import rules
from debt_followup.rules import NEVER, STATUSES
from debt_followup.selectors import Ageing, Behind, DebtorRow, Page
from debt_followup.tables.cells import claim_words, day_cell, last_day_words, money_cell, short
from debt_followup.tables.limitation import STATUS_TONES
from repayments.rules import InstalmentOwed
from thai.baht import with_commas

NOTHING = Decimal("0.00")
OF_ALL = "of-all-debtors"
_TONES = ("waiting", "warning", "warning", "bad", "bad")
AGE_TONES = dict(zip((age.code for age in rules.AGE_CLASSES), _TONES, strict=True))


def debtors(page: Page, *, query: dict[str, str]) -> dict[str, Any]:
    """Return the table of a page of debtors."""
    words = _Words()
    rows = [_row(found, words) for found in page.debtors]
    labels = (
        (_("สัญญา / ผู้แทนกลุ่ม"), "text"),
        (_("พื้นที่"), "text"),
        (_("ค้างมาแล้ว"), "state"),
        (_("เงินต้นค้าง"), "money"),
        (_("รวมค้าง"), "money"),
        (_("เงินต้นคงเหลือ"), "money"),
        (_("งวดถัดไป"), "date"),
        (_("อายุความ"), "state"),
    )
    return {
        "caption": _("สัญญาที่ค้างชำระ เรียงจากค้างนานที่สุด"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": rows,
        "next_url": f"?{urlencode({**query, 'after': page.next_place})}" if page.next_place else "",
        "shown": format_html(  # of how many is known when their sums are
            _("แสดง {shown}{of_all} สัญญา"), shown=f"{len(rows):,}", of_all=format_html('<span id="{}"></span>', OF_ALL)
        ),
        "empty": _("ไม่มีสัญญาที่ค้างชำระตามเงื่อนไขนี้"),
        "queue": True,
    }


class _Words:
    """What every row says, in the reader's language: looked up once a page, which has hundreds of them."""

    def __init__(self) -> None:
        self.ages = {age.code: _(age.label) for age in rules.AGE_CLASSES}
        self.statuses = {status: _(label) for status, label in STATUSES.items()}
        self.days, self.interest, self.penalty = _("%(days)s วัน"), _("ดอกเบี้ย %(amount)s"), _("เบี้ยปรับ %(amount)s")
        self.until, self.fraud = _("ฟ้องได้ถึง %(day)s"), _("หนี้ทุจริต")
        self._url = reverse("debt_followup:debtor", args=[0])

    def url(self, contract: int) -> str:
        """Return the page of a contract."""
        return self._url.replace("/0/", f"/{contract}/")


def _row(found: DebtorRow, words: _Words) -> dict[str, Any]:
    age, owed, status = found.age, found.balance, found.status
    interest, penalty = with_commas(owed.contract_interest), with_commas(owed.default_interest)
    return {
        "url": words.url(found.contract.pk),
        "cells": [
            {"value": found.contract.label, "kind": "text", "note": found.name},
            {"value": place_name(*found.amphoe), "kind": "name", "note": place_name(*found.tambon)},
            {
                "value": words.ages[age.code] if age else "",
                "kind": "state",
                "tone": AGE_TONES[age.code] if age else "",
                "note": words.days % {"days": f"{found.days_past_due:,}"},
            },
            money_cell(owed.principal_due, note=words.interest % {"amount": interest}),
            money_cell(found.due_total, note=words.penalty % {"amount": penalty}),
            money_cell(owed.principal),
            day_cell(found.next_due_on),
            {
                "value": words.statuses[status],
                "kind": "state",
                "tone": STATUS_TONES[status],
                "note": " · ".join(_limit_words(found, words)),
            },
        ],
    }


def _limit_words(found: DebtorRow, words: _Words) -> list[str]:
    """Until when the debt can be sued for, and that it is a debt of fraud."""
    last_day_on = found.arrears.told_until(found.as_of)
    said = last_day_words(last_day_on)
    until = said if last_day_on == NEVER else words.until % {"day": said}
    why = [claim_words(found.claim)] if found.claim else []
    return [until, *why, *([words.fraud] if found.is_fraud else [])]


def sums(behind: Sequence[Behind]) -> list[dict[str, Any]]:
    """Return the figures over a list of debtors: those of all pages together."""
    return [
        {"label": _("สัญญาที่ค้างชำระ"), "value": sum(row.contracts for row in behind), "kind": "number"},
        {
            "label": _("เงินต้นคงเหลือของสัญญาที่ค้าง"),
            "value": sum((row.principal for row in behind), NOTHING),
            "kind": "money",
            "help": _("เงินต้นทั้งที่ถึงกำหนดแล้วและยังไม่ถึงกำหนด"),
        },
    ]


def of_all(behind: Sequence[Behind]) -> dict[str, str]:
    """Return of how many contracts a page of the list shows some, and the place that says so; nothing of none."""
    count = sum(row.contracts for row in behind)
    return {"id": OF_ALL, "words": _(" จาก %(count)s") % {"count": f"{count:,}"}} if count else {}


def bars(behind: Sequence[Behind], *, url: str, query: dict[str, str]) -> dict[str, Any]:
    """Return the chart of arrears by class: the principal still owed, with the number of contracts in words."""
    return {
        "bars": [
            {
                "label": _(row.age.label),
                "value": row.principal,
                "shown": _("%(amount)s (%(contracts)s สัญญา)")
                % {"amount": with_commas(row.principal), "contracts": f"{row.contracts:,}"},
                "tone": AGE_TONES[row.age.code],
                "url": f"{url}?{urlencode({**query, 'age': row.age.code})}",
            }
            for row in behind
        ],
        "max": max((row.principal for row in behind), default=0) or 1,
    }


def ageing_bars(ageing: Sequence[Ageing], *, url: str) -> dict[str, Any]:
    """Return the chart of arrears by class: what is behind, with the number of contracts in words."""
    return {
        "bars": [
            {
                "label": _(row.age.label),
                "value": row.amount,
                "shown": _("%(amount)s (%(contracts)s สัญญา)")
                % {"amount": with_commas(row.amount), "contracts": f"{row.contracts:,}"},
                "tone": AGE_TONES[row.age.code],
                "url": f"{url}?{urlencode({'age': row.age.code})}",
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
                    day_cell(row.nominal_due_on, note=note),
                    {"value": label, "kind": "state", "tone": tone},
                    money_cell(row.principal_left),
                    money_cell(row.contract_interest_left),
                    money_cell(row.default_interest_left),
                    money_cell(row.total),
                ]
            }
        )
    return {
        "caption": _("ยอดค้างรายงวด"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": rows,
    }


def _instalment_state(row: InstalmentOwed) -> tuple[str, str]:
    if row.closed_on and row.principal_moved + row.contract_interest_moved + row.default_interest_moved:
        return _("ปรับโครงสร้างหนี้ %(day)s") % {"day": short(row.closed_on)}, "neutral"
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
