"""The reports on screen, on paper and as workbooks: their figures agree with the books, their doors with the roles."""

import subprocess
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from areas.models import PersonalDataAccess, Policy
from jobs.models import JobFailure, JobRun
from reports.selectors import agreement, debtors, revolving
from reports.selectors.doubtful import aged_debts_of, doubtful
from reports.views.listings import REPORTS
from tests.repayments import factories
from tests.reports.conftest import JULY
from tests.reports.test_packs import sheets_of
from thai.digits import to_thai
from treasury import chart
from treasury import selectors as books
from treasury.debts import allowance_report
from treasury.jobs import VERIFICATION

LAST = date(2018, 7, 31)
PERIOD = {"from_on": "1/7/2561", "to_on": "31/7/2561"}


@pytest.fixture
def after_july(business_date):
    business_date(date(2018, 8, 3))


@pytest.fixture
def rates(db):
    bands = [{"days": 0, "rate": "0"}, {"days": 91, "rate": "0.2"}, {"days": 366, "rate": "1"}]
    return Policy.objects.create(
        policy_no="P-40", key="allowance_rates", value={"bands": bands}, effective_from=date(2017, 10, 1), source="test"
    )


def page(client, name, **asked):
    answer = client.get(reverse("reports:report", args=[name]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def file_of(client, name, kind, **asked):
    answer = client.get(reverse("reports:report_file", args=[name, kind]), asked)
    assert answer.status_code == 200, answer
    return answer


# -- what they say ----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REP-11", "R-REP-12")
def test_receipts_and_payments_of_any_period_end_with_what_the_registers_hold(closed, after_july, log_in):
    said = page(log_in("accountant"), "cash", **PERIOD)
    assert "105,515.07" in said
    held = sum(books.balance(province="57", account=code, as_of=LAST) for code in chart.CASH)
    assert f"{held:,.2f}" in said


@pytest.mark.requirement("R-REG-06")
def test_the_summary_of_repayments_is_asked_for_any_period(closed, after_july, log_in):
    said = page(log_in("accountant"), "repayments", from_on="6/7/2561", to_on="31/7/2561")
    assert "53,000.00" not in page(log_in("accountant"), "repayments", from_on="1/6/2561", to_on="30/6/2561")
    assert "ขุนตาล" in said


@pytest.mark.requirement("R-REG-05")
def test_the_revolving_money_is_capital_less_what_is_lent(closed):
    found = revolving.revolving(province="57", from_on=date(2018, 2, 1), to_on=LAST)
    capital = -books.balance(province="57", account=chart.FUND_CAPITAL, as_of=LAST)
    loans = books.balance(province="57", account=chart.LOANS, as_of=LAST)
    assert (found.closing, found.loans_closing) == (capital - loans, loans)
    assert found.opening + found.total("capital") - found.total("lent") + found.total("repaid") == found.closing
    assert found.total("lent") == Decimal("400000.00")
    for before, after in zip(found.rows, found.rows[1:], strict=False):
        assert before.balance + after.capital - after.lent + after.repaid == after.balance


@pytest.mark.requirement("R-REG-03")
def test_the_control_of_debtors_agrees_with_the_trial_balance(closed):
    asked = {"province": "57", "from_on": JULY, "to_on": LAST}
    each, summed = debtors.debtors(**asked), debtors.debtors(by_amphoe=True, **asked)
    loans = books.balance(province="57", account=chart.LOANS, as_of=LAST)
    for rows in (each, summed):
        sums = debtors.sums_of(rows)
        assert sums["closing"] == loans
        assert sums["opening"] + sums["lent"] - sums["principal"] + sums["others"] == sums["closing"]
        assert sums["others"] == 0
    assert [row.contracts for row in each] == [1, 1]
    assert {row.amphoe for row in summed} == {"ขุนตาล", "พาน"}


@pytest.mark.requirement("R-REPAY-12")
def test_every_receipt_is_split_to_the_satang(closed):
    rows = debtors.receipts(province="57", from_on=JULY, to_on=LAST)
    assert sum(row.amount for row in rows) == Decimal("105515.07")
    for row in rows:
        assert row.principal + row.contract_interest + row.default_interest + row.credit == row.amount


def test_the_debts_behind_the_allowance_are_the_loans_of_the_books(closed, rates):
    on = date(2019, 8, 1)
    debts = list(aged_debts_of(province="57", as_of=on))
    assert sum(debt.principal for debt in debts) == books.balance(province="57", account=chart.LOANS, as_of=on)
    assert all(debt.days_past_due > 180 for debt in debts)
    report = allowance_report(province="57", as_of=on)
    assert report.needed.principal == report.ledger_loans
    assert [(row.days, row.principal) for row in doubtful(province="57", as_of=on)] == [
        (debt.days_past_due, debt.principal) for debt in debts
    ]


@pytest.mark.requirement("R-REP-14")
def test_what_must_agree_with_the_treasury_is_shown_with_its_difference(closed, after_july, log_in):
    found = {row.code: row for row in agreement.agreement(province="57", as_of=LAST)}
    assert found["ADMINISTRATION"].agrees
    assert (found["DEBTORS"].ours, found["DEBTORS"].difference) == (found["DEBTORS"].other, 0)
    assert found["TREASURY_DEPOSIT"].difference is None  # no statement of July is there
    said = page(log_in("accountant"), "agreement", as_of="31/7/2561")
    assert "ยังไม่มีรายงานของเดือน" in said
    assert "ตรงกัน" in said


@pytest.mark.requirement("R-REP-14")
def test_an_expense_beside_the_plan_is_pointed_out(closed):
    from treasury.models import JournalEntry
    from treasury.services import Line, post

    post(
        province="57", posting_on=date(2018, 8, 1), value_on=date(2018, 8, 1), kind=JournalEntry.Kind.ADMIN,
        memo="ค่าวัสดุ", source="typed:1", by=None,
        lines=[Line(chart.ADMINISTRATION, Decimal("10.00")), Line(chart.TREASURY_DEPOSIT, Decimal("-10.00"))],
    )  # fmt: skip
    found = {row.code: row for row in agreement.agreement(province="57", as_of=date(2018, 8, 1))}
    assert (found["ADMINISTRATION"].difference, found["ADMINISTRATION"].agrees) == (Decimal("10.00"), False)


@pytest.mark.requirement("R-REP-15")
def test_what_nobody_has_entered_yet_is_pointed_out(closed, people):
    factories.imported(
        people, factories.paid(None, "9.00", on=date(2018, 8, 1)), on=date(2018, 8, 2), name="august.txt"
    )
    found = {row.code: row for row in agreement.agreement(province="57", as_of=date(2018, 8, 2))}
    assert (found["LINES"].ours, found["LINES"].agrees) == (1, False)
    assert found["MONTHS"].agrees
    later = {row.code: row for row in agreement.agreement(province="57", as_of=date(2018, 9, 3))}
    assert (later["MONTHS"].ours, later["MONTHS"].agrees) == (1, False)  # August


# -- how they are given -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_is_a_page_a_paper_and_a_workbook(name, closed, rates, after_july, log_in):
    from reports.services import count_figures

    count_figures(province="57", on=date(2018, 8, 3))
    client = log_in("accountant")
    said = page(client, name)
    assert str(REPORTS[name].label) in said
    assert file_of(client, name, "pdf").content.startswith(b"%PDF-")
    sheets = sheets_of(file_of(client, name, "xlsx").content)
    assert all("<row " in sheet for sheet in sheets.values())


@pytest.mark.requirement("R-REP-12")
def test_the_paper_for_the_sub_committee_shows_its_figures_in_thai_digits(closed, after_july, log_in, tmp_path):
    file = tmp_path / "cash.pdf"
    file.write_bytes(file_of(log_in("accountant"), "cash", "pdf", **PERIOD).content)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
    assert to_thai("105,515.07") in text
    assert "รายงานการรับ-จ่ายเงินกองทุน" in text
    assert to_thai("3 สิงหาคม 2561") in text  # known on


def test_a_file_says_as_of_which_day_it_was_known(closed, after_july, log_in):
    sheets = sheets_of(file_of(log_in("accountant"), "debtors", "xlsx", **PERIOD).content)
    assert list(sheets) == ["ลูกหนี้รายอำเภอ", "ลูกหนี้รายสัญญา"]
    assert all("ข้อมูลที่ทราบ ณ 3 ส.ค. 2561" in sheet for sheet in sheets.values())


def test_without_rates_there_is_no_allowance_and_a_sentence_says_so(closed, after_july, log_in):
    client = log_in("accountant")
    assert "ยังไม่มีนโยบายอัตราค่าเผื่อหนี้สงสัยจะสูญ" in page(client, "allowance")
    assert client.get(reverse("reports:report_file", args=["allowance", "pdf"])).status_code == 302


# -- what is refused --------------------------------------------------------------------------------------------------
def test_a_day_that_has_not_come_is_refused_beside_its_field(closed, after_july, log_in):
    said = page(log_in("accountant"), "allowance", as_of="4/8/2561")
    assert "เลือกวันที่ไม่เกินวันนี้" in said
    assert "ค่าเผื่อที่ต้องมี" not in said


def test_a_period_does_not_run_backwards(closed, after_july, log_in):
    said = page(log_in("accountant"), "cash", from_on="31/7/2561", to_on="1/7/2561")
    assert "วันเริ่มต้องไม่หลังวันสิ้นสุด" in said


def test_another_province_and_an_unknown_report_are_not_there(closed, after_july, log_in):
    client = log_in("accountant")
    for name, asked in (("cash", {"province": "10"}), ("nothing", {})):
        assert client.get(reverse("reports:report", args=[name]), asked).status_code == 404
        assert client.get(reverse("reports:report_file", args=[name, "pdf"]), asked).status_code == 404
    assert client.get(reverse("reports:report_file", args=["cash", "doc"])).status_code == 404


def test_the_books_are_not_shown_to_who_may_not_see_them(closed, after_july, log_in):
    client = log_in("khuntan")
    assert client.get(reverse("reports:report", args=["cash"])).status_code == 403
    said = client.get(reverse("reports:index")).content.decode()
    assert reverse("reports:report", args=["cash"]) not in said
    assert "รายงานนี้เป็นของจังหวัด" in page(client, "year-end")


def test_the_auditor_reaches_every_register_and_sees_how_far_the_books_are_sealed(closed, after_july, log_in):
    said = log_in("auditor").get(reverse("reports:assurance")).content.decode()
    for address in ("treasury:books", "loans:list", "repayments:receipts", "reports:packs", "documents:list", "audit"):
        assert reverse(address) in said
    assert "ผนึกบัญชี" in said


def test_who_reads_a_report_with_names_is_recorded(closed, after_july, users, log_in):
    client = log_in("accountant")
    page(client, "receipts", **PERIOD)
    file_of(client, "debtors", "xlsx", **PERIOD)
    page(client, "cash", **PERIOD)
    looks = PersonalDataAccess.objects.filter(user=users["accountant"]).order_by("pk")
    assert list(looks.values_list("action", "subject")) == [("VIEW", "report:receipts"), ("EXPORT", "report:debtors")]


def test_the_auditor_is_told_what_the_last_verification_found(closed, after_july, log_in):
    run = JobRun.objects.create(job=VERIFICATION, period="2018-08-02", business_on=date(2018, 8, 2))
    JobRun.objects.filter(pk=run.pk).update(state=JobRun.State.DONE)
    client, address = log_in("auditor"), reverse("reports:assurance")
    assert "2 ส.ค. 2561: บัญชีลงตัว" in client.get(address).content.decode()
    JobFailure.objects.create(run=run, item="57 SEALS", sentence="ผนึกของวันที่ 1 ส.ค. 2561 ไม่ตรง")
    assert "ผนึกของวันที่ 1 ส.ค. 2561 ไม่ตรง" in client.get(address).content.decode()
