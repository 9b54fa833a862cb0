"""What came back of the letters of September, for the screen and as papers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from debt_followup.models import (
    Confirmation,
    ConfirmationBatch,
    ConfirmationDifference,
    ConfirmationReminder,
    ConfirmationReply,
)
from debt_followup.rules import confirmations as rules
from debt_followup.rules.confirmations import Answer, Chase, Settlement
from debt_followup.rules.deliveries import RETURN_LABELS, ReturnReason
from debt_followup.tables.cells import day_cell, document_url, money_cell, short

ANSWER_TONES = {
    Answer.AGREES: "good",
    Answer.DIFFERS: "warning",
    Answer.UNDELIVERED: "bad",
    Answer.NO_ANSWER: "neutral",
}


def letter_url(confirmation_id: int) -> str:
    """Return the page of one letter."""
    return reverse("debt_followup:confirmation_letter", args=[confirmation_id])


def answer_cell(answer: str | None) -> dict[str, Any]:
    """Return a cell of an answer, waiting where there is none."""
    if not answer:
        return {"value": _("รอคำตอบ"), "kind": "state", "tone": "waiting"}
    return {"value": _(rules.ANSWER_LABELS[Answer(answer)]), "kind": "state", "tone": ANSWER_TONES[Answer(answer)]}


def letter_facts(row: Confirmation) -> list[dict[str, Any]]:
    """Return what a letter said."""
    return [
        {"label": _("ผู้รับ"), "value": row.document.addressee, "kind": "text"},
        {"label": _("เลขที่หนังสือ"), "value": row.document.number, "kind": "text", "url": document_url(row.document_id)},
        {"label": _("ลงวันที่"), "value": row.document.issued_on, "kind": "date"},
        {"label": _("ขอให้ตอบภายใน"), "value": row.reply_by, "kind": "date"},
        {"label": _("ยอด ณ วันที่"), "value": row.as_of, "kind": "date"},
        {"label": _("ทราบ ณ เวลา"), "value": _moment(row), "kind": "text"},
        {"label": _("ยอดหนี้ตามหนังสือ"), "value": row.total, "kind": "money"},
        {"label": _("เงินต้น"), "value": row.principal, "kind": "money"},
        {"label": _("ดอกเบี้ยเงินกู้"), "value": row.contract_interest, "kind": "money"},
        {"label": _("เบี้ยปรับ"), "value": row.default_interest, "kind": "money"},
        *([{"label": _("งวดถัดไปครบกำหนด"), "value": row.next_due_on, "kind": "date"}] if row.next_due_on else []),
        *(
            {"label": label, "value": value, "kind": "money"}
            for label, value in (
                (_("ดอกเบี้ยและเบี้ยปรับที่พักไว้"), row.frozen),
                (_("ค่าใช้จ่าย"), row.costs),
                (_("หัก เงินรับล่วงหน้า"), -row.credit),
            )
            if value
        ),
        {"label": _("รหัสใบตอบรับ"), "value": row.code, "kind": "text"},
    ]


def _moment(row: Confirmation) -> str:
    """The moment whose knowledge a letter is, as the letter prints it: its business date, the hour of the clock."""
    hour = f" {timezone.localtime(row.known_at):%H:%M}" if row.known_at else ""
    return short(row.document.issued_on) + hour


def happened(row: Confirmation) -> list[dict[str, Any]]:
    """Return answers and reminders of a letter, the newest first."""
    events = [
        (
            reply.recorded_at,
            {
                "on": reply.received_on,
                "what": reply_words(reply),
                "who": str(reply.recorded_by),
                "why": " · ".join(part for part in (reply.why, reply.correction) if part),
                "tone": ANSWER_TONES[Answer(reply.answer)],
                "url": reverse("debt_followup:reply_file", args=[reply.pk]) if reply.file_id else "",
            },
        )
        for reply in row.replies.select_related("recorded_by")
    ]
    events += [
        (
            reminder.recorded_at,
            {
                "on": reminder.on,
                "what": reminder.get_kind_display(),
                "who": str(reminder.recorded_by),
                "why": _sent_to(reminder),
                "tone": "waiting",
                "url": document_url(reminder.document_id) if reminder.document_id else "",
            },
        )
        for reminder in row.reminders.select_related("recorded_by", "document")
    ]
    return [event for _at, event in sorted(events, key=lambda one: one[0], reverse=True)]


def _sent_to(reminder: ConfirmationReminder) -> str:
    """What was said on the telephone, or under which number and where a letter that came back was sent again."""
    if reminder.kind != ConfirmationReminder.Kind.AGAIN or reminder.document is None:
        return reminder.said
    return f"{reminder.document.number} · {reminder.document.context['debtor']['address']}"


def reply_words(reply: ConfirmationReply) -> str:
    """Return an answer in words."""
    words = reply.get_answer_display()
    if reply.amount is not None:
        words += " " + _("ลูกหนี้แจ้ง %(amount)s บาท") % {"amount": f"{reply.amount:,.2f}"}
    if reply.return_reason:
        words += f" ({reply.get_return_reason_display()})"
    return words + (" · " + _("มีลายมือชื่อ") if reply.is_signed else "")


def recorded(rows: Iterable[ConfirmationReply]) -> list[dict[str, Any]]:
    """Return the answers that somebody recorded last."""
    return [
        {
            "on": row.received_on,
            "what": f"{row.confirmation.document.number} {row.confirmation.document.addressee} · {reply_words(row)}",
            "tone": ANSWER_TONES[Answer(row.answer)],
            "url": letter_url(row.confirmation_id),
        }
        for row in rows
    ]


def batches(rows: Sequence[ConfirmationBatch], *, came_back: Mapping[int, int], is_newest: bool) -> dict[str, Any]:
    """Return the table of what is handed out, by amphoe, with how many letters of each batch came back.

    :param is_newest: of the newest September; only its letters are in the list of those to be sent again.
    """
    return {
        "caption": _("ชุดหนังสือรายอำเภอ"),
        "columns": [
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("หนังสือ (ฉบับ)"), "kind": "number"},
            {"label": _("ส่งไม่ถึง (ฉบับ)"), "kind": "number"},
            {"label": _("หนังสือทั้งชุด"), "kind": "text"},
            {"label": _("บัญชีนำส่ง"), "kind": "text"},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "value": str(row.amphoe),
                        "kind": "text",
                        "note": _("ชุดที่ %(part)s") % {"part": row.part} if row.part > 1 else "",
                    },
                    {"value": row.count, "kind": "number"},
                    _came_back_cell(row, came_back.get(row.pk, 0), is_newest=is_newest),
                    {"value": _("เปิดหนังสือ (PDF)"), "kind": "text", "url": document_url(row.letters_id)},
                    {"value": _("เปิดบัญชีนำส่ง (PDF)"), "kind": "text", "url": document_url(row.posting_list_id)}
                    if row.posting_list_id
                    else "",
                ]
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีชุดหนังสือ"),
    }


def _came_back_cell(row: ConfirmationBatch, count: int, *, is_newest: bool) -> dict[str, Any]:
    url = f"{reverse('debt_followup:unanswered_letters')}?chase={Chase.UNDELIVERED}&amphoe={row.amphoe_id}"
    return {"value": count, "kind": "number", "url": url if count and is_newest else ""}


def undelivered(rows: Sequence[Confirmation], *, next_url: str = "") -> dict[str, Any]:
    """Return the table of letters that came back."""
    return {
        "caption": _("หนังสือที่ส่งไม่ถึง"),
        "columns": [
            {"label": label, "kind": kind}
            for label, kind in (
                (_("หนังสือ"), "text"),
                (_("ผู้รับ"), "text"),
                (_("พื้นที่"), "text"),
                (_("ยอดหนี้ตามหนังสือ"), "money"),
                (_("ส่งไม่ถึง"), "text"),
                (_("ติดตามล่าสุด"), "date"),
            )
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.document.number, "kind": "text", "url": letter_url(row.pk)},
                    {"value": row.document.addressee, "kind": "text", "note": row.contract.label},
                    {"value": str(row.amphoe), "kind": "text", "note": str(row.tambon)},
                    money_cell(row.total),
                    {"value": return_words(row), "kind": "text", "note": short(row.returned_on)},
                    day_cell(row.reminded_on),
                ]
            }
            for row in rows
        ],
        "next_url": next_url,
        "empty": _("ไม่มีหนังสือที่ส่งไม่ถึง"),
        "queue": True,
    }


def return_words(row: Confirmation) -> str:
    """Return why a letter of ``selectors.undelivered`` came back; empty for one that did not."""
    reason = getattr(row, "return_reason", "")
    return _(RETURN_LABELS[ReturnReason(reason)]) if reason else ""


def unanswered(rows: Sequence[Confirmation], *, next_url: str = "") -> dict[str, Any]:
    """Return the table of letters without an answer."""
    return {
        "caption": _("หนังสือที่พ้นกำหนดตอบและยังไม่มีคำตอบ"),
        "columns": [
            {"label": label, "kind": kind}
            for label, kind in (
                (_("หนังสือ"), "text"),
                (_("ผู้รับ"), "text"),
                (_("พื้นที่"), "text"),
                (_("ยอดหนี้ตามหนังสือ"), "money"),
                (_("ขอให้ตอบภายใน"), "date"),
                (_("ติดตามล่าสุด"), "date"),
            )
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.document.number, "kind": "text", "url": letter_url(row.pk)},
                    {"value": row.document.addressee, "kind": "text", "note": row.contract.label},
                    {"value": str(row.amphoe), "kind": "text", "note": str(row.tambon)},
                    money_cell(row.total),
                    day_cell(row.reply_by),
                    day_cell(row.reminded_on),
                ]
            }
            for row in rows
        ],
        "next_url": next_url,
        "empty": _("ไม่มีหนังสือที่ต้องติดตาม"),
        "queue": True,
    }


def differences(rows: Sequence[ConfirmationDifference], *, is_open: bool, next_url: str = "") -> dict[str, Any]:
    """Return the work list of differences, or those that ended."""
    labels = [
        (_("หนังสือ"), "text"),
        (_("พื้นที่"), "text"),
        (_("บัญชีกองทุน"), "money"),
        (_("ลูกหนี้แจ้ง"), "money"),
        (_("ผลต่าง"), "money"),
        (_("ลูกหนี้ว่าเพราะเหตุใด") if is_open else _("ผลการตรวจสอบ"), "text"),
    ]
    return {
        "caption": _("ผลต่างที่ต้องตรวจสอบ") if is_open else _("ผลต่างที่ตรวจสอบแล้ว"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [{"cells": _difference(row, is_open=is_open)} for row in rows],
        "next_url": next_url,
        "empty": _("ไม่มีผลต่างที่ต้องตรวจสอบ") if is_open else _("ยังไม่มีผลต่างที่ตรวจสอบแล้ว"),
        "queue": is_open,
    }


def _difference(row: ConfirmationDifference, *, is_open: bool) -> list[Any]:
    reply, letter = row.reply, row.reply.confirmation
    ended = {"value": row.get_ending_display(), "kind": "text", "note": row.found}
    return [
        {
            "value": letter.document.number,
            "kind": "text",
            "url": reverse("debt_followup:confirmation_difference", args=[row.pk]),
            "note": letter.document.addressee,
        },
        {"value": str(row.amphoe), "kind": "text"},
        money_cell(letter.total),
        money_cell(reply.amount),
        money_cell((reply.amount or 0) - letter.total),
        {"value": reply.why, "kind": "text", "note": short(reply.received_on)} if is_open else ended,
    ]


def difference_facts(row: ConfirmationDifference) -> list[dict[str, Any]]:
    """Return what the fund and the debtor say, and how it ended."""
    reply, letter = row.reply, row.reply.confirmation
    facts = [
        {"label": _("ผู้รับ"), "value": letter.document.addressee, "kind": "text"},
        {"label": _("สัญญา"), "value": letter.contract.label, "kind": "text"},
        {"label": _("ยอดหนี้ตามหนังสือ"), "value": letter.total, "kind": "money"},
        {"label": _("ยอดที่ลูกหนี้แจ้ง"), "value": reply.amount, "kind": "money"},
        {"label": _("ผลต่าง"), "value": reply.amount - letter.total, "kind": "money"},
        {"label": _("ลูกหนี้ว่าเพราะเหตุใด"), "value": reply.why, "kind": "text"},
    ]
    if row.ending:
        facts += [
            {"label": _("ผลการตรวจสอบ"), "value": ending_label(row.ending), "kind": "text"},
            {"label": _("สิ่งที่ตรวจพบและหลักฐาน"), "value": row.found, "kind": "text"},
            {"label": _("วันที่"), "value": row.ended_on, "kind": "date"},
            {"label": _("ผู้ตรวจสอบ"), "value": str(row.ended_by), "kind": "text"},
        ]
        if row.amount is not None:
            facts.insert(-3, {"label": _("ยอดหนี้ที่ถูกต้อง"), "value": row.amount, "kind": "money"})
    return facts


def ending_label(ending: str) -> str:
    """Return how a difference ended, in words."""
    return _(rules.SETTLEMENT_LABELS[Settlement(ending)])
