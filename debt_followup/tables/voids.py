"""Entries that were recorded wrongly and are taken back, as the pages show them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import AcknowledgementSigner, DebtContact, EntryVoid, LegalEntry, RestructuringSigner
from debt_followup.rules.voids import VoidKind, VoidState
from debt_followup.tables.cells import day_cell, short

TONES = {
    VoidState.ASKED: "waiting",
    VoidState.CONFIRMED: "done",
    VoidState.REFUSED: "bad",
    VoidState.WITHDRAWN: "neutral",
}
# What an entry is called in the address of the page that asks for it.
ADDRESSES: dict[str, type] = {
    "signature": AcknowledgementSigner,
    "memorandum": RestructuringSigner,
    "day": LegalEntry,
    "contact": DebtContact,
}


def entry_words(entry: Any) -> str:
    """Return which entry it is: whose or what, on which day, on which paper."""
    match entry:
        case AcknowledgementSigner():
            said = {"name": entry.party.name, "on": short(entry.signed_on), "paper": str(entry.acknowledgement)}
            return _("การลงนามของ%(name)s วันที่ %(on)s ตาม%(paper)s") % said
        case RestructuringSigner():
            said = {"name": entry.party.name, "on": short(entry.signed_on), "paper": entry.restructuring.label}
            return _("การลงนามของ%(name)s วันที่ %(on)s ตามบันทึกข้อตกลงเลขที่ %(paper)s") % said
        case LegalEntry():
            said = {"day": entry.get_day_display(), "on": short(entry.on), "file": str(entry.file)}
            return _("%(day)s %(on)s ในแฟ้ม%(file)s") % said
    said = {"how": entry.get_channel_display(), "on": short(entry.on), "what": entry.get_outcome_display()}
    return _("การติดต่อ (%(how)s) วันที่ %(on)s ผล: %(what)s") % said


def entry_url(entry: Any) -> str:
    """Return the page on which an entry stands."""
    match entry:
        case AcknowledgementSigner():
            return reverse("debt_followup:acknowledgement", args=[entry.acknowledgement_id])
        case RestructuringSigner():
            return reverse("debt_followup:restructuring", args=[entry.restructuring_id])
        case LegalEntry():
            return reverse("debt_followup:legal_file", args=[entry.file_id])
    return reverse("debt_followup:visit", args=[entry.pk])


def ask_url(entry: Any) -> str:
    """Return the page on which somebody asks that an entry be taken back."""
    name = next(name for name, model in ADDRESSES.items() if isinstance(entry, model))
    return reverse("debt_followup:ask_void", args=[name, entry.pk])


def voided_words(void: EntryVoid) -> str:
    """Return what was taken back or put right, why, and by which two persons."""
    said = {
        "entry": entry_words(void.entry),
        "reason": void.reason,
        "asked": str(void.asked_by),
        "decided": str(void.decided_by or ""),
    }
    if void.right_on is not None:
        said["right"] = short(void.right_on)
        return _("แก้%(entry)s เป็นวันที่ %(right)s: %(reason)s (ผู้ขอ %(asked)s ผู้ยืนยัน %(decided)s)") % said
    return _("ยกเลิก%(entry)s ที่บันทึกผิด: %(reason)s (ผู้ขอ %(asked)s ผู้ยืนยัน %(decided)s)") % said


def status_words(rows: Sequence[EntryVoid]) -> str:
    """Return how the requests about one entry stand: the newest that waits or was confirmed; "" where there is none."""
    for row in rows:
        said = {"reason": row.reason, "asked": str(row.asked_by), "decided": str(row.decided_by or "")}
        if row.state == VoidState.ASKED:
            return _("มีผู้ขอยกเลิก รอยืนยัน: %(reason)s (ผู้ขอ %(asked)s)") % said
        if row.state == VoidState.CONFIRMED and row.right_on is not None:
            said["right"] = short(row.right_on)
            return _("แก้เป็นวันที่ %(right)s แล้ว: %(reason)s (ผู้ขอ %(asked)s ผู้ยืนยัน %(decided)s)") % said
        if row.state == VoidState.CONFIRMED:
            return _("ยกเลิกแล้ว ไม่นับ: %(reason)s (ผู้ขอ %(asked)s ผู้ยืนยัน %(decided)s)") % said
    return ""


def is_struck(rows: Iterable[EntryVoid]) -> bool:
    """Tell whether an entry was taken back for good."""
    return any(row.state == VoidState.CONFIRMED and row.right_on is None for row in rows)


def is_asked(rows: Iterable[EntryVoid]) -> bool:
    """Tell whether a request about an entry waits for the second person."""
    return any(row.state == VoidState.ASKED for row in rows)


def void_cell(entry: Any, rows: Sequence[EntryVoid], *, may_ask: bool) -> dict[str, Any]:
    """Return how an entry stands to its taking back as a cell, with the way to ask for it, or to the request."""
    words = status_words(rows)
    if is_asked(rows) or is_struck(rows):
        row = next(row for row in rows if row.state in (VoidState.ASKED, VoidState.CONFIRMED))
        url = reverse("debt_followup:void", args=[row.part_of_id or row.pk])
        return {"value": _("ดูคำขอ"), "kind": "text", "url": url, "note": words}
    if not may_ask:
        return {"value": words, "kind": "text"}
    return {"value": _("ขอยกเลิกรายการที่บันทึกผิด"), "kind": "text", "url": ask_url(entry), "note": words}


def signed_cell(entry: Any) -> dict[str, Any]:
    """Return the day of a signature as a cell: struck through where it was taken back, put right where it was wrong."""
    day = entry.counts_on
    if day is None:
        return {"value": short(entry.signed_on), "kind": "gone"}
    return day_cell(
        day, note=_("บันทึกครั้งแรกเป็น %(on)s") % {"on": short(entry.signed_on)} if day != entry.signed_on else ""
    )


def voids(rows: Iterable[EntryVoid], *, next_url: str = "") -> dict[str, Any]:
    """Return the requests, the newest first."""
    labels = [
        (_("สัญญา"), "text"),
        (_("รายการ"), "text"),
        (_("ขอเมื่อ"), "date"),
        (_("ผู้ขอ"), "text"),
        (_("สถานะ"), "state"),
        (_("ผู้ยืนยัน"), "text"),
    ]
    return {
        "caption": _("รายการที่ขอยกเลิกเพราะบันทึกผิด"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [
            {
                "url": reverse("debt_followup:void", args=[row.pk]),
                "cells": [
                    row.contract.label,
                    {"value": entry_words(row.entry), "kind": "text", "note": row.reason},
                    day_cell(row.asked_on),
                    str(row.asked_by),
                    {"value": row.get_state_display(), "kind": "state", "tone": TONES[VoidState(row.state)]},
                    {"value": str(row.decided_by or ""), "kind": "text", "note": row.note},
                ],
            }
            for row in rows
        ],
        "next_url": next_url,
        "empty": _("ไม่มีคำขอ ขอยกเลิกได้จากหน้าของรายการที่บันทึกผิด"),
    }


def void_facts(row: EntryVoid) -> list[dict[str, Any]]:
    """Return one request as facts."""
    entry = row.entry
    facts: list[dict[str, Any]] = [
        {"label": _("รายการที่บันทึกไว้"), "value": entry_words(entry), "url": entry_url(entry)},
        {"label": _("บันทึกโดย"), "value": str(entry.recorded_by) if entry.recorded_by else _("ระบบ")},
    ]
    if row.right_on is not None:
        facts.append({"label": _("วันที่ลงนามที่ถูกต้อง"), "value": row.right_on, "kind": "date"})
    facts += [
        {"label": _("เหตุผล"), "value": row.reason},
        {"label": _("ผู้ขอ"), "value": str(row.asked_by)},
        {"label": _("ขอเมื่อ"), "value": row.asked_on, "kind": "date"},
    ]
    if row.decided_on is not None:
        facts += [
            _ended_by(row),
            {"label": _("วันที่พิจารณา"), "value": row.decided_on, "kind": "date", "help": row.note},
        ]
    return facts


def _ended_by(row: EntryVoid) -> dict[str, Any]:
    """Who decided or withdrew a request; one with a note and nobody's decision went with another that was confirmed."""
    if row.state != VoidState.WITHDRAWN:
        return {"label": _("ผู้พิจารณา"), "value": str(row.decided_by)}
    return {"label": _("ผู้ถอนคำขอ"), "value": _("ระบบ") if row.note else str(row.asked_by)}


