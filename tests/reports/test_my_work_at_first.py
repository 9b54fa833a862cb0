"""The first page of a young province: what waits before any money is lent."""

from datetime import date

import pytest
from django.urls import reverse

from jobs.models import JobRun
from loans import services
from members.models import MemberImport
from projects.models import Proposal
from projects.rules import State
from repayments.models import BankUpload
from tests.loans import factories as contracts
from tests.reports.conftest import waiting


def test_a_result_is_told_within_fifteen_business_days_of_the_meeting(people, standing_on):
    on = standing_on(2018, 1, 15)
    proposal = contracts.a_proposal(people, state=State.APPROVED)
    Proposal.objects.filter(pk=proposal.pk).update(state_on=contracts.APPROVED_ON)
    task = waiting(people.users["secretary"], on)["โครงการรอแจ้งผล"]
    assert (task.count, task.due_on) == (1, date(2018, 1, 31))
    assert task.detail == "เหลือ 16 วัน"
    late = waiting(people.users["secretary"], standing_on(2018, 2, 2))["โครงการรอแจ้งผล"]
    assert (late.tone, late.detail) == ("bad", "เลยกำหนด 2 วัน")


def test_a_notified_project_waits_for_its_contract_at_the_province_only(people, standing_on):
    on = standing_on(2018, 1, 31)
    contracts.a_proposal(people)
    assert waiting(people.users["secretary"], on)["โครงการรอจัดทำสัญญา"].url == reverse("loans:to_prepare")
    assert "โครงการรอจัดทำสัญญา" not in waiting(people.users["khuntan"], on)


def test_a_prepared_contract_waits_for_the_officer_of_its_amphoe(people, standing_on, quick_papers):
    on = standing_on(2018, 1, 31)
    contract = contracts.a_prepared_contract(people, group=12)
    task = waiting(people.users["phan"], on)["สัญญารอลงนาม"]
    assert task.url == reverse("loans:contract", args=[contract.pk])
    assert task.due_on == date(2018, 1, 31)  # back in the month of its approval, before the appointment (DL-08)
    assert "สัญญารอลงนาม" not in waiting(people.users["khuntan"], on)


def test_a_signed_contract_waits_for_its_transfer_until_the_fifth_of_the_next_month(people, standing_on, quick_papers):
    contract = contracts.a_signed_contract(people)
    title = "สัญญาที่ลงนามแล้ว รอทำรายการโอนเงิน"
    assert waiting(people.users["secretary"], standing_on(2018, 2, 1))[title].due_on is None  # not at the province yet
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=contracts.TRANSFER_ON)
    task = waiting(people.users["secretary"], standing_on(2018, 2, 2))[title]
    assert task.due_on == date(2018, 3, 5)


def test_a_transfer_waits_for_somebody_who_did_not_make_it(people, standing_on, quick_papers):
    on = standing_on(2018, 2, 2)
    contract = contracts.a_complete_contract(people)
    batch = contracts.a_batch(people, [contract])
    assert waiting(people.users["chief"], on)["ชุดโอนเงินรออนุมัติ"].url == reverse("loans:transfer", args=[batch.pk])
    assert "ชุดโอนเงินรออนุมัติ" not in waiting(people.users["secretary"], on)


def test_a_failed_run_is_named(db, users, standing_on):
    on = standing_on(2018, 8, 3)
    run = JobRun.objects.create(job="reports.monthly_pack", province_id="57", period="2018-07", business_on=on)
    JobRun.objects.filter(pk=run.pk).update(state=JobRun.State.FAILED, message="ยังไม่ได้กำหนดผู้ลงนาม")
    task = waiting(users["accountant"], on)["งานเบื้องหลังที่ไม่สำเร็จ"]
    assert (task.tone, task.url) == ("bad", reverse("jobs:run", args=[run.pk]))


def test_files_that_wait_for_the_yes_of_whoever_handed_them_in_are_named(people, standing_on):
    on = standing_on(2018, 1, 31)
    secretary, accountant = people.users["secretary"], people.users["accountant"]
    checked = MemberImport.objects.create(
        name="สมาชิก.csv", sha256="1" * 64, state="CHECKED", rows=3, content=b"x", imported_by=secretary
    )
    kept = BankUpload.objects.create(
        name="july.txt", content=b"x", sha256="2" * 64, profile="x", uploaded_by=accountant, uploaded_on=on
    )
    task = waiting(secretary, on)["ไฟล์สมาชิกที่ตรวจแล้ว รอท่านยืนยัน"]
    assert (task.count, task.url) == (1, reverse("members:import_file", args=[checked.pk]))
    task = waiting(accountant, on)["ไฟล์ธนาคารที่นำส่งแล้ว รอท่านยืนยัน"]
    assert task.url == reverse("repayments:upload", args=[kept.pk])
    assert "ไฟล์สมาชิกที่ตรวจแล้ว รอท่านยืนยัน" not in waiting(accountant, on)


def test_what_is_late_comes_first(people, standing_on, quick_papers):
    on = standing_on(2018, 2, 20)
    proposal = contracts.a_proposal(people, state=State.APPROVED, group=2)
    Proposal.objects.filter(pk=proposal.pk).update(state_on=contracts.APPROVED_ON)
    contracts.a_signed_contract(people)
    order = list(waiting(people.users["secretary"], on))
    assert order.index("โครงการรอแจ้งผล") < order.index("สัญญาที่ลงนามแล้ว รอทำรายการโอนเงิน")


@pytest.mark.parametrize(
    "name",
    ["khuntan", "yanghom", "secretary", "accountant", "chief", "debt", "national", "auditor", "admin"],
)
def test_nobodys_first_page_is_empty(people, log_in, standing_on, name):
    standing_on(2017, 12, 1)
    page = log_in(name).get(reverse("my_work"))
    said = page.content.decode()
    assert page.status_code == 200
    assert "เริ่มต้นใช้งาน" in said or "รอดำเนินการ" in said
