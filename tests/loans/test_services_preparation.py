"""Preparing a contract: terms, instalments, the members' account, parties and witnesses."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from areas.models import PersonalDataAccess, Policy, Signatory
from documents.models import Document
from loans import account, services
from loans.models import Contract, Party
from projects.rules import State
from tests.loans import factories as make
from thai.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]


def refused(people, sentence, *, proposal=None, on=make.NOTIFIED_ON, **changed):
    """Assert that the preparation is refused with this sentence and leaves nothing behind."""
    proposal = proposal or make.a_proposal(people)
    contracts = Contract.objects.count()
    state = proposal.state
    with pytest.raises(Refusal) as said:
        make.a_prepared_contract(people, proposal=proposal, on=on, **changed)
    assert sentence in str(said.value)
    proposal.refresh_from_db()
    assert (Contract.objects.count(), proposal.state) == (contracts, state)
    assert not Document.objects.filter(kind=Document.Kind.CONTRACT_DRAFT).exists()


@pytest.mark.requirement("R-CONT-04", "R-ACT-16")
def test_a_prepared_contract_carries_terms_parties_account_and_lender(people):
    proposal = make.a_proposal(people)
    contract = make.a_prepared_contract(people, proposal=proposal, sara_number="SARA-1")
    group = people.groups[1]
    assert contract.account_name == " และ ".join(member.full_name for member in group[:3])
    assert contract.account_number == make.preparation(proposal)["account_number"].replace("-", "")
    assert contract.lender_name == people.users["chief"].display_name
    assert contract.lender_position == "พัฒนาการจังหวัดเชียงราย"
    assert (contract.number, contract.contract_on, contract.ref1) == (None, None, None)
    assert contract.stamp_duty == Decimal("100.00")
    assert contract.sara_number == "SARA-1"
    parties = list(contract.parties.order_by("position"))
    assert [party.member_id for party in parties] == [member.pk for member in group]
    assert [party.holds_account for party in parties] == [True, True, True, False, False]
    assert parties[0].role == Party.Role.REPRESENTATIVE
    assert "ตำบล" in parties[0].address
    proposal.refresh_from_db()
    assert proposal.state == State.ACCOUNT_OPENED


def test_the_terms_say_which_policy_they_came_from(people):
    terms = make.a_prepared_contract(people).terms
    assert (terms["annual_rate"], terms["default_rate"]) == ("0.03", "0.075")
    assert (terms["contract_day_basis"], terms["day_basis"], terms["default_base"]) == (365, 360, "INSTALMENT")
    assert terms["allocation_order"] == ["COSTS", "DEFAULT_INTEREST", "CONTRACT_INTEREST", "PRINCIPAL"]
    sources = {row["no"]: row for row in terms["policies"]}
    assert sources["P-04"]["value"] == {"number": "0.03"}
    assert all(row["source"] for row in sources.values())
    assert {"P-02", "P-05", "P-06", "P-07", "P-08", "P-09", "P-10", "P-13", "P-14", "P-24"} <= sources.keys()


@pytest.mark.requirement("R-ACT-16")
def test_a_delegate_lends_with_the_wording_of_the_order(people):
    Signatory.objects.create(
        office=people.offices[""],
        purpose=Signatory.Purpose.CONTRACT,
        kind=Signatory.Kind.DELEGATE,
        name="นายผู้แทน ลงนาม",
        position="หัวหน้ากลุ่มงาน",
        for_position="พัฒนาการจังหวัดเชียงราย",
        order_number="12/2561",
        valid_from=date(2018, 1, 1),
    )
    contract = make.a_prepared_contract(people)
    assert contract.lender_name == "นายผู้แทน ลงนาม"
    assert contract.lender_position == "หัวหน้ากลุ่มงาน ปฏิบัติราชการแทนพัฒนาการจังหวัดเชียงราย ตามคำสั่งที่ 12/2561"


def test_nobody_appointed_to_lend_is_said(people):
    Signatory.objects.filter(purpose=Signatory.Purpose.CONTRACT).update(valid_to=date(2017, 12, 31))
    refused(people, "ยังไม่ได้กำหนดผู้ลงนาม “ผู้ให้กู้ในสัญญา”")


@pytest.mark.requirement("R-CONT-07")
def test_the_paper_to_be_signed_is_issued_undated_and_each_change_issues_it_anew(people, quick_papers):
    contract = make.a_prepared_contract(people)
    services.update_preparation(
        contract=contract,
        by=people.users["secretary"],
        on=make.NOTIFIED_ON,
        **make.preparation(contract.proposal, instalment_count=2),
    )
    drafts = Document.objects.filter(subject=f"contract:{contract.pk}").order_by("pk")
    assert [paper.number for paper in drafts] == [f"{contract.proposal.reference}/{n}" for n in (1, 2)]
    assert [len(paper.context["instalments"]) for paper in drafts] == [4, 2]
    assert all(paper.is_draft and paper.context["contract_on"] is None for paper in drafts)


def test_the_register_keeps_masked_card_numbers_and_the_print_is_recorded(people, quick_papers):
    contract = make.a_prepared_contract(people)
    frozen = Document.objects.get(subject=f"contract:{contract.pk}").context
    printed = quick_papers[-1][1]
    assert "x" in frozen["representative"]["national_id"].lower()
    assert printed["representative"]["national_id"].isdigit()
    assert len(printed["co_borrowers"]) == 4
    look = PersonalDataAccess.objects.get(subject=f"contract:{contract.pk}")
    assert (look.user, look.action) == (people.users["secretary"], "EXPORT")


def test_a_contract_is_prepared_once(people):
    proposal = make.a_proposal(people)
    make.a_prepared_contract(people, proposal=proposal)
    with pytest.raises(services.AlreadyPrepared, match="จัดทำสัญญาไว้แล้ว"):
        make.a_prepared_contract(people, proposal=proposal)
    assert Contract.objects.count() == 1


def test_a_proposal_that_was_not_notified_has_no_contract(people):
    refused(people, "ต้องได้รับอนุมัติและแจ้งผลแล้ว", proposal=make.a_proposal(people, state=State.APPROVED))


@pytest.mark.requirement("R-STMP-01")
def test_where_a_ruling_switched_the_duty_off_the_contract_needs_no_stamps(people, quick_papers):
    Policy.objects.create(
        policy_no="P-24",
        key="stamp_duty",
        value={"per": "2000", "cap": "0"},
        effective_from=make.NOTIFIED_ON,
        source="หนังสือกรมสรรพากร (ทดสอบ)",
    )
    contract = make.a_prepared_contract(people)
    assert contract.stamp_duty == 0
    _template, paper = quick_papers[-1]
    assert paper["stamp_duty"] == "0.00"
    assert "อากรแสตมป์" not in render_to_string("papers/contract.html", paper)


# -- instalments ------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-09")
def test_a_due_day_other_than_the_fifth_is_refused(people):
    days = [date(2018, 7, 5), date(2019, 1, 10)]
    refused(people, "ต้องเป็นวันที่ 5 ของเดือน", due_dates=days)


def test_instalments_beyond_24_months_are_refused(people):
    refused(people, "เกิน 24 เดือนนับแต่วันโอนเงิน", instalment_count=5)


def test_a_gap_of_more_than_seven_months_is_refused(people):
    refused(people, "ห่างกันเกิน 7 เดือน", due_dates=[date(2018, 4, 5), date(2018, 12, 5), date(2019, 6, 5)])


def test_fewer_than_two_instalments_a_year_are_refused(people):
    refused(people, "ต้องมีอย่างน้อย 2 งวด", due_dates=[date(2018, 12, 5)])


@pytest.mark.requirement("R-CONT-08")
def test_the_secretariat_may_fix_other_due_dates(people):
    days = [date(2018, 8, 5), date(2019, 1, 5)]
    contract = make.a_prepared_contract(people, due_dates=days)
    assert [line.nominal_due_on for line in services.planned_schedule(contract=contract)] == days
    assert contract.instalment_count == 2


def test_another_rate_from_a_policy_of_later_date_does_not_reach_back(people):
    Policy.objects.create(
        policy_no="P-04",
        key="contract_interest_rate",
        value={"number": "0.001"},
        effective_from=date(2018, 3, 1),
        source="ทดสอบ",
    )
    assert make.a_prepared_contract(people).annual_rate == Decimal("0.03")


def test_days_that_passed_are_refused(people):
    refused(people, "วันที่คาดว่าจะโอน 2 ก.พ. 2561 ผ่านไปแล้ว", on=date(2018, 2, 3))
    refused(people, "ต้องไม่ก่อนวันนัดลงนาม", proposal=make.a_proposal(people, group=2), appointment_on=date(2018, 2, 5))


# -- the account and the witnesses ------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-02")
def test_an_account_serves_one_project_only(people):
    first = make.a_prepared_contract(people, group=1)
    second = make.a_proposal(people, group=2)
    with pytest.raises(services.AccountInUse, match="1 โครงการ 1 บัญชี"):
        make.a_prepared_contract(people, proposal=second, account_number=first.account_number)
    second.refresh_from_db()
    assert second.state == State.NOTIFIED
    assert Contract.objects.count() == 1


@pytest.mark.requirement("R-CONT-03")
def test_the_holders_are_the_representative_and_two_co_borrowers_at_least(people):
    proposal = make.a_proposal(people)
    refused(people, "ผู้กู้ร่วมอย่างน้อย 2 คน", proposal=proposal, holder_ids=[people.groups[1][0].pk, people.groups[1][1].pk])
    refused(people, "ไม่น้อยกว่า 3 คน", proposal=proposal, withdrawal_persons=2)


def test_a_stranger_cannot_hold_the_account(people):
    members = [member.pk for member in people.groups[1][:3]]
    refused(people, "ของโครงการนี้เท่านั้น", holder_ids=[*members, people.groups[2][0].pk])


def test_the_account_is_a_savings_account(people):
    refused(people, "ต้องเป็นประเภทออมทรัพย์", account_kind="CURRENT")


def test_an_account_number_of_other_length_is_refused(people):
    refused(people, "ต้องเป็นตัวเลข 10 ถึง 12 หลัก", account_number="123-4")


@pytest.mark.requirement("R-ACT-05")
def test_two_witnesses_apart_from_the_signers_are_named(people):
    proposal = make.a_proposal(people)
    refused(people, "ต้องระบุพยาน 2 คน", proposal=proposal, witness_names=["นางพยาน หนึ่ง"])
    refused(people, "ต้องระบุพยาน 2 คน", proposal=proposal, witness_names=["นางพยาน หนึ่ง", "นางพยาน  หนึ่ง "])
    name = people.groups[1][4].full_name
    refused(people, "เป็นพยานไม่ได้", proposal=proposal, witness_names=["นางพยาน หนึ่ง", name])


def test_the_name_of_the_account_takes_two_co_borrowers_in_their_order():
    people = [account.Person(key, f"นาง{key} ก") for key in range(1, 5)]
    name = account.check_account(
        kind="SAVINGS",
        representative=people[0],
        co_borrowers=people[1:],
        holder_keys=[1, 4, 3, 2],
        withdrawal_persons=3,
    )
    assert name == "นาง1 ก และ นาง2 ก และ นาง3 ก"


def test_the_account_needs_its_representative():
    people = [account.Person(key, f"นาง{key} ก") for key in range(1, 5)]
    with pytest.raises(account.WrongHolders, match="นาง1 ก ต้องเป็นเจ้าของบัญชีด้วย"):
        account.check_account(
            kind="SAVINGS",
            representative=people[0],
            co_borrowers=people[1:],
            holder_keys=[2, 3, 4],
            withdrawal_persons=3,
        )


def test_a_signed_contract_is_not_prepared_again(people):
    contract = make.a_signed_contract(people)
    with pytest.raises(services.NotReady, match="ลงนามแล้ว จึงแก้ไขไม่ได้"):
        services.update_preparation(
            contract=contract, by=people.users["secretary"], on=make.SIGNED_ON, **make.preparation(contract.proposal)
        )


@pytest.mark.requirement("R-STMP-01")
def test_the_thirteen_contracts_of_the_meeting_bear_1085_baht_of_stamps(people):
    total = sum(make.a_prepared_contract(people, group=group).stamp_duty for group in range(1, 14))
    assert total == Decimal("1085.00")
