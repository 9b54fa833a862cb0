"""What comes into "my work" after the money, for whom, and by when."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import Amphoe
from projects.selectors.progress import half_year
from projects.services import progress, summaries, visits
from reports.selectors import after_money
from tests.projects.paid import a_paid_project, first_report, half_year_report
from tests.projects.test_visits import plan

FIRST, HALF = "รายงานครั้งแรกที่ยังไม่ได้รับจากสมาชิก", "รายงาน กส.3/2 ที่ยังไม่ได้รับจากสมาชิก"
FORWARD, SEND = "รายงานของโครงการที่รอส่งต่อ อกส.อ.", "สรุปรายงาน กส.4/2 ที่ต้องส่งจังหวัด"
CHECK, VISIT = "สรุปรายงาน กส.4/2 ที่รอจังหวัดตรวจ", "การติดตามตามแผนที่ยังไม่บันทึกผล"


def waiting(people, user, on):
    found = after_money.waiting(user=people.users[user], on=on)
    return {one["title"]: (one["count"], one["due_on"]) for one in found}


@pytest.mark.requirement("R-DISB-06", "R-REP-01")
def test_the_first_report_is_reminded_of_after_30_days_with_the_limit_of_30_business_days(people):
    project = a_paid_project(people)
    assert waiting(people, "yanghom", date(2018, 2, 20)) == {}
    assert waiting(people, "yanghom", date(2018, 3, 5))[FIRST] == (1, date(2018, 3, 19))
    first_report(people, project)
    found = waiting(people, "yanghom", date(2018, 3, 5))
    assert FIRST not in found
    assert found[FORWARD] == (1, date(2018, 3, 31))


def test_half_year_reports_are_asked_for_from_march_on_and_then_by_the_10th_of_april(people):
    a_paid_project(people, group=6)
    a_paid_project(people, group=5)
    assert HALF not in waiting(people, "khuntan", date(2018, 2, 28))
    assert waiting(people, "khuntan", date(2018, 3, 20))[HALF] == (2, date(2018, 3, 31))
    assert waiting(people, "khuntan", date(2018, 4, 2))[HALF] == (2, date(2018, 4, 10))
    assert waiting(people, "yanghom", date(2018, 4, 2))[HALF] == (1, date(2018, 4, 10))


@pytest.mark.requirement("R-REP-05", "R-REP-06")
def test_a_summary_goes_from_the_officer_by_the_20th_to_the_province_by_the_25th(people):
    report = half_year_report(people, a_paid_project(people))
    by, on = people.users["khuntan"], date(2018, 4, 9)
    progress.forward_reports(reports=[report], forwarded_on=on, by=by, on=on)
    assert waiting(people, "khuntan", on)[SEND] == (1, date(2018, 4, 20))
    amphoe = Amphoe.objects.select_related("province").get(code="5714")
    summaries.send_summary(amphoe=amphoe, period=half_year(date(2018, 3, 31)), by=by, on=on)
    assert SEND not in waiting(people, "khuntan", on)
    assert waiting(people, "secretary", on)[CHECK] == (1, date(2018, 4, 25))


def test_a_planned_visit_waits_from_its_day_on_until_its_result(people):
    amphoe = Amphoe.objects.select_related("province").get(code="5714")
    (visit,) = plan(people, amphoe)
    on = visit.planned_on
    assert VISIT not in waiting(people, "khuntan", date(2018, 3, 7))
    assert waiting(people, "khuntan", on)[VISIT] == (1, on)
    visits.record_result(visit=visit, done_on=on, result="ครบ", by=people.users["khuntan"], on=on)
    assert VISIT not in waiting(people, "khuntan", on)


@pytest.mark.parametrize(("user", "most"), [("khuntan", 8), ("secretary", 7), ("yanghom", 6), ("accountant", 0)])
def test_a_few_questions_are_enough_however_many_projects_there_are(people, business_date, user, most):
    business_date(date(2018, 4, 9))
    for group in (1, 2, 3, 4, 5, 6):
        half_year_report(people, a_paid_project(people, group=group))
    holder = people.users[user]
    holder.assignments_on(date(2018, 4, 9))
    with CaptureQueriesContext(connection) as taken:
        after_money.waiting(user=holder, on=date(2018, 4, 9))
    assert len(taken) <= most


@pytest.mark.requirement("R-DISB-05")
def test_my_work_says_by_when_a_project_has_to_start(people, log_in, business_date):
    business_date(date(2018, 2, 14))
    a_paid_project(people)
    shown = log_in("khuntan").get(reverse("my_work")).content.decode()
    assert "เลยกำหนด 1 วัน" in shown
