"""What a person decides about a line: one contract, several, none yet, or nobody's; and what the bank takes back."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from repayments import selectors, services
from repayments.models import BankLine, LineShare, Receipt, Refund
from tests.repayments.factories import FIRST_INSTALMENT, RECEIPT_DAY, contracts_in_force, imported, paid
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")
THOUSAND = Decimal("1000.00")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


def held(account, as_of=date(2018, 12, 31)):
    return books.balance(province="57", account=account, as_of=as_of)


@pytest.fixture
def by(people):
    return people.users["accountant"]


@pytest.fixture
def line(people, contracts):
    """Three thousand baht of nobody known."""
    (found,) = imported(people, paid(None, "3000.00"))
    return found


def split(line, contracts, by, *amounts):
    parts = [services.Part(contract, Decimal(amount)) for contract, amount in zip(contracts, amounts, strict=False)]
    return services.split_line(line=line, parts=parts, reason="ใบนำฝากรวมสองสัญญา", by=by)


def issue(by, **given):
    return services.issue_receipts(province="57", by=by, on=RECEIPT_DAY, **given)


# -- one line, several contracts ---------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-09")
def test_a_line_that_is_split_gives_each_contract_a_receipt_of_its_share(line, contracts, by):
    split(line, contracts, by, "1000.00", "2000.00")
    line.refresh_from_db()
    assert (line.state, line.is_split, line.contract) == ("MATCHED", True, None)
    receipts = issue(by)
    assert [(one.contract, one.share, one.amount) for one in receipts] == [
        (contracts[0], 1, THOUSAND), (contracts[1], 2, 2 * THOUSAND),
    ]  # fmt: skip
    line.refresh_from_db()
    assert line.state == "RECEIPTED"
    assert held(chart.SUSPENSE) == 0
    for contract, amount in zip(contracts, (THOUSAND, 2 * THOUSAND), strict=True):
        assert selectors.standing(contract=contract, as_of=RECEIPT_DAY).received == amount
    assert issue(by) == []


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (("1000.00", "1999.99"), "ยอดที่แบ่งรวม 2,999.99 บาท ไม่เท่ากับเงินของรายการ 3,000.00 บาท"),
        (("3000.00",), "แบ่งรายการต้องมีอย่างน้อยสองสัญญา"),
        (("3001.00", "-1.00"), "ต้องมากกว่าศูนย์"),
    ],
)
def test_shares_that_are_not_the_lines_money_are_refused(line, contracts, by, amounts, said):
    with pytest.raises(services.SharesWrong, match=said):
        split(line, contracts, by, *amounts)
    assert not LineShare.objects.exists()


def test_the_same_contract_twice_is_no_split(line, contracts, by):
    with pytest.raises(services.SharesWrong, match="สัญญาเดียวกันใส่ได้ครั้งเดียว"):
        split(line, [*contracts, contracts[0]], by, "1000.00", "1000.00", "1000.00")


def test_the_database_itself_refuses_shares_of_more_than_the_line(line, contracts, by):
    split(line, contracts, by, "1000.00", "2000.00")
    share = LineShare(line=line, position=3, contract=contracts[0], amount=Decimal("0.01"), reason="-", made_by=by)
    with pytest.raises(IntegrityError, match="more than its amount"), transaction.atomic():
        share.save()


def test_a_share_whose_receipt_is_taken_back_waits_alone_and_is_given_to_another(line, contracts, people, by):
    split(line, contracts, by, "1000.00", "2000.00")
    first, second = issue(by)
    asked = services.ask_reversal(receipt=second, reason="ผิดสัญญา", by=by, on=RECEIPT_DAY)
    services.approve_reversal(reversal=asked, by=people.users["chief"], on=RECEIPT_DAY)
    line.refresh_from_db()
    assert line.state in ("DOUBTFUL", "UNKNOWN")
    assert services.open_amount(line) == 2 * THOUSAND
    services.match_line(line=line, contract=contracts[0], reason="ของสัญญาแรกทั้งหมด", by=by)
    (third,) = issue(by)
    assert (third.contract, third.share, third.amount) == (contracts[0], 3, 2 * THOUSAND)
    assert selectors.standing(contract=contracts[0], as_of=RECEIPT_DAY).received == 3 * THOUSAND
    assert not Receipt.objects.in_force().filter(contract=contracts[1]).exists()
    assert held(chart.SUSPENSE) == 0
    assert first in Receipt.objects.in_force()


# -- held, and undone --------------------------------------------------------------------------------------------------
def test_a_match_is_undone_before_its_receipt_and_not_after(people, contracts, by):
    (line,) = imported(people, paid(contracts[0]))
    with pytest.raises(services.ReasonMissing):
        services.undo_match(line=line, reason=" ", by=by)
    services.undo_match(line=line, reason="ผู้ชำระแจ้งว่าเป็นของสัญญาอื่น", by=by)
    line.refresh_from_db()
    assert (line.state, line.contract, line.matched_by) == ("DOUBTFUL", contracts[0], None)
    assert issue(by) == []
    services.match_line(line=line, contract=contracts[1], reason="ตามหนังสือ", by=by)
    (receipt,) = issue(by)
    assert receipt.contract == contracts[1]
    with pytest.raises(services.LineSettled, match="ออกใบเสร็จแล้ว"):
        services.undo_match(line=line, reason="-", by=by)


def test_a_split_that_is_undone_lets_its_shares_go(line, contracts, by):
    split(line, contracts, by, "1000.00", "2000.00")
    services.undo_match(line=line, reason="แบ่งผิด", by=by)
    line.refresh_from_db()
    assert (line.state, line.is_split) == ("UNKNOWN", False)
    assert services.open_amount(line) == 3 * THOUSAND
    split(line, contracts, by, "2999.00", "1.00")
    assert [one.share for one in issue(by)] == [3, 4]


# -- given back --------------------------------------------------------------------------------------------------------
def refund(line, by, **changed):
    given = {
        "payee": "นางผู้ชำระ ผิดบัญชี", "bank_name": "ธนาคารกรุงไทย", "account_number": "123-4-56789-0",
        "reason": "โอนผิดบัญชี", "by": by, "on": RECEIPT_DAY, "line": line,
    }  # fmt: skip
    return services.make_refund(**(given | changed))


def test_money_of_nobody_goes_back_by_two_persons_and_leaves_the_books_clean(line, people, by):
    bank = held(chart.BANK)
    made = refund(line, by)
    assert (made.state, made.amount) == ("MADE", 3 * THOUSAND)
    assert held(chart.BANK) == bank
    with pytest.raises(services.LineSettled, match="มีคำขอคืนเงินรออนุมัติ"):
        services.hold_line(line=line, reason="-", by=by)
    with pytest.raises(services.OwnRefund, match="ต้องเป็นคนละคน"):
        services.approve_refund(refund=made, by=by, on=RECEIPT_DAY)
    paid_back = services.approve_refund(refund=made, by=people.users["chief"], on=RECEIPT_DAY)
    line.refresh_from_db()
    assert (paid_back.state, paid_back.paid_on, line.state) == ("PAID", RECEIPT_DAY, "REFUNDED")
    assert bank - held(chart.BANK) == 3 * THOUSAND
    assert held(chart.SUSPENSE) == 0
    assert paid_back.entry.source == f"refund:{made.pk}"
    with pytest.raises(services.RefundRefused, match="คืนเงินแล้ว"):
        services.approve_refund(refund=made, by=people.users["chief"], on=RECEIPT_DAY)
    with pytest.raises(services.LineSettled, match="คืนเงินแล้ว"):
        refund(line, by)


def test_a_refund_is_refused_with_a_reason_or_withdrawn_by_its_maker(line, people, by):
    chief = people.users["chief"]
    made = refund(line, by)
    with pytest.raises(services.RefundRefused, match="ถอนคำขอได้เฉพาะผู้จัดทำ"):
        services.withdraw_refund(refund=made, by=chief, on=RECEIPT_DAY)
    with pytest.raises(services.RefundRefused, match="ต้องระบุเหตุผลที่ไม่อนุมัติ"):
        services.refuse_refund(refund=made, note="", by=chief, on=RECEIPT_DAY)
    services.refuse_refund(refund=made, note="รอหนังสือจากธนาคาร", by=chief, on=RECEIPT_DAY)
    line.refresh_from_db()
    assert (line.matched_by, line.why) == (None, "ไม่อนุมัติให้คืนเงิน: รอหนังสือจากธนาคาร")  # undecided, not held
    again = refund(line, by)
    services.withdraw_refund(refund=again, by=by, on=RECEIPT_DAY)
    assert list(Refund.objects.order_by("pk").values_list("state", flat=True)) == ["REFUSED", "WITHDRAWN"]
    services.hold_line(line=line, reason="รอหลักฐาน", by=by)


@pytest.mark.parametrize("missing", ["payee", "bank_name", "account_number", "reason"])
def test_a_refund_names_payee_account_and_reason(line, by, missing):
    with pytest.raises(services.RefundRefused, match="ต้องระบุผู้รับเงินคืน"):
        refund(line, by, **{missing: " "})


def test_a_matched_line_is_not_refunded_before_its_match_is_undone(people, contracts, by):
    (line,) = imported(people, paid(contracts[0]))
    with pytest.raises(services.RefundRefused, match="ถอนการจับคู่ก่อน"):
        refund(line, by)


def test_the_credit_of_a_contract_goes_back_and_a_replay_keeps_it_so(people, contracts, by):
    contract = contracts[0]
    imported(people, paid(contract, "60000.00", on=date(2018, 7, 4)))
    issue(by)
    credit = selectors.standing(contract=contract, as_of=RECEIPT_DAY).credit
    assert credit == Decimal("60000.00") - FIRST_INSTALMENT
    with pytest.raises(services.RefundRefused, match="คืนเงินได้ไม่เกิน 7,484.93 บาท"):
        refund(None, by, contract=contract, amount=credit + 1)
    made = refund(None, by, contract=contract, amount=Decimal("7000.00"))
    with pytest.raises(services.RefundRefused, match="รออนุมัติอยู่แล้ว"):
        refund(None, by, contract=contract)
    services.approve_refund(refund=made, by=people.users["chief"], on=RECEIPT_DAY)
    assert selectors.standing(contract=contract, as_of=RECEIPT_DAY).credit == Decimal("484.93")
    assert held(chart.BORROWER_CREDIT) == Decimal("-484.93")
    services.replay(contract=contract, on=date(2018, 8, 1), by=None)
    assert held(chart.BORROWER_CREDIT) == Decimal("-484.93")


def _half_given_back(line, contracts, people, by):
    """Two shares receipted, the second taken back and asked to be refunded; the first is taken back meanwhile."""
    split(line, contracts, by, "1000.00", "2000.00")
    first, second = issue(by)
    _take_back(second, people, by)
    made = refund(line, by)
    assert made.amount == 2 * THOUSAND
    return first, made


def _take_back(receipt, people, by):
    asked = services.ask_reversal(receipt=receipt, reason="ผิดสัญญา", by=by, on=RECEIPT_DAY)
    services.approve_reversal(reversal=asked, by=people.users["chief"], on=RECEIPT_DAY)


@pytest.mark.parametrize("is_taken_back_first", [True, False])
def test_what_is_left_of_a_line_beside_a_refund_waits_and_is_never_the_whole(
    line, contracts, people, by, is_taken_back_first
):
    first, made = _half_given_back(line, contracts, people, by)
    if is_taken_back_first:
        _take_back(first, people, by)
    services.approve_refund(refund=made, by=people.users["chief"], on=RECEIPT_DAY)
    if not is_taken_back_first:
        _take_back(first, people, by)
    line.refresh_from_db()
    assert (line.state, services.open_amount(line)) == ("UNKNOWN", THOUSAND)
    services.hold_line(line=line, reason="รอหลักฐาน", by=by)
    services.match_line(line=line, contract=contracts[1], reason="ตามหลักฐาน", by=by)
    (receipt,) = issue(by)
    assert receipt.amount == THOUSAND
    assert held(chart.SUSPENSE) == 0


# -- taken back by the bank --------------------------------------------------------------------------------------------
def test_a_line_of_the_bank_that_undoes_a_payment_names_it(people, contracts, by):
    imported(people, paid(contracts[0]))
    (reversal,) = imported(people, paid(contracts[0], kind="D", at=time(11, 0)), name="next.txt")
    reversal.refresh_from_db()
    assert reversal.reverses.state == "NOT_A_RECEIPT"
    assert reversal.reverses.reversed_by == reversal
    assert held(chart.SUSPENSE) == 0


def test_a_payment_is_undone_once_and_the_second_reversal_finds_the_second_payment(people, contracts, by):
    payment = paid(contracts[0])
    imported(people, payment, payment)
    undone = [paid(contracts[0], kind="D", at=time(11, 0)), paid(contracts[0], kind="D", at=time(11, 5))]
    imported(people, *undone, name="next.txt")
    assert set(BankLine.objects.values_list("state", flat=True)) == {"NOT_A_RECEIPT"}
    assert BankLine.objects.filter(kind="D", reverses__isnull=False).count() == 2


def test_the_bank_takes_back_what_was_split_or_was_about_to_be_refunded(people, contracts, by):
    first, second = imported(people, paid(None, "3000.00"), paid(None, "500.00", ref1="98"))
    split(first, contracts, by, "1000.00", "2000.00")
    made = refund(second, by)
    imported(
        people,
        paid(None, "3000.00", kind="D", at=time(12, 0)),
        paid(None, "500.00", ref1="98", kind="D", at=time(12, 0)),
        name="next.txt",
    )
    made.refresh_from_db()
    assert made.state == "WITHDRAWN"
    assert not LineShare.objects.filter(is_live=True).exists()
    assert issue(by) == []
    assert held(chart.SUSPENSE) == 0
    assert JournalEntry.objects.filter(kind="UNMATCHED").count() == 4
