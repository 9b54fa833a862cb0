"""The list of a transfer as the bank takes it, as a spreadsheet and on paper; the day of the signing; both due days."""

from datetime import date

import pytest
from django.urls import reverse

from documents.spreadsheets import read_sheet
from tests.loans import factories as make

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
