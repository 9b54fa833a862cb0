"""The form of a proposal on paper, and who receives what comes of it."""

from datetime import date

import pytest
from django.urls import reverse

from documents.rendering import render_pdf
from projects.letters.proposal_form import proposal_form
from projects.models import Borrower
from projects.selectors.content import content_now
from tests.projects.entries import ENTERED_ON, draft, sent
from tests.projects.houses import BUDGET, PLAN, house, house_draft, officer, planned_draft


def form_of(proposal, *, is_draft: bool = True):
    content = content_now(proposal=proposal, on=ENTERED_ON)
    return proposal_form(proposal=proposal, content=content, number=1, on=ENTERED_ON, is_draft=is_draft)


@pytest.mark.requirement("R-PROJ-09", "R-PROJ-20")
def test_the_form_of_a_loan_says_what_was_entered_with_its_plan_and_budget(people):
    form = form_of(planned_draft(people))
    assert form["support_label"] == "เงินทุนหมุนเวียน (เงินกู้)"
    assert [one["label"] for one in form["categories"] if one["chosen"]] == ["หัตถกรรม"]
    assert (form["totals"], form["amount"]) == (
        {"amount": "230000.00", "asked": "200000.00", "own": "30000.00"},
        "200000.00",
    )
    assert [row["activity"] for row in form["plan"]] == [step.activity for step in PLAN]
    assert form["submitted_at"] == "ที่ทำการคณะทำงานขับเคลื่อนฯ ตำบลยางฮอม อำเภอขุนตาล จังหวัดเชียงราย"


@pytest.mark.requirement("R-ACT-03", "R-MEM-07")
def test_the_form_tells_who_receives_the_papers_and_that_a_changed_member_cancels(people):
    form = form_of(draft(people))
    assert [one["role"] for one in form["people"]] == ["ผู้แทนกลุ่ม"] + ["ผู้กู้ร่วม"] * 4
    assert any("เปลี่ยนตัวผู้กู้หรือผู้กู้ร่วมไม่ได้" in text and "โครงการนี้ยกเลิก" in text for text in form["promises"])
    paper = render_pdf(template="papers/proposal_form.html", context=form)
    assert paper.startswith(b"%PDF")


@pytest.mark.requirement("R-ACT-03")
def test_a_group_has_one_representative_and_the_page_names_her_as_the_one_who_receives(people, in_2017, log_in):
    proposal = draft(people)
    assert proposal.borrowers.get(role=Borrower.Role.REPRESENTATIVE).member == people.groups[6][0]
    shown = log_in("khuntan").get(reverse("projects:proposal", args=[proposal.reference])).content.decode()
    assert shown.count("ผู้รับเอกสารของโครงการ") == 1


def test_the_form_of_a_subsidy_names_the_organisation_and_promises_no_repayment(people):
    found = house(people, legal=True)
    officer(found, people.groups[6][0])
    form = form_of(house_draft(people, found, people.groups[6][0], support="SUBSIDY"))
    assert (form["support_label"], form["organisation"]["name"]) == ("เงินอุดหนุน", found.member.full_name)
    assert form["people"][0]["role"] == "ประธาน"
    assert not any("ชำระคืน" in text for text in form["promises"])


def test_a_card_number_is_masked_on_the_form(people):
    form = form_of(draft(people))
    assert all("x" in one["national_id"] for one in form["people"])


def test_a_draft_is_printed_as_a_draft_and_a_version_as_it_was_sent(people, in_2017, log_in, monkeypatch):
    seen = []
    from documents import rendering

    monkeypatch.setattr(rendering, "render_pdf", lambda *, template, context: seen.append(context) or b"%PDF-1.7")
    client = log_in("khuntan")
    waiting, proposal = draft(people), sent(people, plan=PLAN, budget=BUDGET)
    assert client.get(reverse("projects:proposal_form", args=[waiting.reference]))["Content-Type"] == "application/pdf"
    client.get(reverse("projects:proposal_form", args=[proposal.reference]))
    client.get(reverse("projects:version_form", args=[proposal.reference, 1]))
    assert [context.get("watermark") for context in seen] == ["ร่าง", None, None]
    assert seen[1] == seen[2]
    assert client.get(reverse("projects:version_form", args=[proposal.reference, 2])).status_code == 404
    assert client.get(reverse("projects:version_form", args=[proposal.reference, 99999])).status_code == 404
    assert log_in("phan").get(reverse("projects:proposal_form", args=[waiting.reference])).status_code == 404


def test_what_a_version_prints_stays_when_the_register_changes(people):
    proposal = sent(people)
    content = proposal.versions.get().content
    member = people.groups[6][0]
    type(member).objects.filter(pk=member.pk).update(address="1 หมู่ 99")
    form = proposal_form(proposal=proposal, content=content, number=1, on=date(2018, 1, 1), is_draft=False)
    assert "หมู่ 99" not in form["people"][0]["address"]
