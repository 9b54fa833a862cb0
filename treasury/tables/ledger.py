"""Tables and facts of the ledger's pages: balances, trial balance, registers, the journal, one entry."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from documents.exports import more_than
from thai.dates import format_short
from thai.refusals import reader_is_english
from treasury import chart, selectors, sources
from treasury.models import JournalEntry, Posting


def money(value: Any, url: str = "") -> dict[str, Any]:
    """A cell of baht; nought is left blank in a trial balance."""
    return {"value": value, "kind": "money", "url": url}


def trial_table(trial: selectors.TrialBalance, *, query: str) -> dict[str, Any]:
    """The trial balance with a link from each account to its register."""
    names = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
    labels = (_("ยกมา เดบิต"), _("ยกมา เครดิต"), _("เดบิต"), _("เครดิต"), _("คงเหลือ เดบิต"), _("คงเหลือ เครดิต"))
    rows = []
    for row in trial.rows:
        url = f"{reverse('treasury:register', args=[row.code])}?{query}"
        amounts = [getattr(row, name) for name in names]
        rows.append({"url": url, "cells": [row.code, row.name, *(money(amount or None) for amount in amounts)]})
    return {
        "caption": _("งบทดลอง"),
        "columns": [
            {"label": _("รหัส"), "width": "14mm"},
            {"label": _("บัญชี")},
            *({"label": one, "kind": "money"} for one in labels),
        ],
        "rows": rows,
        "totals": ["", _("รวม"), *(money(trial.totals[name]) for name in names)],
    }


def register_table(found: selectors.RegisterPage, *, url_of_page: Callable[[int], str]) -> dict[str, Any]:
    """One page of an account's register: brought forward, every entry with its source, the sums of the whole period."""
    first = {
        "cells": [
            {"value": found.whole.from_on, "kind": "date"},
            "",
            _("ยอดยกมา") if found.page == 1 else _("ยอดยกมาจากหน้าก่อน"),
            money(None),
            money(None),
            money(found.opening),
        ]
    }
    rows = [
        {
            "url": reverse("treasury:entry", args=[row.entry_id]),
            "cells": [
                {"value": row.on, "kind": "date", "note": _value_note(row)},
                row.number,
                {"value": row.text, "kind": "text", "url": sources.url_of(row.source), "note": str(row.kind_label)},
                money(row.in_amount or None),
                money(row.out_amount or None),
                money(row.balance),
            ],
        }
        for row in found.whole.rows
    ]
    return {
        "caption": _("รายการในทะเบียน"),
        "columns": [
            {"label": _("วันที่ลงบัญชี")},
            {"label": _("เลขที่")},
            {"label": _("รายการ")},
            {"label": _("รับ (เดบิต)"), "kind": "money"},
            {"label": _("จ่าย (เครดิต)"), "kind": "money"},
            {"label": _("คงเหลือ"), "kind": "money"},
        ],
        "rows": [first, *rows],
        "totals": ["", "", _("รวม / ยกไป"), money(found.total_in), money(found.total_out), money(found.closing)],
        "prev_url": url_of_page(found.page - 1) if found.page > 1 else "",
        "next_url": url_of_page(found.page + 1) if found.page < found.pages else "",
        "shown": _("หน้า %(page)s จาก %(pages)s (%(count)s รายการ)")
        % {"page": found.page, "pages": found.pages, "count": more_than(found.count)},
    }


def register_sheet(found: selectors.Register) -> dict[str, Any]:
    """The whole register as a file: brought forward, every entry, the sums."""
    return {
        "columns": register_columns(),
        "rows": [register_opening(found.from_on, found.opening), *map(register_cells, found.rows)],
        "totals": register_totals(found.total_in, found.total_out, found.closing),
    }


def register_columns() -> list[dict[str, Any]]:
    """The columns of a register as a file."""
    return [
        {"label": _("วันที่ลงบัญชี"), "kind": "date"},
        {"label": _("วันที่มีผล"), "kind": "date"},
        {"label": _("เลขที่"), "width": "20mm"},
        {"label": _("รายการ")},
        {"label": _("รับ (เดบิต)"), "kind": "money"},
        {"label": _("จ่าย (เครดิต)"), "kind": "money"},
        {"label": _("คงเหลือ"), "kind": "money"},
    ]


def register_opening(day: date, opening: Decimal) -> list[Any]:
    """The row before the first entry: what was brought forward."""
    return [day, "", "", _("ยอดยกมา"), None, None, opening]


def register_cells(row: selectors.RegisterRow) -> list[Any]:
    """An entry as a row of ``register_columns``."""
    return [row.on, row.value_on, row.number, row.text, row.in_amount or None, row.out_amount or None, row.balance]


def register_totals(total_in: Decimal, total_out: Decimal, closing: Decimal) -> list[Any]:
    """The sums under the last entry."""
    return ["", "", "", _("รวม / ยกไป"), total_in, total_out, closing]


def _value_note(row: selectors.RegisterRow) -> str:
    if row.value_on == row.on:
        return ""
    return _("วันที่มีผล %(day)s") % {"day": format_short(row.value_on, english=reader_is_english())}


