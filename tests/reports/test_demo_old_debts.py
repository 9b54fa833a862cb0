"""The demo's old debts: a debtor of every kind, E1 to E5 among them, taken in by the services that an office uses."""

import csv
from datetime import date
from pathlib import Path

import pytest

from debt_followup.models import OldDebt, OldDebtAgreement, OldSubsidy
from debt_followup.selectors import limits_of
from loans.models import Contract
from repayments.selectors import standing
from reports.demo import old_debts
from tests.papers import blank_papers
from tests.scenario import kept_for_module
from treasury.verification import verify

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "limitation_examples.csv"
AS_OF = date(2018, 10, 1)


def play():
    patch = blank_papers()
    try:
        old_debts.play()
        old_debts.play()  # harmless the second time
    finally:
        patch.undo()


played = kept_for_module(play)


@pytest.mark.parametrize(
    ("example", "number"),
    [("E1", "101/2557"), ("E2", "102/2557"), ("E3", "103/2557"), ("E4", "104/2557"), ("E5", "105/2557")],
)
@pytest.mark.requirement("R-LIM-05", "R-ACK-07")
def test_each_example_is_a_contract_with_its_last_day(db, played, example, number):
    with EXAMPLES.open(encoding="utf-8") as file:
        wanted = {line["example"]: line["last_day_ce"] for line in csv.DictReader(file)}
    contract = Contract.objects.get(register_number=number)
    found = limits_of(contract, standing=standing(contract=contract, as_of=AS_OF))
    assert found.earliest_on == date.fromisoformat(wanted[example])


def test_the_register_is_signed_for_and_the_books_hold(db, played):
    assert OldDebt.objects.count() == 8
    assert OldSubsidy.objects.count() == 3
    assert OldDebtAgreement.objects.get().differences == 0
    assert all(verdict.holds for verdict in verify(province="57", on=AS_OF))
