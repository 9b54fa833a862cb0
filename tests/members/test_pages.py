"""The pages of the register, as officers of different areas open them."""

from datetime import date

import pytest

from areas.models import PersonalDataAccess, Tambon
from members import identity
from members.models import Member
from thai import national_id

pytestmark = pytest.mark.usefixtures("in_2017")


def typed(**changed):
    facts = {
        "national_id": national_id.format_dashed(national_id.generate(77)),
        "title": "นาง",
        "first_name": "ทดสอบ",
        "last_name": "ลองหน้าจอ",
        "birth_on": "5/7/2520",
        "tambon": "571403",
        "address": "9 หมู่ 1",
        "residence_since_on": "1/1/2550",
    }
    return facts | changed


def test_an_officer_lists_the_members_of_her_amphoe_and_the_look_is_recorded(log_in, people):
    page = log_in("khuntan").get("/members/").content.decode()
    assert people.groups[6][0].full_name in page
    assert people.groups[12][0].full_name not in page
    access = PersonalDataAccess.objects.get()
    assert (access.user, access.action, access.subject) == (people.users["khuntan"], "VIEW", "members")


def test_a_tambon_group_sees_its_own_tambon_only(log_in, people):
    client = log_in("yanghom")
    page = client.get("/members/").content.decode()
    assert people.groups[6][0].full_name in page
    assert people.groups[1][0].full_name not in page
    assert client.get(f"/members/{people.groups[1][0].member_number}/").status_code == 404


def test_a_member_elsewhere_is_shown_by_card_with_name_area_and_verdict_only(log_in, people):
    far = people.groups[12][0]
    card = identity.decrypt(far.national_id_encrypted)
    client = log_in("khuntan")
    page = client.get("/members/", {"q": card}).content.decode()
    assert far.full_name in page
    assert far.area_label in page
    assert "ร่วมกู้ได้" in page
    for hidden in (far.member_number, far.national_id_masked, far.telephone, far.address):
        assert hidden not in page
    access = PersonalDataAccess.objects.get()
    assert access.subject == f"member:{far.pk}"
    assert card not in access.reason
    assert client.get(f"/members/{far.member_number}/").status_code == 404


def test_the_page_of_a_member_masks_her_card_and_tells_whether_she_may_borrow(log_in, people):
    barred = people.spare[57]
    page = log_in("phan").get(f"/members/{barred.member_number}/").content.decode()
    assert barred.national_id_masked in page
    assert national_id.format_dashed(identity.decrypt(barred.national_id_encrypted)) not in page
    assert "ร่วมกู้ไม่ได้" in page
    assert "ถูกระงับสิทธิการกู้: ศาลมีคำพิพากษาคดียักยอก" in page
    assert "ใครเปิดดูข้อมูลนี้" not in page


def test_an_auditor_reads_who_opened_a_member_but_changes_and_reveals_nothing(log_in, people):
    member = people.groups[6][0]
    address = f"/members/{member.member_number}/"
    log_in("khuntan").get(address)
    client = log_in("auditor")
    page = client.get(address).content.decode()
    assert "ใครเปิดดูข้อมูลนี้" in page
    assert str(people.users["khuntan"]) in page
    assert "แสดงเลขเต็ม" not in page
    assert "แก้ไขข้อมูล</a>" not in page
    assert client.post(f"{address}reveal/", {"reason": "อยากรู้"}).status_code == 403
    assert client.post(f"{address}edit/", typed()).status_code == 403


def test_the_card_is_revealed_once_with_a_reason_and_not_without(log_in, people):
    member = people.groups[6][0]
    card = national_id.format_dashed(identity.decrypt(member.national_id_encrypted))
    client = log_in("khuntan")
    refused = client.post(f"/members/{member.member_number}/reveal/", {"reason": " "}).content.decode()
    assert "ต้องระบุเหตุผล" in refused
    assert card not in refused
    answer = client.post(f"/members/{member.member_number}/reveal/", {"reason": "พิมพ์สัญญา"})
    assert card in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert card not in client.get(f"/members/{member.member_number}/").content.decode()
    assert PersonalDataAccess.objects.filter(action="REVEAL").count() == 1


def test_a_member_is_registered_on_one_page_with_thai_dates(log_in, people):
    answer = log_in("khuntan").post("/members/new/", typed(), follow=True)
    member = Member.objects.get(first_name="ทดสอบ")
    assert answer.redirect_chain == [(f"/members/{member.member_number}/", 302)]
    assert (member.birth_on, member.registered_on) == (date(1977, 7, 5), date(2017, 12, 12))
    assert f"ขึ้นทะเบียนแล้ว เลขที่สมาชิก {member.member_number}" in answer.content.decode()
    assert str(people.users["khuntan"]) in answer.content.decode(), "the history names who registered her"


