"""Dates of the Buddhist era: written, read, and counted in months and fiscal years.

A year of the Buddhist era (BE, พ.ศ.) is the common year (CE, ค.ศ.) plus 543. The fiscal year runs from 1 October to
30 September and is named by the BE year in which it ends.
"""

import re
from calendar import monthrange
from datetime import date

from thai.digits import to_arabic, to_thai
from thai.refusals import Refusal
from thai.refusals import sentence as _

BE_OFFSET = 543
BE_YEARS = range(2400, 2700)
CE_YEARS = range(1900, 2101)

MONTHS_LONG = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
MONTHS_LONG_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS_SHORT_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Monday first, as date.weekday() counts.
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAYS_SHORT = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")


class UnreadableDate(Refusal):
    """What the user typed is no date."""


class NoSuchDay(UnreadableDate):
    """The month has no such day, or the year no such month."""


class NotADate(Refusal):
    """What was handed over to be written is no date."""


class YearOutOfRange(UnreadableDate):
    """The year is neither of the Buddhist era (2400-2699) nor of the common era (1900-2100)."""


# -- written ---------------------------------------------------------------------------------------------------------
def be_year(day: date) -> int:
    """The year of the Buddhist era in which the day lies."""
    return day.year + BE_OFFSET


def weekday(day: date) -> str:
    """The Thai name of the day of the week, without วัน."""
    return WEEKDAYS[day.weekday()]


def format_long(day: date, thai_digits: bool = True, *, era: bool = False) -> str:
    """The date as official papers write it: ๑๐ มกราคม ๒๕๖๑, with ``era`` ๑๐ มกราคม พ.ศ. ๒๕๖๑.

    :raises NotADate: what was handed over is no date.
    """
    if not isinstance(day, date):
        raise NotADate(_("ต้องเป็นวันที่ ไม่ใช่ %(kind)s"), kind=type(day).__name__)
    written = f"{day.day} {MONTHS_LONG[day.month - 1]} {'พ.ศ. ' if era else ''}{be_year(day)}"
    return to_thai(written) if thai_digits else written


def format_short(day: date, *, english: bool = False) -> str:
    """The date as screens show it: 5 ก.ค. 2561. In English the era stays Buddhist: 5 Jul 2561."""
    months = MONTHS_SHORT_ENGLISH if english else MONTHS_SHORT
    return f"{day.day} {months[day.month - 1]} {be_year(day)}"


def format_numeric(day: date, *, padded: bool = True) -> str:
    """The date in figures: 05/07/2561; not ``padded``, as people type it: 5/7/2561."""
    if not padded:
        return f"{day.day}/{day.month}/{be_year(day)}"
    return f"{day.day:02}/{day.month:02}/{be_year(day)}"


def month_long(year_ce: int, month: int, thai_digits: bool = True, *, english: bool = False) -> str:
    """A month and its year: มกราคม ๒๕๖๑. ``year_ce`` is the common year; the era written is Buddhist.

    :raises NoSuchDay: for a month outside 1-12.
    """
    if not 1 <= month <= 12:
        raise NoSuchDay(_("ไม่มีเดือนที่ %(month)s"), month=month)
    names = MONTHS_LONG_ENGLISH if english else MONTHS_LONG
    written = f"{names[month - 1]} {year_ce + BE_OFFSET}"
    return to_thai(written) if thai_digits else written


# -- read ------------------------------------------------------------------------------------------------------------
def _bare(name: str) -> str:
    return re.sub(r"[.\s]", "", name).lower()


