"""The machinery of the browser tests itself: a page is drawn, and what a view puts off is done by another process."""

import time

import pytest

pytestmark = pytest.mark.slow


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
    deadline = time.monotonic() + 120  # a machine with much else to do starts a worker slowly
    while waiting.id not in live_site.children["worker"].log.read_text():
        assert time.monotonic() < deadline, live_site.log("worker")
        time.sleep(0.1)
