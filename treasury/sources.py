"""From an entry's source to what caused it: in words, and its page."""

import re

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from thai.dates import month_long
from thai.refusals import reader_is_english

_PAGES = {
    "receipt": "repayments:receipt",
    "bank_line": "repayments:line",
    "contract": "repayments:contract",
    "grant": "loans:grant",
    "refund": "repayments:refund",
    "write_off": "repayments:write_off",
    "opening": "treasury:opening",
    "entry": "treasury:entry",
    "remitted": "treasury:entry",
}
_NAMES = {
    "receipt": _("ใบเสร็จรับเงิน"),
    "bank_line": _("รายการธนาคาร"),
    "contract": _("สัญญา"),
    "grant": _("เงินอุดหนุน"),
    "refund": _("การคืนเงิน"),
    "write_off": _("การตัดหนี้สูญ"),
    "opening": _("ยอดยกมา"),
    "entry": _("รายการบัญชี"),
    "remitted": _("รายการนำส่ง"),
}


def name_of(source: str) -> str:
    """What a source is, in words: the kind of paper, the reference typed with the money, or the month remitted."""
    what, _colon, rest = source.partition(":")
    if what in _NAMES:
        return str(_NAMES[what])
    reference = rest.partition(":")[2] or source
    if re.fullmatch(r"\d{4}-\d{2}", reference):
        year, month = map(int, reference.split("-"))
        return month_long(year, month, thai_digits=False, english=reader_is_english())
    return reference


def url_of(source: str) -> str:
    """The page of a source such as ``receipt:12`` or ``contract:3:replay:2``; nothing where it has none."""
    what, _colon, rest = source.partition(":")
    key = rest.partition(":")[0]
    if what not in _PAGES or not key.isdecimal():
        return ""
    try:
        return reverse(_PAGES[what], args=[int(key)])
    except NoReverseMatch:
        return ""
