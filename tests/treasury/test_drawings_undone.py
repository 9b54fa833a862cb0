"""A drawing that one person typed wrongly is taken back by two; that of a transfer goes with the transfer."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from treasury import chart, selectors, services
from treasury.models import BudgetLine, DrawingUndo

JUNE_1, JUNE_4, JULY_2 = date(2018, 6, 1), date(2018, 6, 4), date(2018, 7, 2)
pytestmark = pytest.mark.requirement("R-DISB-01")


@pytest.fixture
def drawn(chiang_rai, accountant):
    """Ten times what the paper says, and all that the deposit held."""
    given = {"province": "57", "by": accountant, "amount": Decimal("1000.00")}
    services.allocate_capital(**given, reference="1", on=JUNE_1)
    return services.draw(**given, reference="ฎ 2", on=JUNE_4)


def asked(entry, by, **given):
    return services.ask_drawing_undo(entry=entry, by=by, on=JULY_2, **{"reason": "พิมพ์เกินสิบเท่า", **given})


def held(on=JULY_2):
    found = selectors.balances(province="57", as_of=on)
    return found[chart.TREASURY_DEPOSIT], found[chart.BANK]


def left_of_the_plan():
    return selectors.budget(province="57", fiscal_year_be=2561).of(BudgetLine.Plan.REVOLVING).remaining


def pay_out(amount):
    """Lend money of the savings account."""
    lines = [services.Line(chart.LOANS, Decimal(amount), "contract:1"), services.Line(chart.BANK, -Decimal(amount))]
    given = {"posting_on": JUNE_4, "value_on": JUNE_4, "kind": "DISBURSEMENT", "memo": "-", "source": "contract:1"}
    services.post(province="57", lines=lines, by=None, **given)


def test_one_asks_and_another_takes_a_drawing_back_on_its_own_day(drawn, accountant, chief):
    undo = asked(drawn, accountant)
    with pytest.raises(services.AlreadyDecided):
        asked(drawn, chief)
    with pytest.raises(services.SamePerson):
        services.undo_typed_drawing(undo=undo, by=accountant, on=JULY_2)
    assert held() == (Decimal("0.00"), Decimal("1000.00"))
    services.undo_typed_drawing(undo=undo, by=chief, on=JULY_2)
    assert held(JUNE_4) == held() == (Decimal("1000.00"), Decimal("0.00"))
    assert left_of_the_plan() == Decimal("1000.00")
    with pytest.raises(services.AlreadyDecided):
        services.undo_typed_drawing(undo=undo, by=chief, on=JULY_2)
    with pytest.raises(services.AlreadyDecided):
        asked(drawn, accountant)


def test_what_was_drawn_in_truth_stands_instead_and_what_was_paid_of_it_stays_paid(drawn, accountant, chief):
    pay_out("100.00")
    nothing = asked(drawn, accountant)
    with pytest.raises(services.NotEnoughMoney, match=r"บัญชีออมทรัพย์จะขาด 100.00 บาท"):
        services.undo_typed_drawing(undo=nothing, by=chief, on=JULY_2)
    assert held() == (Decimal("0.00"), Decimal("900.00"))
    services.keep_drawing(undo=nothing, by=chief, on=JULY_2)
    with pytest.raises(services.NothingChanges):
        asked(drawn, accountant, instead=Decimal("1000.00"))
    right = asked(drawn, accountant, instead=Decimal("100.00"))
    services.undo_typed_drawing(undo=right, by=chief, on=JULY_2)
    assert held(JUNE_4) == (Decimal("900.00"), Decimal("0.00"))
    assert left_of_the_plan() == Decimal("900.00")


def test_of_a_closed_month_it_is_taken_back_in_the_first_open_one(drawn, accountant, chief):
    undo = asked(drawn, accountant, instead=Decimal("100.00"))
    services.close_month(province="57", month_on=JUNE_1, by=accountant, on=JULY_2)
    services.undo_typed_drawing(undo=undo, by=chief, on=JULY_2)
    assert held(JUNE_4) == (Decimal("0.00"), Decimal("1000.00"))
    assert held() == (Decimal("900.00"), Decimal("100.00"))


def test_a_transfers_drawing_and_what_is_no_drawing_are_not_taken_back_here(drawn, accountant):
    given = {"province": "57", "by": accountant, "amount": Decimal("1.00"), "on": JULY_2}
    allocated = services.allocate_capital(**given, reference="3")
    of_batch = services.draw(**given, reference="ชุดโอน 7")
    for entry in (allocated, of_batch):
        with pytest.raises(services.NotTyped):
            asked(entry, accountant)
    with pytest.raises(services.ReasonMissing):
        asked(drawn, accountant, reason=" ")


def test_the_database_holds_that_the_two_are_two_and_that_what_is_decided_stays(drawn, accountant, chief):
    undo = asked(drawn, accountant)
    row = DrawingUndo.objects.filter(pk=undo.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(state="UNDONE", decided_by=accountant, decided_on=JULY_2)
    services.keep_drawing(undo=undo, by=chief, on=JULY_2)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(state="ASKED", decided_by=None, decided_on=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_it_is_asked_and_decided_on_the_page_of_the_entry_and_waits_for_the_chief(drawn, log_in, business_date, people):
    from reports.selectors.tasks import tasks

    business_date(JULY_2)
    page = reverse("treasury:entry", args=[drawn.pk])
    names = ("ask_drawing_undo", "undo_drawing", "keep_drawing")
    ask, undo, keep = (reverse(f"treasury:{name}", args=[drawn.pk]) for name in names)
    client = log_in("accountant")
    assert ask in client.get(page).content.decode()
    client.post(ask, {"reason": "เบิกซ้ำ", "instead": "ร้อย"})
    assert not DrawingUndo.objects.exists()
    client.post(ask, {"reason": "เบิกซ้ำ", "instead": ""})
    shown = client.get(page).content.decode()
    assert "เบิกซ้ำ" in shown
    assert undo not in shown
    assert "คำขอกลับรายการเบิกรออนุมัติ" in {task.title for task in tasks(user=people.users["chief"], on=JULY_2)}
    chief = log_in("chief")
    assert undo in chief.get(page).content.decode()
    chief.post(keep)
    assert log_in("accountant").post(ask, {"reason": "เบิกซ้ำจริง"}).status_code == 302
    log_in("chief").post(undo)
    assert held() == (Decimal("1000.00"), Decimal("0.00"))
