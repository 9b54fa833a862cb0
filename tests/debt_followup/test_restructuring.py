"""A debt is restructured: from the application to the memorandum that everybody signed, and what can go wrong."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import IntegrityError, transaction

from debt_followup import selectors as room
from debt_followup.models import Restructuring, RestructuringLine, RestructuringSigner
from debt_followup.rules import restructuring as rules
from debt_followup.rules.interruptions import Cause
from debt_followup.rules.machines import StepNotOpen
from debt_followup.rules.restructuring import Method, Stage
from debt_followup.selectors import restructurings as selectors
from debt_followup.services import memoranda
from debt_followup.services import restructurings as services
from documents.models import Document
from loans.models import Contract, ContractChange
from loans.selectors import schedule_of, versions_of
from repayments import selectors as repayments
from repayments.rules import Component
from repayments.selectors.portfolio import balance_of
from repayments.services import issue_bills, issue_card, refresh_courses, replay
from reports.demo import people as demo
from tests.debt_followup import restructured as steps
from tests.debt_followup.restructured import ON
from tests.repayments import factories
from treasury import chart
from treasury import selectors as books

LATER = date(2018, 12, 20)


@pytest.fixture(autouse=True)
def blank_papers():
    """Issue papers without drawing them; they are looked at by themselves."""
    patch = factories.quick_papers()
    yield
    patch.undo()


@pytest.fixture
def people(loans):
    return demo.read()


@pytest.fixture
def unpaid(loans):
    """Give the contract of which nothing was paid: 200,000 baht of 2 February 2018."""
    return loans[2]


# -- the way -----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-RSTR-01", "R-RSTR-06", "R-FORM-07")
def test_a_member_who_cannot_pay_applies_once_and_the_debt_group_looks_at_her_month(people, unpaid):
    row = steps.assessed(people, unpaid)
    assert row.state == Stage.ASSESSED
    assert (row.request_paper.kind, row.review_paper.kind) == ("RESTRUCTURE_REQUEST", "RESTRUCTURE_REVIEW")
    assert row.review_paper.context["left"] == "4500.00"
    with pytest.raises(services.AlreadyApplied, match="ยังไม่เสร็จ"):
        steps.applied(people, unpaid)
    with pytest.raises(IntegrityError, match="one_restructuring_at_a_time"), transaction.atomic():
        Restructuring.objects.create(
            contract=unpaid,
            applicant=row.applicant,
            applied_on=ON,
            reason="-",
            wish="LONGER",
            applied_by=row.applied_by,
        )


@pytest.mark.requirement("R-RSTR-07", "R-RSTR-08", "R-RSTR-09")
def test_amphoe_proposes_the_province_opines_and_decides_everybody_signs_and_the_new_schedule_is_in_force(
    people, unpaid
):
    owed = selectors.owed_of(unpaid, on=ON)
    row = steps.prepared(people, unpaid, count=12)
    assert schedule_of(unpaid)[-1].number == 4, "nothing changes before everybody signed"
    signers = list(row.signers.order_by("pk"))
    for line in signers[:-1]:
        row = memoranda.sign(restructuring=row, signer=line.pk, signed_on=ON, by=people.users["phan"], on=ON)
    assert row.state == Stage.PREPARED
    row = memoranda.sign(restructuring=row, signer=signers[-1].pk, signed_on=ON, by=people.users["phan"], on=ON)
    assert row.state == Stage.IN_FORCE
    first, second = versions_of([unpaid.pk])[unpaid.pk]
    assert (first.agreed_on, second.agreed_on) == (None, ON)
    assert [line.number for line in second.instalments] == list(range(5, 17))
    standing = repayments.standing(contract=unpaid, as_of=ON)
    assert (standing.principal, standing.due_total) == (200000, 0)
    assert standing.frozen == owed.contract_interest + owed.default_interest == Decimal("4493.92")
    assert standing.total == owed.total
    assert row.event.approved_by == people.users["chief"]


@pytest.mark.requirement("R-RSTR-09")
def test_each_signature_acknowledges_the_debt_of_its_signer_on_her_own_day(people, unpaid):
    row = steps.in_force(people, unpaid)
    days = {line.party_id: line.signed_on for line in row.signers.all()}
    found = room.interruptions([unpaid.pk], on=LATER)[unpaid.pk]
    signed = {one.party_id: one.on for one in found if one.cause == Cause.RESTRUCTURED}
    assert signed == days
    assert len(set(days.values())) == len(days) == unpaid.parties.count()


@pytest.mark.requirement("R-RSTR-10")
def test_a_refusal_is_told_with_its_reasons_within_seven_days_or_the_next_business_day(people, unpaid):
    row = steps.decided(people, unpaid, approve=False)
    assert row.tell_by == date(2018, 10, 8)  # Sunday 7 October is the seventh day
    assert list(selectors.refusals_to_tell(user=people.users["secretary"])) == [row]
    told = services.tell_refusal(restructuring=row, by=people.users["secretary"], on=date(2018, 10, 2))
    assert (told.state, told.told_on) == (Stage.TOLD, date(2018, 10, 2))
    assert "มีรายได้พอชำระตามสัญญาเดิม" in "".join(told.refusal_paper.context["paragraphs"])
    assert not selectors.refusals_to_tell(user=people.users["secretary"]).exists()
    with pytest.raises(StepNotOpen):
        services.tell_refusal(restructuring=told, by=people.users["secretary"], on=ON)
    steps.applied(people, unpaid, on=date(2018, 10, 3))  # she may ask again


def test_a_refusal_needs_reasons_and_whoever_took_part_does_not_decide(people, unpaid):
    row = steps.opined(people, unpaid)
    given = {"restructuring": row, "decision_number": "1/2561", "decided_on": ON, "on": ON}
    with pytest.raises(services.WordsMissing, match="ไม่อนุมัติ"):
        services.decide(approve=False, reason=" ", by=people.users["chief"], **given)
    with pytest.raises(services.OwnRequest):
        services.decide(approve=True, reason="", by=people.users["secretary"], **given)


def test_whoever_assessed_does_not_decide_and_a_resolution_of_earlier_days_by_her_goes_on(people, unpaid):
    assessor, row = people.users["khuntan"], steps.applied(people, unpaid)
    row = services.assess(
        restructuring=row, incomes=[], expenses=[], assessment="-", assessed_on=ON, by=assessor, on=ON
    )
    row = services.propose(
        restructuring=row, plan=steps.plan(unpaid), met_on=ON, meeting="5/2561", proposal="-",
        by=people.users["phan"], on=ON,
    )  # fmt: skip
    row = services.opine(
        restructuring=row, supports=True, opinion="-", opined_on=ON, by=people.users["secretary"], on=ON
    )
    with pytest.raises(services.OwnRequest, match="ผู้ประเมิน"):
        services.decide(
            restructuring=row, approve=True, decision_number="9/2561", decided_on=ON, reason="", by=assessor, on=ON
        )
    said = {"decided_by": assessor, "decided_on": ON, "decision_number": "9/2561", "state": "APPROVED"}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Restructuring.objects.filter(pk=row.pk).update(**said)
    assert refused.value.__cause__.diag.constraint_name == "restructuring_decided_by_nobody_who_assessed"
    with pgtrigger.ignore("debt_followup.Restructuring:decided_by_another"):
        Restructuring.objects.filter(pk=row.pk).update(**said)  # as it was recorded before the rule
    row = memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=people.users["phan"], on=ON)
    assert steps.signed_by_all(people, row).state == Stage.IN_FORCE


def test_the_plan_that_is_asked_for_is_the_one_that_is_worked_out_or_refused(unpaid):
    asked = selectors.Asked(agreed_on=ON, count=23, first_due_on=date(2018, 11, 5))
    holiday = selectors.offer(unpaid, Method.HOLIDAY, asked)
    assert (holiday.plan.count, holiday.plan.first_due_on) == (23, date(2018, 11, 5))
    assert "วันสุดท้ายที่พัก" in holiday.refusal
    later = selectors.offer(unpaid, Method.HOLIDAY, replace(asked, first_due_on=date(2019, 10, 5)))
    assert (later.plan.count, "24 เดือน" in later.refusal) == (23, True)
    nothing = selectors.offer(unpaid, Method.LOWER_RATE, replace(asked, default_rate=Decimal(0)))
    assert nothing.plan.default_rate == 0


# -- the three methods -------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-RSTR-02", "R-RSTR-05")
def test_the_methods_stand_side_by_side_with_what_the_fund_does_not_allow(unpaid):
    longer, lower, holiday = selectors.offers(unpaid, selectors.Asked(agreed_on=ON))
    assert longer.plan.due_dates[-1] <= date(2020, 9, 30)
    assert not longer.refusal
    assert "ลดไม่ได้" in lower.refusal
    assert not holiday.refusal
    assert holiday.plan.due_dates[0] == date(2019, 10, 5)
    assert holiday.simulated.schedule.instalments[0].days == 6
    for offer in (longer, holiday):
        assert sum(amount for _due_on, amount in offer.simulated.amounts) == offer.simulated.total


@pytest.mark.requirement("R-RSTR-03")
def test_a_lower_rate_is_worked_out_on_what_is_unpaid_and_the_difference_is_waived_by_the_resolution(people, unpaid):
    unpaid = _as_an_old_contract(unpaid, unpaid.terms | {"default_rate": "0.15"})
    before = repayments.standing(contract=unpaid, as_of=ON)
    assert before.default_interest == Decimal("1812.50")
    row = steps.in_force(people, unpaid, Method.LOWER_RATE, default_rate=Decimal("0.075"))
    assert row.waived == Decimal("906.25")
    waiver = ContractChange.objects.get(kind=ContractChange.Kind.WAIVED)
    assert (waiver.amount, waiver.decision_number, waiver.effective_on) == (Decimal("906.25"), "9/2561", ON)
    assert repayments.standing(contract=unpaid, as_of=ON).frozen == Decimal("3587.67") + Decimal("906.25")


@pytest.mark.requirement("R-RSTR-04")
def test_a_holiday_of_a_year_bears_nothing_and_its_days_are_not_counted(people, unpaid):
    steps.in_force(people, unpaid, Method.HOLIDAY)
    on = date(2019, 9, 29)
    quote = repayments.settlement(contract=unpaid, on=on)
    assert quote.owed == Decimal("204493.92")
    assert repayments.standing(contract=unpaid, as_of=on).days_past_due == 0
    assert schedule_of(unpaid)[0].days == 6


@pytest.mark.requirement("R-RSTR-05")
def test_beyond_the_ceiling_goes_only_what_has_a_reason(people, unpaid):
    with pytest.raises(rules.TooLong):
        steps.proposed(people, unpaid, count=30)
    row = Restructuring.objects.get()  # assessed, but not proposed
    plan = steps.plan(unpaid, count=30, exception_reason="น้ำท่วมสองปีติดกัน")
    done = services.propose(
        restructuring=row,
        plan=plan,
        met_on=ON,
        meeting="5/2561",
        proposal="เห็นควร",
        exception_reason="น้ำท่วมสองปีติดกัน",
        by=people.users["phan"],
        on=ON,
    )
    assert done.count == 30


# -- what happens beside it --------------------------------------------------------------------------------------------
def test_a_payment_found_before_the_first_signature_makes_the_memorandum_anew_and_after_it_counts(people, unpaid):
    row = steps.prepared(people, unpaid)
    signers = list(row.signers.order_by("pk"))
    factories.receipted(people, factories.paid(unpaid, "10000.00", on=date(2018, 9, 3)), on=ON)
    with pytest.raises(memoranda.BalancesMoved, match="จัดทำบันทึกข้อตกลงใหม่"):
        memoranda.sign(restructuring=row, signer=signers[0].pk, signed_on=ON, by=people.users["phan"], on=ON)
    number = row.label
    row = memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=people.users["phan"], on=ON)
    assert (row.label, Document.objects.filter(kind="RESTRUCTURE_DEED").count()) == (number, 2)
    row = steps.signed_by_all(people, row)
    signed = list(row.lines.all())
    before = repayments.standing(contract=unpaid, as_of=ON)
    factories.receipted(
        people, factories.paid(unpaid, "20000.00", on=date(2018, 9, 10), at=time(9)), on=date(2018, 10, 8)
    )
    after = repayments.standing(contract=unpaid, as_of=ON)
    assert list(row.lines.all()) == signed, "what was signed stays"
    assert before.total - after.total >= 20000


def test_what_was_signed_cannot_be_changed_even_in_the_database(people, unpaid):
    row = steps.prepared(people, unpaid)
    line = row.signers.order_by("pk").first()
    memoranda.sign(restructuring=row, signer=line.pk, signed_on=ON, by=people.users["phan"], on=ON)
    for sentence, change in (
        (
            "restructuring_schedule_stays",
            lambda: RestructuringLine.objects.filter(restructuring=row).update(principal=1),
        ),
        (
            "restructuring_signature_stays",
            lambda: RestructuringSigner.objects.filter(pk=line.pk).update(signed_on=LATER),
        ),
        ("restructuring_plan_stays", lambda: Restructuring.objects.filter(pk=row.pk).update(count=99)),
        ("restructuring_step_allowed", lambda: Restructuring.objects.filter(pk=row.pk).update(state="APPLIED")),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            change()
        assert refused.value.__cause__.diag.constraint_name == sentence
    with pytest.raises(services.NotASigner, match="มีผู้ลงนามแล้ว"):
        memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=people.users["phan"], on=ON)
    with pytest.raises(services.NotASigner):
        memoranda.sign(restructuring=row, signer=line.pk, signed_on=ON, by=people.users["phan"], on=ON)


def test_a_debtor_who_does_not_sign_leaves_the_old_schedule_in_force(people, unpaid):
    row = steps.prepared(people, unpaid)
    services.withdraw(restructuring=row, reason="ผู้กู้ร่วมไม่ยอมลงนาม", by=people.users["phan"], on=ON)
    assert schedule_of(unpaid)[-1].number == 4
    assert not ContractChange.objects.filter(contract=unpaid).exists()


@pytest.mark.requirement("R-RSTR-09")
def test_the_books_and_everything_that_reads_the_debt_go_on_right(people, unpaid):
    lent = books.balance(province="57", account=chart.LOANS, as_of=LATER)
    steps.in_force(people, unpaid, count=12)
    assert books.balance(province="57", account=chart.LOANS, as_of=LATER) == lent, "nothing is booked at the agreement"
    bills = issue_bills(contract=unpaid, by=people.users["accountant"], on=ON)
    assert [bill["instalment"] for bill in bills.context["bills"]] == list(range(5, 17))
    first = bills.context["bills"][0]
    assert Decimal(first["amount"]) == schedule_of(unpaid)[0].total
    assert sum(Decimal(first[part]) for part in ("principal", "interest", "frozen")) == Decimal(first["amount"])
    issue_card(contract=unpaid, by=people.users["accountant"], on=ON)
    due = schedule_of(unpaid)[0]
    (receipt,) = factories.receipted(
        people, factories.paid(unpaid, str(due.total), on=due.nominal_due_on), on=date(2018, 11, 7)
    )
    parts = {row.component: row.amount for row in repayments.allocations_of(receipt)}
    assert parts == {
        Component.DEFAULT_INTEREST: Decimal("75.52"),
        Component.CONTRACT_INTEREST: due.interest + Decimal("298.97"),
        Component.PRINCIPAL: due.principal,
    }
    ledger = repayments.ledger_of(contract=unpaid, to_on=LATER)
    assert ledger.lines[-1].principal_left == ledger.closing.principal
    contracts = list(Contract.objects.filter(pk=unpaid.pk))
    for on in (ON - timedelta(days=1), ON, date(2018, 11, 6), LATER, date(2020, 1, 1)):
        alone = balance_of(repayments.standing(contract=unpaid, as_of=on))
        assert repayments.balances_of([unpaid.pk], as_of=on)[unpaid.pk] == alone, on
    assert repayments.portfolio(as_of=LATER, contracts=Contract.objects.filter(pk__in=[c.pk for c in contracts]))
    refresh_courses(on=LATER, contract_ids=[unpaid.pk])
    replay(contract=unpaid, on=LATER, by=None)


def test_a_call_in_is_undone_and_may_come_again(people, unpaid):
    from repayments.services import call_in

    call_in(contract=unpaid, reason="ผิดนัด", by=people.users["accountant"], on=ON)
    steps.in_force(people, unpaid, count=12)
    assert not repayments.standing(contract=unpaid, as_of=LATER).allocation.called_in
    call_in(contract=unpaid, reason="ผิดนัดตารางใหม่", by=people.users["accountant"], on=LATER)
    assert repayments.standing(contract=unpaid, as_of=LATER).allocation.called_in


def test_dates_out_of_order_and_strangers_are_refused(people, loans, unpaid):
    with pytest.raises(services.NotThatDay):
        services.assess(
            restructuring=steps.applied(people, unpaid, on=ON),
            incomes=[],
            expenses=[],
            assessment="-",
            assessed_on=ON - timedelta(days=1),
            by=people.users["phan"],
            on=ON,
        )
    with pytest.raises(services.NotASigner, match="ผู้กู้ตามสัญญา"):
        services.apply(
            contract=loans[1],
            applicant=unpaid.parties.first().pk,
            applied_on=ON,
            reason="-",
            wish="LONGER",
            by=people.users["phan"],
            on=ON,
        )


def test_a_plan_whose_days_went_by_moves_on_by_whole_months(people, unpaid):
    row = steps.decided(people, unpaid, Method.HOLIDAY)
    later = ON + timedelta(days=40)
    plan = selectors.plan_kept(row, agreed_on=later)
    assert plan.holiday_from == later
    assert plan.first_due_on > plan.holiday_until
    assert plan.count == row.count
    assert replace(plan, agreed_on=ON).method == Method.HOLIDAY


def _as_an_old_contract(contract, terms):
    """Give another copy with other terms, as of before the fund's own rate; all tests share the one given."""
    with pgtrigger.ignore("loans.Contract:terms_frozen"):
        Contract.objects.filter(pk=contract.pk).update(terms=terms)
    return Contract.objects.get(pk=contract.pk)
