"""Tables of the statements beside the books."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from treasury.models import Statement
from treasury.selectors import Compared, Reconciliation
from treasury.sheets import Fault

from .ledger import money


def statements_table(found: Iterable[tuple[Statement, Reconciliation]]) -> dict[str, Any]:
    """The newest statements, each with its difference from the books."""
    return {
        "caption": _("รายงานธนาคารและ GFMIS"),
        "columns": [
            {"label": _("บัญชี")},
            {"label": _("ถึงวันที่"), "kind": "date"},
            {"label": _("ยอดตามรายงาน"), "kind": "money"},
            {"label": _("ยอดตามบัญชี"), "kind": "money"},
            {"label": _("ผลต่าง"), "kind": "money"},
            {"label": _("ผล")},
        ],
        "rows": [
            {
                "url": reverse("treasury:statement", args=[one.pk]),
                "cells": [
                    {"value": one.bank_account.get_kind_display(), "note": str(one.bank_account), "kind": "text"},
                    {"value": one.as_of, "kind": "date"},
                    money(one.balance),
                    money(beside.book_balance),
                    money(beside.difference),
                    state_cell(beside),
                ],
            }
            for one, beside in found
        ],
        "empty": _("ยังไม่มีรายงาน บันทึกยอดตามสมุดธนาคารหรือรายงาน GFMIS ของเดือนก่อน"),
    }


def state_cell(beside: Reconciliation) -> dict[str, Any]:
    """Whether a statement is reconciled, as a badge."""
    label, tone = state_of(beside)
    return {"value": label, "kind": "state", "tone": tone}


def state_of(beside: Reconciliation) -> tuple[str, str]:
    """The label and the tone of a reconciliation."""
    return (_("กระทบยอดแล้ว"), "good") if beside.is_reconciled else (_("มีผลต่างที่ยังไม่ทราบสาเหตุ"), "warning")


def reconciliation_figures(beside: Reconciliation) -> list[dict[str, Any]]:
    """The four numbers of a reconciliation."""
    left = beside.unexplained
    return [
        {"label": _("ยอดตามรายงาน"), "value": beside.statement.balance, "kind": "money"},
        {"label": _("ยอดตามบัญชี"), "value": beside.book_balance, "kind": "money"},
        {"label": _("ผลต่าง"), "value": beside.difference, "kind": "money"},
        {"label": _("ยังไม่ทราบสาเหตุ"), "value": left, "kind": "money", "tone": "warning" if left else "good"},
    ]


def statement_facts(found: Statement) -> list[dict[str, Any]]:
    """What a statement's head says."""
    facts = [
        {"label": _("บัญชี"), "value": f"{found.bank_account.get_kind_display()} {found.bank_account}"},
        {"label": _("ตั้งแต่วันที่"), "value": found.from_on, "kind": "date"},
        {"label": _("ถึงวันที่"), "value": found.as_of, "kind": "date"},
        {"label": _("ยอดยกมาตามรายงาน"), "value": found.opening, "kind": "money"},
        {"label": _("ฉบับที่"), "value": found.revision, "kind": "number"},
        {"label": _("ผู้บันทึก"), "value": str(found.recorded_by)},
        {"label": _("วันที่บันทึก"), "value": found.recorded_on, "kind": "date"},
    ]
    if found.source_name:
        facts.append({"label": _("ไฟล์รายการเคลื่อนไหว"), "value": found.source_name})
    if found.file_id:
        url = reverse("treasury:statement_file", args=[found.pk])
        facts.append({"label": _("สำเนารายงาน"), "value": found.file.name, "url": url})
    return facts


def reconciliation_sheet(beside: Reconciliation) -> dict[str, Any]:
    """A reconciliation as a paper: from the balance of the books to that of the statement, line by line."""
    rows: list[list[Any]] = [[_("ยอดคงเหลือตามบัญชี"), "", beside.book_balance]]
    rows += [[_("วันที่มีผลกับวันที่ลงบัญชีอยู่คนละงวด"), one.text, one.amount] for one in beside.timing]
    rows += [[_("ผลต่างที่ทราบสาเหตุ"), one.reason, one.amount] for one in beside.listed]
    if beside.unexplained:
        rows.append([_("ผลต่างที่ยังไม่ทราบสาเหตุ"), "", beside.unexplained])
    return {
        "columns": [
            {"label": _("รายการ"), "width": "60mm"},
            {"label": _("คำอธิบาย")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": rows,
        "totals": [_("ยอดคงเหลือตามรายงาน"), "", {"value": beside.statement.balance, "kind": "money"}],
    }


def differences_table(beside: Reconciliation) -> dict[str, Any]:
    """Why statement and books differ: what the days explain, then what officers listed, then what is left."""
    rows: list[dict[str, Any]] = [
        {
            "url": reverse("treasury:entry", args=[one.entry_id]),
            "cells": [_("วันที่มีผลกับวันที่ลงบัญชีอยู่คนละงวด"), {"value": one.text, "kind": "text"}, "", money(one.amount)],
        }
        for one in beside.timing
    ]
    rows += [
        {
            "cells": [
                _("ระบุสาเหตุโดยเจ้าหน้าที่"),
                one.reason,
                {"value": str(one.recorded_by), "kind": "text"},
                money(one.amount),
            ]
        }
        for one in beside.listed
    ]
    return {
        "caption": _("ผลต่างและสาเหตุ"),
        "columns": [
            {"label": _("ที่มา")},
            {"label": _("รายการ")},
            {"label": _("ผู้บันทึก")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": rows,
        "totals": [_("รวมที่ทราบสาเหตุ"), "", "", money(beside.timing_total + beside.listed_total)] if rows else None,
        "empty": _("ไม่มีผลต่างที่บันทึกไว้"),
    }


def only_statement_table(found: Compared) -> dict[str, Any]:
    """The movements of the statement that the books lack."""
    return {
        "caption": _("มีในรายงาน ไม่มีในบัญชี"),
        "columns": [
            {"label": _("วันที่"), "kind": "date"},
            {"label": _("เลขที่เอกสาร")},
            {"label": _("รายการ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {"cells": [{"value": one.on, "kind": "date"}, one.reference, one.text, money(one.amount)]}
            for one in found.only_statement
        ],
        "empty": _("ทุกรายการในรายงานมีในบัญชี"),
    }


def only_books_table(found: Compared) -> dict[str, Any]:
    """The postings of the books that the statement lacks."""
    return {
        "caption": _("มีในบัญชี ไม่มีในรายงาน"),
        "columns": [
            {"label": _("วันที่มีผล"), "kind": "date"},
            {"label": _("เลขที่")},
            {"label": _("รายการ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "url": reverse("treasury:entry", args=[one.entry_id]),
                "cells": [
                    {"value": one.entry.value_on, "kind": "date"},
                    f"{one.entry.number}/{one.entry.year_be}",
                    one.entry.memo,
                    money(one.amount),
                ],
            }
            for one in found.only_books
        ],
        "empty": _("ทุกรายการในบัญชีมีในรายงาน"),
    }


def faults_table(faults: Sequence[Fault]) -> dict[str, Any]:
    """What is wrong with a file, row by row."""
    return {
        "caption": _("ข้อผิดพลาดในไฟล์"),
        "columns": [{"label": _("แถว"), "kind": "number"}, {"label": _("คอลัมน์")}, {"label": _("สาเหตุ")}],
        "rows": [{"cells": [{"value": one.row, "kind": "number"}, one.column, one.sentence]} for one in faults[:200]],
        "shown": _("แสดง 200 รายการแรกจาก %s") % f"{len(faults):,}" if len(faults) > 200 else "",
    }
