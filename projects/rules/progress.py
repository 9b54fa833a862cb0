"""After the money: when a project starts, what it reports and by when, and what a report must be. Pure.

Two sources give the first report two limits (D-06): 30 calendar days, kept here as the day to remind, and the days of
P-16 (30 business days), the day from which it is late. กส.๓/๒ is owed at the end of every March and September after the
transfer until the loan is repaid; then its tambon, its amphoe and the province have until the 10th, 20th and 25th.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from areas.rules import Deadline, IsBusinessDay, deadline, require_day
from thai.baht import require_money
from thai.dates import be_year, month_start
from thai.refusals import Refusal
from thai.refusals import sentence as _

START_RULE: Mapping[str, Any] = {"days": 7, "unit": "business"}  # DL-12
REMINDER_RULE: Mapping[str, Any] = {"days": 30, "unit": "calendar"}  # DL-13, the reading of section 3
FORWARD_FIRST_RULE: Mapping[str, Any] = {"rule": "same_month"}  # DL-33
FORWARD_DAY, SUMMARY_DAY, CHECK_DAY = 10, 20, 25  # of April and October: DL-18, DL-19, DL-20
HALF_YEAR_ENDS = ((3, 31), (9, 30))  # DL-17
LONGEST_NAME = 150


class ReportKind(StrEnum):
    FIRST = "FIRST"
    HALF_YEAR = "HALF_YEAR"


class Course(StrEnum):
    """How the work goes, as the members say it in their report."""

    AS_PLANNED = "AS_PLANNED"
    SLOWER = "SLOWER"
    STOPPED = "STOPPED"
    FINISHED = "FINISHED"


COURSE_LABELS: dict[Course, str] = {
    Course.AS_PLANNED: _("เป็นไปตามแผน"),
    Course.SLOWER: _("ช้ากว่าแผน"),
    Course.STOPPED: _("หยุดดำเนินการ"),
    Course.FINISHED: _("ดำเนินการครบตามแผนแล้ว"),
}


class NotAPeriod(Refusal):
    """A half-year ends on 31 March or 30 September."""


class NotOwed(Refusal):
    """The project owes no report of this kind for this period."""


class ReportDayWrong(Refusal):
    """The day of a report lies before the money came, before the period's last month, or in the future."""


class NothingReported(Refusal):
    """A report says nothing about what was done."""


class SpentTooMuch(Refusal):
    """More of the fund's money is said to be spent than was received, or less than was reported before."""


class AmountNegative(Refusal):
    """Money spent or earned is not below nought."""


class PhotoMissing(Refusal):
    """The first report comes with photographs."""


class PhotoTwice(Refusal):
    """The same photograph is in a report already."""


class TooManyPhotos(Refusal):
    """A report holds so many photographs and no more."""


class StartDayWrong(Refusal):
    """A project starts between the day of the money and today."""


class TooEarlyToSend(Refusal):
    """The half-year has not ended."""


class VisitDayWrong(Refusal):
    """A visit is planned within its fiscal year, and done no later than today."""


# -- the days --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Readings:
    """The two limits of the first report: the day to remind, and the day after which it is late."""

    reminder: Deadline
    limit: Deadline


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a project owes: from when it may be given, when to remind, the member's last day."""

    kind: ReportKind
    period_on: date
    opens_on: date
    remind_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Late:
    """An owed report that came after its last day, or has not come yet, and by how many days."""

    owed: Owed
    reported_on: date | None
    days: int


def start_by(*, transferred_on: date, is_business_day: IsBusinessDay) -> Deadline:
    """The last day for starting the project: seven business days, the first after the transfer is day 1.

    Source: R-DISB-05, DL-12.
    """
    return deadline(rule=START_RULE, start=transferred_on, is_business_day=is_business_day)


def first_report_readings(
    *, transferred_on: date, limit_rule: Mapping[str, Any], is_business_day: IsBusinessDay
) -> Readings:
    """Both readings of the first report's limit; for the transfer of 2 Feb 2561 they are 5 and 19 March.

    :param limit_rule: the value of P-16, as in ``{"days": 30, "unit": "business"}``.
    Source: R-DISB-06, R-REP-01, D-06, DL-13.
    """
    return Readings(
        reminder=deadline(rule=REMINDER_RULE, start=transferred_on, is_business_day=is_business_day),
        limit=deadline(rule=limit_rule, start=transferred_on, is_business_day=is_business_day),
    )


