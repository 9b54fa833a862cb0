"""What comes after a restructuring: books that agree, registers, letters, a write-off and what is recovered of it."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

import pytest
from django.urls import reverse

from debt_followup import services as room
from debt_followup.models import Acknowledgement
from debt_followup.rules.acts import ActState
from debt_followup.rules.machines import StepNotOpen
from debt_followup.services import memoranda
from documents.exports import start_export
from documents.models import Document
from documents.spreadsheets import read_sheet
from jobs.services import work
from loans.models import ContractChange
from loans.services import record_sara_number
from repayments import selectors as repayments
from repayments import services as money
from repayments.models import WriteOff
from reports.demo import people as demo
from tests.debt_followup import restructured as steps
from tests.debt_followup.restructured import ON
from tests.debt_followup.test_acknowledgements import prepared, signed
from tests.repayments import factories
from treasury import chart
from treasury import selectors as books
from treasury.verification import verify

LATER = date(2018, 12, 20)
pytestmark = pytest.mark.usefixtures("quick_papers", "files_apart")


@pytest.fixture
def files_apart(settings, tmp_path):
    """Keep what is written as a file beside those of others."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(loans):
    return demo.read()


@pytest.fixture
def unpaid(loans):
    """Give the contract of which nothing was paid: 200,000 baht of 2 February 2018."""
    return loans[2]


def books_hold(*, rebuild=False):
    wrong = [one for one in verify(province="57", on=LATER, rebuild=rebuild) if not one.holds]
    assert not wrong, [(one.code, one.detail) for one in wrong]


def of_loans(contract):
    party = f"contract:{contract.pk}"
    return books.party_balances(account=chart.LOANS, parties=[party], as_of=date.max)[party]


def written_off(people, contract):
    asked = money.ask_write_off(
        contract=contract, ground=WriteOff.Ground.values[0], decision_number="12/2561", decided_on=LATER,
        reason="ไม่มีทรัพย์มรดก", by=people.users["accountant"], on=LATER,
    )  # fmt: skip
    return money.approve_write_off(write_off=asked, by=people.users["chief"], on=LATER)


@pytest.mark.requirement("R-RSTR-09")
def test_the_books_verify_before_and_after_a_payment_on_the_new_schedule(people, unpaid):
    steps.in_force(people, unpaid, count=12)
    money.refresh_courses(on=LATER)
    books_hold()
    factories.receipted(people, factories.paid(unpaid, "20000.00", on=date(2018, 11, 5)), on=date(2018, 11, 7))
    books_hold()
    books_hold(rebuild=True)


def test_a_restructured_debt_is_written_off_with_all_its_principal_and_paid_back_as_a_recovery(people, unpaid):
    steps.in_force(people, unpaid, count=12)
    done = written_off(people, unpaid)
    assert done.principal == Decimal("200000.00")
    assert of_loans(unpaid) == 0
    standing = repayments.standing(contract=unpaid, as_of=LATER)
    assert standing.principal == 200000, "the debtor stays visible with what she owes"
    factories.receipted(people, factories.paid(unpaid, "30000.00", on=LATER), on=LATER)
    paid = sum(row.amount for row in unpaid.allocations.filter(component="PRINCIPAL"))
    assert 0 < paid < 30000, "what was frozen is paid with each instalment"
    assert books.balance(province="57", account=chart.RECOVERIES, as_of=date.max) in (paid, -paid)
    assert of_loans(unpaid) == 0
    money.refresh_courses(on=LATER)
    books_hold()


def test_who_was_written_off_after_a_restructuring_is_asked_no_more_and_may_be_put_back(people, unpaid):
    steps.in_force(people, unpaid, count=12)
    done = written_off(people, unpaid)
    asked = money.ask_undo_write_off(write_off=done, by=people.users["accountant"], on=LATER, reason="พบทรัพย์มรดก")
    money.undo_write_off(write_off=asked, by=people.users["chief"], on=LATER)
    assert of_loans(unpaid) == Decimal("200000.00")
    money.refresh_courses(on=LATER)
    books_hold()


def test_the_file_of_contracts_with_the_numbers_of_sara_keeps_the_contract_as_it_was_made(people, unpaid, log_in):
    record_sara_number(contract=unpaid, number="SARA-57-0012", by=people.users["secretary"], on=ON)
    before = in_the_file(people, unpaid, log_in, "loans.contracts", on=ON)
    steps.in_force(people, unpaid, count=12)
    after = in_the_file(people, unpaid, log_in, "loans.contracts", on=LATER)
    assert before == after
    assert "SARA-57-0012" in after
    assert Decimal("200000") in [money_of(cell) for cell in after]


