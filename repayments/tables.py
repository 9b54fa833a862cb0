"""Tables and facts of this room's pages, as data for the components."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loans.models import Contract
from repayments.models import Allocation, BankFile, BankLine, Receipt
from repayments.rules import InstalmentOwed
from repayments.selectors import Page, Preview, PreviewRow, Standing
from thai.dates import format_short
from thai.refusals import reader_is_english

State = BankLine.State
TONES = {
    State.MATCHED: "active",
    State.DOUBTFUL: "warning",
    State.UNKNOWN: "bad",
    State.RECEIPTED: "done",
    State.NOT_A_RECEIPT: "neutral",
}
MOST_PREVIEWED = 500
NOTHING = Decimal("0.00")


def money(value: Decimal | None, url: str = "", note: str = "") -> dict[str, Any]:
    """A cell of baht."""
    return {"value": value, "kind": "money", "url": url, "note": note}


def day(value: date | None) -> dict[str, Any]:
    """A cell of a date."""
    return {"value": value, "kind": "date"}


def state(value: str) -> dict[str, Any]:
    """A cell of a line's state."""
    return {"value": State(value).label, "kind": "state", "tone": TONES[State(value)]}


def short(value: date) -> str:
    """A date within a sentence."""
    return format_short(value, english=reader_is_english())


# -- bank files ------------------------------------------------------------------------------------------------------
def files_table(page: Page, *, url: str) -> dict[str, Any]:
    """The imported files, newest first."""
    return {
        "caption": _("ไฟล์ที่นำเข้าแล้ว"),
        "columns": [
            {"label": _("ไฟล์")},
            {"label": _("วันที่นำเข้า")},
            {"label": _("ผู้นำเข้า")},
            {"label": _("รายการ"), "kind": "number"},
            {"label": _("รายการใหม่"), "kind": "number"},
            {"label": _("ยอดรับในไฟล์"), "kind": "money"},
            {"label": _("ยังค้าง"), "kind": "number"},
        ],
        "rows": [
            {
                "url": reverse("repayments:bank_file", args=[file.pk]),
                "tone": "warning" if file.waiting else "",
                "cells": [
                    file.name,
                    day(file.imported_on),
                    {"value": str(file.imported_by), "kind": "text"},
                    {"value": file.line_count, "kind": "number"},
                    {"value": file.new_count, "kind": "number"},
                    money(file.total),
                    {"value": file.waiting or None, "kind": "number"},
                ],
            }
            for file in page.rows
        ],
        "empty": _("ยังไม่มีไฟล์ที่นำเข้า"),
        **paging(page, url),
    }


def paging(page: Page, url: str) -> dict[str, Any]:
    """Where the neighbours of a page of a list are."""
    joined = "&" if "?" in url else "?"
    return {
        "next_url": f"{url}{joined}after={page.next_after}" if page.next_after else "",
        "prev_url": url if page.has_previous else "",
    }


