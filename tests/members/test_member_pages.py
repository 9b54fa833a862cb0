"""The pages where a member moves, is barred, is merged, where organisations act, and where one reads who looked."""

from datetime import date

import pytest

from areas.models import PersonalDataAccess
from members import identity, services
from members.models import FormerAddress, Member, MemberMerge, Organisation
from thai import national_id

pytestmark = pytest.mark.usefixtures("in_2017")
ON = date(2017, 12, 12)


@pytest.fixture
def member(people):
    return people.groups[6][0]


@pytest.fixture
def organisation(people):
    return services.register_organisation(
        name="กลุ่มสตรีทอผ้าตัวอย่าง",
        is_legal_person=False,
        tambon="571403",
        address="9 หมู่ 1",
        residence_since_on=date(2015, 1, 1),
        by=people.users["khuntan"],
        on=ON,
    )


def typed(**changed):
    facts = {
        "name": "กลุ่มสตรีแปรรูปอาหาร",
        "is_legal_person": "no",
        "tambon": "571403",
        "address": "5 หมู่ 2",
        "residence_since_on": "1/1/2558",
    }
    return facts | changed


@pytest.mark.requirement("R-ACT-02")
def test_an_organisation_is_registered_with_its_president_found_by_card_anywhere(log_in, people):
    far = people.groups[12][0]
    card = identity.decrypt(far.national_id_encrypted)
    page = log_in("khuntan").post("/members/new/organisation/", typed(president=card), follow=True).content.decode()
    organisation = Organisation.objects.get()
    assert organisation.officers.get().member == far
    assert f"ขึ้นทะเบียนแล้ว เลขที่สมาชิก {organisation.member.member_number}" in page
    assert "ยื่นโครงการได้ตามเงื่อนไขที่ตรวจ" in page
    assert card not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"is_legal_person": "yes"}, "เลขทะเบียนนิติบุคคลต้องเป็นตัวเลข 13 หลัก"),
        ({"is_legal_person": "yes", "registration_number": national_id.generate(3)}, "ต้องขึ้นต้นด้วย 0"),
        ({"registration_number": "0107544000108"}, "ไม่มีเลขทะเบียนนิติบุคคล"),
        ({"president": "57-9999999"}, "ไม่พบสมาชิกตามเลขนี้"),
        ({"tambon": "570513"}, "ตำบลที่ตั้งสำนักงาน"),
        ({"residence_since_on": "1/1/2570"}, "วันที่เริ่มใช้สำนักงานต้องไม่หลัง"),
    ],
)
def test_a_fault_of_an_organisation_is_told_and_nothing_is_saved(log_in, people, changed, said):
    answer = log_in("khuntan").post("/members/new/organisation/", typed(**changed))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Organisation.objects.exists()


def test_an_organisation_of_the_same_name_is_shown_before_anything_is_saved(log_in, organisation):
    client = log_in("khuntan")
    page = client.post("/members/new/organisation/", typed(name="กลุ่มสตรีทอผ้าตัวอย่าง")).content.decode()
    assert organisation.member.member_number in page
    assert Organisation.objects.count() == 1
    client.post("/members/new/organisation/", typed(name="กลุ่มสตรีทอผ้าตัวอย่าง", is_known_other="on"))
    assert Organisation.objects.count() == 2


def test_officers_of_an_organisation_are_appointed_and_ended_with_dates(log_in, people, organisation):
    client, number = log_in("khuntan"), organisation.member.member_number
    facts = {"member": people.groups[6][0].member_number, "duty": "PRESIDENT", "valid_from": "1/1/2560"}
    page = client.post(f"/members/{number}/officers/", facts, follow=True).content.decode()
    assert "เป็นประธานแล้ว" in page
    officer = organisation.officers.get()
    refused = client.post(f"/members/{number}/officers/", facts).content.decode()
    assert "ทำหน้าที่นี้อยู่แล้ว" in refused
    client.post(f"/members/{number}/officers/{officer.pk}/end/", {"valid_to": "30/11/2560"})
    officer.refresh_from_db()
    assert officer.valid_to == date(2017, 11, 30)
    assert "ยังไม่มีประธานในทะเบียนขององค์กร" in client.get(f"/members/{number}/").content.decode()
    assert client.get(f"/members/{people.groups[6][0].member_number}/officers/").status_code == 404


def test_an_organisation_is_corrected_on_the_same_page_as_a_person(log_in, organisation):
    number = organisation.member.member_number
    client = log_in("khuntan")
    assert "กลุ่มสตรีทอผ้าตัวอย่าง" in client.get(f"/members/{number}/edit/").content.decode()
    facts = typed(name="ชื่อที่ถูกต้อง", is_legal_person="yes", registration_number="0107544000108")
    assert client.post(f"/members/{number}/edit/", facts).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.member.first_name, organisation.registration_number) == ("ชื่อที่ถูกต้อง", "0107544000108")


