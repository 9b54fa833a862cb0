"""What happened to a contract, and the sum that settles it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from loans.models import ContractChange
from repayments.rules import Component, SettlementLine, SettlementQuote

from .cells import NOTHING, money

Kind = ContractChange.Kind
_TONES = {Kind.CALLED_IN: "bad", Kind.SETTLEMENT: "active", Kind.WRITTEN_OFF: "bad", Kind.MONEY_RETURNED: "good"}


def change_events(events: Iterable[ContractChange]) -> list[dict[str, Any]]:
    """What happened to a contract after its transfer, newest first, as ``components/timeline.html`` shows it."""
    return [
        {
            "on": event.effective_on,
            "what": _what(event),
            "why": event.reason,
            "tone": _TONES.get(Kind(event.kind), "neutral"),
            "icon": "flag",
        }
        for event in sorted(events, key=lambda event: (event.effective_on, event.pk), reverse=True)
    ]


def _what(event: ContractChange) -> str:
    kind = str(event.get_kind_display())
    if event.amount is None:
        return kind
    return _("%(what)s %(amount)s บาท") % {"what": kind, "amount": f"{event.amount:,.2f}"}


_PARTS = {
    Component.PRINCIPAL: lambda: _("เงินต้น"),
    Component.CONTRACT_INTEREST: lambda: _("ดอกเบี้ยถึงวันที่เลือก"),
    Component.DEFAULT_INTEREST: lambda: _("เบี้ยปรับ"),
    Component.COSTS: lambda: _("ค่าใช้จ่าย"),
}


def quote_facts(quote: SettlementQuote) -> list[dict[str, Any]]:
    """What settles a contract on a day, part by part; what a credit covers is taken off."""
    facts = [{"label": _("ยอดปิดบัญชี ณ วันที่เลือก"), "value": quote.to_pay, "kind": "money"}]
    facts += [
        {"label": label(), "value": quote.unfrozen(part), "kind": "money"}
        for part, label in _PARTS.items()
        if quote.total(part) or part != Component.COSTS
    ]
    if quote.frozen:
        facts.append({"label": _("ดอกเบี้ยและเบี้ยปรับที่พักไว้"), "value": quote.frozen, "kind": "money"})
    if quote.credit:
        facts.append({"label": _("หักเงินรับล่วงหน้า"), "value": min(quote.credit, quote.owed), "kind": "money"})
    if quote.to_refund:
        facts.append({"label": _("เงินรับล่วงหน้าที่ต้องคืน"), "value": quote.to_refund, "kind": "money"})
    return facts


def quote_table(quote: SettlementQuote) -> dict[str, Any]:
    """Every line of a quote, instalment by instalment."""
    return {
        "caption": _("รายการที่ต้องชำระเพื่อปิดบัญชี"),
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("รายการ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "cells": [
                    {"value": line.instalment, "kind": "number"},
                    {"value": _PARTS[line.component](), "kind": "text", "note": _frozen_note(line)},
                    money(line.amount),
                ]
            }
            for line in quote.lines
        ],
        "totals": ["", _("รวม"), money(quote.owed)],
        "empty": _("ไม่มียอดที่ต้องชำระ"),
    }


def _frozen_note(line: SettlementLine) -> str:
    if not line.frozen:
        return ""
    return _("รวมที่พักไว้ตามบันทึกปรับโครงสร้างหนี้ %(amount)s บาท") % {"amount": f"{line.frozen:,.2f}"}


def working_of_quote(quote: SettlementQuote) -> list[dict[str, Any]]:
    """The interest in a quote, line by line, with principal, rate and days."""
    return [
        {
            "label": _("%(part)s งวดที่ %(number)s") % {"part": _PARTS[line.component](), "number": line.instalment},
            "from_on": part.since_on,
            "to_on": part.until_on,
            "days": part.days,
            "principal": part.principal,
            "rate": part.annual_rate,
            "basis": part.day_basis,
            "amount": part.amount,
        }
        for line in quote.lines
        for part in line.working
        if part.amount > NOTHING
    ]
