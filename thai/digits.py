"""Thai digits ๐-๙ and Arabic digits 0-9."""

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def to_thai(text: object) -> str:
    """The text with every Arabic digit written as a Thai one; everything else stays. A number is taken by its text."""
    return str(text).translate(_TO_THAI)


def to_arabic(text: object) -> str:
    """The text with every Thai digit written as an Arabic one; everything else stays."""
    return str(text).translate(_TO_ARABIC)
