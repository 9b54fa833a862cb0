"""Filters for Thai text, built in to every template.

Each answers nothing for nothing: None and '' become ''. A moment is shown as its day in Bangkok.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from thai import baht as money
from thai import dates, digits, national_id
from thai.refusals import reader_is_english

register = template.Library()


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return value
    return dates.parse(value)


def _number(value: Any) -> Decimal:
    return Decimal(value) if isinstance(value, str) else value


def _nothing(value: Any) -> bool:
    return value is None or value == ""


@register.filter
def thai_date(value: Any) -> str:
    """The date on screens: 5 ก.ค. 2561; for an English reader 5 Jul 2561."""
    return "" if _nothing(value) else dates.format_short(_day(value), english=reader_is_english())


@register.filter
def thai_date_long(value: Any) -> str:
    """The date on official papers: ๕ กรกฎาคม ๒๕๖๑, whoever reads it."""
    return "" if _nothing(value) else dates.format_long(_day(value))


@register.filter
def thai_date_numeric(value: Any) -> str:
    """The date in narrow columns: 05/07/2561."""
    return "" if _nothing(value) else dates.format_numeric(_day(value))


@register.filter
def thai_time(value: Any) -> str:
    """A moment with its time in Bangkok: 5 ก.ค. 2561 14:05."""
    if _nothing(value):
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{dates.format_short(local, english=reader_is_english())} {local:%H:%M}"


@register.filter
def thai_month(value: Any) -> str:
    """The month and year of a date: กรกฎาคม 2561; for a number 1-12 the month's name alone."""
    if _nothing(value):
        return ""
    if isinstance(value, int):
        return (dates.MONTHS_LONG_ENGLISH if reader_is_english() else dates.MONTHS_LONG)[value - 1]
    day = _day(value)
    return dates.month_long(day.year, day.month, thai_digits=False, english=reader_is_english())


@register.filter
def be_year(value: Any) -> str:
    """The year of the Buddhist era of a date, or of a common year given as a number: 2561."""
    if _nothing(value):
        return ""
    return str(value + dates.BE_OFFSET if isinstance(value, int) else dates.be_year(_day(value)))


@register.filter
def thai_digits(value: Any) -> str:
    """The text in Thai digits: ๑๒๓."""
    return "" if _nothing(value) else digits.to_thai(value)


@register.filter
def baht(value: Any) -> str:
    """An amount with commas and two places: 1,234.50. Finer amounts are rounded half up, for show only."""
    return "" if _nothing(value) else money.with_commas(money.half_up(_number(value)))


@register.filter
def baht_words(value: Any) -> str:
    """An amount in Thai words: หนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบสตางค์."""
    return "" if _nothing(value) else money.in_words(_number(value))


@register.filter
def percent(value: Any) -> str:
    """A number that is a percentage already, with two places and no sign: 47.75."""
    return "" if _nothing(value) else f"{money.half_up(_number(value)):,.2f}"


@register.filter
def rate_percent(value: Any) -> str:
    """A fraction such as a yearly rate, as a percentage with two places and no sign: 0.075 is 7.50."""
    return "" if _nothing(value) else f"{money.half_up(_number(value) * 100):,.2f}"


@register.filter
def masked_id(value: Any) -> str:
    """A national ID with only the first and the last two digits: 1-xxxx-xxxxx-x2-1."""
    return "" if _nothing(value) else national_id.mask(value)
