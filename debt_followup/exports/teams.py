"""The lists of the debt teams: the cases in hand, and the log of contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debt_followup.models import DebtContact
from debt_followup.rules.cases import CASE, CaseState
from debt_followup.rules.teams import TEAMS
from debt_followup.rules.visits import CHANNELS, PROMISE_STATES, Judged
from debt_followup.selectors import cases as case_reads
from debt_followup.selectors import visits as visit_reads
from debt_followup.tables.cases import state_note
from debt_followup.tables.cells import last_day_cell
from debt_followup.tables.visits import outcome_words, promise_cell, who_was_met

from .lists import ByKey, Filter, Listed, amphoe_name, beside, day, money, noted, number, one_of, text


@dataclass(frozen=True, slots=True)
class _Contact:
    """A contact with how its promise stands."""

    row: DebtContact
    promise: Judged | None


def _cases(*, user: Any, on: date, **chosen: str) -> QuerySet:
    return case_reads.cases(user=user, **chosen)


def _with_promises(found: Sequence[DebtContact], *, on: date) -> list[_Contact]:
    promises = visit_reads.judged_by_contact({row.contract_id for row in found}, on=on)
    return [_Contact(row, promises.get(row.pk)) for row in found]


_TEAMS = {kind: one.label for kind, one in TEAMS.items()}
_UNPAID = {
    visit_reads.MADE: _("มีคำมั่น"),
    visit_reads.UNPAID: _("ครบกำหนดแล้วไม่มีเงินเข้า"),
}
_PROMISE = (
    day(_("วันที่รับปาก"), lambda one: one.promise.promise.due_on if one.promise else None),
    money(_("เงินที่รับปาก (บาท)"), lambda one: one.promise.promise.amount if one.promise else None),
    text(_("ผลของคำมั่น"), lambda one: gettext(PROMISE_STATES[one.promise.state]) if one.promise else ""),
)
_PROMISED = text(_("คำมั่น"), lambda one: {**promise_cell(one.promise), "kind": "text"}, 38)
_AMPHOE = Filter("amphoe", _("อำเภอ/เขต"), amphoe_name)


# -- cases -------------------------------------------------------------------------------------------------------------
_CASE = {
    "contract": text(_("สัญญา"), "case.contract.label"),
    "name": text(_("ลูกหนี้"), "name"),
    "amphoe": text(_("อำเภอ/เขต"), lambda row: str(row.case.amphoe)),
    "tambon": text(_("ตำบล/แขวง"), lambda row: str(row.case.tambon)),
    "team": text(_("ทีม"), state_note),
    "state": text(_("สถานะ"), lambda row: gettext(CASE.labels[CaseState(row.case.state)])),
    "opened_on": day(_("เปิดเรื่องวันที่"), "case.opened_on"),
    "days": number(_("ค้าง (วัน)"), "days_past_due"),
    "due": money(_("ถึงกำหนดค้างชำระ (บาท)"), "due_total"),
    "until": day(_("ฟ้องได้ถึง"), lambda row: last_day_cell(row.sue_until)),
    "last": day(_("ติดต่อล่าสุด"), lambda row: row.last.on if row.last else None),
}

CASES = Listed(
    name="debt_followup.cases",
    called="cases",
    heading=_("เรื่องติดตามหนี้"),
    rows=ByKey(_cases, case_reads.case_rows),
    sheet=(*_CASE.values(), *_PROMISE),
    paper=(
        noted(_("สัญญา (ลูกหนี้)"), _CASE["contract"], _CASE["name"], 48),
        beside(_("พื้นที่"), _CASE["tambon"], _CASE["amphoe"], 32),
        noted(_("สถานะ (ทีม)"), _CASE["state"], _CASE["team"], 42),
        *(_CASE[name] for name in ("days", "due", "until", "last")),
        _PROMISED,
    ),
    filters=(
        Filter("find", _("สัญญาหรือชื่อลูกหนี้")),
        Filter("team", _("ทีม"), one_of(_TEAMS)),
        Filter("state", _("สถานะ"), one_of(CASE.labels, empty=_("ทุกเรื่องที่ยังไม่ปิด"))),
        _AMPHOE,
    ),
)

# -- contacts ----------------------------------------------------------------------------------------------------------
_CONTACT = {
    "on": day(_("วันที่"), "row.on"),
    "at": text(_("เวลา"), lambda one: f"{one.row.at:%H:%M}", 15),
    "contract": text(_("สัญญา"), "row.contract.label"),
    "amphoe": text(_("อำเภอ/เขต"), lambda one: str(one.row.amphoe)),
    "tambon": text(_("ตำบล/แขวง"), lambda one: str(one.row.tambon)),
    "channel": text(_("วิธี"), lambda one: one.row.get_channel_display()),
    "demand": text(_("ทวงถาม"), lambda one: gettext("ใช่") if one.row.is_demand else ""),
    "met": text(_("พบ"), lambda one: who_was_met(one.row), 34),
    "outcome": text(_("ผล"), lambda one: outcome_words(one.row), 32),
    "by": text(_("ผู้บันทึก"), lambda one: str(one.row.recorded_by), 30),
}
_ASKED = text(_("ทวงถาม"), lambda one: gettext("ทวงถาม") if one.row.is_demand else "")

CONTACTS = Listed(
    name="debt_followup.contacts",
    called="contacts",
    heading=_("บันทึกการติดต่อลูกหนี้"),
    rows=ByKey(visit_reads.contacts, _with_promises),
    sheet=(*(column for name, column in _CONTACT.items() if name != "by"), *_PROMISE, _CONTACT["by"]),
    paper=(
        _CONTACT["on"],
        _CONTACT["at"],
        noted(_("สัญญา (พื้นที่)"), _CONTACT["contract"], beside(_("พื้นที่"), _CONTACT["tambon"], _CONTACT["amphoe"]), 46),
        noted(_("วิธี"), _CONTACT["channel"], _ASKED, 30),
        _CONTACT["met"],
        _CONTACT["outcome"],
        _PROMISED,
        _CONTACT["by"],
    ),
    filters=(
        Filter("channel", _("วิธีติดต่อ"), one_of(CHANNELS)),
        Filter("promise", _("คำมั่น"), lambda value: str(_UNPAID.get(value, ""))),
        _AMPHOE,
    ),
)
