"""Counting the figures of a province."""

from datetime import date

from reports.models import ProvinceFigures
from reports.selectors import province_figures


def count_figures(*, province: str, on: date) -> ProvinceFigures:
    """Count the figures of a province at the end of a day and keep them; done again they are counted anew."""
    found, _created = ProvinceFigures.objects.update_or_create(
        as_of=on, province_id=province, defaults=province_figures.counted(province=province, on=on)
    )
    return found
