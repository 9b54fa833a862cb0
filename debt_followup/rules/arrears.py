"""How long a contract is behind and until when to sue, for every day at once: what a cache of it is made from.

Between two events nothing changes, so a stretch of days is one row. A row goes on through the days on which further
instalments fall due, so that a contract that is behind for good has one that is open for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from .interruptions import MAKES_ONE, Interruption
from .limitation import days_that_bar
from .periods import NEVER, Claim, LimitationEnd, events_in_order, period_of_claim

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class UnpaidSpan:
    """One instalment that is due and unpaid on every day from one until another.

    ``nominal_on`` is its due date by the contract, or the day on which it was called in; ``due_on`` the effective one.
    ``claim`` is what is sued for by it, where a restructuring put it in the place of others.
    """

    from_on: date
    until_on: date
    nominal_on: date
    due_on: date
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class ArrearsSpan:
    """The oldest unpaid instalment and the last days to sue on every day from ``from_on`` until before ``until_on``.

    ``since_on`` is the day whose morrow begins the period that ends first; ``earliest_until`` is that end, of whatever
    debtor and instalment; ``representative_until`` the first end of the representative's. From ``barred_from`` on,
    where that lies in the span, nobody can be sued any more for anything due; ``further_until`` are the ends between
    that day and the earliest, in order. ``principal`` is all that is unpaid, due or not, and ``last_due_on`` the day on
    which the last of it falls due.
    """

    from_on: date
    until_on: date
    due_on: date
    nominal_on: date
    since_on: date
    representative_until: date
    earliest_until: date
    barred_from: date
    last_due_on: date
    principal: Decimal
    further_until: tuple[date, ...] = ()

    def days_past_due(self, on: date) -> int:
        """Days since the effective due date of the oldest unpaid instalment."""
        return max((on - self.due_on).days, 0)

    def next_until(self, on: date) -> date | None:
        """The next last day to sue anybody for anything due; None where all is barred."""
        return next_last_day(
            earliest_until=self.earliest_until, further_until=self.further_until, barred_from=self.barred_from, on=on
        )


def next_last_day(*, earliest_until: date, further_until: Iterable[date], barred_from: date, on: date) -> date | None:
    """The next last day to sue on or after a day, which the first of them may have passed; None where all is barred.

    A co-borrower's period may be over while the representative's runs, and an instalment's while the next one's does:
    whoever is told of the first day only would lose the rest by the calendar.

    Source: A-12, A-13.
    """
    if earliest_until >= on:
        return earliest_until
    if barred_from <= on:
        return None
    last = NEVER if barred_from == NEVER else barred_from - timedelta(days=1)
    return min((day for day in further_until if day >= on), default=last)


def arrears_spans(
    *,
    unpaid: Sequence[UnpaidSpan],
    debtors: Sequence[Iterable[Interruption]],
    years: int,
    has_clause: bool | None,
    principal: Sequence[tuple[date, Decimal]],
    last_due: Sequence[tuple[date, date]],
) -> tuple[ArrearsSpan, ...]:
    """The spans of one contract, by day.

    :param unpaid: the stretches of days on which each instalment is due and unpaid.
    :param debtors: the interruptions of each debtor, the representative first; at least one.
    :param years: of the period before anything changed it.
    :param has_clause: as in ``readings``; without knowledge nothing counts as barred that may not be.
    :param principal: all that is unpaid, from each of these days on, in order.
    :param last_due: when the last instalment falls due, from each of these days on, in order.
    Source: A-09, A-12, A-13, A-35, rule LR of 3.1.
    """
    if not unpaid:
        return ()
    alike: dict[tuple[date | Interruption, ...], None] = dict.fromkeys(events_in_order(own) for own in debtors)
    groups = [_Group(events, years, has_clause) for events in alike]  # the representative's is the first
    rows: list[ArrearsSpan] = []
    days = _days_of_change(unpaid, groups, [day for day, _value in (*principal, *last_due)])
    for day, following in zip(days, days[1:], strict=False):
        there = [span for span in unpaid if span.from_on <= day < span.until_on]
        if there:
            row = _row(day, following, there, groups, _at(principal, day), _at(last_due, day))
            joined = _joined(rows[-1], row) if rows else None
            if joined is None:
                rows.append(row)
            else:
                rows[-1] = joined
    return tuple(rows)


class _Group:
    """Debtors with the same interruptions, and their periods by due date as they were worked out."""

    def __init__(self, events: Sequence[date | Interruption], years: int, has_clause: bool | None) -> None:
        self.events = tuple(event for event in events if isinstance(event, Interruption))
        self.years, self.has_clause = years, bool(has_clause)
        self.made_one_on = min((event.on for event in self.events if event.cause in MAKES_ONE), default=NEVER)
        self.found: dict[tuple[Claim, int, int], LimitationEnd] = {}

    def end(self, claim: Claim, day: date) -> LimitationEnd:
        known = sum(event.on <= day for event in self.events)
        ended = sum(event.ended_on is not None and event.ended_on <= day for event in self.events[:known])
        key = (claim, known, ended)
        if key not in self.found:
            self.found[key] = period_of_claim(claim, events=self.events, years=self.years, on=day)
        return self.found[key]

    def days_that_bar(self, ends: Sequence[LimitationEnd], day: date) -> tuple[date, ...]:
        """After which days something more of this debtor's is barred, as is known on a day."""
        made_one_on = self.made_one_on if self.made_one_on <= day else None
        return days_that_bar(ends, has_clause=self.has_clause, made_one_on=made_one_on)


