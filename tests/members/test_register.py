"""The register of members: cards, numbers, duplicates, changes, and the whole card number shown with a reason."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.urls import reverse

from areas.models import PersonalDataAccess
from members import identity, selectors, services
from members.apps import keys_are_there
from members.models import Member
from thai import national_id

CARD = national_id.generate(1)
ON = date(2017, 12, 12)


@pytest.fixture
def register(people):
    """Give a function that registers somebody of ตำบลยางฮอม."""

    def someone(**changed) -> Member:
        facts = {
            "national_id": CARD,
            "title": "นาง",
            "first_name": "ทดสอบ",
            "last_name": "ลองทะเบียน",
            "birth_on": date(1980, 2, 29),
            "tambon": "571403",
            "address": "1 หมู่ 2",
            "residence_since_on": date(2010, 1, 1),
            "by": people.users["khuntan"],
            "on": ON,
        }
        return services.register(**(facts | changed))

    return someone


@pytest.mark.requirement("R-ACT-01")
def test_a_natural_person_becomes_a_member_with_the_next_number_of_her_province(register):
    first = register()
    second = register(national_id=national_id.generate(2), first_name="อีกคน")
    elsewhere = register(national_id=national_id.generate(3), tambon="100101")
    assert first.member_number == f"57-{int(first.member_number[3:]):07d}"
    assert int(second.member_number[3:]) == int(first.member_number[3:]) + 1
    assert elsewhere.member_number.startswith("10-")
    assert (first.province_id, first.amphoe_id, first.status) == ("57", "5714", "ACTIVE")


def test_the_card_number_lies_in_the_database_only_encrypted_hashed_and_masked(register):
    member = register()
    row = Member.objects.filter(pk=member.pk).values().get()
    stored = bytes(row.pop("national_id_encrypted"))
    assert CARD.encode() not in stored
    assert CARD not in str(row)
    assert row["national_id_masked"] == national_id.mask(CARD)
    assert identity.decrypt(stored) == CARD
    assert not any("encrypted" in field.name for field in Member.events.rel.related_model._meta.fields)


@pytest.mark.parametrize("typed", [CARD, national_id.format_dashed(CARD), f" {CARD} "])
def test_the_same_card_is_refused_with_name_and_area_and_changes_nothing(register, typed):
    register()
    count = Member.objects.count()
    with pytest.raises(services.AlreadyMember) as refused:
        register(national_id=typed, first_name="คนอื่น", tambon="570513")
    assert "ขึ้นทะเบียนแล้วในชื่อ นางทดสอบ ลองทะเบียน ตำบลยางฮอม อำเภอขุนตาล จังหวัดเชียงราย" in str(refused.value)
    assert Member.objects.count() == count


def test_a_wrong_card_number_is_refused_without_being_repeated(register):
    wrong = CARD[:-1] + str((int(CARD[-1]) + 1) % 10)
    with pytest.raises(national_id.NotANationalId) as refused:
        register(national_id=wrong)
    assert "เลขตรวจสอบ" in str(refused.value)
    assert wrong not in str(refused.value)


def test_the_same_name_birthday_and_tambon_is_asked_about_before_anything_is_saved(register):
    known = register()
    count = Member.objects.count()
    with pytest.raises(services.PossibleDuplicate) as refused:
        register(national_id=national_id.generate(2), last_name="  ลองทะเบียน ")
    assert known.member_number in str(refused.value)
    assert refused.value.members == (known,)
    assert Member.objects.count() == count
    other = register(national_id=national_id.generate(2), is_known_other_person=True)
    assert other.pk != known.pk
    register(national_id=national_id.generate(3), birth_on=date(1981, 1, 1))
    register(national_id=national_id.generate(4), tambon="571401")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"birth_on": ON}, "วันเกิดต้องอยู่ก่อนวันที่ 12 ธ.ค. 2560"),
        ({"birth_on": date(1890, 1, 1)}, "กรุณาตรวจปีเกิด"),
        ({"residence_since_on": date(1979, 1, 1)}, "ต้องไม่ก่อนวันเกิด"),
        ({"residence_since_on": date(2018, 1, 1)}, "ต้องไม่หลังวันที่ 12 ธ.ค. 2560"),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_no_number_is_used_up(register, changed, said):
    count = Member.objects.count()
    with pytest.raises(services.DateNotPossible) as refused:
        register(**changed)
    assert said in str(refused.value)
    assert Member.objects.count() == count


def test_barring_a_member_needs_its_reason_and_her_card_never_changes(register, people):
    member = register()
    with pytest.raises(services.StatusNeedsReason) as refused:
        services.update(member=member, changes={"status": "BARRED"}, by=people.users["khuntan"], on=ON)
    assert "ต้องระบุเหตุผล" in str(refused.value)
    member.refresh_from_db()
    assert member.status == "ACTIVE"
    with pytest.raises(ValueError, match="national_id_hash"):
        services.update(member=member, changes={"national_id_hash": "0"}, by=people.users["khuntan"], on=ON)


def test_the_database_itself_keeps_members_and_bars_nobody_without_a_reason(register):
    member = register()
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(status="BARRED")
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Member.objects.filter(pk=member.pk).delete()


def test_the_whole_card_number_is_shown_only_with_a_reason_that_is_written_down(register, people):
    member, officer = register(), people.users["khuntan"]
    with pytest.raises(services.ReasonMissing) as refused:
        services.reveal_national_id(member=member, by=officer, reason="   ")
    assert "ต้องระบุเหตุผล" in str(refused.value)
    assert not PersonalDataAccess.objects.exists()
    shown = services.reveal_national_id(member=member, by=officer, reason="พิมพ์สัญญา")
    assert shown == national_id.format_dashed(CARD)
    access = PersonalDataAccess.objects.get()
    assert (access.user, access.action, access.subject) == (officer, "REVEAL", f"member:{member.pk}")
    assert access.reason == "พิมพ์สัญญา"


def test_an_old_key_still_decrypts_and_the_new_one_encrypts(settings):
    stored = identity.encrypt(CARD)
    settings.NATIONAL_ID_KEYS = ["t2:" + "QUFB" * 10 + "QUE=", *settings.NATIONAL_ID_KEYS]
    assert identity.decrypt(stored) == CARD
    assert identity.encrypt(CARD)[1:3] == b"t2"
    settings.NATIONAL_ID_KEYS = settings.NATIONAL_ID_KEYS[:1]
    with pytest.raises(identity.CannotDecrypt):
        identity.decrypt(stored)


def test_a_relabelled_or_damaged_card_number_is_not_decrypted(settings):
    stored = identity.encrypt(CARD)
    with pytest.raises(identity.CannotDecrypt):
        identity.decrypt(stored[:-1] + bytes([stored[-1] ^ 1]))
    with pytest.raises(identity.CannotDecrypt):
        identity.decrypt(b"")
    key = settings.NATIONAL_ID_KEYS[0].partition(":")[2]
    settings.NATIONAL_ID_KEYS = [f"tx:{key}"]
    with pytest.raises(identity.CannotDecrypt):
        identity.decrypt(stored[:2] + b"x" + stored[3:])


@pytest.mark.parametrize("keys", [[], ["t1"], ["t1:short"], ["t1:QUJD"], [":QUJD"]])
def test_missing_or_unusable_keys_are_reported_at_the_start(settings, keys):
    settings.NATIONAL_ID_KEYS = keys
    assert [fault.id for fault in keys_are_there(None)] == ["members.E001"]
    with pytest.raises(ImproperlyConfigured):
        identity.keys()


def test_a_missing_hash_key_is_reported_at_the_start(settings):
    assert keys_are_there(None) == []
    settings.NATIONAL_ID_HASH_KEY = ""
    assert [fault.id for fault in keys_are_there(None)] == ["members.E001"]


def test_a_card_is_found_in_the_whole_nation_but_a_search_stays_in_ones_area(people, in_2017):
    far = next(member for member in people.spare if member.province_id == "11")
    card = identity.decrypt(far.national_id_encrypted)
    officer = people.users["khuntan"]
    assert not found(officer, text=card)
    there = selectors.elsewhere(text=card, on=in_2017)
    assert (there.id, there.name) == (far.pk, far.full_name)
    assert "สมุทรปราการ" in there.area
    assert {"id", "name", "area", "verdict"} == set(there.__slots__)


@pytest.mark.requirement("R-ACT-15")
def test_the_national_office_sees_the_members_of_every_province_and_registers_none(people, log_in):
    far = next(member for member in people.spare if member.province_id == "11")
    client = log_in("national")
    for member in (far, people.groups[6][0]):
        assert client.get(reverse("members:detail", args=[member.member_number])).status_code == 200
    assert client.get(reverse("members:register")).status_code == 403
    assert log_in("secretary").get(reverse("members:detail", args=[far.member_number])).status_code == 404


def found(user, **asked):
    """The first page of what a user finds in the register."""
    return list(selectors.registry_page(user=user, permission="members.view", **asked).rows)


@pytest.mark.parametrize("typed", ["ดวงเดือน", "นางสาวดวงเดือน", "วงเดือน พรม", "  ดวงเดือน   พรมตัวอย่าง "])
def test_a_search_finds_part_of_a_name_with_or_without_the_title(people, in_2017, typed):
    member = people.groups[6][0]
    assert member.full_name == "นางสาวดวงเดือน พรมตัวอย่าง"
    assert member in found(people.users["khuntan"], text=typed)


def test_a_search_by_member_number_takes_thai_digits_and_one_letter_finds_nothing(people, in_2017):
    officer, member = people.users["khuntan"], people.groups[6][0]
    thai = member.member_number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert found(officer, text=thai) == [member]
    assert not found(officer, text="ด")


@pytest.mark.parametrize("place", ["~", "x~y", "12", "1~\0", "99999999999999999999~ก"])
def test_a_mangled_place_in_the_list_shows_the_first_page(people, in_2017, place):
    secretary = people.users["secretary"]
    assert found(secretary, after=place) == found(secretary)


def test_verdicts_of_many_members_ask_the_loan_rooms_once(people, in_2017, django_assert_max_num_queries):
    members = [*people.spare, *people.groups[1]]
    with django_assert_max_num_queries(15):
        found = selectors.verdicts(members=members, on=in_2017)
    assert set(found) == {member.pk for member in members}
    blocked = {member for member in members if not found[member.pk].may_borrow}
    assert blocked == set(people.spare[55:60]), "left, deceased, barred, newcomer, minor"
