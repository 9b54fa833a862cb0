"""T-03: the arrears by the year of approval reproduce the printed table to the satang, out of an imported register."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from debt_followup.rules import YearOfArrears, in_all
from reports.selectors.old_debts import arrears_by_year
from tests.debt_followup.old_registers import debt, taken_in
from tests.scenario import kept_for_module

PRINTED = Path(__file__).resolve().parents[1] / "data" / "samutprakan_arrears_2556_2562.csv"
BASE_ON, AS_OF = date(2020, 9, 30), date(2020, 12, 1)
SAMUT_PRAKAN, TAMBON = "11", "110101"


def printed() -> dict[str, dict[str, str]]:
    """The table as it was printed, by year; the sums under "รวม"."""
    with PRINTED.open(encoding="utf-8-sig") as file:
        return {row["fiscal_year_be"]: row for row in csv.DictReader(file)}


def shares(whole: Decimal, count: int) -> list[Decimal]:
    """So many parts of an amount to the satang."""
    part = (whole / count).quantize(Decimal("1.00"), rounding="ROUND_DOWN")
    return [part] * (count - 1) + [whole - part * (count - 1)]


def register_rows() -> list[dict]:
    """As many debts of each year as were printed, of which as many have something left, adding up to the amounts."""
    rows = []
    for year, line in printed().items():
        if not year.isdecimal():
            continue
        projects, owing = int(line["projects_approved"]), int(line["projects_remaining"])
        approved = shares(Decimal(line["amount_approved_baht"]), projects)
        left = shares(Decimal(line["amount_remaining_baht"]), owing) + [Decimal("0.00")] * (projects - owing)
        for number, (lent, remaining) in enumerate(zip(approved, left, strict=True), start=1):
            rows.append(
                debt(
                    f"{year}-{number}/{year}",
                    approval_year=year,
                    contract_on=f"5/7/{year}",
                    tambon=TAMBON,
                    approved=str(lent),
                    received=str(lent - remaining),
                    repayment="",
                    count="",
                    due_day="5",
                    first_due_on=f"5/7/{int(year) + 1}",
                )
            )
    return rows


def play():
    from reports.demo import people as demo

    return taken_in(register_rows(), demo.read().users, province=SAMUT_PRAKAN, base_on=BASE_ON, on=AS_OF)


samut_prakan = kept_for_module(play)


def as_printed(row: YearOfArrears) -> dict[str, str]:
    return {
        "projects_approved": str(row.projects),
        "amount_approved_baht": str(row.approved),
        "amount_received_baht": str(row.received),
        "projects_remaining": str(row.remaining_projects),
        "amount_remaining_baht": str(row.remaining),
        "pct_computed": str(row.received_percent),
        "balance_computed_baht": str(row.approved - row.received),
        "pct_outstanding_computed": str(row.remaining_percent),
    }


@pytest.mark.requirement("R-DEBT-14")
def test_samut_prakan_comes_out_to_the_satang(db, samut_prakan):
    assert (samut_prakan.written, samut_prakan.refused) == (975, 0)
    found = arrears_by_year(provinces=[SAMUT_PRAKAN], as_of=AS_OF)
    wanted = printed()
    for row in found.years:
        line = wanted.pop(str(row.year_be))
        assert as_printed(row) == {name: line[name] for name in as_printed(row)}
    total = wanted.pop("รวม")
    assert as_printed(found.total) == {name: total[name] for name in as_printed(found.total)}
    assert not wanted
    assert not found.begins_after


def test_the_page_the_workbook_and_the_paper_say_the_same(db, samut_prakan, log_in, business_date):
    business_date(AS_OF)
    client, asked = log_in("national"), {"province": SAMUT_PRAKAN, "as_of": "30/11/2563"}
    page = client.get(reverse("reports:report", args=["arrears-by-year"]), asked).content.decode()
    for said in ("76,252,450.00", "36,426,184.78", "39,826,265.22", "47.77", "73,734,764.73"):
        assert said in page
    workbook = client.get(reverse("reports:report_file", args=["arrears-by-year", "xlsx"]), asked)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(workbook)))
    assert 36426184.78 in next(row for row in book.get_sheet_by_index(0).to_python() if row[0] == "2556")
    paper = client.get(reverse("reports:report_file", args=["arrears-by-year", "pdf"]), asked)
    assert paper.status_code == 200
    assert io.BytesIO(b"".join(paper)).read(4) == b"%PDF"


def test_before_the_day_of_the_register_a_sentence_says_so(db, samut_prakan):
    found = arrears_by_year(provinces=[SAMUT_PRAKAN], as_of=date(2019, 9, 30))
    assert found.begins_after == (BASE_ON,)


def test_sums_of_no_year_are_nothing():
    total = in_all([])
    assert (total.projects, total.approved, total.received_percent) == (0, 0, None)
