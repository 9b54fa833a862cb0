"""Why a line of the bank is where it is: kept as a code and its values, and worded when it is read. Pure.

A reason is written once and read for years, by people of two languages. So the row keeps what was found and not a
sentence; parts may follow one another. What people typed is a value and stays as they typed it, and a row from before
this has its Thai sentence, which is read as it is. A large file writes a hundred thousand: a code with its values
between control characters is shorter than the sentence and quicker than JSON.
"""

from datetime import date
from typing import Any

from thai.refusals import Refusal
from thai.refusals import sentence as _

_PART, _VALUE = "\x1e", "\x1f"
_SEPARATORS = {ord(_PART): None, ord(_VALUE): None}
LONGEST_VALUE = 300
_ON = "_on"  # how the name of a value ends that is a day

SENTENCES = {
    # by their references
    "BOTH_AND_AMOUNT": _("เลขอ้างอิงตรงกับสัญญา %(contract)s งวดที่ %(number)s (ยอดตรงตามงวด)"),
    "BOTH": _("เลขอ้างอิงตรงกับสัญญา %(contract)s งวดที่ %(number)s (ยอดตามงวด %(planned)s บาท จึงตัดชำระตามลำดับ)"),
    "REF1_WRONG": _("เลขอ้างอิง 1 “%(ref1)s” เลขตรวจสอบไม่ถูกต้อง"),
    "REF1_MISSING": _("ไม่มีเลขอ้างอิง 1"),
    "REF1_UNKNOWN": _("เลขอ้างอิง 1 “%(ref1)s” ไม่มีในทะเบียนสัญญา"),
    "OTHER_PROVINCE": _("เลขอ้างอิง 1 “%(ref1)s” เป็นของสัญญาต่างจังหวัด ต้องประสานจังหวัดเจ้าของสัญญา"),
    "CLOSED": _("สัญญา %(contract)s ชำระครบและปิดแล้ว"),
    "REF2_WRONG": _("เลขอ้างอิง 1 ตรงกับสัญญา %(contract)s แต่เลขอ้างอิง 2 “%(ref2)s” ไม่ใช่เลขงวด"),
    "NO_INSTALMENT": _("เลขอ้างอิง 1 ตรงกับสัญญา %(contract)s แต่สัญญาไม่มีงวดที่ %(number)s"),
    # what follows where a reference is wrong
    "NOTICE": _("แต่ยอดและวันที่ตรงกับหลักฐานการชำระของสัญญา %(contract)s ต้องให้เจ้าหน้าที่ยืนยัน"),
    "NOTICE_AND_NAME": _("แต่ยอดและวันที่ และชื่อผู้ชำระตรงกับหลักฐานการชำระของสัญญา %(contract)s ต้องให้เจ้าหน้าที่ยืนยัน"),
    "AMOUNT_AND_NAME": _("แต่ยอดและชื่อผู้ชำระตรงกับสัญญา %(contract)s ต้องให้เจ้าหน้าที่ยืนยัน"),
    "SEVERAL": _("และยอดกับชื่อตรงกับหลายสัญญา (%(contracts)s)"),
    "NOBODY": _("และไม่มีสัญญาที่ยอดและชื่อตรงกัน"),
    # what a person said
    "MATCHED_BY_PERSON": _("เจ้าหน้าที่จับคู่กับสัญญา %(contract)s: %(reason)s"),
    "SPLIT_BY_PERSON": _("เจ้าหน้าที่แบ่งให้สัญญา %(contracts)s: %(reason)s"),
    "HELD": _("พักไว้: %(reason)s"),
    "MATCH_UNDONE": _("ถอนการจับคู่: %(reason)s"),
    # money that went back to its payer, or came back
    "REFUND_ASKED": _("รออนุมัติคืนเงินให้ผู้ชำระ"),
    "REFUND_REFUSED": _("ไม่อนุมัติให้คืนเงิน: %(reason)s"),
    "REFUND_WITHDRAWN": _("ถอนคำขอคืนเงินแล้ว ต้องตรวจสอบใหม่"),
    "REFUNDED": _("คืนเงิน %(amount)s บาท ให้ %(payee)s: %(reason)s"),
    "BOUNCED": _("ธนาคารส่งเงินที่คืนให้ %(payee)s กลับเมื่อ %(bounced_on)s ต้องตรวจสอบใหม่: %(reason)s"),
    "BOUNCE_ASKED": _("รออนุมัติว่าเป็นเงินที่คืนให้ %(payee)s แล้วธนาคารส่งกลับ"),
    "BOUNCE_REFUSED": _("ไม่อนุมัติว่าเป็นเงินคืนที่ธนาคารส่งกลับ: %(reason)s"),
    "BROUGHT_BACK": _("เงินที่คืนให้ %(payee)s แล้วธนาคารส่งกลับ ไม่ใช่การชำระของสัญญาใด"),
    "RETURN_ASKED": _("รออนุมัติรับคืนเงินที่ไม่ได้ใช้ของ %(label)s"),
    "RETURN_REFUSED": _("ไม่อนุมัติให้รับคืนเงินที่ไม่ได้ใช้: %(reason)s"),
    "RETURN_UNDONE": _("กลับการรับคืนเงินที่ไม่ได้ใช้ ต้องตรวจสอบใหม่: %(reason)s"),
    "LOAN_RETURNED": _("คืนเงินกู้ สัญญา %(label)s"),
    "SUBSIDY_RETURNED": _("คืนเงินอุดหนุน %(label)s"),
    # what the bank took back, and receipts that were
    "TAKEN_BACK": _("ธนาคารกลับรายการ (ชนิด D) ไม่พบเงินที่เรียกคืน"),
    "RECEIPT_LEFT": _("กลับรายการเงินที่ออกใบเสร็จเลขที่ %(receipts)s แล้ว ต้องขอยกเลิกใบเสร็จ"),
    "RECEIPTS_GONE": _("ธนาคารเรียกเงินคืน ยกเลิกใบเสร็จของเงินนี้แล้ว"),
    "NETTED": _("กลับรายการรับเงินที่ยังไม่ได้ออกใบเสร็จ ยอดหักกลบกันแล้ว"),
    "NETTED_BY_PERSON": _("เจ้าหน้าที่หักกลบกับเงินที่ยังไม่ได้ออกใบเสร็จ: %(reason)s"),
    "UNDONE": _("ธนาคารกลับรายการเมื่อ %(undone_on)s จึงไม่ออกใบเสร็จ"),
    "RECEIPT_REVERSED": _("ยกเลิกใบเสร็จเลขที่ %(receipt)s ต้องตรวจสอบใหม่: %(reason)s"),
    "REVERSED_BY_BANK": _("ธนาคารเรียกเงินคืน ยกเลิกใบเสร็จเลขที่ %(receipt)s: %(reason)s"),
    # lines of two kinds of files
    "PERHAPS_SAME": _("อาจเป็นรายการเดียวกับเงินของ %(payer)s เวลา %(time)s ที่นำเข้าจากไฟล์ “%(file)s”"),
    "PERHAPS_SAME_NAMELESS": _("อาจเป็นรายการเดียวกับเงินที่ไม่ระบุชื่อ เวลา %(time)s ที่นำเข้าจากไฟล์ “%(file)s”"),
    "SAME": _("เป็นรายการเดียวกับรายการที่มีอยู่ก่อน: %(reason)s"),
}


