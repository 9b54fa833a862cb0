"""The name of a handed-in file: only for people to read, cleaned of everything that misleads or breaks."""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST = 120  # characters, the ending included
ENDINGS: dict[str, str] = {"pdf": "PDF", "jpg": "JPEG", "jpeg": "JPEG", "jfif": "JPEG", "jpe": "JPEG", "png": "PNG"}
_USUAL = {"PDF": "pdf", "JPEG": "jpg", "PNG": "png"}
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,7})$")
_FORBIDDEN = re.compile(r'[<>:"|?*%]')


def clean_name(name: str, *, kind: str) -> str:
    """Return the name without path, control and direction characters, at most 120 characters, ending as its kind.

    An empty name becomes a plain one.
    """
    stem = without_ending(_readable(name)).strip(" .-_")
    room = LONGEST - len(_USUAL[kind]) - 1
    if len(stem) > room:
        while room and unicodedata.category(stem[room]) in ("Mn", "Mc"):
            room -= 1  # a vowel or tone mark is never cut off its consonant
        stem = stem[:room].rstrip()
    return f"{stem or _('ไฟล์')}.{_USUAL[kind]}"


def ending_of(name: str) -> str:
    """Return the ending that the name claims, in small letters; empty where it has none."""
    found = _ENDING.search(_readable(name))
    return found.group(1).lower() if found else ""


def without_ending(name: str) -> str:
    """Return the name before its ending."""
    return _ENDING.sub("", name)


def _readable(name: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Cc: control, Cf: direction overrides and invisible ones, Cs: halves, Zl and Zp: line breaks
    kept = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    return re.sub(r"\s+", " ", _FORBIDDEN.sub("-", kept)).strip()


def clean_called(name: str) -> str:
    """Return the name as it may stand in a sentence, whatever kind the file turns out to be."""
    readable = _readable(name)
    if len(readable) <= LONGEST:
        return readable or _("ไฟล์")
    ending = ending_of(readable)
    return without_ending(readable)[: LONGEST - 10] + (f"….{ending}" if ending else "…")
