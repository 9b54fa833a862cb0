"""Limitation periods: until when the fund may sue, for each unpaid instalment and for one debtor (rule LR).

A period belongs to one debtor: pass only the events of that debtor (A-12, CCC 295). Nominal due dates count, never
those moved for a holiday (A-09), and the last day is not moved either: the earlier day is the safe one for the fund.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from operator import attrgetter

from areas.rules import require_day, require_whole
from thai.dates import add_years
from thai.refusals import Refusal
from thai.refusals import sentence as _

from .interruptions import MAKES_ONE, Cause, Interruption

YEARS_OF_INSTALMENTS = 5  # P-23, CCC 193/33; arrears of interest always
YEARS_OF_A_SINGLE_SUM = 10  # P-23, CCC 193/30
LONGEST_YEARS = 30
NEVER = date(9999, 12, 31)  # while a suit is pending no period runs (CCC 193/15)
ALERT_DAYS = (365, 180, 90, 30, 7)


class NothingUnpaid(Refusal):
    """No instalment is unpaid, so that there is nothing to sue for."""


@dataclass(frozen=True, slots=True)
class LimitationEnd:
    """The limitation period of one unpaid instalment, with its working.

    Counting starts on ``counts_from_on``, the day after the due date or after the last event that interrupted it;
    ``last_day_on`` is the last day to sue. ``interrupted_on`` are the events that counted, in order; an event after
    expiry is not among them. ``ended_early_by`` is the death or the bankruptcy by whose day the claim has to be
    brought, where that comes before the period ends. While a suit is pending counting starts ``NEVER``, and nothing but
    a bankruptcy gives a last day.
    """

    due_on: date
    interrupted_on: tuple[date, ...]
    counts_from_on: date
    last_day_on: date
    years: int = YEARS_OF_INSTALMENTS
    interrupted_by: tuple[Interruption, ...] = ()
    ended_early_by: Interruption | None = None

    @property
    def anchor_on(self) -> date:
        """The day whose morrow is the first of the period: the due date, or the last event that counted."""
        return NEVER if self.counts_from_on == NEVER else self.counts_from_on - timedelta(days=1)

    @property
    def is_pending(self) -> bool:
        """Whether nothing runs, because a court is dealing with it."""
        return self.last_day_on == NEVER

    def is_barred(self, *, on: date) -> bool:
        """Whether the claim is time-barred on a day."""
        return on > self.last_day_on


@dataclass(frozen=True, slots=True)
class Claim:
    """What is sued for by one instalment: its due date, and the claims in whose place a new schedule put it.

    Who signed the memorandum of that schedule, agreed upon on ``agreed_on``, while she could still be sued for all of
    ``stands_for`` owes it from the new due date; for anybody else the earliest of those that her signature did not
    begin anew goes on (A-12, A-14, A-15).
    """

    due_on: date
    agreed_on: date | None = None
    stands_for: tuple["Claim", ...] = ()


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
    period anew from the next day (CCC 193/14, 193/15). An event after expiry revives nothing. The order in which
    events are given is irrelevant. A period that begins on 29 February ends on 28 February of a common year. While a
    suit is pending nothing runs; a judgment gives ten years, and so does what interrupts those (193/32). Against an
    estate or in a bankruptcy the claim has to be brought by the day of that law, however long the period is. A claim
    brought in time saves every instalment, those due after it too. What is in court by then or was judged has no day of
    the estate, but that of the bankruptcy (its section 27).

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
    nobody knows whether the contract has the clause. ``days`` are those after which something more is barred, in order.
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
        days=days_that_bar(days, has_clause=bool(has_clause), made_one_on=made_one_on),
    )


def days_that_bar(days: Iterable[date], *, has_clause: bool, made_one_on: date | None) -> tuple[date, ...]:
    """After which of the last days of the instalments something more is barred, in order.

    Of a debt that is one, the first of them only. An act that made it one bound together what could be sued for on its
    day: what was barred before stays barred and draws nothing else after it.

    :param made_one_on: when the debtor acknowledged the debt, or a court decided on it.
    Source: rule LR of 3.1, A-13, A-15.
    """
    found = sorted(set(days))
    if has_clause:
        return tuple(found[:1])
    if made_one_on is None:
        return tuple(found)
    before = [day for day in found if day < made_one_on]
    return (*before, *found[len(before) : len(before) + 1])


# -- one period --------------------------------------------------------------------------------------------------------
def events_in_order(interruptions: Iterable[date | Interruption]) -> tuple[date | Interruption, ...]:
    """The events by their day; on one day a suit before a judgment, and both before a payment."""
    return tuple(sorted(interruptions, key=_order))


def called_in(claim: Claim, *, on: date) -> Claim:
    """The claim of an instalment that falls due on a day at the latest, because the whole debt was called in."""
    return replace(claim, due_on=min(require_day(claim.due_on), on))


def period_of_claim(
    claim: Claim, *, events: Sequence[date | Interruption], years: int, on: date | None = None
) -> LimitationEnd:
    """The period of a claim under events that are in order; a new schedule gives no time to who did not sign in time.

    Source: A-12, A-14, A-15, R-ACK-02.
    """
    kept = [
        period_of_claim(old, events=events, years=years, on=on)
        for old in claim.stands_for
        if not _is_renewed(old, agreed_on=claim.agreed_on or date.min, events=events, years=years, on=on)
    ]
    if kept:
        return min(kept, key=attrgetter("last_day_on", "anchor_on"))
    return period_of(due_on=claim.due_on, events=events, years=years, on=on)


def _is_renewed(
    old: Claim, *, agreed_on: date, events: Sequence[date | Interruption], years: int, on: date | None
) -> bool:
    """Whether the debtor signed the new schedule while she could be sued for a claim of the old one."""
    for place, event in enumerate(events):
        if isinstance(event, Interruption) and event.cause is Cause.RESTRUCTURED and event.on >= agreed_on:
            if on is not None and event.on > on:
                return False
            before = period_of_claim(old, events=events[:place], years=years, on=event.on)
            return not before.is_barred(on=event.on)
    return False


def period_of(
    *, due_on: date, events: Sequence[date | Interruption], years: int, on: date | None = None
) -> LimitationEnd:
    """The period of one due date under events that are in order (``events_in_order``); as ``limitation_ends``."""
    anchor, last, is_waiting = due_on, _years_after(due_on, years), False
    early: dict[Cause, Interruption] = {}
    is_judged = False
    counted: list[date] = []
    counted_by: list[Interruption] = []
    for event in events:
        day = event if isinstance(event, date) else event.on
        if on is not None and day > on:
            break
        told = None if isinstance(event, date) else event
        if told is not None and told.ends_by is not None:
            is_brought = told.ended_on is not None and (on is None or told.ended_on <= on)
            is_in_court = told.cause is Cause.DIED and (is_judged or (is_waiting and day <= anchor))
            held = early.get(told.cause)
            if not is_brought and not is_in_court and (held is None or told.ends_by < (held.ends_by or NEVER)):
                early[told.cause] = told
            continue
        if day > _earliest(last, early):
            break
        if is_waiting and day <= anchor:
            if told is None or told.years is None:
                continue  # nothing runs, so that nothing begins anew
            anchor = day if anchor == NEVER else anchor
        elif day <= anchor:
            continue
        else:
            anchor, is_waiting = day, False
        if told is not None:
            counted_by.append(told)
            years = told.years or years
            is_waiting, is_judged = told.is_pending, is_judged or told.years is not None
            if is_waiting or is_judged:  # in time for the estate; a bankruptcy binds what is in court too
                early.pop(Cause.DIED, None)
            if told.is_pending:
                is_known = told.ended_on is not None and (on is None or told.ended_on <= on)
                anchor = told.ended_on if is_known and told.ended_on else NEVER
        counted.append(day)
        last = _years_after(anchor, years)
    ended_by = next((event for event in early.values() if event.ends_by == _earliest(last, early) < last), None)
    return LimitationEnd(
        due_on=due_on,
        interrupted_on=tuple(counted),
        counts_from_on=NEVER if anchor == NEVER else anchor + timedelta(days=1),
        last_day_on=_earliest(last, early),
        years=years,
        interrupted_by=tuple(counted_by),
        ended_early_by=ended_by,
    )


def _earliest(last: date, early: Mapping[Cause, Interruption]) -> date:
    return min([last, *(event.ends_by for event in early.values() if event.ends_by)])


def _order(event: date | Interruption) -> tuple[date, int]:
    if isinstance(event, Interruption):
        return require_day(event.on), 0 if event.is_pending else 1 if event.years else 2
    return require_day(event), 2


def _years_after(day: date, years: int) -> date:
    return NEVER if day == NEVER else add_years(day, years)


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
