"""What must be seen before a contract is signed (C-03) and before its money leaves (C-04): items as data, checks pure.

A new item is a new line here; its code is what a tick is stored under.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from projects.rules import BANGKOK
from thai.refusals import Refusal
from thai.refusals import sentence as _

WITNESSES = 2  # R-ACT-05


class ChecklistIncomplete(Refusal):
    """An item of the checklist is not ticked."""


class SomebodyAbsent(Refusal):
    """A co-borrower or a witness did not appear in person."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist: the code of its tick and what it says."""

    code: str
    text: str


SIGNING: tuple[Item, ...] = (
    Item("APPOINTMENT", _("ลงนาม ณ สำนักงานเลขานุการ อกส.อ. ตามวันนัดหมาย")),
    Item("PASSBOOK_COPY", _("สำเนาสมุดบัญชีเงินฝากที่เปิดใหม่ 1 ชุด")),
    Item("PASSBOOK_TERMS", _("ชื่อเจ้าของบัญชีและเงื่อนไขการถอนไม่น้อยกว่า 3 คนตรงกับที่บันทึก")),
    Item("ID_BORROWERS", _("บัตรประชาชนตัวจริงของผู้กู้ร่วมทุกคน")),
    Item("ID_WITNESSES", _("บัตรประชาชนตัวจริงของพยาน 2 คน")),
    Item("STAMPS", _("ติดอากรแสตมป์ครบตามวงเงินบนต้นฉบับและขีดฆ่าแล้ว")),
    Item("COPIES", _("ต้นฉบับ 1 ชุด สำเนา 2 ชุด ข้อความตรงกัน")),
    Item("LENDER_SIGNED", _("ผู้ให้กู้ลงนามแล้ว")),
)
AT_PROVINCE: tuple[Item, ...] = (
    Item("ORIGINAL_HERE", _("ต้นฉบับสัญญาที่ติดอากรแสตมป์ถึงจังหวัดแล้ว")),
    Item("PASSBOOK_HERE", _("สำเนาสมุดบัญชีเงินฝากถึงจังหวัดแล้ว")),
)
# What an organisation shows instead: its account is its own, and so is who draws from it (R-CONT-05).
OF_ORGANISATION: dict[str, str] = {
    "PASSBOOK_COPY": _("สำเนาสมุดบัญชีเงินฝากขององค์กร 1 ชุด"),
    "PASSBOOK_TERMS": _("ชื่อบัญชีและเงื่อนไขการถอนขององค์กรตรงกับที่บันทึก"),
    "ID_BORROWERS": _("บัตรประชาชนตัวจริงของผู้แทนองค์กร"),
}
# Bangkok has no อกส.อ. and no provincial office: its contracts are signed and kept at อกส.กทม. (R-ACT-13).
IN_BANGKOK: dict[str, str] = {
    "APPOINTMENT": _("ลงนาม ณ สำนักงานเลขานุการ อกส.กทม. ตามวันนัดหมาย"),
    "ORIGINAL_HERE": _("ต้นฉบับสัญญาที่ติดอากรแสตมป์ถึงสำนักงานเลขานุการ อกส.กทม. แล้ว"),
    "PASSBOOK_HERE": _("สำเนาสมุดบัญชีเงินฝากถึงสำนักงานเลขานุการ อกส.กทม. แล้ว"),
}
# What is asked where a ruling switched the duty off (a cap of nothing): no stamps, on the original neither.
STAMPS = "STAMPS"
WITHOUT_STAMPS: dict[str, str] = {"ORIGINAL_HERE": _("ต้นฉบับสัญญาถึงจังหวัดแล้ว")}
WITHOUT_STAMPS_IN_BANGKOK: dict[str, str] = {"ORIGINAL_HERE": _("ต้นฉบับสัญญาถึงสำนักงานเลขานุการ อกส.กทม. แล้ว")}
CODES = frozenset(item.code for item in (*SIGNING, *AT_PROVINCE))


def signing_items(*, bears_stamps: bool) -> tuple[Item, ...]:
    """The items of C-03 that a contract must have, by whether it bears stamp duty (R-STMP-01, P-24)."""
    return tuple(item for item in SIGNING if bears_stamps or item.code != STAMPS)


def text_of(item: Item, *, province: str, is_organisation: bool = False, bears_stamps: bool = True) -> str:
    """What an item asks of a group or of an organisation in a province; to be translated by whoever shows it."""
    asked = (OF_ORGANISATION if is_organisation else {}) | (IN_BANGKOK if province == BANGKOK else {})
    if not bears_stamps:
        asked |= WITHOUT_STAMPS_IN_BANGKOK if province == BANGKOK else WITHOUT_STAMPS
    return asked.get(item.code, item.text)


def check_signing(
    *,
    ticked: Collection[str],
    absent_borrowers: Sequence[str],
    witnesses_present: int,
    witnesses_named: int,
    province: str,
    bears_stamps: bool = True,
) -> None:
    """Nothing, if the contract may be signed today; otherwise a refusal that says who or what is missing.

    :param absent_borrowers: the names of the borrowers who did not appear.
    :param bears_stamps: whether stamp duty is asked of the contract.
    :raises SomebodyAbsent: a borrower or a witness is missing.
    :raises ChecklistIncomplete: an item of C-03 is not ticked.
    Source: C-03, R-ACT-04, R-ACT-05, R-CONT-10, R-CONT-11.
    """
    if absent_borrowers:
        raise SomebodyAbsent(_("ผู้กู้ร่วมต้องมาลงนามด้วยตนเองทุกคน ยังไม่มา: %(names)s"), names=", ".join(absent_borrowers))
    if witnesses_present != WITNESSES or witnesses_named != WITNESSES:
        raise SomebodyAbsent(
            _("พยานต้องมาลงนามครบ %(needed)s คน มาแล้ว %(present)s คน"), needed=WITNESSES, present=witnesses_present
        )
    for item in signing_items(bears_stamps=bears_stamps):
        if item.code not in ticked:
            text = text_of(item, province=province, bears_stamps=bears_stamps)
            raise ChecklistIncomplete(_("รายการตรวจวันลงนามยังไม่ครบ ขาด: %(item)s"), item=text)


def missing_before_transfer(
    *, is_signed: bool, ticked: Collection[str], province: str, bears_stamps: bool = True
) -> tuple[str, ...]:
    """What a contract still lacks before its money may leave, as texts; empty when it is correct and complete.

    Source: C-04, R-DISB-02, R-CONT-14.
    """
    if not is_signed:
        return (_("การลงนามของคู่สัญญา"),)
    items = (*signing_items(bears_stamps=bears_stamps), *AT_PROVINCE)
    return tuple(
        text_of(item, province=province, bears_stamps=bears_stamps) for item in items if item.code not in ticked
    )
