"""Business days, deadlines and the policy in force: what a date means for an office.

A business day is Monday to Friday without the holidays of a table (A-19). Which holidays count is the caller's choice:
lateness of a debtor needs a day on which government and banks are both open (A-09), an office's own deadline only a day
on which the office is open. So every rule takes ``is_business_day``, a question put to one day, which ``calendar_of``
makes from a list of holidays.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from thai.dates import CE_YEARS, add_months
from thai.refusals import Refusal
from thai.refusals import sentence as _

IsBusinessDay = Callable[[date], bool]

MOST_DAYS = 3660  # ten years; no deadline of the fund is longer
LONGEST_CLOSURE = 60  # days on end without a business day: the calendar must be wrong
_ONE_DAY = timedelta(days=1)


class NotADay(Refusal):
    """Where a calendar day is needed stands something else, such as a time, a text or nothing."""


class NotAWholeNumber(Refusal):
    """Where a whole number within limits is needed stands something else."""


class NoBusinessDay(Refusal):
    """The calendar has no business day where one must be."""


class NoPolicy(Refusal):
    """No policy row of this key is in force on the day."""


class PolicyAmbiguous(Refusal):
    """Two policy rows of the same key, scope and first day."""


class BadDueRule(Refusal):
    """A due rule that nobody can compute."""


# -- what every rule asks of its input -------------------------------------------------------------------------------
def require_day(day: object) -> date:
    """The day itself, if it is a calendar day of the years 1900-2100 of the common era.

    :raises NotADay: for a datetime, a text or anything else, and for another year, such as a Buddhist one.
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        raise NotADay(_("ต้องเป็นวันที่ ไม่ใช่ %(kind)s"), kind=type(day).__name__)
    if day.year not in CE_YEARS:
        raise NotADay(
            _("ปี ค.ศ. %(year)s อยู่นอกช่วงที่รับได้ คือ %(least)s ถึง %(most)s"),
            year=day.year,
            least=CE_YEARS[0],
            most=CE_YEARS[-1],
        )
    return day


def require_whole(number: object, *, least: int, most: int) -> int:
    """The number itself, if it is a whole one from ``least`` to ``most``.

    :raises NotAWholeNumber: for a float, a truth value, a text, or a number outside the limits.
    """
    if isinstance(number, bool) or not isinstance(number, int):
        raise NotAWholeNumber(_("ต้องเป็นจำนวนเต็ม ไม่ใช่ %(kind)s"), kind=type(number).__name__)
    if not least <= number <= most:
        raise NotAWholeNumber(
            _("จำนวน %(number)s อยู่นอกช่วงที่รับได้ คือ %(least)s ถึง %(most)s"),
            number=str(number)[:40],
            least=least,
            most=most,
        )
    return number


# -- business days ---------------------------------------------------------------------------------------------------
def calendar_of(*, holidays: Iterable[date]) -> IsBusinessDay:
    """The question "is it a business day" for Monday to Friday without these holidays.

    :raises NotADay: when a holiday is no calendar day.
    Source: A-19.
    """
    closed = frozenset(require_day(day) for day in holidays)

    def is_business_day(day: date) -> bool:
        return day.weekday() < 5 and day not in closed

    return is_business_day


def next_business_day(*, day: date, is_business_day: IsBusinessDay) -> date:
    """The day itself if it is a business day, otherwise the first one after it.

    :raises NoBusinessDay: when none follows within 60 days.
    Source: A-09, CCC 193/8.
    """
    return _nearest(day=day, step=_ONE_DAY, is_business_day=is_business_day)


def previous_business_day(*, day: date, is_business_day: IsBusinessDay) -> date:
    """The day itself if it is a business day, otherwise the last one before it.

    :raises NoBusinessDay: when none precedes within 60 days.
    Source: DL-21.
    """
    return _nearest(day=day, step=-_ONE_DAY, is_business_day=is_business_day)


