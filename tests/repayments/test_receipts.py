"""From the bank's line to the receipt: allocation, ledger, papers, and what is refused."""

from datetime import date, time
from decimal import Decimal

import pytest

from documents.models import Document
from documents.selectors import papers_list
from loans.models import Contract
from projects.rules import State
from repayments import selectors, services
from repayments.bank_files import BankFileRefused
from repayments.models import Allocation, BankFile, BankLine, Receipt
from repayments.services import replays
from reports.demo import papers
from tests.repayments.factories import (
    FIRST_INSTALMENT,
    RECEIPT_DAY,
    bank_file,
    contracts_in_force,
    imported,
    paid,
    receipted,
)
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry
from treasury.services import MonthClosed, close_month

contracts = kept_for_module(lambda: _play())
JULY_20, AUGUST_5 = date(2018, 7, 20), date(2018, 8, 5)
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


def split(receipt):
    return [(row.instalment_number, row.component, row.amount) for row in selectors.allocations_of(receipt)]


def held(account, as_of=date(2018, 12, 31)):
    return books.balance(province="57", account=account, as_of=as_of)


# -- importing ---------------------------------------------------------------------------------------------------------
def test_an_import_books_every_line_at_the_bank_and_shows_unclaimed_money_as_a_liability(people, contracts):
    before = held(chart.BANK)
    lines = imported(people, paid(contracts[0]), paid(None, "750.00"))
    assert [line.state for line in lines] == ["MATCHED", "UNKNOWN"]
    assert held(chart.BANK) - before == FIRST_INSTALMENT + Decimal("750.00")
    assert held(chart.SUSPENSE) == -(FIRST_INSTALMENT + Decimal("750.00"))
    entry = JournalEntry.objects.get(source=f"bank_line:{lines[0].pk}")
    assert (entry.posting_on, entry.value_on) == (date(2018, 7, 4), date(2018, 7, 4))
    assert not Receipt.objects.exists()


def test_the_same_file_twice_adds_nothing_and_says_so(people, contracts):
    rows = [paid(contracts[0]), paid(contracts[0])]
    imported(people, *rows)
    with pytest.raises(services.NothingNew, match=r"ไม่มีรายการใหม่ ทั้ง 2 รายการนำเข้าไว้แล้ว"):
        imported(people, *rows)
    assert (BankFile.objects.count(), BankLine.objects.count()) == (1, 2)
    assert JournalEntry.objects.filter(kind="UNMATCHED").count() == 2


def test_an_overlapping_file_adds_only_what_is_new(people, contracts):
    first, second = contracts
    imported(people, paid(first))
    new = imported(people, paid(first), paid(first), paid(second))
    assert [(line.contract_id, line.occurrence) for line in new] == [(first.pk, 2), (second.pk, 1)]
    assert BankLine.objects.count() == 3


def test_a_file_of_another_provinces_account_is_refused_whole(people, contracts):
    content = bank_file(paid(contracts[0]), account="1112223334")
    with pytest.raises(BankFileRefused, match="ไม่มีบัญชีเลขที่ 1112223334"):
        services.import_bank_file(name="x.txt", content=content, by=people.users["accountant"], on=RECEIPT_DAY)
    assert not BankLine.objects.exists()


def test_a_line_after_the_business_date_refuses_the_file(people, contracts):
    with pytest.raises(BankFileRefused, match=r"วันที่ชำระ 24 ก\.ค\. 2561 อยู่หลังวันนี้"):
        imported(people, paid(contracts[0]), paid(contracts[1], on=date(2018, 7, 24)))
    assert not BankLine.objects.exists()


def test_an_unknown_ref1_stays_unmatched_and_no_receipt_can_be_issued(people, contracts):
    (line,) = imported(people, paid(contracts[0], "123.45", ref1="57619999901", name="คนอื่น"))
    assert line.state == "UNKNOWN"
    with pytest.raises(services.NotMatched, match="ยังไม่ได้จับคู่กับสัญญา"):
        services.issue_receipts(province="57", line_ids=[line.pk], by=people.users["accountant"], on=RECEIPT_DAY)
    assert services.issue_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY) == []
    assert held(chart.SUSPENSE) == Decimal("-123.45")


