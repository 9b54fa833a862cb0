"""The payloads of a bill payment: the barcode a counter scans, the Thai QR a phone scans, and the references in both.

Pure: amounts are Decimal, nothing is rounded, nothing is read from anywhere.
"""

import re
from decimal import Decimal

from loans.references import ContractKeyWrong, Ref1Wrong, check_ref1, make_ref1
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

__all__ = [
    "AmountOutOfRange",
    "BillerIdWrong",
    "ContractKeyWrong",
    "QrWrong",
    "Ref1Wrong",
    "Ref2Wrong",
    "ReferenceWrong",
    "barcode_payload",
    "check_ref1",
    "crc16",
    "make_ref1",
    "make_ref2",
    "qr_payload",
    "read_qr",
    "read_ref2",
    "read_tlv",
]

CR = "\r"
AID_BILL_PAYMENT = "A000000677010112"
BAHT = "764"
MOST = Decimal("9999999999.99")

_REFERENCE = re.compile(r"[A-Z0-9]{1,20}")
_COUNTER_BILLER = re.compile(r"[0-9]{15}")
_ANY_BILLER = re.compile(r"[0-9]{13}(?:[0-9]{2})?")
_REF2 = re.compile(r"[0-9]{2}")


class BillerIdWrong(Refusal):
    """The biller id has not the digits that a bank gives out."""


class ReferenceWrong(Refusal):
    """A reference holds something else than 1 to 20 upper-case letters and digits."""


class AmountOutOfRange(Refusal):
    """An amount that a bill cannot carry."""


class Ref2Wrong(Refusal):
    """A ref2 that is no instalment number."""


class QrWrong(Refusal):
    """A QR text that cannot be taken apart, or whose check sum is wrong."""


def barcode_payload(*, biller_id: str, ref1: str, ref2: str, amount: Decimal | None) -> str:
    """The text of the counter barcode: ``|biller CR ref1 CR ref2 CR satang``.

    :param biller_id: 15 digits, the 13 of the tax ID and a suffix of 2.
    :param ref2: may be empty; its field stays.
    :param amount: baht with at most two places; None or nought leaves the amount to the cashier.
    :raises BillerIdWrong: not 15 digits.
    :raises ReferenceWrong: ref1 missing, or a reference with other than upper-case letters and digits.
    :raises AmountOutOfRange: negative, or more than ten digits of baht.

    Source: R-REPAY-01, R-REPAY-15; the bank counter layout in docs.
    """
    if not _COUNTER_BILLER.fullmatch(biller_id):
        raise BillerIdWrong(_("รหัสผู้รับชำระ “%(biller)s” ต้องเป็นตัวเลข 15 หลัก"), biller=biller_id)
    satang = 0 if amount is None else int(_amount(amount).scaleb(2))
    fields = (f"|{biller_id}", _reference(ref1), _reference(ref2, may_be_empty=True), str(satang))
    return CR.join(fields)


def qr_payload(
    *, biller_id: str, ref1: str, ref2: str = "", amount: Decimal | None = None, ref3: str | None = None
) -> str:
    """The text of a Thai QR for bill payment (EMVCo, tag 30), with its check sum.

    :param biller_id: 15 digits, or 13 of a biller without suffix.
    :param amount: baht with at most two places; None makes a QR that the payer can use for any amount.
    :param ref3: terminal label, if any.
    :raises BillerIdWrong: neither 13 nor 15 digits.
    :raises ReferenceWrong: as ``barcode_payload``.
    :raises AmountOutOfRange: not above nought, or more than ten digits of baht.
    """
    if not _ANY_BILLER.fullmatch(biller_id):
        raise BillerIdWrong(_("รหัสผู้รับชำระ “%(biller)s” ต้องเป็นตัวเลข 13 หรือ 15 หลัก"), biller=biller_id)
    account = _tlv("00", AID_BILL_PAYMENT) + _tlv("01", biller_id) + _tlv("02", _reference(ref1))
    if ref2:
        account += _tlv("03", _reference(ref2))
    text = _tlv("00", "01") + _tlv("01", "11" if amount is None else "12") + _tlv("30", account)
    text += _tlv("53", BAHT) + _tlv("58", "TH")
    if amount is not None:
        baht = _amount(amount)
        if not baht:
            raise AmountOutOfRange(_("จำนวนเงินในคิวอาร์โค้ดต้องมากกว่าศูนย์"))
        text += _tlv("54", f"{baht:.2f}")
    if ref3:
        text += _tlv("62", _tlv("07", _reference(ref3)))
    text += "6304"
    return text + crc16(text)


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of a text of ASCII characters, as four upper-case hexadecimal digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def read_qr(text: str) -> dict[str, str]:
    """Take a QR text apart: top-level tag to value, in the order found.

    :raises QrWrong: lengths do not add up, or the check sum is wrong.
    """
    if not text.isascii() or text[-8:-4] != "6304" or crc16(text[:-4]) != text[-4:]:
        raise QrWrong(_("ข้อความในคิวอาร์โค้ดไม่ครบหรือรหัสตรวจสอบไม่ตรง"))
    return read_tlv(text)


def read_tlv(text: str) -> dict[str, str]:
    """Take a row of tag, two-digit length and value apart.

    :raises QrWrong: the lengths do not add up, or a tag stands twice.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        value = text[at + 4 : at + 4 + int(length)] if re.fullmatch("[0-9]{2}", length) else ""
        if not re.fullmatch("[0-9]{2}", tag) or len(value) != int(length or 0) or not value or tag in found:
            raise QrWrong(_("ข้อความในคิวอาร์โค้ดไม่ครบหรือรหัสตรวจสอบไม่ตรง"))
        found[tag] = value
        at += 4 + int(length)
    return found


def make_ref2(*, instalment_number: int) -> str:
    """The ref2 of an instalment: its number in two digits.

    :raises Ref2Wrong: not a number from 1 to 99.
    """
    if isinstance(instalment_number, bool) or instalment_number not in range(1, 100):
        raise Ref2Wrong(_("งวดที่ %(number)s อยู่นอกช่วง 1-99"), number=str(instalment_number))
    return f"{instalment_number:02}"


def read_ref2(ref2: str) -> int:
    """The instalment's number out of a ref2.

    :raises Ref2Wrong: not two digits from 01 to 99.
    """
    if not _REF2.fullmatch(ref2) or ref2 == "00":
        raise Ref2Wrong(_("เลขอ้างอิง 2 “%(ref2)s” ไม่ใช่เลขงวดสองหลัก"), ref2=ref2[:20])
    return int(ref2)


def _reference(text: str, *, may_be_empty: bool = False) -> str:
    if text == "" and may_be_empty:
        return text
    if not _REFERENCE.fullmatch(text):
        raise ReferenceWrong(
            _("เลขอ้างอิง “%(reference)s” ต้องเป็นตัวเลขหรืออักษรอังกฤษตัวใหญ่ ไม่เกิน 20 ตัว"), reference=text[:40]
        )
    return text


def _amount(amount: Decimal) -> Decimal:
    baht = require_money(amount)
    if not 0 <= baht <= MOST:
        raise AmountOutOfRange(_("จำนวนเงิน %(amount)s บาท ออกแบบฟอร์มชำระเงินไม่ได้"), amount=baht)
    return baht


def _tlv(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"