def test_the_file_of_debtors_tells_what_a_restructured_debtor_owes(people, unpaid, log_in):
    steps.in_force(people, unpaid, count=12)
    money.refresh_courses(on=LATER)
    owed = repayments.balances_of([unpaid.pk], as_of=LATER)[unpaid.pk]
    cells = in_the_file(people, unpaid, log_in, "repayments.debtors", on=LATER)
    found = [money_of(cell) for cell in cells]
    assert owed.principal in found
    assert owed.principal_due + owed.contract_interest + owed.costs in found
    assert owed.default_interest in found


def in_the_file(people, contract, log_in, source, *, on):
    """Give the cells of a contract in a register that was written as a file."""
    asked = {"as_of": on.isoformat(), "amphoe": "", "find": ""}
    export = start_export(source=source, asked=asked, form="csv", by=people.users["accountant"], on=on)
    work(run_id=export.run_id)
    export.refresh_from_db()
    answer = log_in("accountant").get(reverse("documents:export_file", args=[export.pk]))
    rows = read_sheet(name=export.name, content=b"".join(answer.streaming_content)).rows
    [row] = [row for row in rows if contract.label in row.cells]
    return row.cells


def money_of(cell):
    try:
        return Decimal(str(cell).replace(",", ""))
    except InvalidOperation:
        return None


def test_the_letters_of_a_restructured_debt_tell_the_frozen_part_and_add_up(people, unpaid):
    steps.in_force(people, unpaid, count=12)
    later = date(2018, 10, 30)
    file = room.open_file(
        contract=unpaid, kind="DEATH", party=unpaid.parties.first().pk, reason="บุตรแจ้ง",
        by=people.users["secretary"], on=later,
    )  # fmt: skip
    heir = room.add_addressee(
        file=file, role="HEIR", name="นายทายาท ใจดี", address="9 หมู่ 1", standing="บุตร",
        by=people.users["secretary"], on=later,
    )  # fmt: skip
    entry = room.issue_letter(file=file, addressee=heir, by=people.users["secretary"], on=later)
    balance = entry.document.context["balance"]
    assert Decimal(balance["frozen"]) == repayments.standing(contract=unpaid, as_of=later).frozen > 0
    parts = ("principal", "contract_interest", "default_interest", "costs", "frozen")
    assert sum(Decimal(balance[part] or 0) for part in parts) == Decimal(balance["total"])


def test_a_memorandum_in_force_stands_in_the_place_of_an_acknowledgement(people, unpaid):
    row = signed(prepared(unpaid, people.users["debt"]), people.users["debt"])
    assert row.state == ActState.IN_FORCE
    signatures = list(row.signers.exclude(signed_on=None).values_list("party_id", "signed_on"))
    done = steps.in_force(people, unpaid, count=12)
    row.refresh_from_db()
    assert row.state == ActState.REPLACED
    assert done.label in row.ended_reason
    assert list(row.signers.exclude(signed_on=None).values_list("party_id", "signed_on")) == signatures
    follow = room.follow_plan(acknowledgement=row, on=LATER)
    assert (follow.state, follow.call_in) == (ActState.REPLACED, None), "its plan is judged no more"
    assert Acknowledgement.objects.filter(contract=unpaid).count() == 1


def test_a_restructuring_is_never_applied_twice(people, unpaid):
    row = steps.in_force(people, unpaid, count=12)
    last = row.signers.order_by("pk").last()
    for _time in range(2):
        with pytest.raises(StepNotOpen):
            memoranda.sign(restructuring=row, signer=last.pk, signed_on=ON, by=people.users["phan"], on=LATER)
    events = ContractChange.objects.filter(contract=unpaid, kind=ContractChange.Kind.RESTRUCTURED)
    assert events.count() == 1
    assert unpaid.instalments.order_by().values("version").distinct().count() == 2
    again = steps.in_force(people, unpaid, count=10, on=LATER)
    assert again.pk != row.pk
    assert events.count() == 2
    numbers = list(unpaid.instalments.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)), "a number names one instalment for ever"
    owed = repayments.standing(contract=unpaid, as_of=LATER)
    assert owed.principal == 200000
    money.refresh_courses(on=LATER + timedelta(days=1))
    books_hold()


def test_every_memorandum_is_a_paper_of_its_own_number(people, unpaid):
    row = steps.in_force(people, unpaid, count=12)
    assert Document.objects.get(kind=Document.Kind.RESTRUCTURE_DEED).number == row.label
