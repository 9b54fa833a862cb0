"""The three plans of a fiscal year: allocated, drawn, returned; the fund's own table of Samut Prakan 2563."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from areas.models import Province
from documents.spreadsheets import read_sheet
from treasury import chart, selectors, services
from treasury.models import BudgetLine
from treasury.rules import BudgetRow, budget_total

# Figures of the published annual report of the province for the fiscal year 2563 (table 1).
PUBLISHED = Path(__file__).parent.parent / "data" / "samutprakan_budget_2563.csv"
PLANS = {"งบบริหาร": "ADMINISTRATION", "งบอุดหนุน": "SUBSIDY", "งบเงินทุนหมุนเวียน": "REVOLVING"}
OCT_1, SEP_30 = date(2019, 10, 1), date(2020, 9, 30)


def published():
    with open(PUBLISHED, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows[:-1], rows[-1]


@pytest.fixture
def samut_prakan(db):
    return Province.objects.get(pk="11")


@pytest.fixture
def played(samut_prakan, accountant):
    """The year 2563 of Samut Prakan, booked as it went: allocated in October, drawn, the rest returned in September."""
    given = {"province": samut_prakan, "by": accountant}
    plans, _total = published()
    for row in plans:
        plan = PLANS[row["plan_th"]]
        amount = Decimal(row["allocated_baht"])
        services.allocate_budget(plan=plan, amount=amount, reference=f"มท {plan}", on=OCT_1, **given)
        drawn = Decimal(row["drawn_baht"])
        if plan == "ADMINISTRATION":
            services.spend_administration(
                amount=drawn, text="ค่าตอบแทนและวัสดุ", reference="ฎ 1", on=date(2020, 8, 1), **given
            )
        else:
            services.draw(plan=plan, amount=drawn, reference=f"ฎ {plan}", on=date(2020, 8, 1), **given)
        left = amount - drawn
        services.return_budget(plan=plan, amount=left, reference=f"คืน {plan}", on=SEP_30, **given)
    return samut_prakan


@pytest.mark.requirement("R-BUD-01", "R-BUD-02", "R-BUD-03")
def test_the_published_table_of_samut_prakan_2563_comes_out_to_the_satang(played):
    plans, total = published()
    found = selectors.budget(province=played, fiscal_year_be=2563)
    for row, shown in [*((row, found.of(PLANS[row["plan_th"]])) for row in plans), (total, found.total)]:
        assert (shown.allocated, shown.drawn) == (Decimal(row["allocated_baht"]), Decimal(row["drawn_baht"]))
        assert shown.percent == Decimal(row["pct_stated"])
        assert shown.returned == Decimal(row["returned_baht_stated"])
        assert shown.remaining == Decimal(row["remaining_baht"]) == 0


@pytest.mark.requirement("R-REP-14")
def test_what_was_drawn_for_administration_is_what_left_the_treasury_deposit(played):
    drawn = selectors.budget(province=played, fiscal_year_be=2563).of("ADMINISTRATION").drawn
    assert selectors.balance(province=played, account=chart.ADMINISTRATION, as_of=SEP_30) == drawn
    held = selectors.balances(province=played, as_of=SEP_30)
    assert held[chart.TREASURY_DEPOSIT] == 0
    assert held[chart.BANK] == Decimal("22504730.00")


def test_no_more_of_a_plan_is_spent_or_returned_than_remains_of_it(samut_prakan, accountant):
    given = {"province": samut_prakan, "by": accountant, "on": OCT_1}
    services.allocate_budget(plan="REVOLVING", amount=Decimal("500.00"), reference="1", **given)
    services.allocate_budget(plan="ADMINISTRATION", amount=Decimal("100.00"), reference="1", **given)
    services.allocate_budget(plan="SUBSIDY", amount=Decimal("10.00"), reference="1", **given)
    with pytest.raises(services.BudgetExceeded, match=r"งบบริหาร ปีงบประมาณ 2563 เหลือ 100\.00 บาท ไม่พอสำหรับ 100\.01 บาท"):
        services.spend_administration(amount=Decimal("100.01"), text="ค่าวัสดุ", reference="ฎ 1", **given)
    with pytest.raises(services.BudgetExceeded, match="งบอุดหนุน"):
        services.draw(plan="SUBSIDY", amount=Decimal("10.01"), reference="ฎ 2", **given)
    with pytest.raises(services.BudgetExceeded):
        services.return_budget(plan="ADMINISTRATION", amount=Decimal("100.01"), reference="ค 1", **given)
    assert BudgetLine.objects.count() == 3


def test_revolving_money_that_came_back_is_lent_again_above_the_years_allocation(samut_prakan, accountant):
    given = {"province": samut_prakan, "by": accountant}
    services.allocate_capital(amount=Decimal("500.00"), reference="1", on=date(2019, 9, 1), **given)
    services.draw(amount=Decimal("500.00"), reference="ฎ 1", on=OCT_1, **given)
    row = selectors.budget(province=samut_prakan, fiscal_year_be=2563).of("REVOLVING")
    assert (row.allocated, row.drawn, row.remaining, row.percent) == (0, Decimal("500.00"), Decimal("-500.00"), None)


def test_a_reversed_paper_leaves_the_budget_and_can_be_booked_again(samut_prakan, accountant):
    given = {"province": samut_prakan, "by": accountant, "reference": "มท 1", "plan": "SUBSIDY", "on": OCT_1}
    wrong = services.allocate_budget(amount=Decimal("50.00"), **given)
    services.reverse(entry=wrong, on=OCT_1, by=accountant, reason="พิมพ์ผิด")
    assert selectors.budget(province="11", fiscal_year_be=2563).of("SUBSIDY").allocated == 0
    right = services.allocate_budget(amount=Decimal("500.00"), **given)
    assert right != wrong
    assert services.allocate_budget(amount=Decimal("500.00"), **given) == right
    assert selectors.budget(province="11", fiscal_year_be=2563).of("SUBSIDY").allocated == Decimal("500.00")


def test_the_same_number_on_papers_of_two_plans_is_two_papers(samut_prakan, accountant):
    given = {"province": samut_prakan, "by": accountant, "reference": "มท 1", "on": OCT_1, "amount": Decimal("5.00")}
    assert services.allocate_budget(plan="SUBSIDY", **given) != services.allocate_budget(plan="REVOLVING", **given)


def test_long_numbers_of_papers_that_differ_at_their_end_are_two_papers(samut_prakan, accountant):
    given = {"province": samut_prakan, "by": accountant, "plan": "ADMINISTRATION", "on": OCT_1}
    given["amount"] = Decimal("5.00")
    first, second = (
        services.allocate_budget(reference=f"มท 0416.4/ว 12345 ลว. 1 ต.ค. 62 ({part})", **given) for part in (1, 2)
    )
    assert first != second
    assert services.allocate_budget(reference="มท 0416.4/ว 12345 ลว. 1 ต.ค. 62 (2)", **given) == second


def test_what_is_returned_in_october_may_belong_to_the_year_that_is_over(samut_prakan, accountant):
    given = {"province": samut_prakan, "by": accountant, "plan": "SUBSIDY", "amount": Decimal("5.00")}
    services.allocate_budget(reference="1", on=OCT_1, **given)
    services.return_budget(reference="2", on=date(2020, 10, 5), fiscal_year_be=2563, **given)
    assert selectors.budget(province="11", fiscal_year_be=2563).total.remaining == 0
    assert selectors.budget(province="11", fiscal_year_be=2564).total == BudgetRow(plan="")
    as_it_was = selectors.budget(province="11", fiscal_year_be=2563, as_of=SEP_30)
    assert as_it_was.total.remaining == Decimal("5.00")


def test_a_plan_without_an_allocation_has_no_percentage_and_sums_are_of_the_plans():
    rows = [BudgetRow("A", Decimal("3.00"), Decimal("1.00")), BudgetRow("B")]
    assert rows[0].percent == Decimal("33.33")
    assert rows[1].percent is None
    assert budget_total(rows=rows, plan="T") == BudgetRow("T", Decimal("3.00"), Decimal("1.00"))


# -- pages -------------------------------------------------------------------------------------------------------------
def test_the_accountant_books_and_the_page_shows_the_plans_with_a_file_of_them(chiang_rai, log_in, business_date):
    business_date(date(2017, 11, 1))
    client = log_in("accountant")
    sent = {"reference": "มท 9", "on": "1/11/2560", "amount": "1,000.00", "plan": "SUBSIDY", "fiscal_year_be": "2561"}
    answer = client.post(reverse("treasury:allocate"), sent)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("treasury:budget"))
    sent = {"reference": "ฎ 9", "on": "1/11/2560", "amount": "1.00", "text": "ค่าวัสดุ", "fiscal_year_be": "2561"}
    assert "เหลือ 0.00 บาท" in client.post(reverse("treasury:spend"), sent).content.decode()
    page = client.get(reverse("treasury:budget"), {"year": "2561"})
    assert "1,000.00" in page.content.decode()
    content = client.get(reverse("treasury:budget"), {"year": "2561", "as": "xlsx"}).content
    sheet = read_sheet(name="budget.xlsx", content=content)
    assert sheet.rows[1].cells[:2] == ("งบอุดหนุน", "1000")
    assert client.get(reverse("treasury:budget"), {"year": "2561", "as": "pdf"}).content.startswith(b"%PDF-")


def test_the_nation_sees_the_provinces_beside_each_other(played, log_in, business_date):
    business_date(SEP_30)
    shown = log_in("national").get(reverse("treasury:budgets"), {"year": "2563"}).content.decode()
    assert "สมุทรปราการ" in shown
    assert "24,064,235.81" in shown
    assert log_in("accountant").get(reverse("treasury:budgets"), {"year": "2563"}).status_code == 200


@pytest.mark.requirement("R-BUD-04")
def test_from_august_on_the_accountant_is_told_what_is_neither_drawn_nor_returned_by_the_end_of_september(
    chiang_rai, accountant
):
    from reports.selectors.tasks import tasks

    def told(on):
        found = {task.title: task for task in tasks(user=accountant, on=on)}
        return found.get("งบประมาณที่ยังไม่ได้เบิกหรือส่งคืน")

    given = {"province": chiang_rai, "by": accountant, "plan": "SUBSIDY", "amount": Decimal("50.00")}
    services.allocate_budget(reference="1", on=date(2017, 11, 1), **given)
    assert told(date(2018, 7, 31)) is None
    task = told(date(2018, 9, 10))
    assert (task.count, task.due_on) == (1, date(2018, 9, 30))
    assert told(date(2018, 10, 2)).tone == "bad"
    services.return_budget(reference="2", on=date(2018, 9, 28), **given)
    assert told(date(2018, 10, 2)) is None
