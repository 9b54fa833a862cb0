"""Who may borrow: one condition after the other, and the size of the group."""

from datetime import date
from decimal import Decimal

import pytest

from areas.selectors import number_policy
from members import rules
from members.rules import Answer, Applicant, Condition

ON = date(2017, 12, 12)


def asked(**changed):
    facts = {"birth_on": date(1980, 5, 1), "residence_since_on": date(2000, 1, 1), "has_work": True}
    facts["is_of_good_standing"] = True
    return rules.eligibility(applicant=Applicant(**(facts | changed)), on=ON)


def answer(verdict, condition):
    return next(finding for finding in verdict.findings if finding.condition is condition)


def test_a_member_without_a_fault_may_borrow_and_every_condition_is_answered():
    verdict = asked()
    assert verdict.may_borrow
    assert [finding.condition for finding in verdict.findings] == list(Condition)[:6]
    assert {finding.answer for finding in verdict.findings} == {Answer.OK}


@pytest.mark.requirement("R-MEM-03")
@pytest.mark.parametrize(
    ("since", "may"),
    [(date(2017, 6, 12), True), (date(2017, 6, 13), False), (date(2017, 12, 12), False)],
)
def test_six_months_in_the_area_are_counted_to_the_same_day(since, may):
    verdict = asked(residence_since_on=since)
    assert verdict.may_borrow is may
    if not may:
        assert "ยังไม่ครบหกเดือน" in answer(verdict, Condition.RESIDENCE).sentence


@pytest.mark.requirement("R-MEM-03")
def test_six_months_from_the_end_of_august_are_over_at_the_end_of_february():
    applicant = Applicant(birth_on=date(1980, 5, 1), residence_since_on=date(2017, 8, 31))
    before = rules.eligibility(applicant=applicant, on=date(2018, 2, 27))
    then = rules.eligibility(applicant=applicant, on=date(2018, 2, 28))
    assert answer(before, Condition.RESIDENCE).answer is Answer.BLOCK
    assert "28 ก.พ. 2561" in answer(before, Condition.RESIDENCE).sentence
    assert answer(then, Condition.RESIDENCE).answer is Answer.OK


@pytest.mark.parametrize(("birth_on", "may"), [(date(2002, 12, 12), True), (date(2002, 12, 13), False)])
def test_a_member_must_be_fifteen_on_the_day(birth_on, may):
    verdict = asked(birth_on=birth_on, residence_since_on=birth_on)
    assert verdict.may_borrow is may
    assert answer(verdict, Condition.AGE).answer is (Answer.OK if may else Answer.BLOCK)


@pytest.mark.requirement("R-MEM-04")
def test_work_in_the_occupation_blocks_when_denied_and_is_to_be_weighed_while_nobody_was_asked():
    assert not asked(has_work=False).may_borrow
    unknown = asked(has_work=None)
    assert unknown.may_borrow
    assert answer(unknown, Condition.WORK).answer is Answer.WARN


@pytest.mark.requirement("R-MEM-05")
def test_an_overdue_loan_blocks_and_names_the_contract():
    verdict = asked(open_contracts=("12/2561",), overdue_contracts=("12/2561",))
    assert not verdict.may_borrow
    assert [finding.sentence for finding in verdict.blocks] == ["มีหนี้ค้างชำระเกินกำหนดตามสัญญา 12/2561"]
    assert not verdict.warnings, "the overdue contract is not told twice"


@pytest.mark.requirement("R-MEM-05")
def test_a_damaged_reputation_attested_by_the_working_group_blocks():
    assert not asked(is_of_good_standing=False).may_borrow


def test_another_open_loan_only_warns():
    verdict = asked(open_contracts=("3/2561",))
    assert verdict.may_borrow
    assert [finding.sentence for finding in verdict.warnings] == ["ยังมีสัญญาที่ไม่ปิด: 3/2561"]


@pytest.mark.requirement("R-ACT-01")
@pytest.mark.parametrize("status", ["LEFT", "DECEASED", "BARRED"])
def test_only_a_standing_member_borrows(status):
    verdict = asked(status=status, status_reason="คำสั่งที่ 5/2560")
    assert [finding.condition for finding in verdict.blocks] == [Condition.MEMBERSHIP]
    if status == "BARRED":
        assert "คำสั่งที่ 5/2560" in verdict.blocks[0].sentence


def test_age_is_counted_in_whole_years():
    assert rules.age_on(date(2000, 2, 29), date(2018, 2, 27)) == 17
    assert rules.age_on(date(2000, 2, 29), date(2018, 2, 28)) == 18
    assert rules.age_on(date(2000, 12, 31), date(2018, 1, 1)) == 17


@pytest.mark.requirement("R-MEM-01")
def test_a_group_of_natural_persons_has_five_members_in_the_whole_nation_in_2561(db):
    least = number_policy(key="group_min_members", province="57", on=date(2018, 1, 10))
    assert least == Decimal(5)
    rules.check_group(size=5, least=int(least))
    with pytest.raises(rules.GroupTooSmall) as refused:
        rules.check_group(size=4, least=int(least))
    assert str(refused.value) == "กลุ่มต้องมีอย่างน้อย 5 คน ขณะนี้มี 4 คน"


@pytest.mark.requirement("R-MEM-02")
def test_samut_prakan_needs_three_from_the_fiscal_year_2563_on(db):
    days = {date(2019, 9, 30): 5, date(2019, 10, 1): 3}
    for day, least in days.items():
        assert number_policy(key="group_min_members", province="11", on=day) == least
    assert number_policy(key="group_min_members", province="57", on=date(2019, 10, 1)) == 5
    rules.check_group(size=3, least=3)


def test_a_group_names_nobody_twice_and_its_size_is_a_whole_number():
    with pytest.raises(rules.MemberTwice) as refused:
        rules.check_group(size=5, least=5, members=[1, 2, 3, 4, 4])
    assert "คนเดียวกัน" in str(refused.value)
    with pytest.raises(rules.NotAGroupSize):
        rules.check_group(size=Decimal("5"), least=5)
