"""What the pages of imported files show."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jobs import selectors as runs
from jobs.models import JobRun
from members.imports import columns, files
from members.models import MemberImport

State = MemberImport.State
TONES = {
    State.STAGING: "active",
    State.CHECKED: "waiting",
    State.LOADING: "active",
    State.DONE: "good",
    State.REFUSED: "bad",
}


def runs_table(runs: Iterable[MemberImport]) -> dict[str, Any]:
    """The files of a user, the newest first."""
    return {
        "caption": _("ไฟล์ที่เคยส่ง"),
        "columns": [
            {"label": _("ไฟล์")},
            {"label": _("ส่งเมื่อ"), "kind": "datetime"},
            {"label": _("สถานะ"), "kind": "state"},
            {"label": _("จำนวนแถว"), "kind": "number"},
            {"label": _("บันทึกแล้ว"), "kind": "number"},
            {"label": _("ไม่รับ"), "kind": "number"},
        ],
        "rows": [
            {
                "url": reverse("members:import_file", args=[run.pk]),
                "cells": [
                    {"value": run.name, "kind": "text"},
                    {"value": run.started_at, "kind": "datetime"},
                    {"value": run.get_state_display(), "kind": "state", "tone": TONES[State(run.state)]},
                    {"value": run.rows, "kind": "number"},
                    {"value": run.loaded, "kind": "number"},
                    {"value": run.refused, "kind": "number"},
                ],
            }
            for run in runs
        ],
        "empty": _("ยังไม่เคยส่งไฟล์"),
    }


def run_context(run: MemberImport) -> dict[str, Any]:
    """One file: what it would bring, or what became of it."""
    good = run.rows - run.refused
    waits = run.state == State.CHECKED
    progress = progress_context(run) if run.state == State.LOADING else None
    has_stopped = progress is not None and progress["run"]["finished"]
    question = _("บันทึก %(good)s รายเข้าทะเบียนหรือไม่ แถวที่ไม่รับจะไม่ถูกบันทึก") % {"good": f"{good:,}"}
    return {
        "run": run,
        "tone": TONES[State(run.state)],
        "waits": waits,
        "good": good,
        "figures": [
            {"label": _("แถวในไฟล์"), "value": run.rows, "kind": "number"},
            {"label": _("บันทึกได้") if waits else _("บันทึกแล้ว"), "value": good if waits else run.loaded, "kind": "number"},
            {"label": _("ไม่รับ"), "value": run.refused, "kind": "number", "tone": "bad" if run.refused else ""},
        ],
        "sentences": run.cursor.get("sentences", []),
        "refused": _refused_table(run) if run.cursor.get("refused") else None,
        "refused_url": reverse("members:import_refused", args=[run.pk]) if run.refused_file else "",
        "confirm_url": reverse("members:confirm_import", args=[run.pk]) if (waits and good) or has_stopped else "",
        "confirm_label": _("บันทึกต่อ") if has_stopped else _("บันทึกเข้าทะเบียน"),
        "cancel_url": reverse("members:cancel_import", args=[run.pk]) if waits else "",
        "question": _("บันทึกแถวที่เหลือต่อจากที่หยุดไว้หรือไม่") if has_stopped else question,
        "progress": progress,
    }


def progress_context(run: MemberImport) -> dict[str, Any] | None:
    """The progress bar of a confirmed file; None before it is confirmed."""
    writing = files.writing_of(run)
    if writing is None:
        return None
    return {
        "run": runs.progress(writing) | {"failed": 0},  # refused rows are said of the file, not of the run
        "poll_url": reverse("members:import_progress", args=[run.pk]),
        "cancel_url": reverse("members:stop_import", args=[run.pk]),
        "result_url": reverse("members:import_file", args=[run.pk]) if writing.state == JobRun.State.DONE else "",
        "result_label": _("ดูผลการนำเข้า"),
    }


def columns_table() -> dict[str, Any]:
    """The columns of a file of members, and what belongs in each."""
    return {
        "caption": _("คอลัมน์ของไฟล์"),
        "columns": [{"label": _("หัวคอลัมน์")}, {"label": _("สิ่งที่กรอก")}],
        "rows": [{"cells": [heading, str(columns.HELP[name])]} for name, heading, _others in columns.COLUMNS],
    }


def _refused_table(run: MemberImport) -> dict[str, Any]:
    rows = run.cursor["refused"]
    shown = _("แสดง %(shown)s จาก %(all)s แถว ทั้งหมดอยู่ในไฟล์แถวที่ไม่รับ")
    return {
        "caption": _("แถวที่ไม่รับ"),
        "columns": [{"label": _("แถว"), "kind": "number"}, {"label": _("คอลัมน์")}, {"label": _("เหตุผล")}],
        "rows": [
            {"cells": [{"value": number, "kind": "number"}, column or "–", {"value": sentence, "kind": "text"}]}
            for number, faults in rows
            for column, sentence in faults
        ],
        "shown": shown % {"shown": f"{len(rows):,}", "all": f"{run.refused:,}"} if run.refused > len(rows) else "",
    }
