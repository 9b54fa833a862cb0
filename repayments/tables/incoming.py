"""Refunds, and members' evidence of what they paid."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import Contract, Party
from loans.rules import Instalment
from repayments.models import PaymentNotice, Refund, RefundBounce
from repayments.selectors import Page

from .cells import contract_cell, day, line_name, money, paging

REFUND_TONES = {
    Refund.State.MADE: "waiting",
    Refund.State.PAID: "done",
    Refund.State.REFUSED: "bad",
    Refund.State.WITHDRAWN: "neutral",
    Refund.State.BOUNCED: "bad",
}
BOUNCE_TONES = {
    RefundBounce.State.ASKED: "waiting",
    RefundBounce.State.APPROVED: "done",
    RefundBounce.State.REFUSED: "bad",
}
NOTICE_TONES = {
    PaymentNotice.State.WAITING: "waiting",
    PaymentNotice.State.SETTLED: "good",
    PaymentNotice.State.EARLIER: "warning",
    PaymentNotice.State.REFUSED: "bad",
}


def refunds_table(refunds: Iterable[Refund], *, page: Page | None = None, url: str = "") -> dict[str, Any]:
    """Refunds, newest first."""
    return {
        "caption": _("การคืนเงิน"),
        "columns": [
            {"label": _("วันที่จัดทำ")},
            {"label": _("ผู้รับเงินคืน")},
            {"label": _("จากเงินของ")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ผู้จัดทำ / ผู้อนุมัติ")},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": reverse("repayments:refund", args=[refund.pk]),
                "cells": [
                    day(refund.made_on),
                    {"value": refund.payee, "kind": "text", "note": refund.reason},
                    _("รายการธนาคาร") if refund.line_id else contract_cell(refund.contract),
                    money(refund.amount),
                    {"value": str(refund.made_by), "kind": "text", "note": str(refund.approved_by or "")},
                    {
                        "value": refund.get_state_display(),
                        "kind": "state",
                        "tone": REFUND_TONES[Refund.State(refund.state)],
                    },
                ],
            }
            for refund in refunds
        ],
        "empty": _("ยังไม่มีการคืนเงิน"),
        **(paging(page, url) if page else {}),
    }


def refund_facts(refund: Refund, *, may_see_books: bool) -> list[dict[str, Any]]:
    """What is given back to whom, who made and who approved it, and where it is booked."""
    line, contract, entry = refund.line, refund.contract, refund.entry
    facts: list[dict[str, Any]] = [
        {"label": _("จำนวนเงิน"), "value": refund.amount, "kind": "money"},
        {"label": _("ผู้รับเงินคืน"), "value": refund.payee},
        {"label": _("ธนาคารของผู้รับ"), "value": refund.bank_name},
        {"label": _("เลขที่บัญชีของผู้รับ"), "value": refund.account_number},
    ]
    if line is not None:
        facts.append(
            {"label": _("จากรายการธนาคาร"), "value": line_name(line), "url": reverse("repayments:line", args=[line.pk])}
        )
    if contract is not None:
        facts.append(
            {
                "label": _("จากเงินรับล่วงหน้าของสัญญา"),
                "value": contract.label,
                "url": reverse("repayments:contract", args=[contract.pk]),
            }
        )
    facts += [
        {"label": _("เหตุผลที่คืนเงิน"), "value": refund.reason},
        {"label": _("ผู้จัดทำ"), "value": str(refund.made_by)},
        {"label": _("วันที่จัดทำ"), "value": refund.made_on, "kind": "date"},
    ]
    if refund.approved_by is not None:
        facts.append({"label": _("ผู้พิจารณา"), "value": str(refund.approved_by), "help": refund.note})
        facts.append({"label": _("วันที่พิจารณา"), "value": refund.decided_on, "kind": "date"})
    elif refund.note:
        facts.append({"label": _("หมายเหตุ"), "value": refund.note})
    if entry is not None:
        facts.append(
            {
                "label": _("รายการบัญชี"),
                "value": f"{entry.number}/{entry.year_be}",
                "url": reverse("treasury:entry", args=[entry.pk]) if may_see_books else "",
            }
        )
    if refund.evidence_id:
        facts.append(
            {
                "label": _("หลักฐาน"),
                "value": _("เปิดดูหลักฐาน"),
                "url": reverse("repayments:refund_evidence", args=[refund.pk]),
            }
        )
    return facts


def bounces_table(bounces: Iterable[RefundBounce], *, may_see_books: bool) -> dict[str, Any]:
    """What was said of a refund that the bank sent back, each with its proof, its two persons and its entry."""
    return {
        "caption": _("ธนาคารส่งเงินกลับ"),
        "columns": [
            {"label": _("วันที่ธนาคารส่งเงินกลับ")},
            {"label": _("เหตุผลที่ธนาคารแจ้ง")},
            {"label": _("หลักฐาน")},
            {"label": _("ผู้แจ้ง / ผู้พิจารณา")},
            {"label": _("รายการบัญชี")},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "cells": [
                    day(one.bounced_on),
                    {"value": one.reason, "kind": "text", "note": one.note},
                    _proof(one),
                    {"value": str(one.asked_by), "kind": "text", "note": str(one.decided_by or "")},
                    {
                        "value": f"{one.entry.number}/{one.entry.year_be}" if one.entry else "",
                        "kind": "text",
                        "url": reverse("treasury:entry", args=[one.entry_id]) if one.entry and may_see_books else "",
                    },
                    {"value": one.get_state_display(), "kind": "state", "tone": BOUNCE_TONES[one.state]},
                ],
            }
            for one in bounces
        ],
        "empty": _("ยังไม่มีการแจ้งว่าธนาคารส่งเงินกลับ"),
    }


def _proof(one: RefundBounce) -> dict[str, Any]:
    if one.line is not None:
        return {"value": line_name(one.line), "kind": "text", "url": reverse("repayments:line", args=[one.line.pk])}
    url = reverse("repayments:bounce_paper", args=[one.refund_id, one.pk])
    return {"value": _("เปิดดูหลักฐาน"), "kind": "text", "url": url}


def notices_table(notices: Iterable[PaymentNotice], *, page: Page | None = None, url: str = "") -> dict[str, Any]:
    """Members' evidence, newest first."""
    return {
        "caption": _("หลักฐานการชำระเงินของสมาชิก"),
        "columns": [
            {"label": _("วันที่ชำระตามหลักฐาน")},
            {"label": _("สัญญา")},
            {"label": _("ผู้ชำระ")},
            {"label": _("ช่องทาง")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": reverse("repayments:notice", args=[notice.pk]),
                "cells": [
                    day(notice.paid_on),
                    contract_cell(notice.contract),
                    {"value": notice.payer, "kind": "text"},
                    {"value": notice.get_channel_display(), "kind": "text"},
                    money(notice.amount),
                    {
                        "value": notice.get_state_display(),
                        "kind": "state",
                        "tone": NOTICE_TONES[PaymentNotice.State(notice.state)],
                    },
                ],
            }
            for notice in notices
        ],
        "empty": _("ยังไม่มีหลักฐานการชำระเงิน"),
        **(paging(page, url) if page else {}),
    }


