"""The contexts of the papers after the money: กส.๓/๒, กส.๔/๒ and the plan of following up.

Papers are Thai documents: their wording is not translated.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from areas.models import Amphoe, User
from areas.selectors import OfficeMissing, issuer_context, office_of
from projects.models import AmphoeSummary, FollowUpVisit, ProgressReport
from projects.rules import BANGKOK
from projects.rules.progress import COURSE_LABELS, Course, ReportKind, half_year_number
from projects.selectors.progress import proposer_of
from projects.selectors.visits import SUPPORTS, PhaseCount
from thai.dates import be_year, format_long

REPORT, SUMMARY, PLAN = "papers/progress_report.html", "papers/amphoe_summary.html", "papers/follow_up_plan.html"
SUPPORT_NAMES = {"LOAN": "เงินทุนหมุนเวียน", "SUBSIDY": "เงินอุดหนุน"}
PHASE_NAMES = {"BEFORE": "ก่อนดำเนินการ", "DURING": "ระหว่างดำเนินการ", "AFTER": "หลังดำเนินการ"}


def period_name(period_on: date) -> str:
    """Return what a half-year is called on papers: งวดที่ 1 ปีงบประมาณ พ.ศ. 2561 (ณ วันที่ 31 มีนาคม 2561)."""
    half, year = half_year_number(period_on=period_on)
    return f"งวดที่ {half} ปีงบประมาณ พ.ศ. {year} (ณ วันที่ {format_long(period_on, thai_digits=False)})"


def progress_report(*, report: ProgressReport, proposal: Any, photos: int) -> dict[str, Any]:
    """Return the context of one report as the form to sign and file. Source: R-FORM-01, R-REP-02."""
    told = report.content
    first = report.kind == ReportKind.FIRST
    return {
        "issuer": _issuer(province=proposal.province_id, amphoe=proposal.amphoe_id),
        "is_first": first,
        "period": "รายงานครั้งแรกหลังได้รับเงิน" if first else period_name(report.period_on),
        "project": {
            "reference": proposal.reference,
            "title": proposal.title,
            "proposer": proposer_of(proposal),
            "support": SUPPORT_NAMES[proposal.support],
            "place": _place(proposal),
            "amphoe": proposal.amphoe.label,
            "province": proposal.province.label,
            "amount": f"{proposal.amount:.2f}",
            "transferred_on": proposal.transferred_on.isoformat(),
        },
        "told": {**told, "course": COURSE_LABELS[Course(told["course"])]},
        "spent": f"{report.spent:.2f}",
        "left": f"{proposal.amount - report.spent:.2f}",
        "income": f"{report.income:.2f}",
        "photos": photos,
        "reported_on": report.reported_on.isoformat(),
        "forwarded_on": report.forwarded_on.isoformat() if report.forwarded_on else None,
        "as_of": report.reported_on.isoformat(),
    }


def _place(proposal: Any) -> str:
    """Where the work is done; the tambon is added unless the place names it."""
    place = proposal.place.strip()
    return place if proposal.tambon.name_th in place else f"{place} {proposal.tambon.label}".strip()


def amphoe_summary(
    *, content: dict[str, Any], amphoe: Amphoe, revision: int, by: User, issued_on: date
) -> dict[str, Any]:
    """Return the context of กส.๔/๒ from its frozen content. Source: R-FORM-02, R-REP-05."""
    return {
        "issuer": _issuer(province=amphoe.province_id, amphoe=amphoe.pk),
        "content": content,
        "amphoe_label": amphoe.label,
        "province_label": amphoe.province.label,
        "half_year": period_name(date.fromisoformat(content["period_on"])),
        "revision": revision,
        "support_names": SUPPORT_NAMES,
        "issued_on": issued_on.isoformat(),
        "as_of": content["period_on"],
        "signatures": [
            {"name": str(by), "position": by.position, "role": "ผู้สรุปรายงาน"},
            {"name": "", "position": _secretary(amphoe), "role": "ผู้รับรอง"},
        ],
    }


def summary_number(*, amphoe: Amphoe, number: int, on: date) -> str:
    """Return the number of a summary: อกส.อ.ขุนตาล กส.4/2-1/2561, in Bangkok เขตบางรัก กส.4/2-1/2561."""
    return f"{_organ(amphoe)} กส.4/2-{number}/{be_year(on)}"


def _organ(amphoe: Amphoe) -> str:
    """อกส.อ. of the amphoe; Bangkok has none, the office of the khet writes there."""
    return amphoe.label if amphoe.province_id == BANGKOK else f"อกส.อ.{amphoe.name_th}"


def _secretary(amphoe: Amphoe) -> str:
    """Who certifies the summary."""
    return f"เจ้าหน้าที่{amphoe.label}" if amphoe.province_id == BANGKOK else f"เลขานุการ อกส.อ.{amphoe.name_th}"


def summary_subject(summary: AmphoeSummary) -> str:
    """Return the subject under which the paper of a summary is filed."""
    return f"amphoe_summary:{summary.pk}"


def summary_title(summary: AmphoeSummary) -> str:
    """Return the title of the paper of a summary."""
    again = f" (ฉบับแก้ไขที่ {summary.revision - 1})" if summary.revision > 1 else ""
    return f"กส.4/2 {summary.amphoe.label} {period_name(summary.period_on)}{again}"


def follow_up_plan(
    *, amphoe: Amphoe, fiscal_year_be: int, visits: Iterable[FollowUpVisit], counts: Iterable[PhaseCount], on: date
) -> dict[str, Any]:
    """Return the context of the plan and result of following up. Source: R-FORM-12, R-PROJ-22."""
    counted: dict[str, dict[str, Any]] = {}
    for row in counts:
        phase = counted.setdefault(row.phase, {"label": PHASE_NAMES[row.phase], "cells": []})
        phase["cells"].append({"planned": row.planned, "done": row.done})
    return {
        "issuer": _issuer(province=amphoe.province_id, amphoe=amphoe.pk),
        "year_be": fiscal_year_be,
        "amphoe_label": amphoe.label,
        "province_label": amphoe.province.label,
        "supports": [label for _support, label in SUPPORTS],
        "counts": list(counted.values()),
        "phases": [
            {"label": PHASE_NAMES[phase], "rows": [_visit(row) for row in rows]}
            for phase, rows in _by_phase(visits).items()
        ],
        "as_of": on.isoformat(),
        "known_at": on.isoformat(),
    }


def _by_phase(visits: Iterable[FollowUpVisit]) -> dict[str, list[FollowUpVisit]]:
    found: dict[str, list[FollowUpVisit]] = {phase: [] for phase in FollowUpVisit.Phase.values}
    for row in visits:
        found[row.phase].append(row)
    return {phase: rows for phase, rows in found.items() if rows}


def _visit(row: FollowUpVisit) -> dict[str, Any]:
    proposal = row.proposal
    return {
        "activity": row.activity,
        "where": row.tambon.label if row.tambon_id else "",
        "project": proposal.title if proposal else "",
        "support": SUPPORT_NAMES[proposal.support] if proposal else "",
        "planned_on": row.planned_on.isoformat(),
        "done_on": row.done_on.isoformat() if row.done_on else None,
        "result": row.result,
    }


def _issuer(*, province: str, amphoe: str) -> dict[str, Any]:
    """The office of the amphoe; where it is not entered yet, the province's; a paper waits for neither."""
    for code in (amphoe, None):
        try:
            return issuer_context(office=office_of(province=province, amphoe=code))
        except OfficeMissing:
            continue
    return {}
