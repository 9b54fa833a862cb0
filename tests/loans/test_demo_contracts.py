"""The demo's contracts: the real thirteen projects from the result letters to the transfer, through the services."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from documents.models import Document
from loans.models import Contract, TransferBatch
from loans.selectors import schedules_of
from reports.demo import contracts, proposals
from treasury import chart
from treasury.selectors import balance


@pytest.mark.django_db
def test_the_thirteen_projects_are_paid_out_once(people, quick_papers):
    proposals.play()
    contracts.play()
    contracts.play()  # played again it changes nothing
    paid = Contract.objects.in_force().order_by("number")
    assert [contract.label for contract in paid] == [f"{number}/2561" for number in range(1, 14)]
    assert paid.aggregate(money=Sum("principal"), stamps=Sum("stamp_duty")) == {
        "money": Decimal("2170000.00"),
        "stamps": Decimal("1085.00"),
    }
    batch = TransferBatch.objects.get()
    assert (batch.made_by, batch.decided_by) == (people.users["secretary"], people.users["chief"])
    lent = balance(province="57", account=chart.LOANS, as_of=contracts.TRANSFERRED_ON)
    assert lent == Decimal("2170000.00")
    assert balance(province="57", account=chart.BANK, as_of=contracts.TRANSFERRED_ON) == 0
    due = {
        tuple(str(line.nominal_due_on) for line in lines)
        for lines in schedules_of(paid.values_list("pk", flat=True)).values()
    }
    assert due == {("2018-07-05", "2019-01-05", "2019-07-05", "2020-01-05")}
    assert Document.objects.filter(kind=Document.Kind.CONTRACT).count() == 13
