"""What one person said of a line of the bank, undone: asked by one, approved by another, while nothing rests on it."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from repayments import selectors, services
from repayments.models import BankLine, PossibleRepeat, UndoRequest
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, imported, paid
from tests.repayments.test_repeats import AMOUNT, NAMELESS, ONE, OTHER, a_layout, booked, cell_row, from_table, nameless
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry

contracts = kept_for_module(lambda: _play())
pytestmark = [pytest.mark.usefixtures("db", "blank_papers"), pytest.mark.requirement("R-REPAY-07", "R-REPAY-08")]
LATER = date(2018, 8, 3)


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def by(people):
    return people.users["accountant"]


@pytest.fixture
def chief(people):
    return people.users["chief"]


@pytest.fixture
def layout(by):
    return a_layout(by)


@pytest.fixture
def repeat(people, by, contracts, layout):
    """Give a line that may be one which came in before by another kind of file; its reference is right."""
    nameless(people)
    (line,) = from_table(layout, by, (*cell_row(at="16:30", ref1=contracts[0].ref1)[:4], "1", AMOUNT, "C"))
    assert line.state == "PERHAPS_SAME"
    return line


def said(line, by, *, is_same, reason="ดูจากรายการเดินบัญชี"):
    return services.decide_repeat(line=line, is_same=is_same, reason=reason, by=by, on=RECEIPT_DAY)


def undone(line, by, chief):
    services.ask_undo(line=line, reason="ธนาคารยืนยันว่าตัดสินผิด", by=by, on=LATER)
    request = services.approve_undo(line=line, by=chief, on=LATER)
    return request, BankLine.objects.get(pk=line.pk)


def suspense(on=date(2018, 12, 31)):
    return books.balance(province="57", account=chart.SUSPENSE, as_of=on)


# -- the same ----------------------------------------------------------------------------------------------------------
def test_money_that_was_taken_out_as_a_repeat_is_booked_again_on_its_own_day(repeat, by, chief):
    said(repeat, by, is_same=True)
    assert suspense() == -Decimal(AMOUNT)
    request, line = undone(repeat, by, chief)
    assert suspense(date(2018, 7, 31)) == suspense() == -2 * Decimal(AMOUNT)
    assert (line.state, line.contract, PossibleRepeat.objects.get(line=line).is_same) == ("PERHAPS_SAME", None, None)
    assert (request.decision, request.said_by, request.said_why) == ("SAME", by, "ดูจากรายการเดินบัญชี")
    assert request.entry.value_on == line.value_on
    assert list(selectors.queue(user=by, show="PERHAPS_SAME")) == [line]


def test_it_can_be_decided_anew_either_way(repeat, by, chief, contracts):
    for _turn in range(2):
        said(repeat, by, is_same=True)
        assert booked() == -Decimal(AMOUNT)
        undone(repeat, by, chief)
        assert booked() == -2 * Decimal(AMOUNT)
    line = said(repeat, by, is_same=False)
    assert (line.state, line.contract) == ("MATCHED", contracts[0])
    assert services.issue_receipts(province="57", line_ids=[line.pk], by=by, on=RECEIPT_DAY)
    assert JournalEntry.objects.filter(source__startswith=f"bank_line:{line.pk}", kind="UNMATCHED").count() == 3


# -- another -----------------------------------------------------------------------------------------------------------
def test_a_line_of_which_it_was_said_that_it_is_another_waits_again(repeat, by, chief):
    said(repeat, by, is_same=False)
    _request, line = undone(repeat, by, chief)
    assert (line.state, line.contract, line.score, line.matched_by) == ("PERHAPS_SAME", None, 0, None)
    assert "09:06" in line.why
    assert booked() == -2 * Decimal(AMOUNT)
    assert services.issue_receipts(province="57", by=by, on=RECEIPT_DAY) == []


def test_a_receipt_must_be_taken_back_before_the_decision_on_which_it_rests(repeat, by, chief):
    line = said(repeat, by, is_same=False)
    services.ask_undo(line=line, reason="ผิด", by=by, on=LATER)
    (receipt,) = services.issue_receipts(province="57", line_ids=[line.pk], by=by, on=RECEIPT_DAY)
    with pytest.raises(selectors.DependedOn, match=f"ออกใบเสร็จเลขที่ {receipt} .*ต้องยกเลิกใบเสร็จก่อน"):
        services.approve_undo(line=line, by=chief, on=LATER)
    services.withdraw_undo(line=line, by=by, on=LATER)
    with pytest.raises(selectors.DependedOn, match=str(receipt)):
        services.ask_undo(line=line, reason="ผิด", by=by, on=LATER)
    asked = services.ask_reversal(receipt=receipt, reason="ซ้ำ", by=by, on=LATER)
    services.approve_reversal(reversal=asked, by=chief, on=LATER)
    _request, line = undone(line, by, chief)
    said(line, by, is_same=True)
    assert booked() == -Decimal(AMOUNT)


def test_money_that_is_being_paid_back_or_was_stops_it(repeat, by, chief):
    line = said(repeat, by, is_same=False)
    line = services.undo_match(line=line, reason="-", by=by)
    refund = services.make_refund(
        line=line, payee="นางหนึ่ง", bank_name="ออมสิน", account_number="020-1-23456-7", reason="-", by=by, on=LATER
    )
    with pytest.raises(selectors.DependedOn, match="ถอนคำขอคืนเงินก่อน"):
        services.ask_undo(line=line, reason="ผิด", by=by, on=LATER)
    services.approve_refund(refund=refund, by=chief, on=LATER)
    with pytest.raises(selectors.DependedOn, match="ให้ผู้ชำระไปแล้ว"):
        services.ask_undo(line=line, reason="ผิด", by=by, on=LATER)


def test_a_reversal_that_the_system_set_against_the_line_stands_open_again(people, by, chief, contracts, layout):
    nameless(people, at=time(18, 0), kind="D", name=ONE, on=date(2018, 7, 6))
    nameless(people, name=OTHER, at=time(16, 30))
    (line,) = from_table(layout, by, cell_row(at="16:30"))
    assert said(line, by, is_same=False).state == "NOT_A_RECEIPT"
    _request, line = undone(line, by, chief)
    reversal = BankLine.objects.get(kind="D")
    assert (line.state, reversal.state, reversal.reverses) == ("PERHAPS_SAME", "TAKEN_BACK", None)
    assert said(line, by, is_same=False).state == "NOT_A_RECEIPT"


def test_a_reversal_that_may_be_another_lets_its_payment_go(people, by, chief, contracts, layout):
    nameless(people)
    nameless(people, at=time(11, 0), kind="D", name=ONE)
    nameless(people, at=time(12, 0))
    (line,) = from_table(layout, by, cell_row(at="15:00", kind="D"))
    assert said(line, by, is_same=False).state == "NOT_A_RECEIPT"
    _request, line = undone(line, by, chief)
    assert (line.state, line.reverses) == ("PERHAPS_SAME", None)
    assert BankLine.objects.get(time=time(12, 0)).state == "UNKNOWN"


# -- netting -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def netted(people, by, contracts):
    """Give a reversal and the payment of another payer, with a right reference, that a person set it off with."""
    payment, reversal = imported(
        people,
        paid(contracts[0], AMOUNT, at=time(9, 0)),
        paid(None, AMOUNT, at=time(10, 0), kind="D", name=OTHER, **NAMELESS),
    )
    services.net_off(reversal=reversal, paid=payment, reason="ยอดตรงกัน", by=by)
    return BankLine.objects.get(pk=reversal.pk), BankLine.objects.get(pk=payment.pk)


def test_both_lines_of_a_netting_wait_again_and_the_payment_gets_its_receipt(netted, by, chief, contracts):
    reversal, payment = netted
    assert {reversal.state, payment.state} == {"NOT_A_RECEIPT"}
    request, reversal = undone(reversal, by, chief)
    payment.refresh_from_db()
    assert (reversal.state, reversal.reverses, reversal.matched_by) == ("TAKEN_BACK", None, None)
    assert (payment.state, payment.contract) == ("MATCHED", contracts[0])
    assert (request.decision, request.said_by, request.said_why, request.other) == ("NET_OFF", by, "ยอดตรงกัน", payment)
    assert len(services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)) == 1


def test_what_the_system_netted_by_itself_is_no_decision(people, by, contracts):
    payment, reversal = imported(
        people, paid(contracts[0], AMOUNT, at=time(9, 0)), paid(contracts[0], AMOUNT, at=time(10, 0), kind="D")
    )
    for line in (payment, reversal):
        with pytest.raises(services.UndoRefused, match="ไม่มีการตัดสิน"):
            services.ask_undo(line=line, reason="-", by=by, on=LATER)


def test_a_netting_is_undone_before_the_decision_that_let_it_be_made(people, by, chief, contracts, layout):
    nameless(people)
    (line,) = from_table(layout, by, cell_row(at="16:30"))
    said(line, by, is_same=False)
    (reversal,) = imported(people, paid(None, AMOUNT, at=time(18, 0), kind="D", name=OTHER, **NAMELESS))
    services.net_off(reversal=reversal, paid=line, reason="-", by=by)
    with pytest.raises(selectors.DependedOn, match="ต้องถอนการหักกลบก่อน"):
        services.ask_undo(line=line, reason="ผิด", by=by, on=LATER)
    undone(reversal, by, chief)
    _request, line = undone(line, by, chief)
    assert line.state == "PERHAPS_SAME"


# -- two persons -------------------------------------------------------------------------------------------------------
def test_who_asks_does_not_approve_and_only_she_withdraws(repeat, by, chief):
    said(repeat, by, is_same=True)
    with pytest.raises(services.ReasonMissing):
        services.ask_undo(line=repeat, reason=" ", by=by, on=LATER)
    services.ask_undo(line=repeat, reason="ผิด", by=by, on=LATER)
    with pytest.raises(services.UndoRefused, match="รออนุมัติอยู่แล้ว"):
        services.ask_undo(line=repeat, reason="ผิด", by=chief, on=LATER)
    for command in (services.approve_undo, lambda **given: services.refuse_undo(note="-", **given)):
        with pytest.raises(services.OwnUndo):
            command(line=repeat, by=by, on=LATER)
    with pytest.raises(services.UndoRefused, match="เฉพาะผู้ขอ"):
        services.withdraw_undo(line=repeat, by=chief, on=LATER)
    with pytest.raises(services.ReasonMissing):
        services.refuse_undo(line=repeat, note="", by=chief, on=LATER)
    services.refuse_undo(line=repeat, note="ตัดสินถูกแล้ว", by=chief, on=LATER)
    with pytest.raises(services.UndoRefused, match="ไม่มีคำขอ"):
        services.approve_undo(line=repeat, by=chief, on=LATER)
    assert BankLine.objects.get(pk=repeat.pk).state == "SAME"
    asked = UndoRequest.objects.filter(pk=services.ask_undo(line=repeat, reason="ผิด", by=by, on=LATER).pk)
    decided = {"state": "REFUSED", "decided_by": by, "decided_on": LATER, "decided_at": "2018-08-03T00:00Z"}
    with pytest.raises(IntegrityError, match="undo_decided_by_another"), transaction.atomic():
        asked.update(**decided)


def test_the_database_undoes_no_decision_that_two_persons_did_not(repeat, by, chief):
    said(repeat, by, is_same=False)
    rows = PossibleRepeat.objects.filter(line=repeat)
    freed = {"is_same": None, "reason": "", "decided_by": None, "decided_on": None}
    for changed in (freed, {"is_same": True}):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            rows.update(**changed)
    undone(repeat, by, chief)
    said(repeat, by, is_same=True)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        rows.update(**freed)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE repayments_undorequest SET reason = 'x'")


def test_the_request_is_on_the_lines_own_page_and_in_the_work_of_the_approver(repeat, by, chief, log_in, business_date):
    business_date(LATER)
    said(repeat, by, is_same=True)
    url = reverse("repayments:line", args=[repeat.pk])
    accountant = log_in("accountant")
    assert "ขอถอนการตัดสิน" in accountant.get(url).content.decode()
    accountant.post(reverse("repayments:ask_undo", args=[repeat.pk]), {"reason": "ธนาคารยืนยันว่าสองครั้ง"})
    assert "ผู้ขออนุมัติคำขอของตนเองไม่ได้" in accountant.get(url).content.decode()
    assert accountant.post(reverse("repayments:approve_undo", args=[repeat.pk])).status_code == 403
    second = log_in("chief")
    assert "คำขอถอนการตัดสินรายการธนาคารรออนุมัติ" in second.get(reverse("my_work")).content.decode()
    listed = second.get(reverse("repayments:queue"), {"show": "UNDO_ASKED"}).content.decode()
    assert url in listed
    page = second.get(url).content.decode()
    assert "อนุมัติให้ถอนการตัดสิน" in page
    assert "ธนาคารยืนยันว่าสองครั้ง" in page
    second.post(reverse("repayments:approve_undo", args=[repeat.pk]))
    assert BankLine.objects.get(pk=repeat.pk).state == "PERHAPS_SAME"
    assert url in second.get(reverse("repayments:queue"), {"show": "UNDONE"}).content.decode()
    assert "เป็นรายการเดียวกันหรือไม่" in log_in("accountant").get(url).content.decode()