def notice_facts(notice: PaymentNotice) -> list[dict[str, Any]]:
    """What a member's slip says, who took it in, and what became of it."""
    facts: list[dict[str, Any]] = [
        {
            "label": _("สัญญา"),
            "value": notice.contract.label,
            "url": reverse("repayments:contract", args=[notice.contract_id]),
        },
        {"label": _("ช่องทาง"), "value": notice.get_channel_display()},
        {"label": _("วันที่ชำระตามหลักฐาน"), "value": notice.paid_on, "kind": "date"},
        {"label": _("จำนวนเงินตามหลักฐาน"), "value": notice.amount, "kind": "money"},
        {"label": _("ชื่อผู้ชำระ"), "value": notice.payer},
        *([{"label": _("ลูกหนี้ผู้ชำระ"), "value": notice.party.name}] if notice.party else []),
        {"label": _("เลขที่รายการในหลักฐาน"), "value": notice.reference},
        {"label": _("ผู้บันทึก"), "value": str(notice.recorded_by)},
        {"label": _("วันที่บันทึก"), "value": notice.recorded_on, "kind": "date"},
    ]
    if notice.line is not None:
        facts.append(
            {
                "label": _("พบในรายการธนาคาร"),
                "value": line_name(notice.line),
                "url": reverse("repayments:line", args=[notice.line.pk]),
            }
        )
    if notice.decided_by is not None:
        facts.append({"label": _("ผู้พิจารณา"), "value": str(notice.decided_by), "help": notice.reason})
    return facts


def notice_contracts_table(contracts: Iterable[Contract]) -> dict[str, Any]:
    """The contracts that a search found, each leading to the form of a slip."""
    return {
        "caption": _("สัญญาที่พบ"),
        "columns": [{"label": _("สัญญา")}, {"label": _("ผู้กู้")}, {"label": _("โครงการ")}],
        "rows": [
            {
                "url": reverse("repayments:new_notice", args=[contract.pk]),
                "cells": [
                    contract.label,
                    ", ".join(party.name for party in contract.parties.all()[:1]),
                    contract.project_title,
                ],
            }
            for contract in contracts
        ],
        "empty": _("ไม่พบสัญญาที่อยู่ระหว่างผ่อนชำระตามคำค้น"),
    }


def notice_contract_facts(contract: Contract, parties: Sequence[Party]) -> list[dict[str, Any]]:
    """Whose slip it is."""
    return [
        {"label": _("สัญญา"), "value": contract.label},
        {"label": _("ผู้กู้"), "value": ", ".join(party.name for party in parties)},
        {"label": _("โครงการ"), "value": contract.project_title},
        {"label": _("ตำบล"), "value": str(contract.tambon)},
    ]


def planned_table(instalments: Iterable[Instalment]) -> dict[str, Any]:
    """What a contract's instalments were planned to be, to be held against a slip."""
    return {
        "caption": _("งวดชำระตามสัญญา"),
        "columns": [
            {"label": _("งวดที่"), "kind": "number"},
            {"label": _("ครบกำหนด")},
            {"label": _("รวมต้องชำระ"), "kind": "money"},
        ],
        "rows": [
            {"cells": [{"value": one.number, "kind": "number"}, day(one.nominal_due_on), money(one.total)]}
            for one in instalments
        ],
    }
