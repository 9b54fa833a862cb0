"""Old registers of debtors: read dry, confirmed, written; what each becomes as a contract, in the books, by law."""

import csv
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from debt_followup import rules
from debt_followup.imports import files
from debt_followup.imports.columns import DEBTS
from debt_followup.models import OldDebt, OldDebtor, OldRegister
from debt_followup.selectors import interruptions, limits_of
from debt_followup.services.old_debts import link_old_debtors
from documents.spreadsheets import read_sheet, write_xlsx
from jobs.models import JobRun
from jobs.services import ensure_run, work
from loans.models import Contract, Party
from loans.selectors import open_contracts
from members import identity
from members.models import Member
from repayments.selectors import standing
from tests.debt_followup.old_registers import BASE_ON, ON, PROVINCE, checked, csv_of, debt, taken_in
from tests.papers import blank_papers
from tests.repayments import factories
from thai import national_id
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry
from treasury.verification import verify

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "limitation_examples.csv"


def one(users, **more) -> Contract:
    """The contract that one row becomes."""
    at = {name: more.pop(name) for name in ("base_on", "on") if name in more}
    taken_in([debt("9/2557", **more)], users, **at)
    return Contract.objects.get(origin=Contract.Origin.OLD_REGISTER)


# -- what a debt becomes ------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEBT-01")
def test_a_debt_of_the_register_becomes_a_contract_with_its_own_terms(users, db):
    contract = one(users, annual_rate="3", clause="", received="40,000", last_paid_on="1/8/2557")

    assert contract.is_old
    assert contract.proposal is None
    assert (contract.label, contract.project_title, contract.state) == ("9/2557", "ทอผ้าพื้นเมือง", "IN_FORCE")
    assert contract.principal == 120_000
    assert contract.annual_rate == Decimal("0.03")
    assert contract.terms["acceleration_clause"] is None
    assert contract.terms["register"]["received"] == "40000.00"
    lines = list(contract.instalments.order_by("number"))
    assert [line.number for line in lines] == list(range(5, 13))
    assert [line.principal for line in lines] == [Decimal(10_000)] * 8
    assert lines[0].nominal_due_on == date(2014, 9, 1)
    assert standing(contract=contract, as_of=ON).principal == 80_000


@pytest.mark.requirement("R-DEF-03")
def test_a_contract_silent_on_the_rate_bears_that_of_the_law_with_its_change(users, db):
    """W-12: 25,000 due on 5 January 2564, looked at on 5 July 2564."""
    contract = one(
        users,
        approval_year="2563",
        contract_on="6/1/2563",
        approved="25,000",
        repayment="ชำระครั้งเดียว",
        due_day="5",
        count="",
        first_due_on="5/1/2564",
        default_rate="",
        base_on=date(2021, 4, 30),
        on=date(2021, 7, 5),
    )
    assert contract.terms["default_rate"] is None
    assert standing(contract=contract, as_of=date(2021, 7, 5)).default_interest == Decimal("793.40")


def test_totals_alone_are_one_sum_due_with_the_shorter_period(users, db):
    contract = one(users, repayment="", count="", first_due_on="1/4/2558", received="20,000")
    assert contract.instalments.count() == 1
    assert contract.instalments.get().principal == 100_000
    assert contract.instalment_count == 0  # nobody knows of instalments: five years, the safer reading
    found = limits_of(contract, standing=standing(contract=contract, as_of=ON))
    assert (found.years, found.earliest_on) == (5, date(2020, 4, 1))


@pytest.mark.requirement("R-LIM-02")
def test_a_debt_to_be_paid_in_one_sum_has_ten_years(users, db):
    contract = one(users, repayment="ชำระครั้งเดียว", count="", first_due_on="1/4/2558")
    assert limits_of(contract, standing=standing(contract=contract, as_of=ON)).earliest_on == date(2025, 4, 1)


