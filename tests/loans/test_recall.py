"""The day of a transfer lies near, and until it comes an approved transfer can be taken back as if never ordered."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from areas.selectors import business_calendar
from loans import rules, selectors, services
from loans.models import Contract, Grant, TransferBatch, TransferLine
from projects.models import StateChange
from projects.rules import State
from repayments import services as repayments
from tests.loans import factories as make
from tests.loans.test_grants import prepared, subsidy  # noqa: F401 (a fixture)
from tests.repayments import factories as money
from treasury import chart
from treasury.models import BudgetLine, JournalEntry
from treasury.selectors import balance, lowest_balance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
ORDERED_ON = make.TRANSFER_ON  # a Friday
AHEAD_ON = date(2018, 2, 9)  # the Friday after it, five business days ahead
WHY = "พิมพ์วันที่โอนผิด"
CAPITAL = Decimal("3000000.00")


def an_approved_batch(people, contracts, *, transfer_on=AHEAD_ON, on=ORDERED_ON):
    batch = make.a_batch(people, contracts, transfer_on=transfer_on, on=on)
    return services.approve_transfer(batch=batch, by=people.users["chief"], on=on)


def recall(people, batch, *, by="chief", on=ORDERED_ON, reason=WHY):
    return services.recall_transfer(batch=batch, reason=reason, by=people.users[by], on=on)


def held(account, on):
    return balance(province="57", account=account, as_of=on)


# -- how far ahead -----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-02")
def test_a_transfer_is_ordered_for_one_of_the_next_five_business_days(people):
    contract = make.a_complete_contract(people)
    assert rules.last_transfer_day(on=ORDERED_ON, is_business_day=business_calendar(province="57")) == AHEAD_ON
    for day in (date(2018, 2, 12), date(2028, 10, 4)):
        with pytest.raises(services.TooFarAhead, match="ล่วงหน้าเกิน 5 วันทำการ .*ไม่เกินวันที่ 9 ก.พ. 2561"):
            make.a_batch(people, [contract], transfer_on=day)
    assert make.a_batch(people, [contract], transfer_on=AHEAD_ON).transfer_on == AHEAD_ON


def test_a_batch_that_was_made_for_a_day_too_far_ahead_is_not_approved(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    TransferBatch.objects.filter(pk=batch.pk).update(transfer_on=date(2028, 10, 4))
    with pytest.raises(services.TooFarAhead, match="4 ต.ค. 2571"):
        services.approve_transfer(batch=batch, by=people.users["chief"], on=ORDERED_ON)
    assert not JournalEntry.objects.filter(kind__in=["DRAWING", "DISBURSEMENT"]).exists()


# -- taking back -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-01")
def test_a_transfer_taken_back_before_its_day_leaves_no_account_other_than_it_was_on_any_day(people):
    contracts = [make.a_complete_contract(people, group=group) for group in (1, 7)]
    make.capital(people)
    batch = an_approved_batch(people, contracts)
    assert lowest_balance(province="57", account=chart.TREASURY_DEPOSIT, since=ORDERED_ON) < CAPITAL
    recall(people, batch)
    assert lowest_balance(province="57", account=chart.TREASURY_DEPOSIT, since=ORDERED_ON) == CAPITAL
    for day in (ORDERED_ON, AHEAD_ON, date(2018, 2, 28)):
        assert (held(chart.BANK, day), held(chart.LOANS, day), held(chart.TREASURY_DEPOSIT, day)) == (0, 0, CAPITAL)
    undone = JournalEntry.objects.filter(kind="REVERSAL")
    assert {entry.posting_on for entry in undone} == {AHEAD_ON}
    assert undone.count() == 3  # the drawing and both payments
    drawn = BudgetLine.objects.filter(province_id="57", kind=BudgetLine.Kind.DRAWN)
    assert sum(line.amount for line in drawn) == 0


def test_its_contracts_wait_for_another_transfer_and_keep_their_number(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = an_approved_batch(people, [contract])
    ref1 = Contract.objects.get(pk=contract.pk).ref1
    recall(people, batch)
    contract.refresh_from_db()
    assert (contract.state, contract.contract_on, contract.label) == ("SIGNED", None, "1/2561")
    assert contract.proposal.state == State.CONTRACT_SIGNED
    assert StateChange.objects.filter(proposal=contract.proposal, step="RECALL").get().note == WHY
    assert selectors.schedule_of(contract) == ()
    services.approve_transfer(batch=make.a_batch(people, [contract]), by=people.users["chief"], on=ORDERED_ON)
    contract.refresh_from_db()
    assert (contract.state, contract.contract_on, contract.label, contract.ref1) == (
        "IN_FORCE",
        ORDERED_ON,
        "1/2561",
        ref1,
    )
    assert held(chart.TREASURY_DEPOSIT, AHEAD_ON) == CAPITAL - contract.principal
    assert (held(chart.BANK, AHEAD_ON), held(chart.LOANS, AHEAD_ON)) == (0, contract.principal)
    assert selectors.schedule_of(contract)[0].days == (date(2018, 7, 5) - ORDERED_ON).days


@pytest.mark.requirement("R-CONT-13")
def test_paid_in_another_year_it_is_numbered_in_the_year_of_its_date(people):
    contract = make.a_complete_contract(people, planned_transfer_on=date(2018, 12, 28))
    make.capital(people)
    batch = an_approved_batch(people, [contract], transfer_on=date(2019, 1, 4), on=date(2018, 12, 27))
    contract.refresh_from_db()
    first = contract.ref1
    assert contract.label == "1/2562"
    recall(people, batch, on=date(2018, 12, 27))
    an_approved_batch(people, [contract], transfer_on=date(2018, 12, 28), on=date(2018, 12, 27))
    contract.refresh_from_db()
    assert (contract.label, contract.contract_on) == ("1/2561", date(2018, 12, 28))
    assert contract.ref1 != first


def test_what_the_bank_sent_back_before_still_lies_in_the_savings_account(people):
    contract = make.a_contract_in_force(people)
    line = TransferLine.objects.select_related("batch").get(contract=contract)
    on = date(2018, 2, 5)
    make.the_bank_sends_back(people.users, line, on=on)
    batch = an_approved_batch(people, [contract], on=on)
    recall(people, batch, on=on)
    assert held(chart.BANK, AHEAD_ON) == contract.principal
    an_approved_batch(people, [contract], on=on)
    assert (held(chart.BANK, AHEAD_ON), held(chart.LOANS, AHEAD_ON)) == (0, contract.principal)
    assert held(chart.TREASURY_DEPOSIT, AHEAD_ON) == CAPITAL - contract.principal


def test_a_subsidy_goes_back_with_its_plan(people, subsidy):  # noqa: F811
    grant = prepared(people, subsidy)
    make.capital(people)
    before = held(chart.TREASURY_DEPOSIT, AHEAD_ON)
    batch = services.make_transfer(
        province="57",
        contract_ids=[],
        grant_ids=[grant.pk],
        transfer_on=AHEAD_ON,
        request_key=uuid4(),
        by=people.users["secretary"],
        on=ORDERED_ON,
    )
    services.approve_transfer(batch=batch, by=people.users["chief"], on=ORDERED_ON)
    recall(people, batch)
    grant = Grant.objects.get(pk=grant.pk)
    assert (grant.state, grant.paid_on, grant.proposal.state) == ("PREPARED", None, State.ACCOUNT_OPENED)
    assert held(chart.TREASURY_DEPOSIT, AHEAD_ON) == before


def test_a_wrong_receipt_that_was_taken_back_does_not_hold_it(people, monkeypatch):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = an_approved_batch(people, [contract])
    contract, on = Contract.objects.get(pk=contract.pk), date(2018, 2, 6)
    monkeypatch.setattr(money, "RECEIPT_DAY", on)  # the day that the bank's file names
    [receipt] = money.receipted(people, money.paid(contract, on=on), on=on)
    with pytest.raises(services.MoneyReceived, match="จึงบันทึกว่าโอนไม่สำเร็จหรือถอนคืนการโอนไม่ได้"):
        recall(people, batch, on=on)
    asked = repayments.ask_reversal(receipt=receipt, reason="ผิดสัญญา", by=people.users["accountant"], on=on)
    repayments.approve_reversal(reversal=asked, by=people.users["chief"], on=on)
    assert Contract.objects.get(pk=contract.pk).proposal.state == State.REPAYING
    recall(people, batch, on=on)
    contract = Contract.objects.get(pk=contract.pk)
    assert (contract.state, contract.proposal.state) == ("SIGNED", State.CONTRACT_SIGNED)


# -- who and when ------------------------------------------------------------------------------------------------------
def test_it_takes_a_reason_a_second_person_and_a_day_that_has_not_come(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    waiting = make.a_batch(people, [contract], transfer_on=AHEAD_ON)
    with pytest.raises(services.NotReady, match="รออนุมัติ"):
        recall(people, waiting)
    services.approve_transfer(batch=waiting, by=people.users["chief"], on=ORDERED_ON)
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผลที่ถอนคืน"):
        recall(people, waiting, reason=" ")
    with pytest.raises(services.SamePerson, match="ผู้ทำรายการถอนคืนชุดที่อนุมัติแล้วเองไม่ได้"):
        recall(people, waiting, by="secretary")
    with pytest.raises(services.DayPassed, match="ถึงวันโอน 9 ก.พ. 2561 แล้ว"):
        recall(people, waiting, on=AHEAD_ON)
    contract.refresh_from_db()
    assert contract.state == "IN_FORCE"
    recall(people, waiting)
    with pytest.raises(services.NotReady, match="ถอนคืนหลังอนุมัติ"):
        recall(people, waiting)


def test_the_database_lets_nothing_else_of_an_approved_transfer_change(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = an_approved_batch(people, [contract])
    rows = TransferBatch.objects.filter(pk=batch.pk)
    for change in ({"state": "REFUSED"}, {"transfer_on": ORDERED_ON}, {"state": "RECALLED", "transfer_on": ORDERED_ON}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="transfer_recalled_by_another"), transaction.atomic():
        rows.update(state="RECALLED", reason=WHY)


def test_the_page_offers_it_to_the_approver_until_the_day_comes(people, log_in, business_date):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = an_approved_batch(people, [contract])
    page, command = reverse("loans:transfer", args=[batch.pk]), reverse("loans:recall", args=[batch.pk])
    business_date(AHEAD_ON)
    assert command not in log_in("chief").get(page).content.decode()
    business_date(ORDERED_ON)
    assert command not in log_in("secretary").get(page).content.decode()
    chief = log_in("chief")
    shown = chief.get(page).content.decode()
    assert command in shown
    assert "เงินจะออกในวันโอน 9 ก.พ. 2561" in shown
    assert "ธนาคารแจ้งว่าโอนไม่สำเร็จ" not in shown  # the bank answers from the day on
    answer = chief.post(command, {"reason": WHY}, follow=True).content.decode()
    assert "ถอนคืนหลังอนุมัติ" in answer
    assert WHY in answer
    assert chief.get(reverse("loans:transfer_text", args=[batch.pk])).status_code == 404