def test_a_mistyped_reference_with_fitting_amount_and_name_waits_for_a_person(people, contracts):
    (line,) = imported(people, paid(contracts[0], ref1="57610000100"))
    assert (line.state, line.contract_id) == ("DOUBTFUL", contracts[0].pk)
    assert services.issue_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY) == []


# -- reversals ---------------------------------------------------------------------------------------------------------
def test_a_reversal_is_never_receipted_and_takes_its_payment_out_of_the_queue(people, contracts):
    row = paid(contracts[0])
    payment, reversal = imported(people, row, paid(contracts[0], kind="D", at=time(11, 0)))
    payment.refresh_from_db()
    reversal.refresh_from_db()
    assert (payment.state, reversal.state) == ("NOT_A_RECEIPT", "NOT_A_RECEIPT")
    assert held(chart.SUSPENSE) == 0
    assert services.issue_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY) == []


def test_a_reversal_without_reference_takes_out_its_own_payers_money_only(people, contracts):
    one = paid(None, "500.00", ref1="", ref2="", name="นางหนึ่ง สมมติ", at=time(9, 0))
    other = paid(None, "500.00", ref1="", ref2="", name="นางสอง สมมติ", at=time(9, 30))
    undone = paid(None, "500.00", ref1="", ref2="", name="นางหนึ่ง สมมติ", at=time(11, 0), kind="D")
    imported(people, one, other, undone)
    assert BankLine.objects.get(customer_name="นางหนึ่ง สมมติ", kind="C").state == "NOT_A_RECEIPT"
    assert BankLine.objects.get(customer_name="นางสอง สมมติ").state == "UNKNOWN"


def test_a_reversal_of_receipted_money_names_the_receipt(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    (reversal,) = imported(people, paid(contracts[0], kind="D", on=date(2018, 7, 6)))
    reversal.refresh_from_db()
    assert f"ใบเสร็จเลขที่ {receipt}" in reversal.why
    assert held(chart.SUSPENSE) == FIRST_INSTALMENT


# -- what a person decides ---------------------------------------------------------------------------------------------
def test_a_person_gives_a_line_to_a_contract_by_name_and_reason(people, contracts):
    (line,) = imported(people, paid(None, "500.00"))
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผล"):
        services.match_line(line=line, contract=contracts[0], reason=" ", by=people.users["accountant"])
    services.match_line(
        line=line, contract=contracts[0], reason="หลักฐานธนาคารจาก อกส.อ.", by=people.users["accountant"]
    )
    line.refresh_from_db()
    assert (line.state, line.contract_id, line.matched_by) == ("MATCHED", contracts[0].pk, people.users["accountant"])
    (receipt,) = services.issue_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY)
    with pytest.raises(services.LineSettled, match="ออกใบเสร็จแล้ว เปลี่ยนแปลงไม่ได้"):
        services.hold_line(line=line, reason="ผิด", by=people.users["accountant"])
    assert receipt.amount == Decimal("500.00")


def test_a_line_cannot_be_given_to_a_contract_that_takes_no_payments(people, contracts):
    (line,) = imported(people, paid(None, "500.00"))
    closed = contracts[1]
    Contract.objects.filter(pk=closed.pk).update(state=Contract.State.CLOSED)
    closed.refresh_from_db()
    with pytest.raises(services.ContractNotOpen, match="ไม่ได้อยู่ระหว่างผ่อนชำระ"):
        services.match_line(line=line, contract=closed, reason="-", by=people.users["accountant"])
    line.refresh_from_db()
    assert line.state == "UNKNOWN"


