from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import dates
from thai.digits import to_thai

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
FIFTH_OF_JULY = date(2018, 7, 5)


# -- written ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-LET-04")
def test_a_letter_is_dated_in_thai_digits_of_the_buddhist_era():
    assert dates.format_long(date(2018, 1, 31)) == "๓๑ มกราคม ๒๕๖๑"


def test_a_date_in_each_of_its_forms():
    assert dates.format_long(date(2018, 1, 10)) == "๑๐ มกราคม ๒๕๖๑"
    assert dates.format_long(date(2018, 1, 10), thai_digits=False) == "10 มกราคม 2561"
    assert dates.format_long(date(2016, 8, 3), era=True) == "๓ สิงหาคม พ.ศ. ๒๕๕๙"
    assert dates.format_short(FIFTH_OF_JULY) == "5 ก.ค. 2561"
    assert dates.format_short(FIFTH_OF_JULY, english=True) == "5 Jul 2561"
    assert dates.format_numeric(FIFTH_OF_JULY) == "05/07/2561"
    assert dates.format_numeric(FIFTH_OF_JULY, padded=False) == "5/7/2561"
    assert dates.month_long(2018, 1) == "มกราคม ๒๕๖๑"
    assert dates.month_long(2018, 1, thai_digits=False) == "มกราคม 2561"
    assert dates.month_long(2018, 1, thai_digits=False, english=True) == "January 2561"
    assert dates.be_year(FIFTH_OF_JULY) == 2561


@pytest.mark.parametrize("what", ["2018-01-10", None, 43110, 1.5])
def test_what_is_no_date_is_not_written_as_one(what):
    with pytest.raises(dates.NotADate, match=f"ไม่ใช่ {type(what).__name__}"):
        dates.format_long(what)


def test_the_twelfth_of_june_2560_was_a_monday():
    assert dates.weekday(date(2017, 6, 12)) == "จันทร์"


def test_there_is_no_thirteenth_month():
    with pytest.raises(dates.NoSuchDay, match="13"):
        dates.month_long(2018, 13)


# -- read ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "5/7/2561",
        "05/07/2561",
        "5/7/2018",
        "5-7-2561",
        "5.7.2561",
        "5 / 7 / 2561",
        "05072561",
        "๕/๗/๒๕๖๑",
        "5 ก.ค. 2561",
        "5 กค 2561",
        "5ก.ค.2561",
        "5 ก.ค. 2018",
        "๕ กรกฎาคม ๒๕๖๑",
        "5 กรกฎาคม พ.ศ. 2561",
        "5 กรกฎาคม พ.ศ.2561",
        "5 กรกฎาคม ค.ศ. 2018",
        "วันที่ 5 กรกฎาคม 2561",
        "วันพฤหัสบดีที่ ๕ กรกฎาคม พ.ศ. ๒๕๖๑",
        "5 Jul 2561",
        "5 july 2018",
        "2018-07-05",
        "2561-07-05",
        "  5/7/2561 ",
    ],
)
def test_the_fifth_of_july_as_people_type_it(typed):
    assert dates.parse(typed) == FIFTH_OF_JULY


@pytest.mark.parametrize(
    "typed", ["", "พรุ่งนี้", "5/7", "5 ม.ค.ค. 2561", "5//2561", "5/7-2561", "5 ก.ค.", "5.5.5.2561", "5" * 99]
)
def test_what_is_no_date_is_refused_and_the_sentence_shows_how_to_type_one(typed):
    with pytest.raises(dates.UnreadableDate, match="5/7/2561"):
        dates.parse(typed)


@pytest.mark.parametrize("year", ["61", "0", "1899", "2101", "2399", "2700", "3104", "99999999999999999999"])
def test_a_year_of_neither_era_is_refused(year):
    with pytest.raises(dates.YearOutOfRange) as refused:
        dates.parse(f"5/7/{year}")
    assert year[:12] in str(refused.value)
    assert "2400-2699" in str(refused.value)
    assert "1900-2100" in str(refused.value)


