"""Pages of bills and demands, opened by those who write letters, who bring them, and who may not see them."""

from datetime import date

import pytest
from django.urls import reverse

from areas.models import PersonalDataAccess
from debt_followup.models import Notice, NoticeBatch, NoticeDelivery
from debt_followup.rules.notices import NoticeKind
from jobs.services import work
from repayments import services as repayments
from tests.debt_followup.test_notices import ON, REGISTERED, issue

pytestmark = pytest.mark.usefixtures("quick_papers")
IN_SEPTEMBER = date(2018, 9, 3)


@pytest.fixture
def bill(loans, users, business_date):
    """Give a bill of 1 August; the pages stand on 3 September."""
    [made] = issue(loans[2], users)
    business_date(IN_SEPTEMBER)
    return made


def url(name, *arguments, **query):
    found = reverse(f"debt_followup:{name}", args=arguments)
    return found + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def follow(client, address, **data):
    return client.post(address, data, follow=True).content.decode()


def test_the_list_shows_where_each_letter_is_and_narrows(bill, log_in):
    client = log_in("secretary")
    whole = client.get(url("notices")).content.decode()
    assert bill.document.number in whole
    assert bill.party.name in whole
    assert bill.document.number not in client.get(url("notices", state="RETURNED")).content.decode()
    assert bill.document.number in client.get(url("notices", find=bill.code)).content.decode()
    assert bill.document.number not in client.get(url("notices", find="N57999999999")).content.decode()


def test_another_amphoe_sees_no_letter_and_opens_none(bill, log_in, users):
    other = next(name for name in ("khuntan", "yanghom") if users[name].username)
    client = log_in(other)
    row = NoticeDelivery.objects.visible_to(users[other], "debt.view").filter(notice=bill)
    assert client.get(url("notice", bill.pk)).status_code == (200 if row.exists() else 404)


def test_whose_turn_it_is_stands_by_amphoe_and_a_button_starts_the_batch(loans, users, log_in, business_date):
    business_date(ON)
    client = log_in("secretary")
    page = client.get(url("notices_due")).content.decode()
    assert "ออกใบแจ้งหนี้หลังวันครบกำหนด" in page
    assert "ใบแจ้งหนี้" in page
    answer = client.post(url("start_notices"), {"amphoe": loans[2].amphoe_id, "kind": "INVOICE"})
    batch = NoticeBatch.objects.get()
    assert answer["Location"] == url("notice_batch", batch.pk)
    work(run_id=batch.run_id)
    shown = client.get(url("notice_batch", batch.pk)).content.decode()
    assert Notice.objects.get(contract=loans[2]).document.number in shown
    assert client.get(url("notice_batch_progress", batch.pk)).status_code == 200
    refused = follow(client, url("start_notices"), amphoe=loans[2].amphoe_id, kind="INVOICE")
    assert "ไม่มีลูกหนี้ที่ถึงกำหนดออก" in refused


def test_a_skipped_debtor_stands_on_the_page_of_the_batch_with_the_sentence(loans, users, log_in, business_date):
    business_date(ON)
    client = log_in("secretary")
    client.post(url("start_notices"), {"amphoe": loans[2].amphoe_id, "kind": "INVOICE"})
    batch = NoticeBatch.objects.get()
    for item in batch.items.all():
        issue(item.contract, users)
    work(run_id=batch.run_id)
    assert "มีหนังสือถึงลูกหนี้รายนี้ตั้งแต่วันที่" in client.get(url("notice_batch", batch.pk)).content.decode()


def test_a_letter_shows_its_working_and_the_look_at_it_is_logged(bill, log_in):
    page = log_in("secretary").get(url("notice", bill.pk)).content.decode()
    assert "281.25" in page
    assert "อายุความสะดุดหยุดลง" in page
    assert PersonalDataAccess.objects.filter(subject=f"contract:{bill.contract_id}").exists()


def test_letters_are_posted_one_after_the_other_by_their_codes(bill, log_in):
    client = log_in("secretary")
    page = client.get(url("record_deliveries", step="POST")).content.decode()
    assert "registration_number" in page
    assert "received_by" not in page
    said = follow(
        client, url("record_deliveries"), step="POST", happened_on="15/8/2561", code=bill.code,
        registration_number=REGISTERED,
    )  # fmt: skip
    assert bill.party.name in said
    assert "15/8/2561" in said  # the day stays for the next letter
    assert NoticeDelivery.objects.get(notice=bill, route="POST").state == "POSTED"
    wrong = follow(
        client, url("record_deliveries"), step="RECEIVE", happened_on="16/8/2561", code="12/2561", received_by="ก"
    )
    assert "ไม่ใช่รหัสหนังสือ" in wrong


