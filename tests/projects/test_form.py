"""The entry of a proposal in the browser's terms: one page, with script and without."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from areas.models import PersonalDataAccess
from members.models import Member
from projects import services
from projects.models import Proposal
from projects.rules import State
from projects.selectors.group import token_of
from reports.demo.people import card_of
from tests.projects.entries import ALL_TICKED, draft

NEW = reverse("projects:new")


@pytest.fixture
def officer(in_2017, log_in):
    return log_in("khuntan")


def filled(people, **changed):
    members = people.groups[6]
    return {
        "title": "เย็บผ้า ถักโครเชต์",
        "category": "5",
        "amount": "200,000",
        "tambon": "",
        "place": "หมู่ 3 ตำบลยางฮอม",
        "purpose": "รวมกลุ่มเย็บผ้า",
        "request_key": str(uuid4()),
        "edit_number": "",
        "member": [token_of(member.pk) for member in members],
        "papers": ALL_TICKED,
        **changed,
    }


def test_one_page_enters_and_sends_and_takes_the_tambon_of_the_representative(officer, people):
    answer = officer.post(NEW, filled(people, send="1"), follow=True)
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.tambon_id, proposal.borrowers.count()) == (State.SUBMITTED, "571403", 5)
    assert "ให้ตำบลแล้ว" in answer.content.decode()


def test_sending_the_same_form_twice_enters_and_sends_once(officer, people):
    form = filled(people, send="1")
    officer.post(NEW, form)
    answer = officer.post(NEW, form, follow=True)
    assert Proposal.objects.count() == 1
    assert Proposal.objects.get().versions.count() == 1
    assert "แบบนี้บันทึกไว้แล้ว จึงไม่บันทึกซ้ำ" in answer.content.decode()


def test_too_large_an_amount_keeps_what_was_typed_and_says_why(officer, people):
    answer = officer.post(NEW, filled(people, amount="250000", send="1"))
    shown = answer.content.decode()
    assert "ขอ 250,000.00 บาท เกินวงเงินสูงสุดโครงการละ 200,000.00 บาท" in shown
    assert "รวมกลุ่มเย็บผ้า" in shown
    assert people.groups[6][0].full_name in shown
    assert not Proposal.objects.exists()


def test_what_cannot_be_sent_yet_is_kept_as_a_draft_and_says_what_is_missing(officer, people):
    answer = officer.post(NEW, filled(people, papers=[], send="1"), follow=True)
    shown = answer.content.decode()
    assert Proposal.objects.get().state == State.DRAFT
    assert "ยังไม่ได้ตรวจ 12 รายการในเอกสารและการตรวจสอบ" in shown


def test_members_are_found_by_name_in_ones_own_area_only(officer, people):
    here, elsewhere = people.groups[6][0], people.groups[12][0]
    found = officer.post(NEW, filled(people, member=[], find="1", q=here.first_name)).content.decode()
    assert here.full_name in found
    hidden = officer.post(
        NEW, filled(people, member=[], find="1", q=f"{elsewhere.first_name} {elsewhere.last_name}")
    ).content.decode()
    assert elsewhere.full_name not in hidden


@pytest.mark.requirement("R-PROJ-18")
def test_a_whole_card_number_finds_a_member_anywhere_without_showing_her_card_and_is_recorded(officer, people):
    elsewhere = people.groups[12][0]
    found = officer.post(NEW, filled(people, member=[], find="1", q=card_of(group=12, place=0))).content.decode()
    assert elsewhere.full_name in found
    assert elsewhere.national_id_masked not in found
    assert PersonalDataAccess.objects.filter(subject=f"member:{elsewhere.pk}").exists()


def test_nobody_is_looked_up_by_counting_keys(officer, people):
    elsewhere = people.groups[12][0]
    shown = officer.post(NEW, filled(people, member=[str(elsewhere.pk)], add=str(elsewhere.pk))).content.decode()
    assert elsewhere.full_name not in shown


def test_who_may_not_borrow_is_shown_with_the_reason_and_without_the_button(officer, people):
    member = people.groups[6][0]
    Member.objects.filter(pk=member.pk).update(status="BARRED", status_reason="ศาลมีคำพิพากษา")
    shown = officer.post(NEW, filled(people, member=[], find="1", q=member.first_name)).content.decode()
    assert "ศาลมีคำพิพากษา" in shown
    assert f'name="add" value="{token_of(member.pk)}"' not in shown


def test_with_script_only_the_group_is_exchanged_and_the_order_changes(officer, people):
    first, second = people.groups[6][:2]
    answer = officer.post(
        NEW,
        filled(people, member=[token_of(first.pk), token_of(second.pk)], up=token_of(second.pk)),
        headers={"HX-Request": "true"},
    )
    shown = answer.content.decode()
    assert "<html" not in shown
    assert shown.index(second.full_name) < shown.index(first.full_name)
    assert not Proposal.objects.exists()


def test_removing_somebody_leaves_the_rest_of_the_form_alone(officer, people):
    gone = people.groups[6][0]
    shown = officer.post(NEW, filled(people, remove=token_of(gone.pk))).content.decode()
    assert gone.full_name not in shown
    assert "รวมกลุ่มเย็บผ้า" in shown


def test_a_representative_outside_ones_area_is_refused_beside_the_field(officer, people):
    members = [token_of(member.pk) for member in people.groups[12]]
    shown = officer.post(NEW, filled(people, member=members, draft="1")).content.decode()
    assert "นอกพื้นที่ของคุณ" in shown
    assert not Proposal.objects.exists()


def test_the_second_officer_is_told_beside_what_she_typed(officer, people):
    proposal = draft(people)
    page = reverse("projects:edit", args=[proposal.reference])
    officer.post(page, filled(people, title="ฉบับแรก", edit_number="0", draft="1"))
    shown = officer.post(page, filled(people, title="ฉบับหลัง", edit_number="0", draft="1")).content.decode()
    assert "มีผู้อื่นบันทึกโครงการนี้ไปแล้ว" in shown
    assert "ฉบับหลัง" in shown
    proposal.refresh_from_db()
    assert proposal.title == "ฉบับแรก"


def test_a_refused_step_says_why_on_the_proposals_page(officer, people):
    proposal = draft(people, papers=[])
    shown = officer.get(reverse("projects:proposal", args=[proposal.reference])).content.decode()
    assert "ก่อนส่งยังต้องทำ" in shown
    assert "disabled" in shown


def test_who_may_not_enter_gets_403_and_who_lives_elsewhere_404(in_2017, log_in, people):
    proposal = draft(people)
    assert log_in("secretary").get(NEW).status_code == 403
    assert log_in("phan").get(reverse("projects:edit", args=[proposal.reference])).status_code == 404


def test_the_grid_of_scores_refuses_a_word_and_keeps_what_was_typed(in_2017, business_date, log_in, people):
    from tests.projects.entries import amphoe_meeting, checked

    meeting = amphoe_meeting(people, checked(people))
    business_date(date(2017, 12, 20))
    item, members = meeting.items.get(), people.committees["5714"]
    page = reverse("projects:scores", args=[meeting.pk])
    client = log_in("khuntan")
    grid = {f"s-{item.pk}-{member.pk}": "9" for member in members}
    shown = client.post(page, grid | {f"s-{item.pk}-{members[0].pk}": "เก้า"}).content.decode()
    assert "อ่านคะแนน “เก้า” ไม่ได้" in shown
    assert not item.scores.exists()
    client.post(page, grid | {f"s-{item.pk}-{members[0].pk}": "๘.๕"})
    assert item.scores.count() == 12
    assert "8.95" in client.get(page).content.decode()  # 107.5 / 12 = 8.958


def test_a_whole_meeting_by_its_pages(in_2017, business_date, log_in, people):
    from tests.projects.entries import checked

    proposal = checked(people)
    business_date(date(2017, 12, 20))
    client = log_in("khuntan")
    call = {"amphoe": "5714", "held_on": "20/12/2560", "place": "ที่ว่าการอำเภอ", "request_key": str(uuid4())}
    answer = client.post(reverse("projects:call_meeting", args=["AMPHOE"]), call | {"proposal": [proposal.pk]})
    client.post(reverse("projects:call_meeting", args=["AMPHOE"]), call | {"proposal": [proposal.pk]})
    page = answer["Location"]
    meeting = proposal.versions.get().agenda_items.get().meeting
    members = people.committees["5714"]
    client.post(f"{page}attendance/", {"present": [member.pk for member in members]})
    item = meeting.items.get()
    client.post(f"{page}recusals/", {"member": members[3].pk, "item": item.pk, "reason": "ญาติ"})
    client.post(f"{page}scores/", {f"s-{item.pk}-{member.pk}": "9" for member in members if member != members[3]})
    refused = client.post(f"{page}close/", follow=True).content.decode()
    assert "ยังไม่มีมติ" in refused
    client.post(f"{page}outcomes/", {"all": "1"})
    closed = client.post(f"{page}close/", follow=True).content.decode()
    assert "ปิดการประชุมแล้ว" in closed
    assert "รายงานการประชุม" in closed
    proposal.refresh_from_db()
    assert proposal.state == State.AMPHOE_AGREED
    secretary = log_in("secretary")
    secretary.post(reverse("projects:record"), {"proposal": [proposal.pk]})
    proposal.refresh_from_db()
    assert proposal.state == State.RECORDED


def test_the_tambon_group_gives_its_opinion_on_its_page(in_2017, log_in, people):
    proposal = draft(people)
    services.send(proposal=proposal, by=people.users["khuntan"], on=in_2017)
    page = reverse("projects:opinion", args=[proposal.reference])
    client = log_in("yanghom")
    assert "has_signed_paper" not in client.get(page).content.decode()
    refused = client.post(page, {"outcome": "NOT_PASSED", "reason": ""}).content.decode()
    assert "ต้องมีเหตุผล" in refused
    client.post(page, {"outcome": "PASSED", "reason": "เห็นควรสนับสนุน"})
    proposal.refresh_from_db()
    assert proposal.state == State.TAMBON_CHECKED
