"""A receipt taken back by two persons: what it leaves in the books, in the split of the others, on the bank's line."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from documents.models import Document
from loans.models import Contract
from projects.rules import State
from repayments import selectors, services
from repayments.models import Allocation, BankLine, Receipt, ReceiptReversal
from tests.repayments.factories import (
    FIRST_INSTALMENT,
    RECEIPT_DAY,
    contracts_in_force,
    imported,
    paid,
    receipted,
)
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry

contracts = kept_for_module(lambda: _play())
AUGUST_20 = date(2018, 8, 20)
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


def held(account, as_of=date(2018, 12, 31)):
    return books.balance(province="57", account=account, as_of=as_of)


def accounts():
    return {
        account: held(account)
        for account in (
            chart.BANK,
            chart.LOANS,
            chart.SUSPENSE,
            chart.BORROWER_CREDIT,
            chart.CONTRACT_INTEREST,
            chart.DEFAULT_INTEREST,
        )
    }


def lent_on(contract):
    party = f"contract:{contract.pk}"
    return books.party_balances(account=chart.LOANS, parties=[party], as_of=date(2018, 12, 31))[party]


def asked(people, receipt, *, reason="จับคู่ผิดสัญญา", **more):
    return services.ask_reversal(receipt=receipt, reason=reason, by=people.users["accountant"], on=AUGUST_20, **more)


def taken_back(people, receipt, **more):
    return services.approve_reversal(
        reversal=asked(people, receipt, **more), by=people.users["chief"], on=AUGUST_20, note="ตรวจหลักฐานแล้ว"
    )


def split(receipt):
    return [(row.instalment_number, row.component, row.amount) for row in selectors.allocations_of(receipt)]


# -- what it leaves behind ---------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-12")
def test_a_receipt_taken_back_leaves_nothing_on_any_account_but_the_money_under_examination(people, contracts):
    imported(people, paid(contracts[0]))
    before = accounts()
    (receipt,) = services.issue_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY)
    reversal = taken_back(people, receipt)
    assert accounts() == before
    assert held(chart.SUSPENSE) == -FIRST_INSTALMENT
    entry = JournalEntry.objects.get(source=f"receipt:{receipt.pk}", kind="RECEIPT")
    assert (reversal.entry.reverses, reversal.posting_on) == (entry, AUGUST_20)
    standing = selectors.standing(contract=contracts[0], as_of=AUGUST_20)
    assert (standing.received, standing.principal) == (0, Decimal("200000.00"))
    assert selectors.allocations_of(receipt) == []
    assert sum(row.amount for row in selectors.allocations_as_printed(receipt)) == FIRST_INSTALMENT


def test_the_receipt_and_its_paper_stay_and_a_note_says_why(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    taken_back(people, receipt)
    assert Receipt.objects.filter(pk=receipt.pk).exists()
    assert not Receipt.objects.in_force().filter(pk=receipt.pk).exists()
    kinds = list(Document.objects.about(f"receipt:{receipt.pk}").values_list("kind", flat=True))
    assert sorted(kinds) == ["RECEIPT", "RECEIPT_REVERSAL"]
    note = Document.objects.get(kind="RECEIPT_REVERSAL")
    assert (note.context["receipt_number"], note.context["reason"]) == (str(receipt), "จับคู่ผิดสัญญา")


def test_the_line_waits_again_and_its_next_receipt_has_the_next_number(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    taken_back(people, receipt)
    line = BankLine.objects.get(pk=receipt.bank_line_id)
    assert (line.state, line.contract, line.matched_by) == ("UNKNOWN", None, None)
    assert f"ยกเลิกใบเสร็จเลขที่ {receipt}" in line.why
    services.match_line(line=line, contract=contracts[1], reason="หลักฐานจากธนาคาร", by=people.users["accountant"])
    (anew,) = services.issue_receipts(province="57", by=people.users["accountant"], on=AUGUST_20)
    assert (anew.contract, anew.bank_line, anew.turn, anew.number) == (contracts[1], line, 2, receipt.number + 1)
    assert selectors.standing(contract=contracts[1], as_of=AUGUST_20).received == FIRST_INSTALMENT
    assert selectors.standing(contract=contracts[0], as_of=AUGUST_20).received == 0


def test_the_same_contract_may_have_the_money_again_and_everything_is_as_it_was(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    was = split(receipt), accounts()
    taken_back(people, receipt)
    line = BankLine.objects.get(pk=receipt.bank_line_id)
    services.match_line(line=line, contract=contracts[0], reason="ถูกแล้ว", by=people.users["accountant"])
    (anew,) = services.issue_receipts(province="57", by=people.users["accountant"], on=AUGUST_20)
    assert (split(anew), accounts()) == was


def test_money_that_the_bank_took_back_is_gone_and_its_line_rests(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    (bank,) = imported(people, paid(contracts[0], kind="D", on=date(2018, 7, 6)), name="d.txt")
    taken_back(people, receipt, reason="เช็คไม่ผ่าน", taken_back_by=bank)
    assert BankLine.objects.get(pk=receipt.bank_line_id).state == "REVERSED_BY_BANK"
    assert held(chart.SUSPENSE) == 0
    assert Document.objects.get(kind="RECEIPT_REVERSAL").context["taken_back_on"] == "2018-07-06"


def test_only_the_banks_line_of_this_money_takes_it_back(people, contracts):
    other, receipt = sorted(
        receipted(people, paid(contracts[0]), paid(contracts[1], "100.00")), key=lambda one: one.amount
    )
    (bank,) = imported(people, paid(contracts[1], "100.00", kind="D", on=date(2018, 7, 6)), name="d.txt")
    with pytest.raises(services.ReversalRefused, match="ไม่ใช่รายการที่ธนาคารเรียกเงินจำนวนนี้คืน"):
        asked(people, receipt, taken_back_by=bank)
    asked(people, other, taken_back_by=bank)


def test_a_line_of_the_bank_that_undid_a_waiting_payment_takes_no_receipt_back(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    imported(people, paid(contracts[0], at=time(10, 45)), name="again.txt")
    (bank,) = imported(people, paid(contracts[0], kind="D", at=time(11, 0)), name="d.txt")
    bank.refresh_from_db()
    assert bank.reverses.state == "NOT_A_RECEIPT"
    assert not selectors.taking_back(receipt.bank_line).exists()
    with pytest.raises(services.ReversalRefused, match="ไม่ใช่รายการที่ธนาคารเรียกเงินจำนวนนี้คืน"):
        asked(people, receipt, taken_back_by=bank)


# -- what else changes -------------------------------------------------------------------------------------------------
def test_a_later_receipt_is_split_anew_the_debtor_is_told_and_the_ledger_is_the_standing(people, contracts):
    first, second = receipted(
        people, paid(contracts[0]), paid(contracts[0], "30000.00", on=date(2018, 7, 20), ref2="02")
    )
    assert split(second) == [(None, "CREDIT", Decimal("30000.00"))]
    taken_back(people, first)
    assert split(second) == [
        (1, "DEFAULT_INTEREST", Decimal("156.25")),
        (1, "CONTRACT_INTEREST", Decimal("2515.07")),
        (1, "PRINCIPAL", Decimal("27328.68")),
    ]
    standing = selectors.standing(contract=contracts[0], as_of=AUGUST_20)
    assert lent_on(contracts[0]) == standing.principal


def test_a_receipt_that_replays_had_split_otherwise_is_undone_as_it_stands_now(people, contracts):
    (late,) = receipted(people, paid(contracts[0], "30000.00", on=date(2018, 7, 20)))
    receipted(people, paid(contracts[0], "40000.00", on=date(2018, 7, 3)))  # received earlier: the first is split anew
    assert split(late) != [
        (row.instalment_number, row.component, row.amount) for row in selectors.allocations_as_printed(late)
    ]
    taken_back(people, late)
    standing = selectors.standing(contract=contracts[0], as_of=AUGUST_20)
    assert standing.received == Decimal("40000.00")
    assert lent_on(contracts[0]) == standing.principal
    assert held(chart.SUSPENSE) == Decimal("-30000.00")
    assert held(chart.DEFAULT_INTEREST) == 0


@pytest.mark.requirement("R-REPAY-16")
def test_a_contract_that_the_receipt_paid_off_is_in_force_again(people, contracts):
    quote = selectors.standing(contract=contracts[0], as_of=RECEIPT_DAY)
    whole = sum(owed.total for owed in quote.instalments)
    (receipt,) = receipted(people, paid(contracts[0], whole, on=date(2018, 7, 4)))
    closing_day = date(2020, 1, 10)
    contract = Contract.objects.select_related("proposal").get(pk=contracts[0].pk)
    services.replay(contract=contract, on=closing_day, by=people.users["accountant"])
    contract.refresh_from_db()
    assert contract.state == Contract.State.CLOSED
    reversal = services.ask_reversal(receipt=receipt, reason="-", by=people.users["accountant"], on=closing_day)
    services.approve_reversal(reversal=reversal, by=people.users["chief"], on=closing_day)
    contract.refresh_from_db()
    assert (contract.state, contract.closed_on) == (Contract.State.IN_FORCE, None)
    assert contract.proposal.__class__.objects.get(pk=contract.proposal_id).state == State.REPAYING


def test_what_was_known_before_the_reversal_can_be_told_again(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    reversal = taken_back(people, receipt)
    before = selectors.standing(contract=contracts[0], as_of=AUGUST_20, known_at=reversal.asked_at)
    after = selectors.standing(contract=contracts[0], as_of=AUGUST_20, known_at=reversal.decided_at)
    assert (before.received, after.received) == (FIRST_INSTALMENT, 0)


# -- two persons -------------------------------------------------------------------------------------------------------
def test_nobody_approves_her_own_request_and_every_decision_has_its_reason(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    with pytest.raises(services.ReasonMissing):
        asked(people, receipt, reason=" ")
    request = asked(people, receipt)
    with pytest.raises(services.OwnReversal, match="ต้องเป็นคนละคน"):
        services.approve_reversal(reversal=request, by=people.users["accountant"], on=AUGUST_20)
    with pytest.raises(services.ReasonMissing):
        services.refuse_reversal(reversal=request, note="", by=people.users["chief"], on=AUGUST_20)
    with pytest.raises(services.ReversalRefused, match="ถอนคำขอได้เฉพาะผู้ขอ"):
        services.withdraw_reversal(reversal=request, by=people.users["chief"], on=AUGUST_20)
    assert Receipt.objects.in_force().filter(pk=receipt.pk).exists()


def test_a_refused_request_leaves_the_receipt_and_another_may_be_made(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    request = asked(people, receipt)
    with pytest.raises(services.ReversalRefused, match="ขอยกเลิกหรือยกเลิกไปแล้ว"):
        asked(people, receipt)
    services.refuse_reversal(reversal=request, note="หลักฐานไม่พอ", by=people.users["chief"], on=AUGUST_20)
    with pytest.raises(services.ReversalRefused, match="เปลี่ยนแปลงไม่ได้"):
        services.approve_reversal(reversal=request, by=people.users["chief"], on=AUGUST_20)
    services.withdraw_reversal(reversal=asked(people, receipt), by=people.users["accountant"], on=AUGUST_20)
    assert taken_back(people, receipt).state == "APPROVED"


def test_the_database_itself_refuses_a_second_receipt_and_a_changed_decision(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    copy = Receipt.objects.get(pk=receipt.pk)
    copy.pk, copy.number, copy.turn = None, 99, 2
    with pytest.raises(IntegrityError, match="receipt_one_in_force|has a receipt in force"), transaction.atomic():
        copy.save(force_insert=True)
    reversal = taken_back(people, receipt)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        ReceiptReversal.objects.filter(pk=reversal.pk).update(reason="อื่น")


def test_the_database_refuses_a_receipt_of_another_area_than_its_contracts(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    taken_back(people, receipt)
    for column, code in (("province_id", "50"), ("amphoe_id", "5701"), ("tambon_id", "570101")):
        copy = Receipt.objects.get(pk=receipt.pk)
        copy.pk, copy.number, copy.turn = None, 99, 2
        assert getattr(copy, column) != code
        setattr(copy, column, code)
        with pytest.raises(IntegrityError, match="names another area than its contract"), transaction.atomic():
            copy.save(force_insert=True)


def test_the_database_refuses_a_row_of_allocation_of_another_contract_than_its_receipts(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    row = Allocation.objects.filter(receipt=receipt).first()
    row.pk, row.line, row.contract_id = None, 99, contracts[1].pk
    with pytest.raises(IntegrityError, match="names another contract than its receipt"), transaction.atomic():
        row.save(force_insert=True)
