"""The monthly rounds of a province that keeps a calendar (P-15): three days each, and who is in which. Pure.

A round is derived, never stored: a proposal belongs to the round that its days say. What อกส.อ. sends after the tenth
falls into the next round by itself, and so does what a meeting of the province left behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from areas.rules import IsBusinessDay, meeting_days
from thai.dates import add_months, month_start
from thai.refusals import Refusal
from thai.refusals import sentence as _

MOST_MONTHS = 24  # a round further away than this is a fault of the calendar


class BadCalendar(Refusal):
    """A committee calendar that is not three rising days of a month."""


class Gate(StrEnum):
    """The three days of a round: sent by อกส.อ., screened by the working group, decided by the sub-committee."""

    SENT = "SENT"
    SCREENED = "SCREENED"
    DECIDED = "DECIDED"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a round: the day that the calendar names, and the day that counts after the shift for a holiday."""

    named_on: date
    on: date

    @property
    def is_shifted(self) -> bool:
        """Whether the named day is a holiday."""
        return self.named_on != self.on


@dataclass(frozen=True, slots=True)
class Round:
    """The round of one month: by when อกส.อ. sends, when the working group screens, when the sub-committee decides."""

    month_on: date
    sent: Day
    screened: Day
    decided: Day

    @property
    def key(self) -> str:
        """Name the round in an address: 2018-05."""
        return f"{self.month_on:%Y-%m}"

    def day(self, gate: Gate) -> Day:
        """Return one of its three days."""
        return {Gate.SENT: self.sent, Gate.SCREENED: self.screened, Gate.DECIDED: self.decided}[gate]


# The round of a month, None where the calendar of that month is "by appointment".
RoundOf = Callable[[date], Round | None]


def check_calendar(days: Sequence[int]) -> tuple[int, int, int] | None:
    """Return the three days of a calendar policy, None where meetings are called by appointment.

    :raises BadCalendar: not three rising days of a month.
    Source: P-15.
    """
    if not days:
        return None
    if len(days) != 3 or list(days) != sorted(set(days)) or not 1 <= days[0] <= days[-1] <= 31:
        raise BadCalendar(_("ปฏิทินประชุมต้องมีสามวันของเดือนเรียงจากน้อยไปมาก ไม่ใช่ %(days)s"), days=str(list(days))[:60])
    first, second, third = days
    return first, second, third


def round_of_month(*, month_on: date, days: Sequence[int], is_business_day: IsBusinessDay) -> Round | None:
    """Return the round of a month; each day that is a holiday moves to the next business day.

    :param month_on: any day of the month.
    :raises BadCalendar: see ``check_calendar``.
    Source: P-15, R-APPR-17..19, DL-01..DL-03, A-26.
    """
    calendar = check_calendar(days)
    if calendar is None:
        return None
    year, month = month_on.year, month_on.month
    counting = meeting_days(days=calendar, year=year, month=month, is_business_day=is_business_day)
    named = meeting_days(days=calendar, year=year, month=month, is_business_day=lambda _day: True)
    sent, screened, decided = (Day(named_on=one, on=other) for one, other in zip(named, counting, strict=True))
    return Round(month_on=month_start(month_on), sent=sent, screened=screened, decided=decided)


def round_open_on(*, on: date, gate: Gate, round_of: RoundOf) -> Round | None:
    """Return the first round whose gate has not passed on a day: the one day may still be that day itself.

    For ``Gate.SENT`` it is the round into which something falls that อกส.อ. sends on that day; every day belongs to
    exactly one. None where no round follows: meetings are called by appointment.

    Source: R-APPR-17, DL-01, A-26.
    """
    month = add_months(month_start(on), -1)  # the days of a short, holiday-ridden month may end up in the next one
    for _month in range(MOST_MONTHS):
        found = round_of(month)
        if found is not None and found.day(gate).on >= on:
            return found
        month = add_months(month, 1)
    return None


def round_of_proposal(*, sent_on: date | None, gate: Gate, on: date, round_of: RoundOf) -> Round | None:
    """Return the round of a proposal: never one before อกส.อ. sent it, never one whose gate it has missed.

    :param sent_on: when อกส.อ. sent it to the province; None while it has not: then the round it can still reach.
    :param gate: the day of the round that it waits for; for what is decided, ``Gate.DECIDED``.
    :param on: today; for what is decided, the day of the decision.
    """
    if sent_on is None:
        return round_open_on(on=on, gate=Gate.SENT, round_of=round_of)
    reached = round_open_on(on=sent_on, gate=Gate.SENT, round_of=round_of)
    still_open = round_open_on(on=on, gate=gate, round_of=round_of)
    if reached is None or still_open is None:
        return None
    return max(reached, still_open, key=lambda one: one.month_on)


def was_moved(*, sent_on: date | None, gate: Gate, on: date, round_of: RoundOf) -> bool:
    """Tell whether a proposal fell out of the round in which it was sent, into a later one."""
    if sent_on is None:
        return False
    first = round_open_on(on=sent_on, gate=Gate.SENT, round_of=round_of)
    return first != round_of_proposal(sent_on=sent_on, gate=gate, on=on, round_of=round_of)
