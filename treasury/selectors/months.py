"""Reads of the closes: which months and years are closed, and where the books are open."""

from datetime import date

from django.db.models import Max, Min

from thai.dates import add_months, month_end, month_start
from treasury.models import JournalEntry, MonthClose, YearClose

from .ledger import code_of

_CLOSED = (MonthClose.State.CLOSED, MonthClose.State.CONFIRMED)


def last_closed(*, province) -> date | None:
    """The first day of the last month that is closed in a province; it and every month before it take no entry."""
    return MonthClose.objects.filter(province_id=code_of(province), state__in=_CLOSED).aggregate(on=Max("month_on"))[
        "on"
    ]


def is_closed(*, province, day: date) -> bool:
    """Tell whether the month of a day is closed in a province, confirmed or not yet.

    Months are closed in order and opened again from the last, so a day before the books began is closed with them: an
    entry there would change the opening balances of what was reported.
    """
    closed = last_closed(province=province)
    return closed is not None and month_start(day) <= closed


def first_open_day(*, province, on: date) -> date:
    """The day itself when its month is open, else the first day of the first open month after it."""
    closed = last_closed(province=province)
    return on if closed is None or month_start(on) > closed else add_months(closed, 1)


def close_of(*, province, month_on: date) -> MonthClose | None:
    """The newest close of a month, reopened ones included; nothing where it was never closed."""
    return (
        MonthClose.objects.filter(province_id=code_of(province), month_on=month_start(month_on))
        .select_related("closed_by", "confirmed_by", "reopened_by")
        .order_by("-revision")
        .first()
    )


def first_month(*, province) -> date | None:
    """The first day of the month of the province's first entry; nothing where its books are empty."""
    first = JournalEntry.objects.filter(province_id=code_of(province)).aggregate(on=Min("posting_on"))["on"]
    return month_start(first) if first else None


def open_months(*, province, until: date) -> list[date]:
    """The months from the first entry to the one of a day that are not closed, oldest first."""
    first = first_month(province=province)
    if first is None:
        return []
    closed = set(
        MonthClose.objects.filter(province_id=code_of(province), state__in=_CLOSED).values_list("month_on", flat=True)
    )
    months, month = [], first
    while month <= until:
        if month not in closed:
            months.append(month)
        month = add_months(month, 1)
    return months


def period_of(month_on: date) -> tuple[date, date]:
    """The first and the last day of the month of a day."""
    return month_start(month_on), month_end(month_on)


def year_close_of(*, province, fiscal_year_be: int) -> YearClose | None:
    """The newest close of a fiscal year, reopened ones included; nothing where it was never closed."""
    return (
        YearClose.objects.filter(province_id=code_of(province), fiscal_year_be=fiscal_year_be)
        .select_related("closed_by", "signed_by", "reopened_by", "entry")
        .order_by("-revision")
        .first()
    )


def year_closes(*, province) -> dict[int, YearClose]:
    """The newest close of each fiscal year of a province; one query."""
    rows = YearClose.objects.filter(province_id=code_of(province)).select_related("closed_by", "signed_by", "entry")
    return {row.fiscal_year_be: row for row in rows.order_by("fiscal_year_be", "revision")}


def is_year_closed(*, province, fiscal_year_be: int) -> bool:
    """Tell whether a fiscal year is closed in a province, signed or not yet."""
    rows = YearClose.objects.filter(province_id=code_of(province), fiscal_year_be=fiscal_year_be)
    return rows.exclude(state=YearClose.State.REOPENED).exists()


def confirmed_months(*, province, from_on: date, to_on: date) -> set[date]:
    """The months of a period whose close a second person confirmed and nobody reopened."""
    rows = MonthClose.objects.filter(province_id=code_of(province), month_on__range=(from_on, to_on))
    return set(rows.filter(state=MonthClose.State.CONFIRMED).values_list("month_on", flat=True))