def half_year_ends(*, after: date, until: date) -> Iterator[date]:
    """The last days of the half-years after one day and not after another, in order.

    Source: R-REP-02, DL-17.
    """
    require_day(after)
    for year in range(after.year, require_day(until).year + 1):
        for month, day in HALF_YEAR_ENDS:
            end = date(year, month, day)
            if after < end <= until:
                yield end


def last_half_year_end(*, on: date) -> date:
    """The last half-year end on or before a day."""
    return max(half_year_ends(after=date(require_day(on).year - 1, 9, 1), until=on))


def require_half_year_end(day: date) -> date:
    """The day itself, if a half-year ends on it.

    :raises NotAPeriod: for any other day.
    """
    if (require_day(day).month, day.day) not in HALF_YEAR_ENDS:
        raise NotAPeriod(_("งวดรายงานครึ่งปีสิ้นสุดวันที่ 31 มีนาคม หรือ 30 กันยายน ไม่ใช่ %(day)s"), day=day)
    return day


def half_year_number(*, period_on: date) -> tuple[int, int]:
    """Which half of which fiscal year ends on the day: 31 March 2561 is 1/2561, 30 September 2561 is 2/2561."""
    require_half_year_end(period_on)
    return (1 if period_on.month == 3 else 2), be_year(period_on)


def first_report_forward_by(*, reported_on: date) -> date:
    """The last day for the tambon to send a first report on: the end of the month in which it came.

    Source: R-REP-03, DL-33.
    """
    return deadline(rule=FORWARD_FIRST_RULE, start=reported_on, is_business_day=_every_day).last_on


def forward_by(*, period_on: date, is_business_day: IsBusinessDay) -> Deadline:
    """The last day for the tambon to send กส.๓/๒ on: the 10th of the next month, or the next business day.

    Source: R-REP-04, DL-18.
    """
    return _day_of_next_month(FORWARD_DAY, period_on, is_business_day)


def summary_by(*, period_on: date, is_business_day: IsBusinessDay) -> Deadline:
    """The last day for the amphoe to send กส.๔/๒: the 20th of the next month, or the next business day.

    Source: R-REP-05, DL-19.
    """
    return _day_of_next_month(SUMMARY_DAY, period_on, is_business_day)


def check_by(*, period_on: date, is_business_day: IsBusinessDay) -> Deadline:
    """The last day for the province to check กส.๔/๒: the 25th of the next month, or the next business day.

    Source: R-REP-06, DL-20.
    """
    return _day_of_next_month(CHECK_DAY, period_on, is_business_day)


def owed(
    *,
    transferred_on: date,
    closed_on: date | None,
    until: date,
    limit_rule: Mapping[str, Any],
    is_business_day: IsBusinessDay,
) -> list[Owed]:
    """Every report that a project owes up to a day, in the order of their last days within each kind.

    The first report counts from the day of the transfer. กส.๓/๒ is owed for each half-year that ends after the transfer
    and before the loan is repaid; its period is a cut-off and moves for no holiday, and the members may report from
    the first day of its last month on.

    :param closed_on: the day on which the project was closed, None while it runs.
    Source: R-REP-01, R-REP-02, DL-13, DL-17.
    """
    found = []
    if transferred_on <= until:
        readings = first_report_readings(
            transferred_on=transferred_on, limit_rule=limit_rule, is_business_day=is_business_day
        )
        found.append(
            Owed(
                kind=ReportKind.FIRST,
                period_on=transferred_on,
                opens_on=transferred_on,
                remind_on=readings.reminder.last_on,
                due_on=readings.limit.last_on,
            )
        )
    for end in half_year_ends(after=transferred_on, until=until):
        if closed_on is None or end < closed_on:
            opens_on = max(month_start(end), transferred_on)
            found.append(
                Owed(kind=ReportKind.HALF_YEAR, period_on=end, opens_on=opens_on, remind_on=opens_on, due_on=end)
            )
    return found


def days_late(*, due_on: date, done_on: date | None, on: date) -> int:
    """By how many days something was done after its last day, or is overdue on a day; nought where it is in time."""
    return max(0, ((done_on or on) - due_on).days)


def lateness(*, owed: Collection[Owed], reported: Mapping[tuple[ReportKind, date], date], on: date) -> list[Late]:
    """The owed reports that are late, the oldest first.

    :param reported: the day on which each report came, by its kind and period.
    """
    late = []
    for one in owed:
        came_on = reported.get((one.kind, one.period_on))
        if days := days_late(due_on=one.due_on, done_on=came_on, on=on):
            late.append(Late(owed=one, reported_on=came_on, days=days))
    return sorted(late, key=lambda row: (row.owed.due_on, row.owed.kind))


