"""A group that cannot do its project sends the money back within seven business days, or pays what the board says."""

from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from areas.models import Policy
from loans import bank_lines, selectors, services
from loans.bank_lines import NoSuchLine
from loans.models import Contract, ContractChange, MoneyReturn
from loans.returns import return_quote
from projects.rules import State
from repayments import services as repayments
from repayments.models import BankLine
from repayments.selectors import standing
from tests.loans import factories as make
from tests.repayments import factories as money
from thai.refusals import Refusal
from treasury import chart, verification
from treasury import services as books
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


def asked(people, contract, *, on=ON, **changed):
    given = {"deposited_on": on, "reference": "ฝ. 3/2561", "file": make.slip(), "reason": "สมาชิกย้าย"} | changed
    given = {"request_key": uuid4(), "by": people.users["accountant"]} | given
    return services.ask_return(contract=contract, on=on, **given)


def returned(people, contract, *, on=ON, **changed):
    found = asked(people, contract, on=on, **changed)
    return services.approve_return(money_return=found, by=people.users["chief"], on=on)


@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-08")
def test_the_last_day_is_the_seventh_business_day_after_the_transfer(contract):
    assert selectors.return_by(province="57", paid_on=contract.contract_on).last_on == LAST_ON


@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-08")
def test_money_that_comes_back_in_time_closes_the_contract_without_interest(people, contract):
    found = returned(people, contract)
    contract.refresh_from_db()
    assert (found.event.kind, found.event.amount, found.amount) == ("MONEY_RETURNED", *[contract.principal] * 2)
    assert (found.event.recorded_by, found.event.approved_by) == (people.users["accountant"], people.users["chief"])
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
    found = returned(people, contract, on=late_on)
    assert (found.amount, found.event.amount) == (Decimal("200287.67"), contract.principal)
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
    returned(people, contract, line_key=whole.pk, deposited_on=None, file=None, reference="")
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


# -- two persons, and the way back -------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-08")
def test_nothing_is_booked_or_closed_before_another_person_approves(people, contract):
    found = asked(people, contract)
    contract.refresh_from_db()
    assert (found.state, contract.state) == ("ASKED", "IN_FORCE")
    assert balance(province="57", account=chart.LOANS, as_of=ON) == contract.principal
    with pytest.raises(services.OwnReturn, match="ต้องให้ผู้อื่นอนุมัติ"):
        services.approve_return(money_return=found, by=people.users["accountant"], on=ON)
    with pytest.raises(services.AlreadyRecorded, match="เสนอหรือรับคืน"):
        asked(people, contract)
    services.refuse_return(money_return=found, by=people.users["chief"], on=ON, note="สลิปไม่ชัด")
    with pytest.raises(services.ReturnRefused, match="พิจารณาแล้ว"):
        services.approve_return(money_return=found, by=people.users["chief"], on=ON)
    again = asked(people, contract)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyReturn.objects.filter(pk=again.pk).update(state="BOOKED", approved_by=people.users["chief"])
    with pytest.raises(DatabaseError), transaction.atomic():
        MoneyReturn.objects.filter(pk=again.pk).update(amount=1)


@pytest.mark.django_db
def test_without_a_line_the_slip_itself_is_handed_in(people, contract):
    with pytest.raises(services.EvidenceMissing, match="ต้องแนบไฟล์ใบนำฝาก"):
        asked(people, contract, file=None)
    key = uuid4()
    found = asked(people, contract, request_key=key)
    assert asked(people, contract, request_key=key) == found
    with pytest.raises(services.KeyReused):
        asked(people, contract, request_key=key, amount=Decimal("1.00"))