def test_a_likely_duplicate_is_shown_and_what_was_typed_stays(log_in, people):
    known = people.groups[6][0]
    client = log_in("khuntan")
    facts = typed(
        first_name=known.first_name,
        last_name=known.last_name,
        birth_on=f"{known.birth_on.day}/{known.birth_on.month}/{known.birth_on.year + 543}",
    )
    count = Member.objects.count()
    page = client.post("/members/new/", facts).content.decode()
    assert "มีสมาชิกชื่อ วันเกิด และตำบลเดียวกันในทะเบียนแล้ว" in page
    assert known.member_number in page
    assert facts["address"] in page
    assert 'type="checkbox"' in page
    assert Member.objects.count() == count
    client.post("/members/new/", facts | {"is_known_other_person": "on"})
    assert Member.objects.count() == count + 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"national_id": "1234567890123"}, "เลขหลักสุดท้ายไม่ตรงกับเลขตรวจสอบ"),
        ({"national_id": "123"}, "ต้องมี 13 หลัก"),
        ({"birth_on": "31/2/2520"}, "วันเกิด"),
        ({"birth_on": "5/7/2570"}, "วันเกิดต้องอยู่ก่อนวันที่"),
        ({"birth_on": "5/7/2546"}, "สมาชิกต้องมีอายุไม่น้อยกว่า 15 ปี ผู้สมัครจะครบในวันที่ 5 ก.ค. 2561"),
        ({"title": "นาย"}, "กองทุนรับสตรีเป็นสมาชิกเท่านั้น"),
        ({"birth_on": "29 ก.พ. ค.ศ. 2523"}, "ปี 2523 อยู่นอกช่วงที่รับได้"),
        ({"tambon": "570513"}, "ตำบลที่อยู่"),
    ],
)
def test_a_fault_in_the_form_is_told_beside_its_field_and_nothing_is_saved(log_in, people, changed, said):
    count = Member.objects.count()
    answer = log_in("khuntan").post("/members/new/", typed(**changed))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "ยังบันทึกไม่ได้" in answer.content.decode()
    assert Member.objects.count() == count


def test_a_card_that_is_registered_already_is_refused_beside_its_field(log_in, people):
    card = identity.decrypt(people.groups[12][0].national_id_encrypted)
    count = Member.objects.count()
    page = log_in("khuntan").post("/members/new/", typed(national_id=card)).content.decode()
    assert "เลขประจำตัวประชาชนนี้ขึ้นทะเบียนแล้วในชื่อ" in page
    assert Member.objects.count() == count


@pytest.mark.requirement("R-MEM-08")
def test_a_correction_is_saved_and_stands_in_the_history_with_what_changed(log_in, people):
    member = people.groups[6][0]
    client = log_in("khuntan")
    facts = typed(first_name=member.first_name, last_name=member.last_name, telephone="0812345678")
    page = client.post(f"/members/{member.member_number}/edit/", facts, follow=True).content.decode()
    member.refresh_from_db()
    assert member.telephone == "0812345678"
    assert "แก้ไขข้อมูล" in page
    assert "โทรศัพท์" in page
    assert member.national_id_masked in client.get(f"/members/{member.member_number}/edit/").content.decode()


def test_barring_without_a_reason_is_refused_on_the_page(log_in, people):
    member = people.groups[6][0]
    answer = log_in("khuntan").post(f"/members/{member.member_number}/standing/", {"status": "BARRED"})
    assert "การระงับสิทธิสมาชิกต้องระบุเหตุผล" in answer.content.decode()
    member.refresh_from_db()
    assert member.status == "ACTIVE"


def test_the_audits_key_leads_to_the_members_page_inside_ones_area_only(log_in, people):
    member = people.groups[6][0]
    answer = log_in("khuntan").get(f"/members/key/{member.pk}/")
    assert answer["Location"] == f"/members/{member.member_number}/"
    assert log_in("phan").get(f"/members/key/{member.pk}/").status_code == 404


def test_the_list_takes_the_same_few_queries_with_ten_and_with_a_thousand_members(
    log_in, people, django_assert_max_num_queries
):
    client = log_in("khuntan")
    client.get("/members/")
    with django_assert_max_num_queries(20) as few:
        client.get("/members/")
    tambon = Tambon.objects.get(pk="571403")
    Member.objects.bulk_create(
        Member(
            member_number=f"57-9{number:06d}",
            national_id_encrypted=b"",
            national_id_hash=f"{number}",
            national_id_masked="",
            title="นาง",
            first_name=f"คนที่{number}",
            last_name="จำนวนมาก",
            birth_on=date(1980, 1, 1),
            province_id="57",
            amphoe_id="5714",
            tambon=tambon,
            residence_since_on=date(2000, 1, 1),
            registered_on=date(2017, 1, 1),
        )
        for number in range(1000)
    )
    with django_assert_max_num_queries(20) as many:
        page = client.get("/members/").content.decode()
    assert len(many) == len(few)
    assert page.count('data-url="/members/57-') == 50
    assert 'rel="next"' in page


def test_the_page_of_a_member_takes_few_queries(log_in, people, django_assert_max_num_queries):
    client = log_in("khuntan")
    with django_assert_max_num_queries(20):
        client.get(f"/members/{people.groups[6][0].member_number}/")