def _day_of_next_month(day: int, period_on: date, is_business_day: IsBusinessDay) -> Deadline:
    rule = {"rule": "day_of_next_month", "day": day}
    return deadline(rule=rule, start=require_half_year_end(period_on), is_business_day=is_business_day)


def _every_day(_day: date) -> bool:
    return True


# -- what a report must be -------------------------------------------------------------------------------------------
def check_start(*, started_on: date, transferred_on: date, on: date) -> None:
    """Refuse a start before the money or in the future.

    :raises StartDayWrong: saying between which days it may lie.
    Source: R-DISB-05.
    """
    if not transferred_on <= require_day(started_on) <= on:
        raise StartDayWrong(
            _("วันที่เริ่มดำเนินโครงการต้องอยู่ระหว่างวันที่ได้รับเงิน %(first)s ถึงวันนี้ %(last)s"), first=transferred_on, last=on
        )


def check_report_day(*, owed: Owed, reported_on: date, transferred_on: date, on: date) -> None:
    """Refuse a day on which this report cannot have been given.

    :raises ReportDayWrong: in the future, before the money, or before the last month of the half-year.
    """
    if require_day(reported_on) > on:
        raise ReportDayWrong(_("วันที่รายงาน %(day)s ยังมาไม่ถึง"), day=reported_on)
    if reported_on < transferred_on:
        raise ReportDayWrong(_("วันที่รายงานต้องไม่ก่อนวันที่ได้รับเงิน %(day)s"), day=transferred_on)
    if reported_on < owed.opens_on:
        raise ReportDayWrong(
            _("งวดสิ้นสุด %(period)s รายงานได้ตั้งแต่วันที่ %(opens)s เป็นต้นไป"), period=owed.period_on, opens=owed.opens_on
        )


def check_spent(*, spent: Decimal, income: Decimal, received: Decimal, reported_before: Decimal) -> None:
    """Refuse amounts that cannot be: the money spent is counted from the transfer on and only grows.

    :param received: what the fund paid out for the project.
    :param reported_before: the most that an earlier period said was spent.
    :raises AmountNegative: one of them is below nought.
    :raises SpentTooMuch: spent more than received, or less than reported before.
    :raises thai.baht.NotMoney: a float, or parts of a satang.
    """
    if min(require_money(spent), require_money(income)) < 0:
        raise AmountNegative(_("ยอดใช้จ่ายและรายได้ต้องไม่ต่ำกว่าศูนย์"))
    if spent > received:
        raise SpentTooMuch(
            _("ใช้จ่ายเงินกองทุน %(spent)s บาท เกินจำนวนที่ได้รับ %(received)s บาท"), spent=spent, received=received
        )
    if spent < reported_before:
        raise SpentTooMuch(
            _("ยอดใช้จ่ายสะสม %(spent)s บาท น้อยกว่าที่รายงานไว้ก่อน %(before)s บาท ยอดนี้นับรวมตั้งแต่ได้รับเงิน"),
            spent=spent,
            before=reported_before,
        )


def check_photos(*, kind: ReportKind, count: int) -> None:
    """Refuse a first report without a photograph of the work.

    :raises PhotoMissing: there is none.
    Source: R-DISB-06, R-REP-03.
    """
    if kind is ReportKind.FIRST and count < 1:
        raise PhotoMissing(_("รายงานครั้งแรกต้องมีภาพถ่ายกิจกรรมอย่างน้อย 1 ภาพ"))


def check_visit_planned(*, planned_on: date, first_on: date, last_on: date) -> None:
    """Refuse a visit outside the fiscal year of its plan.

    :raises VisitDayWrong: naming the year's first and last day.
    Source: R-FORM-12.
    """
    if not first_on <= require_day(planned_on) <= last_on:
        raise VisitDayWrong(_("วันที่กำหนดต้องอยู่ในปีงบประมาณของแผน คือ %(first)s ถึง %(last)s"), first=first_on, last=last_on)


def check_visit_done(*, done_on: date, on: date, first_on: date) -> None:
    """Refuse a result in the future or before the year of the plan.

    :raises VisitDayWrong: saying which.
    """
    if require_day(done_on) > on:
        raise VisitDayWrong(_("วันที่ดำเนินการ %(day)s ยังมาไม่ถึง"), day=done_on)
    if done_on < first_on - timedelta(days=31):
        raise VisitDayWrong(_("วันที่ดำเนินการอยู่ก่อนปีงบประมาณของแผน ซึ่งเริ่ม %(first)s"), first=first_on)