def test_a_debt_that_was_paid_off_is_closed_and_can_be_looked_at(users, db, log_in):
    contract = one(users, received="120,000")
    assert (contract.state, contract.closed_on) == ("CLOSED", BASE_ON)
    assert standing(contract=contract, as_of=ON).is_paid_off
    assert not JournalEntry.objects.filter(source=f"old_debt:{contract.pk}").exists()
    client = log_in("secretary")
    for name in ("loans:contract", "repayments:contract", "repayments:ledger", "debt_followup:debtor"):
        assert client.get(reverse(name, args=[contract.pk])).status_code == 200, name


def test_instalments_of_the_file_are_taken_as_they_stand(users, db):
    rows = [
        debt("7", count="", first_due_on="", approved="300", due_day="5", instalment="1", due_on="5/5/2557",
             principal="100", interest="3.00"),
        {"number": "7", "approval_year": "2556", "instalment": "2", "due_on": "5/6/2557", "principal": "200",
         "borrower": "นางใจดี ตัวอย่าง"},
    ]  # fmt: skip
    taken_in(rows, users)
    contract = Contract.objects.get(register_number="7/2557")
    assert list(contract.instalments.values_list("number", "principal", "interest")) == [(1, 100, 3), (2, 200, 0)]
    assert list(contract.parties.values_list("role", "name")) == [
        ("REPRESENTATIVE", "นางสมจิต ตัวอย่าง"),
        ("CO_BORROWER", "นางใจดี ตัวอย่าง"),
    ]


# -- limitation: the five examples ----------------------------------------------------------------------------------
@pytest.mark.requirement("R-LIM-03", "R-LIM-04", "R-LIM-06")
@pytest.mark.parametrize(
    ("example", "row"),
    [
        ("E1", {}),
        ("E2", {"received": "40,000", "last_paid_on": "1/8/2557"}),
        ("E3", {"received": "110,000"}),
        ("E4", {"received": "5,000", "last_paid_on": "1/4/2560", "base_on": date(2017, 4, 30)}),
    ],
)
def test_the_examples_of_limitation_hold_for_imported_debts(users, db, example, row):
    contract = one(users, **row)
    with EXAMPLES.open(encoding="utf-8") as file:
        wanted = {line["example"]: line for line in csv.DictReader(file)}[example]
    found = limits_of(contract, standing=standing(contract=contract, as_of=ON))
    assert found.earliest_on == date.fromisoformat(wanted["last_day_ce"])


@pytest.mark.requirement("R-ACK-07")
def test_an_acknowledgement_of_an_imported_debt_begins_its_period_anew(users, db):
    contract = one(users)
    due = contract.instalments.values_list("nominal_due_on", flat=True)
    ends = rules.limitation_ends(unpaid_due_dates=due, interruptions=[date(2017, 5, 30)])
    assert min(end.last_day_on for end in ends) == date(2022, 5, 30)


def test_the_last_payment_of_the_register_is_told_to_the_one_reader_of_interruptions(users, db):
    contract = one(users, received="40,000", last_paid_on="1/8/2557")
    [event] = interruptions([contract.pk], on=ON)[contract.pk]
    assert (event.on, event.cause, event.party_id) == (date(2014, 8, 1), "PAYMENT", None)


# -- dry run, refused rows, confirmation -------------------------------------------------------------------------------
def test_the_dry_run_writes_nothing_and_tells_each_wrong_cell(users, db):
    rows = [
        debt("1"),
        debt("2", national_id="1234567890123"),
        debt("3", tambon="999999"),
        debt("4", due_day="7"),
        debt("5", received="200,000"),
        debt("6", count="", first_due_on=""),
        debt("8", clause="อาจจะ", default_rate="0.075"),
    ]
    register = checked(rows, users)

    assert (register.state, register.contracts, register.refused) == ("CHECKED", 1, 6)
    assert not Contract.objects.filter(origin="OLD_REGISTER").exists()
    said = {number: [tuple(fault) for fault in faults] for number, faults in register.cursor["refused"]}
    assert said[3] == [("เลขประจำตัวประชาชนผู้กู้", "เลขประจำตัวประชาชนไม่ถูกต้อง")]
    assert said[4] == [("รหัสตำบล", "ไม่พบรหัสตำบลนี้ในจังหวัด")]
    assert ("วันครบกำหนดของเดือน", "ต้องเป็น 1 หรือ 5 หรือว่างไว้ถ้าไม่ทราบ") in said[5]
    assert said[6] == [("รับชำระเงินต้นแล้ว", "มากกว่าเงินที่อนุมัติ 120,000.00 บาท")]
    assert said[7] == [("งวดแรกหรือวันเดียวที่ครบกำหนด", "ยังมีหนี้คงเหลือ ต้องมีตารางรายงวดหรือวันครบกำหนด")]
    assert {column for column, _sentence in said[8]} == {
        "ผิดนัดงวดหนึ่งถือว่าผิดนัดทั้งหมด",
        "ดอกเบี้ยผิดนัดร้อยละต่อปี",
    }
    refused = read_sheet(name="refused.xlsx", content=bytes(register.refused_file))
    assert len(refused.rows) == 6
    assert refused.rows[0].cells[-2] == "3"


