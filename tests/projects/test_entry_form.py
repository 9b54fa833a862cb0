"""The form of a proposal: kinds of request, organisations, plan and budget, with script and without; misuse refused."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from projects import services
from projects.models import Proposal
from projects.rules import State
from projects.selectors.tokens import member_token, organisation_token
from tests.projects.entries import ENTERED_ON, draft
from tests.projects.houses import house, officer
from tests.projects.test_form import NEW, filled

ROWS = {
    "step-activity": ["ซื้อจักร", ""],
    "step-from": ["1/2/2561", ""],
    "step-until": ["28 ก.พ. 2561", ""],
    "step-by": ["", ""],
    "line-item": ["จักร", "ผ้า"],
    "line-quantity": ["๑๐", "2.5"],
    "line-unit": ["คัน", "ม้วน"],
    "line-price": ["18,000", "20,000.00"],
    "line-asked": ["150,000", "50,000"],
}


@pytest.fixture
def client_of_khuntan(in_2017, log_in):
    return log_in("khuntan")


@pytest.fixture
def organisation(people):
    found = house(people)
    officer(found, people.groups[6][0])
    return found


def of_organisation(people, found, **changed):
    agent = people.groups[6][0]
    given = {
        "kind": "LOAN-ORGANISATION",
        "organisation": organisation_token(found.pk),
        "member": [member_token(agent.pk)],
        "papers": ["PROPOSAL_FORM"],
    }
    return filled(people, **{**given, **changed})


def test_rows_of_plan_and_budget_are_read_in_thai_digits_and_dates_and_empty_rows_left_out(client_of_khuntan, people):
    client_of_khuntan.post(NEW, filled(people, send="1", **ROWS))
    proposal = Proposal.objects.get()
    assert proposal.state == State.SUBMITTED
    assert [str(row.amount) for row in proposal.budget_lines.all()] == ["180000.00", "50000.00"]
    assert [row.until_on.isoformat() for row in proposal.plan_steps.all()] == ["2018-02-28"]


def test_what_cannot_be_read_is_named_by_its_row_and_kept_as_typed(client_of_khuntan, people):
    wrong = ROWS | {"line-quantity": ["สิบ", "2.555"], "step-until": ["30 ก.พ. 2561", ""]}
    shown = client_of_khuntan.post(NEW, filled(people, draft="1", **wrong)).content.decode()
    assert "งบประมาณรายการที่ 1: อ่านจำนวน “สิบ” ไม่ได้" in shown
    assert "งบประมาณรายการที่ 2: อ่านจำนวน “2.555” ไม่ได้" in shown
    assert 'value="30 ก.พ. 2561"' in shown
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("typed", ["1e999999", "NaN", "-1", "9" * 25, "Infinity"])
def test_an_absurd_quantity_is_refused_with_a_sentence(client_of_khuntan, people, typed):
    answer = client_of_khuntan.post(NEW, filled(people, draft="1", **ROWS | {"line-quantity": [typed, "1"]}))
    assert answer.status_code == 200
    assert "ยังบันทึกไม่ได้" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_budget_of_another_sum_is_kept_as_a_draft_and_says_the_difference(client_of_khuntan, people):
    shown = client_of_khuntan.post(NEW, filled(people, send="1", amount="190000", **ROWS), follow=True).content.decode()
    assert "รายการงบประมาณขอรวม 200,000.00 บาท ไม่เท่ากับวงเงินที่ขอ 190,000.00 บาท ต่างกัน 10,000.00 บาท" in shown
    assert Proposal.objects.get().state == State.DRAFT


@pytest.mark.parametrize("script", [True, False])
def test_rows_are_added_and_removed_with_script_and_without(client_of_khuntan, people, script):
    headers = {"HX-Request": "true"} if script else {}
    shown = client_of_khuntan.post(NEW, filled(people, plan="add-line", **ROWS), headers=headers).content.decode()
    assert shown.count('name="line-item"') == 3
    assert ("<html" in shown) is not script
    shown = client_of_khuntan.post(NEW, filled(people, plan="remove-line-0", **ROWS), headers=headers).content.decode()
    assert 'value="จักร"' not in shown
    assert 'value="ผ้า"' in shown
    for forged in ("remove-line-99", "remove-line-", "add-", "remove-line-²"):
        assert client_of_khuntan.post(NEW, filled(people, plan=forged, **ROWS)).status_code == 200
    assert not Proposal.objects.exists()


def test_choosing_another_kind_keeps_what_was_typed_and_asks_for_an_organisation(client_of_khuntan, people):
    form = filled(people, kind="SUBSIDY-ORGANISATION", change_kind="1", **ROWS)
    shown = client_of_khuntan.post(NEW, form, headers={"HX-Request": "true"}).content.decode()
    assert "ค้นหาองค์กรสตรี" in shown
    assert 'value="จักร"' in shown
    assert "รวมกลุ่มเย็บผ้า" in shown
    assert "CRITERION_5" not in shown
    assert "ORGANISATION_MINUTES" in shown


def test_an_organisation_is_found_picked_and_saved_at_the_tambon_of_its_office(client_of_khuntan, people, organisation):
    shown = client_of_khuntan.post(NEW, of_organisation(people, organisation, organisation="", find="1", q="ทอผ้า"))
    token = organisation_token(organisation.pk)
    assert f'name="pick" value="{token}"' in shown.content.decode()
    picked = client_of_khuntan.post(NEW, of_organisation(people, organisation, organisation="", pick=token, member=[]))
    assert people.groups[6][0].full_name in picked.content.decode()
    client_of_khuntan.post(NEW, of_organisation(people, organisation, draft="1"))
    proposal = Proposal.objects.get()
    assert (proposal.organisation, proposal.tambon_id, proposal.borrowers.count()) == (organisation, "571403", 1)
    dropped = client_of_khuntan.post(NEW, of_organisation(people, organisation, drop="1")).content.decode()
    assert "ค้นหาองค์กรสตรี" in dropped


def test_a_forged_or_distant_organisation_is_refused(client_of_khuntan, people):
    far = house(people, tambon="110101", name="กลุ่มสตรีปากน้ำ")
    officer(far, people.groups[6][0])
    shown = client_of_khuntan.post(
        NEW, of_organisation(people, far, organisation="", find="1", q="ปากน้ำ")
    ).content.decode()
    assert "ไม่พบองค์กรสตรีในพื้นที่ของคุณ" in shown
    shown = client_of_khuntan.post(NEW, of_organisation(people, far, draft="1")).content.decode()
    assert "นอกพื้นที่ของคุณ" in shown
    here = of_organisation(people, far, draft="1", tambon="571403")
    assert "ต้องยื่นที่จังหวัดนั้น" in client_of_khuntan.post(NEW, here).content.decode()
    client_of_khuntan.post(NEW, of_organisation(people, far, organisation=str(far.pk), draft="1", tambon="571403"))
    assert Proposal.objects.get().organisation is None


def test_a_kind_that_is_not_offered_is_refused(client_of_khuntan, people):
    shown = client_of_khuntan.post(NEW, filled(people, kind="SUBSIDY-GROUP", draft="1")).content.decode()
    assert "ยังบันทึกไม่ได้" in shown
    assert not Proposal.objects.exists()


def test_of_two_officers_with_the_same_draft_the_second_is_told_and_loses_nothing(client_of_khuntan, people):
    proposal = draft(people)
    page = reverse("projects:edit", args=[proposal.reference])
    client_of_khuntan.post(page, filled(people, title="ฉบับแรก", edit_number="0", draft="1", **ROWS))
    shown = client_of_khuntan.post(
        page, filled(people, title="ฉบับหลัง", edit_number="0", draft="1", **ROWS | {"line-item": ["เข็ม", "ผ้า"]})
    ).content.decode()
    assert "มีผู้อื่นบันทึกโครงการนี้ไปแล้ว" in shown
    assert 'value="เข็ม"' in shown
    assert [row.item for row in proposal.budget_lines.all()] == ["จักร", "ผ้า"]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_send_at_once_send_one_version(people):
    proposal = draft(people, key=uuid4())
    start, answers = threading.Barrier(2), []

    def press():
        start.wait()
        try:
            own = Proposal.objects.get(pk=proposal.pk)
            answers.append(services.send(proposal=own, by=people.users["khuntan"], on=ENTERED_ON).number)
        except services.AlreadySent:
            answers.append("sent already")
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers, key=str) == [1, "sent already"]
    assert proposal.versions.count() == 1