def _days_of_change(unpaid: Sequence[UnpaidSpan], groups: Sequence[_Group], others: Iterable[date]) -> list[date]:
    begins, ends = min(span.from_on for span in unpaid), max(span.until_on for span in unpaid)
    days = {day for span in unpaid for day in (span.from_on, span.until_on)} | set(others)
    for group in groups:
        for event in group.events:
            days.add(event.on)
            if event.ended_on is not None:
                days.add(event.ended_on)
    return sorted(day for day in days if begins <= day <= ends)


def _at(steps: Sequence[tuple[date, Value]], day: date) -> Value:
    found = steps[0][1]
    for from_on, value in steps:
        if from_on > day:
            break
        found = value
    return found


def _row(
    day: date,
    following: date,
    there: Sequence[UnpaidSpan],
    groups: Sequence[_Group],
    principal: Decimal,
    last_due_on: date,
) -> ArrearsSpan:
    claims = list(dict.fromkeys(span.claim or Claim(span.nominal_on) for span in there))
    ends = [[group.end(claim, day) for claim in claims] for group in groups]
    first = min((end for own in ends for end in own), key=lambda end: (end.last_day_on, end.anchor_on))
    lasts = sorted({last for group, own in zip(groups, ends, strict=True) for last in group.days_that_bar(own, day)})
    barred_after = lasts[-1]
    return ArrearsSpan(
        from_on=day,
        until_on=following,
        due_on=min(span.due_on for span in there),
        nominal_on=min(span.nominal_on for span in there),
        since_on=first.anchor_on,
        representative_until=min(end.last_day_on for end in ends[0]),
        earliest_until=first.last_day_on,
        barred_from=NEVER if barred_after == NEVER else barred_after + timedelta(days=1),
        last_due_on=last_due_on,
        principal=principal,
        further_until=tuple(lasts[1:-1]),
    )


def _joined(before: ArrearsSpan, row: ArrearsSpan) -> ArrearsSpan | None:
    """Both as one where only the later ends differ, and one of the two tells the same of every day of both."""
    if before.until_on != row.from_on:
        return None
    own = {"from_on": row.from_on, "until_on": row.until_on}
    if replace(before, **own, barred_from=row.barred_from, further_until=row.further_until) != row:  # type: ignore[arg-type]
        return None
    if before.barred_from >= before.until_on:  # not barred on any day before: nor may the row's day make it so
        if min(row.earliest_until, row.barred_from) >= row.from_on:  # on no day before is another day the next one
            return replace(row, from_on=before.from_on)
        both = replace(row, from_on=before.from_on, barred_from=max(row.barred_from, row.from_on))
    elif row.barred_from <= row.from_on:  # barred before and after
        both = replace(before, until_on=row.until_on)
    else:
        return None
    return both if all(_told(both, one.from_on, one.until_on) == _told(one) for one in (before, row)) else None


def _told(
    span: ArrearsSpan, from_on: date | None = None, until_on: date | None = None
) -> list[tuple[date, date | None]]:
    """What a span says of the next last day on the days of a stretch: each answer with the first day that gets it."""
    begins, ends = from_on or span.from_on, until_on or span.until_on
    over = (day + timedelta(days=1) for day in (span.earliest_until, *span.further_until) if day < NEVER)
    asked = sorted({begins, *(day for day in (*over, span.barred_from) if begins < day < ends)})
    told: list[tuple[date, date | None]] = []
    for day in asked:
        answer = span.next_until(day)
        if not told or told[-1][1] != answer:
            told.append((day, answer))
    return told
