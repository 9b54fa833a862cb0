"""A member with an overdue loan anywhere may not borrow again; with an open one she is weighed (R-MEM-05, A-29)."""

from datetime import date

import pytest

from members import selectors
from members.loan_facts import loan_facts
from repayments.services import refresh_courses
from tests.repayments import factories
from tests.scenario import kept_for_module


def play():
    """Two loans of February: the first one pays its July instalment, the second does not."""
    from reports.demo import people as demo

    people = demo.read()
    made = factories.contracts_in_force(people)
    patch = factories.quick_papers()
    try:
        factories.receipted(people, factories.paid(made[0]))
    finally:
        patch.undo()
    return made


two_loans = kept_for_module(play)


@pytest.mark.requirement("R-MEM-05")
def test_every_signer_of_a_late_contract_is_blocked_and_those_of_a_paid_one_are_warned(people, two_loans):
    paid, late = two_loans
    day = date(2018, 7, 23)
    found = selectors.verdicts(members=[*people.groups[1], *people.groups[2]], on=day)
    for member in people.groups[1]:
        assert found[member.pk].may_borrow
        assert paid.label in found[member.pk].warnings[-1].sentence
    for member in people.groups[2]:
        assert [finding.sentence for finding in found[member.pk].blocks] == [f"มีหนี้ค้างชำระเกินกำหนดตามสัญญา {late.label}"]


def test_on_the_effective_due_date_itself_nobody_is_late_yet(people, two_loans):
    asked = [member.pk for member in people.groups[2]]
    assert not any(facts.overdue for facts in loan_facts(member_ids=asked, on=date(2018, 7, 5)).values())
    assert all(facts.overdue for facts in loan_facts(member_ids=asked, on=date(2018, 7, 6)).values())


def test_many_members_are_asked_about_in_a_few_queries(people, two_loans, django_assert_max_num_queries):
    everybody = [member.pk for group in people.groups.values() for member in group]
    refresh_courses(on=date(2018, 7, 23))  # as the job of the day does
    with django_assert_max_num_queries(5):
        loan_facts(member_ids=everybody, on=date(2018, 7, 23))


def test_the_page_of_a_late_member_names_her_contract(people, two_loans, log_in, business_date):
    business_date(date(2018, 7, 23))
    member = people.groups[2][0]
    page = log_in("khuntan").get(f"/members/{member.member_number}/").content.decode()
    assert "ร่วมกู้ไม่ได้" in page
    assert "มีหนี้ค้างชำระเกินกำหนดตามสัญญา" in page
    assert f"/loans/{two_loans[1].pk}/" in page
