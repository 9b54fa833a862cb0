"""The debtors who are behind, and the announced last days to sue that have moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import place_name
from debt_followup import selectors
from debt_followup.rules import AGE_CLASSES, STATUSES, TERMS, alert_range
from debt_followup.selectors import DebtorRow, Move
from debt_followup.tables.cells import claim_words, last_day_cell
from debt_followup.tables.limitation import because_words

from .lists import ByKey, Filter, Listed, amphoe_name, beside, day, money, noted, number, one_of, province_name, text


class _Behind:
    """The contracts that are behind as of a day, the longest first: by the spans of arrears."""

    def count(self, *, user: Any, on: date, **chosen: Any) -> int:
        """Count them, class by class, as the sums of the page do."""
        contracts, wanted = selectors.debtors_sought(user=user, **chosen)
        classes = selectors.behind(contracts, as_of=on, wanted=wanted)
        return sum(row.contracts for row in classes if wanted.age in (None, row.age))

    def following(self, *, user: Any, on: date, place: Any, most: int, **chosen: Any) -> tuple[Sequence[Any], Any]:
        """Return the next ones and the place of the last."""
        contracts, wanted = selectors.debtors_sought(user=user, **chosen)
        page = selectors.debtors(contracts, as_of=on, wanted=wanted, place=place or "", size=most)
        return page.debtors, page.debtors[-1].place if page.debtors else place


def _within(days: str) -> str:
    if not days:
        return ""
    least, most = alert_range(int(days))
    return gettext("%(least)s-%(most)s วัน") % {"least": least, "most": most}


def _limitation(row: DebtorRow) -> str:
    said = [gettext(STATUSES[row.status]), *([claim_words(row.claim)] if row.claim else [])]
    return " · ".join([*said, *([gettext("หนี้ทุจริต")] if row.is_fraud else [])])


_AGES = {age.code: age.label for age in AGE_CLASSES}
_KINDS = {"no": _("หนี้ตามสัญญา"), "yes": _("หนี้ทุจริต")}
_CONTRACT = text(_("สัญญา"), "contract.label")
_NAME = text(_("ผู้แทนกลุ่ม"), "name")
_AMPHOE = text(_("อำเภอ/เขต"), lambda row: place_name(*row.amphoe))
_TAMBON = text(_("ตำบล/แขวง"), lambda row: place_name(*row.tambon))
_DAYS = number(_("ค้าง (วัน)"), "days_past_due", 15)
_UNTIL = day(_("ฟ้องได้ถึง"), lambda row: last_day_cell(row.arrears.told_until(row.as_of)))
_OWED = {
    "due": money(_("เงินต้นค้าง"), "balance.principal_due", 27, is_sum=True),
    "interest": money(_("ดอกเบี้ยค้าง"), "balance.contract_interest", 22, is_sum=True),
    "penalty": money(_("เบี้ยปรับค้าง"), "balance.default_interest", 23, is_sum=True),
    "costs": money(_("ค่าใช้จ่าย"), "balance.costs", is_sum=True),
    "total": money(_("รวมค้าง"), "due_total", 27, is_sum=True),
    "principal": money(_("เงินต้นคงเหลือ"), "balance.principal", 28, is_sum=True),
}

OVERDUE = Listed(
    name="debt_followup.overdue",
    called="debtors",
    heading=_("ลูกหนี้ค้างชำระ"),
    rows=_Behind(),
    sheet=(
        _CONTRACT,
        _NAME,
        _AMPHOE,
        _TAMBON,
        text(_("ค้างมาแล้ว"), lambda row: gettext(row.age.label) if row.age else ""),
        _DAYS,
        *_OWED.values(),
        day(_("งวดถัดไป"), "next_due_on"),
        _UNTIL,
        text(_("อายุความ"), lambda row: gettext(STATUSES[row.status])),
        text(_("เหตุที่ต้องเรียกร้องก่อน"), lambda row: claim_words(row.claim) if row.claim else ""),
        text(_("ประเภทหนี้"), lambda row: str(_KINDS["yes" if row.is_fraud else "no"])),
    ),
    paper=(
        noted(_("สัญญา (ผู้แทนกลุ่ม)"), _CONTRACT, _NAME, 42),
        beside(_("พื้นที่"), _TAMBON, _AMPHOE, 28),
        _DAYS,
        *(_OWED[name] for name in ("due", "interest", "penalty", "total", "principal")),
        _UNTIL,
        text(_("อายุความ"), _limitation, 34),
    ),
    filters=(
        Filter("q", _("ชื่อหรือเลขที่สัญญา")),
        Filter("province", _("จังหวัด"), province_name),
        Filter("amphoe", _("อำเภอ/เขต"), amphoe_name),
        Filter("age", _("ค้างชำระ"), one_of(_AGES)),
        Filter("status", _("อายุความ"), one_of(STATUSES)),
        Filter("within", _("จะขาดอายุความใน"), _within),
        Filter("term", _("ระยะ"), one_of(TERMS)),
        Filter("fraud", _("ประเภทหนี้"), lambda value: str(_KINDS.get(value, ""))),
    ),
)


# -- days that moved ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Moved:
    row: Move
    name: str


def _moves(found: Sequence[Any], *, on: date) -> list[_Moved]:
    names = selectors.representatives({row.contract_id for row in found})
    return [
        _Moved(move, names[key].name if (key := move.announced.contract_id) in names else "")
        for move in selectors.moves(found)
    ]


def _moved(*, user: Any, on: date) -> Any:
    return selectors.moved(user=user).select_related("contract__proposal", "contract__amphoe")


def _moved_to(one: _Moved) -> Any:
    return last_day_cell(one.row.moved_to) if one.row.moved_to else {"value": gettext("ไม่มีหนี้ค้าง"), "kind": "text"}


_MOVED = (
    text(_("สัญญา"), "row.announced.contract.label", 28),
    text(_("ผู้แทนกลุ่ม"), "name", 36),
    text(_("อำเภอ/เขต"), lambda one: str(one.row.announced.contract.amphoe), 26),
    day(_("แจ้งไว้เมื่อ"), "row.announced.announced_on"),
    text(
        _("เลื่อนของ"),
        lambda one: gettext("ผู้แทนกลุ่ม") if one.row.of_representative else gettext("ลูกหนี้คนที่ครบก่อน"),
        30,
    ),
    day(_("จาก"), lambda one: last_day_cell(one.row.moved_from)),
    day(_("เป็น"), _moved_to),
    text(_("เพราะ"), lambda one: because_words(one.row)),
)

MOVED = Listed(
    name="debt_followup.moved",
    called="limitation",
    heading=_("วันขาดอายุความที่เลื่อน"),
    rows=ByKey(_moved, _moves, is_oldest_first=True),
    sheet=_MOVED,
    paper=_MOVED,
)
