"""The end of fiscal year 2561 in Chiang Rai: months closed, the allowance booked, the year waiting to be signed.

Every function may be played again: what is done already is left as it is.
"""

from contextlib import suppress
from datetime import date

from areas.models import Policy
from reports import services
from reports.demo import money, people
from reports.selectors.packs import first_months
from thai.dates import add_months, month_end
from treasury import selectors as books
from treasury import services as treasury
from treasury.debts import POLICY
from treasury.models import YearClose

AUGUST, SEPTEMBER = date(2018, 8, 1), date(2018, 9, 1)
AUGUST_CLOSED_ON = date(2018, 9, 3)
ENDS_ON = date(2018, 10, 1)
YEAR = 2561
BANDS = (("0", 0), ("0.05", 31), ("0.2", 91), ("0.5", 181), ("1", 366))


def play() -> None:
    """Play from the statement of August to the close of the year, which the chief has still to sign."""
    close(AUGUST, on=AUGUST_CLOSED_ON)
    book_allowance()
    close(SEPTEMBER, on=ENDS_ON)
    close_year()
    count()


def close(month: date, *, on: date) -> None:
    """Record the statements of a month, close it by the accountant and have the chief confirm."""
    if books.is_closed(province=people.PROVINCE, day=month):
        return
    users = people.read().users
    money.statements(month_on=month, on=on)
    treasury.close_month(province=people.PROVINCE, month_on=month, by=users["accountant"], on=on)
    treasury.confirm_close(province=people.PROVINCE, month_on=month, by=users["chief"], on=on)


def book_allowance(*, on: date = ENDS_ON) -> None:
    """Enter rates for the demo, and book the allowance that the debts of 30 September need."""
    Policy.objects.get_or_create(
        key=POLICY,
        province_id=people.PROVINCE,
        effective_from=date(2017, 10, 1),
        defaults={
            "policy_no": "P-40",
            "value": {"bands": [{"days": days, "rate": rate} for rate, days in BANDS]},
            "source": "อัตราสมมุติสำหรับระบบสาธิต",
        },
    )
    if books.is_closed(province=people.PROVINCE, day=SEPTEMBER):
        return
    with suppress(treasury.NothingToAdjust):
        treasury.book_allowance(
            province=people.PROVINCE, as_of=month_end(SEPTEMBER), on=on, by=people.read().users["accountant"]
        )


def close_year(*, on: date = ENDS_ON) -> YearClose:
    """Close the fiscal year by the accountant; the signature of the chief is left to whoever tries the demo."""
    known = books.year_close_of(province=people.PROVINCE, fiscal_year_be=YEAR)
    return known or treasury.close_year(
        province=people.PROVINCE, fiscal_year_be=YEAR, by=people.read().users["accountant"], on=on
    )


def count(*, on: date = ENDS_ON) -> None:
    """Count the figures of the province at the end of every month so far, as the daily run would have done."""
    month = first_months()[people.PROVINCE]
    while month_end(month) < on:
        services.count_figures(province=people.PROVINCE, on=month_end(month))
        month = add_months(month, 1)
    services.count_figures(province=people.PROVINCE, on=on)
