"""The machinery of the browser tests itself: a page is drawn, and what a view puts off is done by another process."""

import time
from datetime import time as clock

import pytest

from jobs.models import JobRun
from repayments import services
from repayments.models import BankLine
from repayments.services import uploads
from tests.repayments.factories import RECEIPT_DAY, bank_file, contracts_in_force, paid
from treasury.models import JournalEntry

pytestmark = pytest.mark.slow
WITHIN = 120  # seconds: a machine with much else to do starts a worker slowly


def test_the_log_in_page_is_drawn_in_thai(live_site, page):
    answer = page.goto(live_site.url)
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "th"
    assert page.locator("input[type=password]").is_visible()


def test_a_worker_that_was_killed_takes_up_work_again(live_site):
    from celery import current_app

    live_site.kill("worker")
    waiting = current_app.send_task("jobs.tasks.start_due_runs")
    live_site.start("worker")
    wait_until(lambda: waiting.id in live_site.children["worker"].log.read_text(), live_site)


def test_a_worker_killed_at_an_import_goes_on_with_it_and_brings_every_line_once(live_site):
    from reports.demo import people

    people = people.read()
    contracts_in_force(people, groups=(1,))
    live_site.stand_on(RECEIPT_DAY)
    lines, by = uploads.CHUNK * 9 // 5, people.users["accountant"]
    rows = [paid(None, 100 + one, at=clock(9, one % 60, one // 60 % 60)) for one in range(lines)]
    upload = services.keep_upload(name="killed.txt", content=bank_file(*rows), by=by, on=RECEIPT_DAY)
    upload, _nothing_yet = services.confirm_upload(upload=upload, by=by, on=RECEIPT_DAY)
    run = JobRun.objects.filter(pk=upload.run_id)
    wait_until(lambda: run.get().done == uploads.CHUNK, live_site, every=0.01)
    live_site.kill("worker")
    assert (run.get().done, BankLine.objects.count()) == (uploads.CHUNK, uploads.CHUNK)  # the rest was under way
    live_site.start("worker")
    wait_until(lambda: run.get().state == JobRun.State.DONE, live_site)
    assert (run.get().done, BankLine.objects.count()) == (lines, lines)
    assert sorted(BankLine.objects.values_list("amount", flat=True)) == sorted(row.amount for row in rows)
    assert JournalEntry.objects.filter(kind="UNMATCHED").count() == lines


def wait_until(is_so, site, *, every=0.1):
    deadline = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < deadline, site.log("worker")
        time.sleep(every)
