"""One function gives "today": the clock in Asia/Bangkok, or the day a demonstration or a test stands on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.conf import settings
from django.utils import timezone

_held: ContextVar[date | None] = ContextVar("held_business_date", default=None)


def today() -> date:
    """Return the business date. Read in views, tasks and commands only; everything below them is told it."""
    return _held.get() or _read()


@contextmanager
def held() -> Iterator[None]:
    """Keep to one day while a request is answered: no request passes midnight, and a moved date is asked for once."""
    token = _held.set(_read())
    try:
        yield
    finally:
        _held.reset(token)


def _read() -> date:
    if settings.BUSINESS_DATE:
        return date.fromisoformat(settings.BUSINESS_DATE)
    if settings.BUSINESS_DATE_MOVABLE:
        from areas.models import BusinessDate

        row = BusinessDate.objects.first()
        if row is not None:
            return row.on
    return timezone.localdate()
