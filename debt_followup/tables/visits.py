"""The log of contacts and the promises made in them, as the pages show them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import DebtContact
from debt_followup.rules.visits import PROMISE_STATES, Judged, Outcome, PromiseState, Stands
from debt_followup.selectors.replaced import Replaced
from debt_followup.tables.cells import short
from loans.models import Party

PROMISE_TONES = {
    PromiseState.WAITING: "waiting",
    PromiseState.KEPT: "good",
    PromiseState.PARTLY: "warning",
    PromiseState.BROKEN: "bad",
}
OUTCOME_TONES = {Outcome.PROMISED: "waiting", Outcome.PAID: "good", Outcome.REFUSED: "bad", Outcome.DEAD: "bad"}


def promise_cell(judged: Judged | None) -> dict[str, Any]:
    """Return how a promise stands as a cell; empty where there is none."""
    if judged is None:
        return {"value": "", "kind": "text"}
    note = f"{judged.promise.amount:,.2f} · {short(judged.promise.due_on)}"
    return {
        "value": _(PROMISE_STATES[judged.state]),
        "kind": "state",
        "tone": PROMISE_TONES[judged.state],
        "note": note,
    }


def contacts_table(
    rows: Iterable[Any],
    promises: Mapping[int, Judged],
    *,
    next_url: str = "",
    shown: str = "",
    of_contract: bool = False,
) -> dict[str, Any]:
    """Return a log of contacts, the newest first; one that was taken back is struck through.

    :param rows: contacts with ``was_voided``, as ``selectors.visits`` gives them.
    :param promises: how each promise stands, by the key of its contact.
    :param of_contract: all are of one contract, which is not named again.
    """
    columns = [
        {"label": _("วันเวลา"), "kind": "text"},
        *([] if of_contract else [{"label": _("สัญญา"), "kind": "text"}]),
        {"label": _("วิธี"), "kind": "text"},
        {"label": _("พบ"), "kind": "text"},
        {"label": _("ผล"), "kind": "state"},
        {"label": _("คำมั่น"), "kind": "state"},
        {"label": _("ผู้บันทึก"), "kind": "text"},
    ]
    return {
        "caption": _("บันทึกการติดต่อลูกหนี้"),
        "columns": columns,
        "rows": [
            {
                "url": reverse("debt_followup:visit", args=[row.pk]),
                "cells": [
                    {"value": f"{short(row.on)} {row.at:%H:%M}", "kind": "gone" if row.was_voided else "text"},
                    *([] if of_contract else [{"value": row.contract.label, "kind": "text", "note": str(row.tambon)}]),
                    {
                        "value": row.get_channel_display(),
                        "kind": "text",
                        "note": _("ทวงถาม") if row.is_demand else "",
                    },
                    who_was_met(row),
                    {"value": outcome_words(row), "kind": "text"} if row.was_voided else outcome_cell(row),
                    promise_cell(promises.get(row.pk)),
                    str(row.recorded_by),
                ],
            }
            for row in rows
        ],
        "next_url": next_url,
        "shown": shown,
        "empty": _("ยังไม่มีบันทึกการติดต่อ"),
    }


def who_was_met(row: DebtContact) -> str:
    """Return who was met, by name where one is known."""
    if row.party is not None:
        return row.party.name
    return f"{row.get_met_display()} {row.met_name}".strip()


def outcome_words(row: Any) -> str:
    """Return what came of a contact in words, and that it was taken back, as a list tells it (``was_voided``)."""
    said = row.get_outcome_display()
    return _("%(outcome)s (ยกเลิกแล้ว บันทึกผิด)") % {"outcome": said} if row.was_voided else said


def outcome_cell(row: DebtContact) -> dict[str, Any]:
    """Return what came of a contact as a cell."""
    return {
        "value": row.get_outcome_display(),
        "kind": "state",
        "tone": OUTCOME_TONES.get(Outcome(row.outcome), "neutral"),
    }


def contact_facts(row: DebtContact, judged: Judged | None) -> list[dict[str, Any]]:
    """Return one contact as facts."""
    facts: list[dict[str, Any]] = [
        {"label": _("วันเวลา"), "value": f"{short(row.on)} {row.at:%H:%M}"},
        {"label": _("วิธีติดต่อ"), "value": row.get_channel_display()},
        {"label": _("พบใคร"), "value": who_was_met(row)},
        {"label": _("ทวงถามให้ชำระหนี้"), "value": _("ใช่") if row.is_demand else _("ไม่ใช่ ไม่นับเป็นการทวงถาม")},
        {"label": _("ผล"), "value": row.get_outcome_display()},
    ]
    if row.deceased is not None:
        facts.append({"label": _("ผู้ที่ถูกแจ้งว่าถึงแก่กรรม"), "value": row.deceased.name})
    if judged is not None:
        facts += [
            {"label": _("รับปากว่าจะชำระภายใน"), "value": judged.promise.due_on, "kind": "date"},
            {"label": _("จำนวนเงินที่รับปาก"), "value": judged.promise.amount, "kind": "money"},
            {
                "label": _("ผลของคำมั่น"),
                "value": _(PROMISE_STATES[judged.state]),
                "kind": "state",
                "tone": PROMISE_TONES[judged.state],
                "help": _("อ่านจากใบเสร็จที่มีผล ไม่ได้บันทึกเอง"),
            },
            {"label": _("ชำระแล้วตามคำมั่น"), "value": judged.paid, "kind": "money"},
        ]
    if row.override_reason:
        facts.append({"label": _("เหตุผลที่ทวงถามนอกเวลาหรือเกินครั้ง"), "value": row.override_reason})
    if row.note:
        facts.append({"label": _("รายละเอียด"), "value": row.note})
    if row.latitude is not None:
        facts.append({"label": _("พิกัดที่ผู้บันทึกให้ไว้"), "value": f"{row.latitude}, {row.longitude}"})
    if row.payment_notice is not None:
        facts.append(
            {
                "label": _("หลักฐานการชำระ"),
                "value": row.payment_notice.get_state_display(),
                "url": reverse("repayments:notice", args=[row.payment_notice_id]),
            }
        )
    return [*facts, {"label": _("ผู้บันทึก"), "value": str(row.recorded_by)}]


def replaced_notices(rows: Iterable[Replaced]) -> list[dict[str, Any]]:
    """Return who does not act for herself any more, by which file, and to whom one turns instead."""
    found = []
    for one in rows:
        if one.file is None:
            text = _("%(name)s ถึงแก่กรรมแล้วตามทะเบียนสมาชิก ไม่ทวงถามหนี้ของผู้ตายจากผู้ใด ให้แจ้งเลขานุการ อกส.จ. เปิดแฟ้มคดี")
        elif one.stands is Stands.DEAD:
            text = _("%(name)s ถึงแก่กรรมแล้ว ไม่ทวงถามและไม่รับคำมั่นแทนผู้ตาย กองทุนมีหนังสือถึงทายาทหรือผู้จัดการมรดกจากแฟ้มคดี")
        else:
            text = _("%(name)s อยู่ในแฟ้มคดีล้มละลาย ไม่ทวงถาม กองทุนยื่นคำขอรับชำระหนี้ต่อเจ้าพนักงานพิทักษ์ทรัพย์จากแฟ้มคดี")
        found.append(
            {
                "text": text % {"name": one.party.name},
                "file": one.file,
                "stand_ins": [f"{who} · {who.standing} · {who.address}" for who in one.stand_ins],
            }
        )
    return found


def said_dead(parties: Iterable[Party], said: Mapping[int | None, date]) -> list[str]:
    """Return of whom it is said that she died while no file is open, in sentences."""
    names = {party.pk: party.name for party in parties}
    text = _("มีผู้แจ้งเมื่อวันที่ %(day)s ว่า %(name)s ถึงแก่กรรม และยังไม่ได้เปิดแฟ้มคดี ให้สอบถามให้แน่ชัดก่อนทวงถาม")
    whose = _("ลูกหนี้คนหนึ่งของสัญญานี้")
    return [text % {"day": short(day), "name": names.get(key or 0, whose)} for key, day in said.items()]
