"""The weekly plan of visits: which week a day is in, which days a plan may have, in which order a day is travelled."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from areas.rules import require_day
from thai.refusals import Refusal
from thai.refusals import sentence as _

DAYS = 7
MOST_WEEKS_AHEAD = 8
LAST = 9_999  # an address that names no village comes after those that do


class PlanRefused(Refusal):
    """The visit cannot stand in the plan."""


def week_of(day: date) -> date:
    """The Monday of the week that a day is in.

    :raises areas.rules.NotADay: it is no day.
    Source: R-DEBT-12, DL-27.
    """
    known = require_day(day)
    return known - timedelta(days=known.weekday())


def days_of(week_on: date) -> tuple[date, ...]:
    """The seven days of a week, from its Monday."""
    first = week_of(week_on)
    return tuple(first + timedelta(days=at) for at in range(DAYS))


def check_planned(*, week_on: date, day: date, on: date) -> None:
    """Refuse a day outside the week, one that has passed, and a week too far ahead.

    :raises PlanRefused: as said.
    """
    if week_of(day) != week_on:
        raise PlanRefused(_("วันที่ %(day)s ไม่อยู่ในสัปดาห์ของแผน"), day=day)
    if day < on:
        raise PlanRefused(_("วันที่ %(day)s ผ่านมาแล้ว วางแผนย้อนหลังไม่ได้"), day=day)
    if week_on > week_of(on) + timedelta(weeks=MOST_WEEKS_AHEAD):
        raise PlanRefused(_("วางแผนล่วงหน้าได้ไม่เกิน %(weeks)s สัปดาห์"), weeks=MOST_WEEKS_AHEAD)


_VILLAGE = re.compile(r"(?:หมู่ที่|หมู่บ้านที่|หมู่|ม\.)\s*([0-9๐-๙]{1,3})")  # stays Thai: as addresses are written


def village_of(address: str) -> int | None:
    """The number of the village in an address as it was written; None where it names none.

    Source: R-DEBT-12.
    """
    found = _VILLAGE.search(address or "")
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a day: where it is and whose; ``key`` says which it is."""

    key: int
    tambon: str
    address: str
    name: str


def in_order(stops: Iterable[Stop]) -> list[int]:
    """The keys of a day's visits in the order in which they are travelled: tambon, village, name.

    The order in which they are given is irrelevant.
    """

    def place(stop: Stop) -> tuple[str, int, str, int]:
        village = village_of(stop.address)
        return stop.tambon, LAST if village is None else village, stop.name, stop.key

    return [stop.key for stop in sorted(stops, key=place)]