def test_a_workbook_is_read_as_the_same_register_in_csv_is(users, db):
    rows = [debt("1"), debt("2", received="20,000.00", due_day="", clause="")]
    names = [name for name in DEBTS.headings if any(name in row for row in rows) or name in DEBTS.needed]
    content = write_xlsx(
        title="ทะเบียนลูกหนี้",
        columns=[{"label": DEBTS.headings[name]} for name in names],
        rows=[[row.get(name, "") for name in names] for row in rows],
    )
    of_csv = checked(rows, users, name="ทะเบียน.csv")
    files.cancel(register=of_csv, by=of_csv.made_by)
    of_xlsx = files.check(
        name="ทะเบียน.xlsx", content=content, kind=OldRegister.Kind.DEBTS, province="57", base_on=BASE_ON,
        by=users["secretary"], on=ON,
    )  # fmt: skip
    assert (of_xlsx.state, of_xlsx.contracts, of_xlsx.refused) == ("CHECKED", 2, 0)
    assert of_xlsx.cursor["totals"] == of_csv.cursor["totals"]


def test_one_wrong_row_refuses_its_whole_contract(users, db):
    rows = [
        debt("1", count="", first_due_on="", approved="300", instalment="1", due_on="1/5/2557", principal="100"),
        {"number": "1", "approval_year": "2556", "instalment": "2", "due_on": "", "principal": "200"},
        debt("2"),
    ]
    register = checked(rows, users)
    assert (register.contracts, register.refused) == (1, 2)
    assert [number for number, _said in register.cursor["refused"]] == [2, 3]


def test_the_same_file_and_the_same_contract_are_taken_in_once(users, db):
    taken_in([debt("1"), debt("2")], users)
    again = checked([debt("1"), debt("2")], users)
    assert again.state == "REFUSED"
    assert "นำเข้าแล้ว" in again.sentence
    other = checked([debt("1"), debt("3")], users, name="other.csv")
    assert (other.contracts, other.refused) == (1, 1)
    assert "มีในระบบแล้ว" in other.cursor["refused"][0][1][0][1]


def test_who_checked_a_file_confirms_it_and_nobody_twice(users, db):
    register = checked([debt("1")], users)
    with pytest.raises(files.FileRefused):
        files.confirm(register=register, by=users["accountant"], on=ON)
    files.confirm(register=register, by=users["secretary"], on=ON)
    with pytest.raises(files.FileRefused):
        files.confirm(register=register, by=users["secretary"], on=ON)


def test_a_writer_that_was_killed_goes_on_where_it_stood(users, db, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE", 2)
    register = checked([debt(str(number)) for number in range(1, 8)], users)
    run = files.confirm(register=register, by=users["secretary"], on=ON)
    real, calls = files.take_in, []

    def dies(**given):
        calls.append(1)
        kept = real(**given)
        if len(calls) == 3:
            raise RuntimeError("killed after its debts were written and before the cursor moved")
        return kept

    monkeypatch.setattr(files, "take_in", dies)
    work(run_id=run.pk)
    assert Contract.objects.filter(origin="OLD_REGISTER").count() == 4
    monkeypatch.setattr(files, "take_in", real)
    ensure_run(job=run.job, province=run.province_id, period=run.period, on=ON)
    work(run_id=run.pk)
    run.refresh_from_db()
    register.refresh_from_db()
    assert (run.state, run.done, register.state, register.written) == (JobRun.State.DONE, 7, "DONE", 7)
    numbers = Contract.objects.filter(origin="OLD_REGISTER").order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(50_001, 50_008))  # without a gap
    assert OldRegister.objects.get(pk=register.pk).content is None


