"""The calendar of last days to sue: twelve months, and the days of one of them."""

from calendar import Calendar
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thai.dates import month_long
from thai.refusals import reader_is_english

# stays out of the locale's own week: the office's begins on Monday
WEEKDAYS = (
    gettext_lazy("จ."),
    gettext_lazy("อ."),
    gettext_lazy("พ."),
    gettext_lazy("พฤ."),
    gettext_lazy("ศ."),
    gettext_lazy("ส."),
    gettext_lazy("อา."),
)


def months(counts: Mapping[date, int], *, chosen: date, first_months: list[date], query: dict[str, str]) -> list[dict]:
    """Return the twelve months with their numbers of claims, each as dark as it is full."""
    most = max(counts.values(), default=0)
    return [
        {
            "label": month_name(month),
            "count": counts.get(month, 0),
            "level": level(counts.get(month, 0), most),
            "is_chosen": month == chosen,
            "url": f"?{urlencode({**query, 'month': f'{month:%Y-%m}'})}",
        }
        for month in first_months
    ]


def weeks(counts: Mapping[date, int], *, month: date, today: date, query: dict[str, str]) -> list[list[dict[str, Any]]]:
    """Return the weeks of a month, Monday first, each day with its number of claims and where they are listed."""
    most = max(counts.values(), default=0)
    return [
        [
            {
                "day": day.day,
                "is_other": day.month != month.month,
                "is_today": day == today,
                "count": counts.get(day, 0) if day.month == month.month else 0,
                "level": level(counts.get(day, 0), most) if day.month == month.month else 0,
                "words": _("%(count)s สัญญา") % {"count": f"{counts.get(day, 0):,}"},
                "url": f"?{urlencode({**query, 'month': f'{month:%Y-%m}', 'day': day.isoformat()})}#claims",
            }
            for day in week
        ]
        for week in Calendar(firstweekday=0).monthdatescalendar(month.year, month.month)
    ]


def month_name(month: date) -> str:
    """Return a month with its year, in the reader's language."""
    return month_long(month.year, month.month, thai_digits=False, english=reader_is_english())


def level(count: int, most: int) -> int:
    """How full a cell is beside the fullest one: 0 for nothing, 4 for the most."""
    return 0 if not count else 1 + (3 * count) // max(most, 1)