_MONTH_BY_NAME = {
    _bare(name): number
    for names in (MONTHS_LONG, MONTHS_SHORT, MONTHS_LONG_ENGLISH, MONTHS_SHORT_ENGLISH)
    for number, name in enumerate(names, start=1)
}
_WEEKDAY = "|".join(WEEKDAYS)
_IN_FIGURES = re.compile(
    r"(?P<day>[0-9]{1,2})\s*(?P<mark>[/.-])\s*(?P<month>[0-9]{1,2})\s*(?P=mark)\s*(?P<year>[0-9]+)"
)
_RUN_TOGETHER = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_IN_WORDS = re.compile(
    rf"(?:วัน(?:{_WEEKDAY})?ที่\s*)?"
    r"(?P<day>[0-9]{1,2})\s*(?P<name>[^0-9]+?)\s*"
    r"(?P<era>พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?\s*(?P<year>[0-9]+)"
)
_SHAPES = (_ISO, _IN_FIGURES, _RUN_TOGETHER, _IN_WORDS)
_LONGEST_TYPED = 60


def parse(text: str) -> date:
    """The date that a user typed.

    Reads 5/7/2561, 5/7/2018, 5-7-2561, 05072561, 5 ก.ค. 2561, ๕ กรกฎาคม พ.ศ. ๒๕๖๑, 5 Jul 2561 and
    2018-07-05, in Thai or Arabic digits. The day comes before the month. A year of 2400-2699 is Buddhist,
    one of 1900-2100 is common; where the era is written it must agree.

    :raises UnreadableDate: when it is no date.
    :raises NoSuchDay: when the calendar has no such day, such as 29 February of a common year.
    :raises YearOutOfRange: for any other year, and so for a year of two digits.
    """
    typed = str(text).strip()
    plain = to_arabic(typed)
    found = None
    if len(plain) <= _LONGEST_TYPED:
        found = next(filter(None, (shape.fullmatch(plain) for shape in _SHAPES)), None)
    parts = found.groupdict() if found else {}
    month = _MONTH_BY_NAME.get(_bare(parts["name"])) if "name" in parts else int(parts.get("month") or 0)
    if not parts or month is None:
        raise UnreadableDate(
            _("อ่านวันที่ “%(typed)s” ไม่ได้ กรุณากรอกเป็น วัน/เดือน/ปี พ.ศ. เช่น 5/7/2561"), typed=typed[:_LONGEST_TYPED]
        )
    year = common_year(int(parts["year"]), era=(parts.get("era") or "")[:1])
    try:
        return date(year, month, int(parts["day"]))
    except ValueError:
        raise NoSuchDay(_("ไม่มีวันที่ “%(typed)s” ในปฏิทิน"), typed=typed) from None


def common_year(year: int, *, era: str = "") -> int:
    """The common year (CE) of a year that a user typed: 2400-2699 is Buddhist, 1900-2100 is common.

    :param era: "พ" or "ค" where the user wrote the era, otherwise empty.
    :raises YearOutOfRange: for any other year.
    """
    if year in BE_YEARS and era != "ค":
        return year - BE_OFFSET
    if year in CE_YEARS and era != "พ":
        return year
    raise YearOutOfRange(
        _("ปี %(year)s อยู่นอกช่วงที่รับได้ กรุณากรอกปี พ.ศ. %(be_from)s-%(be_to)s หรือ ค.ศ. %(ce_from)s-%(ce_to)s"),
        year=str(year)[:12],
        be_from=BE_YEARS[0],
        be_to=BE_YEARS[-1],
        ce_from=CE_YEARS[0],
        ce_to=CE_YEARS[-1],
    )


# -- counted ---------------------------------------------------------------------------------------------------------
def fiscal_year_be(day: date) -> int:
    """The fiscal year of the day, as the BE year in which that fiscal year ends."""
    return be_year(day) + (1 if day.month >= 10 else 0)


def fiscal_year_bounds(fiscal_year: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year given by its BE year: 1 October and 30 September."""
    ends_in = fiscal_year - BE_OFFSET
    return date(ends_in - 1, 10, 1), date(ends_in, 9, 30)


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or earlier); where the month is too short, its last day."""
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month_index + 1, min(day.day, monthrange(year, month_index + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day so many years later (or earlier); 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)


def month_end(day: date) -> date:
    """The last day of the month in which the day lies."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_start(day: date) -> date:
    """The first day of the month in which the day lies."""
    return day.replace(day=1)
