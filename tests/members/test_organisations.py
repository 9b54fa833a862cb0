"""Women's organisations: registration, who acts for them, and when they may submit a proposal."""

from dataclasses import replace
from datetime import date

import pytest

from areas.models import Tambon
from members import rules, selectors, services
from members.models import Member, OrganisationOfficer
from members.rules import Answer, Condition
from thai import juristic_number, national_id
from thai.refusals import Refusal

ON = date(2017, 12, 12)
NUMBER = "0" + "99400000001"
NUMBER += national_id.check_digit(NUMBER)


@pytest.fixture
def register(people):
    """Give a function that registers an organisation of ตำบลยางฮอม."""

    def one(**changed):
        facts = {
            "name": "กลุ่มสตรีทอผ้าตัวอย่าง",
            "is_legal_person": False,
            "tambon": "571403",
            "address": "9 หมู่ 1",
            "residence_since_on": date(2015, 1, 1),
            "by": people.users["khuntan"],
            "on": ON,
        }
        return services.register_organisation(**(facts | changed))

    return one


@pytest.fixture
def appoint(people):
    """Give a function that appoints somebody."""

    def one(organisation, member, duty="PRESIDENT", **changed):
        facts = {"valid_from": date(2016, 1, 1), "by": people.users["khuntan"], "on": ON}
        return services.appoint_officer(organisation=organisation, member=member, duty=duty, **(facts | changed))

    return one


@pytest.mark.requirement("R-ACT-02")
def test_an_organisation_becomes_a_member_with_the_next_number_of_its_province_and_no_card(register, people):
    organisation = register(president=people.groups[6][0], president_since_on=date(2016, 1, 1))
    member = organisation.member
    assert (member.kind, member.province_id, member.tambon_id) == ("ORGANISATION", "57", "571403")
    assert member.member_number.startswith("57-")
    assert (member.national_id_hash, member.birth_on, str(member)) == (None, None, "กลุ่มสตรีทอผ้าตัวอย่าง")
    assert [(row.duty, row.member) for row in selectors.officers_of(organisation, ON)] == [
        ("PRESIDENT", people.groups[6][0])
    ]


def test_a_legal_person_has_a_registration_number_and_another_organisation_has_none(register):
    with pytest.raises(juristic_number.NotAJuristicNumber):
        register(is_legal_person=True)
    with pytest.raises(services.NumberNotNeeded):
        register(registration_number=NUMBER)
    assert register(is_legal_person=True, registration_number=NUMBER).registration_number == NUMBER


def test_the_same_registration_number_is_refused_with_name_and_area(register):
    register(is_legal_person=True, registration_number=NUMBER)
    with pytest.raises(services.AlreadyMember) as refused:
        register(name="ชื่ออื่น", tambon="570513", is_legal_person=True, registration_number=NUMBER)
    assert "กลุ่มสตรีทอผ้าตัวอย่าง ตำบลยางฮอม" in str(refused.value)