def add_business_days(*, start: date, days: int, is_business_day: IsBusinessDay) -> date:
    """The last day of a period of so many business days: the first business day after ``start`` is day 1.

    ``start``, the day of the event, is never counted, whether it is a business day or not.

    :raises NotAWholeNumber: for fewer than one day, more than ten years of days, or a float.
    :raises NoBusinessDay: when the calendar has none for 60 days on end.
    Source: A-19, CCC 193/3.
    """
    day = require_day(start)
    for _counted in range(require_whole(days, least=1, most=MOST_DAYS)):
        day = next_business_day(day=_moved(day, _ONE_DAY), is_business_day=is_business_day)
    return day


def last_business_day_of_month(*, year: int, month: int, is_business_day: IsBusinessDay) -> date:
    """The last business day of a month of the common era, on which the month's receipts are remitted.

    :raises NotAWholeNumber: for a month outside 1-12 or a year outside the common era's 1900-2100.
    :raises NoBusinessDay: when the month has none.
    Source: A-31, R-REPAY-13.
    """
    last = _day_in_month(year=year, month=month, day=31)
    found = previous_business_day(day=last, is_business_day=is_business_day)
    if found.month != last.month:
        raise NoBusinessDay(_("ปฏิทินไม่มีวันทำการในเดือนของวันที่ %(day)s"), day=last)
    return found