@pytest.mark.django_db
def test_a_line_that_is_matched_to_another_contract_is_neither_offered_nor_taken(people, quick_papers):
    mine, other = money.contracts_in_force(people)
    theirs, nobodys = money.imported(
        people, money.paid(other, "200000.00", on=ON), money.paid(None, "200000.00", on=ON, at=time(9, 0)), on=ON
    )
    BankLine.objects.filter(pk=theirs.pk).update(state="MATCHED", contract=other)
    offered = {line.key for line in bank_lines.candidates(province="57", contract_id=mine.pk)}
    assert offered == {nobodys.pk}
    assert {line.key for line in bank_lines.candidates(province="57")} == {nobodys.pk}
    assert theirs.pk in {line.key for line in bank_lines.candidates(province="57", contract_id=other.pk)}
    with pytest.raises(NoSuchLine, match="จับคู่กับสัญญาอื่นแล้ว"):
        asked(people, mine, line_key=theirs.pk)


@pytest.mark.django_db
def test_a_line_that_is_asked_about_is_held_until_it_is_decided(people, contract):
    by, chief = people.users["accountant"], people.users["chief"]
    [line] = money.imported(people, money.paid(contract, "200000.00", on=ON), on=ON)
    found = asked(people, contract, line_key=line.pk)
    line.refresh_from_db()
    assert (line.state, line.matched_by) == ("UNKNOWN", by)
    with pytest.raises(repayments.LineSettled, match="มีคำขอรับเงินกลับรออนุมัติ"):
        repayments.match_line(line=line, contract=contract, reason="-", by=by)
    assert bank_lines.candidates(province="57", contract_id=contract.pk) == []
    services.refuse_return(money_return=found, by=chief, on=ON, note="ไม่ใช่เงินคืน")
    line.refresh_from_db()
    assert (line.state, line.matched_by, line.why) == (
        "UNKNOWN",
        None,
        "ไม่อนุมัติให้รับคืนเงินที่ไม่ได้ใช้: ไม่ใช่เงินคืน",
    )
    repayments.match_line(line=line, contract=contract, reason="ค่างวด", by=by)


@pytest.mark.django_db
@pytest.mark.requirement("R-DISB-08")
def test_a_wrong_return_is_undone_by_two_persons_and_the_line_is_free_for_its_owner(people, quick_papers):
    mine, other = money.contracts_in_force(people)
    by, chief = people.users["accountant"], people.users["chief"]
    [line] = money.imported(people, money.paid(None, "200000.00", on=ON), on=ON)
    loans, suspense = (balance(province="57", account=account, as_of=ON) for account in (chart.LOANS, chart.SUSPENSE))
    found = returned(people, mine, line_key=line.pk, deposited_on=None, reference="", file=None)
    with pytest.raises(services.NotReady, match="ลงบัญชีแล้ว"):
        services.withdraw_event(event=found.event, reason="ผิด", by=by, on=ON)
    with pytest.raises(services.ReasonMissing):
        services.ask_undo_return(money_return=found, by=by, on=ON, reason=" ")
    services.ask_undo_return(money_return=found, by=by, on=ON, reason="เงินของอีกกลุ่ม")
    with pytest.raises(services.OwnReturn, match="ผู้ขอกลับการรับคืน"):
        services.undo_return(money_return=found, by=by, on=ON)
    assert services.keep_return(money_return=found, by=chief, on=ON).state == "BOOKED"
    services.ask_undo_return(money_return=found, by=by, on=ON, reason="เงินของอีกกลุ่ม")
    undone = services.undo_return(money_return=found, by=chief, on=ON)
    mine = Contract.objects.select_related("proposal").get(pk=mine.pk)
    line.refresh_from_db()
    assert (undone.state, mine.state, mine.closed_on, line.state, line.matched_by) == (
        "UNDONE",
        "IN_FORCE",
        None,
        "UNKNOWN",
        None,
    )
    assert mine.proposal.state == State.REPAYING
    assert selectors.events_of([mine.pk]) == {}
    assert balance(province="57", account=chart.LOANS, as_of=ON) == loans
    assert balance(province="57", account=chart.SUSPENSE, as_of=ON) == suspense
    assert standing(contract=mine, as_of=date(2018, 7, 31)).principal == mine.principal
    assert {one.code for one in verification.verify(province="57", on=ON) if not one.holds} == set()
    returned(people, other, line_key=line.pk, deposited_on=None, reference="", file=None)
    line.refresh_from_db()
    assert line.state == "MONEY_BACK"
    assert returned(people, mine).state == "BOOKED"


