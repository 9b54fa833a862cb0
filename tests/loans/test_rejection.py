"""What the bank sends back: nothing is owed, nothing is paid twice, and the contract goes out again."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from documents.models import Document, NumberSeries
from loans import selectors, services
from loans.models import Contract, Instalment, LineRejection, TransferBatch, TransferLine
from projects.rules import State
from reports.demo.papers import draw
from reports.demo.progress import photograph
from tests.loans import factories as make
from tests.repayments import factories as money
from treasury import chart
from treasury.models import JournalEntry
from treasury.selectors import balance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
AGAIN_ON = date(2018, 2, 9)
WHY = "ชื่อบัญชีไม่ตรง"
REF = "ไฟล์ผลการโอน บรรทัดที่ 1"


def reject(people, contract, *, on=date(2018, 2, 5), reason=WHY):
    line = TransferLine.objects.select_related("batch").get(contract=contract, is_live=True)
    return make.the_bank_sends_back(people.users, line, reason=reason, on=on)


def pay_again(people, contract, *, on=AGAIN_ON):
    batch = make.a_batch(people, [contract], transfer_on=on, on=on)
    services.approve_transfer(batch=batch, by=people.users["chief"], on=on)
    return Contract.objects.get(pk=contract.pk)


def held(account, on):
    return balance(province="57", account=account, as_of=on)


@pytest.mark.requirement("R-DISB-01", "R-DISB-02")
def test_a_line_that_the_bank_sends_back_is_undone_in_the_books_and_the_contract_keeps_its_number(people):
    contract = make.a_contract_in_force(people)
    number, ref1, deposit = contract.number, contract.ref1, held(chart.TREASURY_DEPOSIT, make.TRANSFER_ON)
    line = reject(people, contract)
    contract.refresh_from_db()
    assert (contract.state, contract.contract_on, contract.number, contract.ref1) == ("SIGNED", None, number, ref1)
    assert (line.is_live, line.rejected_reason) == (False, WHY)
    assert contract.proposal.state == State.CONTRACT_SIGNED
    assert held(chart.LOANS, date(2018, 2, 5)) == 0
    assert held(chart.BANK, date(2018, 2, 5)) == contract.principal  # it waits in the savings account
    assert held(chart.TREASURY_DEPOSIT, date(2018, 2, 5)) == deposit
    assert selectors.schedule_of(contract) == ()
    undone = JournalEntry.objects.get(reverses__kind=JournalEntry.Kind.DISBURSEMENT)
    assert undone.value_on == date(2018, 2, 5)  # the day on which it stands in the bank's statement


@pytest.mark.requirement("R-CONT-13", "R-DISB-02")
def test_the_second_transfer_dates_it_anew_and_draws_nothing_twice(people):
    contract = make.a_contract_in_force(people)
    first = contract.label
    reject(people, contract)
    contract = pay_again(people, contract)
    assert (contract.state, contract.contract_on, contract.label) == ("IN_FORCE", AGAIN_ON, first)
    assert held(chart.LOANS, AGAIN_ON) == contract.principal
    assert held(chart.BANK, AGAIN_ON) == 0
    assert held(chart.TREASURY_DEPOSIT, AGAIN_ON) == Decimal("2800000.00")
    assert NumberSeries.objects.get(series="contract:57").last == 1
    lines = selectors.schedule_of(contract)
    assert {row.version for row in Instalment.objects.filter(contract=contract)} == {1, 2}
    assert lines[0].days == (lines[0].nominal_due_on - AGAIN_ON).days
    draw()
    papers = Document.objects.filter(subject=f"contract:{contract.pk}", kind="CONTRACT")
    assert sorted(papers.values_list("addressee", flat=True)) == ["ต้นฉบับ", "ต้นฉบับ (โอนครั้งที่ 2)"]
    assert sorted(JournalEntry.objects.filter(kind="DISBURSEMENT").values_list("source", flat=True)) == [
        f"contract:{contract.pk}",
        f"contract:{contract.pk}:{TransferLine.objects.get(contract=contract, is_live=True).pk}",
    ]


def test_it_may_come_back_a_second_time_and_still_only_one_line_is_live(people):
    contract = make.a_contract_in_force(people)
    reject(people, contract)
    contract = pay_again(people, contract)
    reject(people, contract, on=date(2018, 2, 12))
    contract = pay_again(people, contract, on=date(2018, 2, 15))
    assert contract.contract_on == date(2018, 2, 15)
    assert held(chart.LOANS, date(2018, 2, 15)) == contract.principal
    assert TransferLine.objects.filter(contract=contract, is_live=True).count() == 1
    assert TransferLine.objects.filter(contract=contract).count() == 3


def test_the_answer_of_the_bank_is_recorded_once_with_its_reason_and_its_day(people):
    contract = make.a_contract_in_force(people)
    line = TransferLine.objects.select_related("batch").get(contract=contract)
    on = date(2018, 2, 5)
    given = {
        "line": line,
        "reason": WHY,
        "rejected_on": on,
        "reference": REF,
        "by": people.users["accountant"],
        "on": on,
    }
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผลที่ธนาคารแจ้ง"):
        services.ask_rejection(**given | {"reason": " "})
    with pytest.raises(services.AnswerMissing, match="ต้องแนบหลักฐานของธนาคาร หรือระบุเลขที่รายการ"):
        services.ask_rejection(**given | {"reference": " "})
    with pytest.raises(services.DayPassed):
        services.ask_rejection(**given | {"rejected_on": date(2018, 2, 1)})
    reject(people, contract)
    with pytest.raises(services.AlreadyRejected):
        services.ask_rejection(**given)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        TransferLine.objects.filter(pk=line.pk).update(is_live=True, rejected_reason="")


def test_what_has_paid_instalments_did_arrive(people):
    [contract] = money.contracts_in_force(people, groups=(1,))
    money.receipted(people, money.paid(contract))
    line = TransferLine.objects.select_related("batch").get(contract=contract)
    with pytest.raises(services.MoneyReceived, match="แสดงว่าเงินโอนถึงกลุ่ม"):
        make.the_bank_sends_back(people.users, line, on=date(2018, 7, 5))
    with pytest.raises(IntegrityError, match="its terms are frozen"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(state="SIGNED", contract_on=None)


def test_a_line_of_a_batch_that_waits_was_not_paid(people):
    contract = make.a_complete_contract(people)
    batch = make.a_batch(people, [contract])
    line = TransferLine.objects.select_related("batch").get(batch=batch)
    with pytest.raises(services.NotReady, match="ยังไม่ได้อนุมัติ"):
        make.the_bank_sends_back(people.users, line, on=make.TRANSFER_ON)


@pytest.mark.requirement("R-CONT-02")
def test_the_account_is_corrected_after_the_bank_sent_it_back_and_only_then(people):
    contract, other = make.a_contract_in_force(people), make.a_prepared_contract(people, group=2)
    by, on = people.users["secretary"], date(2018, 2, 6)
    given = {"bank": "ธนาคารออมสิน", "branch": "พาน", "number": "020-1-23456789", "reason": "พิมพ์ผิด", "by": by, "on": on}
    with pytest.raises(services.NotReady, match="แก้ได้เฉพาะ"):
        services.correct_account(paid=contract, **given)
    reject(people, contract)
    with pytest.raises(services.AccountInUse):
        services.correct_account(paid=contract, **given | {"bank": other.account_bank, "number": other.account_number})
    corrected = services.correct_account(paid=contract, **given)
    assert (corrected.account_bank, corrected.account_number) == ("ธนาคารออมสิน", "020123456789")
    assert contract.proposal.timeline.filter(note__contains="พิมพ์ผิด").exists()
    assert pay_again(people, contract).account_number == "020123456789"


def test_what_is_cancelled_after_the_bank_sent_it_back_leaves_no_money_in_the_savings_account(people):
    contract = make.a_contract_in_force(people)
    reject(people, contract)
    services.cancel_contract(contract=contract, reason="เปลี่ยนผู้กู้", by=people.users["secretary"], on=date(2018, 2, 7))
    assert held(chart.BANK, date(2018, 2, 7)) == 0
    assert held(chart.TREASURY_DEPOSIT, date(2018, 2, 7)) == Decimal("3000000.00")


# -- taking a batch back before the decision ---------------------------------------------------------------------------
def test_the_maker_takes_a_batch_back_and_nobody_else_does(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    with pytest.raises(services.SamePerson, match="ถอนคืนได้เฉพาะผู้ทำรายการ"):
        services.withdraw_transfer(batch=batch, reason="ผิด", by=people.users["chief"], on=make.TRANSFER_ON)
    services.withdraw_transfer(batch=batch, reason="เลือกผิด", by=people.users["secretary"], on=make.TRANSFER_ON)
    batch.refresh_from_db()
    assert (batch.state, batch.reason, batch.decided_by) == ("WITHDRAWN", "เลือกผิด", None)
    with pytest.raises(services.AlreadyDecided):
        services.approve_transfer(batch=batch, by=people.users["chief"], on=make.TRANSFER_ON)
    assert make.a_batch(people, [contract]).state == "MADE"


def test_a_key_sent_again_with_other_contracts_is_a_conflict(people):
    first, second, key = make.a_complete_contract(people), make.a_complete_contract(people, group=2), uuid4()
    made = make.a_batch(people, [first], request_key=key)
    assert make.a_batch(people, [first], request_key=key) == made
    with pytest.raises(services.KeyReused, match="ด้วยข้อมูลอื่น"):
        make.a_batch(people, [first, second], request_key=key)
    assert TransferBatch.objects.count() == 1


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_the_answer_of_the_bank_is_recorded_on_the_page_of_the_batch(people, log_in, business_date):
    from django.urls import reverse

    contract = make.a_contract_in_force(people)
    business_date(date(2018, 2, 5))
    client = log_in("accountant")
    batch = TransferBatch.objects.get()
    page = client.get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    assert "ธนาคารแจ้งว่าโอนไม่สำเร็จ" in page
    line = TransferLine.objects.get()
    typed = {"line": line.pk, "rejected_on": "5/2/2561", "reason": WHY}
    command = reverse("loans:reject_line", args=[batch.pk])
    assert "ต้องแนบหลักฐานของธนาคาร" in client.post(command, typed, follow=True).content.decode()
    answer = client.post(command, typed | {"file": photograph(number=1)}, follow=True).content.decode()
    assert "ส่งให้ผู้อนุมัติยืนยันแล้ว ระหว่างนี้ยังทำรายการโอนใหม่ไม่ได้" in answer
    assert "ผู้แจ้งว่าโอนไม่สำเร็จยืนยันเองไม่ได้" in answer
    contract.refresh_from_db()
    assert contract.state == "IN_FORCE"
    declared = LineRejection.objects.get()
    confirm = reverse("loans:confirm_rejection", args=[declared.pk])
    assert client.post(confirm).status_code == 403
    chief = log_in("chief")
    assert reverse("loans:rejection", args=[declared.pk]) in chief.get(reverse("my_work")).content.decode()
    shown = chief.get(reverse("loans:rejection", args=[declared.pk])).content.decode()
    assert reverse("loans:rejection_file", args=[declared.pk]) in shown
    assert chief.get(reverse("loans:rejection_file", args=[declared.pk]))["Content-Type"] == "image/jpeg"
    assert "กลับรายการในบัญชี" in chief.post(confirm, follow=True).content.decode()
    client = log_in("accountant")
    page = client.get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    assert f"ธนาคารโอนไม่สำเร็จ 5 ก.พ. 2561: {WHY}" in page
    contract.refresh_from_db()
    assert contract.state == "SIGNED"
    shown = client.get(reverse("loans:account", args=[contract.pk])).content.decode()
    assert contract.account_number in shown
    typed = {"bank": "ธนาคารออมสิน", "branch": "", "number": "020123456789", "reason": "ผิด"}
    assert client.post(reverse("loans:account", args=[contract.pk]), typed).status_code == 302
    contract.refresh_from_db()
    assert contract.account_number == "020123456789"


def test_a_form_sent_again_with_something_else_gets_the_page_of_a_conflict(people, log_in, business_date):
    from django.urls import reverse

    business_date(make.TRANSFER_ON)
    first, second, key = make.a_complete_contract(people), make.a_complete_contract(people, group=2), uuid4()
    client = log_in("secretary")
    typed = {"transfer_on": "2/2/2561", "request_key": str(key), "contracts": [first.pk]}
    assert client.post(reverse("loans:make_transfer"), typed).status_code == 302
    assert client.post(reverse("loans:make_transfer"), typed).status_code == 302
    answer = client.post(reverse("loans:make_transfer"), typed | {"contracts": [second.pk]})
    assert answer.status_code == 409
    assert TransferBatch.objects.count() == 1
