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
from .limitation import NEVER, LimitationEnd, events_in_order, period_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class UnpaidSpan:
    """One instalment that is due and unpaid on every day from one until another.

    ``nominal_on`` is its due date by the contract, or the day on which it was called in; ``due_on`` the effective one.
    """

    from_on: date
    until_on: date
    nominal_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class ArrearsSpan:
    """The oldest unpaid instalment and the last days to sue on every day from ``from_on`` until before ``until_on``.

    ``since_on`` is the day whose morrow begins the period that ends first; ``earliest_until`` is that end, of whatever
    debtor and instalment; ``representative_until`` the first end of the representative's. From ``barred_from`` on,
    where that lies in the span, nobody can be sued any more for anything due. ``principal`` is all that is unpaid, due
    or not, and ``last_due_on`` the day on which the last of it falls due.
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

    def days_past_due(self, on: date) -> int:
        """Days since the effective due date of the oldest unpaid instalment."""
        return max((on - self.due_on).days, 0)


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
        self.years, self.has_clause = years, has_clause
        self.found: dict[tuple[date, int, bool], LimitationEnd] = {}

    def end(self, due_on: date, day: date) -> LimitationEnd:
        known = sum(event.on <= day for event in self.events)
        waits = any(event.ended_on is not None and event.ended_on > day for event in self.events[:known])
        key = (due_on, known, waits)
        if key not in self.found:
            self.found[key] = period_of(due_on=due_on, events=self.events, years=self.years, on=day)
        return self.found[key]

    def is_one(self, day: date) -> bool:
        return bool(self.has_clause) or any(event.cause in MAKES_ONE and event.on <= day for event in self.events)


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
    dates = sorted({span.nominal_on for span in there})
    ends = [[group.end(due_on, day) for due_on in dates] for group in groups]
    first = min((end for own in ends for end in own), key=lambda end: (end.last_day_on, end.anchor_on))
    barred_after = max(
        min(end.last_day_on for end in own) if group.is_one(day) else max(end.last_day_on for end in own)
        for group, own in zip(groups, ends, strict=True)
    )
    return ArrearsSpan(
        from_on=day,
        until_on=following,
        due_on=min(span.due_on for span in there),
        nominal_on=dates[0],
        since_on=first.anchor_on,
        representative_until=min(end.last_day_on for end in ends[0]),
        earliest_until=first.last_day_on,
        barred_from=NEVER if barred_after == NEVER else barred_after + timedelta(days=1),
        last_due_on=last_due_on,
        principal=principal,
    )


def _joined(before: ArrearsSpan, row: ArrearsSpan) -> ArrearsSpan | None:
    """Both as one where nothing else than the end of the last period differs, and it tells the same of every day."""
    if before.until_on != row.from_on:
        return None
    if replace(before, from_on=row.from_on, until_on=row.until_on, barred_from=row.barred_from) != row:
        return None
    if before.barred_from >= before.until_on:  # not barred on any day before: nor may the row's day make it so
        return replace(row, from_on=before.from_on, barred_from=max(row.barred_from, row.from_on))
    if row.barred_from <= row.from_on:  # barred before and after
        return replace(before, until_on=row.until_on)
    return None
