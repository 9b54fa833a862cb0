"""Limitation periods: until when the fund may sue, for each unpaid instalment and for one debtor (rule LR).

A period belongs to one debtor: pass only the events of that debtor (A-12, CCC 295). Nominal due dates count, never
those moved for a holiday (A-09), and the last day is not moved either: the earlier day is the safe one for the fund.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter

from areas.rules import require_day, require_whole
from thai.refusals import Refusal
from thai.refusals import sentence as _

from .interruptions import MAKES_ONE, Interruption
from .periods import (
    NEVER,
    YEARS_OF_INSTALMENTS,
    Claim,
    LimitationEnd,
    called_in,
    events_in_order,
    period_of_claim,
)

LONGEST_YEARS = 30
ALERT_DAYS = (365, 180, 90, 30, 7)


class NothingUnpaid(Refusal):
    """No instalment is unpaid, so that there is nothing to sue for."""


class LimitationStatus(StrEnum):
    """How a debt stands to its limitation period on a day (R-LIM-07)."""

    NOT_RUNNING = "NOT_RUNNING"
    RUNNING = "RUNNING"
    EXPIRING = "EXPIRING"
    PENDING = "PENDING"
    PARTLY_BARRED = "PARTLY_BARRED"
    TIME_BARRED = "TIME_BARRED"


STATUSES: dict[LimitationStatus, str] = {
    LimitationStatus.NOT_RUNNING: _("ยังไม่เริ่มนับอายุความ"),
    LimitationStatus.RUNNING: _("ยังไม่ขาดอายุความ เหลือเกินหนึ่งปี"),
    LimitationStatus.EXPIRING: _("จะขาดอายุความภายในหนึ่งปี"),
    LimitationStatus.PENDING: _("อยู่ระหว่างคดี อายุความไม่นับ"),
    LimitationStatus.PARTLY_BARRED: _("ขาดอายุความบางส่วน"),
    LimitationStatus.TIME_BARRED: _("ขาดอายุความทั้งหมด"),
}


def limitation_status(*, earliest_until: date | None, barred_from: date | None, on: date) -> LimitationStatus:
    """How a debt stands on a day, from the first last day of any debtor and the day from which nothing is left to sue.

    A flag and never a deletion: payments go on being accepted whatever it says (A-15).

    :param earliest_until: None where nothing is due and unpaid.
    Source: R-LIM-07, R-DEBT-04, A-12, A-15.
    """
    if earliest_until is None or barred_from is None:
        return LimitationStatus.NOT_RUNNING
    if earliest_until < on:
        return LimitationStatus.TIME_BARRED if barred_from <= on else LimitationStatus.PARTLY_BARRED
    if earliest_until == NEVER:
        return LimitationStatus.PENDING
    is_near = (earliest_until - on).days <= ALERT_DAYS[0]
    return LimitationStatus.EXPIRING if is_near else LimitationStatus.RUNNING


def alert_days(*, last_day_on: date, on: date) -> int | None:
    """The alert that a last day to sue has reached: 365, 180, 90, 30 or 7 days; None before the first and after it."""
    left = (last_day_on - on).days
    return min((days for days in ALERT_DAYS if left <= days), default=None) if left >= 0 else None


def alert_range(alert: int) -> tuple[int, int]:
    """The days that may be left while a claim stands under an alert, both ends included; it leaves it for the next one.

    :raises KeyError: there is no such alert.
    """
    steps = sorted(ALERT_DAYS)
    return {most: (least, most) for least, most in zip((0, *(days + 1 for days in steps)), steps, strict=False)}[alert]


def limitation_ends(
    *,
    unpaid_due_dates: Iterable[date | Claim],
    interruptions: Iterable[date | Interruption],
    years: int = YEARS_OF_INSTALMENTS,
    called_in_on: date | None = None,
    on: date | None = None,
) -> tuple[LimitationEnd, ...]:
    """The limitation period of every unpaid instalment, by due date.

    A part payment, a payment of interest or a written acknowledgement after the due date and before expiry begins the
    period anew from the next day (CCC 193/14, 193/15). An event after expiry revives nothing, but for a judgment: the
    debtor did not plead expiry (193/29), or the filing was never recorded; and an acceptance of liability gives two
    years (193/28, 193/35). The order in which events are given is irrelevant. A period that begins on 29 February ends
    on 28 February of a common year. While a suit is pending nothing runs; a judgment gives ten years, and so does what
    interrupts those (193/32). Against an estate or in a bankruptcy the claim has to be brought by the day of that law,
    however long the period is. A claim brought in time saves every instalment, those due after it too. What is in court
    by then or was judged has no day of the estate, but that of the bankruptcy (its section 27). Where the law is open
    each tells both last days.

    :param unpaid_due_dates: nominal due dates of the instalments that are not paid in full; of a restructured debt each
        with what it stands for.
    :param interruptions: the bank's date of payments, the date of acknowledgements, by this debtor.
    :param years: 5 for instalments and for interest, 10 for a loan repayable in one sum.
    :param called_in_on: the date of the call-in letter, which is the due date of the instalments not due by then.
    :param on: leaves out what happened after this day.
    :raises NothingUnpaid: when no due date is given.
    :raises areas.rules.NotADay, areas.rules.NotAWholeNumber: when the input is out of range.
    Source: R-LIM-01..R-LIM-06, R-ACK-03, R-ACK-07, A-11, A-12, rule LR of 3.1, CCC 1754, Bankruptcy Act 27 and 91.
    """
    period = require_whole(years, least=1, most=LONGEST_YEARS)
    latest_due_on = date.max if called_in_on is None else require_day(called_in_on)
    claims = [day if isinstance(day, Claim) else Claim(day) for day in unpaid_due_dates]
    claims = sorted((called_in(claim, on=latest_due_on) for claim in claims), key=attrgetter("due_on"))
    if not claims:
        raise NothingUnpaid(_("ไม่มีงวดค้างชำระ จึงไม่มีอายุความให้คำนวณ"))
    events = events_in_order(interruptions)
    return tuple(period_of_claim(claim, events=events, years=period, on=on) for claim in claims)


def last_day_to_sue(
    *,
    unpaid_due_dates: Iterable[date | Claim],
    interruptions: Iterable[date | Interruption],
    years: int = YEARS_OF_INSTALMENTS,
    called_in_on: date | None = None,
    on: date | None = None,
) -> date:
    """The earliest last day to sue among the unpaid instalments: the day that drives alerts.

    It holds for the whole debt of a contract with an acceleration clause or after an acknowledgement; without either,
    only the instalments whose own day has passed are barred (``limitation_ends``). Arguments and refusals as there.

    Source: rule LR of 3.1, A-13.
    """
    return _ends(unpaid_due_dates, interruptions, years, called_in_on, on)[0]


def latest_last_day_to_sue(
    *,
    unpaid_due_dates: Iterable[date | Claim],
    interruptions: Iterable[date | Interruption],
    years: int = YEARS_OF_INSTALMENTS,
    called_in_on: date | None = None,
    on: date | None = None,
) -> date:
    """The latest last day to sue among the unpaid instalments: the reading of R-LIM-05, shown beside the earliest.

    Arguments and refusals as in ``limitation_ends``.
    """
    return _ends(unpaid_due_dates, interruptions, years, called_in_on, on)[-1]


@dataclass(frozen=True, slots=True)
class Readings:
    """The last day to sue one debtor, read both ways (A-13); ``drives_on`` is the one that alerts go by.

    ``whole_on``: one default is default on all, so that the whole debt is barred after this day. ``last_on``: every
    instalment has its own period, and this is the end of the last one. ``is_one`` says which of them holds, None where
    nobody knows whether the contract has the clause. ``days`` are those after which something more is barred, in order;
    where the law is open, by either reading of it.
    """

    whole_on: date
    last_on: date
    is_one: bool | None
    days: tuple[date, ...]

    @property
    def drives_on(self) -> date:
        """The earlier one, whichever reading holds."""
        return self.whole_on

    @property
    def barred_after(self) -> date:
        """The day after which nothing of the debt can be sued for; where the clause is unknown, that of the latter."""
        return self.days[-1]


def readings(
    *, ends: Sequence[LimitationEnd], has_clause: bool | None, interruptions: Iterable[Interruption] = ()
) -> Readings:
    """Read the periods of one debtor both ways.

    :param has_clause: whether the contract says that one default is default on all; None where that is unknown.
    :param interruptions: those of this debtor; one that makes the debt one decides the question (3.1).
    :raises NothingUnpaid: when there is no period.
    Source: A-13, R-ACK-06.
    """
    if not ends:
        raise NothingUnpaid(_("ไม่มีงวดค้างชำระ จึงไม่มีอายุความให้คำนวณ"))
    days = {end.last_day_on for end in ends}
    made_one_on = min((event.on for event in interruptions if event.cause in MAKES_ONE), default=None)
    return Readings(
        whole_on=min(days),
        last_on=max(days),
        is_one=True if made_one_on else has_clause,
        days=days_that_bar(ends, has_clause=bool(has_clause), made_one_on=made_one_on),
    )


def days_that_bar(ends: Iterable[LimitationEnd], *, has_clause: bool, made_one_on: date | None) -> tuple[date, ...]:
    """After which of the last days of the instalments something more is barred, in order.

    Of a debt that is one, the first of them only. An act that made it one bound together what could be sued for on its
    day: what was barred before stays barred and draws nothing else after it. Where the law is open, the days of either
    reading.

    :param made_one_on: when the debtor acknowledged the debt, or a court decided on it.
    Source: rule LR of 3.1, A-13, A-15.
    """
    told = [(end.last_day_on, end.barred_after) for end in ends]
    either = [{first for first, _later in told}, {later for _first, later in told}]
    return tuple(sorted({day for days in either for day in _barring(sorted(days), has_clause, made_one_on)}))


def _barring(found: Sequence[date], has_clause: bool, made_one_on: date | None) -> Sequence[date]:
    if has_clause:
        return found[:1]
    if made_one_on is None:
        return found
    before = [day for day in found if day < made_one_on]
    return found[: len(before) + 1]


def _ends(
    unpaid_due_dates: Iterable[date | Claim],
    interruptions: Iterable[date | Interruption],
    years: int,
    called_in_on: date | None,
    on: date | None,
) -> list[date]:
    ends = limitation_ends(
        unpaid_due_dates=unpaid_due_dates,
        interruptions=interruptions,
        years=years,
        called_in_on=called_in_on,
        on=on,
    )
    return sorted(end.last_day_on for end in ends)
