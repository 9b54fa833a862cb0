"""The amphoe's plan of following up: three phases, loans and subsidies, plan and result."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from areas.models import Amphoe, Tambon
from projects.models import FollowUpVisit
from projects.rules import FieldMissing
from projects.rules import progress as rules
from projects.selectors import visits as selectors
from projects.services import visits as services
from tests.projects.paid import a_paid_project

ON = date(2018, 3, 8)


@pytest.fixture
def khun_tan(people):
    return Amphoe.objects.select_related("province").get(code="5714")


def plan(people, amphoe, **changed):
    given = {
        "amphoe": amphoe,
        "fiscal_year_be": 2561,
        "phase": "DURING",
        "activity": "เยี่ยมกลุ่ม",
        "planned_on": ON,
        "request_key": uuid4(),
        "by": people.users["khuntan"],
    }
    return services.plan_visits(**given | changed)


def done(people, visit, **changed):
    given = {"visit": visit, "done_on": ON, "result": "ดำเนินการตามแผน", "by": people.users["khuntan"], "on": ON}
    return services.record_result(**given | changed)


@pytest.mark.requirement("R-PROJ-22")
def test_loans_and_subsidies_are_both_counted_in_three_phases(people, khun_tan):
    loan = a_paid_project(people, group=6)
    for phase in ("BEFORE", "DURING", "AFTER"):
        plan(people, khun_tan, phase=phase, proposals=[loan])
    done(people, FollowUpVisit.objects.get(phase="BEFORE"))
    counts = {(row.phase, row.support): (row.planned, row.done) for row in _counts(khun_tan)}
    assert [counts[phase, "LOAN"] for phase in ("BEFORE", "DURING", "AFTER")] == [(1, 1), (1, 0), (1, 0)]
    assert {(phase, "SUBSIDY") for phase in ("BEFORE", "DURING", "AFTER")} <= set(counts)


def _counts(amphoe):
    return selectors.counts(amphoe=amphoe, fiscal_year_be=2561)


@pytest.mark.requirement("R-FORM-12")
def test_one_line_for_each_project_and_the_same_form_twice_adds_nothing(people, khun_tan):
    projects = [a_paid_project(people, group=group) for group in (4, 5, 6)]
    key = uuid4()
    first = plan(people, khun_tan, proposals=projects, request_key=key)
    again = plan(people, khun_tan, proposals=projects, request_key=key)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert FollowUpVisit.objects.count() == 3


@pytest.mark.parametrize("day", [date(2017, 9, 30), date(2018, 10, 1)])
def test_a_visit_is_planned_within_its_fiscal_year(people, khun_tan, day):
    with pytest.raises(rules.VisitDayWrong, match="1 ต.ค. 2560"):
        plan(people, khun_tan, planned_on=day)


def test_a_plan_is_about_its_own_amphoe_and_says_what_is_done(people, khun_tan):
    with pytest.raises(services.NotOfAmphoe):
        plan(people, khun_tan, proposals=[a_paid_project(people, group=12)])
    with pytest.raises(services.NotOfAmphoe):
        plan(people, khun_tan, tambon=Tambon.objects.get(code="570510"))
    with pytest.raises(FieldMissing):
        plan(people, khun_tan, activity=" ")


def test_a_result_is_recorded_once_and_stays(people, khun_tan):
    (visit,) = plan(people, khun_tan)
    with pytest.raises(rules.VisitDayWrong):
        done(people, visit, done_on=date(2018, 3, 9))
    with pytest.raises(FieldMissing):
        done(people, visit, result="")
    done(people, visit)
    with pytest.raises(services.VisitDone):
        done(people, visit, result="อื่น")
    with pytest.raises(services.VisitDone):
        services.drop_visit(visit=visit)
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUpVisit.objects.filter(pk=visit.pk).update(result="อื่น")


def test_a_line_without_a_result_can_be_taken_out_once(people, khun_tan):
    (visit,) = plan(people, khun_tan)
    services.drop_visit(visit=visit)
    with pytest.raises(services.VisitDone, match="ถูกนำออก"):
        services.drop_visit(visit=visit)


# -- the pages -------------------------------------------------------------------------------------------------------
def test_the_officer_plans_for_all_loans_at_once_and_records_a_result(people, khun_tan, log_in, business_date):
    business_date(ON)
    for group in (4, 6):
        a_paid_project(people, group=group)
    client = log_in("khuntan")
    page = f"{reverse('projects:plan_visit')}?amphoe=5714&year=2561"
    typed = {"phase": "DURING", "activity": "เยี่ยม", "planned_on": "8/3/2561", "about": "LOAN"}
    assert client.post(page, typed | {"request_key": uuid4()}).status_code == 302
    assert FollowUpVisit.objects.count() == 2
    of_subsidies = typed | {"about": "SUBSIDY", "request_key": uuid4()}
    assert client.post(page, of_subsidies).status_code == 200  # there is none
    visit = FollowUpVisit.objects.first()
    client.post(reverse("projects:visit_result", args=[visit.pk]), {"done_on": "8/3/2561", "result": "ครบ"})
    assert "ครบ" in client.get(f"{reverse('projects:visits')}?amphoe=5714&year=2561").content.decode()


def test_the_plan_is_a_paper_and_a_file(people, khun_tan, log_in, business_date):
    business_date(ON)
    plan(people, khun_tan)
    client = log_in("auditor")
    query = "?amphoe=5714&year=2561"
    assert client.get(reverse("projects:visits_paper") + query).content.startswith(b"%PDF")
    assert client.get(reverse("projects:visits_file") + query).content.startswith(b"PK")
    assert client.get(reverse("projects:plan_visit") + query).status_code == 403


def test_the_officer_of_another_amphoe_neither_sees_nor_fills_in_the_plan(people, khun_tan, log_in, business_date):
    business_date(ON)
    (visit,) = plan(people, khun_tan)
    client = log_in("phan")
    assert client.get(reverse("projects:visit_result", args=[visit.pk])).status_code == 404
    assert client.get(f"{reverse('projects:plan_visit')}?amphoe=5714").status_code == 404
