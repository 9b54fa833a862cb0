"""Bills and demands as lists and facts, for the screen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import DeliveryEvent, Notice, NoticeBatch, NoticeDelivery
from debt_followup.rules.deliveries import STATE_LABELS, DeliveryState, delivery_code
from debt_followup.rules.notices import IN_BATCHES, KIND_LABELS, PAUSE_LABELS, NextNotice, NoticeKind, Pause, Route
from debt_followup.selectors.notices import Proposal
from debt_followup.tables.cells import day_cell, document_url, money_cell, short
from jobs.models import JobRun
from jobs.selectors import TONES
from loans.models import Contract

STATE_TONES = {
    DeliveryState.MADE: "waiting",
    DeliveryState.WITH_AMPHOE: "active",
    DeliveryState.POSTED: "active",
    DeliveryState.RECEIVED: "good",
    DeliveryState.RETURNED: "bad",
    DeliveryState.LOOKED_INTO: "done",
    DeliveryState.WITHDRAWN: "neutral",
}
PAUSE_TONES = {Pause.PLAN: "good", Pause.SUIT: "active", Pause.ACCEPTED: "waiting"}


def deliveries(rows: Sequence[NoticeDelivery], *, next_url: str = "") -> dict[str, Any]:
    """Return the table of letters on their way."""
    labels = (
        (_("เลขที่หนังสือ"), "text"),
        (_("ลงวันที่"), "date"),
        (_("ผู้รับ / สัญญา"), "text"),
        (_("หนังสือ"), "text"),
        (_("ทาง"), "text"),
        (_("สถานะ"), "state"),
        (_("ยอดตามหนังสือ"), "money"),
        (_("ขอให้ชำระภายใน"), "date"),
    )
    return {
        "caption": _("ใบแจ้งหนี้และหนังสือทวงถาม"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [{"url": reverse("debt_followup:notice", args=[row.notice_id]), "cells": _cells(row)} for row in rows],
        "next_url": next_url,
        "empty": _("ไม่มีหนังสือตามเงื่อนไขนี้"),
        "queue": True,
    }


def _cells(row: NoticeDelivery) -> list[dict[str, Any]]:
    notice = row.notice
    return [
        {"value": notice.document.number, "kind": "text", "url": reverse("debt_followup:notice", args=[notice.pk])},
        day_cell(notice.issued_on),
        {"value": notice.addressee.name, "kind": "text", "note": notice.contract.label},
        {"value": row.get_kind_display(), "kind": "text", "note": str(row.amphoe)},
        {
            "value": _("ไปรษณีย์") if row.route == Route.POST else _("ผ่าน อกส.อ."),
            "kind": "text",
            "note": row.registration_number or times(row),
        },
        state_cell(row),
        money_cell(notice.amount),
        day_cell(notice.reply_by),
    ]


def state_cell(row: NoticeDelivery) -> dict[str, Any]:
    """Return the cell of where a letter is, with the day and the person or the reason."""
    return {
        "value": row.get_state_display(),
        "kind": "state",
        "tone": STATE_TONES[DeliveryState(row.state)],
        "note": state_note(row),
    }


def state_note(row: NoticeDelivery) -> str:
    """Return when a letter came into its state and, where it ended, with whom or why."""
    match row.state:
        case DeliveryState.WITH_AMPHOE:
            return short(row.given_on)
        case DeliveryState.POSTED:
            return short(row.posted_on)
        case DeliveryState.RECEIVED:
            return f"{short(row.received_on)} {row.received_by}"
        case DeliveryState.RETURNED | DeliveryState.LOOKED_INTO:
            return f"{short(row.returned_on)} {row.get_return_reason_display()}"
    return ""


def times(row: NoticeDelivery) -> str:
    """Return which time a letter goes out, from the second on."""
    return _("ส่งครั้งที่ %(number)s") % {"number": row.number} if row.number > 1 else ""


def figures(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return how many letters wait where."""
    here = reverse("debt_followup:notices")
    shown = (DeliveryState.MADE, DeliveryState.WITH_AMPHOE, DeliveryState.POSTED, DeliveryState.RETURNED)
    return [
        {
            "label": _(STATE_LABELS[state]),
            "value": counts.get(state, 0),
            "kind": "number",
            "url": f"{here}?state={state}",
            "tone": "bad" if state is DeliveryState.RETURNED and counts.get(state) else "",
        }
        for state in shown
    ]


