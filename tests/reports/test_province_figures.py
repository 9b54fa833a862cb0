"""The figures of the provinces: counted once a day, read back for many, never added up on a view."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import User
from debt_followup.selectors import ageing, in_force_on
from jobs.models import JobRun
from jobs.services import work
from loans.models import Contract
from reports import jobs, services
from reports.models import ProvinceFigures
from reports.selectors import figures, province_figures
from treasury import chart
from treasury import selectors as books

ON = date(2018, 8, 3)


def counted(on=ON, province="57"):
    return services.count_figures(province=province, on=on)


def another(code, **changed):
    """Write the figures of another province, as of the same day."""
    row = counted()
    row.pk, row.province_id = None, code
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    return row


# -- counting ---------------------------------------------------------------------------------------------------------
def test_the_figures_are_those_of_the_books_and_of_the_debtors(closed):
    row = counted()
    assert row.outstanding == books.balance(province="57", account=chart.LOANS, as_of=ON)
    assert row.treasury_deposit == books.balance(province="57", account=chart.TREASURY_DEPOSIT, as_of=ON)
    assert row.lent == Decimal("400000.00")
    assert row.lent - row.principal_received == row.outstanding
    assert (row.contracts, row.contracts_behind, row.lines_waiting) == (2, 0, 0)
    assert (row.due_in_year, row.received_of_due) == (Decimal("105030.14"), Decimal("105030.14"))
    assert (row.months_open, row.last_sent_month) == (0, None)


def test_what_is_late_stands_by_class_with_its_principal(closed):
    on = date(2019, 2, 1)
    row = counted(on)
    classes = ageing(in_force_on(Contract.objects.filter(province="57"), as_of=on), as_of=on)
    assert row.contracts_behind == sum(each.contracts for each in classes) == 2
    assert row.arrears == sum(each.amount for each in classes)
    assert row.ageing["1-30"][0] == 2
    assert sum(Decimal(cell[1]) for cell in row.ageing.values()) == row.outstanding


def test_counted_again_the_same_row_is_written_anew(closed):
    first = counted()
    ProvinceFigures.objects.filter(pk=first.pk).update(contracts=99)
    assert (counted().pk, counted().contracts) == (first.pk, 2)


def test_the_run_of_a_day_counts_every_province_with_books_and_goes_on_after_a_stop(closed):
    job = jobs.CountProvinces()
    (due,) = job.due(on=ON)
    run = JobRun.objects.create(job=job.name, period=due.period, business_on=ON)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, 1, 1)
    assert list(ProvinceFigures.objects.values_list("province", "as_of")) == [("57", ON)]


# -- reading ----------------------------------------------------------------------------------------------------------
def test_many_provinces_are_added_up_from_their_rows(closed, users):
    another("10", outstanding=Decimal("1.00"), lent=Decimal("2.00"))
    found = province_figures.nation(user=users["national"], on=ON)
    assert [row.province_id for row in found.rows] == ["10", "57"]
    assert found.totals["outstanding"] == sum(row.outstanding for row in found.rows)
    assert found.ageing[""][0] == 4
    assert province_figures.kpi_percent(found.totals) == Decimal("100.00")


def test_a_past_day_shows_the_count_of_that_day(closed, users):
    counted(date(2018, 6, 30))
    counted()
    found = province_figures.nation(user=users["national"], on=date(2018, 7, 15))
    assert found.as_of == date(2018, 6, 30)
    assert found.totals["outstanding"] == Decimal("400000.00")
    now = province_figures.nation(user=users["national"], on=ON)
    assert [(on, amount) for on, amount, _late in now.months] == [
        (date(2018, 6, 30), Decimal("400000.00")),
        (ON, now.totals["outstanding"]),
    ]


def test_a_province_that_the_run_has_not_reached_stands_with_its_count_of_yesterday(closed, users):
    another("10", as_of=date(2018, 8, 2))
    found = province_figures.nation(user=users["national"], on=ON)
    assert [row.province_id for row in found.rows] == ["10", "57"]


def test_a_user_sees_the_provinces_of_her_area_only(closed, users):
    another("10")
    found = province_figures.nation(user=users["accountant"], on=ON)
    assert [row.province_id for row in found.rows] == ["57"]


def test_the_first_page_of_the_nation_adds_up_no_contract(closed, users):
    counted()
    with CaptureQueriesContext(connection) as taken:
        found = figures.figures(user=User.objects.get(pk=users["national"].pk), on=ON)
    assert found.outstanding == counted().outstanding
    assert found.counted_on == ON
    tables = ('"loans_', '"repayments_', '"treasury_posting', '"treasury_journalentry')
    assert not [query for query in taken.captured_queries if any(name in query["sql"] for name in tables)]


def test_without_a_count_the_first_page_of_the_nation_has_no_figures(closed, users):
    assert figures.figures(user=users["national"], on=ON) is None


def test_the_page_ranks_by_any_figure(closed, users, business_date, log_in):
    business_date(ON)
    another("10", outstanding=Decimal("1.00"), arrears=Decimal("77.00"), contracts_behind=3)
    client, address = log_in("national"), reverse("reports:report", args=["provinces"])

    def order(rank):
        said = client.get(address, {"rank": rank}).content.decode()
        table = said[said.index("<tbody>") : said.index("</tbody>")]
        return table.index("เชียงราย") < table.index("กรุงเทพมหานคร")

    assert order("outstanding")
    assert not order("arrears")
    assert "77.00" in client.get(address).content.decode()
