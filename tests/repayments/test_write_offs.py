"""A debt written off by two persons and a decision; the debtor stays, and what she pays later is a recovery."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from loans.selectors import events_of
from repayments import selectors, services
from repayments.models import WriteOff
from repayments.services.write_offs import ReasonMissing
from reports.selectors.agreement import agreement
from tests.repayments.factories import contracts_in_force, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart, verification
from treasury import selectors as books

contracts = kept_for_module(lambda: _play())
ON = date(2018, 8, 31)
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def by(people):
    return people.users["accountant"]


@pytest.fixture
def chief(people):
    return people.users["chief"]


def asked(contract, by, **changed):
    given = {"ground": "NO_ESTATE", "decision_number": "12/2561", "decided_on": date(2018, 8, 20), "reason": "ไม่มีมรดก"}
    return services.ask_write_off(contract=contract, by=by, on=ON, **given | changed)


def held(account, contract):
    party = f"contract:{contract.pk}"
    return books.party_balances(account=account, parties=[party], as_of=date.max)[party]


def test_the_principal_leaves_the_books_by_the_second_persons_hand(contracts, by, chief):
    contract = contracts[0]
    owed = held(chart.LOANS, contract)
    found = asked(contract, by)
    with pytest.raises(services.OwnWriteOff, match="ผู้เสนอตัดหนี้สูญพิจารณาเองไม่ได้"):
        services.approve_write_off(write_off=found, by=by, on=ON)
    booked = services.approve_write_off(write_off=found, by=chief, on=ON)
    assert (booked.principal, held(chart.LOANS, contract), held(chart.WRITTEN_OFF, contract)) == (owed, 0, owed)
    [event] = events_of([contract.pk])[contract.pk]
    assert (event.kind, event.amount, event.decision_number) == ("WRITTEN_OFF", owed, "12/2561")
    contract.refresh_from_db()
    assert contract.state == "IN_FORCE"
    with pytest.raises(services.WriteOffRefused, match="พิจารณาแล้ว"):
        services.approve_write_off(write_off=found, by=chief, on=ON)
    with pytest.raises(services.WriteOffRefused, match="เสนอหรือตัดหนี้สูญไปแล้ว"):
        asked(contract, by)


def test_what_is_paid_later_is_a_recovery_and_a_receipt_taken_back_takes_it_back(people, contracts, by, chief):
    contract = contracts[0]
    services.approve_write_off(write_off=asked(contract, by), by=chief, on=ON)
    [receipt] = receipted(people, paid(contract))
    principal = -held(chart.RECOVERIES, contract)
    assert principal > 0
    assert held(chart.LOANS, contract) == 0
    wrong = {one.code for one in verification.verify(province="57", on=ON) if not one.holds}
    assert wrong == set()
    reversal = services.ask_reversal(receipt=receipt, reason="ผิดสัญญา", by=by, on=ON)
    services.approve_reversal(reversal=reversal, by=chief, on=ON)
    assert (held(chart.RECOVERIES, contract), held(chart.LOANS, contract)) == (0, 0)


def test_the_debtors_agree_with_the_books_after_a_write_off(contracts, by, chief):
    services.approve_write_off(write_off=asked(contracts[0], by), by=chief, on=ON)
    [debtors] = [one for one in agreement(province="57", as_of=ON) if one.code == "DEBTORS"]
    assert (debtors.ours, debtors.agrees) == (held(chart.LOANS, contracts[1]), True)


def test_a_credit_that_reaches_a_debt_written_off_is_a_recovery(people, contracts, by, chief):
    contract = contracts[0]
    receipted(people, paid(contract, "60000.00"))
    services.approve_write_off(write_off=asked(contract, by), by=chief, on=ON)
    services.replay(contract=contract, on=selectors.instalments_of(contract)[1].nominal_due_on, by=by)
    assert held(chart.BORROWER_CREDIT, contract) == 0
    assert held(chart.LOANS, contract) == 0
    assert held(chart.RECOVERIES, contract) < 0


def test_what_is_asked_needs_a_decision_that_has_been_made(contracts, by, chief):
    with pytest.raises(ReasonMissing):
        asked(contracts[0], by, decision_number=" ")
    with pytest.raises(services.WriteOffRefused, match="วันที่ของมติ"):
        asked(contracts[0], by, decided_on=date(2018, 9, 1))
    found = asked(contracts[0], by)
    services.refuse_write_off(write_off=found, by=chief, on=ON, note="ให้สืบทรัพย์ก่อน")
    again = asked(contracts[0], by)
    assert again.pk != found.pk
    with pytest.raises(DatabaseError), transaction.atomic():
        WriteOff.objects.filter(pk=again.pk).update(state="BOOKED", approved_by=chief)


def test_it_is_asked_and_approved_on_the_pages_and_waits_for_the_chief(contracts, log_in, business_date, people):
    from reports.selectors.tasks import tasks

    business_date(ON)
    contract = contracts[0]
    client = log_in("accountant")
    ask = reverse("repayments:ask_write_off", args=[contract.pk])
    assert ask in client.get(reverse("repayments:contract", args=[contract.pk])).content.decode()
    sent = {"ground": "BARRED", "decision_number": "9/2561", "decided_on": "20/8/2561", "reason": "ขาดอายุความทุกงวด"}
    page = client.post(ask, sent)["Location"]
    found = WriteOff.objects.get()
    assert "คำขอตัดหนี้สูญรออนุมัติ" in {task.title for task in tasks(user=people.users["chief"], on=ON)}
    chief = log_in("chief")
    assert reverse("repayments:approve_write_off", args=[found.pk]) in chief.get(page).content.decode()
    chief.post(reverse("repayments:approve_write_off", args=[found.pk]))
    assert "ตัดหนี้สูญแล้ว" in chief.get(reverse("repayments:write_offs")).content.decode()
    again = log_in("accountant").post(reverse("repayments:approve_write_off", args=[found.pk]))
    assert again.status_code == 403


# -- taking it back ----------------------------------------------------------------------------------------------------
def test_a_write_off_is_taken_back_by_two_persons_with_its_event_and_its_recoveries(people, contracts, by, chief):
    contract = contracts[0]
    owed = held(chart.LOANS, contract)
    found = services.approve_write_off(write_off=asked(contract, by), by=chief, on=ON)
    [receipt] = receipted(people, paid(contract))
    recovered = -held(chart.RECOVERIES, contract)
    assert recovered > 0
    with pytest.raises(ReasonMissing):
        services.ask_undo_write_off(write_off=found, by=by, on=ON, reason=" ")
    services.ask_undo_write_off(write_off=found, by=by, on=ON, reason="พบทรัพย์มรดก")
    with pytest.raises(services.OwnWriteOff, match="ผู้ขอกลับการตัดหนี้สูญพิจารณาเองไม่ได้"):
        services.undo_write_off(write_off=found, by=by, on=ON)
    undone = services.undo_write_off(write_off=found, by=chief, on=ON)
    assert (undone.state, undone.undone_by) == ("UNDONE", chief)
    assert (held(chart.RECOVERIES, contract), held(chart.WRITTEN_OFF, contract)) == (0, 0)
    assert held(chart.LOANS, contract) == owed - recovered
    assert contract.pk not in events_of([contract.pk])
    assert {one.code for one in verification.verify(province="57", on=ON) if not one.holds} == set()
    assert receipt.pk
    again = services.approve_write_off(write_off=asked(contract, by), by=chief, on=ON)
    assert again.principal == owed - recovered


def test_a_write_off_that_is_kept_stays_in_the_books(contracts, by, chief):
    found = services.approve_write_off(write_off=asked(contracts[0], by), by=chief, on=ON)
    services.ask_undo_write_off(write_off=found, by=by, on=ON, reason="พบทรัพย์มรดก")
    assert services.keep_write_off(write_off=found, by=chief, on=ON).state == "BOOKED"
    assert held(chart.LOANS, contracts[0]) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        WriteOff.objects.filter(pk=found.pk).update(state="UNDONE", undo_asked_by=by, undone_by=by, undo_reason="x")


@pytest.mark.requirement("R-REPAY-12")
def test_the_summary_by_amphoe_adds_up_to_the_cash_report_with_recoveries(people, contracts, by, chief):
    from reports.selectors import cash

    services.approve_write_off(write_off=asked(contracts[0], by), by=chief, on=ON)
    receipted(people, paid(contracts[0]), paid(contracts[1]), on=ON)
    august = {"province": "57", "from_on": date(2018, 8, 1), "to_on": ON}
    rows = cash.repayments_by_amphoe(**august)
    lines = {line.text: line.amount for line in cash.receipts_and_payments(**august).receipts}
    assert sum(row.recovered for row in rows) == lines["รับชำระหนี้ที่ตัดสูญแล้ว"] > 0
    assert sum(row.principal for row in rows) == lines["รับชำระคืนเงินต้น"]
    assert sum(row.contract_interest for row in rows) == lines["รับดอกเบี้ยเงินกู้"]
