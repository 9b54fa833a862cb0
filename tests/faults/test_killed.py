"""SIGKILL to a real worker at moments drawn by chance: nothing is lost, nothing is there twice, the work goes on."""

import os
import subprocess
import sys
from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count, Max, Sum

from documents import drawing
from documents.models import Document, NumberSeries, PaperToDraw
from jobs.models import JobRun
from loans.services import approve_transfer
from loans.services.paying import papers_of
from repayments import selectors, services
from repayments.models import Allocation, BankFile, BankLine, BankUpload, Receipt, StaleCourse
from tests.repayments.factories import (
    FIRST_INSTALMENT,
    RECEIPT_DAY,
    bank_file,
    contracts_in_force,
    imported,
    paid,
    receipted,
)
from treasury import chart, verification
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import JournalEntry, MonthClose, Posting

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLS = 8  # of each kind of work: more than twenty in a run of this file
LINES = 300
RECEIPTS = 60
FAR_OFF = date(2030, 12, 31)


@pytest.fixture
def contracts(quick_papers, no_broker):
    from reports.demo import people

    return contracts_in_force(people.read())


def kill_at_work(what, argument, *, seed, kills=KILLS):
    """Let a worker be killed again and again, and return how many times it was before all was done."""
    return len(killed_at(what, argument, seed=seed, kills=kills))