# -- books -----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEBT-02")
def test_the_books_open_with_what_was_left_and_the_trial_balance_holds(users, db):
    taken_in([debt("1", received="40,000"), debt("2", received="120,000"), debt("3")], users)

    entries = JournalEntry.objects.filter(source__startswith="old_debt:")
    assert {(entry.kind, entry.value_on) for entry in entries} == {("OPENING", BASE_ON)}
    held = books.balances(province=PROVINCE, as_of=ON)
    assert held[chart.LOANS] == 200_000
    assert held[chart.FUND_CAPITAL] == -200_000
    assert all(verdict.holds for verdict in verify(province=PROVINCE, on=ON))


def test_a_payment_of_an_old_debtor_is_receipted_like_any_other(people, users, db):
    contract = one(users)
    patch = blank_papers()
    try:
        [receipt] = factories.receipted(
            people, factories.paid(contract, "30000.00", on=date(2018, 7, 4), at=time(9, 0), ref2="01")
        )
    finally:
        patch.undo()
    found = standing(contract=contract, as_of=date(2018, 7, 31))
    assert receipt.contract == contract
    assert found.received == 30_000
    assert limits_of(contract, standing=found).earliest_on == date(2023, 7, 4)


# -- parties ---------------------------------------------------------------------------------------------------------
def test_borrowers_are_found_by_card_number_or_kept_by_name_until_they_are_members(users, db):
    member = Member.objects.filter(kind="PERSON", province=PROVINCE).first()
    known, stranger = identity.decrypt(member.national_id_encrypted), national_id.generate(990_000_001)
    rows = [
        debt("1", national_id=known, borrower=""),
        {"number": "1", "approval_year": "2556", "national_id": stranger, "borrower": "นางแก้ว ตัวอย่าง"},
    ]
    taken_in(rows, users)
    first, second = Party.objects.filter(contract__register_number="1/2557").order_by("position")
    assert (first.member, first.name) == (member, member.full_name)
    assert second.member is None
    assert second.old_debtor.national_id_masked != stranger
    assert open_contracts(member_ids=[member.pk], on=ON)[member.pk].open == ("1/2557",)

    assert link_old_debtors(province=PROVINCE) == 0
    other = Member.objects.filter(kind="PERSON").exclude(pk=member.pk).first()
    late = debt("2", national_id="", borrower="นางสาย ตัวอย่าง")
    taken_in([late], users, name="late.csv")
    party = Party.objects.get(contract__register_number="2/2557")
    OldDebtor.objects.create(party=party, **identity.kept(identity.decrypt(other.national_id_encrypted)))
    assert link_old_debtors(province=PROVINCE) == 1
    party.refresh_from_db()
    assert party.member == other


def test_only_an_old_contract_has_a_party_who_is_no_member(loans):
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(contract=loans[0], role="CO_BORROWER", position=9, name="นางแก้ว ตัวอย่าง")


def test_a_contract_of_a_round_keeps_its_proposal(loans):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=loans[0].pk).update(proposal=None)


def test_what_the_register_said_is_kept_as_it_was_read(users, db):
    one(users, received="40,000")
    kept = OldDebt.objects.get()
    assert (kept.approved, kept.received, kept.remaining, kept.approval_year_be) == (120_000, 40_000, 80_000, 2556)
    assert len(kept.given["instalments"]) == 12
    with pytest.raises(DatabaseError), transaction.atomic():
        OldDebt.objects.update(received=0)
    assert csv_of([debt("1")]).startswith("ปีงบประมาณที่อนุมัติ".encode())