def along_words(rows: Iterable[EntryVoid]) -> list[str]:
    """Return which entries went with the one that was asked about."""
    return [entry_words(row.entry) for row in rows]


def follows_words(kind: VoidKind, *, has_right_day: bool = False) -> str:
    """Return what confirming does, in a sentence or two."""
    if has_right_day:
        return _("เมื่อยืนยันแล้ว อายุความของผู้ลงนามจะนับจากวันที่ที่ถูกต้อง วันเดิมยังอ่านได้")
    said = {
        VoidKind.SIGNATURE: _(
            "เมื่อยืนยันแล้ว การลงนามนี้ไม่ทำให้อายุความเริ่มนับใหม่ ถ้าไม่เหลือผู้ลงนามเลย หนังสือกลับไปรอลงนาม "
            "การเรียกชำระทั้งหมดที่เกิดจากหนังสือนี้จะถูกเพิกถอน และฉบับก่อนที่หนังสือนี้แทนกลับมีผล"
        ),
        VoidKind.ACCEPTANCE: _(
            "เมื่อยืนยันแล้ว การลงนามนี้ไม่ให้สิทธิฟ้อง 2 ปี ถ้าไม่เหลือผู้ลงนามเลย หนังสือกลับไปรอลงนาม และฉบับก่อนที่หนังสือนี้แทนกลับมีผล"
        ),
        VoidKind.MEMORANDUM: _(
            "เมื่อยืนยันแล้ว การลงนามนี้ไม่ทำให้อายุความเริ่มนับใหม่ ตารางผ่อนชำระที่มีผลแล้วไม่เปลี่ยน "
            "ถ้าบันทึกข้อตกลงยังไม่มีผล จะกลับไปรอลายมือชื่อผู้นี้"
        ),
        VoidKind.DAY: _(
            "เมื่อยืนยันแล้ว วันนี้ไม่นับ แฟ้มกลับไปอยู่ในสถานะตามวันที่ที่เหลือ อายุความคำนวณใหม่ "
            "คำพิพากษาที่ยกเลิกจะหายไปจากแฟ้มบังคับคดีและเหตุการณ์ของสัญญาด้วย"
        ),
        VoidKind.CONTACT: _(
            "เมื่อยืนยันแล้ว การทวงถามและคำมั่นในบันทึกนี้ไม่นับ ผลการส่งหนังสือและหลักฐานการชำระที่แนบไว้ ต้องแก้ที่หน้าของรายการนั้น"
        ),
    }
    return said[kind]
