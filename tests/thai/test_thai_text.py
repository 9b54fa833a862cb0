from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

DAY = date(2018, 7, 5)


def shown(expression, value):
    return Template(f"{{% load thai_text %}}{{{{ value|{expression} }}}}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("thai_date", DAY, "5 ก.ค. 2561"),
        ("thai_date", "2018-07-05", "5 ก.ค. 2561"),
        ("thai_date_long", DAY, "๕ กรกฎาคม ๒๕๖๑"),
        ("thai_date_numeric", DAY, "05/07/2561"),
        ("thai_month", DAY, "กรกฎาคม 2561"),
        ("thai_month", 7, "กรกฎาคม"),
        ("be_year", DAY, "2561"),
        ("be_year", 2018, "2561"),
        ("thai_digits", "ที่ 12/2561", "ที่ ๑๒/๒๕๖๑"),
        ("thai_digits", 0, "๐"),
        ("baht", Decimal("1234.5"), "1,234.50"),
        ("baht", 0, "0.00"),
        ("baht", Decimal("-1234.5"), "-1,234.50"),
        ("baht", "1234.5", "1,234.50"),
        ("baht_words", Decimal("200000"), "สองแสนบาทถ้วน"),
        ("percent", Decimal("47.745"), "47.75"),
        ("percent", 100, "100.00"),
        ("rate_percent", Decimal("0.075"), "7.50"),
        ("masked_id", "1234567890121", "1-xxxx-xxxxx-x2-1"),
    ],
)
def test_a_page_shows(expression, value, text):
    assert shown(expression, value) == text


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize(
    "expression",
    [
        "thai_date",
        "thai_date_long",
        "thai_date_numeric",
        "thai_time",
        "thai_month",
        "be_year",
        "thai_digits",
        "baht",
        "baht_words",
        "percent",
        "rate_percent",
        "masked_id",
    ],
)
def test_nothing_is_shown_as_nothing(expression, nothing):
    assert shown(expression, nothing) == ""


def test_an_english_reader_sees_english_months_of_the_buddhist_era():
    with translation.override("en"):
        assert shown("thai_date", DAY) == "5 Jul 2561"
        assert shown("thai_month", DAY) == "July 2561"
        assert shown("thai_month", 7) == "July"
        assert shown("thai_date_long", DAY) == "๕ กรกฎาคม ๒๕๖๑"


def test_a_moment_is_shown_as_its_day_and_time_in_bangkok():
    late_in_london = datetime(2018, 7, 4, 20, 5, tzinfo=UTC)
    assert shown("thai_date", late_in_london) == "5 ก.ค. 2561"
    assert shown("thai_time", late_in_london) == "5 ก.ค. 2561 03:05"


def test_the_filters_are_built_in_to_every_template():
    assert Template("{{ day|thai_date }}").render(Context({"day": DAY})) == "5 ก.ค. 2561"
