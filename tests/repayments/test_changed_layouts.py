"""A bank's table whose columns are named otherwise after it was imported: the same money is not brought again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs.models import JobRun
from jobs.services import cancel
from repayments import selectors, services
from repayments.models import BankFile, BankLayout, BankLine, BankUpload
from repayments.selectors import incoming, layouts
from repayments.services import uploads
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, imported, paid
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import BankAccount

contracts = kept_for_module(lambda: _play())
pytestmark = [pytest.mark.usefixtures("db", "blank_papers"), pytest.mark.requirement("R-REPAY-06", "R-SYS-03")]
HEADINGS = ("Date", "Time", "Payer", "Ref 1", "Ref 2", "Amount", "Branch")
ALL = {
    "value_on": "Date", "time": "Time", "customer_name": "Payer",
    "ref1": "Ref 1", "ref2": "Ref 2", "amount": "Amount",
}  # fmt: skip


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def by(people):
    return people.users["accountant"]


@pytest.fixture(autouse=True)
def today(business_date):
    business_date(RECEIPT_DAY)


def row(contract, amount="52515.07", *, on="4/7/2561", at="10:30:00", name="นางหนึ่ง สมมติไว้", branch="0001"):
    return (on, at, name, contract.ref1 if contract else "", "1" if contract else "", amount, branch)


def table(*rows):
    return "\r\n".join(",".join(f'"{cell}"' for cell in one) for one in (HEADINGS, *rows)).encode("cp874")


def named(by, content, *, without=(), date_form="THAI", name="july.csv", **changed):
    """The file, handed in and its columns named: all but some."""
    kept = services.keep_upload(name=name, content=content, by=by, on=RECEIPT_DAY)
    columns = {field: heading for field, heading in (ALL | changed).items() if field not in without}
    account = BankAccount.objects.get(province="57", kind="SAVINGS")
    services.name_columns(upload=kept, account=account, columns=columns, date_form=date_form, by=by, on=RECEIPT_DAY)
    return BankUpload.objects.get(pk=kept.pk)


def brought(by, content, **how):
    kept = named(by, content, **how)
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    return list(BankLine.objects.filter(file=BankFile.objects.latest("pk")).order_by("sequence"))


def seen(by, content, **how):
    kept = named(by, content, **how)
    return _look(by, kept)


def _look(by, kept):
    return selectors.preview(
        name=kept.name, content=bytes(kept.content), by=by, on=RECEIPT_DAY, layout=kept.layout
    ).rows


CHANGES = [
    {"without": ["customer_name"]},
    {"without": ["time"]},
    {"without": ["ref1", "ref2"]},
    {"without": ["ref2"]},
    {"ref1": "Ref 2", "ref2": "Ref 1"},
    {"ref3": "Branch"},
]


@pytest.mark.parametrize("first", CHANGES)
def test_no_line_comes_a_second_time_when_the_columns_were_changed(by, contracts, first):
    rows = [row(contracts[0]), row(contracts[0], at="11:30:00"), row(contracts[1], "800.00"), row(None, "90.00")]
    brought(by, table(*rows), **first)
    assert [one.is_new for one in seen(by, table(*rows))] == [False] * 4
    later = table(*rows[1:], row(contracts[1], "801.00", at="16:00:00"))  # another file, in part about the same days
    assert [one.is_new for one in seen(by, later)] == [False, False, False, True]


@pytest.mark.parametrize("first", CHANGES)
def test_money_of_a_day_of_which_a_file_came_before_is_still_new(by, contracts, first):
    brought(by, table(row(contracts[0]), row(None, "90.00")), **first)
    afternoon = [row(contracts[0], at="15:00:00", branch="0002"), row(None, "90.00", at="15:00:00", branch="0002")]
    assert [(one.is_new, one.perhaps) for one in seen(by, table(*afternoon))] == [(True, None)] * 2


def test_receipted_money_is_not_receipted_again(by, contracts):
    content = table(row(contracts[0]), row(contracts[1]))
    brought(by, content, without=["customer_name"])
    assert len(services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)) == 2
    kept = named(by, content)
    with pytest.raises(services.NothingNew):
        services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    assert books.balance(province="57", account=chart.SUSPENSE, as_of=date(2018, 12, 31)) == 0
    assert services.issue_receipts(province="57", by=by, on=RECEIPT_DAY) == []


def test_a_line_that_was_booked_with_another_day_or_amount_is_for_a_person_to_compare(by, contracts, log_in):
    content = table(row(contracts[0], "100.00", on="4/7/2018"), row(contracts[1], "200.00", on="5/7/2018"))
    lines = brought(by, content, date_form="MONTH_FIRST", amount="Amount")
    assert [line.value_on for line in lines] == [date(2018, 4, 7), date(2018, 5, 7)]
    kept = named(by, content)
    found = _look(by, kept)
    assert [(one.is_new, one.perhaps.pk) for one in found] == [(True, line.pk) for line in lines]
    page = log_in("accountant").get(reverse("repayments:upload", args=[kept.pk])).content.decode()
    assert "ไฟล์นี้เคยนำเข้าแล้ว" in page
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    assert BankLine.objects.filter(state="PERHAPS_SAME").count() == 2
    assert len(services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)) == 2


def test_the_same_file_is_found_though_its_days_are_read_wrongly_now(by, contracts):
    content = table(row(contracts[0], "100.00", on="3/7/2018"))
    (line,) = brought(by, content)
    (found,) = seen(by, content, date_form="MONTH_FIRST")
    assert found.perhaps.pk == line.pk


def test_files_from_before_the_columns_were_part_of_their_profile_are_known(by, contracts, monkeypatch):
    content = table(row(contracts[0]), row(None, "90.00"))
    with monkeypatch.context() as before:
        before.setattr(incoming, "profile_of", lambda layout: f"TABLE:{layout.pk}")
        brought(by, content, without=["customer_name"])
    assert BankFile.objects.get().profile == f"TABLE:{BankLayout.objects.get().pk}"
    assert [one.is_new for one in seen(by, content)] == [False, False]
    assert [one.is_new for one in seen(by, content, without=["customer_name"])] == [False, False]


def test_lines_of_a_file_that_the_new_columns_cannot_read_are_compared(by, contracts):
    brought(by, table(row(contracts[0]), row(None, "90.00", at="")), without=["customer_name"])
    new = table(row(contracts[0], on="2018-07-04"), row(None, "90.00", on="2018-07-04"))
    known, perhaps = seen(by, new, date_form="YEAR_FIRST")  # the bank writes days otherwise since
    assert not known.is_new
    assert perhaps.verdict.finding == "PERHAPS_SAME"


def test_only_rows_that_were_written_are_known_of_a_file_whose_import_was_stopped(by, contracts, monkeypatch):
    content = table(*(row(contracts[n % 2], f"{n + 1}.00") for n in range(5)))
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(uploads, "CHUNK", 2)
    monkeypatch.setattr("jobs.services.wake", lambda *, run_id: None)
    kept = named(by, content, without=["customer_name"])
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    run = JobRun.objects.get(job="repayments.import_bank_file")
    uploads._read.cache_clear()
    services.import_chunk(run=run)  # the first two lines, then a person stops it
    run.save()
    cancel(run=run)
    assert [one.is_new for one in seen(by, content)] == [False, False, True, True, True]


def test_an_unchanged_table_and_a_file_of_fixed_width_read_nothing_again(people, by, contracts, monkeypatch):
    brought(by, table(row(contracts[0])))
    monkeypatch.setattr(layouts, "content_of", None)
    with CaptureQueriesContext(connection) as asked:
        imported(people, paid(contracts[1]))
    assert not [one for one in asked if '"profile"::text LIKE' in one["sql"]]
    monkeypatch.setattr(layouts, "_written", None)
    found = layouts.read_again(layout=BankLayout.objects.get(), rows=[], sha256="")
    assert (dict(found.lines), found.unread) == ({}, ())
