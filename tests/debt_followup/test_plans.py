"""The weekly plan and the way of a day: who visits whom when, in which order, on a paper that tells no debt outside."""

import subprocess
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from areas.models import PersonalDataAccess
from debt_followup import services as debt
from debt_followup.letters import routes as letters
from debt_followup.models import DebtCase, DebtTeam, PlannedVisit, WeekPlan
from debt_followup.rules.visits import Channel, Met, Outcome
from debt_followup.rules.weeks import PlanRefused, Stop, check_planned, days_of, in_order, village_of, week_of
from debt_followup.selectors.weeks import route, tambons_to_plan, to_plan, unplanned, weeks
from debt_followup.services.cases import follow_cases
from debt_followup.services.teams import add_member
from debt_followup.services.visits import record_contact
from debt_followup.services.weeks import drop_visit, plan_visits
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from thai.digits import to_thai

ON = date(2018, 9, 26)  # a Wednesday
MONDAY = date(2018, 9, 24)
FRIDAY = date(2018, 9, 28)


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("12 หมู่ 3", 3),
        ("12/1 หมู่ที่ 11 ถนนหลัก", 11),
        ("9 ม.๗", 7),
        ("99 ถนนพหลโยธิน", None),
        ("", None),
        ("หมู่บ้านสุขใจ 9", None),
    ],
)
def test_the_village_is_read_from_an_address(address, village):
    assert village_of(address) == village


@pytest.mark.requirement("R-DEBT-12")
def test_a_week_begins_on_monday_and_a_day_is_travelled_by_tambon_village_and_name():
    assert week_of(ON) == week_of(date(2018, 9, 30)) == MONDAY
    assert days_of(ON)[-1] == date(2018, 9, 30)
    stops = [
        Stop(1, "571402", "1 หมู่ 1", "ก"),
        Stop(2, "571401", "1 หมู่ 10", "ก"),
        Stop(3, "571401", "1 หมู่ 2", "ข"),
        Stop(4, "571401", "1 หมู่ 2", "ก"),
        Stop(5, "571401", "ถนนใหญ่", "ก"),
    ]
    assert in_order(stops) == in_order(reversed(stops)) == [4, 3, 2, 5, 1]


@pytest.mark.parametrize(
    ("week", "day", "said"),
    [
        (MONDAY, date(2018, 10, 1), "ไม่อยู่ในสัปดาห์"),
        (MONDAY, MONDAY, "ย้อนหลัง"),
        (date(2018, 12, 24), date(2018, 12, 24), "ล่วงหน้า"),
    ],
)
def test_a_day_that_cannot_be_planned_is_refused(week, day, said):
    with pytest.raises(PlanRefused, match=said):
        check_planned(week_on=week, day=day, on=ON)


@pytest.fixture
def cases(loans):
    refresh_courses(on=ON)
    debt.refresh_arrears()
    follow_cases(contract_ids=[one.pk for one in loans], on=ON)
    return list(DebtCase.objects.select_related("amphoe", "contract").order_by("pk"))


@pytest.fixture
def visitor(cases, users):
    field = DebtTeam.objects.get(kind="FIELD", amphoe=cases[0].amphoe_id)
    return add_member(team=field, name="", user=users["debt"], from_on=MONDAY, by=users["chief"])


@pytest.fixture
def helper(cases, users):
    network = DebtTeam.objects.get(kind="NETWORK", province="57")
    return add_member(team=network, name="นางเครือข่าย ตัวอย่าง", telephone="0810000000", from_on=MONDAY, by=users["chief"])


@pytest.fixture
def plan(cases, visitor, users):
    def make(**changed):
        told = {
            "amphoe": cases[0].amphoe,
            "week_on": MONDAY,
            "day": FRIDAY,
            "cases": cases[:1],
            "visitor": visitor,
            "by": users["debt"],
            "on": ON,
        }
        return plan_visits(**{**told, **changed})

    return make


@pytest.mark.requirement("R-DEBT-10", "R-DEBT-12")
def test_the_first_visit_makes_the_plan_and_the_same_twice_is_one(plan, helper):
    [visit] = plan(helper=helper)
    assert [again] == plan(helper=helper) if (again := visit) else False
    assert WeekPlan.objects.get().week_on == MONDAY
    assert visit.helper == helper


