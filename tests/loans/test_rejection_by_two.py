"""That the bank sent money back takes two persons and its answer; a wrong word is taken back, and all is as it was."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from areas.models import Policy
from loans import selectors, services
from loans.models import Contract, Grant, LineRejection, TransferBatch, TransferLine
from projects.models import StateChange
from projects.rules import State
from projects.services import record_start
from reports.selectors.tasks import tasks
from tests.loans import factories as make
from tests.loans.test_grants import a_paid_grant, subsidy  # noqa: F401 (a fixture)
from tests.loans.test_recall import an_approved_batch, recall
from tests.loans.test_rejection import REF, WHY, held, pay_again, reject
from treasury import chart
from treasury.models import JournalEntry, Posting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
ON = date(2018, 2, 5)
NOTICED_ON = date(2018, 2, 7)
KEPT = (
    "state", "number", "year_be", "ref1", "contract_on", "annual_rate", "terms", "planned_transfer_on",
    "instalment_count", "account_bank", "account_branch", "account_number", "account_name",
)  # fmt: skip


def declare(people, contract, *, by="accountant", on=ON, **given):
    line = TransferLine.objects.select_related("batch").get(contract=contract, is_live=True)
    told = {"reason": WHY, "rejected_on": on, "reference": REF} | given
    return services.ask_rejection(line=line, by=people.users[by], on=on, **told)


def ask_undo(people, rejection, *, by="accountant", on=NOTICED_ON):
    return services.ask_undo_rejection(rejection=rejection, reason="แจ้งผิดสัญญา", by=people.users[by], on=on)


def undo(people, rejection, *, by="chief", on=NOTICED_ON):
    return services.undo_rejection(rejection=ask_undo(people, rejection, on=on), by=people.users[by], on=on)


def correct_account(people, contract):
    given = {"bank": "ธนาคารออมสิน", "branch": "พาน", "number": "020123456789", "reason": "พิมพ์ผิด"}
    return services.correct_account(paid=contract, **given, by=people.users["secretary"], on=ON)


def titles(people, user, on=ON):
    return {task.title for task in tasks(user=people.users[user], on=on)}


# -- declaring and confirming ------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-01")
def test_until_another_person_confirms_it_the_line_counts_as_paid_and_nothing_can_be_ordered_again(people):
    contract = make.a_contract_in_force(people)
    declared = declare(people, contract)
    contract.refresh_from_db()
    assert (contract.state, held(chart.LOANS, ON)) == ("IN_FORCE", contract.principal)
    with pytest.raises(services.AlreadyPaidOut):
        make.a_batch(people, [contract], transfer_on=ON, on=ON)
    with pytest.raises(services.AlreadyRejected, match="รอผู้อนุมัติยืนยัน"):
        declare(people, contract)
    with pytest.raises(services.NotReady, match="แก้ได้เฉพาะ"):
        correct_account(people, contract)
    with pytest.raises(services.SamePerson, match="ยืนยันเองไม่ได้"):
        services.confirm_rejection(rejection=declared, by=people.users["accountant"], on=ON)
    services.confirm_rejection(rejection=declared, by=people.users["chief"], on=ON)
    with pytest.raises(services.AlreadyRejected, match="พิจารณาไปแล้ว"):
        services.confirm_rejection(rejection=declared, by=people.users["chief"], on=ON)
    contract.refresh_from_db()
    assert contract.state == "SIGNED"


def test_the_database_takes_no_line_for_sent_back_that_nobody_confirmed(people):
    contract = make.a_contract_in_force(people)
    declared = declare(people, contract)
    with pytest.raises(DatabaseError, match="takes two persons"), transaction.atomic():
        TransferLine.objects.update(
            is_live=False, rejected_on=ON, rejected_by=people.users["accountant"], rejected_reason=WHY
        )
    with pytest.raises(DatabaseError, match="rejection_confirmed_by_another"), transaction.atomic():
        LineRejection.objects.filter(pk=declared.pk).update(
            state="REFUSED", decided_by=people.users["accountant"], decided_on=ON
        )
    with pytest.raises(DatabaseError, match="Cannot update rejection"), transaction.atomic():
        LineRejection.objects.filter(pk=declared.pk).update(reason="อื่น")
    with pytest.raises(DatabaseError, match="rejection_has_the_banks_answer"), transaction.atomic():
        LineRejection.objects.create(
            line=declared.line, rejected_on=ON, reason=WHY, asked_by=people.users["secretary"], asked_on=ON
        )


def test_what_is_refused_or_withdrawn_leaves_everything_and_lets_another_be_declared(people):
    contract = make.a_contract_in_force(people)
    first = declare(people, contract)
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผลที่ไม่ยืนยัน"):
        services.refuse_rejection(rejection=first, note=" ", by=people.users["chief"], on=ON)
    services.refuse_rejection(rejection=first, note="หลักฐานเป็นของสัญญาอื่น", by=people.users["chief"], on=ON)
    second = declare(people, contract)
    with pytest.raises(services.SamePerson, match="ถอนคืนได้เฉพาะผู้แจ้ง"):
        services.withdraw_rejection(rejection=second, by=people.users["secretary"], on=ON)
    services.withdraw_rejection(rejection=second, by=people.users["accountant"], on=ON)
    assert set(LineRejection.objects.values_list("state", flat=True)) == {"REFUSED", "WITHDRAWN"}
    assert declare(people, contract).state == "ASKED"
    assert Contract.objects.get(pk=contract.pk).state == "IN_FORCE"


def test_my_work_says_what_waits_for_whom(people):
    contract = make.a_contract_in_force(people)
    declared = declare(people, contract)
    assert "แจ้งว่าธนาคารโอนไม่สำเร็จ รอยืนยัน" in titles(people, "chief")
    assert "ธนาคารโอนไม่สำเร็จ รอแก้บัญชีและโอนใหม่" not in titles(people, "accountant")
    services.confirm_rejection(rejection=declared, by=people.users["chief"], on=ON)
    assert "ธนาคารโอนไม่สำเร็จ รอแก้บัญชีและโอนใหม่" in titles(people, "accountant")
    ask_undo(people, declared)
    assert "ขอเพิกถอนการบันทึกว่าโอนไม่สำเร็จ รออนุมัติ" in titles(people, "chief")
    assert "ธนาคารโอนไม่สำเร็จ รอแก้บัญชีและโอนใหม่" not in titles(people, "accountant")


# -- taking it back ----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-01", "R-CONT-13")
def test_a_wrong_word_taken_back_leaves_contract_schedule_project_and_books_as_they_were(people):
    contract = make.a_contract_in_force(people)
    record_start(proposal=contract.proposal, started_on=ON, by=people.users["khuntan"], on=ON)
    was = {name: getattr(contract, name) for name in KEPT}
    schedule, deposit = selectors.schedule_of(contract), held(chart.TREASURY_DEPOSIT, ON)
    reject(people, contract)
    declared = LineRejection.objects.get()
    correct_account(people, contract)
    given = {"planned_transfer_on": date(2018, 3, 7), "due_dates": (), "reason": "ช้า", "by": people.users["secretary"]}
    services.change_due_dates(contract=contract, **given, on=ON)
    undo(people, declared)
    contract = Contract.objects.get(pk=contract.pk)
    assert {name: getattr(contract, name) for name in KEPT} == was
    assert selectors.schedule_of(contract) == schedule
    assert (contract.proposal.state, contract.proposal.state_on) == (State.STARTED, ON)
    line = TransferLine.objects.get()
    assert (line.is_live, line.rejected_on, line.rejected_by, line.rejected_reason) == (True, None, None, "")
    for day in (make.TRANSFER_ON, ON, NOTICED_ON):
        assert (held(chart.LOANS, day), held(chart.BANK, day)) == (contract.principal, 0)
    assert held(chart.TREASURY_DEPOSIT, NOTICED_ON) == deposit
    assert JournalEntry.objects.filter(kind="DISBURSEMENT").count() == 2  # what was lent is told by its own kind
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0
    kept = LineRejection.objects.get()
    assert (kept.state, str(kept.undo_asked_by), str(kept.undone_by)) == (
        "UNDONE",
        str(people.users["accountant"]),
        str(people.users["chief"]),
    )
    assert StateChange.objects.filter(proposal=contract.proposal, note__contains="กลับเป็นบัญชีและตารางเดิม").exists()


def test_what_was_put_back_may_truly_come_back_later(people):
    contract = make.a_contract_in_force(people)
    reject(people, contract)
    undo(people, LineRejection.objects.get())
    reject(people, contract, on=date(2018, 2, 8))
    assert (held(chart.LOANS, date(2018, 2, 8)), held(chart.BANK, date(2018, 2, 8))) == (0, contract.principal)
    contract = pay_again(people, contract)
    assert (contract.state, contract.label) == ("IN_FORCE", "1/2561")
    assert held(chart.LOANS, date(2018, 2, 9)) == contract.principal


def test_it_takes_a_reason_a_second_person_and_no_other_order(people):
    contract = make.a_contract_in_force(people)
    reject(people, contract)
    declared = LineRejection.objects.get()
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผลที่ขอเพิกถอน"):
        services.ask_undo_rejection(rejection=declared, reason=" ", by=people.users["accountant"], on=ON)
    batch = make.a_batch(people, [contract], transfer_on=ON, on=ON)
    with pytest.raises(services.OrderedAgain, match="มีรายการโอนใหม่แล้ว"):
        ask_undo(people, declared)
    services.withdraw_transfer(batch=batch, reason="เงินถึงแล้ว", by=people.users["secretary"], on=ON)
    asked = ask_undo(people, declared)
    with pytest.raises(services.SamePerson, match="ผู้ขอเพิกถอนพิจารณาเองไม่ได้"):
        services.undo_rejection(rejection=asked, by=people.users["accountant"], on=NOTICED_ON)
    contract.refresh_from_db()
    secretary = people.users["secretary"]
    with pytest.raises(services.NotReady, match="มีคำขอเพิกถอนการบันทึกว่าธนาคารโอนไม่สำเร็จ"):
        make.a_batch(people, [contract], transfer_on=ON, on=ON)
    with pytest.raises(services.NotReady, match="มีคำขอเพิกถอน"):
        services.cancel_contract(contract=contract, reason="เลิก", by=secretary, on=NOTICED_ON)
    with pytest.raises(services.NotReady, match="มีคำขอเพิกถอน"):
        services.annul_signing(contract=contract, reason="แก้", by=secretary, on=NOTICED_ON)
    assert not selectors.waits_after_refusal(contract)
    services.keep_rejection(rejection=asked, by=people.users["chief"], on=NOTICED_ON)
    assert pay_again(people, contract).state == "IN_FORCE"
    with pytest.raises(services.OrderedAgain):
        ask_undo(people, declared, on=date(2018, 2, 12))


def test_noticed_after_a_second_order_was_approved_ahead_and_taken_back_the_first_schedule_stands_again(people):
    contract = make.a_contract_in_force(people)
    schedule = selectors.schedule_of(contract)
    reject(people, contract)
    recall(people, an_approved_batch(people, [contract], on=ON), on=ON)
    undo(people, LineRejection.objects.get())
    contract = Contract.objects.get(pk=contract.pk)
    assert (contract.contract_on, contract.label) == (make.TRANSFER_ON, "1/2561")
    assert selectors.schedule_of(contract) == schedule
    assert (held(chart.LOANS, date(2018, 2, 9)), held(chart.BANK, date(2018, 2, 9))) == (contract.principal, 0)


def test_what_was_prepared_anew_since_cannot_be_put_back(people):
    contract = make.a_contract_in_force(people)
    reject(people, contract)
    services.annul_signing(contract=contract, reason="แก้", by=people.users["secretary"], on=ON)
    with pytest.raises(services.OrderedAgain, match="กลับไปจัดทำใหม่แล้ว"):
        ask_undo(people, LineRejection.objects.get())


def test_a_subsidy_is_put_back_likewise(people, subsidy):  # noqa: F811
    grant = a_paid_grant(people, subsidy)
    line = TransferLine.objects.select_related("batch").get()
    make.the_bank_sends_back(people.users, line, on=ON)
    undo(people, LineRejection.objects.get())
    found = Grant.objects.select_related("proposal").get(pk=grant.pk)
    assert (found.state, found.paid_on, found.label) == ("PAID", grant.paid_on, grant.label)
    assert found.proposal.state == State.TRANSFERRED
    assert held(chart.SUBSIDY, NOTICED_ON) == grant.amount


# -- what the approver of the next batch sees --------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-01", "R-CONT-02")
def test_the_approver_sees_what_came_back_and_both_accounts(people, log_in, business_date, quick_papers):
    business_date(ON)
    contract = make.a_contract_in_force(people)
    signed = contract.account_number
    reject(people, contract)
    correct_account(people, contract)
    batch = make.a_batch(people, [contract], transfer_on=ON, on=ON)
    first = TransferBatch.objects.order_by("pk").first()
    page = log_in("chief").get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    back = f"ธนาคารเคยส่งคืน 5 ก.พ. 2561 (ชุดที่ {first.pk}): {WHY}"
    accounts = f"บัญชีต่างจากฉบับที่ลงนาม เดิม ธนาคารกรุงไทย {signed} ใหม่ ธนาคารออมสิน 020123456789"
    assert page.count(back) == page.count(accounts) == 2  # above the list, and at the line
    log_in("chief").get(reverse("loans:transfer_pdf", args=[batch.pk]))
    assert quick_papers[-1][1]["groups"][0]["rows"][0]["note"] == f"{back} · {accounts} · " + (
        "ไม่อยู่ในไฟล์ข้อความ: " + str(selectors.why_not_by_text(Contract.objects.get(pk=contract.pk)))
    )


@pytest.mark.requirement("R-DISB-01")
def test_nothing_by_which_the_bank_pays_is_given_before_the_approval(people, log_in, business_date):
    business_date(make.TRANSFER_ON)
    make.capital(people)
    batch = make.a_batch(people, [make.a_complete_contract(people)])
    client, page = log_in("secretary"), reverse("loans:transfer", args=[batch.pk])
    files = [reverse(f"loans:transfer_{kind}", args=[batch.pk]) for kind in ("xlsx", "text")]
    shown = client.get(page).content.decode()
    assert not any(file in shown for file in files)
    assert reverse("loans:transfer_pdf", args=[batch.pk]) in shown
    for file in files:
        answer = client.get(file, follow=True)
        assert "ทำไฟล์ให้ธนาคารได้เมื่ออนุมัติการโอนแล้ว" in answer.content.decode()
    services.approve_transfer(batch=batch, by=people.users["chief"], on=make.TRANSFER_ON)
    assert "spreadsheetml" in client.get(files[0])["Content-Type"]


# -- terms that were signed --------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-13")
@pytest.mark.parametrize(
    ("number", "key", "value", "said"),
    [
        ("P-04", "contract_interest_rate", {"number": "0.02"}, "อัตราดอกเบี้ยตามสัญญา ร้อยละ 3 ต่อปี .* เป็น ร้อยละ 2 ต่อปี"),
        ("P-08", "default_rate", {"number": "0.05"}, "อัตราดอกเบี้ยผิดนัด ร้อยละ 7.5 ต่อปี .* เป็น ร้อยละ 5 ต่อปี"),
        ("P-09", "default_day_basis", {"number": "365"}, "ดอกเบี้ยผิดนัด 360 วัน .* เป็น 365 วัน"),
        ("P-10", "default_base", {"text": "OUTSTANDING"}, "ฐานของดอกเบี้ยผิดนัด เงินต้นของงวดที่ผิดนัด .* เงินต้นคงเหลือทั้งหมด"),
    ],
)
def test_no_money_leaves_on_terms_that_nobody_signed(people, log_in, business_date, number, key, value, said):
    business_date(make.TRANSFER_ON)
    contract, on = make.a_complete_contract(people), make.TRANSFER_ON
    make.capital(people)
    batch = make.a_batch(people, [contract])
    Policy.objects.create(policy_no=number, key=key, value=value, effective_from=on, source="ทดสอบ")
    with pytest.raises(services.SignedOtherwise, match=f"{said} จึงโอนไม่ได้ ให้เปิดหน้าสัญญาแล้วกลับไปจัดทำสัญญา"):
        services.approve_transfer(batch=batch, by=people.users["chief"], on=on)
    assert "จึงโอนไม่ได้ ให้เปิดหน้าสัญญา" in log_in("chief").get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    services.refuse_transfer(batch=batch, reason="ต้องลงนามใหม่", by=people.users["chief"], on=on)
    with pytest.raises(services.SignedOtherwise):
        make.a_batch(people, [contract])
    secretary = people.users["secretary"]
    services.annul_signing(contract=contract, reason="อัตราเปลี่ยน", by=secretary, on=on)
    given = make.preparation(contract.proposal, planned_transfer_on=on, appointment_on=on)
    services.update_preparation(contract=contract, by=secretary, on=on, **given)
    services.record_signing(
        contract=contract, by=people.users["khuntan"], on=on, **make.signing(contract, signed_on=on)
    )
    services.receive_papers(contracts=[contract], by=secretary, on=on)
    assert make.a_batch(people, [contract]).state == "MADE"
