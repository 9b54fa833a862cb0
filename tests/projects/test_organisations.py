"""Women's organisations as proposers, and subsidies, which go to organisations only."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from areas.models import Policy
from loans import services as loans
from loans.selectors.registers import to_prepare
from loans.services import NotReady
from projects import services
from projects.models import Proposal
from projects.rules import (
    AmountOverCeiling,
    MayNotSubmit,
    OrganisationMissing,
    PaperMissing,
    State,
    Step,
    SubsidyForGroup,
    WrongOffice,
    checklist_of,
)
from projects.selectors.organisation import house_of
from projects.selectors.proposal import stages
from tests.projects.entries import ENTERED_ON, draft
from tests.projects.houses import house, house_draft, officer


@pytest.fixture
def president(people):
    return people.groups[6][0]


@pytest.fixture
def organisation(people, president):
    found = house(people)
    officer(found, president)
    return found


def send(people, proposal):
    return services.send(proposal=proposal, by=people.users["khuntan"], on=ENTERED_ON)


def refused(people, proposal, refusal) -> str:
    with pytest.raises(refusal) as said:
        send(people, proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.versions.count()) == (State.DRAFT, 0)
    return str(said.value)


@pytest.mark.requirement("R-PROJ-02")
def test_an_organisation_sends_a_loan_through_its_president_alone(people, organisation, president):
    proposal = house_draft(people, organisation, president)
    content = send(people, proposal).content
    assert (content["support"], content["proposer"]) == ("LOAN", "ORGANISATION")
    assert (content["organisation"]["name"], content["organisation"]["duty"]) == (str(organisation), "PRESIDENT")
    assert [(one["name"], one["role"]) for one in content["borrowers"]] == [(president.full_name, "REPRESENTATIVE")]


@pytest.mark.requirement("R-PROJ-02")
def test_a_subsidy_for_a_group_of_persons_is_refused(people):
    with pytest.raises(SubsidyForGroup, match="เงินอุดหนุนให้ได้เฉพาะองค์กรสตรี"):
        draft(people, support="SUBSIDY")
    assert not Proposal.objects.exists()


@pytest.mark.requirement("R-PROJ-14", "R-PROJ-15", "R-PROJ-17")
def test_the_papers_of_an_organisation_are_minutes_power_of_attorney_and_card_copy(people, president):
    found = house(people, legal=True)
    officer(found, president, duty="REPRESENTATIVE", authority="ที่ 1/2560 ลงวันที่ 1 ธ.ค. 2560")
    for code, label in (
        ("ORGANISATION_MINUTES", "บันทึกการประชุมขององค์กร"),
        ("ORGANISATION_AUTHORITY", "หนังสือมอบอำนาจ"),
        ("REPRESENTATIVE_ID_COPY", "สำเนาบัตรประจำตัวประชาชนของผู้แทนองค์กร"),
    ):
        papers = [item.code for item in checklist_of(proposer="ORGANISATION") if item.code != code]
        said = refused(people, house_draft(people, found, president, papers=papers), PaperMissing)
        assert label in said
    assert send(people, house_draft(people, found, president)).number == 1


@pytest.mark.requirement("R-PROJ-15")
def test_a_president_needs_no_power_of_attorney(people, organisation, president):
    papers = [item.code for item in checklist_of(proposer="ORGANISATION") if item.code != "ORGANISATION_AUTHORITY"]
    assert send(people, house_draft(people, organisation, president, papers=papers)).number == 1


@pytest.mark.requirement("R-PROJ-16")
def test_of_an_organisation_that_is_no_legal_person_only_the_president_may_submit(people, organisation):
    other = people.groups[6][1]
    officer(organisation, other, duty="REPRESENTATIVE", authority="ที่ 2/2560")
    said = refused(people, house_draft(people, organisation, other), MayNotSubmit)
    assert "ให้ประธานขององค์กรเท่านั้น" in said


@pytest.mark.requirement("R-PROJ-15")
def test_a_representative_without_authority_and_a_stranger_may_not_submit(people, president):
    found = house(people, legal=True)
    officer(found, president, duty="REPRESENTATIVE")
    assert "ยังไม่มีหนังสือมอบอำนาจ" in refused(people, house_draft(people, found, president), MayNotSubmit)
    stranger = people.groups[6][1]
    assert "ไม่ใช่ประธานหรือผู้แทน" in refused(people, house_draft(people, found, stranger), MayNotSubmit)


def test_a_president_whose_term_is_over_may_not_submit(people, president):
    found = house(people)
    officer(found, president, until=date(2017, 12, 11))
    assert "ไม่ใช่ประธานหรือผู้แทน" in refused(people, house_draft(people, found, president), MayNotSubmit)
    assert house_of(organisation_id=found.pk, acting_id=president.pk, on=date(2017, 12, 11)).verdict.may_borrow


@pytest.mark.requirement("R-PROJ-19", "R-APPR-15")
def test_an_organisation_submits_where_its_office_is(people, president):
    from areas.models import Tambon

    found = house(people, tambon="571401")
    officer(found, president)  # she herself lives in 571403
    said = refused(people, house_draft(people, found, president), WrongOffice)
    assert "ต้องยื่นที่ตำบลนั้น" in said
    at_the_office = Tambon.objects.get(code="571401")
    assert send(people, house_draft(people, found, president, tambon=at_the_office)).number == 1


def test_an_organisation_of_another_province_is_refused_in_the_draft_already(people, president):
    found = house(people, tambon="110101")
    officer(found, president)
    with pytest.raises(WrongOffice, match="สมุทรปราการ"):
        house_draft(people, found, president)
    with pytest.raises(OrganisationMissing):
        draft(people, organisation=found.pk)
    assert not Proposal.objects.exists()


def test_a_draft_waits_for_its_organisation_and_for_who_acts(people, organisation, president):
    assert "ยังไม่ได้เลือกองค์กร" in refused(
        people, house_draft(people, organisation, None, organisation=None), OrganisationMissing
    )
    assert "ต้องเลือกผู้กระทำการแทน" in refused(people, house_draft(people, organisation, None), OrganisationMissing)


@pytest.mark.requirement("R-APPR-21", "R-PROJ-01")
def test_a_subsidy_takes_the_same_steps_up_to_the_notice_and_no_contract_after(people, organisation, president):
    codes = {item.code for item in checklist_of(support="SUBSIDY", proposer="ORGANISATION")}
    assert not codes & {"CRITERION_4", "CRITERION_5"}
    proposal = house_draft(people, organisation, president, support="SUBSIDY", amount=Decimal(350_000))
    send(people, proposal)
    by = people.users["secretary"]
    for step in ("GIVE_TAMBON_OPINION", "PUT_ON_AMPHOE_AGENDA", "AGREE", "RECORD", "SCREEN", "APPROVE", "NOTIFY"):
        services.advance(proposal=proposal, step=Step(step), by=by, on=ENTERED_ON)
    assert proposal.state == State.NOTIFIED
    assert not to_prepare(user=by).exists()
    with pytest.raises(NotReady, match="เป็นเงินอุดหนุน จึงไม่มีสัญญา"):
        loans.prepare_contract(proposal=proposal, by=by, on=ENTERED_ON)
    assert [one["label"] for one in stages(proposal=proposal, timeline=[])][-3:] == ["แจ้งผล", "โอนเงิน", "ใช้จ่ายครบ"]


@pytest.mark.requirement("R-PROJ-02")
def test_a_subsidy_has_a_ceiling_only_where_a_policy_sets_one(people, organisation, president):
    proposal = house_draft(people, organisation, president, support="SUBSIDY", amount=Decimal(900_000))
    assert proposal.amount == Decimal(900_000)
    Policy.objects.create(
        policy_no="P-03",
        key="subsidy_max_baht",
        value={"number": "100000"},
        effective_from=date(2016, 10, 1),
        source="ทดสอบ",
    )
    with pytest.raises(AmountOverCeiling, match=r"100,000\.00"):
        house_draft(people, organisation, president, support="SUBSIDY", amount=Decimal(100_001))


def test_a_contract_for_a_subsidy_cannot_be_opened_by_its_address(people, organisation, president, in_2017, log_in):
    proposal = house_draft(people, organisation, president, support="SUBSIDY")
    client = log_in("secretary")
    assert client.get(reverse("loans:prepare", args=[proposal.pk])).status_code == 404
