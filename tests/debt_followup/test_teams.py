"""The five teams: set up for a province, led, staffed from a day until another."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from areas.models import Amphoe, PersonalDataAccess
from debt_followup.models import DebtTeam, TeamMember
from debt_followup.rules.teams import TEAMS, MemberRefused, TeamKind
from debt_followup.selectors.cases import members_of
from debt_followup.services.teams import add_member, end_member, lead_of, reword_duty, set_up_teams

ON = date(2018, 9, 28)


@pytest.fixture
def set_up(loans):
    set_up_teams(province="57")


def team(kind, **more):
    return DebtTeam.objects.filter(kind=kind, **more).first()


@pytest.mark.requirement("R-DEBT-08", "R-DEBT-09", "R-DEBT-12")
def test_a_province_has_five_teams_a_field_team_in_each_amphoe(set_up):
    assert list(TEAMS) == list(TeamKind)
    assert [TEAMS[kind].number for kind in TeamKind] == [1, 2, 3, 4, 5]
    amphoe = Amphoe.objects.filter(province="57").count()
    assert DebtTeam.objects.filter(kind="FIELD").count() == amphoe
    assert DebtTeam.objects.count() == amphoe + 4
    assert set_up_teams(province="57") == 0
    assert "ทุกสัปดาห์" in TEAMS[TeamKind.MANAGEMENT].hours
    assert "คัดแยกสัญญา" in team("EVIDENCE").duty


@pytest.mark.requirement("R-DEBT-10", "R-DEBT-13", "R-ACT-27")
def test_each_team_has_its_duty_and_its_lead():
    assert "คณะกรรมการสตรีตำบล" in TEAMS[TeamKind.NETWORK].lead
    assert TEAMS[TeamKind.NETWORK].hours == "ตามที่เจ้าหน้าที่ร้องขอ"
    assert "Walk-in" in TEAMS[TeamKind.MOBILE].duty
    assert lead_of("FIELD", province="57") == "พัฒนาการอำเภอ"


def test_bangkok_calls_its_leads_by_its_own_names(db):
    set_up_teams(province="10")
    assert lead_of("MANAGEMENT", province="10") == "เลขานุการ อกส.กทม."
    assert "เขต" in str(team("FIELD", province="10"))


@pytest.mark.requirement("R-ACT-22", "R-ACT-23")
def test_a_member_serves_from_a_day_until_another_and_one_leads(set_up, users):
    field = team("FIELD")
    lead = add_member(team=field, name="นางสาวทดสอบ หนึ่ง", from_on=ON, is_lead=True, by=users["chief"])
    with pytest.raises(MemberRefused, match="หัวหน้าทีมอยู่แล้ว"):
        add_member(team=field, name="นางสองตัวอย่าง", from_on=ON, is_lead=True, by=users["chief"])
    with pytest.raises(MemberRefused, match="ไม่ก่อน"):
        end_member(member=lead, until_on=date(2018, 9, 1))
    end_member(member=lead, until_on=ON)
    with pytest.raises(MemberRefused, match="พ้นจากทีมแล้ว"):
        end_member(member=lead, until_on=ON)
    add_member(team=field, name="นางสองตัวอย่าง", from_on=ON, is_lead=True, by=users["chief"])
    assert field.members.count() == 2


def test_a_user_is_once_in_a_team_and_nobody_is_nameless(set_up, users):
    mobile = team("MOBILE")
    kept = add_member(team=mobile, name="", user=users["accountant"], from_on=ON, by=users["chief"])
    assert kept.name == str(users["accountant"])
    with pytest.raises(MemberRefused, match="อยู่ในทีมนี้แล้ว"):
        add_member(team=mobile, name="", user=users["accountant"], from_on=ON, by=users["chief"])
    with pytest.raises(MemberRefused, match="ต้องระบุชื่อ"):
        add_member(team=mobile, name=" ", from_on=ON, by=users["chief"])


def test_the_database_keeps_the_teams(set_up, users):
    with pytest.raises(IntegrityError, match="debt_team_once"), transaction.atomic():
        DebtTeam.objects.create(kind="MOBILE", province_id="57", duty="ก")
    with pytest.raises(IntegrityError, match="field_team_has_amphoe"), transaction.atomic():
        DebtTeam.objects.create(kind="FIELD", province_id="57", duty="ก")
    with pytest.raises(MemberRefused):
        reword_duty(team=team("MOBILE"), duty=" ")
    assert reword_duty(team=team("MOBILE"), duty="ออกหน่วยทุกวันพุธ").duty == "ออกหน่วยทุกวันพุธ"


def test_the_pages_show_the_teams_and_change_their_members(set_up, business_date, log_in):
    business_date(ON)
    client = log_in("chief")
    shown = client.get(reverse("debt_followup:teams")).content.decode()
    assert all(duty.label in shown for duty in TEAMS.values())
    mobile = team("MOBILE")
    added = {"name": "นางสาวทดสอบ หนึ่ง", "telephone": "0810000000", "from_on": "28/9/2561", "is_lead": "on"}
    assert client.post(reverse("debt_followup:add_team_member", args=[mobile.pk]), added).status_code == 302
    member = TeamMember.objects.get()
    page = client.get(reverse("debt_followup:team", args=[mobile.pk])).content.decode()
    assert "tel:0810000000" in page
    client.post(reverse("debt_followup:end_team_member", args=[member.pk]), {"until_on": "30/9/2561"})
    assert TeamMember.objects.get().until_on == date(2018, 9, 30)
    client.post(reverse("debt_followup:reword_team_duty", args=[mobile.pk]), {"duty": "ออกหน่วยทุกวันพุธ"})
    assert team("MOBILE").duty == "ออกหน่วยทุกวันพุธ"
    assert log_in("debt").get(reverse("debt_followup:add_team_member", args=[mobile.pk])).status_code == 403
    assert log_in("debt").get(reverse("debt_followup:team", args=[mobile.pk])).status_code == 200


def test_an_amphoe_sees_its_own_field_team_only(set_up, business_date, log_in):
    business_date(ON)
    client = log_in("khuntan")
    own, other = team("FIELD", amphoe="5714"), team("FIELD", amphoe="5711")
    assert client.get(reverse("debt_followup:team", args=[own.pk])).status_code == 200
    assert client.get(reverse("debt_followup:team", args=[other.pk])).status_code == 404
    shown = client.get(reverse("debt_followup:teams")).context["table"]["rows"]
    assert len(shown) == 5
    assert client.get(reverse("debt_followup:team", args=[team("MOBILE").pk])).status_code == 200
    assert PersonalDataAccess.objects.filter(subject="list:team_members").exists()


def test_who_left_is_shown_after_those_who_serve(set_up, users):
    mobile = team("MOBILE")
    gone = add_member(team=mobile, name="ก่อนหน้า", from_on=date(2018, 1, 1), by=users["chief"])
    end_member(member=gone, until_on=date(2018, 6, 30))
    add_member(team=mobile, name="คนต่อมา", from_on=ON, by=users["chief"])
    add_member(team=mobile, name="หัวหน้า", from_on=ON, is_lead=True, by=users["chief"])
    assert [one.name for one in members_of(mobile)] == ["หัวหน้า", "คนต่อมา", "ก่อนหน้า"]


def test_the_teams_are_set_up_by_a_button(loans, business_date, log_in):
    business_date(ON)
    client = log_in("secretary")
    assert "ตั้งทีมทั้งห้า" in client.get(reverse("debt_followup:teams")).content.decode()
    client.post(reverse("debt_followup:set_up_teams", args=["57"]))
    assert DebtTeam.objects.filter(province="57").exists()
    assert client.post(reverse("debt_followup:set_up_teams", args=["10"])).status_code == 404