def said(code: str, /, **values: object) -> str:
    """A reason as it is kept; several of them joined are one.

    :param values: what its sentence has places for. A day's name ends in ``_on``.
    :raises KeyError: no such reason.
    """
    if code not in SENTENCES:
        raise KeyError(code)
    kept = _PART + code
    for name, value in values.items():
        text = str(value)
        if not text.isprintable():  # a bank's name or a person's words may hold anything
            text = text.translate(_SEPARATORS)
        kept += f"{_VALUE}{name}={text[:LONGEST_VALUE]}"
    return kept


def in_words(kept: str) -> str:
    """A kept reason in the reader's language; a sentence from before is given as it is."""
    if not kept.startswith(_PART):
        return kept
    return " ".join(_worded(part) for part in kept.split(_PART)[1:])


def is_said(kept: str, code: str) -> bool:
    """Tell whether a kept reason is this one, or a sentence from before that begins as this one does."""
    if kept.startswith(_PART):
        return any(part.split(_VALUE)[0] == code for part in kept.split(_PART)[1:])
    return kept.startswith(SENTENCES[code].split("%", 1)[0])


def value_in(kept: str, name: str) -> str:
    """What a kept reason says under a name; of a sentence from before, what follows its colon."""
    if not kept.startswith(_PART):
        return kept.partition(": ")[2]
    values = [one.partition("=") for part in kept.split(_PART)[1:] for one in part.split(_VALUE)[1:]]
    return next((value for key, _is, value in values if key == name), "")


def _worded(part: str) -> str:
    code, *named = part.split(_VALUE)
    values: dict[str, Any] = dict(one.split("=", 1) for one in named)
    for name in values:
        if name.endswith(_ON):
            values[name] = date.fromisoformat(values[name])
    return str(Refusal(SENTENCES[code], **values))
