"""Tables of the opening balances and of the closes of years."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from treasury.models import LedgerAccount, OpeningBalances, YearClose
from treasury.selectors import NOTHING
from treasury.services import Line

from .ledger import money

OPENING_TONES = {
    OpeningBalances.State.MADE: "waiting",
    OpeningBalances.State.POSTED: "done",
    OpeningBalances.State.REFUSED: "bad",
    OpeningBalances.State.UNDO_ASKED: "waiting",
    OpeningBalances.State.UNDONE: "neutral",
}
YEAR_TONES = {YearClose.State.CLOSED: "waiting", YearClose.State.SIGNED: "done", YearClose.State.REOPENED: "warning"}


def openings_table(rows: Iterable[OpeningBalances]) -> dict[str, Any]:
    """The files of opening balances, the newest first."""
    return {
        "caption": _("ไฟล์ยอดยกมา"),
        "columns": [
            {"label": _("ไฟล์")},
            {"label": _("ยอด ณ วันที่"), "kind": "date"},
            {"label": _("รวมเดบิต"), "kind": "money"},
            {"label": _("ผู้นำเข้า")},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": reverse("treasury:opening", args=[one.pk]),
                "cells": [
                    one.file_name,
                    {"value": one.as_of, "kind": "date"},
                    money(one.total),
                    str(one.made_by),
                    {
                        "value": one.get_state_display(),
                        "kind": "state",
                        "tone": OPENING_TONES[OpeningBalances.State(one.state)],
                    },
                ],
            }
            for one in rows
        ],
        "empty": _("ยังไม่เคยนำเข้ายอดยกมา"),
    }


def balances_table(lines: Sequence[Line]) -> dict[str, Any]:
    """Opening balances as debit and credit."""
    names = dict(LedgerAccount.objects.values_list("pk", "name"))
    debit = sum((one.amount for one in lines if one.amount > 0), Decimal("0.00"))
    credit = -sum((one.amount for one in lines if one.amount < 0), Decimal("0.00"))
    return {
        "caption": _("ยอดยกมา"),
        "columns": [
            {"label": _("รหัสบัญชี")},
            {"label": _("บัญชี")},
            {"label": _("คู่บัญชี")},
            {"label": _("เดบิต"), "kind": "money"},
            {"label": _("เครดิต"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    one.account,
                    names.get(one.account, ""),
                    one.party,
                    money(one.amount if one.amount > 0 else None),
                    money(-one.amount if one.amount < 0 else None),
                ]
            }
            for one in lines
        ],
        "totals": ["", "", _("รวม"), money(debit), money(credit)],
        "empty": _("ไม่มีรายการที่อ่านได้"),
    }


def years_table(years: Sequence[int], *, closes: dict[int, YearClose], query: str) -> dict[str, Any]:
    """The fiscal years of the books, the newest first, with their close."""
    rows = []
    for year in years:
        close = closes.get(year)
        label, tone = year_state(close)
        rows.append(
            {
                "url": reverse("treasury:year", args=[year]) + (f"?{query}" if query else ""),
                "cells": [
                    str(year),
                    {"value": label, "kind": "state", "tone": tone},
                    money(close.surplus if close else None),
                    str(close.closed_by) if close else "",
                    str(close.signed_by or "") if close else "",
                ],
            }
        )
    return {
        "caption": _("ปีงบประมาณ"),
        "columns": [
            {"label": _("ปีงบประมาณ")},
            {"label": _("สถานะ")},
            {"label": _("รายได้สูง (ต่ำ) กว่าค่าใช้จ่าย"), "kind": "money"},
            {"label": _("ผู้ปิด")},
            {"label": _("ผู้รับรอง")},
        ],
        "rows": rows,
        "empty": _("ยังไม่มีรายการบัญชี"),
    }


def year_state(close: YearClose | None) -> tuple[str, str]:
    """The label and the tone of a year's state."""
    if close is None:
        return _("เปิดอยู่"), "active"
    return close.get_state_display(), YEAR_TONES[YearClose.State(close.state)]


def opening_of_year_table(
    held: Mapping[str, Decimal], closing: Mapping[str, Decimal], *, caption: str
) -> dict[str, Any]:
    """The balances of the last day of a year beside those with which the next one opens, accounts without any left out.

    :param closing: what the close posts, by account: income and expense go to the accumulated result.
    """
    names = dict(LedgerAccount.objects.values_list("pk", "name"))
    rows, sums = [], [NOTHING] * 4
    for code in sorted({*held, *closing}):
        before = held.get(code, NOTHING)
        after = before + closing.get(code, NOTHING)
        if not before and not after:
            continue
        amounts = [max(before, NOTHING), max(-before, NOTHING), max(after, NOTHING), max(-after, NOTHING)]
        sums = [total + amount for total, amount in zip(sums, amounts, strict=True)]
        rows.append({"cells": [code, names.get(code, ""), *(money(amount or None) for amount in amounts)]})
    return {
        "caption": caption,
        "columns": [
            {"label": _("รหัสบัญชี")},
            {"label": _("บัญชี")},
            {"label": _("ก่อนปิดบัญชี เดบิต"), "kind": "money"},
            {"label": _("ก่อนปิดบัญชี เครดิต"), "kind": "money"},
            {"label": _("ยอดยกไป เดบิต"), "kind": "money"},
            {"label": _("ยอดยกไป เครดิต"), "kind": "money"},
        ],
        "rows": rows,
        "totals": ["", _("รวม"), *(money(total) for total in sums)],
        "empty": _("ยังไม่มีรายการบัญชี"),
    }
