"""The pages of a restructuring, walked from the methods side by side to the memorandum in force."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from areas.models import PersonalDataAccess
from debt_followup.models import Restructuring
from reports.demo import people as demo
from tests.debt_followup import restructured as steps
from tests.repayments.factories import quick_papers

ON = date(2018, 9, 30)


@pytest.fixture(autouse=True)
def that_day(business_date):
    business_date(ON)
    patch = quick_papers()
    yield
    patch.undo()


@pytest.fixture
def people(loans):
    return demo.read()


@pytest.fixture
def unpaid(loans):
    return loans[2]


def as_(people, name):
    client = Client()
    client.force_login(people.users[name])
    return client


def page(name, *arguments):
    return reverse(f"debt_followup:{name}", args=arguments)


def follow(client, address, **data):
    return client.post(address, data, follow=True).content.decode()


@pytest.mark.requirement("R-RSTR-02")
def test_the_three_methods_stand_side_by_side_and_follow_what_is_typed(people, unpaid):
    client = as_(people, "phan")
    whole = client.get(page("simulate_restructuring", unpaid.pk)).content.decode()
    for words in ("ลดจำนวนเงินงวด", "ลดไม่ได้", "พักชำระหนี้", "204,493.92"):
        assert words in whole
    assert PersonalDataAccess.objects.filter(subject=f"contract:{unpaid.pk}", user=people.users["phan"]).exists()
    part = client.get(
        page("simulate_restructuring", unpaid.pk), {"count": "2", "months_between": "6"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part
    assert "100,000.00" in part


@pytest.mark.requirement("R-RSTR-06", "R-RSTR-07", "R-RSTR-08")
def test_a_request_is_walked_from_the_amphoe_to_the_memorandum(people, unpaid):
    amphoe, province, chief = (as_(people, name) for name in ("phan", "secretary", "chief"))
    said = follow(
        amphoe,
        page("apply_restructuring", unpaid.pk),
        applicant=unpaid.parties.first().pk,
        applied_on="30/9/2561",
        reason="น้ำท่วมนา",
        wish="LONGER",
    )
    assert "รับคำขอแล้ว" in said
    row = Restructuring.objects.get()
    assert "บันทึกการประเมินแล้ว" in follow(
        amphoe,
        page("assess_restructuring", row.pk),
        assessed_on="30/9/2561",
        assessment="ผ่อนได้",
        income_text_0="ขายผัก",
        income_amount_0="9,000.00",
        expense_text_0="อาหาร",
        expense_amount_0="4,000.00",
    )
    plan = {
        "met_on": "30/9/2561",
        "meeting": "5/2561",
        "method": "LONGER",
        "count": "30",
        "months_between": "1",
        "first_due_on": "5/11/2561",
        "proposal": "เห็นควร",
    }
    assert "24 เดือน" in follow(amphoe, page("propose_restructuring", row.pk), **plan)
    shown = amphoe.post(page("preview_restructuring", row.pk), plan | {"count": "12"}).content.decode()
    assert "5 ต.ค. 2562" in shown
    assert "ส่งให้จังหวัดให้ความเห็น" in follow(amphoe, page("propose_restructuring", row.pk), **(plan | {"count": "12"}))
    assert "บันทึกความเห็นแล้ว" in follow(
        province, page("opine_restructuring", row.pk), supports="1", opinion="เห็นพ้อง", opined_on="30/9/2561"
    )
    assert "บันทึกมติแล้ว" in follow(
        chief,
        page("decide_restructuring", row.pk),
        approve="1",
        decision_number="9/2561",
        decided_on="30/9/2561",
        reason="",
    )
    assert "พิมพ์ให้ผู้กู้ลงนามทุกคน" in follow(amphoe, page("prepare_restructuring", row.pk), agreed_on="30/9/2561")
    for line in row.signers.order_by("pk"):
        said = follow(amphoe, page("sign_restructuring", row.pk), signer=line.pk, signed_on="30/9/2561")
    assert "ลงนามครบ" in said
    row.refresh_from_db()
    assert row.state == "IN_FORCE"
    assert row.label in said


@pytest.mark.requirement("R-RSTR-10")
@pytest.mark.requirement("R-RSTR-07")
def test_what_is_typed_is_refused_and_never_stored_as_something_else(people, unpaid):
    row = steps.assessed(people, unpaid)
    typed = {
        "met_on": "30/9/2561", "meeting": "5/2561", "method": "HOLIDAY", "count": "23", "months_between": "1",
        "first_due_on": "5/11/2561", "holiday_from": "30/9/2561", "holiday_months": "12", "proposal": "-",
    }  # fmt: skip
    client = as_(people, "phan")
    said = follow(client, page("propose_restructuring", row.pk), **typed)
    assert "งวดแรกต้องครบกำหนดหลัง" in said
    row.refresh_from_db()
    assert (row.state, row.count) == ("ASSESSED", None)
    longer = typed | {"method": "LONGER", "holiday_from": "", "holiday_months": ""}
    preview = client.post(page("preview_restructuring", row.pk), longer).content.decode()
    assert "เกินคงเหลือที่ชำระหนี้ได้ 4,500.00 บาท" in preview
    few = client.post(page("preview_restructuring", row.pk), longer | {"count": "2", "months_between": "6"})
    assert "เกินคงเหลือ" in few.content.decode()


def test_a_refusal_waits_in_my_work_with_its_day_until_the_letter_is_issued(people, unpaid):
    row = steps.decided(people, unpaid, approve=False)
    client = as_(people, "secretary")
    assert "แจ้งผลไม่อนุมัติปรับโครงสร้างหนี้แก่สมาชิก" in client.get(reverse("my_work")).content.decode()
    assert "ออกหนังสือแจ้งผลแล้ว" in follow(client, page("tell_restructuring", row.pk))
    assert "แจ้งผลไม่อนุมัติปรับโครงสร้างหนี้แก่สมาชิก" not in client.get(reverse("my_work")).content.decode()


def test_whoever_may_not_decide_does_not_and_another_amphoe_finds_nothing(people, unpaid):
    row = steps.opined(people, unpaid)
    assert as_(people, "phan").get(page("decide_restructuring", row.pk)).status_code == 403
    assert as_(people, "khuntan").get(page("restructuring", row.pk)).status_code == 404
    assert as_(people, "khuntan").get(page("simulate_restructuring", unpaid.pk)).status_code == 404
    listed = as_(people, "secretary").get(page("restructurings")).content.decode()
    assert row.applicant.name in listed


def test_a_request_is_withdrawn_with_a_reason(people, unpaid):
    row = steps.prepared(people, unpaid)
    client = as_(people, "phan")
    assert "ต้องระบุเหตุผล" in follow(client, page("withdraw_restructuring", row.pk))
    assert "ถอนคำขอแล้ว" in follow(client, page("withdraw_restructuring", row.pk), reason="ผู้กู้ร่วมไม่ยอมลงนาม")
