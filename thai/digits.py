"""Thai digits ๐-๙ and Arabic digits 0-9."""

from thai.refusals import Refusal
from thai.refusals import sentence as _

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class NotExact(Refusal):
    """A float was handed over to be written in digits."""


def to_thai(text: object) -> str:
    """The text with every Arabic digit written as a Thai one; everything else stays. A number is taken by its text.

    :raises NotExact: a float, whose digits are not those of the amount that was meant.
    """
    if isinstance(text, float):
        raise NotExact(_("ต้องเป็นข้อความหรือเลขฐานสิบที่แน่นอน ไม่ใช่ %(kind)s"), kind="float")
    return str(text).translate(_TO_THAI)


def to_arabic(text: object) -> str:
    """The text with every Thai digit written as an Arabic one; everything else stays."""
    return str(text).translate(_TO_ARABIC)
