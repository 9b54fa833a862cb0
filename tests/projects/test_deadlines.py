"""The days of the rounds and of the notices, by the policies that were loaded: the nation's and Samut Prakan's."""

from datetime import date

import pytest

from projects.selectors.deadlines import Deadlines

pytestmark = pytest.mark.django_db
NATION, SAMUT_PRAKAN = "57", "11"


@pytest.mark.requirement("R-APPR-09")
def test_fifteen_business_days_after_the_meeting_of_10_january_2561_end_on_the_31st():
    told = Deadlines(provinces=[NATION]).notify_by(province=NATION, decided_on=date(2018, 1, 10))
    assert told.last_on == date(2018, 1, 31)


@pytest.mark.parametrize(
    ("organ", "on", "next_on"),
    [
        # 10 May 2563 is a Sunday, the 11th the day of the Royal Ploughing; what comes later is in the next round
        pytest.param("AMPHOE", date(2020, 5, 1), date(2020, 5, 12), marks=pytest.mark.requirement("R-APPR-17")),
        pytest.param("AMPHOE", date(2020, 5, 13), date(2020, 6, 10), marks=pytest.mark.requirement("R-APPR-17")),
        # Saturday 16 May 2563
        pytest.param("WORKING_GROUP", date(2020, 5, 1), date(2020, 5, 18), marks=pytest.mark.requirement("R-APPR-18")),
        pytest.param("WORKING_GROUP", date(2020, 5, 19), date(2020, 6, 16)),
        # 25 July 2563 is a Saturday, the 27th and 28th are holidays
        pytest.param("SUBCOMMITTEE", date(2020, 7, 1), date(2020, 7, 29), marks=pytest.mark.requirement("R-APPR-19")),
    ],
)
def test_samut_prakan_meets_on_the_10th_16th_and_25th_or_the_next_business_day(organ, on, next_on):
    days = Deadlines(provinces=[SAMUT_PRAKAN])
    assert days.next_round(province=SAMUT_PRAKAN, organ=organ, on=on) == next_on


@pytest.mark.requirement("R-APPR-20")
def test_samut_prakan_tells_its_result_of_29_july_2563_within_three_business_days():
    told = Deadlines(provinces=[SAMUT_PRAKAN]).notify_by(province=SAMUT_PRAKAN, decided_on=date(2020, 7, 29))
    assert told.last_on == date(2020, 8, 3)


def test_where_meetings_are_called_by_appointment_there_is_no_round():
    assert Deadlines(provinces=[NATION]).next_round(province=NATION, organ="AMPHOE", on=date(2018, 1, 2)) is None