@pytest.mark.django_db
def test_what_is_undone_later_stands_on_the_day_of_what_was_wrong(people, contract):
    later, by = date(2018, 2, 20), people.users["accountant"]
    found = returned(people, contract)
    services.ask_undo_return(money_return=found, by=by, on=later, reason="ไม่ได้นำฝากจริง")
    services.undo_return(money_return=found, by=people.users["chief"], on=later)
    assert JournalEntry.objects.get(reverses=found.entry).posting_on == found.entry.posting_on
    for day in (ON, later):
        assert balance(province="57", account=chart.LOANS, as_of=day) == contract.principal


@pytest.mark.django_db
def test_a_slip_is_not_undone_when_its_money_has_left_the_treasury_deposit(people, contract):
    found = returned(people, contract)
    held = balance(province="57", account=chart.TREASURY_DEPOSIT, as_of=ON)
    books.draw(province="57", plan="REVOLVING", amount=held, reference="ฎ 1", on=ON, by=people.users["accountant"])
    services.ask_undo_return(money_return=found, by=people.users["accountant"], on=ON, reason="ไม่ได้นำฝากจริง")
    with pytest.raises(books.NotEnoughMoney):
        services.undo_return(money_return=found, by=people.users["chief"], on=ON)


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
    typed |= {"request_key": str(uuid4())}
    address = reverse("loans:receive_back", args=[contract.pk])
    assert "ต้องแนบไฟล์ใบนำฝากเข้าเงินฝากคลัง" in accountant.post(address, typed).content.decode()
    answer = accountant.post(address, typed | {"request_key": str(uuid4()), "file": make.slip()})
    found = MoneyReturn.objects.get()
    assert answer["Location"] == reverse("loans:money_return", args=[found.pk])
    assert "มีคำขอรับคืนเงินรออนุมัติ" in accountant.get(url).content.decode()
    approve = reverse("loans:approve_return", args=[found.pk])
    assert accountant.post(approve).status_code == 403
    chief = log_in("chief")  # the same client: whoever logged in last
    assert "การรับคืนเงินที่ไม่ได้ใช้รออนุมัติ" in chief.get(reverse("my_work")).content.decode()
    assert approve in chief.get(answer["Location"]).content.decode()
    chief.post(approve)
    assert "การรับคืนเงินที่ไม่ได้ใช้รออนุมัติ" not in chief.get(reverse("my_work")).content.decode()
    assert contract.label in chief.get(reverse("loans:money_returns")).content.decode()
    accountant = log_in("accountant")
    assert "กลุ่มแจ้งคืนเงินกู้ รอเงินกลับ" not in accountant.get(reverse("my_work")).content.decode()
    contract_page = accountant.get(reverse("loans:contract", args=[contract.pk])).content.decode()
    assert "ส่งคืนเงินแล้ว" in contract_page
    assert accountant.get(reverse("loans:return_file", args=[found.pk]))["Content-Type"] == "application/pdf"
    accountant.post(reverse("loans:ask_undo_return", args=[found.pk]), {"reason": "บันทึกผิดสัญญา"})
    chief = log_in("chief")
    assert "การรับคืนเงินที่ไม่ได้ใช้รออนุมัติ" in chief.get(reverse("my_work")).content.decode()
    assert "บันทึกผิดสัญญา" in chief.get(answer["Location"]).content.decode()
    chief.post(reverse("loans:undo_return", args=[found.pk]))
    contract.refresh_from_db()
    assert contract.state == "IN_FORCE"


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
