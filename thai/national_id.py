"""The Thai national ID: thirteen digits, the last of them a check digit."""

import re

from thai.digits import to_arabic
from thai.refusals import Refusal
from thai.refusals import sentence as _

_GROUPS = ((0, 1), (1, 5), (5, 10), (10, 12), (12, 13))
_BETWEEN_DIGITS = re.compile(r"[\s\u2010-\u2015\u2212-]+")
_VISIBLE = {0, 11, 12}

# A step through all 8 x 10^11 numbers of persons; it shares no factor with their count, so no two seeds meet.
_NUMBERS = 8 * 10**11
_STEP = 327_161_803_399
_START = 271_828_182_845


class NotANationalId(Refusal):
    """The text is no national ID: not thirteen digits, or the check digit disagrees."""


def normalise(text: str) -> str:
    """The text in Arabic digits, without the dashes and spaces that part the groups. Checks nothing."""
    return _BETWEEN_DIGITS.sub("", to_arabic(text))


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit of a national ID: (11 - sum of digit x (13 - place) mod 11) mod 10, places counted from 0.

    :raises NotANationalId: when it is not given twelve digits.
    """
    digits = normalise(first_twelve)
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise NotANationalId(_("เลขประจำตัวประชาชนไม่ถูกต้อง เลขตรวจสอบคำนวณจากเลข 12 หลักแรก"))
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits))
    return str((11 - total % 11) % 10)


def is_valid(text: str) -> bool:
    """Whether the text is a national ID: thirteen digits, Thai or Arabic, with the right check digit.

    Dashes and spaces between the digits are passed over. The check digit does not see every slip: the third digit
    weighs eleven and so never counts.
    """
    digits = normalise(text)
    return re.fullmatch(r"[0-9]{13}", digits) is not None and check_digit(digits[:12]) == digits[12]


def require_valid(text: str) -> str:
    """The thirteen digits of a valid national ID.

    :raises NotANationalId: with a sentence that says what is wrong and does not repeat the number.
    """
    digits = normalise(text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise NotANationalId(_("เลขประจำตัวประชาชนไม่ถูกต้อง มีอักขระที่ไม่ใช่ตัวเลข"))
    if len(digits) != 13:
        raise NotANationalId(_("เลขประจำตัวประชาชนไม่ถูกต้อง ต้องมี 13 หลัก แต่กรอก %(typed)s หลัก"), typed=len(digits))
    if check_digit(digits[:12]) != digits[12]:
        raise NotANationalId(_("เลขประจำตัวประชาชนไม่ถูกต้อง เลขหลักสุดท้ายไม่ตรงกับเลขตรวจสอบ กรุณาตรวจทานจากบัตร"))
    return digits


def format_dashed(text: str) -> str:
    """A national ID in its groups: 1-2345-67890-12-1. A text that has not thirteen digits is given back as it is."""
    digits = normalise(text)
    return _dashed(digits) if re.fullmatch(r"[0-9]{13}", digits) else text


def mask(text: str) -> str:
    """A national ID of which only the first and the last two digits are seen: 1-xxxx-xxxxx-x2-1.

    A text that has not thirteen digits shows nothing at all.
    """
    digits = normalise(text)
    if not re.fullmatch(r"[0-9]{13}", digits):
        digits = "x" * 13
    return _dashed("".join(digit if place in _VISIBLE else "x" for place, digit in enumerate(digits)))


def generate(seed: int) -> str:
    """A valid national ID for demonstrations and tests: the same for the same seed, another for every other seed.

    The first digit is 1-8, as a Thai national's. Seeds repeat only after 800 thousand million.
    """
    first_twelve = str(10**11 + (seed * _STEP + _START) % _NUMBERS)
    return first_twelve + check_digit(first_twelve)


def _dashed(thirteen: str) -> str:
    return "-".join(thirteen[start:end] for start, end in _GROUPS)
