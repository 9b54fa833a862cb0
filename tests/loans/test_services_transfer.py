"""Paying out: four eyes, completeness, and what freezes when the money leaves."""

import threading
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from areas.models import Policy
from documents.models import Document, NumberSeries
from loans import selectors, services
from loans.models import Contract, Instalment, TransferBatch, TransferLine
from loans.references import check_ref1
from loans.selectors import lists
from loans.tables import registers
from projects.models import Proposal
from projects.rules import State, Step, state_label
from projects.services import advance
from reports.demo import papers
from tests.loans import factories as make
from thai.refusals import Refusal
from treasury import chart
from treasury.models import JournalEntry, Posting
from treasury.selectors import balance
from treasury.services import NotEnoughMoney

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]


def approve(people, batch, *, on=make.TRANSFER_ON, by="chief"):
    return services.approve_transfer(batch=batch, by=people.users[by], on=on)


def nothing_left(*contracts):
    """Assert that no contract is in force and no money moved."""
    for contract in contracts:
        contract.refresh_from_db()
        assert (contract.state, contract.number, contract.contract_on, contract.ref1) == ("SIGNED", None, None, None)
    assert not JournalEntry.objects.exclude(kind="ALLOCATION").exists()
    assert not Instalment.objects.exists()
    assert not NumberSeries.objects.filter(series__startswith="contract:").exists()


# -- making a batch --------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-02")
def test_an_unsigned_contract_is_not_paid_out(people):
    contract = make.a_prepared_contract(people)
    with pytest.raises(services.NotComplete) as said:
        make.a_batch(people, [contract])
    assert str(said.value) == f"สัญญา {contract.label} ยังไม่ครบถ้วน จึงโอนเงินไม่ได้ ขาด: การลงนามของคู่สัญญา"
    assert not TransferBatch.objects.exists()


@pytest.mark.requirement("R-DISB-02")
def test_a_contract_whose_original_is_not_at_the_province_is_not_paid_out(people):
    complete, other = make.a_complete_contract(people), make.a_signed_contract(people, group=2)
    with pytest.raises(services.NotComplete) as said:
        make.a_batch(people, [complete, other])
    assert other.label in str(said.value)
    assert "ต้นฉบับสัญญาที่ติดอากรแสตมป์ถึงจังหวัดแล้ว" in str(said.value)
    assert not TransferLine.objects.exists()


def test_a_tick_taken_away_before_the_approval_stops_the_whole_batch(people):
    first, second = make.a_complete_contract(people), make.a_complete_contract(people, group=2)
    make.capital(people)
    batch = make.a_batch(people, [first, second])
    second.signing_checks.filter(code="PASSBOOK_HERE").delete()
    with pytest.raises(services.NotComplete, match="สำเนาสมุดบัญชีเงินฝากถึงจังหวัดแล้ว"):
        approve(people, batch)
    nothing_left(first, second)
    assert TransferBatch.objects.get().state == "MADE"


def test_a_contract_is_in_one_live_batch_only(people):
    contract = make.a_complete_contract(people)
    make.a_batch(people, [contract])
    with pytest.raises(services.AlreadyPaidOut, match="อยู่ในชุดโอนเงินแล้ว"):
        make.a_batch(people, [contract])
    assert TransferBatch.objects.count() == 1
    with pytest.raises(IntegrityError, match="contract_paid_out_once"), transaction.atomic():
        TransferLine.objects.create(batch=TransferBatch.objects.get(), contract=contract, amount=1)


