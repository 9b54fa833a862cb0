"""Lists and facts of legal files, for the screen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import EntryVoid, LegalEntry, LegalFile
from debt_followup.rules.acts import FileState
from debt_followup.rules.legal import LegalDeadline, alert_of
from debt_followup.tables.acts import state_cell
from debt_followup.tables.cells import day_cell, document_url, short
from debt_followup.tables.voids import is_struck, status_words, void_cell

FILE_TONES = {
    FileState.OPEN: "waiting",
    FileState.ACTED: "active",
    FileState.DECIDED: "good",
    FileState.CLOSED: "done",
}
ALERT_TONES = {0: "bad", 7: "bad", 30: "warning", 90: "waiting", None: ""}


def alert_words(on: date, today: date) -> tuple[str, str]:
    """Return in words how far a day is, and the tone of its alert."""
    left = (on - today).days
    tone = ALERT_TONES[alert_of(on=on, today=today)]
    if left < 0:
        return _("พ้นมาแล้ว %(days)s วัน") % {"days": f"{-left:,}"}, tone
    return (_("วันนี้") if left == 0 else _("อีก %(days)s วัน") % {"days": f"{left:,}"}), tone


def legal_files(
    rows: Iterable[LegalFile], *, on: date, next_url: str = "", with_contract: bool = True
) -> dict[str, Any]:
    """Return the list of legal files with the next day of each."""
    labels = [
        (_("สัญญา"), "text"),
        (_("แฟ้ม"), "text"),
        (_("ประเภท"), "text"),
        (_("ลูกหนี้ ศาล หมายเลขคดี"), "text"),
        (_("วันสำคัญถัดไป"), "date"),
        (_("เรื่อง"), "text"),
        (_("สถานะ"), "state"),
    ]
    start = 0 if with_contract else 1
    return {
        "caption": _("แฟ้มคดี"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels[start:]],
        "rows": [_file_row(row, on, start) for row in rows],
        "empty": _("ไม่มีแฟ้มคดีตามเงื่อนไขนี้ เปิดแฟ้มได้จากหน้าลูกหนี้"),
        "next_url": next_url,
    }


def _file_row(row: LegalFile, on: date, start: int) -> dict[str, Any]:
    words, tone = alert_words(row.next_on, on) if row.next_on else ("", "")
    about = " · ".join(said for said in (row.party.name if row.party else "", row.court, row.case_number) if said)
    return {
        "url": reverse("debt_followup:legal_file", args=[row.pk]),
        "cells": [
            row.contract.label if start == 0 else "",
            row.label,
            row.get_kind_display(),
            about,
            day_cell(row.next_on, note=words, tone=tone),
            _(row.next_what) if row.next_what else "",
            state_cell(row, FILE_TONES),
        ][start:],
    }


def deadlines(rows: Iterable[LegalDeadline], *, on: date) -> list[dict[str, Any]]:
    """Return the days of a file that are to come or have passed, as rows of work."""
    found = []
    for row in rows:
        words, tone = alert_words(row.on, on)
        law = (
            _("%(law)s นับจาก %(since)s") % {"law": row.law, "since": short(row.counted_from)}
            if row.counted_from
            else row.law
        )
        found.append(
            {"title": _(row.what), "detail": f"{words} · {law}" if law else words, "due_on": row.on, "tone": tone}
        )
    return found


def file_facts(row: LegalFile) -> list[dict[str, Any]]:
    """Return what a file says at its head."""
    facts = [
        {
            "label": _("สัญญา"),
            "value": row.contract.label,
            "url": reverse("debt_followup:debtor", args=[row.contract_id]),
        },
        {"label": _("เหตุที่เปิดแฟ้ม"), "value": row.reason},
        {"label": _("เปิดวันที่"), "value": row.opened_on, "kind": "date"},
        {"label": _("ผู้เปิดแฟ้ม"), "value": str(row.opened_by) if row.opened_by else _("ระบบ")},
    ]
    if row.party:
        facts.insert(1, {"label": _("ลูกหนี้"), "value": row.party.name})
    if row.court:
        facts.append({"label": _("ศาล"), "value": row.court})
    if row.case_number:
        facts.append({"label": _("หมายเลขคดี"), "value": row.case_number})
    if row.acknowledgement:
        url = reverse("debt_followup:acknowledgement", args=[row.acknowledgement_id])
        facts.append({"label": _("หนังสือรับสภาพหนี้ที่ผิดนัด"), "value": row.acknowledgement.label, "url": url})
    if row.follows:
        url = reverse("debt_followup:legal_file", args=[row.follows_id])
        facts.append({"label": _("ต่อจากแฟ้ม"), "value": row.follows.label, "url": url})
    if row.closed_on:
        facts.append({"label": _("ปิดวันที่"), "value": row.closed_on, "kind": "date", "help": row.closed_reason})
    return facts


def entries(
    rows: Iterable[LegalEntry],
    *,
    corrected: Mapping[int, int],
    voids: Mapping[int, Sequence[EntryVoid]] | None = None,
    may_void: bool = False,
) -> list[dict[str, Any]]:
    """Return what is in a file as a timeline, newest first; a day that was corrected or taken back says so.

    :param corrected: the entries that were corrected, each with the one that corrects it.
    :param voids: the requests to take days back, by entry; ``may_void`` is whether the reader may ask for it.
    """
    icons = {LegalEntry.Kind.DAY: "calendar", LegalEntry.Kind.NOTE: "chat", LegalEntry.Kind.PAPER: "paperclip"}
    found = []
    for row in rows:
        what = row.get_day_display() if row.kind == LegalEntry.Kind.DAY else row.text or row.get_kind_display()
        url = ""
        if row.document_id and row.document:
            what, url = row.document.title, document_url(row.document_id)
        elif row.stored_id:
            url = reverse("debt_followup:legal_paper_file", args=[row.pk])
        why = row.text if row.kind == LegalEntry.Kind.DAY else ""
        if row.amount is not None:
            why = " ".join(said for said in (why, _("%(amount)s บาท") % {"amount": f"{row.amount:,.2f}"}) if said)
        asked = (voids or {}).get(row.pk, ())
        is_gone = is_struck(asked)
        counts = not is_gone and row.pk not in corrected
        if said_of_it := status_words(asked):
            why = " ".join(said for said in (why, said_of_it) if said)
        elif row.pk in corrected:
            why = " ".join(said for said in (why, _("(แก้ไขแล้ว ไม่นับ)")) if said)
        found.append(
            {
                "on": row.on,
                "who": str(row.recorded_by) if row.recorded_by else _("ระบบ"),
                "what": what,
                "why": why,
                "is_gone": is_gone,
                "more": _more(row, asked, may_void=may_void and row.pk not in corrected),
                "tone": "" if counts and row.kind != LegalEntry.Kind.DAY else "active" if counts else "neutral",
                "icon": icons[LegalEntry.Kind(row.kind)],
                "url": url,
            }
        )
    return found


def _more(row: LegalEntry, asked: Sequence[EntryVoid], *, may_void: bool) -> dict[str, str] | None:
    """Where a day of the file is asked to be taken back, or the request about it."""
    if row.kind != LegalEntry.Kind.DAY or not (asked or may_void):
        return None
    cell = void_cell(row, asked, may_ask=may_void)
    return {"url": cell["url"], "label": cell["value"]} if cell.get("url") else None
