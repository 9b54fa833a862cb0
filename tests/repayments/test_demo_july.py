"""The story's July, played on contracts of the thirteen groups: forms, bank file, receipts, remittance, close."""

from datetime import date
from decimal import Decimal

import pytest

from documents.models import Document
from loans.models import Contract
from repayments import selectors
from repayments.models import Allocation, BankLine, Receipt
from reports.demo import people, repayments
from tests.loans import factories as loans
from tests.repayments.factories import quick_papers
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry, MonthClose

story = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db")
JULY = {"from_on": date(2018, 7, 1), "to_on": date(2018, 7, 31)}


def _play():
    patch, crowd = quick_papers(), people.read()
    try:
        made = [
            loans.a_complete_contract(crowd, proposal=loans.a_proposal(crowd, group=number)) for number in people.GROUPS
        ]
        loans.capital(crowd, on=date(2018, 2, 1))
        batch = loans.a_batch(crowd, made)
        loans.services.approve_transfer(batch=batch, by=crowd.users["chief"], on=loans.TRANSFER_ON)
        repayments.play()
        repayments.play()
    finally:
        patch.undo()
    return [contract.pk for contract in made]


@pytest.mark.requirement("R-REPAY-01")
def test_every_contract_has_its_forms_a_page_for_each_instalment(story):
    papers = Document.objects.filter(kind="BILL_PAYMENT")
    assert papers.count() == 13
    assert all(len(paper.context["bills"]) == 4 for paper in papers)


def test_twelve_lines_are_matched_and_receipted_in_the_order_of_the_money(story):
    assert BankLine.objects.count() == Receipt.objects.count() == 12
    receipts = list(Receipt.objects.order_by("number"))
    assert [receipt.number for receipt in receipts] == list(range(1, 13))
    assert [receipt.value_on for receipt in receipts] == sorted(receipt.value_on for receipt in receipts)


@pytest.mark.requirement("R-DEF-06", "R-DEF-09")
def test_one_group_pays_fifteen_days_of_default_interest_to_the_satang(story):
    (line,) = Allocation.objects.filter(component="DEFAULT_INTEREST")
    owed = line.receipt.contract
    principal = selectors.instalments_of(owed)[0].principal
    assert line.amount == (principal * 15 / 4800).quantize(Decimal("0.01"))
    assert line.working["lines"][0]["days"] == 15
    assert not selectors.standing(contract=owed, as_of=date(2018, 7, 31)).due_total


def test_one_group_paid_nothing_and_is_overdue_from_the_day_after_the_fifth(story):
    unpaid = Contract.objects.filter(pk__in=story, receipts__isnull=True).get()
    owed = selectors.standing(contract=unpaid, as_of=date(2018, 7, 31))
    assert owed.days_past_due == 26
    assert len(owed.overdue) == 1
    assert selectors.standing(contract=unpaid, as_of=date(2018, 7, 5)).days_past_due == 0


@pytest.mark.requirement("R-REPAY-13", "R-REG-04", "R-REG-07")
def test_july_is_remitted_on_its_last_business_day_and_both_registers_agree_with_the_ledger(story):
    received = sum(Receipt.objects.values_list("amount", flat=True))
    entry = JournalEntry.objects.get(kind="REMITTANCE")
    assert entry.posting_on == date(2018, 7, 31)
    bank = books.register(province="57", account=chart.BANK, **JULY)
    deposit = books.register(province="57", account=chart.TREASURY_DEPOSIT, **JULY)
    assert (bank.total_in, bank.total_out, bank.closing) == (received, received, Decimal("0.00"))
    assert (deposit.total_in, deposit.closing) == (received, deposit.opening + received)
    trial = books.trial_balance(province="57", **JULY)
    assert trial.is_balanced
    assert {row.code: row.closing for row in trial.rows}[chart.SUSPENSE] == 0


def test_february_to_july_are_closed_by_the_accountant_and_confirmed_by_the_chief(story, users):
    closes = MonthClose.objects.order_by("month_on")
    assert [close.month_on.month for close in closes] == [2, 3, 4, 5, 6, 7]
    assert all((close.closed_by, close.confirmed_by) == (users["accountant"], users["chief"]) for close in closes)


def test_the_ledger_of_loans_is_the_standing_of_every_contract(story):
    contracts = list(Contract.objects.filter(pk__in=story))
    owed = selectors.standings(contracts=contracts, as_of=date(2018, 7, 31))
    held = books.party_balances(
        account=chart.LOANS, parties=[f"contract:{contract.pk}" for contract in contracts], as_of=date(2018, 7, 31)
    )
    for contract in contracts:
        assert held[f"contract:{contract.pk}"] == owed[contract.pk].principal
