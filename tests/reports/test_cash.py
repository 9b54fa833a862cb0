"""The papers of a month agree with the books, also where money of a contract that is closed is split anew."""

from datetime import date
from decimal import Decimal

import pytest

from loans.models import Contract
from repayments import services
from reports.selectors import cash
from tests.repayments.factories import contracts_in_force, imported, paid, quick_papers
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books

LAST_DUE_ON, LATER = date(2020, 1, 6), date(2020, 3, 16)
MARCH = {"from_on": date(2020, 3, 1), "to_on": date(2020, 3, 31)}


def _play():
    """Play a loan paid off in January 2020, on which a payment of July 2018 is receipted in March only."""
    from reports.demo import people as demo

    people, patch = demo.read(), quick_papers()
    try:
        (contract,) = contracts_in_force(people, groups=(1,))
        by = people.users["accountant"]
        late, early = imported(
            people, paid(contract, "230000.00", on=date(2018, 7, 20)), paid(contract, "60000.00", on=date(2018, 7, 5))
        )
        services.issue_receipts(province="57", line_ids=[late.pk], by=by, on=date(2018, 7, 23))
        services.replay(contract=contract, on=LAST_DUE_ON, by=by)
        services.issue_receipts(province="57", line_ids=[early.pk], by=by, on=LATER)
    finally:
        patch.undo()
    return contract


story = kept_for_module(_play)


@pytest.mark.requirement("R-REPAY-12")
def test_the_summary_by_amphoe_adds_up_to_the_ledger_also_for_a_contract_closed_before(db, story):
    story.refresh_from_db()
    assert (story.state, story.closed_on) == (Contract.State.CLOSED, LAST_DUE_ON)
    rows = cash.repayments_by_amphoe(province="57", **MARCH)
    moved = {row.code: row.credit - row.debit for row in books.trial_balance(province="57", **MARCH).rows}
    assert moved[chart.DEFAULT_INTEREST] == Decimal("-156.25")
    assert sum(row.default_interest for row in rows) == moved[chart.DEFAULT_INTEREST]
    assert sum(row.contract_interest for row in rows) == moved[chart.CONTRACT_INTEREST]
    assert sum(row.principal for row in rows) == moved[chart.LOANS]
    assert sum(row.contracts for row in rows) == 0


@pytest.mark.requirement("R-REP-11")
def test_receipts_less_payments_are_what_bank_and_treasury_gained(db, story):
    for month in (MARCH, {"from_on": date(2018, 7, 1), "to_on": date(2018, 7, 31)}):
        report = cash.receipts_and_payments(province="57", **month)
        assert report.opening_total + report.receipts_total - report.payments_total == report.closing_total
        bank, treasury = (
            books.register(province="57", account=account, **month) for account in (chart.BANK, chart.TREASURY_DEPOSIT)
        )
        assert report.closing_total == bank.closing + treasury.closing
