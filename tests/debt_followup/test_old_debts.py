"""Old registers of debtors: read dry, confirmed, written; what each becomes as a contract, in the books and by law."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from debt_followup import selectors
from debt_followup.models import OldDebt, OldDebtor, OldRegister
from debt_followup.services.old_debts import link_old_debtors, posting_day
from loans.models import Contract, Party
from loans.selectors import open_contracts
from repayments.selectors import standing
from tests.debt_followup.old_registers import BASE_ON, ON, PROVINCE, TAMBON, debt, taken_in
from thai import national_id
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry
from treasury.verification import verify

BAHT = Decimal("1.00")
EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "limitation_examples.csv"


@pytest.fixture
def nobody_woken(no_broker):
    """The tests do the work of a run themselves."""


def one(users, **more) -> Contract:
    """The contract that one row becomes."""
    taken_in([debt("9/2557", **more)], users)
    return Contract.objects.get(register_number="9/2557")


@pytest.mark.requirement("R-DEBT-01")
def test_a_debt_of_the_register_becomes_a_contract_with_its_own_terms(users, db):
    contract = one(users, annual_rate="3", clause="", received="40,000", last_paid_on="1/8/2557")

    assert contract.is_old and contract.proposal is None
    assert (contract.label, contract.project_title, contract.state) == ("9/2557", "ทอผ้าพื้นเมือง", "IN_FORCE")
    assert contract.principal == 120_000 and contract.annual_rate == Decimal("0.03")
    assert contract.terms["acceleration_clause"] is None
    assert contract.terms["register"]["received"] == "40000.00"
    lines = list(contract.instalments.order_by("number"))
    assert [line.number for line in lines] == list(range(5, 13))
    assert [line.principal for line in lines] == [Decimal(10_000)] * 8
    assert lines[0].nominal_due_on == date(2014, 9, 1)
    assert standing(contract=contract, as_of=ON).principal == 80_000