def test_the_list_is_filtered_by_kind_and_status(log_in, people, organisation):
    client = log_in("khuntan")
    only = client.get("/members/", {"kind": "ORGANISATION"}).content.decode()
    assert organisation.member.first_name in only
    assert people.groups[6][0].full_name not in only
    assert organisation.member.first_name not in client.get("/members/", {"kind": "PERSON"}).content.decode()
    assert organisation.member.first_name not in client.get("/members/", {"status": "BARRED"}).content.decode()


@pytest.mark.requirement("R-MEM-08")
def test_a_move_is_typed_by_name_and_the_old_address_is_shown(log_in, member):
    client, number, old = log_in("khuntan"), member.member_number, member.address
    facts = {"tambon": "ต้า ขุนตาล", "address": "77 หมู่ 7", "moved_on": "1/11/2560"}
    page = client.post(f"/members/{number}/move/", facts, follow=True).content.decode()
    assert FormerAddress.objects.get(member=member).address == old
    assert "ที่อยู่เดิม" in page
    assert "571403" in page
    away = client.post(f"/members/{number}/move/", facts | {"tambon": "บางซื่อ กรุงเทพ", "moved_on": "1/12/2560"})
    assert away["Location"] == "/members/"
    assert client.get(f"/members/{number}/").status_code == 404, "she is now another office's"


@pytest.mark.parametrize(
    ("tambon", "said"), [("ไม่มี", "ไม่พบตำบลนี้"), ("เวียง", "มีหลายตำบลตามชื่อนี้"), ("999999", "ไม่พบตำบลนี้")]
)
def test_a_tambon_that_is_not_one_is_told_beside_its_field(log_in, member, tambon, said):
    facts = {"tambon": tambon, "address": "1", "moved_on": "1/11/2560"}
    assert said in log_in("khuntan").post(f"/members/{member.member_number}/move/", facts).content.decode()


def test_a_bar_with_its_last_day_is_shown_with_reason_and_days(log_in, member):
    client, number = log_in("khuntan"), member.member_number
    facts = {"status": "BARRED", "status_reason": "คำสั่งที่ 5/2560", "until_on": "31/5/2561"}
    page = client.post(f"/members/{number}/standing/", facts, follow=True).content.decode()
    assert "ถูกระงับสิทธิการกู้ถึงวันที่ 31 พ.ค. 2561: คำสั่งที่ 5/2560" in page
    assert "เปลี่ยนสถานะเป็นถูกระงับสิทธิ" in page


def test_a_bar_that_has_run_out_is_no_warning_any_more(log_in, member, people, business_date):
    by = people.users["khuntan"]
    services.change_standing(member=member, status="BARRED", reason="คำสั่ง", until_on=ON, by=by, on=ON)
    business_date(date(2017, 12, 13))
    page = log_in("khuntan").get(f"/members/{member.member_number}/").content.decode()
    assert "พ้นการระงับสิทธิแล้ว" in page
    assert "ร่วมกู้ได้ตามเงื่อนไขที่ตรวจ" in page


# -- merging -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def twin(people, member):
    """Register the same woman a second time, with another card number."""
    return services.register(
        national_id=national_id.generate(909),
        title="นาง",
        first_name=member.first_name,
        last_name=member.last_name,
        birth_on=member.birth_on,
        tambon="571403",
        address="1",
        residence_since_on=date(2010, 1, 1),
        by=people.users["khuntan"],
        on=ON,
        is_known_other_person=True,
    )


def test_the_other_record_is_found_compared_and_merged_with_a_reason(log_in, member, twin):
    client, address = log_in("secretary"), f"/members/{member.member_number}/merge/"
    assert twin.member_number in client.get(address).content.decode(), "her own name is looked for first"
    page = client.get(address, {"other": twin.member_number}).content.decode()
    assert "ต่างกัน" in page
    assert twin.national_id_masked in page
    refused = client.post(address, {"other": twin.member_number, "reason": " "}).content.decode()
    assert "การรวมระเบียนต้องระบุเหตุผล" in refused
    done = client.post(address, {"other": twin.member_number, "reason": "บัตรเดียวกัน"}, follow=True).content.decode()
    assert "ระเบียนที่รวมเข้ามา" in done
    assert MemberMerge.objects.get().absorbed == twin
    absorbed = client.get(f"/members/{twin.member_number}/").content.decode()
    assert "ระเบียนนี้รวมเข้ากับระเบียนอื่นแล้ว" in absorbed
    assert f"/members/{member.member_number}/" in absorbed
    assert "ย้ายที่อยู่" not in absorbed


