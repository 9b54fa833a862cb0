"""The demo's August and September: every way that money can take, once; played twice it stays the same."""

from datetime import date
from decimal import Decimal

import pytest

from loans.models import Contract, ContractChange, Grant, TransferLine
from repayments.models import BankLine, LineShare, Receipt, ReceiptReversal, Refund
from repayments.selectors import standing
from reports.demo import books_closed, contracts, money, proposals, repayments, second_round
from reports.selectors.province_figures import nation
from tests.documents.given_out import assert_every_number_is_found
from tests.papers import blank_papers
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.debts import allowance_report
from treasury.models import BudgetLine, JournalEntry, Statement, YearClose
from treasury.selectors.statements import reconciliation


def _play():
    """Play the demo up to September, without papers."""
    patch = blank_papers()
    try:
        for stage in (proposals, contracts, repayments, money, books_closed):
            stage.play()
        before = what_is_there()
        money.play()
        books_closed.play()
        return before
    finally:
        patch.undo()


def what_is_there():
    kinds = (Receipt, ReceiptReversal, Refund, TransferLine, ContractChange, JournalEntry, BudgetLine, Statement)
    return {model.__name__: model.objects.count() for model in kinds}


story = kept_for_module(_play)


@pytest.fixture(autouse=True)
def played(db, no_broker, story):
    """Give what there was before it was played again."""
    return story


def test_played_twice_it_stays_the_same(played):
    assert what_is_there() == played


def test_the_loan_that_the_bank_sent_back_was_paid_again_and_stands_once(played):
    contract = second_round.contract_of_the_loan()
    first, second = TransferLine.objects.filter(contract=contract).order_by("pk")
    assert (first.rejected_on, first.is_live, second.is_live) == (second_round.REJECTED_ON, False, True)
    assert (contract.state, contract.contract_on) == (Contract.State.IN_FORCE, second_round.REPEATED_ON)
    owed = books.party_balances(
        account=chart.LOANS, parties=[f"contract:{contract.pk}"], as_of=second_round.REPEATED_ON
    )
    assert list(owed.values()) == [second_round.LENT]


def test_the_subsidy_is_accounted_for_to_the_last_baht(played):
    grant = second_round.grant_of_the_subsidy()
    assert grant.state == Grant.State.EVIDENCED
    assert sum(record.amount for record in grant.records.all()) == second_round.GRANTED


def test_every_line_of_august_found_its_end(played):
    lines = BankLine.objects.filter(file__name=money.FILE_NAME)
    assert set(lines.values_list("state", flat=True)) == {BankLine.State.RECEIPTED, BankLine.State.REFUNDED}
    assert LineShare.objects.filter(line__in=lines, is_live=True).count() == 2
    assert books.balance(province="57", account=chart.SUSPENSE, as_of=money.ENDED_ON) == 0


def test_the_receipt_for_the_wrong_contract_stays_and_another_stands_in_its_place(played):
    wrong, right = Receipt.objects.filter(bank_line__amount=money.MISTAKEN).order_by("turn")
    assert not Receipt.objects.in_force().filter(pk=wrong.pk).exists()
    assert (right.turn, right.amount) == (2, money.MISTAKEN)
    assert wrong.contract_id != right.contract_id


def test_a_group_settled_and_another_was_called_in(played):
    settled = Contract.objects.get(changes__kind=ContractChange.Kind.SETTLEMENT)
    assert settled.state == Contract.State.CLOSED
    called = Contract.objects.get(changes__kind=ContractChange.Kind.CALLED_IN)
    owed = standing(contract=called, as_of=money.ENDED_ON)
    assert owed.principal_due == owed.principal == called.principal


def test_the_plans_and_the_statements_are_there(played):
    plans = books.budget(province="57", fiscal_year_be=2561)
    administration = plans.of(BudgetLine.Plan.ADMINISTRATION)
    assert (administration.drawn, administration.returned) == (Decimal("115750.50"), Decimal("100000.00"))
    found = [reconciliation(statement) for statement in Statement.objects.all()]
    assert len(found) == 6
    assert all(beside.is_reconciled for beside in found)
    assert Statement.objects.filter(file__isnull=False).count() == 3


def test_the_year_is_closed_with_its_allowance_and_waits_for_the_chief(played):
    close = books.year_close_of(province="57", fiscal_year_be=2561)
    assert close.state == YearClose.State.CLOSED
    assert not books.open_months(province="57", until=books_closed.SEPTEMBER)
    held = books.balance(province="57", account=chart.ALLOWANCE, as_of=books_closed.ENDS_ON)
    assert -held == allowance_report(province="57", as_of=date(2018, 9, 30)).needed.total > 0


def test_every_number_that_was_given_out_is_found(played):
    meetings = ("meeting:AMPHOE", "meeting:WORKING_GROUP", "meeting:SUBCOMMITTEE")
    assert_every_number_is_found("proposal", "circular", "letter", "contract", "grant", "receipt", "journal", *meetings)


def test_the_national_page_has_every_month(played, users):
    found = nation(user=users["national"], on=books_closed.ENDS_ON)
    assert found.totals["outstanding"] == books.balance(province="57", account=chart.LOANS, as_of=books_closed.ENDS_ON)
    assert len(found.months) > 6