def batches(rows: Iterable[NoticeBatch]) -> dict[str, Any]:
    """Return the table of batches, the newest first."""
    labels = (
        (_("ลงวันที่"), "date"),
        (_("หนังสือ"), "text"),
        (_("สถานะ"), "state"),
        (_("ออกแล้ว"), "number"),
        (_("ข้าม"), "number"),
        (_("ผู้สั่ง"), "text"),
    )
    return {
        "caption": _("ชุดหนังสือที่สั่งออกแล้ว"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:notice_batch", args=[row.pk]),
                "cells": [
                    day_cell(row.issued_on, url=reverse("debt_followup:notice_batch", args=[row.pk])),
                    {"value": row.get_kind_display(), "kind": "text", "note": str(row.amphoe)},
                    {
                        "value": row.run.get_state_display(),
                        "kind": "state",
                        "tone": TONES[JobRun.State(row.run.state)],
                    },
                    {"value": row.run.result.get("made", 0), "kind": "number"},
                    {"value": row.run.result.get("skipped", 0), "kind": "number"},
                    {"value": str(row.made_by), "kind": "text"},
                ],
            }
            for row in rows
            if row.run is not None
        ],
        "empty": _("ยังไม่มีชุดหนังสือ"),
    }


def due(counts: Mapping[tuple[Any, NoticeKind], tuple[int, date]]) -> list[dict[str, Any]]:
    """Return the letters that are due, an amphoe and a kind each, with what starts them."""
    return [
        {
            "amphoe": amphoe,
            "kind": _(KIND_LABELS[kind]),
            "count": count,
            "since": since,
            "starts": kind in IN_BATCHES,
            "label": _("ออก %(count)s ฉบับ") % {"count": f"{count:,}"},
            "fields": [{"name": "amphoe", "value": amphoe.pk}, {"name": "kind", "value": kind.value}],
        }
        for (amphoe, kind), (count, since) in counts.items()
    ]


def calls(rows: Sequence[tuple[Contract, Proposal]], *, count: int) -> dict[str, Any]:
    """Return the contracts whose whole debt is to be considered for a call, after the final demand.

    :param count: how many there are in all.
    """
    return {
        "caption": _("สัญญาที่พ้นกำหนดทวงถามครั้งสุดท้าย"),
        "columns": [
            {"label": _("สัญญา"), "kind": "text"},
            {"label": _("พื้นที่"), "kind": "text"},
            {"label": _("ตั้งแต่วันที่"), "kind": "date"},
        ],
        "rows": [_contract_row(contract, day_cell(one.next.due_on)) for contract, one in rows],
        "shown": _shown(len(rows), count),
    }


def paused(rows: Sequence[tuple[Contract, Proposal]], *, count: int) -> dict[str, Any]:
    """Return who would have a letter now but for a pause, with the letter and the pause.

    :param count: how many there are in all.
    """
    return {
        "caption": _("ถึงลำดับแต่ไม่ออกหนังสือ"),
        "columns": [
            {"label": _("สัญญา"), "kind": "text"},
            {"label": _("พื้นที่"), "kind": "text"},
            {"label": _("หนังสือฉบับถัดไป"), "kind": "text"},
            {"label": _("เหตุที่ไม่ออก"), "kind": "state"},
        ],
        "rows": [
            _contract_row(
                contract,
                {"value": _(KIND_LABELS[one.next.kind]), "kind": "text", "note": short(one.next.due_on)},
                {"value": _(PAUSE_LABELS[one.pause]), "kind": "state", "tone": PAUSE_TONES[one.pause]},
            )
            for contract, one in rows
            if one.pause is not None
        ],
        "shown": _shown(len(rows), count),
    }


def _shown(shown: int, count: int) -> str:
    if shown == count:
        return ""
    return _("แสดง %(shown)s จาก %(count)s สัญญา") % {"shown": f"{shown:,}", "count": f"{count:,}"}


def _contract_row(contract: Contract, *cells: dict[str, Any]) -> dict[str, Any]:
    url = reverse("debt_followup:debtor", args=[contract.pk])
    return {
        "url": url,
        "cells": [
            {"value": contract.label, "kind": "text", "note": contract.project_title, "url": url},
            {"value": str(contract.amphoe), "kind": "text", "note": str(contract.tambon)},
            *cells,
        ],
    }


