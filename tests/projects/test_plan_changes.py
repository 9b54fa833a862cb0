"""A changed work plan after the money came (R-PROJ-21): asked by the amphoe, decided once by อกส.จ."""

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from projects import services
from projects.models import Meeting, PlanChange
from projects.models.meetings import Organ
from projects.rules import (
    AlreadyDecided,
    ChangeWaits,
    FieldMissing,
    NoPlan,
    NotWaiting,
    OverApproved,
    OwnApproval,
    PlanFixed,
    ReasonMissing,
    SamePlan,
)
from projects.selectors.plans import plan_in_force
from tests.projects.entries import sent
from tests.projects.houses import BUDGET, PLAN, with_money

ASKED_ON = date(2018, 3, 1)
DECIDED_ON = date(2018, 3, 10)
NEW_PLAN = [PLAN[0], replace(PLAN[1], until_on=date(2018, 12, 31))]
NEW_BUDGET = [replace(BUDGET[0], asked=Decimal("140000.00")), BUDGET[1]]


def ask(people, proposal, **changed):
    given = {
        "plan": NEW_PLAN,
        "budget": NEW_BUDGET,
        "reason": "จักรราคาลดลง",
        "by": people.users["khuntan"],
        "on": ASKED_ON,
    }
    return services.ask_plan_change(proposal=proposal, **given | changed)


def decide(people, change, outcome="PASSED", reason="เห็นชอบตามมติเวียน", **changed):
    given = {"by": people.users["secretary"], "on": DECIDED_ON}
    return services.decide_plan_change(change=change, outcome=outcome, reason=reason, **given | changed)


@pytest.fixture
def proposal(people):
    return with_money(people)


@pytest.mark.requirement("R-PROJ-21", "R-PROJ-23")
def test_the_plan_sent_is_the_one_to_carry_out_until_a_change_is_approved(people, proposal):
    assert plan_in_force(proposal) == (PLAN, BUDGET)
    change = ask(people, proposal)
    assert plan_in_force(proposal) == (PLAN, BUDGET)
    decide(people, change)
    assert plan_in_force(proposal) == (NEW_PLAN, NEW_BUDGET)


@pytest.mark.requirement("R-PROJ-21")
def test_a_refused_change_leaves_the_plan_as_it_is_and_another_may_be_asked_for(people, proposal):
    decide(people, ask(people, proposal), "NOT_PASSED", "เหตุผลไม่เพียงพอ")
    assert plan_in_force(proposal) == (PLAN, BUDGET)
    assert ask(people, proposal).number == 2


@pytest.mark.requirement("R-PROJ-21")
def test_more_than_the_approved_amount_is_refused_and_less_is_not(people, proposal):
    more = [replace(BUDGET[0], asked=Decimal("150000.01")), BUDGET[1]]
    with pytest.raises(OverApproved) as refused:
        ask(people, proposal, budget=more)
    assert str(refused.value) == "แผนงานใหม่ขอรวม 200,000.01 บาท เกินวงเงินที่ได้รับอนุมัติ 200,000.00 บาท"
    assert ask(people, proposal).content["budget"][0]["asked"] == "140000.00"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"reason": " "}, FieldMissing),
        ({"plan": []}, NoPlan),
        ({"budget": []}, NoPlan),
        ({"plan": PLAN, "budget": BUDGET}, SamePlan),
    ],
)
def test_a_change_that_says_nothing_is_refused(people, proposal, changed, refusal):
    with pytest.raises(refusal):
        ask(people, proposal, **changed)
    assert not PlanChange.objects.exists()


def test_before_the_money_has_come_no_change_is_asked_for(people):
    with pytest.raises(PlanFixed):
        ask(people, sent(people, plan=PLAN, budget=BUDGET))


def test_a_form_sent_twice_asks_once(people, proposal):
    ask(people, proposal)
    with pytest.raises(ChangeWaits):
        ask(people, proposal)
    assert PlanChange.objects.count() == 1


def test_who_asked_does_not_decide_and_a_refusal_or_a_decision_beside_a_meeting_has_a_reason(people, proposal):
    change = ask(people, proposal, by=people.users["secretary"])
    with pytest.raises(OwnApproval):
        decide(people, change)
    for outcome in ("PASSED", "NOT_PASSED"):
        with pytest.raises(ReasonMissing):
            decide(people, change, outcome, "", by=people.users["chief"])
    change.refresh_from_db()
    assert change.outcome == ""


