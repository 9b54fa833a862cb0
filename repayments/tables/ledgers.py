"""The ledger of a debtor (T-11) and the register of all of them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import Contract
from repayments.selectors import Balance, Happening, Ledger, LedgerLine

from .cells import NOTHING, day, money, paging, short


def ledger_table(ledger: Ledger) -> dict[str, Any]:
    """Everything that happened to a contract in a period, with the balances after each line."""
    return {
        "caption": _("ทะเบียนคุมลูกหนี้รายตัว %(from)s ถึง %(to)s")
        % {"from": short(ledger.from_on), "to": short(ledger.to_on)},
        "columns": [
            {"label": _("วันที่"), "width": "23mm"},
            {"label": _("รายการ")},
            {"label": _("เอกสาร"), "width": "21mm"},
            {"label": _("ครบกำหนด"), "kind": "money", "width": "23mm"},
            {"label": _("รับชำระ"), "kind": "money", "width": "24mm"},
            {"label": _("ค่าใช้จ่าย"), "kind": "money", "width": "15mm"},
            {"label": _("เบี้ยปรับ"), "kind": "money", "width": "17mm"},
            {"label": _("ดอกเบี้ย"), "kind": "money", "width": "20mm"},
            {"label": _("เงินต้น"), "kind": "money", "width": "24mm"},
            {"label": _("เงินรับล่วงหน้าคงเหลือ"), "kind": "money", "width": "24mm"},
            {"label": _("เงินต้นคงเหลือ"), "kind": "money", "width": "25mm"},
            {"label": _("ค้างชำระสิ้นวัน"), "kind": "money", "width": "24mm"},
        ],
        "rows": [*_opening(ledger), *(_row(line) for line in ledger.lines)],
        "totals": [
            "",
            _("รวมในช่วงนี้"),
            "",
            *(money(ledger.totals[name]) for name in ("due", "received", *_PARTS)),
            money(ledger.closing.credit),
            money(ledger.closing.principal),
            money(ledger.closing.due_total),
        ],
        "empty": _("ไม่มีรายการในช่วงนี้"),
    }


_PARTS = ("costs", "default_interest", "contract_interest", "principal")


def _opening(ledger: Ledger) -> list[dict[str, Any]]:
    line = ledger.opening
    if line is None:
        return []
    return [
        {
            "tone": "neutral",
            "cells": [
                day(line.on),
                _("ยอดยกมา"),
                "",
                *(money(None) for _part in ("due", "received", *_PARTS)),
                money(line.credit_left),
                money(line.principal_left),
                money(line.due_left),
            ],
        }
    ]


def _row(line: LedgerLine) -> dict[str, Any]:
    receipt = line.receipt
    number = str(receipt) if receipt else ""
    is_gone = line.kind == Happening.REVERSED
    return {
        "tone": "neutral" if is_gone else "",
        "cells": [
            day(line.on),
            _what(line),
            {
                "value": number,
                "kind": "text",
                "url": reverse("repayments:receipt", args=[receipt.pk]) if receipt else "",
            },
            money(line.due or None),
            money(line.received or None),
            *(_part(line, name) for name in _PARTS),
            money(line.credit_left),
            money(line.principal_left),
            money(line.due_left),
        ],
    }


def _part(line: LedgerLine, name: str) -> dict[str, Any]:
    """What a line paid of one part; default interest that was waived is struck out (A-34)."""
    if name == "default_interest" and line.event is not None and line.event.kind == line.event.Kind.WAIVED:
        return {"value": line.event.amount, "kind": "struck"}
    return money(getattr(line, name) or None)


def _event(line: LedgerLine) -> str:
    """What an event of the contract is called; a waiver with its sum and the resolution."""
    if line.event is None:
        return ""
    if line.event.kind != line.event.Kind.WAIVED:
        return str(line.event.get_kind_display())
    return _("งดหรือลดเบี้ยปรับ %(amount)s บาท ตามมติ %(decision)s") % {
        "amount": f"{line.event.amount:,.2f}",
        "decision": line.event.decision_number,
    }


def _what(line: LedgerLine) -> dict[str, Any]:
    note = ""
    if line.kind == Happening.DUE and line.effective_on and line.effective_on != line.on:
        note = _("วันหยุด ชำระได้ถึง %(day)s") % {"day": short(line.effective_on)}
    if line.event is not None:
        note = line.event.reason
    words: dict[Happening, Callable[[LedgerLine], str]] = {
        Happening.TRANSFER: lambda one: _("โอนเงินกู้ %(amount)s บาท") % {"amount": f"{one.lent:,.2f}"},
        Happening.BROUGHT_FORWARD: lambda one: _("รับชำระก่อนตั้งทะเบียนลูกหนี้เดิม"),
        Happening.DUE: lambda one: _("ครบกำหนดงวดที่ %(number)s") % {"number": one.number},
        Happening.RECEIPT: lambda one: _("รับชำระ"),
        Happening.CREDIT_USED: lambda one: _("ตัดเงินรับล่วงหน้า"),
        Happening.REFUND: lambda one: _("คืนเงินรับล่วงหน้า %(amount)s บาท") % {"amount": f"{-one.credit:,.2f}"},
        Happening.EVENT: _event,
        Happening.REVERSED: lambda one: (
            _("ใบเสร็จที่ยกเลิกแล้ว ไม่นับ %(amount)s บาท") % {"amount": f"{one.receipt.amount:,.2f}" if one.receipt else ""}
        ),
    }
    return {"value": words[line.kind](line), "kind": "text", "note": note}


def ledgers_table(
    contracts: Iterable[Contract],
    balances: Mapping[int, Balance],
    *,
    as_of: date,
    page: Any = None,
    url: str = "",
    sums: Any = None,
) -> dict[str, Any]:
    """The debtors of an area as of a day, each leading to its ledger.

    :param page: of a page on screen; a file, which has none, has columns for amphoe and date, and its rows one by one.
    :param sums: the sums of the whole filter, with the names of ``Balance``.
    """
    is_file = page is None
    return {
        "caption": _("ทะเบียนคุมลูกหนี้รายตัว ณ วันที่ %(day)s") % {"day": short(as_of)},
        "columns": [
            {"label": _("สัญญา"), "width": "23mm"},
            {"label": _("ผู้แทนกลุ่ม"), "width": "36mm"},
            *([{"label": _("อำเภอ"), "width": "20mm"}, {"label": _("วันที่ในสัญญา"), "kind": "date"}] if is_file else []),
            {"label": _("เงินต้นตามสัญญา"), "kind": "money", "width": "27mm"},
            {"label": _("เงินต้นคงเหลือ"), "kind": "money", "width": "30mm"},
            {"label": _("ถึงกำหนดค้างชำระ"), "kind": "money", "width": "30mm"},
            {"label": _("เบี้ยปรับ"), "kind": "money", "width": "26mm"},
            {"label": _("เงินรับล่วงหน้า"), "kind": "money", "width": "25mm"},
            {"label": _("สถานะ")},
        ],
        "rows": (_debtor(contract, balances.get(contract.pk), as_of, is_file=True) for contract in contracts)
        if is_file
        else [_debtor(contract, balances.get(contract.pk), as_of, is_file=False) for contract in contracts],
        "totals": None
        if sums is None
        else [
            _("รวมทั้งหมด"),
            "",
            *(["", ""] if is_file else []),
            "",
            money(sums.principal),
            money(sums.principal_due + sums.contract_interest + sums.costs),
            money(sums.default_interest),
            money(sums.credit),
            "",
        ],
        "empty": _("ไม่มีลูกหนี้ตามตัวกรอง"),
        **(paging(page, url) if page is not None else {}),
    }


def _debtor(contract: Any, balance: Balance | None, as_of: date, *, is_file: bool) -> dict[str, Any]:
    due = balance.principal_due + balance.contract_interest + balance.costs if balance else NOTHING
    return {
        "url": reverse("repayments:ledger", args=[contract.pk]),
        "cells": [
            contract.label,
            {
                "value": contract.representative or "",
                "kind": "text",
                "note": "" if is_file else str(contract.amphoe),
            },
            *([str(contract.amphoe), day(contract.contract_on)] if is_file else []),
            money(contract.principal),
            money(balance.principal if balance else NOTHING),
            money(due),
            money(balance.default_interest if balance else NOTHING),
            money(balance.credit if balance else NOTHING),
            _state(contract, balance, due, as_of),
        ],
    }


def _state(contract: Contract, balance: Balance | None, due: Decimal, as_of: date) -> dict[str, Any]:
    if balance is None or not (balance.total or balance.credit):
        return {"value": _("ชำระครบ"), "kind": "state", "tone": "done"}
    if balance.oldest_due_on is not None and due + balance.default_interest:
        late = (as_of - balance.oldest_due_on).days
        return {"value": _("เกินกำหนด %(days)s วัน") % {"days": late}, "kind": "state", "tone": "bad"}
    return {"value": _("ปกติ"), "kind": "state", "tone": "good"}
