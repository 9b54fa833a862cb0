"""What was collected of old debts beside the aim of 60 per cent, in both readings; the classed register; the tasks."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from debt_followup import rules
from debt_followup.models import OldRegister
from loans.models import Contract
from reports.selectors import old_debts as selectors
from reports.selectors.tasks import tasks
from tests.debt_followup.old_registers import PROVINCE, debt, taken_in
from tests.papers import blank_papers
from tests.repayments import factories

CENTS = st.integers(min_value=0, max_value=10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@pytest.mark.requirement("R-KPI-15", "R-KPI-04")
def test_the_national_result_of_2560_is_read_both_ways():
    found = rules.collection(base=Decimal("2716901648.50"), collected=Decimal("679763460.04"))
    assert found.to_collect == Decimal("1630140989.10")
    assert (found.of_base, found.of_target) == (Decimal("25.02"), Decimal("41.70"))
    assert found.to_collect_by_falling == Decimal("1086760659.40")
    assert found.to_fall_to == Decimal("1630140989.10")


@given(base=CENTS, collected=CENTS)
def test_both_readings_hold_together(base, collected):
    found = rules.collection(base=base, collected=min(base, collected))
    assert found.to_collect + found.to_collect_by_falling == base
    assert found.balance + found.collected == base
    assert (found.still_to_fall == 0) == (found.balance <= found.to_fall_to)


@given(
    approved=st.integers(min_value=100, max_value=10**7),
    share=st.integers(min_value=0, max_value=100),
    count=st.integers(min_value=1, max_value=36),
)
def test_what_is_left_adds_up_whatever_was_received(approved, share, count):
    lent, paid = Decimal(approved), Decimal(approved * share // 100)
    planned = rules.equal_parts(principal=lent, instalments=count, first_due_on=date(2014, 5, 1), months_between=1)
    left = rules.left_of(
        approved=lent, received=paid, contract_on=date(2014, 4, 1), planned=planned, annual_rate=Decimal("0.03")
    )
    assert sum((line.principal for line in left), Decimal(0)) == lent - paid
    assert all(line.principal > 0 and line.interest >= 0 for line in left)
    assert [line.due_on for line in left] == sorted(line.due_on for line in left)


@pytest.fixture
def collected(people, users, db):
    """Give two debts of 120,000 on the base day, of which 10,000 came in July 2560 and 40,000 in January 2561."""
    taken_in([debt("1"), debt("2"), debt("3", received="120,000")], users)
    first, second = Contract.objects.filter(register_number__in=["1/2557", "2/2557"]).order_by("number")
    patch = blank_papers()
    try:
        factories.receipted(people, factories.paid(first, "200000.00", on=date(2017, 7, 4), at=time(9, 0)))
        factories.receipted(
            people, factories.paid(second, "5000.00", on=date(2018, 1, 4), at=time(9, 0)), on=date(2018, 1, 24)
        )
    finally:
        patch.undo()
    return first, second


@pytest.mark.requirement("R-DEBT-06")
def test_payments_of_may_2559_to_september_2560_are_counted_month_by_month(collected):
    found = selectors.collected(provinces=[PROVINCE], as_of=date(2018, 7, 31))
    assert (found.projects, found.counted.base) == (2, 240_000)
    assert found.counted.collected == 120_000
    assert found.counted.of_base == Decimal("50.00")
    assert found.counted.of_target == Decimal("83.33")
    assert found.counted.of_falling == Decimal("125.00")
    assert found.is_over
    assert found.so_far.collected >= 120_000
    by_month = {month.until: month.collected for month in found.months}
    assert len(by_month) == 17
    assert by_month[date(2017, 7, 31)] == 120_000
    assert sum(by_month.values()) == found.counted.collected
    assert selectors.collected(provinces=[PROVINCE], as_of=date(2016, 4, 30)).counted.collected == 0


def test_the_policy_names_the_share(collected):
    assert selectors.target_rate(on=date(2017, 9, 30)) == Decimal("0.60")


@pytest.mark.requirement("R-DEBT-05", "R-DEBT-03")
def test_the_classed_register_of_19_june_2560_can_be_made_again(users, db):
    taken_in([debt("1"), debt("2", received="120,000")], users)
    [row] = selectors.classed_register(province=PROVINCE, as_of=date(2017, 6, 19))
    assert (row.contract.label, row.balance.principal) == ("1/2557", 120_000)
    assert (row.term, row.kind, row.last_day_on) == (rules.Term.SHORT, "RUNNING", date(2019, 5, 1))
    [late] = selectors.classed_register(province=PROVINCE, as_of=date(2021, 6, 19))
    assert late.status == rules.LimitationStatus.TIME_BARRED


@pytest.mark.requirement("R-REP-13")
def test_the_pages_and_files_of_the_reports_open(users, collected, log_in, business_date):
    business_date(date(2018, 7, 31))
    rows = [
        {"fiscal_year": "2556", "number": "1", "organisation": "กลุ่มสตรีบ้านใต้", "title": "อบรมอาชีพ", "amphoe": "5714",
         "approved": "50,000", "paid": "50,000", "used": "45,000", "returned": "5,000"},
    ]  # fmt: skip
    taken_in(rows, users, kind=OldRegister.Kind.SUBSIDIES)
    client = log_in("secretary")
    said = {
        "old-debts-60": ("240,000.00", "83.33", "ลดหนี้ให้เหลือร้อยละ 60"),
        "classed-register": ("2/2557", "หนี้ตามสัญญา"),
        "old-subsidies": ("กลุ่มสตรีบ้านใต้", "45,000.00"),
        "arrears-by-year": ("2556", "360,000.00"),
    }
    for name, words in said.items():
        page = client.get(reverse("reports:report", args=[name])).content.decode()
        assert all(word in page for word in words), name
        for kind in ("xlsx", "pdf"):
            assert client.get(reverse("reports:report_file", args=[name, kind])).status_code == 200, (name, kind)


def test_the_monthly_report_is_in_my_work_until_the_fifth(users, db):
    taken_in([debt("1")], users)
    titles = {task.title: task for task in tasks(user=users["secretary"], on=date(2018, 1, 2))}
    assert titles["รายงานผลการชำระคืนหนี้เดิมของเดือนก่อน"].due_on == date(2018, 1, 5)
    assert not any("หนี้เดิม" in task.title for task in tasks(user=users["secretary"], on=date(2018, 1, 8)))
