"""The command that counts the members of the nation, set-wise and once a day."""

from datetime import date

from django.db import connection, transaction

from thai.dates import fiscal_year_be, fiscal_year_bounds

_COUNT = """
    INSERT INTO members_membercount (as_of, province_id, kind, before_year, in_year)
    SELECT %(on)s, province_id, kind,
           count(*) FILTER (WHERE registered_on < %(start)s),
           count(*) FILTER (WHERE registered_on >= %(start)s)
    FROM members_member
    WHERE registered_on <= %(on)s AND status IN ('ACTIVE', 'BARRED')
    GROUP BY province_id, kind
    ON CONFLICT (as_of, province_id, kind)
    DO UPDATE SET before_year = excluded.before_year, in_year = excluded.in_year
"""


def count_members(*, on: date) -> int:
    """Count the members of every province and kind as they stand, and keep the figures under a day; counting again
    that day replaces them. Returns the number of figures.

    One pass over the register, some seconds for 13.5 million members; never called by a page.

    Source: R-MEM-09.
    """
    start, _end = fiscal_year_bounds(fiscal_year_be(on))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, {"on": on, "start": start})
        return cursor.rowcount