def test_the_same_name_in_the_same_tambon_is_asked_about_before_anything_is_saved(register):
    known = register()
    count = Member.objects.count()
    with pytest.raises(services.PossibleDuplicate) as refused:
        register(name=" กลุ่มสตรีทอผ้าตัวอย่าง  ")
    assert refused.value.members == (known.member,)
    assert Member.objects.count() == count
    register(is_known_other=True)
    register(tambon="571401")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"residence_since_on": date(2018, 1, 1)}, "ต้องไม่หลังวันที่ 12 ธ.ค. 2560"),
        ({"founded_on": date(2018, 1, 1)}, "วันที่ก่อตั้งต้องไม่หลัง"),
        ({"founded_on": date(2016, 1, 1)}, "ต้องไม่ก่อนวันที่ก่อตั้ง"),
        ({"name": "  "}, "ระบุชื่อองค์กร"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(register, changed, said):
    count = Member.objects.count()
    with pytest.raises(Refusal, match=said):
        register(**changed)
    assert Member.objects.count() == count


def test_a_new_president_ends_the_term_of_the_former_one_the_day_before(register, appoint, people):
    organisation = register()
    first = appoint(organisation, people.groups[6][0])
    second = appoint(organisation, people.groups[6][1], valid_from=date(2017, 6, 1))
    first.refresh_from_db()
    assert first.valid_to == date(2017, 5, 31)
    assert selectors.officers_of(organisation, date(2017, 5, 31)) == [first]
    assert selectors.officers_of(organisation, ON) == [second]
    with pytest.raises(services.OfficerNotPossible, match="ทำหน้าที่นี้อยู่แล้ว"):
        appoint(organisation, people.groups[6][1])
    with pytest.raises(services.OfficerNotPossible, match="มีประธานคนใหม่กว่าแล้ว"):
        appoint(organisation, people.groups[6][2], valid_from=date(2017, 1, 1))


def test_an_officer_is_a_woman_of_the_register_in_good_standing_and_a_representative_has_her_paper(
    register, appoint, people
):
    organisation = register()
    with pytest.raises(services.OfficerNotPossible, match="ต้องเป็นบุคคลธรรมดา"):
        appoint(organisation, register(name="องค์กรอื่น").member)
    with pytest.raises(services.OfficerNotPossible, match="พ้นสมาชิกภาพหรือถูกระงับสิทธิ"):
        appoint(organisation, people.spare[57])
    with pytest.raises(services.OfficerNotPossible, match="ต้องมีหนังสือมอบอำนาจ"):
        appoint(organisation, people.groups[6][0], "REPRESENTATIVE")
    with pytest.raises(services.OfficerNotPossible, match="วันเริ่มทำหน้าที่ต้องไม่หลัง"):
        appoint(organisation, people.groups[6][0], valid_from=date(2018, 1, 1))
    assert not OrganisationOfficer.objects.exists()


def test_a_term_is_ended_once_and_not_before_it_began(register, appoint, people):
    officer = appoint(register(), people.groups[6][0])
    by = people.users["khuntan"]
    with pytest.raises(services.OfficerNotPossible, match="ต้องไม่ก่อนวันเริ่ม"):
        services.end_officer(officer=officer, valid_to=date(2015, 12, 31), by=by)
    services.end_officer(officer=officer, valid_to=date(2017, 1, 31), by=by)
    with pytest.raises(services.OfficerNotPossible, match="สิ้นสุดหน้าที่แล้ว"):
        services.end_officer(officer=officer, valid_to=date(2017, 6, 30), by=by)
    assert selectors.officers_of(officer.organisation, ON) == []


# -- who may submit ----------------------------------------------------------------------------------------------------
FACTS = rules.OrganisationApplicant(
    is_legal_person=True,
    tambon="571403",
    tambon_name="ยางฮอม",
    residence_since_on=date(2015, 1, 1),
    has_work=True,
    is_of_good_standing=True,
)
PRESIDENT = rules.Officer(key=1, name="ประธาน", duty="PRESIDENT")
REPRESENTATIVE = rules.Officer(key=2, name="ผู้แทน", duty="REPRESENTATIVE", authority="ฉบับที่ 1/2560")


def asked(organisation=FACTS, officers=(PRESIDENT, REPRESENTATIVE), **changed):
    return rules.organisation_may_submit(organisation=organisation, officers=officers, **({"on": ON} | changed))


def finding(verdict, condition):
    return next(finding for finding in verdict.findings if finding.condition is condition)


@pytest.mark.requirement("R-PROJ-15")
@pytest.mark.parametrize("submitter", [None, 1, 2])
def test_a_legal_person_submits_through_its_president_or_a_representative_with_power_of_attorney(submitter):
    verdict = asked(submitter=submitter)
    assert verdict.may_borrow
    assert {one.answer for one in verdict.findings} == {Answer.OK}
    without = asked(officers=[replace(REPRESENTATIVE, authority="")], submitter=2)
    assert "ยังไม่มีหนังสือมอบอำนาจ" in finding(without, Condition.AUTHORITY).sentence


@pytest.mark.requirement("R-PROJ-16")
def test_an_organisation_that_is_no_legal_person_submits_through_its_president_only():
    organisation = replace(FACTS, is_legal_person=False)
    assert asked(organisation, submitter=1).may_borrow
    refused = asked(organisation, submitter=2)
    assert [one.condition for one in refused.blocks] == [Condition.AUTHORITY]
    assert "ให้ประธานขององค์กรเท่านั้นเป็นผู้ยื่น" in refused.blocks[0].sentence
    assert not asked(organisation, officers=[REPRESENTATIVE]).may_borrow


def test_nobody_else_submits_for_an_organisation_and_nobody_who_is_no_member_any_more():
    assert "ไม่ใช่ประธานหรือผู้แทน" in finding(asked(submitter=3), Condition.AUTHORITY).sentence
    dead = replace(PRESIDENT, standing=rules.Standing(status="DECEASED"))
    assert not asked(officers=[dead], submitter=1).may_borrow
    assert not asked(officers=[dead]).may_borrow
    assert not asked(officers=[]).may_borrow


@pytest.mark.requirement("R-PROJ-19")
def test_an_organisation_submits_where_its_office_is():
    assert asked(tambon="571403").may_borrow
    refused = asked(tambon="571401")
    assert [one.condition for one in refused.blocks] == [Condition.OFFICE]
    assert "ตำบลยางฮอมซึ่งเป็นที่ตั้งสำนักงาน" in refused.blocks[0].sentence


@pytest.mark.parametrize(
    ("changed", "condition"),
    [
        ({"standing": rules.Standing(status="LEFT")}, Condition.MEMBERSHIP),
        ({"standing": rules.Standing(status="BARRED", reason="คำสั่ง")}, Condition.MEMBERSHIP),
        ({"residence_since_on": date(2017, 6, 13)}, Condition.RESIDENCE),
        ({"has_work": False}, Condition.WORK),
        ({"overdue_contracts": ("1/2561",)}, Condition.DISCIPLINE),
        ({"is_of_good_standing": False}, Condition.DISCIPLINE),
    ],
)
def test_the_other_conditions_hold_for_an_organisation_as_for_a_person(changed, condition):
    assert [one.condition for one in asked(replace(FACTS, **changed)).blocks] == [condition]


@pytest.mark.requirement("R-ACT-02", "R-ACT-01")
def test_an_organisation_is_judged_in_its_own_name_and_refused_in_a_group_of_persons(register, appoint, people):
    organisation = register()
    appoint(organisation, people.groups[6][0])
    own = selectors.organisation_verdict(organisation=organisation, submitter=people.groups[6][0], on=ON)
    assert own.may_borrow
    in_group = selectors.verdicts(members=[organisation.member], on=ON)[organisation.pk]
    assert ["องค์กรสตรียื่นโครงการในนามองค์กร" in one.sentence for one in in_group.blocks] == [True]


def test_a_correction_keeps_the_old_row_and_an_office_that_moves_keeps_the_old_address(register, people):
    organisation, by = register(), people.users["khuntan"]
    services.update_organisation(
        organisation=organisation, changes={"name": "ชื่อใหม่", "founded_on": date(2014, 1, 1)}, by=by, on=ON
    )
    moved = services.move(
        member=organisation.member, tambon="571401", address="1", moved_on=date(2017, 11, 1), by=by, on=ON
    )
    assert (moved.first_name, moved.tambon, moved.residence_since_on) == (
        "ชื่อใหม่",
        Tambon.objects.get(pk="571401"),
        date(2017, 11, 1),
    )
    assert [row.address for row in moved.former_addresses.all()] == ["9 หมู่ 1"]
    organisation.refresh_from_db()
    assert organisation.founded_on == date(2014, 1, 1)
    assert organisation.events.count() == 2