# -- deadlines -------------------------------------------------------------------------------------------------------
class Shift(StrEnum):
    """Where a deadline goes that falls on a holiday."""

    NEXT = "next"
    PREVIOUS = "previous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for doing something, and how it was found.

    ``nominal_on`` is the day that the period or the calendar names, ``last_on`` the day that counts after the shift
    for a holiday. The two differ exactly where the named day is a holiday.
    """

    starts_on: date
    nominal_on: date
    last_on: date

    @property
    def is_shifted(self) -> bool:
        """Whether the day that the rule names is a holiday; some deadlines warn of that (DL-10)."""
        return self.nominal_on != self.last_on

    def is_missed(self, *, on: date) -> bool:
        """Whether the deadline has passed on a day."""
        return on > self.last_on


_KEYS_OF_RULES = {
    "same_month": frozenset({"rule", "holiday"}),
    "day_of_month": frozenset({"rule", "day", "holiday"}),
    "day_of_next_month": frozenset({"rule", "day", "holiday"}),
    "fiscal_year_end": frozenset({"rule", "holiday"}),
}
_KEYS_OF_DAYS = frozenset({"days", "unit", "holiday"})


def deadline(*, rule: Mapping[str, Any], start: date, is_business_day: IsBusinessDay) -> Deadline:
    """The deadline that a typed due rule sets for an event on ``start``. The day of the event is not counted.

    - ``{"days": 15, "unit": "business"}``: the first business day after the event is day 1;
    - ``{"days": 30, "unit": "calendar"}``: calendar days, a last day on a holiday moves to the next business day;
    - ``{"rule": "day_of_next_month", "day": 5}``: that day of the following month, moved likewise; a month too short
      gives its last day;
    - ``{"rule": "day_of_month", "day": 10}``: the first such day on or after the event, moved likewise;
    - ``{"rule": "fiscal_year_end"}``: the first 30 September on or after the event, moved to the business day before,
      so that it stays in the year;
    - ``{"rule": "same_month"}``: the last calendar day of the event's month, never moved: it would leave the month.

    ``"holiday": "next" | "previous" | "none"`` beside them names another shift than the one above.

    :raises BadDueRule: for a rule of another shape.
    :raises NotAWholeNumber: for a number of days or a day of the month out of range.
    Source: 1.2 (DL-01..DL-34), CCC 193/3, 193/8, A-24, A-26.
    """
    require_day(start)
    if not isinstance(rule, Mapping):
        raise BadDueRule(_("กำหนดเวลาเขียนไม่ถูกแบบ: %(rule)s"), rule=str(rule)[:100])
    named = rule.get("rule")
    allowed = _KEYS_OF_DAYS if named is None else _KEYS_OF_RULES.get(str(named), frozenset())
    required = allowed - {"holiday"}
    if not required or not required <= rule.keys() <= allowed:
        raise BadDueRule(_("กำหนดเวลาเขียนไม่ถูกแบบ: %(rule)s"), rule=str(dict(rule))[:100])
    if named is None and rule["unit"] == "business":
        on = add_business_days(start=start, days=rule["days"], is_business_day=is_business_day)
        return Deadline(starts_on=start, nominal_on=on, last_on=on)
    nominal = _nominal_day(rule=rule, start=start)
    usual = {"same_month": Shift.NONE, "fiscal_year_end": Shift.PREVIOUS}.get(str(named), Shift.NEXT)
    return Deadline(
        starts_on=start,
        nominal_on=nominal,
        last_on=_shifted(day=nominal, shift=str(rule.get("holiday", usual)), is_business_day=is_business_day),
    )


def meeting_days(*, days: Iterable[int], year: int, month: int, is_business_day: IsBusinessDay) -> tuple[date, ...]:
    """The days of a monthly round, such as the 10th, the 16th and the 25th; a holiday moves to the next business day.

    :raises NotAWholeNumber: for a day outside 1-31, a month outside 1-12.
    Source: P-15, R-APPR-17..19, A-26.
    """
    return tuple(
        next_business_day(day=_day_in_month(year=year, month=month, day=day), is_business_day=is_business_day)
        for day in days
    )


def _nominal_day(*, rule: Mapping[str, Any], start: date) -> date:
    match rule.get("rule"):
        case "same_month":
            return _day_in_month(year=start.year, month=start.month, day=31)
        case "fiscal_year_end":
            return date(start.year + (start.month > 9), 9, 30)
        case "day_of_next_month":
            following = add_months(start.replace(day=1), 1)
            return _day_in_month(year=following.year, month=following.month, day=rule["day"])
        case "day_of_month":
            this_month = _day_in_month(year=start.year, month=start.month, day=rule["day"])
            if this_month >= start:
                return this_month
            following = add_months(start.replace(day=1), 1)
            return _day_in_month(year=following.year, month=following.month, day=rule["day"])
    if rule["unit"] != "calendar":
        raise BadDueRule(_("ไม่รู้จักหน่วยนับวัน “%(unit)s”"), unit=str(rule["unit"])[:40])
    return _moved(start, timedelta(days=require_whole(rule["days"], least=1, most=MOST_DAYS)))


def _shifted(*, day: date, shift: str, is_business_day: IsBusinessDay) -> date:
    match shift:
        case Shift.NEXT:
            return next_business_day(day=day, is_business_day=is_business_day)
        case Shift.PREVIOUS:
            return previous_business_day(day=day, is_business_day=is_business_day)
        case Shift.NONE:
            return day
    raise BadDueRule(_("ไม่รู้จักวิธีเลื่อนวันหยุด “%(shift)s”"), shift=shift[:40])


def _nearest(*, day: date, step: timedelta, is_business_day: IsBusinessDay) -> date:
    found = require_day(day)
    for _tried in range(LONGEST_CLOSURE):
        if is_business_day(found):
            return found
        found = _moved(found, step)
    raise NoBusinessDay(_("ปฏิทินไม่มีวันทำการเลยใน %(days)s วันติดต่อกันนับจาก %(day)s"), days=LONGEST_CLOSURE, day=day)


def _moved(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise NotADay(_("วันที่อยู่นอกช่วงที่ปฏิทินรับได้")) from None


def _day_in_month(*, year: int, month: int, day: int) -> date:
    """The day of the month; where the month is too short, its last day."""
    require_whole(year, least=1900, most=2100)
    require_whole(month, least=1, most=12)
    return date(year, month, min(require_whole(day, least=1, most=31), monthrange(year, month)[1]))


# -- policies --------------------------------------------------------------------------------------------------------
class DatedPolicy(Protocol):
    """What a policy row must tell: its key, its scope (a province's code, or None for the nation) and its first day."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def province(self) -> str | None: ...
    @property
    def effective_from(self) -> date: ...


Row = TypeVar("Row", bound=DatedPolicy)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One value of one policy from one day on."""

    key: str
    value: Any
    effective_from: date
    province: str | None = None
    source: str = ""


def policy_in_force(*, rows: Iterable[Row], key: str, province: str | None, on: date) -> Row:
    """The newest row of the key not later than the day; a row of the province wins over every national one.

    :param province: the province's code; None asks for the national value.
    :raises NoPolicy: when no row is in force on the day.
    :raises PolicyAmbiguous: when two rows have the same scope and first day, so that their order would decide.
    Source: 1.3.
    """
    require_day(on)
    in_force = [row for row in rows if row.key == key and row.effective_from <= on and row.province in (None, province)]
    if not in_force:
        raise NoPolicy(_("ยังไม่มีนโยบาย “%(key)s” ที่มีผลในวันที่ %(on)s"), key=key, on=on)
    in_force.sort(key=lambda row: (row.province is not None, row.effective_from))
    found = in_force[-1]
    if len(in_force) > 1 and _scope(in_force[-2]) == _scope(found):
        raise PolicyAmbiguous(_("นโยบาย “%(key)s” มีสองค่าที่เริ่มมีผลวันเดียวกันคือ %(on)s"), key=key, on=found.effective_from)
    return found


def _scope(row: DatedPolicy) -> tuple[str | None, date]:
    return row.province, row.effective_from


# -- hand-over -------------------------------------------------------------------------------------------------------
class CannotHandOver(Refusal):
    """A role cannot pass from one officer to another on these days."""


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when somebody holds a role, both days included; without an end, until further notice."""

    from_on: date
    to_on: date | None = None


def handed_over(
    *, held: Term, from_on: date, on: date, until: date | None = None, last_on: date | None = None
) -> tuple[Term, Term, Term | None]:
    """Divide a role's term between the leaver and her successor: what she keeps, what passes on, what comes back.

    The three follow each other without a gap and without an overlap, unless ``last_on`` asks for one.

    :param from_on: the successor's first day, today or later.
    :param until: the last day of an acting officer; the role then goes back to whom it was taken from.
    :param last_on: the leaver's last day, where it is not to be the day before.
    :raises CannotHandOver: the role is not held on that day, or a day lies in the past or in the wrong order.
    """
    before = require_day(from_on) - _ONE_DAY
    if from_on < on:
        raise CannotHandOver(_("วันเริ่มของผู้รับมอบต้องไม่ก่อนวันนี้ คือ %(on)s"), on=on)
    if from_on <= held.from_on or (held.to_on is not None and held.to_on < from_on):
        raise CannotHandOver(_("ผู้ส่งมอบไม่ได้ถือบทบาทนี้ก่อนวันที่ %(on)s หรือบทบาทสิ้นสุดไปก่อนแล้ว"), on=from_on)
    end_on = before if last_on is None else last_on
    if end_on < max(held.from_on, on - _ONE_DAY) or (held.to_on is not None and end_on > held.to_on):
        raise CannotHandOver(_("วันสุดท้ายของผู้ส่งมอบ %(on)s อยู่นอกช่วงที่ถือบทบาทนี้ หรือผ่านไปแล้ว"), on=end_on)
    kept = Term(held.from_on, end_on)
    if until is None:
        return kept, Term(from_on, held.to_on), None
    if until < from_on or until <= end_on or (held.to_on is not None and until > held.to_on):
        raise CannotHandOver(_("วันสิ้นสุดการรักษาการ %(on)s ต้องไม่ก่อนวันเริ่ม และไม่เกินวันสิ้นสุดของบทบาท"), on=until)
    back = None if until == held.to_on else Term(until + _ONE_DAY, held.to_on)
    return kept, Term(from_on, until), back