def preview_table(found: Preview) -> dict[str, Any]:
    """Every line of a file before it is imported: the ones that need a person first, each with its reason."""
    order = {"UNKNOWN": 0, "DOUBTFUL": 1, "NOT_A_RECEIPT": 2, "MATCHED": 3}
    rows = sorted(found.rows, key=lambda row: (not row.is_new, order[row.verdict.finding], row.line.line_number))
    return {
        "caption": _("รายการในไฟล์"),
        "columns": [
            {"label": _("บรรทัด"), "kind": "number"},
            {"label": _("วันและเวลาที่ชำระ")},
            {"label": _("ผู้ชำระ")},
            {"label": _("อ้างอิง 1 / 2")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ผล")},
            {"label": _("เหตุผล")},
        ],
        "rows": [
            {
                "tone": ""
                if row.is_new and row.verdict.finding == "MATCHED"
                else "warning"
                if row.is_new
                else "neutral",
                "cells": [
                    {"value": row.line.line_number, "kind": "number"},
                    {**day(row.line.value_on), "note": f"{row.line.time:%H:%M:%S}"},
                    row.line.customer_name,
                    f"{row.line.ref1} / {row.line.ref2}",
                    money(row.line.amount),
                    _finding(row),
                ],
            }
            for row in rows[:MOST_PREVIEWED]
        ],
        "shown": _("แสดง %(shown)s จาก %(all)s รายการ") % {"shown": MOST_PREVIEWED, "all": len(rows)}
        if len(rows) > MOST_PREVIEWED
        else "",
    }


def _finding(row: PreviewRow) -> dict[str, Any]:
    if not row.is_new:
        why = _("เป็นรายการเดียวกับที่นำเข้าก่อนหน้า จะไม่บันทึกซ้ำ")
        return {"value": _("นำเข้าไว้แล้ว"), "kind": "state", "tone": "neutral", "note": why}
    return {**state(row.verdict.finding), "note": row.verdict.reason}


def preview_figures(found: Preview) -> list[dict[str, Any]]:
    """What an import would bring, by what its lines are taken for."""
    figures = [
        {
            "label": State(finding).label,
            "value": found.count(finding),
            "kind": "number",
            "help": _("%(total)s บาท") % {"total": f"{found.total(finding):,.2f}"},
            "tone": TONES[State(finding)] if found.count(finding) else "",
        }
        for finding in ("MATCHED", "DOUBTFUL", "UNKNOWN", "NOT_A_RECEIPT")
    ]
    return [*figures, {"label": _("นำเข้าไว้แล้ว"), "value": found.known_count, "kind": "number"}]


def file_facts(file: BankFile) -> list[dict[str, Any]]:
    """What is known of an imported file."""
    return [
        {"label": _("ชื่อไฟล์"), "value": file.name},
        {"label": _("จังหวัด"), "value": str(file.province)},
        {"label": _("วันที่นำเข้า"), "value": file.imported_on, "kind": "date"},
        {"label": _("ผู้นำเข้า"), "value": str(file.imported_by)},
        {"label": _("รายการในไฟล์"), "value": file.line_count, "kind": "number"},
        {"label": _("รายการใหม่"), "value": file.new_count, "kind": "number"},
        {"label": _("ยอดรับในไฟล์"), "value": file.total, "kind": "money"},
        {"label": _("ค่าแฮช SHA-256"), "value": file.sha256[:16] + "…"},
    ]


def lines_table(lines: Iterable[BankLine], *, caption: str, empty: str, is_queue: bool = False) -> dict[str, Any]:
    """Bank lines with what they are taken for and why."""
    return {
        "caption": caption,
        "columns": [
            {"label": _("วันที่ชำระ")},
            {"label": _("ผู้ชำระ")},
            {"label": _("อ้างอิง 1 / 2")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("สัญญา")},
            {"label": _("สถานะและเหตุผล")},
        ],
        "rows": [
            {
                "url": reverse("repayments:line", args=[line.pk]),
                "cells": [
                    {**day(line.value_on), "note": f"{line.time:%H:%M:%S}"},
                    {"value": line.customer_name, "kind": "text"},
                    {"value": f"{line.ref1} / {line.ref2}", "kind": "text"},
                    money(line.amount if line.kind == "C" else -line.amount),
                    _contract_cell(line.contract),
                    {**state(line.state), "note": line.reason},
                ],
            }
            for line in lines
        ],
        "empty": empty,
        "queue": is_queue,
    }


def _contract_cell(contract: Contract | None) -> Any:
    if contract is None:
        return ""
    label = f"{contract.number}/{contract.year_be}"
    return {"value": label, "kind": "text", "url": reverse("repayments:contract", args=[contract.pk])}


def line_facts(line: BankLine) -> list[dict[str, Any]]:
    """What the bank said of a line, and what became of it."""
    return [
        {"label": _("วันที่ชำระ"), "value": line.value_on, "kind": "date", "help": f"{line.time:%H:%M:%S}"},
        {"label": _("จำนวนเงิน"), "value": line.amount, "kind": "money"},
        {"label": _("ผู้ชำระ"), "value": line.customer_name},
        {"label": _("บัญชีรับเงิน"), "value": str(line.bank_account)},
        {"label": _("อ้างอิง 1"), "value": line.ref1},
        {"label": _("อ้างอิง 2"), "value": line.ref2},
        {
            "label": _("ไฟล์"),
            "value": line.file.name,
            "url": reverse("repayments:bank_file", args=[line.file_id]),
        },
        {"label": _("เหตุผลของการจับคู่"), "value": line.reason},
        {"label": _("ผู้จับคู่"), "value": str(line.matched_by) if line.matched_by else _("ระบบ")},
    ]


# -- receipts --------------------------------------------------------------------------------------------------------
def receipts_table(page: Page, *, url: str) -> dict[str, Any]:
    """Receipts, newest first."""
    return {
        "caption": _("ใบเสร็จรับเงิน"),
        "columns": [
            {"label": _("เลขที่")},
            {"label": _("สัญญา")},
            {"label": _("โครงการ")},
            {"label": _("วันที่ชำระ")},
            {"label": _("วันที่ลงบัญชี")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [receipt_row(receipt) for receipt in page.rows],
        "empty": _("ยังไม่มีใบเสร็จรับเงิน"),
        **paging(page, url),
    }


def receipt_row(receipt: Receipt) -> dict[str, Any]:
    """One receipt of a list."""
    return {
        "url": reverse("repayments:receipt", args=[receipt.pk]),
        "cells": [
            str(receipt),
            _contract_cell(receipt.contract),
            receipt.contract.proposal.title,
            day(receipt.value_on),
            day(receipt.posting_on),
            money(receipt.amount),
        ],
    }


def split_table(rows: Sequence[Allocation]) -> dict[str, Any]:
    """What a receipt paid, line by line."""
    return {
        "caption": _("การตัดชำระ"),
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("รายการ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.instalment_number, "kind": "number"},
                    row.get_component_display(),
                    money(row.amount),
                ]
            }
            for row in rows
        ],
        "totals": ["", _("รวม"), money(sum((row.amount for row in rows), Decimal("0.00")))],
    }


def working_of_receipt(rows: Iterable[Allocation]) -> list[dict[str, Any]]:
    """The lines of default interest that a receipt paid, with principal, rate and days."""
    return [
        {
            "label": _("เบี้ยปรับ งวดที่ %(number)s") % {"number": row.instalment_number},
            "from_on": date.fromisoformat(line["from_on"]),
            "to_on": date.fromisoformat(line["to_on"]),
            "days": line["days"],
            "principal": Decimal(line["principal"]),
            "rate": Decimal(line["annual_rate"]),
            "basis": line["day_basis"],
            "amount": Decimal(line["amount"]),
        }
        for row in rows
        for line in row.working.get("lines", ())
    ]


# -- a contract's standing -------------------------------------------------------------------------------------------
def standing_figures(owed: Standing) -> list[dict[str, Any]]:
    """What is owed, as big numbers."""
    overdue = owed.overdue
    late = ngettext("ค้าง %(count)s งวด %(days)s วัน", "ค้าง %(count)s งวด %(days)s วัน", len(overdue)) % {
        "count": len(overdue),
        "days": owed.days_past_due,
    }
    return [
        {"label": _("เงินต้นคงเหลือ"), "value": owed.principal, "kind": "money"},
        {
            "label": _("ถึงกำหนดต้องชำระ"),
            "value": owed.due_total,
            "kind": "money",
            "tone": "bad" if overdue else "",
            "help": late if overdue else "",
        },
        {"label": _("ในจำนวนนี้เป็นเบี้ยปรับ"), "value": owed.default_interest, "kind": "money"},
        {"label": _("เงินรับล่วงหน้า"), "value": owed.credit, "kind": "money"},
    ]


def instalments_table(owed: Standing) -> dict[str, Any]:
    """Every instalment: both due dates, what was paid, what is left."""
    return {
        "caption": _("ฐานะรายงวด ณ วันที่ %(day)s") % {"day": short(owed.as_of)},
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("ครบกำหนด")},
            {"label": _("เงินต้นค้าง"), "kind": "money"},
            {"label": _("ดอกเบี้ยค้าง"), "kind": "money"},
            {"label": _("เบี้ยปรับค้าง"), "kind": "money"},
            {"label": _("รวมค้าง"), "kind": "money"},
            {"label": _("ชำระแล้ว"), "kind": "money"},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "tone": "bad" if one.is_due and one.days_past_due and one.total else "",
                "cells": [
                    {"value": one.number, "kind": "number"},
                    {**day(one.nominal_due_on), "note": _shift_note(one)},
                    money(one.principal_left),
                    money(one.contract_interest_left),
                    money(one.default_interest_left),
                    money(one.total),
                    money(_paid(one)),
                    _instalment_state(one),
                ],
            }
            for one in owed.instalments
        ],
        "totals": [
            "",
            _("รวม"),
            *(
                money(sum((of(one) for one in owed.instalments), NOTHING))
                for of in (*map(attrgetter, _LEFT), attrgetter("total"), _paid)
            ),
            "",
        ],
    }