@pytest.mark.parametrize("typed", ["5 ก.ค. ค.ศ. 2561", "5 ก.ค. พ.ศ. 2018"])
def test_a_buddhist_year_typed_as_a_common_one_is_refused(typed):
    with pytest.raises(dates.YearOutOfRange):
        dates.parse(typed)


@pytest.mark.parametrize(("year", "common"), [(2400, 1857), (2561, 2018), (2699, 2156), (1900, 1900), (2100, 2100)])
def test_the_edges_of_the_two_eras(year, common):
    assert dates.parse(f"5/7/{year}").year == common


@pytest.mark.parametrize(
    "typed", ["31/2/2561", "29/2/2561", "29 ก.พ. 2561", "0/1/2561", "1/13/2561", "1/0/2561", "2018-02-30"]
)
def test_a_day_that_the_calendar_lacks_is_refused(typed):
    with pytest.raises(dates.NoSuchDay, match=typed):
        dates.parse(typed)


def test_the_leap_day_of_2563_is_read():
    assert dates.parse("29/2/2563") == date(2020, 2, 29)


@given(days)
def test_every_date_we_write_reads_back_as_itself(day):
    written = [
        dates.format_long(day),
        dates.format_long(day, thai_digits=False),
        dates.format_long(day, era=True),
        dates.format_short(day),
        dates.format_short(day, english=True),
        dates.format_numeric(day),
        dates.format_numeric(day, padded=False),
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        to_thai(day.isoformat()),
        f"วัน{dates.weekday(day)}ที่ {dates.format_long(day)}",
    ]
    assert {dates.parse(text) for text in written} == {day}


@given(st.text(max_size=70))
def test_any_text_is_a_date_or_gets_a_sentence(text):
    try:
        outcome = dates.parse(text)
    except dates.UnreadableDate as refused:
        outcome = str(refused)
    assert outcome


# -- counted ---------------------------------------------------------------------------------------------------------
def test_the_fiscal_year_turns_on_the_first_of_october():
    assert dates.fiscal_year_be(date(2019, 9, 30)) == 2562
    assert dates.fiscal_year_be(date(2019, 10, 1)) == 2563
    assert dates.fiscal_year_bounds(2563) == (date(2019, 10, 1), date(2020, 9, 30))


@given(days)
def test_a_day_lies_within_its_own_fiscal_year(day):
    first, last = dates.fiscal_year_bounds(dates.fiscal_year_be(day))
    assert first <= day <= last
    assert dates.fiscal_year_be(last + timedelta(days=1)) == dates.fiscal_year_be(first) + 1


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2018, 1, 31), 1, date(2018, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2018, 10, 31), 4, date(2019, 2, 28)),
        (date(2018, 12, 15), 1, date(2019, 1, 15)),
        (date(2018, 3, 31), -1, date(2018, 2, 28)),
        (date(2018, 1, 1), -1, date(2017, 12, 1)),
        (date(2018, 2, 2), 24, date(2020, 2, 2)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day, months, later):
    assert dates.add_months(day, months) == later


def test_a_leap_day_has_its_anniversary_on_the_28th():
    assert dates.add_years(date(2016, 2, 29), 1) == date(2017, 2, 28)
    assert dates.add_years(date(2016, 2, 29), 4) == date(2020, 2, 29)
    assert dates.add_years(date(2017, 5, 30), 5) == date(2022, 5, 30)


@given(days, st.integers(-600, 600))
def test_a_month_counted_lands_in_that_month(day, months):
    later = dates.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later == dates.month_end(later) and later.day < day.day)


@given(days)
def test_a_month_ends_the_day_before_the_next_begins(day):
    assert dates.month_end(day) + timedelta(days=1) == dates.month_start(dates.add_months(day, 1))