def facts(notice: Notice) -> list[dict[str, Any]]:
    """Return what one letter says."""
    parts: list[tuple[str, Decimal]] = [
        (_("เงินต้น"), notice.principal),
        (_("ดอกเบี้ยเงินกู้"), notice.contract_interest),
        (_("เบี้ยปรับ"), notice.default_interest),
        (_("ค่าใช้จ่าย"), notice.costs),
        (_("หัก เงินรับล่วงหน้า"), notice.credit),
    ]
    found = [
        {"label": _("ผู้รับ"), "value": notice.addressee.name, "help": notice.addressee.get_role_display()},
        *([{"label": _("แทนลูกหนี้"), "value": notice.party.name}] if notice.stand_in else []),
        {
            "label": _("ที่อยู่ตามแฟ้มคดี") if notice.stand_in else _("ที่อยู่ตามสัญญา"),
            "value": notice.addressee.address,
        },
        {
            "label": _("สัญญา"),
            "value": notice.contract.label,
            "url": reverse("debt_followup:debtor", args=[notice.contract_id]),
        },
        {"label": _("รหัสหนังสือ"), "value": notice.code},
        {"label": _("ลงวันที่"), "value": notice.issued_on, "kind": "date", "help": _known(notice)},
        {"label": _("ขอให้ชำระหรือตอบภายใน"), "value": notice.reply_by, "kind": "date"},
        {"label": _("ยอดตามหนังสือ"), "value": notice.amount, "kind": "money"},
        *({"label": label, "value": value, "kind": "money"} for label, value in parts if value),
    ]
    if notice.reason:
        found.append({"label": _("เหตุผลที่ออกก่อนลำดับหรือก่อนกำหนด"), "value": notice.reason})
    return found


def _known(notice: Notice) -> str:
    said = str(notice.document.context.get("known_at", ""))
    return _("ตามข้อมูลที่ทราบเวลา %(at)s น.") % {"at": said[11:16].replace(":", ".")} if len(said) > 10 else ""


def working(notice: Notice) -> list[dict[str, Any]]:
    """Return the working of a letter's default interest as it was printed."""
    context = notice.document.context
    printed = context.get("working") or context.get("working_sheet") or []
    return [
        {
            "label": _("งวดที่ %(number)s") % {"number": line["instalment"]},
            "from_on": date.fromisoformat(line["from_on"]),
            "to_on": date.fromisoformat(line["to_on"]),
            "days": line["days"],
            "principal": Decimal(line["principal"]),
            "rate": Decimal(line["annual_rate"]),
            "basis": line["day_basis"],
            "amount": Decimal(line["amount"]),
        }
        for line in printed
    ]


def events(rows: Iterable[DeliveryEvent], *, with_letter: bool = False) -> list[dict[str, Any]]:
    """Return the steps of letters as a timeline, in the order given."""
    return [
        {
            "on": row.on,
            "what": _event_words(row, with_letter=with_letter),
            "who": str(row.recorded_by),
            "why": row.said,
            "tone": STATE_TONES[DeliveryState(row.now)],
            "url": reverse("debt_followup:notice", args=[row.delivery.notice_id]) if with_letter else "",
        }
        for row in rows
    ]


def _event_words(row: DeliveryEvent, *, with_letter: bool) -> str:
    words = f"{row.get_step_display()} → {row.get_now_display()}"
    if not with_letter:
        return words
    notice = row.delivery.notice
    return f"{notice.document.number} {notice.addressee.name} · {words}"


def papers(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """Return the letters to a contract's debtors with where each is, as ``components/papers_list.html`` shows them."""
    found = []
    for notice in notices:
        ways = list(notice.deliveries.all())
        newest = max(ways, key=lambda way: (way.state != DeliveryState.MADE, way.pk)) if ways else None
        found.append(
            {
                "title": f"{notice.get_kind_display()} · {notice.addressee.name}",
                "number": notice.document.number,
                "on": notice.issued_on,
                "url": reverse("debt_followup:notice", args=[notice.pk]),
                "state": newest.get_state_display() if newest else "",
                "tone": STATE_TONES[DeliveryState(newest.state)] if newest else "",
            }
        )
    return found


def next_words(upcoming: NextNotice | None, *, on: date, pause: Pause | None = None) -> str:
    """Return which letter is next, in a sentence; where there is a pause, that none goes without a reason."""
    if pause is not None:
        return _("ไม่ออกหนังสือตามลำดับ: %(why)s หากต้องออก ให้ระบุเหตุผล") % {"why": _(PAUSE_LABELS[pause])}
    if upcoming is None:
        return _("ออกหนังสือครบทุกลำดับแล้ว หรือเรียกชำระทั้งหมด มีคำพิพากษา หรือตัดหนี้สูญแล้ว")
    given = {"kind": _(KIND_LABELS[upcoming.kind]), "day": short(upcoming.due_on)}
    if upcoming.is_ripe(on=on):
        return _("ถึงกำหนดออก “%(kind)s” ตั้งแต่วันที่ %(day)s") % given
    return _("หนังสือฉบับถัดไปคือ “%(kind)s” ออกได้ตั้งแต่วันที่ %(day)s") % given


def paper_links(notice: Notice) -> list[dict[str, Any]]:
    """Return the letter itself as a paper to open."""
    paper = notice.document
    return [{"title": paper.title, "number": paper.number, "on": paper.issued_on, "url": document_url(paper.pk)}]


def code_of(way: NoticeDelivery) -> str:
    """Return the code on the envelope of a letter."""
    return delivery_code(letter=way.notice.code, route=way.route, number=way.number)
