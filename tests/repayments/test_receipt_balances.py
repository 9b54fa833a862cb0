"""The principal that a receipt says is left: after that very payment, whatever else came in the same file or later."""

from datetime import date, time
from decimal import Decimal

import pytest

from documents.models import Document
from repayments import rules, selectors, services
from repayments.models import Receipt
from repayments.rules import Component, Payment, PaymentAllocation
from repayments.rules.result import AllocationLine
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, imported, paid, receipted
from tests.scenario import kept_for_module

contracts = kept_for_module(lambda: _play())
pytestmark = [pytest.mark.usefixtures("db", "blank_papers"), pytest.mark.requirement("R-REPAY-09", "R-REPAY-12")]
LENT = Decimal("200000.00")
JULY_6, JULY_20 = date(2018, 7, 6), date(2018, 7, 20)


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


def said(receipt):
    """What the paper says is left."""
    paper = Document.objects.get(kind=Document.Kind.RECEIPT, subject=f"receipt:{receipt.pk}")
    return Decimal(paper.context["balance"]["principal"])


def principal(receipt):
    rows = selectors.allocations_as_printed(receipt)
    return sum((row.amount for row in rows if row.component == "PRINCIPAL"), Decimal("0.00"))


def by_day(receipts):
    return sorted(receipts, key=lambda receipt: receipt.value_on)


def test_two_payments_of_one_file_each_say_what_was_left_after_them(people, contracts):
    first, second = by_day(
        receipted(people, paid(contracts[0], "20000.00", on=JULY_20), paid(contracts[0], "30000.00", on=JULY_6))
    )
    assert said(first) == LENT - principal(first)
    assert said(second) == said(first) - principal(second)
    assert principal(second) > 0
    ledger = selectors.ledger_of(contract=contracts[0], to_on=RECEIPT_DAY)
    assert [line.principal_left for line in ledger.lines if line.receipt] == [said(first), said(second)]


def test_a_payment_of_an_earlier_day_that_is_found_later_says_what_was_left_then(people, contracts):
    (july_20,) = receipted(people, paid(contracts[0], "20000.00", on=JULY_20))
    assert said(july_20) == LENT - principal(july_20)
    (july_6,) = receipted(people, paid(contracts[0], "30000.00", on=JULY_6))
    assert said(july_6) == LENT - principal(july_6)
    standing = selectors.standing(contract=contracts[0], as_of=RECEIPT_DAY)
    assert said(july_6) > standing.principal


def test_a_payment_in_advance_counts_what_its_credit_paid_by_the_day_of_the_paper(people, contracts):
    receipts = receipted(
        people, paid(contracts[0], "60000.00", on=date(2018, 7, 4)), paid(contracts[0], "500.00", on=JULY_20)
    )
    early, late = by_day(receipts)
    assert principal(early) == LENT - said(early) == Decimal("50000.00")
    assert said(late) == said(early)


def test_papers_that_are_printed_afterwards_say_the_same(people, contracts):
    by = people.users["accountant"]
    imported(
        people,
        paid(contracts[0], "20000.00", on=JULY_20),
        paid(contracts[0], "30000.00", on=JULY_6),
        paid(contracts[1], "10000.00", on=JULY_6),
    )
    services.record_receipts(province="57", by=by, on=RECEIPT_DAY)
    services.print_missing_papers(province="57", on=RECEIPT_DAY, by=by)
    first, second = by_day(Receipt.objects.filter(contract=contracts[0]))
    assert (said(first), said(second)) == (LENT - principal(first), LENT - principal(first) - principal(second))
    (other,) = Receipt.objects.filter(contract=contracts[1])
    assert said(other) == LENT - principal(other)


def test_principal_that_came_back_unused_later_was_still_owed_before():
    paid_on = [date(2018, 7, 6), date(2018, 9, 6)]
    payments = [
        PaymentAllocation(
            Payment(on, time(9), f"{on}", Decimal("1000.00")),
            (AllocationLine(1, Component.PRINCIPAL, Decimal("1000.00"), on),),
            Decimal("0.00"),
        )
        for on in paid_on
    ]
    left = rules.principal_after(
        payments,
        principal_left=Decimal("5000.00"),
        as_of=date(2018, 10, 1),
        returned=[
            rules.Return(date(2018, 8, 1), Decimal("300.00")),
            rules.Return(date(2018, 9, 6), Decimal("40.00")),  # events count before the money of their day
            rules.Return(date(2018, 11, 1), Decimal("9.00")),  # not yet
        ],
    )
    assert left == [Decimal("6340.00"), Decimal("5000.00")]