def test_a_meeting_that_decided_is_one_of_the_province_that_was_held(people, proposal):
    change = ask(people, proposal)
    by = people.users["secretary"]
    rows = {"year_be": 2561, "place": "ศาลากลาง", "called_by": by, "held_on": date(2018, 3, 8)}
    held = Meeting.objects.create(organ=Organ.SUBCOMMITTEE, province_id="57", number=3, request_key=uuid4(), **rows)
    other = Meeting.objects.create(organ=Organ.SUBCOMMITTEE, province_id="11", number=3, request_key=uuid4(), **rows)
    with pytest.raises(NotWaiting):
        decide(people, change, meeting=other)
    decided = decide(people, change, reason="", meeting=held)
    assert (decided.meeting, decided.decided_on) == (held, date(2018, 3, 8))


def test_a_decided_change_is_decided_once(people, proposal):
    change = ask(people, proposal)
    decide(people, change)
    with pytest.raises(AlreadyDecided) as refused:
        decide(people, change, "NOT_PASSED", "เปลี่ยนใจ")
    assert "มีมติแล้วเมื่อ 10 มี.ค. 2561" in str(refused.value)
    change.refresh_from_db()
    assert change.outcome == "PASSED"


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_decide_once(people):
    change = ask(people, with_money(people))
    start, answers = threading.Barrier(2), []

    def press(outcome):
        start.wait()
        try:
            answers.append(decide(people, change, outcome, "เหตุผล").outcome)
        except AlreadyDecided:
            answers.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=(outcome,)) for outcome in ("PASSED", "NOT_PASSED")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers)[-1] == "refused"
    assert len(answers) == 2
    change.refresh_from_db()
    assert change.outcome in answers


@pytest.mark.requirement("R-PROJ-21")
def test_the_pages_ask_compare_and_decide(people, proposal, business_date, log_in):
    business_date(ASKED_ON)
    asking = reverse("projects:ask_plan_change", args=[proposal.reference])
    client = log_in("khuntan")
    assert "จัดซื้อจักรเย็บผ้า" in client.get(asking).content.decode()
    form = {
        "reason": "จักรราคาลดลง",
        "step-activity": ["จัดซื้อจักร"],
        "step-from": ["1/2/2561"],
        "step-until": ["28/2/2561"],
        "step-by": ["ผู้แทนกลุ่ม"],
        "line-item": ["จักรเย็บผ้า"],
        "line-quantity": ["10"],
        "line-unit": ["คัน"],
        "line-price": ["20,000.01"],
        "line-asked": ["200,000.01"],
    }
    assert "เกินวงเงินที่ได้รับอนุมัติ" in client.post(asking, form).content.decode()
    assert "สิ้นสุดก่อนวันเริ่ม" in client.post(asking, form | {"step-until": ["1/1/2561"]}).content.decode()
    more = client.post(asking, form | {"plan": "add-line"}, headers={"HX-Request": "true"}).content.decode()
    assert more.count('name="line-item"') == 2
    assert "<html" not in more
    client.post(asking, form | {"line-price": ["20,000"], "line-asked": ["200,000"]})
    change = PlanChange.objects.get()
    page = reverse("projects:plan_change", args=[proposal.reference, 1])
    deciding = reverse("projects:decide_plan_change", args=[proposal.reference, 1])
    assert client.post(deciding, {"outcome": "PASSED", "reason": "ก"}).status_code == 403
    assert "ตัดออก" in client.get(page).content.decode()
    secretary = log_in("secretary")
    assert deciding in secretary.get(page).content.decode()
    secretary.post(deciding, {"outcome": "PASSED", "reason": "มติเวียน", "decided_on": "", "meeting": ""})
    change.refresh_from_db()
    assert (change.outcome, change.decided_on) == ("PASSED", ASKED_ON)
    again = secretary.post(deciding, {"outcome": "NOT_PASSED", "reason": "มติเวียน"}, follow=True).content.decode()
    assert "มีมติแล้วเมื่อ" in again
    shown = secretary.get(reverse("projects:proposal", args=[proposal.reference])).content.decode()
    assert "แก้ไขตามมติ อกส.จ." in shown
    assert "จัดซื้อจักร" in shown
    assert log_in("phan").get(page).status_code == 404
