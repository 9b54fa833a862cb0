"""What the bank refuses, what comes back late, and a wrong receipt that was taken back: the registers stay right."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from areas.models import Policy
from jobs.models import JobFailure, JobRun
from loans import rules, selectors, services
from loans.jobs import WatchSubsidies
from loans.models import Contract, TransferLine
from loans.selectors import lists
from loans.tables import registers
from repayments import services as repayments
from tests.loans import factories as make
from tests.loans.test_grants import PAID_ON, a_paid_grant, subsidy, used  # noqa: F401 - a fixture
from tests.loans.test_rejection import AGAIN_ON, WHY, pay_again, reject
from tests.repayments import factories as money
from treasury.selectors import budget

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]


def drawn(plan, year):
    return budget(province="57", fiscal_year_be=year).of(plan).drawn


# -- as of a day -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REG-01")
def test_between_its_transfer_and_the_banks_refusal_a_contract_stands_in_the_register_of_that_day(people):
    contract = make.a_contract_in_force(people)
    reject(people, contract)
    user = people.users["secretary"]

    def on(day):
        return [(one.pk, one.left_on) for one in lists.contracts_as_of(user=user, as_of=day)]

    assert on(date(2018, 2, 4)) == [(contract.pk, make.TRANSFER_ON)]
    assert on(date(2018, 2, 5)) == []
    assert lists.tambon_summary(user=user, as_of=date(2018, 2, 4)).get()["contracts"] == 1
    pay_again(people, contract)
    assert on(AGAIN_ON) == [(contract.pk, AGAIN_ON)]
    assert on(date(2018, 2, 6)) == []


@pytest.mark.requirement("R-REG-02")
def test_the_register_of_accounts_names_the_account_of_the_day_and_the_day_of_the_transfer(
    people, log_in, business_date
):
    contract = make.a_contract_in_force(people)
    wrong, right = contract.account_number, "020123456789"
    reject(people, contract)
    services.correct_account(
        paid=contract,
        bank="ธนาคารออมสิน",
        branch="พาน",
        number=right,
        reason="พิมพ์ผิด",
        by=people.users["secretary"],
        on=date(2018, 2, 6),
    )
    pay_again(people, contract)
    rest_of = {}
    for day in (make.TRANSFER_ON, date(2018, 2, 4), date(2018, 2, 5), date(2018, 2, 6), AGAIN_ON):
        found = lists.accounts_as_of(user=people.users["secretary"], as_of=day)
        (row,) = registers.rows_of("accounts", found, as_of=day, there={})
        rest_of[day] = (row["account"], row["bank"] == "ธนาคารออมสิน", row["on"])
    assert rest_of == {
        make.TRANSFER_ON: (wrong, False, make.TRANSFER_ON),
        date(2018, 2, 4): (wrong, False, make.TRANSFER_ON),
        date(2018, 2, 5): (wrong, False, None),  # the bank had refused it, nobody had corrected it
        date(2018, 2, 6): (right, True, None),
        AGAIN_ON: (right, True, AGAIN_ON),
    }
    business_date(AGAIN_ON)
    page = log_in("secretary").get(reverse("loans:register", args=["accounts"]), {"as_of": "2/2/2561"})
    assert wrong in page.content.decode()
    assert right not in page.content.decode()


def test_before_its_first_transfer_a_contract_has_the_account_to_which_that_went(people):
    contract = make.a_contract_in_force(people)
    wrong = contract.account_number
    reject(people, contract)
    given = {"bank": "ธนาคารออมสิน", "branch": "พาน", "number": "020123456789", "reason": "พิมพ์ผิด"}
    services.correct_account(paid=contract, **given, by=people.users["secretary"], on=date(2018, 2, 6))
    day = make.TRANSFER_ON - timedelta(days=1)
    (row,) = lists.accounts_as_of(user=people.users["secretary"], as_of=day)
    assert (row.account_then["number"], row.left_on) == (wrong, None)


# -- due dates ---------------------------------------------------------------------------------------------------------
def test_due_dates_that_were_fixed_by_hand_change_after_the_bank_refused_and_only_then(people, log_in, business_date):
    days = [date(2018, 6, 5), date(2018, 12, 5), date(2019, 6, 5), date(2019, 12, 5)]
    contract = make.a_contract_in_force(people, due_dates=days)
    other = [date(2018, 7, 5), date(2019, 1, 5), date(2019, 7, 5), date(2020, 1, 5)]
    given = {
        "planned_transfer_on": AGAIN_ON,
        "due_dates": other,
        "by": people.users["secretary"],
        "on": date(2018, 2, 6),
    }
    with pytest.raises(services.NotReady, match="แก้ได้เฉพาะ"):
        services.change_due_dates(contract=contract, reason="ช้า", **given)
    reject(people, contract)
    with pytest.raises(services.ReasonMissing):
        services.change_due_dates(contract=contract, reason=" ", **given)
    business_date(date(2018, 2, 6))
    client, page = log_in("secretary"), reverse("loans:due_dates", args=[contract.pk])
    assert page in client.get(reverse("loans:contract", args=[contract.pk])).content.decode()
    assert "5/6/2561" in client.get(page).content.decode()
    typed = "\n".join(f"{day.day}/{day.month}/{day.year + 543}" for day in other)
    sent = client.post(page, {"planned_transfer_on": "9/2/2561", "due_dates": typed, "reason": "วันเดิมใกล้เกินไป"})
    assert sent.status_code == 302, sent.context["form"].errors
    contract = pay_again(people, contract)
    assert [line.nominal_due_on for line in selectors.schedule_of(contract)] == other


# -- a wrong receipt ---------------------------------------------------------------------------------------------------
def a_receipt_taken_back(people, contract):
    [receipt] = money.receipted(people, money.paid(contract))
    asked = repayments.ask_reversal(
        receipt=receipt, reason="ผิดสัญญา", by=people.users["accountant"], on=money.RECEIPT_DAY
    )
    repayments.approve_reversal(reversal=asked, by=people.users["chief"], on=money.RECEIPT_DAY)


def test_a_wrong_receipt_that_was_taken_back_holds_neither_the_banks_refusal_nor_a_return(people):
    refused, returned = money.contracts_in_force(people)
    by, on = people.users["accountant"], money.RECEIPT_DAY
    a_receipt_taken_back(people, refused)
    services.announce_return(contract=returned, announced_on=on, reason="ทำไม่ได้", by=by, on=on)
    assert not selectors.has_repaid(refused)
    line = TransferLine.objects.select_related("batch").get(contract=refused)
    make.the_bank_sends_back(people.users, line, reason=WHY, on=on)
    assert Contract.objects.get(pk=refused.pk).state == "SIGNED"


# -- budgets -----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-BUD-02")
def test_money_given_back_in_the_next_fiscal_year_is_drawn_no_more_of_the_year_it_was_drawn_in(people):
    contract = make.a_contract_in_force(people)
    before = drawn("REVOLVING", 2561)
    reject(people, contract)
    services.cancel_contract(contract=contract, reason="เปลี่ยนผู้กู้", by=people.users["secretary"], on=date(2018, 11, 1))
    assert (drawn("REVOLVING", 2561), drawn("REVOLVING", 2562)) == (before - contract.principal, 0)


@pytest.mark.requirement("R-BUD-03", "R-DISB-08")
def test_what_comes_back_of_a_subsidy_goes_back_to_the_plan_of_its_year(people, subsidy):  # noqa: F811
    grant = a_paid_grant(people, subsidy)
    before = drawn("SUBSIDY", 2561)
    make.money_back(people, grant=grant, amount=Decimal("20000.00"), reason="เหลือจ่าย", on=date(2018, 11, 1))
    assert (drawn("SUBSIDY", 2561), drawn("SUBSIDY", 2562)) == (before - Decimal("20000.00"), 0)


# -- evidence ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-BUD-05")
def test_the_use_of_a_subsidy_is_proved_by_the_end_of_september_of_its_year(people, subsidy):  # noqa: F811
    from reports.selectors.tasks import tasks

    assert rules.evidence_due_on(paid_on=date(2018, 9, 30)) == date(2018, 9, 30)
    assert rules.evidence_due_on(paid_on=date(2018, 10, 1)) == date(2019, 9, 30)
    grant = a_paid_grant(people, subsidy)
    used(people, grant, "30000.00")
    [work] = [
        task for task in tasks(user=people.users["khuntan"], on=date(2018, 9, 29)) if "หลักฐานการใช้จ่าย" in task.title
    ]
    assert (work.due_on, work.tone) == (date(2018, 9, 30), "warning")
    job = WatchSubsidies()
    assert not [due for due in job.due(on=date(2018, 9, 30)) if due.province == "57"]
    [due] = [due for due in job.due(on=date(2018, 10, 1)) if due.province == "57"]
    run = JobRun.objects.create(
        job=job.name, province_id="57", period=due.period, business_on=date(2018, 10, 1), state="RUNNING"
    )
    run.total = job.total(run=run)
    assert job.step(run=run)
    [missing] = JobFailure.objects.filter(run=run)
    assert missing.item == grant.label
    assert "ยังขาดหลักฐานหรือเงินคืน 20,000.00 บาท" in missing.sentence or "20000.00" in missing.sentence


# -- the system of record ----------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-SYS-01")
def test_where_sara_leads_no_money_leaves_without_its_number_and_the_page_says_who_leads(people, log_in, business_date):
    contract = make.a_complete_contract(people)
    make.capital(people)
    business_date(make.TRANSFER_ON)
    page = reverse("loans:contract", args=[contract.pk])
    assert "ระบบนี้เป็นระบบหลัก" in log_in("secretary").get(page).content.decode()
    setting = {"policy_no": "P-S", "key": "system_of_record", "value": {"text": "SARA"}, "source": "มติทดสอบ"}
    Policy.objects.create(province_id="57", effective_from=make.TRANSFER_ON, **setting)
    assert "SARA เป็นระบบหลัก" in log_in("secretary").get(page).content.decode()
    with pytest.raises(services.NotComplete, match="ยังไม่มีเลขที่ในระบบ SARA"):
        make.a_batch(people, [contract])
    services.record_sara_number(contract=contract, number="SARA-1", by=people.users["secretary"], on=make.TRANSFER_ON)
    assert make.a_batch(people, [contract]).state == "MADE"
    assert PAID_ON == make.TRANSFER_ON
