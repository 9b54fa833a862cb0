"""Tags and filters of official papers. All answer in Arabic digits: a paper turns its digits Thai as a whole."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from documents import barcodes
from documents.rendering.columns import Layout, Words, layout
from thai import baht, dates

register = template.Library()


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


@register.filter
def long_date(value: Any) -> str:
    """10 มกราคม 2561; nothing for nothing."""
    return dates.format_long(_day(value), thai_digits=False) if value else ""


@register.filter
def era_date(value: Any) -> str:
    """10 มกราคม พ.ศ. 2561."""
    return dates.format_long(_day(value), thai_digits=False, era=True) if value else ""


@register.filter
def short_date(value: Any) -> str:
    """10 ม.ค. 2561, for columns."""
    return dates.format_short(_day(value)) if value else ""


@register.filter
def month_and_year(value: Any) -> str:
    """มกราคม 2561."""
    return dates.month_long(_day(value).year, _day(value).month, thai_digits=False) if value else ""


@register.filter
def moment(value: Any) -> str:
    """10 มกราคม 2561 เวลา 14.05 น.; a day without its hour stays a day."""
    text = str(value or "")
    if not text:
        return ""
    clock = f" เวลา {text[11:13]}.{text[14:16]} น." if len(text) > 10 else ""
    return long_date(text) + clock


def _amount(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


@register.filter
def money(value: Any) -> str:
    """1,234.50; nothing for nothing. A negative amount stands in brackets."""
    amount = _amount(value)
    if amount is None:
        return ""
    text = baht.with_commas(abs(amount))
    return f"({text})" if amount < 0 else text


@register.filter
def money_or_dash(value: Any) -> str:
    """As ``money``, with a dash for nought and for nothing, as registers write it."""
    return money(value) if _amount(value) else "-"


@register.filter
def round_money(value: Any) -> str:
    """200,000 for whole baht, 200,000.50 otherwise, as running text and cover sheets write it."""
    return money(value).removesuffix(".00")


@register.filter
def words(value: Any) -> str:
    """สองแสนบาทถ้วน."""
    amount = _amount(value)
    return "" if amount is None else baht.in_words(amount)


@register.filter
def per_hundred(value: Any) -> str:
    """A yearly fraction as the number after ร้อยละ: 0.03 is 3, 0.075 is 7.5."""
    amount = _amount(value)
    return "" if amount is None else f"{(amount * 100).normalize():f}"


@register.filter
def card_number(value: Any) -> str:
    """A national ID as cards print it: 1 2345 67890 12 1; a masked or other text stays as it is."""
    text = str(value or "")
    if len(text) == 13 and text.isdigit():
        return f"{text[0]} {text[1:5]} {text[5:10]} {text[10:12]} {text[12]}"
    return text


@register.filter
def is_money(kind: str) -> bool:
    """Whether a column kind is set right-aligned in figures."""
    return kind in ("money", "number")


@register.filter
def cell(row: dict[str, Any], column: dict[str, Any]) -> str:
    """One value of a register's row as its column's kind writes it."""
    value = row.get(column["key"])
    if value is None or value == "":
        return ""
    kind = column.get("kind", "text")
    if kind == "money":
        return money(value)
    if kind == "number":
        return f"{int(value):,}" if str(value).lstrip("-").isdigit() else str(value)
    if kind == "date" and (isinstance(value, date) or _DAY.match(str(value))):
        return short_date(value)
    if kind == "tick":
        return "✓" if value else ""
    return _names_whole(str(value))


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # what else stands in a column of days is words

# A person's name begins with its title; what is longer than any name is no name.
_NAME = re.compile(r"(?<![ก-๎])(?:นางสาว|นาง|นาย)[ก-๎]{2,22}(?: [ก-๎]{2,22})?(?![ก-๎])")


def _names_whole(text: str) -> str:
    """Keep each part of a person's name on one line: no dictionary of line breaks knows where a name may be parted."""

    def whole(name: re.Match[str]) -> str:
        return " ".join(f'<span class="nowrap">{part}</span>' for part in name[0].split(" "))

    return mark_safe(_NAME.sub(whole, escape(text)))  # noqa: S308 - escaped before the marks are put round the names


@register.simple_tag
def fitted(
    columns: list[dict[str, Any]], groups: list[dict[str, Any]], totals: Any, landscape: Any, digits: Any
) -> Layout:
    """The widths of a register's columns, none narrower than the longest number, day or name that stands in it."""
    return layout(
        asked=[_millimetres(column.get("width")) for column in columns],
        columns=[list(_said(column, groups, totals)) for column in columns],
        is_wide=bool(landscape),
        thai_digits=digits != "arabic",
    )


def _millimetres(width: Any) -> float | None:
    return float(str(width).removesuffix("mm")) if width else None


def _said(column: dict[str, Any], groups: list[dict[str, Any]], totals: Any) -> Iterator[Words]:
    """What stands in a column of a register, cell by cell."""
    is_whole = column.get("kind", "text") in ("money", "number", "date")
    for group in groups:
        for row in group["rows"]:
            if is_whole:
                yield Words(cell(row, column), True)
            elif text := str(row.get(column["key"]) or ""):
                yield Words(text, False)
                yield from (Words(part, True) for name in _NAME.findall(text) for part in name.split(" "))
        if sums := group.get("subtotal"):
            yield Words(cell(sums, column), True, True)
    if totals:
        yield Words(cell(totals, column), True, True)


@register.filter
def label_span(sums: dict[str, Any], columns: list[dict[str, Any]]) -> int:
    """How many columns the label of a line of sums may take: those before the first sum, at least one."""
    for number, column in enumerate(columns):
        if sums.get(column["key"]) not in (None, ""):
            return max(1, number)
    return len(columns)


@register.filter
def province_label(name: Any) -> str:
    """A province with its kind, as papers write it: จังหวัดเชียงราย, but กรุงเทพมหานคร."""
    text = str(name or "")
    return text if not text or text == "กรุงเทพมหานคร" else f"จังหวัด{text}"


@register.filter
def within(place: Any, province: str) -> str:
    """A place without the name of the province that the paper's head already names."""
    text = str(place or "")
    for suffix in (f"จ.{province}", f"จังหวัด{province}"):
        text = text.removesuffix(suffix).rstrip()
    return text


@register.filter
def blanks(count: Any) -> range:
    """A range to loop over so many times."""
    return range(int(count or 0))


@register.filter
def upto(count: Any) -> range:
    """1, 2, … count."""
    return range(1, int(count or 0) + 1)


@register.filter
def after(value: Any, number: Any) -> int:
    """The sum of two whole numbers, either of which may be missing."""
    return int(value or 0) + int(number or 0)


@register.simple_tag
def code128(payload: str, width_mm: int = 120, height_mm: int = 14) -> SafeString:
    """A barcode of the payload with its text under it."""
    return barcodes.code128_svg(payload, width_mm=width_mm, height_mm=height_mm)


@register.simple_tag
def qr(payload: str, size_mm: int = 32) -> SafeString:
    """A QR code of the payload."""
    return barcodes.qr_svg(payload, size_mm=size_mm)


@register.simple_tag
def dots(length: int = 40) -> SafeString:
    """A dotted line to write on, so many millimetres long."""
    return format_html('<span class="dots" style="width: {}mm"></span>', length)


@register.simple_block_tag
def slot(content: str, name: str) -> SafeString:
    """Words that change from paper to paper, alone on their line or in their cell (``documents.rendering.filling``)."""
    return format_html('<data data-slot="{}">{}</data>', name, content)
