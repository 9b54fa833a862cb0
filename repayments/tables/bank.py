"""Bank files and their lines."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.models import BankFile, BankLine, LineShare
from repayments.selectors import Page, Preview, PreviewRow

from .cells import TONES, State, contract_cell, day, money, paging, state

MOST_PREVIEWED = 500


def files_table(page: Page, *, waiting: dict[int, int], url: str) -> dict[str, Any]:
    """The imported files, newest first, each with how many of its lines still wait."""
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
                "tone": "warning" if waiting.get(file.pk) else "",
                "cells": [
                    file.name,
                    day(file.imported_on),
                    {"value": str(file.imported_by), "kind": "text"},
                    {"value": file.line_count, "kind": "number"},
                    {"value": file.new_count, "kind": "number"},
                    money(file.total),
                    {"value": waiting.get(file.pk), "kind": "number"},
                ],
            }
            for file in page.rows
        ],
        "empty": _("ยังไม่มีไฟล์ที่นำเข้า"),
        **paging(page, url),
    }


def preview_table(found: Preview) -> dict[str, Any]:
    """Every line of a file before it is imported: the ones that need a person first, each with its reason."""
    order = {"UNKNOWN": 0, "DOUBTFUL": 1, "PERHAPS_SAME": 2, "TAKEN_BACK": 3, "MATCHED": 4}
    rows = sorted(found.rows, key=lambda row: (not row.is_new, order[row.verdict.finding], row.line.line_number))
    return {
        "caption": _("รายการในไฟล์"),
        "columns": [
            {"label": _("บรรทัด"), "kind": "number"},
            {"label": _("วันและเวลาที่ชำระ")},
            {"label": _("ผู้ชำระ")},
            {"label": _("อ้างอิง 1 / 2")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ผลและเหตุผล")},
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
        if row.is_elsewhere:
            why = _("เป็นรายการเดียวกับที่นำเข้าจากไฟล์รูปแบบอื่น จะไม่บันทึกซ้ำ")
        return {"value": _("นำเข้าไว้แล้ว"), "kind": "state", "tone": "neutral", "note": why}
    return {**state(row.verdict.finding), "note": with_score(row.verdict.reason, int(row.verdict.score))}


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
        for finding in ("MATCHED", "DOUBTFUL", "UNKNOWN", "TAKEN_BACK", "PERHAPS_SAME")
        if finding != "PERHAPS_SAME" or found.count(finding)
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


def lines_table(
    lines: Iterable[BankLine],
    *,
    caption: str,
    empty: str,
    is_queue: bool = False,
    page: Page | None = None,
    url: str = "",
) -> dict[str, Any]:
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
                    _("หลายสัญญา") if line.is_split else contract_cell(line.contract),
                    {**state(line.state), "note": with_score(line.why, line.score)},
                ],
            }
            for line in lines
        ],
        "empty": empty,
        "queue": is_queue,
        **(paging(page, url) if page else {}),
    }


def with_score(reason: str, score: int) -> str:
    """A reason of matching, and how sure it is where a person is still to say."""
    return _("%(reason)s (ความแน่นอน %(score)s จาก 100)") % {"reason": reason, "score": score} if score else reason


def line_facts(line: BankLine) -> list[dict[str, Any]]:
    """What the bank said of a line, and what became of it."""
    facts = [
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
        {"label": _("เหตุผลของการจับคู่"), "value": line.why},
        {"label": _("ผู้จับคู่"), "value": str(line.matched_by) if line.matched_by else _("ระบบ")},
    ]
    if line.score:
        facts.insert(8, {"label": _("ความแน่นอนของการจับคู่"), "value": _("%(score)s จาก 100") % {"score": line.score}})
    return facts


def repeat_table(line: BankLine, other: BankLine) -> dict[str, Any]:
    """Two lines that may be the same payment, beside each other."""
    return {
        "caption": _("รายการที่อาจเป็นรายการเดียวกัน"),
        "columns": [
            {"label": _("รายการ")},
            {"label": _("วันและเวลาที่ชำระ")},
            {"label": _("ผู้ชำระ")},
            {"label": _("อ้างอิง 1 / 2")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ไฟล์")},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": reverse("repayments:line", args=[one.pk]),
                "cells": [
                    label,
                    {**day(one.value_on), "note": f"{one.time:%H:%M:%S}"},
                    one.customer_name,
                    f"{one.ref1} / {one.ref2}",
                    money(one.amount),
                    one.file.name,
                    state(one.state),
                ],
            }
            for label, one in ((_("รายการนี้"), line), (_("รายการที่มีอยู่ก่อน"), other))
        ],
    }


def shares_table(shares: Iterable[LineShare]) -> dict[str, Any]:
    """The contracts over which a line was divided."""
    return {
        "caption": _("ส่วนแบ่งของรายการ"),
        "columns": [
            {"label": _("ส่วนที่"), "kind": "number"},
            {"label": _("สัญญา")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ผู้แบ่ง")},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": share.position, "kind": "number"},
                    contract_cell(share.contract),
                    money(share.amount),
                    {"value": str(share.made_by), "kind": "text", "note": share.reason},
                    {"value": _("ใช้อยู่"), "kind": "state", "tone": "active"}
                    if share.is_live
                    else {"value": _("ยกเลิกแล้ว"), "kind": "state", "tone": "neutral"},
                ]
            }
            for share in shares
        ],
    }
