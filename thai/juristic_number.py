"""The registration number of a Thai legal person: thirteen digits beginning with 0, the last of them a check digit.

It is checked as a national ID is, and is public: it is printed whole on letterheads and shown unmasked.
"""

import re

from thai import national_id
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NotAJuristicNumber(Refusal):
    """The text is no registration number of a legal person."""


def require_valid(text: str) -> str:
    """The thirteen digits of a registration number, typed with or without dashes, in Thai or Arabic digits.

    :raises NotAJuristicNumber: not thirteen digits, not beginning with 0, or the check digit disagrees.
    """
    digits = national_id.normalise(text)
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise NotAJuristicNumber(_("เลขทะเบียนนิติบุคคลต้องเป็นตัวเลข 13 หลัก"))
    if digits[0] != "0":
        raise NotAJuristicNumber(_("เลขทะเบียนนิติบุคคลต้องขึ้นต้นด้วย 0 เลขที่กรอกเป็นเลขของบุคคลธรรมดา"))
    if not national_id.is_valid(digits):
        raise NotAJuristicNumber(_("เลขทะเบียนนิติบุคคลไม่ถูกต้อง เลขหลักสุดท้ายไม่ตรงกับเลขตรวจสอบ กรุณาตรวจทานจากหนังสือรับรอง"))
    return digits


def is_valid(text: str) -> bool:
    """Whether the text is a registration number of a legal person."""
    digits = national_id.normalise(text)
    return digits[:1] == "0" and national_id.is_valid(digits)
