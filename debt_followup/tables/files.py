"""The lines of the lists of the debt teams in a file: plain values, a column each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from debt_followup.models import DebtContact
from debt_followup.rules import NEVER
from debt_followup.rules.cases import CASE, CaseState
from debt_followup.rules.visits import PROMISE_STATES, Judged
from debt_followup.selectors.cases import CaseRow
from debt_followup.tables.visits import who_was_met


def _columns(*columns: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"label": label, "kind": kind} for label, kind in columns]


def case_columns() -> list[dict[str, Any]]:
    """Return the columns of the list of cases."""
    return _columns(
        (_("สัญญา"), "text"),
        (_("ลูกหนี้"), "text"),
        (_("อำเภอ/เขต"), "text"),
        (_("ตำบล/แขวง"), "text"),
        (_("ทีม"), "text"),
        (_("สถานะ"), "text"),
        (_("เปิดเรื่องวันที่"), "date"),
        (_("ค้าง (วัน)"), "number"),
        (_("ถึงกำหนดค้างชำระ (บาท)"), "money"),
        (_("ฟ้องได้ถึง"), "date"),
        (_("ติดต่อล่าสุด"), "date"),
        (_("วันที่รับปาก"), "date"),
        (_("เงินที่รับปาก (บาท)"), "money"),
        (_("ผลของคำมั่น"), "text"),
    )


def case_lines(rows: Iterable[CaseRow]) -> list[list[Any]]:
    """Return a line a case, in their order."""
    return [
        [
            row.case.contract.label,
            row.name,
            row.case.amphoe.label,
            row.case.tambon.label,
            row.case.team.get_kind_display(),
            _(CASE.labels[CaseState(row.case.state)]),
            row.case.opened_on,
            row.days_past_due,
            row.due_total,
            None if row.sue_until == NEVER else row.sue_until,
            row.last.on if row.last else None,
            *_promise(row.promise),
        ]
        for row in rows
    ]


def contact_columns() -> list[dict[str, Any]]:
    """Return the columns of the log of contacts."""
    return _columns(
        (_("วันที่"), "date"),
        (_("เวลา"), "text"),
        (_("สัญญา"), "text"),
        (_("อำเภอ/เขต"), "text"),
        (_("ตำบล/แขวง"), "text"),
        (_("วิธี"), "text"),
        (_("ทวงถาม"), "text"),
        (_("พบ"), "text"),
        (_("ผล"), "text"),
        (_("วันที่รับปาก"), "date"),
        (_("เงินที่รับปาก (บาท)"), "money"),
        (_("ผลของคำมั่น"), "text"),
        (_("ผู้บันทึก"), "text"),
    )


def contact_lines(rows: Iterable[DebtContact], promises: Mapping[int, Judged]) -> list[list[Any]]:
    """Return a line a contact, in their order."""
    return [
        [
            row.on,
            f"{row.at:%H:%M}",
            row.contract.label,
            row.amphoe.label,
            row.tambon.label,
            row.get_channel_display(),
            _("ใช่") if row.is_demand else "",
            who_was_met(row),
            row.get_outcome_display(),
            *_promise(promises.get(row.pk)),
            str(row.recorded_by),
        ]
        for row in rows
    ]


def _promise(judged: Judged | None) -> list[Any]:
    if judged is None:
        return [None, None, ""]
    return [judged.promise.due_on, judged.promise.amount, _(PROMISE_STATES[judged.state])]
