"""Entering and sending a proposal: what is refused, and that a refusal changes nothing."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from areas.models import Policy
from members.rules import GroupTooSmall, MemberTwice
from projects import services
from projects.models import Borrower, Proposal, ProposalVersion, StateChange
from projects.rules import (
    AmountOverCeiling,
    EditedMeanwhile,
    FieldMissing,
    NotEditable,
    NotEligible,
    NothingRevised,
    PaperMissing,
    State,
    Step,
    UnknownPaper,
    WrongStep,
    WrongTambon,
)
from projects.selectors.group import Chosen
from tests.projects.entries import ALL_TICKED, ENTERED_ON, checked, draft, returned, sent, typed


def refused_to_send(people, refusal, **changed) -> str:
    """Send a draft that must be refused; give the sentence, having seen that nothing was sent."""
    proposal = draft(people, **changed)
    with pytest.raises(refusal) as refused:
        services.send(proposal=proposal, by=people.users["khuntan"], on=changed.get("on", ENTERED_ON))
    proposal.refresh_from_db()
    assert proposal.state == State.DRAFT
    assert not ProposalVersion.objects.filter(proposal=proposal).exists()
    return str(refused.value)


def test_the_reference_runs_by_province_and_buddhist_year(people):
    first, second = draft(people), draft(people, group=1)
    assert (first.reference, second.reference) == ("57-2560-0001", "57-2560-0002")
    assert draft(people, on=date(2018, 1, 4)).reference == "57-2561-0001"


def test_a_draft_may_be_half_filled_in(people):
    proposal = draft(people, category=None, place="", purpose="", amount=Decimal(0), group=6, papers=[])
    assert proposal.state == State.DRAFT


def test_a_draft_needs_a_title(people):
    with pytest.raises(FieldMissing, match="ยังไม่ได้กรอกชื่อโครงการ"):
        draft(people, title="  ")
    assert not Proposal.objects.exists()


def test_saving_twice_with_the_same_key_enters_one_proposal(people):
    key = uuid4()
    assert draft(people, key=key) == draft(people, key=key)
    assert Proposal.objects.count() == 1


@pytest.mark.requirement("R-PROJ-06")
def test_more_than_the_ceiling_is_refused_in_the_draft_already(people):
    with pytest.raises(AmountOverCeiling) as refused:
        draft(people, amount=Decimal("200000.01"))
    assert str(refused.value) == "ขอ 200,000.01 บาท เกินวงเงินสูงสุดโครงการละ 200,000.00 บาท"
    assert not Proposal.objects.exists()


def test_the_ceiling_is_a_dated_policy_of_the_province(people):
    Policy.objects.create(
        policy_no="P-03",
        key="loan_max_baht",
        value={"number": "100000"},
        province_id="57",
        effective_from=date(2018, 1, 1),
        source="ทดสอบ",
    )
    draft(people, amount=Decimal(150000))
    with pytest.raises(AmountOverCeiling, match=r"100,000\.00"):
        draft(people, amount=Decimal(150000), on=date(2018, 1, 1))


@pytest.mark.requirement("R-MEM-01", "R-PROJ-10")
def test_four_persons_are_too_few_and_five_are_enough(people):
    group = [Chosen(member_id=member.pk) for member in people.groups[6]]
    proposal = services.create_draft(
        request_key=uuid4(), by=people.users["khuntan"], on=ENTERED_ON, **(typed(people) | {"group": group[:4]})
    )
    with pytest.raises(GroupTooSmall) as refused:
        services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON)
    assert str(refused.value) == "กลุ่มต้องมีอย่างน้อย 5 คน ขณะนี้มี 4 คน"
    assert proposal.versions.count() == 0
    services.update_draft(
        proposal=proposal,
        edit_number=0,
        by=people.users["khuntan"],
        on=ENTERED_ON,
        **(typed(people) | {"group": group}),
    )
    assert services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON).number == 1


@pytest.mark.requirement("R-MEM-02")
def test_three_persons_are_enough_in_samut_prakan_from_the_fiscal_year_2563(people):
    from areas.models import Tambon
    from members.models import Member

    tambon = Tambon.objects.filter(province_id="11").first()
    members = people.groups[6][:3]
    Member.objects.filter(pk__in=[member.pk for member in members]).update(
        tambon=tambon, amphoe=tambon.amphoe_id, province="11", residence_since_on=date(2000, 1, 1)
    )
    group = [Chosen(member_id=member.pk) for member in members]
    entry = typed(people) | {"group": group, "tambon": tambon}
    by = people.users["khuntan"]
    proposal = services.create_draft(request_key=uuid4(), by=by, on=date(2019, 9, 30), **entry)
    with pytest.raises(GroupTooSmall, match="อย่างน้อย 5 คน"):
        services.send(proposal=proposal, by=by, on=date(2019, 9, 30))
    assert services.send(proposal=proposal, by=by, on=date(2019, 10, 1)).number == 1


def test_the_same_person_twice_is_refused(people):
    twice = [Chosen(member_id=people.groups[6][0].pk)] * 2
    with pytest.raises(MemberTwice, match="มากกว่าหนึ่งครั้ง"):
        services.create_draft(
            request_key=uuid4(), by=people.users["khuntan"], on=ENTERED_ON, **(typed(people) | {"group": twice})
        )
    assert not Proposal.objects.exists()


@pytest.mark.requirement("R-PROJ-18")
def test_a_group_submits_where_its_representative_lives(people):
    proposal = draft(people, group=1)
    Proposal.objects.filter(pk=proposal.pk).update(tambon="571403")
    with pytest.raises(WrongTambon) as refused:
        services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON)
    assert str(refused.value) == "ผู้แทนกลุ่มอยู่ตำบลต้า ต้องยื่นที่ตำบลนั้น ไม่ใช่ตำบลยางฮอม"


@pytest.mark.requirement("R-MEM-03")
def test_who_came_less_than_six_months_ago_may_not_borrow_yet_and_is_named(people):
    newcomer = people.groups[6][4]
    type(newcomer).objects.filter(pk=newcomer.pk).update(residence_since_on=date(2017, 9, 15))
    sentence = refused_to_send(people, NotEligible)
    assert sentence.startswith(f"{newcomer.full_name} ยังกู้ไม่ได้:")
    assert "ครบหกเดือน" in sentence


@pytest.mark.requirement("R-PROJ-09")
def test_a_missing_paper_is_named(people):
    papers = [code for code in ALL_TICKED if code != "PROPOSAL_FORM"]
    assert refused_to_send(people, PaperMissing, papers=papers) == ("ยังไม่ได้ตรวจรายการ “แบบเสนอโครงการ ลงนามครบถ้วน”")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("CRITERION_1", "พัฒนาอาชีพ", marks=pytest.mark.requirement("R-PROJ-03")),
        pytest.param("CRITERION_2", "ยุทธศาสตร์", marks=pytest.mark.requirement("R-PROJ-04")),
        pytest.param("CRITERION_3", "ฝึกอาชีพ", marks=pytest.mark.requirement("R-PROJ-05")),
        pytest.param("CRITERION_6", "สิ่งแวดล้อม", marks=pytest.mark.requirement("R-PROJ-08")),
        pytest.param("ELIGIBILITY_3", "ผลงานเกี่ยวข้อง", marks=pytest.mark.requirement("R-MEM-04")),
        pytest.param("ELIGIBILITY_4", "วินัยทางการเงิน", marks=pytest.mark.requirement("R-MEM-05")),
    ],
)
def test_every_criterion_is_attested_before_the_sending(people, code, said):
    assert said in refused_to_send(people, PaperMissing, papers=[one for one in ALL_TICKED if one != code])


@pytest.mark.requirement("R-PROJ-12")
def test_photographs_are_optional(people):
    proposal = draft(people, papers=[code for code in ALL_TICKED if code != "PHOTOGRAPHS"])
    assert services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON).number == 1


@pytest.mark.requirement("R-PROJ-13")
def test_a_province_may_ask_for_a_form_of_its_own(people):
    Policy.objects.create(
        policy_no="P-90",
        key="proposal_extra_papers",
        value={"papers": [{"code": "SURETY", "label": "หนังสือรับรองของผู้นำชุมชน"}]},
        province_id="57",
        effective_from=date(2017, 1, 1),
        source="ทดสอบ",
    )
    assert "หนังสือรับรองของผู้นำชุมชน" in refused_to_send(people, PaperMissing)
    proposal = draft(people, papers=[*ALL_TICKED, "EXTRA_SURETY"])
    assert services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON).number == 1


def test_a_paper_that_the_checklist_does_not_know_is_refused(people):
    with pytest.raises(UnknownPaper, match="ไม่รู้จักรายการเอกสาร “X”"):
        draft(people, papers=["X"])


@pytest.mark.requirement("R-PROJ-20")
def test_a_proposal_is_of_one_of_five_categories_when_sent(people):
    assert refused_to_send(people, FieldMissing, category=None) == "ยังไม่ได้เลือกประเภทโครงการ"
    assert Proposal.Category.values == [1, 2, 3, 4, 5]


@pytest.mark.requirement("R-PROJ-11")
def test_the_present_address_of_a_borrower_is_frozen_with_the_version(people):
    group = [Chosen(member_id=m.pk, current_address="9 หมู่ 4 ตำบลต้า") for m in people.groups[6]]
    entry = typed(people) | {"group": group}
    proposal = services.create_draft(request_key=uuid4(), by=people.users["khuntan"], on=ENTERED_ON, **entry)
    version = services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON)
    assert version.content["borrowers"][0]["current_address"] == "9 หมู่ 4 ตำบลต้า"
    assert [one["role"] for one in version.content["borrowers"]] == ["REPRESENTATIVE"] + ["CO_BORROWER"] * 4


def test_the_second_of_two_officers_is_told_and_overwrites_nothing(people):
    proposal = draft(people)
    by = people.users["khuntan"]
    services.update_draft(proposal=proposal, edit_number=0, by=by, on=ENTERED_ON, **typed(people, title="ฉบับแรก"))
    with pytest.raises(EditedMeanwhile, match="มีผู้อื่นบันทึกโครงการนี้ไปแล้ว"):
        services.update_draft(proposal=proposal, edit_number=0, by=by, on=ENTERED_ON, **typed(people, title="ฉบับหลัง"))
    proposal.refresh_from_db()
    assert (proposal.title, proposal.edit_number) == ("ฉบับแรก", 1)


def test_a_double_click_sends_once(people):
    proposal = sent(people)
    with pytest.raises(services.AlreadySent, match="ส่งโครงการนี้แล้วเมื่อ 12 ธ.ค. 2560"):
        services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON)
    assert proposal.versions.count() == 1
    assert StateChange.objects.filter(proposal=proposal).count() == 1


def test_what_was_sent_cannot_be_edited(people):
    proposal = sent(people)
    with pytest.raises(NotEditable, match="แก้ไขได้เฉพาะร่าง"):
        services.update_draft(
            proposal=proposal, edit_number=0, by=people.users["khuntan"], on=ENTERED_ON, **typed(people, title="อื่น")
        )


@pytest.mark.requirement("R-APPR-04")
def test_a_revised_proposal_starts_again_at_the_tambon_as_a_new_version(people):
    proposal = returned(people)
    by = people.users["khuntan"]
    services.update_draft(
        proposal=proposal,
        edit_number=proposal.edit_number,
        by=by,
        on=date(2018, 1, 8),
        **typed(people, purpose="เพิ่มแผนการตลาดและผู้รับซื้อ"),
    )
    version = services.send(proposal=proposal, by=by, on=date(2018, 1, 8))
    assert (version.number, proposal.version, proposal.state) == (2, 2, State.SUBMITTED)
    old = proposal.versions.get(number=1)
    assert set(old.decisions.values_list("stage", flat=True)) == {"TAMBON", "AMPHOE"}
    assert not version.decisions.exists()


def test_a_returned_proposal_cannot_be_sent_again_as_it_was(people):
    proposal = returned(people)
    with pytest.raises(NothingRevised, match="ยังไม่ได้แก้ไขโครงการ"):
        services.send(proposal=proposal, by=people.users["khuntan"], on=date(2018, 1, 8))
    proposal.refresh_from_db()
    assert proposal.state == State.RETURNED_FOR_REVISION


def test_a_step_that_the_pipeline_does_not_know_is_refused_with_both_names(people):
    proposal = checked(people)
    with pytest.raises(WrongStep) as refused:
        services.advance(proposal=proposal, step=Step.APPROVE, by=people.users["secretary"], on=ENTERED_ON)
    assert str(refused.value) == "โครงการอยู่ในขั้น “ตำบลให้ความเห็นแล้ว” จึงทำขั้นตอน “อกส.จ. อนุมัติ” ไม่ได้"
    assert not StateChange.objects.filter(step=Step.APPROVE).exists()


def test_the_database_itself_refuses_a_jump_over_steps(people):
    proposal = checked(people)
    with pytest.raises(IntegrityError, match="cannot go from TAMBON_CHECKED to APPROVED"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state=State.APPROVED)


def test_the_group_keeps_its_order_and_one_representative(people):
    proposal = draft(people)
    reordered = [Chosen(member_id=member.pk) for member in reversed(people.groups[6])]
    services.update_draft(
        proposal=proposal,
        edit_number=0,
        by=people.users["khuntan"],
        on=ENTERED_ON,
        **(typed(people) | {"group": reordered}),
    )
    rows = list(Borrower.objects.filter(proposal=proposal).order_by("position").values_list("member_id", "role"))
    assert rows[0] == (people.groups[6][4].pk, "REPRESENTATIVE")
    assert [role for _member, role in rows[1:]] == ["CO_BORROWER"] * 4


@pytest.mark.requirement("R-MEM-06")
def test_a_change_of_borrowers_after_the_approval_cancels_the_project(people):
    from reports.demo import proposals as round_of_2561

    round_of_2561.play()
    proposal = Proposal.objects.get(reference="57-2560-0001")
    by = people.users["secretary"]
    with pytest.raises(services.pipeline.ReasonMissing, match="ต้องระบุเหตุผลที่เปลี่ยนตัวผู้กู้"):
        services.cancel_for_change(proposal=proposal, reason=" ", by=by, on=date(2018, 2, 1))
    services.cancel_for_change(proposal=proposal, reason="ผู้กู้ร่วมย้ายออก", by=by, on=date(2018, 2, 1))
    proposal.refresh_from_db()
    assert proposal.state == State.CANCELLED_MEMBER_CHANGE
