"""Tables and facts of the books' pages, as data for the components."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from treasury import chart, selectors, sources
from treasury.closing import Check
from treasury.forms import month_label
from treasury.models import JournalEntry, MonthClose

TONES = {
    MonthClose.State.CLOSED: "waiting",
    MonthClose.State.CONFIRMED: "done",
    MonthClose.State.REOPENED: "warning",
}


def state_of(close: MonthClose | None) -> tuple[str, str]:
    """The label and the tone of a month's state."""
    if close is None:
        return _("เปิดอยู่"), "active"
    return close.get_state_display(), TONES[MonthClose.State(close.state)]


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
        "columns": [{"label": _("รหัส")}, {"label": _("บัญชี")}, *({"label": one, "kind": "money"} for one in labels)],
        "rows": rows,
        "totals": ["", _("รวม"), *(money(trial.totals[name]) for name in names)],
    }


def register_table(found: selectors.Register) -> dict[str, Any]:
    """The register of an account: brought forward, every entry with its source, carried forward."""
    first = {
        "cells": [
            {"value": found.from_on, "kind": "date"},
            "",
            _("ยอดยกมา"),
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
        for row in found.rows
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
    }


def _value_note(row: selectors.RegisterRow) -> str:
    from thai.dates import format_short

    if row.value_on == row.on:
        return ""
    return _("วันที่มีผล %(day)s") % {"day": format_short(row.value_on)}


def months_table(*, months: list[date], closes: dict[date, MonthClose], query: str) -> dict[str, Any]:
    """The months of the books, newest first, with their state."""
    rows = []
    for month in reversed(months):
        close = closes.get(month)
        label, tone = state_of(close)
        url = reverse("treasury:month", args=[f"{month:%Y-%m}"]) + (f"?{query}" if query else "")
        rows.append(
            {
                "url": url,
                "cells": [
                    month_label(month),
                    {"value": label, "kind": "state", "tone": tone},
                    {"value": str(close.closed_by) if close else "", "kind": "text"},
                    {"value": str(close.confirmed_by or "") if close else "", "kind": "text"},
                ],
            }
        )
    return {
        "caption": _("เดือนบัญชี"),
        "columns": [{"label": _("เดือน")}, {"label": _("สถานะ")}, {"label": _("ผู้ปิด")}, {"label": _("ผู้ยืนยัน")}],
        "rows": rows,
        "empty": _("ยังไม่มีรายการบัญชี"),
    }


def checks_table(checks: list[Check]) -> dict[str, Any]:
    """The checklist of a month's close."""
    return {
        "caption": _("รายการตรวจก่อนปิดเดือน"),
        "columns": [{"label": _("ผล")}, {"label": _("รายการตรวจ")}, {"label": _("รายละเอียด")}],
        "rows": [
            {
                "tone": "" if check.is_met else "warning",
                "cells": [
                    {
                        "value": _("ครบถ้วน") if check.is_met else _("ยังค้าง"),
                        "kind": "state",
                        "tone": "good" if check.is_met else "warning",
                    },
                    check.label,
                    {"value": check.detail, "kind": "text", "url": check.url},
                ],
            }
            for check in checks
        ],
    }


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