def test_a_visit_that_cannot_be_is_refused(plan, cases, users, helper):
    with pytest.raises(PlanRefused, match="ยังไม่ได้เลือก"):
        plan(cases=[])
    elsewhere = next(one for one in cases if one.amphoe_id != cases[0].amphoe_id)
    with pytest.raises(PlanRefused, match="เลือกได้เฉพาะลูกหนี้"):
        plan(cases=[elsewhere])
    with pytest.raises(PlanRefused, match="คนละคน"):
        plan(visitor=helper, helper=helper)
    stranger = add_member(
        team=DebtTeam.objects.get(kind="FIELD", amphoe=elsewhere.amphoe_id),
        name="คนอื่น",
        from_on=MONDAY,
        by=users["chief"],
    )
    with pytest.raises(PlanRefused, match="ไม่อยู่ในทีมของพื้นที่"):
        plan(visitor=stranger)
    plan()
    with pytest.raises(PlanRefused, match="มีแผนเยี่ยมวันนี้โดย"):
        plan(visitor=helper)


def test_a_visit_is_taken_out_until_it_was_made(plan):
    [visit] = plan()
    drop_visit(visit=visit)
    assert not PlannedVisit.objects.exists()
    with pytest.raises(PlanRefused, match="ถูกนำออก"):
        drop_visit(visit=visit)


def test_the_database_keeps_one_plan_a_week_from_its_monday(plan, cases, users):
    plan()
    given = {"province_id": "57", "amphoe": cases[0].amphoe, "made_by": users["debt"], "made_on": ON}
    with pytest.raises(IntegrityError, match="one_plan_a_week"), transaction.atomic():
        WeekPlan.objects.create(**given, week_on=MONDAY)
    with pytest.raises(IntegrityError, match="week_begins_on_monday"), transaction.atomic():
        WeekPlan.objects.create(**given, week_on=ON)


@pytest.mark.requirement("R-DEBT-12")
def test_the_week_waits_in_my_work_until_every_amphoe_with_cases_has_its_plan(plan, cases, users):
    def waits():
        return [task for task in tasks(user=users["debt"], on=ON) if "แผนติดตามหนี้ประจำสัปดาห์" in task.title]

    assert [(task.count, task.due_on) for task in waits()] == [(2, MONDAY)]
    plan()
    left = sum(1 for case in cases if case.amphoe_id != cases[0].amphoe_id)
    assert sum(task.count for task in waits()) == left
    told = [task.title for task in tasks(user=users["debt"], on=FRIDAY)]
    assert any("การเยี่ยมลูกหนี้ของท่านวันนี้" in title for title in told)
    late = [task.title for task in tasks(user=users["debt"], on=FRIDAY + timedelta(days=1))]
    assert any("ยังไม่ได้บันทึกผล" in title for title in late)


def test_the_cover_of_the_printed_way_names_nobody_and_tells_no_debt(plan, users):
    [visit] = plan()
    calls = route(user=users["debt"], day=FRIDAY, on=FRIDAY)
    context = letters.route(calls=calls, day=FRIDAY, on=FRIDAY)
    [row] = context.pop("rows")
    cover = str(context)
    assert row["name"]
    assert row["name"] not in cover
    assert row["contract"] not in cover
    assert row["due"] not in cover
    assert visit.case.contract.label == row["contract"]


def test_a_week_whose_visits_were_all_taken_out_is_not_planned(plan, cases, users):
    [visit] = plan()
    drop_visit(visit=visit)
    assert {row.plan for row in weeks(user=users["debt"], week_on=MONDAY)} == {None}
    assert unplanned(user=users["debt"], week_on=MONDAY).count() == len(cases)


@pytest.mark.requirement("R-DEBT-12")
def test_the_week_tells_what_was_planned_done_and_promised_in_each_amphoe(plan, cases, users):
    [visit] = plan()
    told = {"channel": Channel.VISIT, "at": time(10), "met": Met.DEBTOR, "by": users["debt"], "on": FRIDAY}
    party = cases[0].contract.parties.order_by("position").first()
    record_contact(
        contract=cases[0].contract, happened_on=FRIDAY, is_demand=True, party=party, outcome=Outcome.PROMISED,
        promise_on=date(2018, 10, 5), promise_amount=Decimal("4000.00"), planned=visit, **told,
    )  # fmt: skip
    of = {row.amphoe.pk: row for row in weeks(user=users["debt"], week_on=MONDAY)}
    first = of[cases[0].amphoe_id]
    assert (first.visits, first.made, first.contacts, first.promises, first.promised) == (1, 1, 1, 1, Decimal("4000"))
    assert [(row.visits, row.contacts) for key, row in of.items() if key != cases[0].amphoe_id] == [(0, 0)]
    before = {row.contacts for row in weeks(user=users["debt"], week_on=date(2018, 9, 17))}
    assert before == {0}


