"""Limitation periods: until when the fund may sue, for each unpaid instalment and for one debtor (rule LR); ageing.

A period belongs to one debtor: pass only the events of that debtor (A-12, CCC 295). Nominal due dates count, never
those moved for a holiday (A-09), and the last day is not moved either: the earlier day is the safe one for the fund.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from areas.rules import require_day, require_whole
from thai.dates import add_years
from thai.refusals import Refusal
from thai.refusals import sentence as _

YEARS_OF_INSTALMENTS = 5  # P-23, CCC 193/33; arrears of interest always
YEARS_OF_A_SINGLE_SUM = 10  # P-23, CCC 193/30
LONGEST_YEARS = 30


class NothingUnpaid(Refusal):
    """No instalment is unpaid, so that there is nothing to sue for."""


@dataclass(frozen=True, slots=True)
class LimitationEnd:
    """The limitation period of one unpaid instalment, with its working.

    Counting starts on ``counts_from_on``, the day after the due date or after the last event that interrupted it;
    ``last_day_on`` is the last day to sue. ``interrupted_on`` are the events that counted, in order; an event after
    expiry is not among them.
    """

    due_on: date
    interrupted_on: tuple[date, ...]
    counts_from_on: date
    last_day_on: date

    def is_barred(self, *, on: date) -> bool:
        """Whether the claim is time-barred on a day."""
        return on > self.last_day_on


def limitation_ends(
    *,
    unpaid_due_dates: Iterable[date],
    interruptions: Iterable[date],
    years: int = YEARS_OF_INSTALMENTS,
    called_in_on: date | None = None,
) -> tuple[LimitationEnd, ...]:
    """The limitation period of every unpaid instalment, by due date.

    A part payment, a payment of interest or a written acknowledgement after the due date and before expiry begins the
    period anew from the next day (CCC 193/14, 193/15). An event after expiry revives nothing. The order in which
    events are given is irrelevant. A period that begins on 29 February ends on 28 February of a common year.

    :param unpaid_due_dates: nominal due dates of the instalments that are not paid in full.
    :param interruptions: the bank's date of payments, the date of acknowledgements, by this debtor.
    :param years: 5 for instalments and for interest, 10 for a loan repayable in one sum.
    :param called_in_on: the date of the call-in letter, which is the due date of the instalments not due by then.
    :raises NothingUnpaid: when no due date is given.
    :raises areas.rules.NotADay, areas.rules.NotAWholeNumber: when the input is out of range.
    Source: R-LIM-01..R-LIM-06, R-ACK-03, R-ACK-07, A-11, A-12, rule LR of 3.1.
    """
    period = require_whole(years, least=1, most=LONGEST_YEARS)
    latest_due_on = date.max if called_in_on is None else require_day(called_in_on)
    due_dates = sorted(min(require_day(day), latest_due_on) for day in unpaid_due_dates)
    if not due_dates:
        raise NothingUnpaid(_("ไม่มีงวดค้างชำระ จึงไม่มีอายุความให้คำนวณ"))
    events = sorted({require_day(day) for day in interruptions})
    return tuple(_limitation_end(due_on=due_on, events=events, years=period) for due_on in due_dates)


def last_day_to_sue(
    *,
    unpaid_due_dates: Iterable[date],
    interruptions: Iterable[date],
    years: int = YEARS_OF_INSTALMENTS,
    called_in_on: date | None = None,
) -> date:
    """The earliest last day to sue among the unpaid instalments: the day that drives alerts.

    It holds for the whole debt of a contract with an acceleration clause or after an acknowledgement; without either,
    only the instalments whose own day has passed are barred (``limitation_ends``). Arguments and refusals as there.

    Source: rule LR of 3.1, A-13.
    """
    return _ends(unpaid_due_dates, interruptions, years, called_in_on)[0]


def latest_last_day_to_sue(
    *,
    unpaid_due_dates: Iterable[date],
    interruptions: Iterable[date],
    years: int = YEARS_OF_INSTALMENTS,
    called_in_on: date | None = None,
) -> date:
    """The latest last day to sue among the unpaid instalments: the reading of R-LIM-05, shown beside the earliest.

    Arguments and refusals as in ``limitation_ends``.
    """
    return _ends(unpaid_due_dates, interruptions, years, called_in_on)[-1]


def _limitation_end(*, due_on: date, events: list[date], years: int) -> LimitationEnd:
    anchor, counted = due_on, []
    for event in events:
        if anchor < event <= add_years(anchor, years):
            anchor = event
            counted.append(event)
    return LimitationEnd(
        due_on=due_on,
        interrupted_on=tuple(counted),
        counts_from_on=anchor + timedelta(days=1),
        last_day_on=add_years(anchor, years),
    )


def _ends(
    unpaid_due_dates: Iterable[date], interruptions: Iterable[date], years: int, called_in_on: date | None
) -> list[date]:
    ends = limitation_ends(
        unpaid_due_dates=unpaid_due_dates, interruptions=interruptions, years=years, called_in_on=called_in_on
    )
    return sorted(end.last_day_on for end in ends)
