"""The checklist C-01: the papers of a proposal, the criteria of the project and of its group, as data."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _


class Part(StrEnum):
    """The three parts of the checklist."""

    PAPERS = "PAPERS"
    ELIGIBILITY = "ELIGIBILITY"
    CRITERIA = "CRITERIA"
    PROVINCE = "PROVINCE"


PART_LABELS: dict[Part, str] = {
    Part.PAPERS: _("เอกสารประกอบ"),
    Part.ELIGIBILITY: _("คุณสมบัติของผู้กู้"),
    Part.CRITERIA: _("หลักเกณฑ์ของโครงการ"),
    Part.PROVINCE: _("แบบอื่นที่จังหวัดกำหนด"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line to tick: its code, what it says, whether a proposal can be sent without it, and where it stands.

    ``label`` may hold ``%(least)s``, the group minimum in force (P-01).
    """

    code: str
    part: Part
    label: str
    source: str
    is_required: bool = True


class PaperMissing(Refusal):
    """A paper or an attestation that must be ticked is not."""


class UnknownPaper(Refusal):
    """A ticked code that the checklist does not know."""


CHECKLIST: tuple[Item, ...] = (
    Item("PROPOSAL_FORM", Part.PAPERS, _("แบบเสนอโครงการ ลงนามครบถ้วน"), "R-PROJ-09"),
    Item(
        "ID_COPIES",
        Part.PAPERS,
        _("สำเนาบัตรประจำตัวประชาชนของผู้แทนและผู้กู้ร่วมทุกคน รับรองสำเนา ไม่น้อยกว่า %(least)s คน (ที่อยู่ไม่ตรงบัตร เขียนที่อยู่ปัจจุบันไว้)"),
        "R-PROJ-10",
    ),
    Item("PHOTOGRAPHS", Part.PAPERS, _("ภาพถ่ายผลงานที่ผ่านมา (ถ้ามี)"), "R-PROJ-12", is_required=False),
    Item("ELIGIBILITY_1", Part.ELIGIBILITY, _("รวมกลุ่มกันตั้งแต่ %(least)s คนขึ้นไป"), "R-MEM-01"),
    Item(
        "ELIGIBILITY_2",
        Part.ELIGIBILITY,
        _("มีภูมิลำเนา ถิ่นที่อยู่ หรือสถานประกอบอาชีพในท้องที่ที่ยื่น ไม่น้อยกว่าหกเดือน"),
        "R-MEM-03",
    ),
    Item("ELIGIBILITY_3", Part.ELIGIBILITY, _("มีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอรับการสนับสนุน"), "R-MEM-04"),
    Item("ELIGIBILITY_4", Part.ELIGIBILITY, _("ไม่มีประวัติเสื่อมเสีย และไม่ขาดวินัยทางการเงิน"), "R-MEM-05"),
    Item("CRITERION_1", Part.CRITERIA, _("พัฒนาอาชีพ สร้างงาน สร้างรายได้ หรือความเข้มแข็งทางเศรษฐกิจของสตรี"), "R-PROJ-03"),
    Item("CRITERION_2", Part.CRITERIA, _("ตอบสนองยุทธศาสตร์ของกองทุน"), "R-PROJ-04"),
    Item("CRITERION_3", Part.CRITERIA, _("มีผลการดำเนินงาน หรือสมาชิกผ่านการฝึกอาชีพมาก่อน"), "R-PROJ-05"),
    Item("CRITERION_4", Part.CRITERIA, _("วงเงินไม่เกินที่กำหนดต่อโครงการ"), "R-PROJ-06"),
    Item("CRITERION_5", Part.CRITERIA, _("ผ่อนชำระคืนไม่เกินสองปี อย่างน้อยปีละสองงวด"), "R-PROJ-07"),
    Item("CRITERION_6", Part.CRITERIA, _("ไม่ก่อความเสียหายต่อสิ่งแวดล้อมหรือความสงบเรียบร้อย"), "R-PROJ-08"),
)


def with_extra_papers(*, extras: Iterable[tuple[str, str]]) -> tuple[Item, ...]:
    """The checklist together with the forms that a province prescribes, each as (code, label).

    Source: R-PROJ-13.
    """
    added = tuple(Item(f"EXTRA_{code}"[:30], Part.PROVINCE, label, "R-PROJ-13") for code, label in extras)
    return CHECKLIST + added


def missing(*, ticked: Collection[str], items: Iterable[Item] = CHECKLIST) -> tuple[Item, ...]:
    """The required items that are not ticked, in the checklist's order. Source: C-01."""
    return tuple(item for item in items if item.is_required and item.code not in ticked)


def check_codes(*, ticked: Iterable[str], items: Iterable[Item] = CHECKLIST) -> None:
    """Refuse a code that the checklist does not know.

    :raises UnknownPaper: for the first such code.
    """
    known = {item.code for item in items}
    for code in ticked:
        if code not in known:
            raise UnknownPaper(_("ไม่รู้จักรายการเอกสาร “%(code)s”"), code=code[:30])