def test_a_merge_that_cannot_be_is_told_instead_of_the_button(log_in, member, people, organisation):
    page = log_in("secretary").get(
        f"/members/{member.member_number}/merge/", {"other": organisation.member.member_number}
    )
    assert "รวมระเบียนบุคคลธรรมดากับองค์กรสตรีไม่ได้" in page.content.decode()
    assert 'name="reason"' not in page.content.decode()


def test_the_province_merges_within_itself_the_nation_across_provinces_and_an_amphoe_not_at_all(
    log_in, member, twin, people
):
    far = next(row for row in people.spare if row.province_id == "11")
    address, other = f"/members/{member.member_number}/merge/", {"other": far.member_number}
    assert log_in("khuntan").get(address).status_code == 403
    assert log_in("secretary").get(address, other).status_code == 404
    assert log_in("secretary").post(address, other | {"reason": "ก"}).status_code == 404
    assert log_in("national").get(address, other).status_code == 200


# -- who looked --------------------------------------------------------------------------------------------------------
def test_the_province_reads_who_looked_at_a_member_and_why(log_in, member, people):
    address = f"/members/{member.member_number}/"
    client = log_in("khuntan")
    client.get(address)
    client.post(f"{address}reveal/", {"reason": "พิมพ์สัญญา"})
    PersonalDataAccess.objects.create(
        user=people.users["accountant"], action="EXPORT", subject="members", reason="ส่งออกทะเบียน"
    )
    PersonalDataAccess.objects.create(
        user=people.users["phan"], action="EXPORT", subject="members", reason="ส่งออกของอำเภออื่น"
    )
    PersonalDataAccess.objects.create(user=people.users["debt"], action="VIEW", subject="member:0", reason="คนอื่น")
    assert client.get(f"{address}seen/").status_code == 403
    page = log_in("chief").get(f"{address}seen/").content.decode()
    assert "พิมพ์สัญญา" in page
    assert "ส่งออกทะเบียน" in page
    assert "คนอื่น" not in page
    assert "ส่งออกของอำเภออื่น" not in page
    assert str(people.users["khuntan"]) in page
    assert PersonalDataAccess.objects.filter(user=people.users["chief"], subject=f"member:{member.pk}").exists()


def test_looks_at_the_absorbed_record_are_read_with_the_kept_one(log_in, member, twin, people):
    log_in("khuntan").post(f"/members/{twin.member_number}/reveal/", {"reason": "ก่อนรวม"})
    services.merge(kept=member, absorbed=twin, reason="ก", by=people.users["secretary"], on=ON)
    assert "ก่อนรวม" in log_in("auditor").get(f"/members/{member.member_number}/seen/").content.decode()


def test_many_looks_are_paged_to_and_fro_and_counted_by_nobody(log_in, member, people, django_assert_max_num_queries):
    PersonalDataAccess.objects.bulk_create(
        PersonalDataAccess(user=people.users["khuntan"], action="VIEW", subject=f"member:{member.pk}", reason=f"({n})")
        for n in range(130)
    )
    client, address = log_in("auditor"), f"/members/{member.member_number}/seen/"
    seen, place = [], {}
    for _page in range(3):
        with django_assert_max_num_queries(20):
            table = client.get(address, place).context["table"]
        seen.append([row["cells"][4] for row in table["rows"]])
        place = dict([table["next_url"].removeprefix("?").split("=", 1)]) if table["next_url"] else {}
        place = {key: _decoded(value) for key, value in place.items()}
    shown = [reason for page in seen for reason in page if reason.startswith("(")]
    assert shown == [f"({n})" for n in reversed(range(130))]
    back = dict([table["prev_url"].removeprefix("?").split("=", 1)])
    again = client.get(address, {key: _decoded(value) for key, value in back.items()}).context["table"]
    assert [row["cells"][4] for row in again["rows"]] == seen[1]
    for mangled in ("x", "1~", "~2020", "1~2020-99-99", "1~2020-01-01"):
        assert client.get(address, {"after": mangled}).status_code == 200


def _decoded(value):
    from urllib.parse import unquote_plus

    return unquote_plus(value)


def test_the_pages_of_an_organisation_and_of_a_merged_record_take_few_queries(
    log_in, member, twin, people, organisation, django_assert_max_num_queries
):
    services.appoint_officer(
        organisation=organisation,
        member=member,
        duty="PRESIDENT",
        valid_from=date(2017, 1, 1),
        by=people.users["khuntan"],
        on=ON,
    )
    services.merge(kept=member, absorbed=twin, reason="ก", by=people.users["secretary"], on=ON)
    client = log_in("secretary")
    for number in (organisation.member.member_number, member.member_number, twin.member_number):
        client.get(f"/members/{number}/")
        with django_assert_max_num_queries(20):
            assert client.get(f"/members/{number}/").status_code == 200
    assert Member.objects.filter(status="MERGED").count() == 1