def test_the_same_form_sent_twice_makes_one_batch(people):
    contract, key = make.a_complete_contract(people), uuid4()
    assert make.a_batch(people, [contract], request_key=key) == make.a_batch(people, [contract], request_key=key)
    assert TransferBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2018, 2, 1), "ผ่านไปแล้ว"),
        (date(2018, 2, 3), "เป็นวันหยุด ธนาคารไม่โอนเงิน"),
        (date(2018, 3, 1), "เป็นวันหยุด ธนาคารไม่โอนเงิน"),  # Makha Bucha
    ],
)
def test_a_day_on_which_no_bank_transfers_is_refused(people, day, sentence):
    contract = make.a_complete_contract(people)
    with pytest.raises(Refusal, match=sentence):
        make.a_batch(people, [contract], transfer_on=day)
    assert not TransferBatch.objects.exists()


def test_an_empty_batch_and_another_provinces_contract_are_refused(people):
    with pytest.raises(services.EmptyBatch, match="ต้องเลือกสัญญา 1 ถึง 60 ฉบับ"):
        make.a_batch(people, [])
    contract = make.a_complete_contract(people)
    with pytest.raises(services.EmptyBatch, match="จังหวัดเดียวกัน"):
        services.make_transfer(
            province="11",
            contract_ids=[contract.pk],
            transfer_on=make.TRANSFER_ON,
            request_key=uuid4(),
            by=people.users["secretary"],
            on=make.TRANSFER_ON,
        )
    assert not TransferBatch.objects.exists()