# -- receipts ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-08", "R-REPAY-09", "R-REPAY-12")
def test_an_instalment_paid_in_time_is_principal_and_interest_each_apart(people, contracts):
    loans, interest = held(chart.LOANS), held(chart.CONTRACT_INTEREST)
    (receipt,) = receipted(people, paid(contracts[0], on=date(2018, 7, 3)))
    assert str(receipt) == "1/2561"
    assert split(receipt) == [
        (1, "CONTRACT_INTEREST", Decimal("2515.07")),
        (1, "PRINCIPAL", Decimal("50000.00")),
    ]
    assert held(chart.SUSPENSE) == 0
    assert held(chart.LOANS) == loans - Decimal("50000.00")
    assert held(chart.CONTRACT_INTEREST) == interest - Decimal("2515.07")
    contracts[0].proposal.refresh_from_db()
    assert contracts[0].proposal.state == State.REPAYING
    assert receipt.posting_on == RECEIPT_DAY
    assert receipt.value_on == date(2018, 7, 3)
    paper = Document.objects.get(subject=f"receipt:{receipt.pk}")
    assert (paper.number, paper.kind) == ("1/2561", "RECEIPT")


def test_every_receipt_of_money_has_its_own_number_without_gaps(people, contracts):
    found = receipted(people, paid(contracts[0], "100.00"), paid(contracts[0], "100.00"), paid(contracts[1], "5.00"))
    assert [receipt.number for receipt in found] == [1, 2, 3]
    with pytest.raises(services.NotMatched):
        services.issue_receipts(province="57", line_ids=[10**9], by=people.users["accountant"], on=RECEIPT_DAY)
    (fourth,) = receipted(people, paid(contracts[1], "6.00"))
    assert fourth.number == 4


@pytest.mark.requirement("R-DEF-07", "R-DEF-09")
def test_a_part_payment_15_days_late_pays_default_interest_then_interest_then_principal(people, contracts):
    """Requirements 3.4, W-15."""
    (receipt,) = receipted(people, paid(contracts[0], "30000.00", on=JULY_20))
    assert split(receipt) == [
        (1, "DEFAULT_INTEREST", Decimal("156.25")),
        (1, "CONTRACT_INTEREST", Decimal("2515.07")),
        (1, "PRINCIPAL", Decimal("27328.68")),
    ]
    (working,) = selectors.allocations_of(receipt)[0].working["lines"]
    assert working == {
        "from_on": "2018-07-05",
        "to_on": "2018-07-20",
        "days": 15,
        "principal": "50000.00",
        "annual_rate": "0.075",
        "day_basis": 360,
        "amount": "156.25",
    }
    owed = selectors.standing(contract=contracts[0], as_of=AUGUST_5)
    assert (owed.default_interest, owed.overdue_amount) == (Decimal("75.57"), Decimal("22746.89"))
    assert owed.principal == Decimal("172671.32")
    assert owed.days_past_due == 31


def test_a_payment_on_the_fifth_of_a_holiday_month_is_on_time_until_the_next_business_day(people, contracts):
    instalments = selectors.instalments_of(contracts[0])
    assert [line.effective_due_on for line in instalments][1] == date(2019, 1, 7)
    owed = selectors.standing(contract=contracts[0], as_of=date(2019, 1, 7))
    assert owed.instalments[1].days_past_due == 0


def test_a_payment_that_was_received_earlier_than_a_printed_receipt_corrects_it(people, contracts):
    contract = contracts[0]
    (late,) = receipted(people, paid(contract, "30000.00", on=JULY_20))
    entries = JournalEntry.objects.count()
    (early,) = receipted(people, paid(contract, "22515.07", on=date(2018, 7, 5)))
    assert split(early) == [(1, "CONTRACT_INTEREST", Decimal("2515.07")), (1, "PRINCIPAL", Decimal("20000.00"))]
    # 15 days on the 30,000 that were left on 5 July
    assert split(late) == [
        (1, "DEFAULT_INTEREST", Decimal("93.75")),
        (1, "PRINCIPAL", Decimal("29906.25")),
    ]
    printed = [(row.component, row.amount) for row in selectors.allocations_as_printed(late)]
    assert printed[0] == ("DEFAULT_INTEREST", Decimal("156.25"))
    assert JournalEntry.objects.count() == entries + 3  # the bank's line, the receipt, the correction
    assert JournalEntry.objects.get(kind="REALLOCATION").source == f"contract:{contract.pk}:replay:2"
    assert held(chart.DEFAULT_INTEREST) == Decimal("-93.75")
    assert held(chart.CONTRACT_INTEREST) == Decimal("-2515.07")
    assert not Document.objects.filter(kind="CORRECTION_NOTICE").exists()  # drawn after the transaction, by a worker
    assert [row["state"] for row in papers_list(subject=f"contract:{contract.pk}")[:1]] == ["กำลังจัดทำเอกสาร"]
    papers.draw()
    notice = Document.objects.get(kind="CORRECTION_NOTICE", subject=f"contract:{contract.pk}")
    assert any("156.25" in text and "93.75" in text for text in notice.context["paragraphs"])


