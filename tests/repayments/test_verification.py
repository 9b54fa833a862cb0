"""What is kept for speed, and the debtors of the ledger, are what a replay finds; whoever changes them is found out."""

from datetime import date

import pytest
from django.db import connection

from repayments.models import Receipt
from tests.repayments.factories import contracts_in_force, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart, verification
from treasury import services as treasury

contracts = kept_for_module(lambda: _play())
ON = date(2018, 8, 31)
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


def wrong(*, rebuild=False):
    return {one.code for one in verification.verify(province="57", on=ON, rebuild=rebuild) if not one.holds}


@pytest.fixture
def receipts(people, contracts):
    return receipted(people, paid(contracts[0]), paid(contracts[1]))


def test_the_books_of_paying_debtors_hold(receipts):
    assert wrong() == set()


def test_a_split_changed_past_the_triggers_is_found(receipts):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE repayments_allocation DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE repayments_allocation SET amount = amount - 1 WHERE component = 'PRINCIPAL' AND receipt_id = %s",
            [receipts[0].pk],
        )
        cursor.execute("ALTER TABLE repayments_allocation ENABLE TRIGGER USER")
    assert "REPLAY" in wrong()


def test_a_course_that_lies_is_found_and_written_anew(receipts):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE repayments_debtspan SET principal = principal + 1 WHERE contract_id = %s",
            [Receipt.objects.get(pk=receipts[0].pk).contract_id],
        )
        cursor.execute("DELETE FROM repayments_stalecourse")
    assert wrong() == {"COURSES", "ARREARS"}  # what is late is read from the course
    assert wrong(rebuild=True) == set()


def test_a_debtor_of_the_ledger_who_owes_something_else_is_found(receipts, people):
    party = f"contract:{receipts[0].contract_id}"
    treasury.post(
        province="57",
        posting_on=ON,
        value_on=ON,
        kind="REALLOCATION",
        memo="-",
        source="test:1",
        lines=[treasury.Line(chart.LOANS, 5, party), treasury.Line(chart.CONTRACT_INTEREST, -5, party)],
        by=people.users["accountant"],
    )
    assert wrong() == {"LOANS"}
