"""The demo's debtors of every kind, E1 to E5 among them, made by the services that an office uses."""

import csv
from datetime import date
from pathlib import Path

import pytest

from debt_followup.models import (
    FraudCase,
    LegalFile,
    Notice,
    OldDebt,
    OldDebtAgreement,
    OldSubsidy,
    Restructuring,
    Waiver,
)
from debt_followup.selectors import limits_of
from loans.models import Contract
from repayments.selectors import standing
from reports.demo import debts_in_law, old_debts
from tests.documents.given_out import assert_every_number_is_found
from tests.papers import blank_papers
from tests.scenario import kept_for_module
from treasury.verification import verify

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "limitation_examples.csv"
AS_OF = date(2018, 10, 1)


def play():
    patch = blank_papers()
    try:
        for _time in range(2):  # harmless the second time
            old_debts.play()
            debts_in_law.play()
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
    assert OldDebt.objects.count() == 15
    assert OldSubsidy.objects.count() == 3
    assert OldDebtAgreement.objects.get().differences == 0
    assert all(verdict.holds for verdict in verify(province="57", on=AS_OF))


def test_every_number_that_was_given_out_is_found(db, played):
    assert_every_number_is_found("old_contract")


def test_there_is_a_debtor_of_every_kind(db, played):
    files = dict(LegalFile.objects.values_list("kind", "contract__register_number"))
    assert files == {
        "DEATH": "109/2558", "BANKRUPTCY": "110/2558", "LITIGATION": "111/2557", "JUDGMENT": "111/2557",
    }  # fmt: skip
    assert LegalFile.objects.get(kind="DEATH").next_on == date(2019, 8, 20)
    assert LegalFile.objects.get(kind="BANKRUPTCY").next_on == date(2018, 11, 12)
    assert LegalFile.objects.get(kind="JUDGMENT").next_on == date(2028, 9, 5)
    assert Notice.objects.get().addressee.name == "นางสาวบัวลอย ดอยงาม"
    assert Restructuring.objects.get().state == "IN_FORCE"
    assert Waiver.objects.get().state == "APPROVED"
    assert FraudCase.objects.get().state == "CONFIRMED"
    barred = Contract.objects.get(register_number="115/2555")
    found = limits_of(barred, standing=standing(contract=barred, as_of=AS_OF))
    assert all(end.is_barred(on=AS_OF) for one in found.debtors for end in one.ends)