def test_the_order_of_entry_does_not_matter(people, contracts):
    one, other = contracts
    for rows in ([(JULY_20, "30000.00"), (date(2018, 7, 5), "22515.07")],):
        for on, amount in rows:
            receipted(people, paid(one, amount, on=on))
        receipted(people, *[paid(other, amount, on=on) for on, amount in reversed(rows)])
    ways = [
        sorted((row.receipt.amount, row.instalment_number, row.component, row.amount)
               for row in selectors.current_allocations([contract.pk]))
        for contract in contracts
    ]  # fmt: skip
    assert ways[0] == ways[1]


def test_money_before_it_is_due_is_an_advance_that_finds_its_instalment_when_due(people, contracts):
    contract = contracts[0]
    (receipt,) = receipted(people, paid(contract, on=date(2018, 5, 20)), on=date(2018, 5, 25))
    assert split(receipt) == [(None, "CREDIT", FIRST_INSTALMENT)]
    assert held(chart.BORROWER_CREDIT) == -FIRST_INSTALMENT
    services.replay(contract=contract, on=date(2018, 6, 4), by=None)
    services.replay(contract=contract, on=date(2018, 6, 4), by=None)
    assert split(receipt) == [(1, "CONTRACT_INTEREST", Decimal("2515.07")), (1, "PRINCIPAL", Decimal("50000.00"))]
    assert held(chart.BORROWER_CREDIT) == 0
    assert JournalEntry.objects.filter(kind="REALLOCATION").count() == 1
    assert not Document.objects.filter(kind="CORRECTION_NOTICE").exists()


@pytest.mark.requirement("R-REPAY-16")
def test_a_contract_closes_when_the_last_satang_is_paid_and_not_before(people, contracts):
    contract = contracts[0]
    instalments = selectors.instalments_of(contract)
    day = instalments[-1].nominal_due_on
    rows = [paid(contract, line.total, on=line.nominal_due_on) for line in instalments]
    short = paid(contract, instalments[-1].total - Decimal("0.01"), on=day)
    receipted(people, *rows[:-1], short, on=day)
    contract.refresh_from_db()
    assert contract.state == Contract.State.IN_FORCE
    receipted(people, paid(contract, "0.01", on=day, at=time(12, 0)), on=day)
    contract.refresh_from_db()
    contract.proposal.refresh_from_db()
    assert (contract.state, contract.proposal.state) == (Contract.State.CLOSED, State.CLOSED)
    assert books.party_balances(account=chart.LOANS, parties=[f"contract:{contract.pk}"], as_of=day) == {
        f"contract:{contract.pk}": 0
    }


def test_a_receipt_into_a_closed_month_is_refused_and_leaves_no_trace(people, contracts):
    imported(people, paid(contracts[0]))
    accountant = people.users["accountant"]
    for month in range(10, 13):
        close_month(province="57", month_on=date(2017, month, 1), by=accountant, on=date(2018, 8, 1))
    for month in range(1, 7):
        close_month(province="57", month_on=date(2018, month, 1), by=accountant, on=date(2018, 8, 1))
    with pytest.raises(MonthClosed, match=r"เดือนมิถุนายน 2561 ปิดบัญชีแล้ว ลงรายการวันที่ 30 มิ\.ย\. 2561 ไม่ได้"):
        services.issue_receipts(province="57", by=accountant, on=RECEIPT_DAY, posting_on=date(2018, 6, 30))
    assert not Receipt.objects.exists()
    assert BankLine.objects.get().state == "MATCHED"
    assert not Document.objects.filter(kind="RECEIPT").exists()