def killed_at(what, argument, *, seed, kills=KILLS):
    """Let a worker be killed again and again until all is done; return at which command and statement it was."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.worker", what, str(seed), str(kills), str(argument)],
        env=os.environ
        | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test", "BUSINESS_DATE": "2018-08-03"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.removeprefix("killed at ") for line in done.stdout.splitlines() if line.startswith("killed at ")]


def a_month_to_remit_and_close(contracts, users, people):
    """July: both contracts paid, the receipts are issued, and the months before it are closed."""
    receipted(people, *(paid(contract) for contract in contracts))
    for month in books.open_months(province="57", until=date(2018, 6, 30)):
        treasury.close_month(province="57", month_on=month, by=users["accountant"], on=RECEIPT_DAY)


def the_month_was_remitted_once():
    """All that was received went back to the treasury deposit, by one entry."""
    remitted = JournalEntry.objects.get(kind="REMITTANCE")
    assert -remitted.postings.get(account_id=chart.BANK).amount == 2 * FIRST_INSTALMENT
    assert not books.to_remit(province="57", as_of=FAR_OFF)


def the_books_hold():
    """Every entry balances, numbers have no gap, the bank and suspense are what was paid, and all verdicts."""
    assert not Posting.objects.values("entry").annotate(total=Sum("amount")).exclude(total=0).exists()
    for rows, number, year in (
        (JournalEntry.objects, "number", "year_be"),
        (Receipt.objects, "number", "fiscal_year_be"),
    ):
        for one in rows.order_by().values("province", year).annotate(count=Count("pk"), last=Max(number)):
            assert one["count"] == one["last"]
    for series in NumberSeries.objects.filter(series="receipt:57"):
        assert series.last == Receipt.objects.filter(fiscal_year_be=series.year_be).count()
    lines = BankLine.objects.aggregate(total=Sum("amount", default=0))["total"]
    waiting = BankLine.objects.exclude(state="RECEIPTED").aggregate(total=Sum("amount", default=0))["total"]
    booked = Posting.objects.filter(entry__kind="UNMATCHED", account=chart.BANK)
    assert booked.aggregate(total=Sum("amount", default=0))["total"] == lines
    assert books.balance(province="57", account=chart.SUSPENSE, as_of=FAR_OFF) == -waiting
    assert not [one.detail for one in verification.verify(province="57", on=RECEIPT_DAY) if not one.holds]


def test_an_import_killed_anywhere_brings_every_line_once(contracts, users, monkeypatch):
    monkeypatch.setattr("repayments.services.uploads.MOST_AT_ONCE", 0)
    rows = [
        paid(
            contracts[number % 2] if number % 3 else None, Decimal(100 + number), at=time(9, number % 60, number // 60)
        )
        for number in range(LINES)
    ]
    upload = services.keep_upload(name="killed.txt", content=bank_file(*rows), by=users["accountant"], on=RECEIPT_DAY)
    upload, _nothing_yet = services.confirm_upload(upload=upload, by=users["accountant"], on=RECEIPT_DAY)
    assert kill_at_work("run", upload.run_id, seed=11) == KILLS
    run = JobRun.objects.get(pk=upload.run_id)
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, LINES, LINES)
    assert BankLine.objects.count() == BankLine.objects.values("identity", "occurrence").distinct().count() == LINES
    assert sorted(BankLine.objects.values_list("amount", flat=True)) == sorted(row.amount for row in rows)
    assert JournalEntry.objects.filter(kind="UNMATCHED").count() == LINES
    assert BankFile.objects.get().new_count == LINES
    assert BankUpload.objects.get().state == "IMPORTED"
    the_books_hold()


def test_receipts_killed_anywhere_are_each_issued_booked_and_printed_once(contracts, users, people):
    imported(
        people,
        *(
            paid(contracts[number % 2], "731.40", on=date(2018, 7, 1 + number % 20), at=time(9, number))
            for number in range(RECEIPTS)
        ),
    )
    run = services.start_receipts(province="57", by=users["accountant"], on=RECEIPT_DAY)
    assert kill_at_work("run", run.pk, seed=12) == KILLS
    run.refresh_from_db()
    assert run.state == JobRun.State.DONE
    assert BankLine.objects.filter(state="RECEIPTED").count() == RECEIPTS
    assert Receipt.objects.values("bank_line").distinct().count() == Receipt.objects.count() == RECEIPTS
    papers = Document.objects.filter(kind=Document.Kind.RECEIPT)
    assert papers.count() == papers.values("subject").distinct().count() == RECEIPTS
    assert JournalEntry.objects.filter(kind="RECEIPT").count() == RECEIPTS
    for contract in contracts:
        rows = selectors.current_allocations([contract.pk])
        received = Receipt.objects.filter(contract=contract).aggregate(total=Sum("amount"))["total"]
        assert sum(row.amount for row in rows) == received
        owed = selectors.standing(contract=contract, as_of=RECEIPT_DAY)
        party = f"contract:{contract.pk}"
        held = books.party_balances(account=chart.LOANS, parties=[party], as_of=FAR_OFF)[party]
        assert held == owed.principal
    assert not StaleCourse.objects.exists()
    keys = [contract.pk for contract in contracts]
    assert services.differing_courses(on=RECEIPT_DAY, contract_ids=keys) == []
    assert not Allocation.objects.values("receipt", "replay", "line").annotate(n=Count("pk")).filter(n__gt=1).exists()
    the_books_hold()


def test_the_papers_of_a_transfer_killed_anywhere_are_each_drawn_once(quick_papers, no_broker):
    from reports.demo import people as demo
    from tests.loans import factories as loans

    people = demo.read()
    batch_of = [loans.a_complete_contract(people, group=group) for group in range(1, 11)]
    loans.capital(people)
    batch = loans.a_batch(people, batch_of)
    approve_transfer(batch=batch, by=people.users["chief"], on=loans.TRANSFER_ON)
    frozen = dict(PaperToDraw.objects.values_list("subject", "context"))
    run = drawing.run_of(province="57", period=papers_of(batch))
    assert kill_at_work("run", run.pk, seed=14) >= 3
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, 10, 10)
    papers = Document.objects.filter(kind=Document.Kind.CONTRACT)
    assert not PaperToDraw.objects.exists()
    assert {paper.subject: paper.context["number"] for paper in papers} == {
        subject: context["number"] for subject, context in frozen.items()
    }
    assert papers.count() == 10
    assert sorted(papers.values_list("number", flat=True), key=lambda number: int(number.partition("/")[0])) == [
        f"{number}/2561" for number in range(1, 11)
    ]


def test_a_close_killed_anywhere_is_there_whole_or_not_at_all(contracts, users, people):
    a_month_to_remit_and_close(contracts, users, people)
    at = killed_at("close", "2018-07-01", seed=13)
    assert len(at) == KILLS
    for command, write in (("remit", "posting"), ("close", "monthclose"), ("confirm", "monthclose")):
        assert [one for one in at if one.startswith(f"{command} ") and f'"treasury_{write}"' in one]
    closes = list(MonthClose.objects.filter(month_on=date(2018, 7, 1)).order_by("revision"))
    assert [close.revision for close in closes] == list(range(1, len(closes) + 1))
    assert len(closes) >= 3
    assert all(close.state == "REOPENED" and close.confirmed_by_id and close.reopened_by_id for close in closes)
    the_month_was_remitted_once()
    the_books_hold()
