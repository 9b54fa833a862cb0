"""Columns as data after the money: on the screen and in a file alike."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import ProgressReport
from projects.rules.progress import COURSE_LABELS, Course, Owed, Readings, ReportKind, half_year_number
from projects.selectors import collecting
from projects.selectors.progress import Expected, Line, Period, Progress, Tally
from projects.tables.places import area_word, gathered, place_of, sent_on, taker
from thai.dates import format_short
from thai.refusals import Refusal, reader_is_english

LATE = "bad"


# -- words -----------------------------------------------------------------------------------------------------------
def owed_label(owed: Owed) -> str:
    """Return what an owed report is called."""
    return _name(owed.kind, owed.period_on)


def report_label(report: ProgressReport) -> str:
    """Return what a report is called."""
    return _name(report.kind, report.period_on)


def _name(kind: str, period_on: Any) -> str:
    if kind == ReportKind.FIRST:
        return _("รายงานครั้งแรก")
    half, year = half_year_number(period_on=period_on)
    return _("กส.3/2 งวดที่ %(half)s/%(year)s") % {"half": half, "year": year}


def days_late(days: int) -> str:
    """Return by how many days something is late; nothing where it is in time."""
    return _("ช้า %(days)s วัน") % {"days": f"{days:,}"} if days else ""


def expected_state(one: Expected, *, province: str) -> tuple[str, str]:
    """Return what is said of an owed report of a project of that province, and its tone."""
    if one.report is not None and one.report.forwarded_on is not None:
        return sent_on(province), "done"
    if one.report is not None:
        return gathered(province), "active"
    return (
        (_("เลยกำหนด %(days)s วัน") % {"days": f"{one.days_late:,}"}, LATE)
        if one.days_late
        else (_("รอรายงาน"), "waiting")
    )


def line_state(line: Line) -> dict[str, Any]:
    """Return the state of a line of the board as a cell."""
    label, tone = {
        "FORWARDED": (sent_on(line.proposal.province_id), "done"),
        "REPORTED": (gathered(line.proposal.province_id), "active"),
        "LATE": (_("เลยกำหนด"), LATE),
        "WAITING": (_("รอรายงาน"), "waiting"),
    }[line.status]
    return {"value": label, "kind": "state", "tone": tone, "note": days_late(line.days_late)}


# -- the board -------------------------------------------------------------------------------------------------------
def tally_table(rows: Sequence[Tally], *, names: Mapping[str, Any], total: Tally, url_of: Any) -> dict[str, Any]:
    """Return the numbers of each amphoe with the sum of all."""
    place = place_of(str(row.area)[:2] for row in rows)
    return {
        "caption": _("จำนวนรายงานตามอำเภอ"),
        "columns": [
            {"label": area_word(place)},
            {"label": _("ต้องรายงาน"), "kind": "number"},
            {"label": _("รายงานแล้ว"), "kind": "number"},
            {"label": sent_on(place), "kind": "number"},
            {"label": _("ยังไม่รายงาน"), "kind": "number"},
            {"label": _("เลยกำหนด"), "kind": "number"},
        ],
        "rows": [
            {
                "url": url_of(row.area),
                "tone": LATE if row.overdue else "",
                "cells": [{"value": str(names[row.area]), "kind": "text"}, *_tally_cells(row)],
            }
            for row in rows
        ],
        "totals": [{"value": _("รวม"), "kind": "text"}, *_tally_cells(total)],
        "empty": _("ไม่มีโครงการที่ต้องรายงานในงวดนี้"),
    }


def _tally_cells(row: Tally) -> list[dict[str, Any]]:
    numbers = (row.owed, row.reported, row.forwarded, row.owed - row.reported, row.overdue)
    return [{"value": number, "kind": "number"} for number in numbers]


def report_columns() -> list[dict[str, Any]]:
    """Return the columns of the list of projects for a period."""
    return [
        {"label": _("โครงการ")},
        {"label": _("พื้นที่")},
        {"label": _("วันที่ได้รับเงิน"), "kind": "date"},
        {"label": _("กำหนด"), "kind": "date"},
        {"label": _("รายงานเมื่อ"), "kind": "date"},
        {"label": _("สถานะ"), "kind": "state"},
    ]


def report_table(lines: Iterable[Line], *, period: Period, **extra: Any) -> dict[str, Any]:
    """Return the projects that owe a report for a period."""
    return {
        "caption": _("โครงการที่ต้องรายงาน"),
        "columns": report_columns(),
        "rows": [_report_row(line, period) for line in lines],
        "empty": _("ไม่พบโครงการตามตัวกรองนี้"),
        **extra,
    }


def _report_row(line: Line, period: Period) -> dict[str, Any]:
    """A first report has two limits: the day to remind stands under the day that counts (D-06)."""
    proposal = line.proposal
    reminder = ""
    if period.kind is ReportKind.FIRST and line.remind_on:
        said = format_short(line.remind_on, english=reader_is_english())
        reminder = _("เตือนเมื่อครบ 30 วัน %(on)s") % {"on": said}
    page = reverse("projects:report", args=[line.report_pk]) if line.report_pk else ""
    return {
        "url": page or reverse("projects:proposal", args=[proposal.reference]),
        "cells": [
            {"value": proposal.title, "kind": "text", "note": f"{proposal.reference} · {line.proposer}"},
            {"value": proposal.tambon, "kind": "text", "note": str(proposal.amphoe)},
            {"value": line.transferred_on, "kind": "date"},
            {"value": line.due_on, "kind": "date", "note": reminder},
            {"value": line.reported_on, "kind": "date"},
            line_state(line),
        ],
    }


def late_sheet(lines: Iterable[Line]) -> tuple[list[dict[str, Any]], Iterable[list[Any]]]:
    """Return the columns and rows of the file of those who are late."""
    columns = [
        {"label": _("เลขที่คำขอ")},
        {"label": _("โครงการ")},
        {"label": _("ผู้เสนอโครงการ")},
        {"label": _("ประเภทเงิน")},
        {"label": _("ตำบล")},
        {"label": _("อำเภอ")},
        {"label": _("วันที่ได้รับเงิน"), "kind": "date"},
        {"label": _("วันที่เตือน"), "kind": "date"},
        {"label": _("กำหนด"), "kind": "date"},
        {"label": _("เลยกำหนด (วัน)"), "kind": "number"},
    ]
    rows = (
        [
            line.proposal.reference,
            line.proposal.title,
            line.proposer,
            line.proposal.get_support_display(),
            str(line.proposal.tambon),
            str(line.proposal.amphoe),
            line.transferred_on,
            line.remind_on,
            line.due_on,
            line.days_late,
        ]
        for line in lines
    )
    return columns, rows


# -- the desk of a tambon --------------------------------------------------------------------------------------------
def to_start(rows: Sequence[collecting.ToStart]) -> dict[str, Any]:
    """Return the projects that have their money and have not begun."""
    return {
        "caption": _("โครงการที่ได้รับเงินแล้ว ยังไม่บันทึกการเริ่มดำเนินการ"),
        "columns": [
            {"label": _("โครงการ")},
            {"label": _("วันที่ได้รับเงิน"), "kind": "date"},
            {"label": _("เริ่มภายใน 7 วันทำการ"), "kind": "date"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("projects:proposal", args=[row.proposal.reference]),
                "cells": [
                    {"value": row.proposal.title, "kind": "text", "note": row.proposer},
                    {"value": row.transferred_on, "kind": "date"},
                    {"value": row.start_by_on, "kind": "date"},
                    _lateness_cell(row.days_late, _("รอเริ่ม")),
                ],
            }
            for row in rows
        ],
    }


def to_report(rows: Sequence[collecting.ToReport], *, of: int) -> dict[str, Any]:
    """Return the reports that have not come; each leads to its form. ``of`` is how many there are in all."""
    return {
        "caption": _("รายงานที่ยังไม่ได้รับจากสมาชิก"),
        "columns": [
            {"label": _("โครงการ")},
            {"label": _("รายงาน")},
            {"label": _("เตือนตั้งแต่"), "kind": "date"},
            {"label": _("กำหนด"), "kind": "date"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("projects:enter_report", args=[row.proposal.reference, _period_key(row.owed)]),
                "tone": LATE if row.days_late else "",
                "cells": [
                    {"value": row.proposal.title, "kind": "text", "note": row.proposer},
                    owed_label(row.owed),
                    {"value": row.owed.remind_on, "kind": "date"},
                    {"value": row.owed.due_on, "kind": "date"},
                    _lateness_cell(row.days_late, _("รอรายงาน")),
                ],
            }
            for row in rows
        ],
        "empty": _("ไม่มีรายงานค้างรับ"),
        "shown": _("แสดง %(shown)s จาก %(all)s") % {"shown": len(rows), "all": f"{of:,}"} if of > len(rows) else "",
    }


def to_forward(rows: Sequence[collecting.ToForward]) -> list[dict[str, Any]]:
    """Return the reports that wait to be sent on, for the form with boxes to tick."""
    return [
        {
            "pk": row.report.pk,
            "url": reverse("projects:report", args=[row.report.pk]),
            "title": row.report.proposal.title,
            "proposer": row.proposer,
            "label": report_label(row.report),
            "reported_on": row.report.reported_on,
            "pictures": row.report.pictures,
            "forward_by_on": row.forward_by_on,
            "late": days_late(row.days_late),
        }
        for row in rows
    ]


def forwarded(rows: Sequence[ProgressReport]) -> dict[str, Any]:
    """Return the reports that were sent on last."""
    place = place_of(row.proposal.province_id for row in rows)
    return {
        "caption": _("รายงานที่ส่ง %(organ)s แล้ว ล่าสุด") % {"organ": taker(place)},
        "columns": [
            {"label": _("โครงการ")},
            {"label": _("รายงาน")},
            {"label": _("รายงานเมื่อ"), "kind": "date"},
            {"label": _("ส่งเมื่อ"), "kind": "date"},
        ],
        "rows": [
            {
                "url": reverse("projects:report", args=[row.pk]),
                "cells": [
                    row.proposal.title,
                    report_label(row),
                    {"value": row.reported_on, "kind": "date"},
                    {"value": row.forwarded_on, "kind": "date"},
                ],
            }
            for row in rows
        ],
    }


def _lateness_cell(days: int, otherwise: str) -> dict[str, Any]:
    if days:
        return {"value": _("เลยกำหนด %(days)s วัน") % {"days": f"{days:,}"}, "kind": "state", "tone": LATE}
    return {"value": otherwise, "kind": "state", "tone": "waiting"}


def _period_key(owed: Owed) -> str:
    return "first" if owed.kind is ReportKind.FIRST else owed.period_on.isoformat()


# -- one report ------------------------------------------------------------------------------------------------------
def report_facts(report: ProgressReport) -> list[dict[str, Any]]:
    """Return what a report says, as facts."""
    told, proposal = report.content, report.proposal
    return [
        {"label": _("ผลการดำเนินงาน"), "value": str(Refusal(COURSE_LABELS[Course(told["course"])]))},
        {"label": _("วันที่สมาชิกรายงาน"), "value": report.reported_on, "kind": "date"},
        {"label": _("ได้รับเงิน"), "value": proposal.amount, "kind": "money"},
        {"label": _("ใช้จ่ายเงินแล้ว"), "value": report.spent, "kind": "money"},
        {"label": _("คงเหลือ"), "value": proposal.amount - report.spent, "kind": "money"},
        {"label": _("รายได้จากโครงการ"), "value": report.income, "kind": "money"},
        {"label": _("ผู้ได้รับประโยชน์ (คน)"), "value": told.get("people", 0), "kind": "number"},
        {"label": _("ผู้มีงานทำหรือมีรายได้เพิ่ม (คน)"), "value": told.get("jobs", 0), "kind": "number"},
        {"label": _("ผู้รวบรวมรายงานในพื้นที่"), "value": told.get("relayed_by", "")},
        {"label": _("ผู้บันทึก"), "value": str(report.entered_by)},
        {"label": _("ตำบลส่งอำเภอเมื่อ"), "value": report.forwarded_on, "kind": "date"},
    ]


def start_facts(progress: Progress) -> list[dict[str, Any]]:
    """Return when the money came, by when to begin and when it was begun; and both limits of the first report."""
    late = days_late(progress.start_days_late)
    return [
        {"label": _("วันที่ได้รับเงิน"), "value": progress.transferred_on, "kind": "date"},
        {"label": _("เริ่มภายใน 7 วันทำการ"), "value": progress.start_by, "kind": "date"},
        {
            "label": _("เริ่มดำเนินโครงการ"),
            "value": progress.started_on,
            "kind": "date",
            "help": late,
            "tone": LATE if late else "",
        },
        *reading_facts(progress.readings),
    ]


def reading_facts(readings: Readings | None) -> list[dict[str, Any]]:
    """Return both limits of the first report. Source: D-06."""
    if readings is None:
        return []
    return [
        {"label": _("รายงานครั้งแรก เตือนเมื่อครบ 30 วัน"), "value": readings.reminder.last_on, "kind": "date"},
        {"label": _("รายงานครั้งแรก กำหนดตามนโยบาย"), "value": readings.limit.last_on, "kind": "date"},
    ]