def test_money_of_a_closed_month_is_received_and_posts_in_the_first_open_month(people, contracts):
    for month in [*((2017, m) for m in range(10, 13)), *((2018, m) for m in range(1, 8))]:
        close_month(province="57", month_on=date(*month, 1), by=people.users["accountant"], on=date(2018, 8, 1))
    (receipt,) = receipted(people, paid(contracts[0]), on=date(2018, 7, 23))
    entry = JournalEntry.objects.get(source=f"bank_line:{receipt.bank_line_id}")
    assert (entry.posting_on, entry.value_on) == (date(2018, 8, 1), date(2018, 7, 4))
    assert (receipt.posting_on, receipt.value_on) == (date(2018, 8, 1), date(2018, 7, 4))


def test_registers_and_ledger_agree_after_a_month_of_everything(people, contracts):
    imported(people, paid(contracts[0]), paid(None, "9.99"), paid(contracts[1], "1.00", kind="D"))
    receipted(people, paid(contracts[1], "30000.00", on=JULY_20))
    month = {"from_on": date(2018, 7, 1), "to_on": date(2018, 7, 31)}
    trial = books.trial_balance(province="57", **month)
    assert trial.is_balanced
    found = books.register(province="57", account=chart.BANK, **month)
    lines = BankLine.objects.all()
    received = sum(line.amount if line.kind == "C" else -line.amount for line in lines)
    assert found.closing - found.opening == received
    assert found.closing == next(row.closing for row in trial.rows if row.code == chart.BANK)
    for entry in JournalEntry.objects.prefetch_related("postings"):
        assert sum(posting.amount for posting in entry.postings.all()) == 0


def test_standings_of_many_contracts_are_those_of_each(people, contracts, django_assert_num_queries):
    receipted(people, paid(contracts[0], "30000.00", on=JULY_20), paid(contracts[1]))
    with django_assert_num_queries(4):
        many = selectors.standings(contracts=contracts, as_of=AUGUST_5)
    for contract in contracts:
        assert many[contract.pk] == selectors.standing(contract=contract, as_of=AUGUST_5)
    assert many[contracts[1].pk].overdue_amount == 0


def test_allocations_are_append_only(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        Allocation.objects.filter(receipt=receipt).update(amount=1)


def test_a_settlement_quote_counts_interest_to_the_day(people, contracts):
    quote = selectors.settlement(contract=contracts[0], on=date(2018, 7, 5))
    assert quote.to_pay == Decimal("202515.07")


def test_money_that_comes_after_all_other_is_not_replayed_from_the_beginning(people, contracts, monkeypatch):
    receipted(people, paid(contracts[0]))
    services.refresh_courses(on=RECEIPT_DAY)
    imported(people, paid(contracts[0], "1000.00", on=RECEIPT_DAY), paid(contracts[1]))
    begun = []
    monkeypatch.setattr(replays, "_from_the_beginning", lambda contracts, **_given: begun.extend(contracts) or {})
    found = services.record_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY)
    assert (len(found), begun) == (2, [])
    assert services.differing_courses(on=RECEIPT_DAY, contract_ids=[one.pk for one in contracts]) == []


@pytest.mark.parametrize("amount", ["100.00", "160000.00"])
def test_a_credit_whose_instalment_fell_due_unbooked_is_booked_by_the_next_money(people, contracts, amount):
    (ahead,) = receipted(people, paid(contracts[0], FIRST_INSTALMENT + 50_000))
    assert split(ahead)[-1] == (None, "CREDIT", Decimal("50000.00"))
    much_later = date(2019, 1, 20)  # the second instalment took the credit meanwhile, and no run booked it
    imported(people, paid(contracts[0], amount, on=much_later, at=time(9)), on=much_later, name="later.txt")
    services.record_receipts(province="57", by=people.users["accountant"], on=much_later)
    assert {part for _number, part, _amount in split(ahead)[2:]} == {"CONTRACT_INTEREST", "PRINCIPAL"}
    (apart,) = replays.replayed_apart(contracts=[contracts[0]], on=much_later).values()
    assert not apart.differs
