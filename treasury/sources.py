"""From an entry's source to what caused it: in words, and its page."""

import re
from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thai.dates import format_short, month_long
from thai.refusals import reader_is_english
from treasury.models import BudgetLine

_PAGES = {
    "receipt": "repayments:receipt",
    "bank_line": "repayments:line",
    "contract": "repayments:contract",
    "grant": "loans:grant",
    "refund": "repayments:refund",
    "write_off": "repayments:write_off",
    "money_return": "loans:money_return",
    "opening": "treasury:opening",
    "old_debt": "repayments:contract",
    "entry": "treasury:entry",
    "remitted": "treasury:entry",
}
_NAMES = {
    "receipt": gettext_lazy("ใบเสร็จรับเงิน"),
    "bank_line": gettext_lazy("รายการธนาคาร"),
    "contract": gettext_lazy("สัญญา"),
    "grant": gettext_lazy("เงินอุดหนุน"),
    "refund": gettext_lazy("การคืนเงิน"),
    "write_off": gettext_lazy("การตัดหนี้สูญ"),
    "money_return": gettext_lazy("การรับคืนเงินที่ไม่ได้ใช้"),
    "opening": gettext_lazy("ยอดยกมา"),
    "old_debt": gettext_lazy("หนี้ตามทะเบียนเดิม"),
    "entry": gettext_lazy("รายการบัญชี"),
    "remitted": gettext_lazy("รายการนำส่ง"),
}


# In the source of a drawing that a transfer made by itself.
OF_TRANSFER = ":ชุดโอน "  # stays Thai: kept in the books
_TRANSFER = re.compile(r"ชุดโอน (?P<batch>\d+)( #\d+)?")  # stays Thai: kept in the books
_AGAIN = re.compile(r" #\d+$")
_PLANS = tuple(f"{plan}:" for plan in BudgetLine.Plan.values)


def name_of(source: str) -> str:
    """What a source is, in words: the kind of paper, the reference typed with the money, or the month remitted."""
    what, _colon, rest = source.partition(":")
    if what in _NAMES:
        return str(_NAMES[what])
    reference = _reference(source)
    if what == "allowance":
        day = date.fromisoformat(reference.partition(":")[0])
        return _("ค่าเผื่อหนี้สงสัยจะสูญ ณ วันที่ %s") % format_short(day, english=reader_is_english())
    if what == "year":
        return _("ปิดบัญชีปีงบประมาณ %s") % reference.partition(":")[0]
    if re.fullmatch(r"\d{4}-\d{2}", reference):
        year, month = map(int, reference.split("-"))
        return month_long(year, month, thai_digits=False, english=reader_is_english())
    return reference


def url_of(source: str) -> str:
    """The page of a source such as ``receipt:12`` or ``contract:3:replay:2``; nothing where it has none.

    The room knows the others' addresses by name only; a transfer, an allowance and the close of a year are found by
    what the source says of them.
    """
    what, _colon, rest = source.partition(":")
    key, _colon, more = rest.partition(":")
    try:
        if what in _PAGES and key.isdecimal():
            return reverse(_PAGES[what], args=[int(key)])
        if what == "allowance":
            return f"{reverse('treasury:allowance')}?{urlencode({'province': key, 'as_of': more.partition(':')[0]})}"
        if what == "remittance":
            return f"{reverse('treasury:month', args=[more.partition(':')[0]])}?{urlencode({'province': key})}"
        if what == "year":
            return f"{reverse('treasury:year', args=[int(more.partition(':')[0])])}?{urlencode({'province': key})}"
        if batch := _TRANSFER.fullmatch(_reference(source)):
            return reverse("loans:transfer", args=[int(batch["batch"])])
    except NoReverseMatch:
        pass
    return ""


def is_of_transfer(source: str) -> bool:
    """Tell whether a batch of transfers drew the money of an entry by itself."""
    return _TRANSFER.fullmatch(_reference(source)) is not None


def reference_of(source: str) -> str:
    """The reference of a paper as it was typed, however often the paper was booked."""
    return _AGAIN.sub("", _reference(source))


def _reference(source: str) -> str:
    """What follows the kind of paper and the province: the reference as it was typed, without the plan before it."""
    reference = source.partition(":")[2].partition(":")[2] or source
    return next((reference.removeprefix(plan) for plan in _PLANS if reference.startswith(plan)), reference)
