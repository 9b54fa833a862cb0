"""The days of the invented portfolio: when it begins, today, and the one month that is open."""

from datetime import date

BEGINS_ON, TODAY = date(2013, 10, 7), date(2018, 8, 3)
OPEN_MONTH = date(2018, 7, 1)  # the months before it are closed
