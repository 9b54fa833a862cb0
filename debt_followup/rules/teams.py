"""The five teams that follow old debts: what each is called, who leads it, what it does and when (R-DEBT-08..13)."""

from dataclasses import dataclass
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _


class MemberRefused(Refusal):
    """A member of a team cannot be entered, or her time in it cannot end so."""


class TeamKind(StrEnum):
    EVIDENCE = "EVIDENCE"
    NETWORK = "NETWORK"
    FIELD = "FIELD"
    MANAGEMENT = "MANAGEMENT"
    MOBILE = "MOBILE"


@dataclass(frozen=True, slots=True)
class TeamDuty:
    """What a team is called, who leads it (in Bangkok somebody else), what it does and when.

    :param by_amphoe: each amphoe has a team of its own; of the others a province has one.
    """

    number: int
    label: str
    lead: str
    bangkok_lead: str
    duty: str
    hours: str
    by_amphoe: bool = False


TEAMS: dict[TeamKind, TeamDuty] = {
    TeamKind.EVIDENCE: TeamDuty(
        number=1,
        label=_("ทีมตรวจสอบหลักฐาน"),
        lead=_("เจ้าหน้าที่พัฒนาชุมชนจังหวัด/อำเภอ"),
        bangkok_lead=_("เลขานุการ อกส.กทม. หรือเจ้าหน้าที่เขต"),
        duty=_("ตรวจสอบและคัดแยกสัญญาเงินกู้และเอกสารยืนยันการชำระหนี้ของลูกหนี้แต่ละราย"),
        hours=_("ในและนอกเวลาราชการ"),
    ),
    TeamKind.NETWORK: TeamDuty(
        number=2,
        label=_("ทีมเครือข่ายในพื้นที่"),
        lead=_("คณะกรรมการสตรีตำบล หรือคณะทำงานขับเคลื่อนฯ ตำบล"),
        bangkok_lead=_("คณะทำงานขับเคลื่อนฯ เขต"),
        duty=_("ช่วยเหลือและประสานงานการติดตามหนี้ในพื้นที่"),
        hours=_("ตามที่เจ้าหน้าที่ร้องขอ"),
    ),
    TeamKind.FIELD: TeamDuty(
        number=3,
        label=_("ทีมปฏิบัติการติดตามหนี้"),
        lead=_("พัฒนาการอำเภอ"),
        bangkok_lead=_("เจ้าหน้าที่เขต"),
        duty=_("ลงพื้นที่ติดตามการชำระเงินคืน ตรวจหลักฐานการชำระ ประเมินสถานะลูกหนี้ และรายงานทีมบริหารจัดการ"),
        hours=_("ในเวลาราชการ ภายใต้กฎหมายการทวงถามหนี้"),
        by_amphoe=True,
    ),
    TeamKind.MANAGEMENT: TeamDuty(
        number=4,
        label=_("ทีมบริหารจัดการ"),
        lead=_("พัฒนาการจังหวัด"),
        bangkok_lead=_("เลขานุการ อกส.กทม."),
        duty=_("กำกับดูแล วางแผน และติดตามผลการดำเนินงานของทุกทีม"),
        hours=_("วางแผนและติดตามเป็นประจำทุกสัปดาห์"),
    ),
    TeamKind.MOBILE: TeamDuty(
        number=5,
        label=_("ทีมบริการเคลื่อนที่"),
        lead=_("นักบัญชีกองทุน หรือเจ้าหน้าที่พัฒนาชุมชน"),
        bangkok_lead=_("นักบัญชีกองทุน หรือเลขานุการ อกส.กทม."),
        duty=_("จัดทำรายงานการเงินและทะเบียนลูกหนี้ ตัดยอดที่ชำระแล้วตามเอกสารยืนยันแบบ Walk-in และแบบ Mobile"),
        hours=_("ในและนอกเวลาราชการ"),
    ),
}
