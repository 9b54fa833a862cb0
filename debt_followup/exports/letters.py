"""Bills and demands on their way, the letters of September, and what came back of them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debt_followup import selectors
from debt_followup.models import Confirmation, NoticeBatch
from debt_followup.rules.confirmations import CHASE_LABELS, Chase
from debt_followup.rules.deliveries import STATE_LABELS
from debt_followup.rules.notices import KIND_LABELS, Route
from debt_followup.selectors import notices as notice_reads
from debt_followup.tables.cells import short
from debt_followup.tables.notices import state_note
from debt_followup.tables.replies import answer_cell, ending_label, return_words
from jobs.models import JobRun

from .lists import ByKey, Filter, Listed, amphoe_name, beside, day, money, noted, number, one_of, text

VIEW = "debt.view"
_AMPHOE = Filter("amphoe", _("อำเภอ/เขต"), amphoe_name)


# -- bills and demands -------------------------------------------------------------------------------------------------
def _deliveries(*, user: Any, on: Any, batch: str, **chosen: str) -> QuerySet:
    rows = notice_reads.deliveries(user=user, **chosen).defer("notice__document__context")
    return rows.filter(notice__batch=batch) if batch else rows


def _batch(key: str) -> str:
    found = NoticeBatch.objects.select_related("amphoe").filter(pk=key).first() if key else None
    return f"{found.get_kind_display()} {found.amphoe} {short(found.issued_on)}" if found else ""


def _route(row: Any) -> str:
    return gettext("ไปรษณีย์") if row.route == Route.POST else gettext("ผ่าน อกส.อ.")


_LETTER = {
    "number": text(_("เลขที่หนังสือ"), "notice.document.number", 30),
    "code": text(_("รหัสหนังสือ"), "notice.code"),
    "issued_on": day(_("ลงวันที่"), "notice.issued_on"),
    "to": text(_("ผู้รับ"), "notice.addressee.name"),
    "for": text(_("แทนลูกหนี้"), lambda row: row.notice.party.name if row.notice.stand_in else ""),
    "contract": text(_("สัญญา"), "notice.contract.label"),
    "kind": text(_("หนังสือ"), lambda row: row.get_kind_display(), 32),
    "amphoe": text(_("อำเภอ/เขต"), lambda row: str(row.amphoe), 22),
    "tambon": text(_("ตำบล/แขวง"), lambda row: str(row.tambon)),
    "route": text(_("ทาง"), _route, 20),
    "time": number(_("ส่งครั้งที่"), "number"),
    "registration": text(_("เลขลงทะเบียน"), "registration_number"),
    "state": text(_("สถานะ"), lambda row: row.get_state_display()),
    "given_on": day(_("ส่งให้ อกส.อ. วันที่"), "given_on"),
    "posted_on": day(_("ส่งไปรษณีย์วันที่"), "posted_on"),
    "received_on": day(_("รับวันที่"), "received_on"),
    "received_by": text(_("ผู้ลงชื่อรับ"), "received_by"),
    "returned_on": day(_("ตีกลับวันที่"), "returned_on"),
    "reason": text(_("เหตุที่ส่งไม่ถึง"), lambda row: row.get_return_reason_display()),
    "amount": money(_("ยอดตามหนังสือ"), "notice.amount"),
    "reply_by": day(_("ขอให้ชำระภายใน"), "notice.reply_by"),
}

NOTICES = Listed(
    name="debt_followup.notices",
    called="notices",
    heading=_("ใบแจ้งหนี้และหนังสือทวงถาม"),
    rows=ByKey(_deliveries),
    sheet=tuple(_LETTER.values()),
    paper=(
        _LETTER["number"],
        _LETTER["issued_on"],
        noted(_("ผู้รับ (สัญญา)"), _LETTER["to"], _LETTER["contract"], 42),
        _LETTER["kind"],
        _LETTER["amphoe"],
        _LETTER["route"],
        noted(_("สถานะ"), _LETTER["state"], text("", state_note), 42),
        _LETTER["amount"],
        _LETTER["reply_by"],
    ),
    filters=(
        Filter("batch", _("ชุด"), _batch),
        Filter("kind", _("หนังสือ"), one_of(KIND_LABELS)),
        Filter("state", _("สถานะ"), one_of(STATE_LABELS)),
        _AMPHOE,
        Filter("find", _("สัญญา ชื่อ รหัส หรือเลขลงทะเบียน")),
    ),
)


# -- the letters of September ------------------------------------------------------------------------------------------
def _letters(*, user: Any, on: Any, run: int) -> QuerySet:
    rows = Confirmation.objects.visible_to(user, VIEW).filter(run=run)
    return selectors.with_answer(selectors.with_debtor(rows))


def _chased(*, user: Any, on: Any, amphoe: str, chase: str) -> QuerySet:
    rows = selectors.with_debtor(Confirmation.objects.visible_to(user, VIEW))
    rows = rows.filter(amphoe=amphoe) if amphoe else rows
    return selectors.to_chase(rows, on=on, chase=Chase(chase or Chase.UNANSWERED))


def _period(run: int) -> str:
    """The 30 September of a run."""
    period = JobRun.objects.filter(pk=run).values_list("period", flat=True).first() if run else None
    return short(date.fromisoformat(period)) if period else ""


_BALANCE = {
    "number": text(_("เลขที่หนังสือ"), "document.number", 28),
    "to": text(_("ผู้รับ"), "debtor"),
    "contract": text(_("สัญญา"), "contract.label"),
    "amphoe": text(_("อำเภอ/เขต"), lambda row: str(row.amphoe)),
    "tambon": text(_("ตำบล/แขวง"), lambda row: str(row.tambon)),
}
_SUMS = {
    "principal": money(_("เงินต้น"), "principal", 26),
    "interest": money(_("ดอกเบี้ย"), "contract_interest", 22),
    "penalty": money(_("เบี้ยปรับ"), "default_interest", 22),
    "more": money(_("พักไว้และค่าใช้จ่าย"), lambda row: row.frozen + row.costs, 22),
    "credit": money(_("รับล่วงหน้า"), "credit", 22),
    "total": money(_("รวม"), "total", 26),
}
_ANSWER = text(_("คำตอบ"), lambda row: answer_cell(row.answer)["value"], 24)
_TO = noted(_("ผู้รับ (สัญญา)"), _BALANCE["to"], _BALANCE["contract"], 44)
_PLACE = beside(_("พื้นที่"), _BALANCE["tambon"], _BALANCE["amphoe"], 32)
_REPLY_BY = day(_("ขอให้ตอบภายใน"), "reply_by")

LETTERS = Listed(
    name="debt_followup.letters",
    called="confirmations",
    heading=_("หนังสือยืนยันยอดหนี้"),
    rows=ByKey(_letters, is_oldest_first=True),
    sheet=(
        *_BALANCE.values(),
        *_SUMS.values(),
        _ANSWER,
        money(_("ลูกหนี้แจ้ง"), "stated"),
        day(_("ตอบวันที่"), "answered_on"),
        _REPLY_BY,
    ),
    paper=(_BALANCE["number"], _TO, _PLACE, *_SUMS.values(), _ANSWER),
    filters=(Filter("run", _("ยอด ณ วันที่"), _period),),
)

_TOTAL = money(_("ยอดหนี้ตามหนังสือ"), "total")
_REMINDED = day(_("ติดตามล่าสุด"), "reminded_on")
_RETURNED = day(_("ตีกลับวันที่"), lambda row: getattr(row, "returned_on", None))
_WHY_BACK = text(_("เหตุที่ส่งไม่ถึง"), return_words, 30)

UNANSWERED = Listed(
    name="debt_followup.unanswered",
    called="confirmations",
    heading=_("หนังสือยืนยันยอดหนี้ที่ต้องติดตาม"),
    rows=ByKey(_chased, is_oldest_first=True),
    sheet=(*_BALANCE.values(), _TOTAL, _REPLY_BY, _RETURNED, _WHY_BACK, _REMINDED),
    paper=(
        _BALANCE["number"],
        _TO,
        _PLACE,
        _TOTAL,
        _REPLY_BY,
        noted(_("ส่งไม่ถึง"), _WHY_BACK, text("", lambda row: short(row.returned_on) if return_words(row) else ""), 36),
        _REMINDED,
    ),
    filters=(Filter("chase", _("แสดง"), one_of(CHASE_LABELS, empty=_(CHASE_LABELS[Chase.UNANSWERED]))), _AMPHOE),
)


# -- balances that debtors do not agree with ---------------------------------------------------------------------------
def _differences(*, user: Any, on: Any, ended: str) -> QuerySet:
    return selectors.differences(user=user, permission=VIEW, is_open=not ended)


_DIFFERENCE = {
    "number": text(_("เลขที่หนังสือ"), "reply.confirmation.document.number", 28),
    "to": text(_("ผู้รับ"), "reply.confirmation.document.addressee"),
    "contract": text(_("สัญญา"), "reply.confirmation.contract.label"),
    "amphoe": text(_("อำเภอ/เขต"), lambda row: str(row.amphoe), 24),
    "ours": money(_("บัญชีกองทุน"), "reply.confirmation.total", 26),
    "theirs": money(_("ลูกหนี้แจ้ง"), "reply.amount", 26),
    "difference": money(_("ผลต่าง"), lambda row: (row.reply.amount or 0) - row.reply.confirmation.total, 26),
    "why": text(_("ลูกหนี้ว่าเพราะเหตุใด"), "reply.why"),
    "received_on": day(_("ตอบวันที่"), "reply.received_on"),
    "ending": text(_("ผลการตรวจสอบ"), lambda row: ending_label(row.ending) if row.ending else ""),
    "right": money(_("ยอดหนี้ที่ถูกต้อง"), "amount"),
    "found": text(_("สิ่งที่ตรวจพบและหลักฐาน"), "found"),
    "ended_on": day(_("ตรวจสอบวันที่"), "ended_on"),
    "ended_by": text(_("ผู้ตรวจสอบ"), lambda row: str(row.ended_by) if row.ended_by else ""),
}

DIFFERENCES = Listed(
    name="debt_followup.differences",
    called="confirmations",
    heading=_("ผลต่างยอดหนี้"),
    rows=ByKey(_differences, is_oldest_first=True),
    sheet=tuple(_DIFFERENCE.values()),
    paper=(
        _DIFFERENCE["number"],
        noted(_("ผู้รับ (สัญญา)"), _DIFFERENCE["to"], _DIFFERENCE["contract"], 42),
        *(_DIFFERENCE[name] for name in ("amphoe", "ours", "theirs", "difference", "why", "received_on")),
        noted(_("ผลการตรวจสอบ"), _DIFFERENCE["ending"], _DIFFERENCE["found"], 36),
    ),
    filters=(
        Filter(
            "ended",
            _("สถานะ"),
            lambda ended: gettext("ที่ตรวจสอบแล้ว") if ended else gettext("ที่ต้องตรวจสอบ"),
        ),
    ),
)