def journal_table(
    entries: list[JournalEntry],
    *,
    debits: dict[int, Any],
    total: Any,
    count: int,
    next_url: str,
    prev_url: str,
) -> dict[str, Any]:
    """The entries of a period, each with its debit; the total is that of the whole filter."""
    return {
        "caption": _("สมุดรายวัน"),
        "columns": [
            {"label": _("วันที่ลงบัญชี"), "kind": "date"},
            {"label": _("เลขที่")},
            {"label": _("รายการ")},
            {"label": _("ประเภท")},
            {"label": _("ผู้บันทึก")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "url": reverse("treasury:entry", args=[one.pk]),
                "cells": [
                    {"value": one.posting_on, "kind": "date"},
                    f"{one.number}/{one.year_be}",
                    {"value": one.memo, "kind": "text", "url": sources.url_of(one.source)},
                    one.kind_label,
                    str(one.created_by) if one.created_by else _("ระบบ"),
                    money(debits.get(one.pk)),
                ],
            }
            for one in entries
        ],
        "totals": ["", "", "", "", _("รวม"), money(total)],
        "empty": _("ไม่มีรายการตามตัวกรอง"),
        "next_url": next_url,
        "prev_url": prev_url,
        "shown": _("แสดง %(shown)s จาก %(all)s") % {"shown": len(entries), "all": more_than(count)},
    }


def journal_columns() -> list[dict[str, Any]]:
    """The columns of the journal as auditors take it away: one row for each line of an entry."""
    return [
        {"label": _("เลขที่")},
        {"label": _("วันที่ลงบัญชี"), "kind": "date"},
        {"label": _("วันที่มีผล"), "kind": "date"},
        {"label": _("ประเภท")},
        {"label": _("รายการ")},
        {"label": _("รหัสบัญชี")},
        {"label": _("บัญชี")},
        {"label": _("คู่บัญชี")},
        {"label": _("เดบิต"), "kind": "money"},
        {"label": _("เครดิต"), "kind": "money"},
        {"label": _("เอกสารต้นทาง")},
        {"label": _("กลับรายการของ")},
        {"label": _("ผู้บันทึก")},
        {"label": _("บันทึกเมื่อ"), "kind": "datetime"},
    ]


def journal_rows(lines: Iterable[Posting]) -> Iterable[list[Any]]:
    """The rows of ``journal_columns``, one by one."""
    for line in lines:
        entry = line.entry
        yield [
            f"{entry.number}/{entry.year_be}",
            entry.posting_on,
            entry.value_on,
            entry.kind_label,
            entry.memo,
            line.account_id,
            line.account.name,
            line.party,
            line.amount if line.amount > 0 else None,
            -line.amount if line.amount < 0 else None,
            entry.source,
            f"{entry.reverses.number}/{entry.reverses.year_be}" if entry.reverses else "",
            str(entry.created_by) if entry.created_by else _("ระบบ"),
            entry.created_at,
        ]


def entry_facts(entry: JournalEntry) -> list[dict[str, Any]]:
    """What an entry's head says."""
    reversed_by = getattr(entry, "reversed_by", None)
    facts = [
        {"label": _("ประเภท"), "value": entry.get_kind_display()},
        {"label": _("วันที่ลงบัญชี"), "value": entry.posting_on, "kind": "date"},
        {"label": _("วันที่มีผล"), "value": entry.value_on, "kind": "date"},
        {"label": _("เอกสารต้นทาง"), "value": sources.name_of(entry.source), "url": sources.url_of(entry.source)},
        {"label": _("ผู้บันทึก"), "value": str(entry.created_by) if entry.created_by else _("ระบบ")},
        {"label": _("บันทึกเมื่อ"), "value": entry.created_at, "kind": "datetime"},
    ]
    for label, other in ((_("กลับรายการของ"), entry.reverses), (_("ถูกกลับด้วยรายการ"), reversed_by)):
        if other is not None:
            facts.append({"label": label, "value": str(other), "url": reverse("treasury:entry", args=[other.pk])})
    return facts


def entry_table(entry: JournalEntry) -> dict[str, Any]:
    """The lines of an entry as debit and credit."""
    postings = list(entry.postings.select_related("account").order_by("-amount", "pk"))
    debit = sum((one.amount for one in postings if one.amount > 0), selectors.NOTHING)
    return {
        "caption": _("รายการย่อย"),
        "columns": [
            {"label": _("บัญชี")},
            {"label": _("คู่บัญชี")},
            {"label": _("เดบิต"), "kind": "money"},
            {"label": _("เครดิต"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    str(one.account),
                    {"value": one.party, "kind": "text", "url": sources.url_of(one.party)},
                    money(one.amount if one.amount > 0 else None),
                    money(-one.amount if one.amount < 0 else None),
                ]
            }
            for one in postings
        ],
        "totals": [_("รวม"), "", money(debit), money(debit)],
    }


def balances_figures(held: dict[str, Any], *, remit: Any) -> list[dict[str, Any]]:
    """The four numbers that a finance officer looks at first."""
    return [
        {"label": _("เงินฝากคลัง"), "value": held[chart.TREASURY_DEPOSIT], "kind": "money"},
        {"label": _("เงินฝากธนาคาร"), "value": held[chart.BANK], "kind": "money"},
        {"label": _("ลูกหนี้เงินกู้"), "value": held[chart.LOANS], "kind": "money"},
        {
            "label": _("เงินรับรอตรวจสอบ"),
            "value": -held[chart.SUSPENSE],
            "kind": "money",
            "tone": "warning" if held[chart.SUSPENSE] else "",
        },
        {"label": _("รอนำส่งเงินฝากคลัง"), "value": remit, "kind": "money", "tone": "waiting" if remit else ""},
    ]
