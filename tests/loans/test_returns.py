"""A group that cannot do its project sends the money back within seven business days, or pays what the board says."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from areas.models import Policy
from loans import selectors, services
from loans.bank_lines import NoSuchLine
from loans.models import Contract, ContractChange
from loans.returns import return_quote
from projects.rules import State
from repayments.models import BankLine
from repayments.selectors import standing
from tests.loans import factories as make
from tests.repayments import factories as money
from thai.refusals import Refusal
from treasury import chart
from treasury.models import JournalEntry
from treasury.selectors import balance

ON = date(2018, 2, 8)
LAST_ON = date(2018, 2, 13)  # seven business days after Friday 2 February


# -- the arithmetic ----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-09")
def test_without_a_rate_of_the_board_nothing_is_computed_for_money_that_comes_late():
    quote = return_quote(principal=Decimal("200000.00"), due_on=LAST_ON, on=date(2018, 2, 20), late_rate=None)
    assert (quote.days_late, quote.interest, quote.total) == (7, None, Decimal("200000.00"))


@pytest.mark.requirement("R-DISB-08", "R-DISB-09")
def test_interest_runs_from_the_day_after_the_last_day_at_the_rate_of_the_board():
    told = {"principal": Decimal("200000.00"), "due_on": LAST_ON, "late_rate": Decimal("0.075")}
    assert return_quote(on=LAST_ON, **told).total == Decimal("200000.00")
    late = return_quote(on=date(2018, 2, 20), **told)
    assert (late.interest, late.total) == (Decimal("287.67"), Decimal("200287.67"))


@given(days=st.integers(-30, 400), satang=st.integers(100, 20_000_000))
def test_a_later_day_never_costs_less(days, satang):
    principal = Decimal(satang) / 100
    told = {"principal": principal, "due_on": LAST_ON, "late_rate": Decimal("0.05")}
    day = date.fromordinal(LAST_ON.toordinal() + days)
    here = return_quote(on=day, **told)
    after = return_quote(on=date.fromordinal(day.toordinal() + 1), **told)
    assert principal <= here.total <= after.total


# -- the command -------------------------------------------------------------------------------------------------------
@pytest.fixture
def contract(people, db, quick_papers):
    """Give a contract of 200,000 baht whose money left on 2 February 2561."""
    return make.a_contract_in_force(people)


def returned(people, contract, *, on=ON, **changed):
    given = {"deposited_on": on, "reference": "ฝ. 3/2561", "reason": "สมาชิกย้าย"} | changed
    return services.record_money_return(contract=contract, by=people.users["accountant"], on=on, **given)


@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-08")
def test_the_last_day_is_the_seventh_business_day_after_the_transfer(contract):
    assert selectors.return_by(province="57", paid_on=contract.contract_on).last_on == LAST_ON


@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-08")
def test_money_that_comes_back_in_time_closes_the_contract_without_interest(people, contract):
    event, quote = returned(people, contract)
    contract.refresh_from_db()
    assert (event.kind, event.amount, quote.interest) == ("MONEY_RETURNED", contract.principal, 0)
    assert (contract.state, contract.proposal.state) == ("CLOSED", State.CLOSED)
    assert balance(province="57", account=chart.LOANS, as_of=ON) == 0
    assert balance(province="57", account=chart.TREASURY_DEPOSIT, as_of=ON) == Decimal("3000000.00")
    owed = standing(contract=contract, as_of=date(2018, 7, 31))
    assert (owed.principal, owed.contract_interest, owed.total) == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-09")
def test_money_that_comes_late_holds_the_interest_that_the_board_fixed(people, contract):
    Policy.objects.create(
        policy_no="P-18",
        key="late_return_rate",
        value={"number": "0.075"},
        effective_from=date(2018, 1, 1),
        source="คคส.",
    )
    late_on = date(2018, 2, 20)
    _event, quote = returned(people, contract, on=late_on)
    assert quote.interest == Decimal("287.67")
    assert -balance(province="57", account=chart.LATE_RETURN_INTEREST, as_of=late_on) in (
        Decimal("287.67"),
        Decimal("-287.67"),
    )
    entry = JournalEntry.objects.get(kind="MONEY_BACK")
    assert sum(row.amount for row in entry.postings.all()) == 0


@pytest.mark.django_db
def test_money_comes_back_through_a_line_of_the_bank_that_is_no_repayment(people, contract):
    whole, other = money.imported(
        people,
        money.paid(contract, "200000.00", on=ON),
        money.paid(contract, "1.00", on=ON),
        on=ON,
    )
    with pytest.raises(services.WrongSum, match="ไม่ตรงกับที่ต้องคืน"):
        returned(people, contract, line_key=other.pk, deposited_on=None)
    returned(people, contract, line_key=whole.pk, deposited_on=None)
    whole.refresh_from_db()
    assert whole.state == BankLine.State.MONEY_BACK
    other.refresh_from_db()
    assert other.state != BankLine.State.MONEY_BACK
    assert balance(province="57", account=chart.LOANS, as_of=ON) == 0
    with pytest.raises(Refusal):
        returned(people, Contract.objects.get(pk=contract.pk), line_key=whole.pk, deposited_on=None)


@pytest.mark.django_db
def test_without_a_line_or_a_slip_nothing_came_back(people, contract):
    with pytest.raises(NoSuchLine, match="เลือกรายการธนาคาร"):
        returned(people, contract, deposited_on=None)
    assert not ContractChange.objects.exists()


@pytest.mark.django_db
def test_a_loan_that_was_paid_on_is_settled_not_returned(people, quick_papers):
    [contract] = money.contracts_in_force(people, groups=(1,))
    money.receipted(people, money.paid(contract))
    with pytest.raises(services.RepaymentsReceived, match="ขอปิดบัญชีก่อนกำหนด"):
        returned(people, contract, on=date(2018, 7, 9))


# -- the page and the task ---------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-08")
def test_an_announced_return_waits_in_my_work_with_its_last_day_until_the_money_is_back(
    people, contract, log_in, business_date
):
    business_date(ON)
    officer = log_in("khuntan")
    url = reverse("loans:money_back", args=[contract.pk])
    typed = {"announced_on": "8/2/2561", "reason": "สมาชิกย้ายออก"}
    assert officer.post(reverse("loans:announce", args=[contract.pk]), typed).status_code == 302
    page = officer.get(url).content.decode()
    assert "13 ก.พ. 2561" in page
    assert "สมาชิกย้ายออก" in page
    accountant = log_in("accountant")
    work = accountant.get(reverse("my_work")).content.decode()
    assert "กลุ่มแจ้งคืนเงินกู้ รอเงินกลับ" in work
    assert "13 ก.พ. 2561" in work
    typed = {"line_key": "", "deposited_on": "8/2/2561", "reference": "ฝ. 3", "reason": "สมาชิกย้ายออก"}
    answer = accountant.post(reverse("loans:receive_back", args=[contract.pk]), typed)
    assert answer["Location"] == reverse("loans:contract", args=[contract.pk])
    assert "กลุ่มแจ้งคืนเงินกู้ รอเงินกลับ" not in accountant.get(reverse("my_work")).content.decode()
    assert "ส่งคืนเงินแล้ว" in accountant.get(answer["Location"]).content.decode()


@pytest.mark.django_db
def test_an_announcement_is_withdrawn_by_a_row_that_stays(people, contract, log_in, business_date):
    business_date(ON)
    officer = log_in("khuntan")
    officer.post(reverse("loans:announce", args=[contract.pk]), {"announced_on": "8/2/2561", "reason": "ย้าย"})
    officer.post(reverse("loans:take_back_announcement", args=[contract.pk]), {"reason": "ทำต่อได้"})
    assert selectors.events_of([contract.pk]) == {}
    assert ContractChange.objects.count() == 2
    assert "เพิกถอน" in officer.get(reverse("loans:money_back", args=[contract.pk])).content.decode()


@pytest.mark.django_db
def test_the_page_says_that_no_rate_is_fixed_when_money_comes_late(people, contract, log_in, business_date):
    business_date(date(2018, 3, 5))
    page = log_in("accountant").get(reverse("loans:money_back", args=[contract.pk])).content.decode()
    assert "ยังไม่มีอัตราดอกเบี้ยที่ คกส. กำหนด ระบบจึงไม่คำนวณดอกเบี้ย" in page