# -- four eyes -------------------------------------------------------------------------------------------------------
def test_nobody_approves_her_own_batch(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    with pytest.raises(services.SamePerson, match="พิจารณารายการของตนเองไม่ได้"):
        approve(people, batch, by="secretary")
    nothing_left(contract)
    with pytest.raises(IntegrityError, match="transfer_approved_by_another"), transaction.atomic():
        TransferBatch.objects.filter(pk=batch.pk).update(state="APPROVED", decided_by=people.users["secretary"])


def test_a_refused_batch_gives_its_contracts_back(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผล"):
        services.refuse_transfer(batch=batch, reason=" ", by=people.users["chief"], on=make.TRANSFER_ON)
    services.refuse_transfer(batch=batch, reason="เลขบัญชีไม่ตรง", by=people.users["chief"], on=make.TRANSFER_ON)
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == ("REFUSED", "เลขบัญชีไม่ตรง")
    with pytest.raises(services.AlreadyDecided, match="พิจารณาไปแล้ว: ไม่อนุมัติ"):
        approve(people, batch)
    nothing_left(contract)
    approve(people, make.a_batch(people, [contract]))
    contract.refresh_from_db()
    assert contract.state == "IN_FORCE"


def test_a_batch_whose_day_has_passed_is_not_approved(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    with pytest.raises(services.DayPassed, match="ผ่านไปแล้ว"):
        approve(people, batch, on=date(2018, 2, 5))
    nothing_left(contract)


def test_money_that_the_treasury_deposit_does_not_hold_is_not_lent(people):
    contract = make.a_complete_contract(people)
    make.capital(people, amount=Decimal("199999.99"))
    with pytest.raises(NotEnoughMoney, match="ไม่พอ"):
        approve(people, make.a_batch(people, [contract]))
    nothing_left(contract)


# -- what the approval does ------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-13", "R-CONT-09")
def test_the_contract_bears_the_day_of_the_transfer_and_the_schedule_of_requirements_3_5(people):
    contract = make.a_contract_in_force(people)
    assert contract.contract_on == make.TRANSFER_ON
    assert contract.label == "1/2561"
    assert check_ref1(contract.ref1) == "576100001"
    lines = selectors.schedule_of(contract)
    assert [(line.nominal_due_on, line.effective_due_on, line.days) for line in lines] == [
        (date(2018, 7, 5), date(2018, 7, 5), 153),
        (date(2019, 1, 5), date(2019, 1, 7), 184),
        (date(2019, 7, 5), date(2019, 7, 5), 181),
        (date(2020, 1, 5), date(2020, 1, 6), 184),
    ]
    assert [line.interest for line in lines] == [Decimal(x) for x in ("2515.07", "2268.49", "1487.67", "756.16")]
    assert sum(line.total for line in lines) == Decimal("207027.39")
    assert {line.principal for line in lines} == {Decimal("50000.00")}
    contract.proposal.refresh_from_db()
    assert (contract.proposal.state, contract.proposal.state_on) == (State.TRANSFERRED, make.TRANSFER_ON)


@pytest.mark.requirement("R-DISB-01")
def test_the_money_goes_from_the_deposit_through_the_savings_account_to_the_members(people):
    contracts = [make.a_complete_contract(people, group=group) for group in (1, 7)]
    make.capital(people)
    approve(people, make.a_batch(people, contracts))
    drawing = JournalEntry.objects.get(kind="DRAWING")
    assert {p.account_id: p.amount for p in drawing.postings.all()} == {
        "1101": Decimal(-350_000),
        "1102": Decimal(350_000),
    }
    for contract in contracts:
        party = f"contract:{contract.pk}"
        entry = JournalEntry.objects.get(kind="DISBURSEMENT", source=party)
        assert (entry.posting_on, entry.value_on) == (make.TRANSFER_ON, make.TRANSFER_ON)
        lent = {(p.account_id, p.party): p.amount for p in entry.postings.all()}
        assert lent == {(chart.LOANS, party): contract.principal, (chart.BANK, party): -contract.principal}
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0
    assert balance(province="57", account=chart.BANK, as_of=make.TRANSFER_ON) == 0
    assert balance(province="57", account=chart.LOANS, as_of=make.TRANSFER_ON) == 350_000


def test_contracts_are_numbered_by_province_and_year_without_gaps(people):
    first, second = (make.a_complete_contract(people, group=group) for group in (12, 1))
    make.capital(people)
    approve(people, make.a_batch(people, [first, second]))
    third = make.a_complete_contract(people, group=3, planned_transfer_on=date(2019, 1, 4))
    in_january = {"transfer_on": date(2019, 1, 4), "on": date(2019, 1, 4)}
    approve(people, make.a_batch(people, [third], **in_january), on=date(2019, 1, 4))
    for contract in (first, second, third):
        contract.refresh_from_db()
    # within a batch in the order in which they were prepared
    assert [contract.label for contract in (first, second, third)] == ["1/2561", "2/2561", "1/2562"]
    assert third.ref1.startswith("576200001")


@pytest.mark.requirement("R-CONT-06")
def test_the_original_is_issued_with_its_annex_and_names_the_paper_it_replaces(people):
    contract = make.a_contract_in_force(people)
    papers.draw()
    draft = Document.objects.get(subject=f"contract:{contract.pk}", kind=Document.Kind.CONTRACT_DRAFT)
    paper = Document.objects.get(subject=f"contract:{contract.pk}", kind=Document.Kind.CONTRACT)
    assert (paper.number, paper.issued_on, paper.is_draft) == ("1/2561", make.TRANSFER_ON, False)
    assert paper.context["contract_on"] == "2018-02-02"
    assert paper.context["totals"] == {"principal": "200000.00", "interest": "7027.39", "total": "207027.39"}
    assert paper.context["replaces"] == draft.number
    assert (paper.context["copy_label"], paper.context["stamp_duty"]) == ("ต้นฉบับ", "100.00")


def test_another_day_than_planned_makes_the_schedule_anew_and_keeps_both_papers(people):
    contract = make.a_contract_in_force(people, on=date(2018, 2, 7))
    papers.draw()
    first = selectors.schedule_of(contract)[0]
    assert (contract.contract_on, first.nominal_due_on, first.days) == (date(2018, 2, 7), date(2018, 7, 5), 148)
    found = Document.objects.filter(subject=f"contract:{contract.pk}")
    assert {paper.kind: paper.context["instalments"][0]["nominal_due_on"] for paper in found} == {
        "CONTRACT_DRAFT": "2018-07-05",
        "CONTRACT": "2018-07-05",  # nobody lends on due dates that were not signed; the days of interest are others
    }
    assert {paper.kind: paper.context["instalments"][0]["days"] for paper in found} == {
        "CONTRACT_DRAFT": 153,
        "CONTRACT": 148,
    }


def test_the_terms_are_those_of_the_day_of_the_transfer(people):
    contract = make.a_contract_in_force(people, on=date(2018, 2, 7))
    assert contract.terms["in_force_on"] == "2018-02-07"


def test_a_schedule_that_the_policies_do_not_allow_for_the_real_day_stops_the_transfer(people):
    days = [date(2018, 7, 5), date(2018, 12, 5), date(2019, 6, 5), date(2019, 12, 5)]
    contract = make.a_complete_contract(people, due_dates=days)
    make.capital(people)
    Policy.objects.create(
        policy_no="P-05",
        key="term_max_months",
        value={"number": "12"},
        effective_from=date(2018, 2, 2),
        source="ทดสอบ",
    )
    with pytest.raises(Refusal, match="เกิน 12 เดือนนับแต่วันโอนเงิน"):
        approve(people, make.a_batch(people, [contract]))
    nothing_left(contract)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 9},
        {"contract_on": date(2018, 2, 5)},
        {"principal": 1},
        {"annual_rate": 0},
        {"terms": {}},
        {"account_number": "9999999999"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_terms_of_a_contract_in_force_are_frozen_by_the_database(people, change):
    contract = make.a_contract_in_force(people)
    with pytest.raises(IntegrityError, match="terms are frozen"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(**change)


def test_the_schedules_of_many_contracts_are_read_in_one_query(people, django_assert_num_queries):
    contracts = [make.a_complete_contract(people, group=group) for group in (1, 2, 3)]
    make.capital(people)
    approve(people, make.a_batch(people, contracts))
    with django_assert_num_queries(1):
        found = selectors.schedules_of([contract.pk for contract in contracts])
    assert {len(lines) for lines in found.values()} == {4}


# -- the end ---------------------------------------------------------------------------------------------------------
def test_a_contract_is_closed_with_its_project(people):
    contract = make.a_contract_in_force(people)
    advance(proposal=contract.proposal, step=Step.FIRST_REPAYMENT, by=None, on=date(2018, 7, 5))
    for _again in range(2):
        services.close_contract(contract=contract, on=date(2020, 1, 6))
    assert (contract.state, contract.closed_on) == ("CLOSED", date(2020, 1, 6))
    assert Proposal.objects.get(pk=contract.proposal_id).state == State.CLOSED


def test_a_contract_without_its_money_is_not_closed(people):
    contract = make.a_signed_contract(people)
    with pytest.raises(services.NotReady, match="ยังไม่มีผล จึงปิดไม่ได้"):
        services.close_contract(contract=contract, on=make.TRANSFER_ON)


@pytest.mark.requirement("R-MEM-06")
def test_a_changed_group_cancels_contract_and_project_and_frees_the_account(people):
    contract = make.a_signed_contract(people)
    secretary = people.users["secretary"]
    with pytest.raises(Refusal, match="ต้องระบุเหตุผล"):
        services.cancel_contract(contract=contract, reason=" ", by=secretary, on=make.TRANSFER_ON)
    contract.refresh_from_db()
    assert contract.state == "SIGNED"
    services.cancel_contract(contract=contract, reason="ผู้กู้ร่วมถอนตัว", by=secretary, on=make.TRANSFER_ON)
    contract.refresh_from_db()
    assert (contract.state, contract.proposal.state) == ("CANCELLED", State.CANCELLED_MEMBER_CHANGE)
    again = make.a_prepared_contract(people, group=2, account_number=contract.account_number)
    assert again.account_number == contract.account_number


def test_a_contract_in_a_batch_or_in_force_is_not_cancelled(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    given = {"reason": "ถอนตัว", "by": people.users["secretary"], "on": make.TRANSFER_ON}
    with pytest.raises(services.NotReady, match="อยู่ในชุดโอนเงิน"):
        services.cancel_contract(contract=contract, **given)
    approve(people, batch)
    with pytest.raises(services.NotReady, match="โอนเงินแล้ว จึงยกเลิกไม่ได้"):
        services.cancel_contract(contract=contract, **given)
    contract.refresh_from_db()
    assert contract.state == "IN_FORCE"


def test_the_register_of_members_hears_of_open_contracts(people):
    from members.loan_facts import loan_facts

    contract = make.a_prepared_contract(people)
    member, stranger = people.groups[1][3], people.groups[2][0]
    facts = loan_facts(member_ids=[member.pk, stranger.pk], on=make.TRANSFER_ON)
    assert facts[member.pk].open == (contract.label,)
    assert facts[stranger.pk].open == ()


# -- two at once -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_does(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    start, said = threading.Barrier(2), []

    def try_it(username):
        try:
            start.wait(10)
            approve(people, batch, by=username)
            said.append("approved")
        except Refusal as refused:
            said.append(str(refused))
        finally:
            connection.close()

    both = [threading.Thread(target=try_it, args=[name]) for name in ("chief", "accountant")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert sorted(said)[0] == "approved"
    assert "พิจารณาไปแล้ว: อนุมัติและโอนแล้ว" in sorted(said)[1]
    assert JournalEntry.objects.filter(kind="DISBURSEMENT").count() == 1
    assert Contract.objects.get().number == 1


@pytest.mark.requirement("R-MEM-06")
def test_a_group_that_does_not_want_the_money_any_more_is_not_said_to_have_changed(people):
    contract = make.a_signed_contract(people)
    given = {"contract": contract, "by": people.users["secretary"], "on": make.TRANSFER_ON, "gave_up": True}
    services.cancel_contract(reason="ไม่ประสงค์กู้แล้ว", **given)
    proposal = Proposal.objects.get(pk=contract.proposal_id)
    assert proposal.state == State.CANCELLED_MEMBER_CHANGE
    assert state_label(state=proposal.state, province="57") == "ยกเลิกหลังอนุมัติ ก่อนโอนเงิน"
    last = proposal.timeline.order_by("pk").last()
    assert (last.step, last.note) == (Step.GIVE_UP, "ไม่ประสงค์กู้แล้ว")
    found = lists.accounts_as_of(user=people.users["secretary"], as_of=make.TRANSFER_ON)
    assert not found.exists()


@pytest.mark.requirement("R-REG-01", "R-REG-09")
def test_a_contract_that_was_reopened_stands_as_closed_in_the_register_of_the_days_between(people):
    contract, user = make.a_contract_in_force(people), people.users["secretary"]
    advance(proposal=contract.proposal, step=Step.FIRST_REPAYMENT, by=None, on=date(2018, 7, 5))
    services.close_contract(contract=contract, on=date(2018, 7, 6))
    services.reopen_contract(contract=contract, on=date(2018, 7, 10))

    def said(day):
        (row,) = registers.rows_of("contracts", lists.contracts_as_of(user=user, as_of=day), as_of=day, there={})
        return row["state"], lists.tambon_summary(user=user, as_of=day).get()["closed"]

    in_force, closed = (str(Contract.State(name).label) for name in ("IN_FORCE", "CLOSED"))
    days = (date(2018, 7, 5), date(2018, 7, 6), date(2018, 7, 9), date(2018, 7, 10))
    assert [said(day) for day in days] == [(in_force, 0), (closed, 1), (closed, 1), (in_force, 0)]
    services.close_contract(contract=Contract.objects.get(pk=contract.pk), on=date(2018, 8, 1))
    assert [said(day) for day in (date(2018, 7, 9), date(2018, 7, 10), date(2018, 8, 1))] == [
        (closed, 1),
        (in_force, 0),
        (closed, 1),
    ]
