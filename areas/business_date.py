"""One function gives "today": the clock in Asia/Bangkok, or the day a demonstration or a test stands on."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the business date. Read in views, tasks and commands only; everything below them is told it."""
    if settings.BUSINESS_DATE:
        return date.fromisoformat(settings.BUSINESS_DATE)
    if settings.BUSINESS_DATE_MOVABLE:
        from areas.models import BusinessDate

        row = BusinessDate.objects.first()
        if row is not None:
            return row.on
    return timezone.localdate()
