"""The list of a transfer as the bank takes it, as a spreadsheet and on paper; the day of the signing; both due days."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from documents.spreadsheets import read_sheet
from loans import selectors, services, tables
from loans.models import TransferBatch, TransferLine
from tests.loans import factories as make
from treasury.models import BankAccount

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]


@pytest.mark.requirement("R-DISB-01", "R-CONT-02")
def test_the_bank_gets_every_line_of_a_transfer_with_its_account_and_its_sum(
    people, log_in, business_date, quick_papers
):
    from loans.services import approve_transfer

    business_date(make.TRANSFER_ON)
    contracts = [make.a_complete_contract(people, group=group) for group in (1, 7)]
    make.capital(people)
    batch = make.a_batch(people, contracts)
    approve_transfer(batch=batch, by=people.users["chief"], on=make.TRANSFER_ON)
    client = log_in("secretary")
    sheet = read_sheet(name="list.xlsx", content=client.get(reverse("loans:transfer_xlsx", args=[batch.pk])).content)
    rows = [row.cells for row in sheet.rows]
    for at, (row, contract, amount) in enumerate(zip(rows, contracts, ("200000", "150000"), strict=True), 1):
        contract.refresh_from_db()
        assert row[:4] == (str(at), contract.label, contract.account_name, contract.account_bank)
        assert (row[5], row[6]) == (contract.account_number, amount)
    client.get(reverse("loans:transfer_pdf", args=[batch.pk]))
    _template, paper = quick_papers[-1]
    assert [line["number"] for line in paper["groups"][0]["rows"]] == ["1/2561", "2/2561"]
    assert paper["totals"] == {"label": "รวม 2 รายการ", "amount": "350000.00"}
    assert [one["role"] for one in paper["signatures"]] == ["ผู้ทำรายการ", "ผู้อนุมัติ"]


def test_a_twelve_digit_account_is_named_to_the_maker_and_left_out_of_the_text_file_alone(
    people, log_in, business_date
):
    business_date(make.TRANSFER_ON)
    make.capital(people)
    BankAccount.objects.update_or_create(
        province_id="57",
        kind=BankAccount.Kind.SAVINGS,
        defaults={"bank_code": "006", "account_number": "5390012345", "name": "สำนักงานพัฒนาชุมชนจังหวัดเชียงราย"},
    )
    short = make.a_complete_contract(people)
    long = make.a_complete_contract(people, group=7, account_bank="ธนาคารออมสิน", account_number="012345678901")
    client = log_in("secretary")
    assert "ไม่อยู่ในไฟล์ข้อความของธนาคาร" in client.get(reverse("loans:transfers")).content.decode()
    typed = {"transfer_on": "2/2/2561", "request_key": str(uuid4()), "contracts": [short.pk, long.pk]}
    made = client.post(reverse("loans:make_transfer"), typed, follow=True).content.decode()
    named = f"ไม่มี 1 รายการต่อไปนี้ ต้องโอนตามบัญชีรายการ XLSX หรือวิธีอื่นของธนาคาร: {long.label} ธนาคารออมสิน 012345678901"
    assert named in made
    batch = TransferBatch.objects.get()
    services.approve_transfer(batch=batch, by=people.users["chief"], on=make.TRANSFER_ON)
    header, only, end = client.get(reverse("loans:transfer_text", args=[batch.pk])).content.split(b"\r\n")
    assert (header[12:19], header[19:38], end) == (b"0000001", b"0000000000020000000", b"")
    assert b"5390" in only
    page = client.get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    assert "ต้องโอนตามบัญชีรายการ XLSX" in page
    sheet = read_sheet(name="list.xlsx", content=client.get(reverse("loans:transfer_xlsx", args=[batch.pk])).content)
    assert [row.cells[5] for row in sheet.rows] == [short.account_number, "012345678901"]


def test_a_list_printed_after_a_refusal_shows_what_was_approved_and_what_came_back(
    people, log_in, business_date, quick_papers
):
    business_date(date(2018, 2, 5))
    contracts = [make.a_complete_contract(people, group=group) for group in (1, 7)]
    make.capital(people)
    batch = make.a_batch(people, contracts)
    services.approve_transfer(batch=batch, by=people.users["chief"], on=make.TRANSFER_ON)
    line = TransferLine.objects.select_related("batch").get(contract=contracts[0])
    on = date(2018, 2, 5)
    make.the_bank_sends_back(people.users, line, reason="ชื่อไม่ตรง", on=on)
    said, client = "ธนาคารโอนไม่สำเร็จ 5 ก.พ. 2561: ชื่อไม่ตรง", log_in("secretary")
    client.get(reverse("loans:transfer_pdf", args=[batch.pk]))
    _template, paper = quick_papers[-1]
    rows = paper["groups"][0]["rows"]
    assert [(row["number"], row["struck"], row["note"]) for row in rows] == [
        ("1/2561", True, said),
        ("2/2561", False, ""),
    ]
    assert [group["subtotal"] for group in paper["groups"]] == [
        {"label": "รวมตามที่อนุมัติ 2 รายการ", "amount": "350000.00"},
        {"label": "ธนาคารโอนไม่สำเร็จ 1 รายการ", "amount": "200000.00"},
    ]
    assert paper["totals"] == {"label": "คงเหลือที่โอน 1 รายการ", "amount": "150000.00"}
    sheet = read_sheet(name="list.xlsx", content=client.get(reverse("loans:transfer_xlsx", args=[batch.pk])).content)
    assert [row.cells[1] for row in sheet.rows] == ["2/2561"]
    page = client.get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    assert said in page
    for sum_of in ("รวมตามที่อนุมัติ", "ธนาคารโอนไม่สำเร็จ 1 รายการ", "คงเหลือที่โอน 1 รายการ"):
        assert sum_of in page


@pytest.mark.requirement("R-DISB-01", "R-CONT-02")
def test_what_the_bank_sent_back_is_in_no_list_that_it_pays_and_keeps_its_account_in_what_was_approved(
    people, log_in, business_date, quick_papers
):
    on = date(2018, 2, 6)
    business_date(on)
    contracts = [make.a_complete_contract(people, group=group) for group in (1, 7)]
    make.capital(people)
    batch = make.a_batch(people, contracts)
    services.approve_transfer(batch=batch, by=people.users["chief"], on=make.TRANSFER_ON)
    wrong, right, by = contracts[0].account_number, "020123456789", people.users["secretary"]
    line = TransferLine.objects.select_related("batch").get(contract=contracts[0])
    make.the_bank_sends_back(people.users, line, reason="ชื่อไม่ตรง", on=on, by="secretary")
    given = {"bank": "ธนาคารออมสิน", "branch": "พาน", "number": right, "reason": "พิมพ์ผิด"}
    services.correct_account(paid=contracts[0], **given, by=by, on=on)
    client = log_in("secretary")
    sheet = read_sheet(name="list.xlsx", content=client.get(reverse("loans:transfer_xlsx", args=[batch.pk])).content)
    assert [(row.cells[0], row.cells[5]) for row in sheet.rows] == [("1", contracts[1].account_number)]
    client.get(reverse("loans:transfer_pdf", args=[batch.pk]))
    _template, paper = quick_papers[-1]
    rows = paper["groups"][0]["rows"]
    assert [(row["bank"], row["account"], row["struck"]) for row in rows] == [
        ("ธนาคารกรุงไทย", wrong, True),
        ("ธนาคารกรุงไทย", contracts[1].account_number, False),
    ]
    page = client.get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    assert f"ธนาคารกรุงไทย {wrong}" in page
    assert right not in page
    again = make.a_batch(people, [contracts[0]], transfer_on=date(2018, 2, 9), on=on)
    services.approve_transfer(batch=again, by=people.users["chief"], on=on)
    sheet = read_sheet(name="list.xlsx", content=client.get(reverse("loans:transfer_xlsx", args=[again.pk])).content)
    assert [row.cells[5] for row in sheet.rows] == [right]


def test_an_account_that_the_history_does_not_tell_is_not_guessed(people):
    contract = make.a_complete_contract(people)
    batch = make.a_batch(people, [contract])
    (line,) = selectors.lines_of(batch)
    line.is_live, line.rejected_on, line.rejected_reason = False, date(2018, 2, 5), "ชื่อไม่ตรง"
    (row,) = tables.bank_list(batch, [line])["rows"]
    assert (row["account"], row["bank"], row["name"]) == ("-", "-", "-")


@pytest.mark.requirement("R-CONT-10")
def test_the_day_of_the_signing_is_told_to_whoever_waits_for_it(people, log_in, business_date):
    business_date(make.NOTIFIED_ON)
    contract = make.a_prepared_contract(people, appointment_on=date(2018, 2, 1))
    page = log_in("khuntan").get(reverse("loans:contract", args=[contract.pk])).content.decode()
    assert "นัดลงนามวันที่ 1 ก.พ. 2561" in page
    assert f"คู่สัญญาและพยานลงนามที่สำนักงานเลขานุการ อกส.อ.{contract.amphoe}" in page


@pytest.mark.requirement("R-REPAY-03")
def test_the_schedule_shows_both_days_of_an_instalment_where_a_holiday_moves_it(people, log_in, business_date):
    business_date(make.TRANSFER_ON)
    contract = make.a_contract_in_force(people)
    moved = [line for line in contract.instalments.all() if line.effective_due_on != line.nominal_due_on]
    page = log_in("khuntan").get(reverse("loans:contract", args=[contract.pk])).content.decode()
    from thai.dates import format_short

    assert moved
    for line in moved:
        assert format_short(line.nominal_due_on) in page
        assert format_short(line.effective_due_on) in page
