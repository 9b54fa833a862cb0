"""Acknowledgements, waivers, restructurings, legal files and files of fraud."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debt_followup.models import LegalFile
from debt_followup.rules.acts import ACKNOWLEDGEMENT, LEGAL_FILE, WAIVER
from debt_followup.rules.fraud import FRAUD_FILE
from debt_followup.rules.machines import Machine
from debt_followup.rules.restructuring import MACHINE, METHODS
from debt_followup.selectors import acknowledgements as acknowledgement_reads
from debt_followup.selectors import fraud as fraud_reads
from debt_followup.selectors import legal as legal_reads
from debt_followup.selectors import restructurings as restructuring_reads
from debt_followup.selectors import waivers as waiver_reads

from .lists import ByKey, Column, Filter, Listed, beside, day, money, noted, one_of, text, with_names


# -- what all of them have: the contract, its representative, its amphoe, a state --------------------------------------
def _state_of(machine: Machine, width: int) -> Column:
    return text(_("สถานะ"), lambda one: gettext(machine.labels[one.row.state]), width)


_CONTRACT = text(_("สัญญา"), "row.contract.label")
_NAME = text(_("ผู้แทนกลุ่ม"), "name")
_AMPHOE = text(_("อำเภอ/เขต"), lambda one: str(one.row.contract.amphoe))
_WHOSE = (_CONTRACT, _NAME, _AMPHOE)
_ON_PAPER = noted(_("สัญญา (ผู้แทนกลุ่ม)"), _CONTRACT, _NAME, 46)
_ANY = _("ทั้งหมด")


def _person(name: str) -> Any:
    """Read who did something, where somebody did."""

    def read(one: Any) -> str:
        found = getattr(one.row, name)
        return str(found) if found else ""

    return read


# -- acknowledgements --------------------------------------------------------------------------------------------------
def _acknowledgements(*, user: Any, on: Any, **chosen: str) -> QuerySet:
    return acknowledgement_reads.acknowledgements(user=user, **chosen)


def _difference(one: Any) -> Any:
    return None if one.row.balance_now is None else one.row.balance_now - one.row.total


_ACT = {
    "number": text(_("เลขที่"), "row.label", 20),
    "kind": text(_("ประเภท"), lambda one: one.row.get_kind_display(), 30),
    "as_of": day(_("ยอดหนี้ ณ วันที่"), "row.as_of"),
    "principal": money(_("เงินต้น"), "row.principal", 27),
    "interest": money(_("ดอกเบี้ย"), "row.contract_interest"),
    "penalty": money(_("เบี้ยปรับ"), "row.default_interest"),
    "costs": money(_("ค่าใช้จ่าย"), "row.costs"),
    "total": money(_("ยอดที่รับสภาพ"), "row.total", 27),
    "difference": money(_("ยอดที่ทราบภายหลังต่างไป"), _difference, 27),
    "state": _state_of(ACKNOWLEDGEMENT, 34),
    "registered_on": day(_("ขึ้นทะเบียนวันที่"), "row.registered_on"),
    "ended_on": day(_("สิ้นสุดหรือผิดนัดวันที่"), "row.ended_on"),
    "ended_reason": text(_("เหตุที่สิ้นสุด"), "row.ended_reason"),
}

ACKNOWLEDGEMENTS = Listed(
    name="debt_followup.acknowledgements",
    called="acknowledgements",
    heading=_("หนังสือรับสภาพหนี้"),
    rows=ByKey(_acknowledgements, with_names),
    sheet=(_ACT["number"], *_WHOSE, *(column for name, column in _ACT.items() if name != "number")),
    paper=(
        _ACT["number"],
        _ON_PAPER,
        text(_AMPHOE.label, _AMPHOE.read, 24),
        *(_ACT[name] for name in ("kind", "as_of", "total", "difference", "state", "registered_on")),
    ),
    filters=(
        Filter("state", _("สถานะ"), one_of(ACKNOWLEDGEMENT.labels, empty=_ANY)),
        Filter("differs", _("ยอด"), lambda value: gettext("ที่ทราบภายหลังต่างไป") if value else ""),
    ),
)


# -- waivers -----------------------------------------------------------------------------------------------------------
def _waivers(*, user: Any, on: Any, **chosen: str) -> QuerySet:
    return waiver_reads.waivers(user=user, **chosen).select_related("asked_by", "decided_by")


_WAIVER = {
    "number": text(_("เลขที่มติ อกส.จ."), "row.decision_number", 30),
    "decided_on": day(_("มติลงวันที่"), "row.decided_on"),
    "amount": money(_("เบี้ยปรับที่งดหรือลด"), "row.amount"),
    "reason": text(_("เหตุผล"), "row.reason"),
    "state": _state_of(WAIVER, 36),
    "asked_by": text(_("ผู้เสนอ"), _person("asked_by")),
    "asked_on": day(_("วันที่เสนอ"), "row.asked_on"),
    "decided_by": text(_("ผู้พิจารณา"), _person("decided_by")),
    "approved_on": day(_("วันที่พิจารณา"), "row.approved_on"),
    "note": text(_("เหตุผลที่ไม่อนุมัติ"), "row.note"),
    "withdrawal": text(_("เลขที่มติเพิกถอน"), "row.withdrawal_number"),
    "withdrawn_for": text(_("เหตุที่เพิกถอน"), "row.withdrawal_reason"),
}

WAIVERS = Listed(
    name="debt_followup.waivers",
    called="waivers",
    heading=_("การงดหรือลดเบี้ยปรับ"),
    rows=ByKey(_waivers, with_names),
    sheet=(*_WHOSE, *_WAIVER.values()),
    paper=(
        _ON_PAPER,
        text(_AMPHOE.label, _AMPHOE.read, 24),
        *(_WAIVER[name] for name in ("number", "decided_on", "amount", "reason", "state", "approved_on")),
    ),
    filters=(Filter("state", _("สถานะ"), one_of(WAIVER.labels, empty=_ANY)),),
)


# -- restructurings ----------------------------------------------------------------------------------------------------
def _restructurings(*, user: Any, on: Any, state: str) -> QuerySet:
    return restructuring_reads.restructurings(user=user, state="" if state == "all" else state or "open")


_REQUEST = {
    "applicant": text(_("ผู้ยื่นคำขอ"), "row.applicant.name"),
    "applied_on": day(_("ยื่นวันที่"), "row.applied_on"),
    "reason": text(_("เหตุที่ชำระไม่ได้"), "row.reason", 32),
    "method": text(_("วิธี"), lambda one: gettext(METHODS[one.row.method or one.row.wish]), 36),
    "state": _state_of(MACHINE, 34),
    "number": text(_("เลขที่มติ อกส.จ."), "row.decision_number", 26),
    "decided_on": day(_("มติลงวันที่"), "row.decided_on"),
    "decided_for": text(_("เหตุผลของมติ"), "row.decision_reason"),
    "tell_by": day(_("ต้องแจ้งผลภายใน"), "row.tell_by"),
    "told_on": day(_("แจ้งผลวันที่"), "row.told_on"),
    "agreed_on": day(_("ทำบันทึกข้อตกลงวันที่"), "row.agreed_on"),
    "in_force_on": day(_("ลงนามครบวันที่"), "row.in_force_on", 27),
    "ended_on": day(_("ถอนคำขอวันที่"), "row.ended_on"),
    "ended_for": text(_("เหตุที่ถอนคำขอ"), "row.ended_reason"),
}
_STAGES = {"open": _("ที่ยังไม่เสร็จ"), "": _("ที่ยังไม่เสร็จ"), "all": _ANY}

RESTRUCTURINGS = Listed(
    name="debt_followup.restructurings",
    called="restructurings",
    heading=_("คำขอปรับโครงสร้างหนี้"),
    rows=ByKey(_restructurings, with_names),
    sheet=(*_WHOSE, *_REQUEST.values()),
    paper=(
        noted(_("สัญญา (ผู้ยื่นคำขอ)"), _CONTRACT, _REQUEST["applicant"], 46),
        text(_AMPHOE.label, _AMPHOE.read, 24),
        *(
            _REQUEST[name]
            for name in ("applied_on", "reason", "method", "state", "number", "decided_on", "in_force_on")
        ),
    ),
    filters=(
        Filter(
            "state",
            _("สถานะ"),
            lambda value: str(_STAGES[value]) if value in _STAGES else one_of(MACHINE.labels)(value),
        ),
    ),
)


# -- legal files -------------------------------------------------------------------------------------------------------
def _of_whom(one: Any) -> str:
    return one.row.party.name if one.row.party else ""


_FILE = {
    "label": text(_("แฟ้ม"), "row.label", 20),
    "kind": text(_("ประเภท"), lambda one: one.row.get_kind_display(), 32),
    "party": text(_("ลูกหนี้"), _of_whom),
    "court": text(_("ศาล"), "row.court"),
    "case": text(_("หมายเลขคดี"), "row.case_number"),
    "opened_on": day(_("เปิดวันที่"), "row.opened_on"),
    "reason": text(_("เหตุที่เปิดแฟ้ม"), "row.reason"),
    "next_on": day(_("วันสำคัญถัดไป"), "row.next_on"),
    "next_what": text(_("เรื่อง"), lambda one: gettext(one.row.next_what) if one.row.next_what else "", 40),
    "sue_by": day(_("วันสุดท้ายที่ฟ้องได้"), "row.sue_by_on"),
    "state": _state_of(LEGAL_FILE, 30),
    "closed_on": day(_("ปิดวันที่"), "row.closed_on"),
    "closed_for": text(_("เหตุที่ปิด"), "row.closed_reason"),
}
_OPEN_OR_CLOSED = {"": _("ที่ยังเปิดอยู่"), "CLOSED": _("ที่ปิดแล้ว"), "ALL": _ANY}

LEGAL_FILES = Listed(
    name="debt_followup.legal_files",
    called="legal_files",
    heading=_("แฟ้มคดี"),
    rows=ByKey(legal_reads.legal_files, with_names),
    sheet=(*_WHOSE, *_FILE.values()),
    paper=(
        _ON_PAPER,
        _FILE["label"],
        _FILE["kind"],
        beside(_("ลูกหนี้ ศาล หมายเลขคดี"), _FILE["party"], beside("", _FILE["court"], _FILE["case"]), 44),
        *(_FILE[name] for name in ("next_on", "next_what", "sue_by", "state")),
    ),
    filters=(
        Filter("kind", _("ประเภท"), lambda value: str(LegalFile.Kind(value).label) if value else ""),
        Filter("state", _("สถานะ"), lambda value: str(_OPEN_OR_CLOSED[value])),
        Filter("within", _("วันสำคัญภายใน"), lambda days: gettext("%(days)s วัน") % {"days": days} if days else ""),
    ),
)


# -- files of fraud ----------------------------------------------------------------------------------------------------
def _frauds(*, user: Any, on: Any, **chosen: str) -> QuerySet:
    return fraud_reads.fraud_cases(user=user, **chosen).select_related("opened_by")


_FRAUD = {
    "opened_on": day(_("เปิดเรื่องวันที่"), "row.opened_on"),
    "reasons": text(_("ข้อเท็จจริงและเหตุที่สงสัย"), "row.reasons"),
    "opened_by": text(_("ผู้เปิดเรื่อง"), _person("opened_by")),
    "state": _state_of(FRAUD_FILE, 38),
    "number": text(_("เลขที่มติหรือคำสั่ง"), "row.decision_number", 28),
    "decided_on": day(_("มติลงวันที่"), "row.decided_on"),
    "decision": text(_("ผลการวินิจฉัย"), "row.decision"),
    "ended_on": day(_("สิ้นสุดวันที่"), "row.ended_on"),
    "ended_for": text(_("เหตุที่สิ้นสุด"), "row.ended_reason"),
}

FRAUD = Listed(
    name="debt_followup.fraud",
    called="fraud",
    heading=_("แฟ้มหนี้ทุจริต"),
    rows=ByKey(_frauds, with_names),
    sheet=(*_WHOSE, *_FRAUD.values()),
    paper=(
        _ON_PAPER,
        text(_AMPHOE.label, _AMPHOE.read, 24),
        *(_FRAUD[name] for name in ("opened_on", "reasons", "state", "number", "decided_on", "ended_on")),
    ),
    filters=(Filter("state", _("สถานะ"), one_of(FRAUD_FILE.labels, empty=_ANY)),),
)