def test_the_amphoe_records_who_received_a_letter(bill, users, log_in):
    client = log_in("secretary")
    follow(client, url("record_deliveries"), step="GIVE", happened_on="3/8/2561", code=bill.code)
    follow(
        client, url("record_deliveries"), step="RECEIVE", happened_on="5/8/2561", code=f"{bill.code}A",
        received_by="ผู้รับเอง",
    )  # fmt: skip
    assert NoticeDelivery.objects.get(notice=bill, route="AMPHOE").received_by == "ผู้รับเอง"


def test_a_letter_that_came_back_is_looked_into_and_sent_again(bill, log_in):
    client = log_in("secretary")
    follow(
        client, url("record_deliveries"), step="POST", happened_on="3/8/2561", code=bill.code,
        registration_number=REGISTERED,
    )  # fmt: skip
    follow(
        client, url("record_deliveries"), step="RETURN", happened_on="20/8/2561", code=f"{bill.code}P",
        return_reason="MOVED",
    )  # fmt: skip
    way = NoticeDelivery.objects.get(notice=bill, route="POST")
    assert "ย้ายที่อยู่" in client.get(url("notice", bill.pk)).content.decode()
    follow(client, url("delivery_step", way.pk), step="LOOK_INTO", reason="พบที่อยู่ใหม่")
    way.refresh_from_db()
    assert way.state == "LOOKED_INTO"
    assert "เพิ่มการส่งอีกครั้งแล้ว" in follow(client, url("send_notice_again", bill.pk), route="POST")
    assert bill.deliveries.filter(route="POST", number=2, state="MADE").exists()


def test_one_letter_is_written_from_the_page_of_the_debtor(loans, log_in, business_date):
    business_date(ON)
    client = log_in("secretary")
    page = client.get(url("debtor", loans[2].pk)).content.decode()
    assert url("new_notice", loans[2].pk) in page
    shown = client.get(url("new_notice", loans[2].pk)).content.decode()
    assert "ถึงกำหนดออก “ใบแจ้งหนี้”" in shown
    assert "หากต้องออกฉบับอื่นก่อน" in follow(client, url("new_notice", loans[2].pk), kind="FINAL", reason="")
    assert "ออกหนังสือเลขที่" in follow(client, url("new_notice", loans[2].pk), kind="INVOICE", reason="")
    assert Notice.objects.get().document.number in client.get(url("debtor", loans[2].pk)).content.decode()


def test_the_sheets_of_waiting_letters_are_a_paper(bill, log_in):
    client = log_in("secretary")
    answer = client.get(url("notice_sheets", bill.amphoe_id))
    assert answer["Content-Type"] == "application/pdf"
    assert PersonalDataAccess.objects.filter(subject="list:notice_sheets", action="EXPORT").exists()


def test_my_work_tells_what_is_to_be_written_sent_and_looked_into(loans, bill, users, log_in):
    client = log_in("secretary")
    page = client.get("/").content.decode()
    assert "ใบแจ้งหนี้และหนังสือทวงถามที่ถึงกำหนดออก" in page
    assert "หนังสือถึงลูกหนี้ที่ออกแล้ว รอส่ง" in page
    follow(
        client, url("record_deliveries"), step="POST", happened_on="3/8/2561", code=bill.code,
        registration_number=REGISTERED,
    )  # fmt: skip
    follow(
        client, url("record_deliveries"), step="RETURN", happened_on="20/8/2561", code=f"{bill.code}P",
        return_reason="NOT_CLAIMED",
    )  # fmt: skip
    assert "หนังสือตีกลับที่ต้องตรวจสอบ" in client.get("/").content.decode()


def test_the_letters_of_a_call_stand_among_the_others(loans, users, log_in, business_date):
    business_date(ON)
    repayments.call_in(contract=loans[2], reason="ผิดนัดงวดที่ 1", by=users["accountant"], on=ON)
    call = Notice.objects.filter(kind=NoticeKind.CALL_IN).first()
    assert log_in("secretary").get(url("notice", call.pk)).status_code == 200


def test_the_days_of_the_letters_stand_on_the_page_of_policies(log_in, in_2017):
    page = log_in("secretary").get(reverse("policies")).content.decode()
    for words in ("ทวงถามครั้งสุดท้ายหลังทวงถามครั้งที่ 2", "กำหนดให้ชำระหรือตอบหนังสือแจ้งและทวงถาม", "ผู้แทนกลุ่ม"):
        assert words in page
