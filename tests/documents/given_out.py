"""Whether the report of numbers finds all that were given out, after whatever a test did."""

from documents import numbers
from documents.models import NumberSeries

WITHOUT_REPORT = "member:"  # see tests/house/test_code.py


def assert_every_number_is_found(*prefixes):
    """Ask for the series that there are; those named must be among them."""
    there = {(row.series, row.year_be) for row in NumberSeries.objects.exclude(series__startswith=WITHOUT_REPORT)}
    found = numbers.report(keys={series.rpartition(":")[2] for series, _year in there})
    assert {(one.series, one.year_be) for one in found} == there
    assert [(one.series, one.year_be, one.gaps, one.twice) for one in found if one.gaps or one.twice] == []
    assert {one.series.rpartition(":")[0] for one in found} >= set(prefixes)