_LEFT = ("principal_left", "contract_interest_left", "default_interest_left")


def _paid(one: InstalmentOwed) -> Decimal:
    return one.costs_paid + one.default_interest_paid + one.contract_interest_paid + one.principal_paid


def _shift_note(one: InstalmentOwed) -> str:
    if one.effective_due_on == one.nominal_due_on:
        return ""
    return _("วันหยุด ชำระได้ถึง %(day)s") % {"day": short(one.effective_due_on)}


def _instalment_state(one: InstalmentOwed) -> dict[str, Any]:
    if not one.total:
        return {"value": _("ชำระครบ"), "kind": "state", "tone": "good"}
    if one.is_due and one.days_past_due:
        return {"value": _("เกินกำหนด %(days)s วัน") % {"days": one.days_past_due}, "kind": "state", "tone": "bad"}
    if one.is_due:
        return {"value": _("ถึงกำหนด"), "kind": "state", "tone": "waiting"}
    return {"value": _("ยังไม่ถึงกำหนด"), "kind": "state", "tone": "neutral"}


def working_of_standing(owed: Standing) -> list[dict[str, Any]]:
    """The unpaid default interest of each instalment, with its working."""
    return [
        {
            "label": _("เบี้ยปรับ งวดที่ %(number)s") % {"number": one.number},
            "from_on": part.line.since_on,
            "to_on": part.line.until_on,
            "days": part.line.days,
            "principal": part.line.principal,
            "rate": part.line.annual_rate,
            "basis": part.line.day_basis,
            "amount": part.line.amount,
        }
        for one in owed.instalments
        for part in one.working
    ]
