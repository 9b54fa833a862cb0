"""Where each paper of a contract belongs (T-10): items as data, as the guideline lists them. Pure.

The province keeps five, the amphoe four, the member five (R-REG-08..10); what travels after the money stands below
them. A register or a ledger is kept by the system itself, so it is always there once the contract is in force.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from projects.rules import BANGKOK
from thai.refusals import sentence as _


class Place(StrEnum):
    PROVINCE = "PROVINCE"
    AMPHOE = "AMPHOE"
    MEMBER = "MEMBER"
    VOUCHERS = "VOUCHERS"


@dataclass(frozen=True, slots=True)
class Item:
    """One paper of the list: its code, its text (and that of Bangkok), where it lies, whether the system keeps it."""

    code: str
    text: str
    place: Place
    is_kept_by_system: bool = False
    source: str = ""
    bangkok_text: str = ""


ITEMS: tuple[Item, ...] = (
    Item("ORIGINAL", _("สัญญาเงินกู้ฉบับจริงติดอากรแสตมป์ พร้อมรายละเอียดแนบท้าย"), Place.PROVINCE, source="R-STMP-03"),
    Item("PASSBOOK", _("สำเนาบัญชีเงินฝากธนาคารของสมาชิก (สำเนาถูกต้อง)"), Place.PROVINCE, source="R-REG-08"),
    Item("CONTRACTS", _("ทะเบียนคุมสัญญาเงินกู้"), Place.PROVINCE, True, "R-REG-01"),
    Item("ACCOUNTS", _("ทะเบียนคุมบัญชีเงินฝากธนาคารของสมาชิก"), Place.PROVINCE, True, "R-REG-02"),
    Item("LEDGER", _("ทะเบียนคุมลูกหนี้รายตัว"), Place.PROVINCE, True, "R-REG-03"),
    Item("SUMMARY", _("สรุปสัญญาของตำบล"), Place.AMPHOE, True, "R-REG-09"),
    Item("COPY_AMPHOE", _("สำเนาสัญญาเงินกู้ 1 ชุด"), Place.AMPHOE, source="R-CONT-14"),
    Item("PROPOSAL_AMPHOE", _("สำเนาแบบเสนอโครงการที่ได้รับอนุมัติ"), Place.AMPHOE, source="R-REG-09"),
    Item("LEDGER_AMPHOE", _("ทะเบียนคุมลูกหนี้รายตัว"), Place.AMPHOE, True, "R-REG-03"),
    Item("COPY_MEMBER", _("สำเนาสัญญาเงินกู้และเอกสารประกอบ 1 ชุด"), Place.MEMBER, source="R-CONT-14"),
    Item("PROPOSAL_MEMBER", _("สำเนาโครงการที่ได้รับอนุมัติ"), Place.MEMBER, source="R-CONT-15"),
    Item("GUIDE", _("เอกสารแนะนำการชำระคืนเงิน 1 ชุด"), Place.MEMBER, source="R-CONT-15"),
    Item("VOUCHERS", _("ใบสำคัญรับเงิน 2 ชุด"), Place.MEMBER, source="R-CONT-15"),
    Item("BILLS", _("แบบฟอร์มการชำระเงิน (Bill Payment) หรือบัตรบาร์โค้ด"), Place.MEMBER, source="R-CONT-15"),
    Item(
        "VOUCHERS_BACK",
        _("สมาชิกส่งใบสำคัญรับเงิน 2 ฉบับให้ อกส.อ. แล้ว"),
        Place.VOUCHERS,
        source="R-DISB-04",
        bangkok_text=_("สมาชิกส่งใบสำคัญรับเงิน 2 ฉบับให้ อกส.กทม. แล้ว"),
    ),
    Item(
        "VOUCHER_PROVINCE",
        _("อกส.อ. ส่งใบสำคัญรับเงิน 1 ฉบับให้ อกส.จ. แล้ว"),
        Place.VOUCHERS,
        source="R-DISB-07",
        bangkok_text=_("แยกใบสำคัญรับเงิน 1 ฉบับเก็บไว้กับหลักฐานการจ่ายเงินแล้ว"),
    ),
)
TICKED: tuple[str, ...] = tuple(item.code for item in ITEMS if not item.is_kept_by_system)
PLACES: dict[Place, str] = {
    Place.PROVINCE: _("สำนักงานเลขานุการ อกส.จ."),
    Place.AMPHOE: _("สำนักงานเลขานุการ อกส.อ."),
    Place.MEMBER: _("สมาชิก (ผู้แทนกลุ่ม)"),
    Place.VOUCHERS: _("หลังได้รับเงิน"),
}
# Bangkok has no อกส.อ.: both files lie at the secretariat of อกส.กทม. (R-ACT-13).
BANGKOK_PLACES: dict[Place, str] = PLACES | {
    Place.PROVINCE: _("สำนักงานเลขานุการ อกส.กทม."),
    Place.AMPHOE: _("สำนักงานเลขานุการ อกส.กทม. (แฟ้มลูกหนี้รายตัว)"),
}


def place_name(place: Place, *, province: str) -> str:
    """What a place is called in a province; to be translated by whoever shows it."""
    return (BANGKOK_PLACES if province == BANGKOK else PLACES)[place]


def text_of(item: Item, *, province: str) -> str:
    """What a paper of the list is called in a province; to be translated by whoever shows it."""
    return (item.bangkok_text if province == BANGKOK else "") or item.text


def at(place: Place) -> tuple[Item, ...]:
    """The papers of a place, in the order of the guideline."""
    return tuple(item for item in ITEMS if item.place is place)


def missing(*, there: Collection[str], place: Place | None = None) -> tuple[Item, ...]:
    """The papers that are not at their place, of one place or of all.

    :param there: the codes that are.
    """
    return tuple(
        item
        for item in ITEMS
        if (place is None or item.place is place) and not item.is_kept_by_system and item.code not in there
    )
