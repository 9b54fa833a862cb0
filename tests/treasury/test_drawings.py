"""Money between the treasury deposit and the savings account that is not lent: to be refunded, or to go back."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from treasury import chart, selectors, services
from treasury.models import BudgetLine, JournalEntry

JUNE_1, JUNE_4, JULY_2 = date(2018, 6, 1), date(2018, 6, 4), date(2018, 7, 2)
pytestmark = pytest.mark.requirement("R-DISB-01")
_Kind = JournalEntry.Kind


@pytest.fixture
def capital(chiang_rai, accountant):
    services.allocate_capital(province="57", amount=Decimal("1000.00"), reference="1", on=JUNE_1, by=accountant)
    return {"province": "57", "by": accountant, "on": JUNE_4}


def moved(amount, account, kind, source):
    """Book money that came to the savings account, or went out of it where the amount is negative."""
    lines = [services.Line(chart.BANK, Decimal(amount)), services.Line(account, -Decimal(amount), "contract:1")]
    given = {"posting_on": JUNE_4, "value_on": JUNE_4, "kind": kind, "memo": "-", "source": source}
    services.post(province="57", lines=lines, by=None, **given)


def held():
    found = selectors.balances(province="57", as_of=JULY_2)
    return found[chart.TREASURY_DEPOSIT], found[chart.BANK]


def drawn_of_the_plan():
    return selectors.budget(province="57", fiscal_year_be=2561).of(BudgetLine.Plan.REVOLVING).drawn


def to_remit():
    return selectors.to_remit(province="57", as_of=JULY_2)


@pytest.mark.requirement("R-REPAY-13")
def test_what_is_drawn_for_a_refund_is_of_no_budget_and_leaves_what_waits_to_be_remitted(capital, accountant):
    moved("100.00", chart.LOANS, _Kind.RECEIPT, "receipt:1")
    moved("-100.00", chart.TREASURY_DEPOSIT, _Kind.REMITTANCE, "remittance:57:2018-05")
    services.draw_for_refund(**capital, amount=Decimal("100.00"), reference="ฎ 9")
    assert (drawn_of_the_plan(), to_remit()) == (Decimal("0.00"), Decimal("100.00"))
    moved("-100.00", chart.LOANS, _Kind.REFUND, "refund:1")
    moved("50.00", chart.LOANS, _Kind.RECEIPT, "receipt:2")
    assert to_remit() == Decimal("50.00")
    with pytest.raises(services.AlreadyPosted):
        services.draw_for_refund(**capital, amount=Decimal("100.01"), reference="ฎ 9")
    with pytest.raises(services.NotEnoughMoney, match="ไม่พอเบิก"):
        services.draw_for_refund(**capital, amount=Decimal("2000.00"), reference="ฎ 10")


def test_drawn_money_that_nobody_got_goes_back_and_is_drawn_no_more(capital):
    services.draw(**capital, amount=Decimal("800.00"), reference="ฎ 2")
    moved("-300.00", chart.LOANS, _Kind.DISBURSEMENT, "contract:1")
    moved("40.00", chart.LOANS, _Kind.RECEIPT, "receipt:1")  # waits to be remitted
    moved("7.00", chart.SUSPENSE, _Kind.UNMATCHED, "bank_line:1")  # nobody knows whose
    with pytest.raises(services.NotEnoughMoney, match=r"ยังไม่จ่าย 500.00 บาท"):
        services.give_back_drawn(**capital, amount=Decimal("500.01"), reference="ส 1")
    services.give_back_drawn(**capital, amount=Decimal("500.00"), reference="ส 1")
    assert held() == (Decimal("700.00"), Decimal("47.00"))
    assert (drawn_of_the_plan(), to_remit()) == (Decimal("300.00"), Decimal("40.00"))


def test_no_more_goes_back_than_was_drawn_of_the_plan(capital):
    services.draw(**capital, amount=Decimal("800.00"), reference="ฎ 2")
    for plan, refusal in (("SUBSIDY", services.NotEnoughMoney), ("ADMINISTRATION", services.NotDrawn)):
        with pytest.raises(refusal):
            services.give_back_drawn(**capital, amount=Decimal("1.00"), reference="ส 1", plan=plan)
    assert held() == (Decimal("200.00"), Decimal("800.00"))


def test_what_was_given_back_by_mistake_is_taken_back_by_two(capital, chief):
    services.draw(**capital, amount=Decimal("800.00"), reference="ฎ 2")
    back = services.give_back_drawn(**capital, amount=Decimal("500.00"), reference="ส 1")
    asked = {"entry": back, "by": capital["by"], "on": JULY_2, "reason": "พิมพ์เกินสิบเท่า"}
    services.draw(**capital | {"on": JULY_2}, amount=Decimal("600.00"), reference="ฎ 3")
    nothing = services.ask_drawing_undo(**asked)
    with pytest.raises(services.NotEnoughMoney, match=r"เงินฝากคลังจะขาด 400.00 บาท"):
        services.undo_typed_drawing(undo=nothing, by=chief, on=JULY_2)
    services.keep_drawing(undo=nothing, by=chief, on=JULY_2)
    right = services.ask_drawing_undo(**asked, instead=Decimal("450.00"))
    services.undo_typed_drawing(undo=right, by=chief, on=JULY_2)
    assert held() == (Decimal("50.00"), Decimal("950.00"))
    assert drawn_of_the_plan() == Decimal("950.00")


def test_only_what_was_drawn_by_hand_goes_back_by_hand(capital):
    services.draw(**capital, amount=Decimal("600.00"), reference="ชุดโอน 7")  # the bank sent it back; it waits for them
    with pytest.raises(services.NotEnoughMoney, match=r"ยังไม่จ่าย 0.00 บาท"):
        services.give_back_drawn(**capital, amount=Decimal("1.00"), reference="ส 1")
    services.draw(**capital, amount=Decimal("100.00"), reference="ฎ 2")
    services.give_back_drawn(**capital, amount=Decimal("60.00"), reference="ส 1")
    with pytest.raises(services.NotEnoughMoney, match=r"ยังไม่จ่าย 40.00 บาท"):
        services.give_back_drawn(**capital, amount=Decimal("41.00"), reference="ส 2")


def test_what_was_given_back_is_not_taken_back_as_drawn_a_second_time(capital, chief):
    drawn = services.draw(**capital, amount=Decimal("80.00"), reference="ฎ 2")
    services.give_back_drawn(**capital, amount=Decimal("80.00"), reference="ส 1")
    moved("100.00", chart.LOANS, _Kind.RECEIPT, "receipt:1")
    undo = services.ask_drawing_undo(entry=drawn, by=capital["by"], on=JULY_2, reason="พิมพ์ผิด")
    with pytest.raises(services.NotEnoughMoney):
        services.undo_typed_drawing(undo=undo, by=chief, on=JULY_2)
    assert held() == (Decimal("1000.00"), Decimal("100.00"))


def test_of_a_subsidy_no_more_is_drawn_than_allocated_by_taking_a_give_back_back(capital, chief):
    of_plan = {"plan": BudgetLine.Plan.SUBSIDY, "amount": Decimal("100.00")}
    services.allocate_budget(**capital, **of_plan, reference="2")
    services.draw(**capital, **of_plan, reference="ฎ 2")
    back = services.give_back_drawn(**capital, **of_plan, reference="ส 1")
    services.draw(**capital, **of_plan, reference="ชุดโอน 8")
    undo = services.ask_drawing_undo(entry=back, by=capital["by"], on=JULY_2, reason="พิมพ์ผิด")
    with pytest.raises(services.BudgetExceeded):
        services.undo_typed_drawing(undo=undo, by=chief, on=JULY_2)


@pytest.mark.requirement("R-REPAY-13")
def test_a_refund_paid_after_the_month_leaves_no_more_to_remit_of_it_than_is_there(capital):
    moved("500.00", chart.LOANS, _Kind.RECEIPT, "receipt:1")
    services.draw_for_refund(**capital, amount=Decimal("100.00"), reference="ฎ 9")
    lines = [services.Line(chart.LOANS, Decimal("100.00"), "contract:1"), services.Line(chart.BANK, Decimal("-100.00"))]
    paid = {"posting_on": JULY_2, "value_on": JULY_2, "kind": _Kind.REFUND, "memo": "-", "source": "refund:1"}
    services.post(province="57", lines=lines, by=None, **paid)
    assert selectors.to_remit(province="57", as_of=date(2018, 6, 30)) == Decimal("500.00")


@pytest.mark.parametrize("name", ["draw_for_refund", "give_back_drawn"])
def test_the_pages_book_once_and_say_why_not(capital, log_in, name):
    services.draw(**capital, amount=Decimal("800.00"), reference="ฎ 2")
    client = log_in("accountant")
    url = reverse(f"treasury:{name}")
    sent = {"reference": "ส 1", "on": "4/6/2561", "amount": "100.00"}
    too_much = client.post(url, sent | {"amount": "5,000.00"})
    assert "บาท" in too_much.context["form"].non_field_errors()[0]
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302
    assert held()[0] == {"draw_for_refund": Decimal("100.00"), "give_back_drawn": Decimal("300.00")}[name]
