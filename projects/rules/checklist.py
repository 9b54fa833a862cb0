"""The checklists C-01 and C-02: the papers of a proposal, the criteria of project and proposer, as data."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _


class Support(StrEnum):
    """What is asked for: a loan that is paid back, or a subsidy that is not (R-PROJ-01, R-PROJ-02)."""

    LOAN = "LOAN"
    SUBSIDY = "SUBSIDY"


class Proposer(StrEnum):
    """Who asks: a group of natural persons, or a women's organisation (R-ACT-01, R-ACT-02)."""

    GROUP = "GROUP"
    ORGANISATION = "ORGANISATION"


class Part(StrEnum):
    """The parts of the checklist."""

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

    ``label`` may hold ``%(least)s``, the group minimum in force (P-01). ``of`` and ``towards`` say whom and what kind
    of support the line is about.
    """

    code: str
    part: Part
    label: str
    source: str
    is_required: bool = True
    of: frozenset[Proposer] = frozenset(Proposer)
    towards: frozenset[Support] = frozenset(Support)


class PaperMissing(Refusal):
    """A paper or an attestation that must be ticked is not."""


class UnknownPaper(Refusal):
    """A ticked code that the checklist does not know."""


_GROUP = frozenset({Proposer.GROUP})
_ORGANISATION = frozenset({Proposer.ORGANISATION})
_LOAN = frozenset({Support.LOAN})
POWER_OF_ATTORNEY = "ORGANISATION_AUTHORITY"
EVERY_ITEM: tuple[Item, ...] = (
    Item("PROPOSAL_FORM", Part.PAPERS, _("แบบเสนอโครงการ ลงนามครบถ้วน"), "R-PROJ-09"),
    Item(
        "ID_COPIES",
        Part.PAPERS,
        _("สำเนาบัตรประจำตัวประชาชนของผู้แทนและผู้กู้ร่วมทุกคน รับรองสำเนา ไม่น้อยกว่า %(least)s คน (ที่อยู่ไม่ตรงบัตร เขียนที่อยู่ปัจจุบันไว้)"),
        "R-PROJ-10",
        of=_GROUP,
    ),
    Item("ORGANISATION_MINUTES", Part.PAPERS, _("บันทึกการประชุมขององค์กร"), "R-PROJ-14", of=_ORGANISATION),
    Item(
        POWER_OF_ATTORNEY,
        Part.PAPERS,
        _("หนังสือมอบอำนาจให้ทำการแทนในการยื่นเสนอโครงการ"),
        "R-PROJ-15",
        of=_ORGANISATION,
    ),
    Item(
        "REPRESENTATIVE_ID_COPY",
        Part.PAPERS,
        _("สำเนาบัตรประจำตัวประชาชนของผู้แทนองค์กร รับรองสำเนา"),
        "R-PROJ-17",
        of=_ORGANISATION,
    ),
    Item("PHOTOGRAPHS", Part.PAPERS, _("ภาพถ่ายผลงานที่ผ่านมา (ถ้ามี)"), "R-PROJ-12", is_required=False),
    Item("ELIGIBILITY_1", Part.ELIGIBILITY, _("รวมกลุ่มกันตั้งแต่ %(least)s คนขึ้นไป"), "R-MEM-01", of=_GROUP),
    Item(
        "ELIGIBILITY_2",
        Part.ELIGIBILITY,
        _("มีภูมิลำเนา ถิ่นที่อยู่ หรือสถานประกอบอาชีพในท้องที่ที่ยื่น ไม่น้อยกว่าหกเดือน"),
        "R-MEM-03",
        of=_GROUP,
    ),
    Item(
        "OFFICE_IN_AREA",
        Part.ELIGIBILITY,
        _("สำนักงานขององค์กรตั้งอยู่ในท้องที่ที่ยื่น ไม่น้อยกว่าหกเดือน"),
        "R-PROJ-19",
        of=_ORGANISATION,
    ),
    Item("ELIGIBILITY_3", Part.ELIGIBILITY, _("มีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอรับการสนับสนุน"), "R-MEM-04"),
    Item("ELIGIBILITY_4", Part.ELIGIBILITY, _("ไม่มีประวัติเสื่อมเสีย และไม่ขาดวินัยทางการเงิน"), "R-MEM-05"),
    Item("CRITERION_1", Part.CRITERIA, _("พัฒนาอาชีพ สร้างงาน สร้างรายได้ หรือความเข้มแข็งทางเศรษฐกิจของสตรี"), "R-PROJ-03"),
    Item("CRITERION_2", Part.CRITERIA, _("ตอบสนองยุทธศาสตร์ของกองทุน"), "R-PROJ-04"),
    Item("CRITERION_3", Part.CRITERIA, _("มีผลการดำเนินงาน หรือสมาชิกผ่านการฝึกอาชีพมาก่อน"), "R-PROJ-05"),
    Item("CRITERION_4", Part.CRITERIA, _("วงเงินไม่เกินที่กำหนดต่อโครงการ"), "R-PROJ-06", towards=_LOAN),
    Item("CRITERION_5", Part.CRITERIA, _("ผ่อนชำระคืนไม่เกินสองปี อย่างน้อยปีละสองงวด"), "R-PROJ-07", towards=_LOAN),
    Item("CRITERION_6", Part.CRITERIA, _("ไม่ก่อความเสียหายต่อสิ่งแวดล้อมหรือความสงบเรียบร้อย"), "R-PROJ-08"),
)


def checklist_of(
    *, support: str = Support.LOAN, proposer: str = Proposer.GROUP, acts_by_authority: bool = True
) -> tuple[Item, ...]:
    """The lines for one kind of support and proposer: C-01 for a group, C-02 for an organisation.

    :param acts_by_authority: False where the organisation's president submits herself and needs no power of attorney.
    Source: C-01, C-02, R-PROJ-14..17.
    """
    lines = (item for item in EVERY_ITEM if proposer in item.of and support in item.towards)
    return tuple(
        replace(item, is_required=False) if item.code == POWER_OF_ATTORNEY and not acts_by_authority else item
        for item in lines
    )


CHECKLIST: tuple[Item, ...] = checklist_of()  # C-01, of a group that asks for a loan


def with_extra_papers(
    *, extras: Iterable[tuple[str, str]], checklist: tuple[Item, ...] = CHECKLIST
) -> tuple[Item, ...]:
    """The checklist together with the forms that a province prescribes, each as (code, label).

    Source: R-PROJ-13.
    """
    added = tuple(Item(f"EXTRA_{code}"[:30], Part.PROVINCE, label, "R-PROJ-13") for code, label in extras)
    return checklist + added


def missing(*, ticked: Collection[str], items: Iterable[Item] = CHECKLIST) -> tuple[Item, ...]:
    """The required items that are not ticked, in the checklist's order. Source: C-01."""
    return tuple(item for item in items if item.is_required and item.code not in ticked)


def check_codes(*, ticked: Iterable[str], items: Iterable[Item] = CHECKLIST) -> None:
    """Refuse a code that the checklist does not know.

    :raises UnknownPaper: for the first such code.
    """
    known = {item.code for item in items}
    known.update(item.code for item in EVERY_ITEM)  # ticked before another kind was chosen
    for code in ticked:
        if code not in known:
            raise UnknownPaper(_("ไม่รู้จักรายการเอกสาร “%(code)s”"), code=code[:30])
