"""The work plan and the budget: what a line must say, what the lines come to, and when they are checked."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import services
from projects.models import BudgetLine, Proposal
from projects.rules import (
    BudgetSumWrong,
    LineWrong,
    PlannedLine,
    State,
    StepWrong,
    TooManyLines,
    budget_totals,
    check_plan,
)
from projects.selectors.plans import as_content, from_content, plan_of
from tests.projects.entries import ENTERED_ON, sent
from tests.projects.houses import BUDGET, PLAN, planned_draft

satang = st.integers(min_value=0, max_value=10**7).map(lambda number: Decimal(number) / 100)
quantities = st.integers(min_value=1, max_value=10**6).map(lambda number: Decimal(number) / 100)


@st.composite
def lines(draw):
    line = PlannedLine(item="ผ้า", quantity=draw(quantities), unit="ม้วน", unit_price=draw(satang), asked=Decimal(0))
    asked = draw(st.integers(min_value=0, max_value=int(line.amount * 100)))
    return replace(line, asked=Decimal(asked) / 100)


@given(st.lists(lines(), max_size=8))
def test_what_is_asked_and_ones_own_money_are_the_whole_to_the_satang(budget):
    check_plan(plan=(), budget=budget)
    totals = budget_totals(budget=budget)
    assert totals.asked + totals.own == totals.amount == sum((line.amount for line in budget), Decimal(0))
    assert all(line.own >= 0 for line in budget)


@given(quantities, satang)
def test_a_line_is_rounded_half_up_once(quantity, price):
    line = PlannedLine(item="ผ้า", quantity=quantity, unit="ม้วน", unit_price=price, asked=Decimal(0))
    assert line.amount == (quantity * price).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@given(st.lists(lines(), max_size=5))
def test_a_plan_survives_being_frozen(budget):
    assert from_content(as_content((PLAN, budget))) == (PLAN, budget)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (replace(BUDGET[0], item=" "), "รายการที่ 1 ยังไม่ได้กรอกชื่อรายการ"),
        (replace(BUDGET[0], unit=""), "รายการที่ 1 ยังไม่ได้กรอกหน่วย"),
        (replace(BUDGET[0], quantity=Decimal(0)), "จำนวนต้องมากกว่าศูนย์"),
        (replace(BUDGET[0], asked=Decimal("-1")), "ต้องไม่ติดลบ"),
        (replace(BUDGET[0], asked=Decimal("180000.01")), "ขอ 180,000.01 บาท เกินราคารวมของรายการ 180,000.00 บาท"),
        (replace(BUDGET[0], unit_price=Decimal(10) ** 9, quantity=Decimal(10) ** 9), "มากเกินกว่าที่เป็นไปได้"),
    ],
)
def test_a_line_that_cannot_be_is_named(line, said):
    with pytest.raises(LineWrong) as refused:
        check_plan(plan=(), budget=[line])
    assert said in str(refused.value)


def test_an_activity_that_ends_before_it_begins_is_named():
    wrong = replace(PLAN[1], until_on=date(2018, 2, 1))
    with pytest.raises(StepWrong, match="กิจกรรมที่ 2 สิ้นสุด 1 ก.พ. 2561 ก่อนเริ่ม 1 มี.ค. 2561"):
        check_plan(plan=[PLAN[0], wrong], budget=())
    with pytest.raises(TooManyLines):
        check_plan(plan=PLAN * 31, budget=())


def test_a_budget_that_asks_for_another_amount_is_refused_on_sending_and_kept_as_a_draft(people):
    budget = [BUDGET[0], replace(BUDGET[1], asked=Decimal("49999.99"))]
    proposal = planned_draft(people, budget=budget)
    with pytest.raises(BudgetSumWrong) as refused:
        services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON)
    assert str(refused.value) == ("รายการงบประมาณขอรวม 199,999.99 บาท ไม่เท่ากับวงเงินที่ขอ 200,000.00 บาท ต่างกัน 0.01 บาท")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.versions.count()) == (State.DRAFT, 0)


def test_plan_and_budget_may_be_left_out_and_are_frozen_when_they_are_there(people):
    assert sent(people, group=6).versions.get().content["budget"] == []
    proposal = planned_draft(people, group=6)
    content = services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON).content
    assert (content["amount"], content["budget_total"]) == ("200000.00", "230000.00")
    assert content["plan"][0]["from_on"] == "2018-02-01"
    assert content["budget"][1] == {
        "item": "ผ้าและด้าย",
        "quantity": "2.50",
        "unit": "เดือน",
        "unit_price": "20000.00",
        "amount": "50000.00",
        "asked": "50000.00",
    }


def test_saving_again_replaces_both_lists_whole(people):
    from tests.projects.entries import typed

    proposal = planned_draft(people)
    services.update_draft(
        proposal=proposal,
        edit_number=0,
        by=people.users["khuntan"],
        on=ENTERED_ON,
        **typed(people, plan=PLAN[1:], budget=BUDGET[1:]),
    )
    assert plan_of(Proposal.objects.get()) == (PLAN[1:], BUDGET[1:])
    assert BudgetLine.objects.count() == 1