def test_the_cases_to_plan_are_narrowed_to_a_tambon(plan, cases, users):
    given = {"user": users["debt"], "amphoe": cases[0].amphoe, "week_on": MONDAY}
    assert [(row.pk, left) for row, left in tambons_to_plan(**given)] == [(cases[0].tambon_id, 1)]
    assert to_plan(**given, tambon=cases[0].tambon_id) == [cases[0]]
    assert to_plan(**given, tambon="999999") == []
    plan()
    assert (tambons_to_plan(**given), to_plan(**given)) == ([], [])


def test_the_printed_way_holds_each_visit_behind_its_cover(plan, users, log_in, business_date, tmp_path, helper):
    business_date(FRIDAY)
    [visit] = plan(helper=helper)
    paper = log_in("debt").get(reverse("debt_followup:route_paper"), {"on": "28/9/2561"})
    file = tmp_path / "route.pdf"
    file.write_bytes(paper.content)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
    cover, *rest = text.split("\f")
    debtor = visit.case.contract.parties.get(role="REPRESENTATIVE")
    assert debtor.name.split()[-1] not in cover
    assert to_thai(visit.case.contract.label) in rest[0]
    assert PersonalDataAccess.objects.filter(action="EXPORT", subject="list:route").exists()


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_a_week_is_planned_shown_printed_and_travelled_through_the_pages(
    cases, visitor, helper, business_date, log_in, quick_papers
):
    business_date(ON)
    client = log_in("debt")
    code = cases[0].amphoe_id
    assert "ยังไม่ได้วางแผน" in client.get(reverse("debt_followup:plan_weeks")).content.decode()
    url = reverse("debt_followup:plan_visits", args=[code, "2018-09-24"])
    assert cases[0].contract.label in client.get(url).content.decode()
    given = {"day": "2018-09-28", "visitor": visitor.pk, "helper": helper.pk, "cases": [cases[0].pk]}
    answer = client.post(url, given)
    shown = client.get(answer.url).content.decode()
    assert "นางเครือข่าย ตัวอย่าง" in shown
    assert "วางแผนแล้ว" in client.get(reverse("debt_followup:plan_weeks")).content.decode()
    paper = client.get(reverse("debt_followup:plan_paper", args=[code, "2018-09-24"]))
    assert paper["Content-Type"] == "application/pdf"
    for kind, is_kind in (("pdf", "application/pdf"), ("xlsx", "spreadsheetml")):
        week = client.get(reverse("debt_followup:weeks_file", args=[kind]), {"week": "2018-09-24"})
        assert is_kind in week["Content-Type"]
    assert client.get(reverse("debt_followup:weeks_file", args=["doc"])).status_code == 404
    business_date(FRIDAY)
    way = client.get(reverse("debt_followup:route")).content.decode()
    assert cases[0].contract.label in way
    assert "บันทึกการเยี่ยม" in way
    assert "tel:" in way
    assert client.get(reverse("debt_followup:route_paper"), {"on": "28/9/2561"})["Content-Type"] == "application/pdf"
    business_date(date(2018, 10, 1))
    late = client.get(reverse("debt_followup:route"), {"on": "2018-09-28"}).content.decode()
    assert "บันทึกการเยี่ยม" in late
    assert client.get(url).status_code == 302
    visit = PlannedVisit.objects.get()
    client.post(reverse("debt_followup:drop_planned_visit", args=[visit.pk]))
    assert not PlannedVisit.objects.exists()


def test_weeks_and_amphoe_that_are_not_there_are_not_found(cases, business_date, log_in):
    business_date(ON)
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    stranger = next(name for code, name in officers.items() if code != cases[0].amphoe_id)
    client = log_in(stranger)
    code = cases[0].amphoe_id
    assert client.get(reverse("debt_followup:plan_week", args=[code, "2018-09-24"])).status_code == 404
    own = next(key for key, name in officers.items() if name == stranger)
    assert client.get(reverse("debt_followup:plan_week", args=[own, "2018-09-25"])).status_code == 404
    assert client.get(reverse("debt_followup:plan_week", args=[own, "nonsense"])).status_code == 404
    assert log_in("auditor").get(reverse("debt_followup:plan_visits", args=[code, "2018-09-24"])).status_code == 403
