"""The pages of the runs: who sees which, progress, failed items, stopping and going on."""

from datetime import date

import pytest
from django.urls import reverse

from jobs import registry
from jobs.models import JobFailure, JobRun

pytestmark = pytest.mark.usefixtures("in_2017")


class Counting:
    """A job for these tests."""

    name = "tests.counting"
    title = "นับเลขทดสอบ"

    def due(self, *, on):
        return []

    def total(self, *, run):
        return 3

    def step(self, *, run):
        run.done += 1
        return run.done == run.total


@pytest.fixture
def run(people, monkeypatch):
    """Give a run of Chiang Rai that is under way."""
    monkeypatch.setitem(registry._jobs, Counting.name, Counting())
    return JobRun.objects.create(
        job=Counting.name, province_id="57", period="2018-07", state="RUNNING", total=3, done=1,
        business_on=date(2018, 8, 1),
    )  # fmt: skip


def test_a_run_is_listed_in_its_province_and_nowhere_else(log_in, run):
    page = log_in("accountant").get(reverse("jobs:list")).content.decode()
    assert "นับเลขทดสอบ" in page
    assert "1 / 3" in page
    assert "กำลังทำ" in page
    assert "1 / 3" not in log_in("khuntan").get(reverse("jobs:list"), {"state": "DONE"}).content.decode()
    run.province_id = "50"
    run.save(update_fields=["province"])
    assert log_in("accountant").get(reverse("jobs:run", args=[run.pk])).status_code == 404
    assert log_in("national").get(reverse("jobs:run", args=[run.pk])).status_code == 200


def test_the_progress_asks_again_while_it_runs_and_no_more_when_it_is_over(log_in, run):
    client = log_in("accountant")
    address = reverse("jobs:progress", args=[run.pk])
    going = client.get(address).content.decode()
    assert f'hx-get="{address}"' in going
    assert 'value="33"' in going
    run.state, run.done = "DONE", 3
    run.save(update_fields=["state", "done"])
    over = client.get(address).content.decode()
    assert "hx-get" not in over
    assert 'value="100"' in over


def test_the_paper_that_a_run_made_is_opened_from_its_page(log_in, run):
    run.state, run.result = "DONE", {"document": 42}
    run.save(update_fields=["state", "result"])
    assert (
        reverse("documents:open", args=[42])
        in log_in("accountant").get(reverse("jobs:run", args=[run.pk])).content.decode()
    )


def test_a_run_is_stopped_once_and_by_those_who_may(log_in, run):
    assert log_in("auditor").post(reverse("jobs:cancel", args=[run.pk])).status_code == 403
    page = log_in("secretary").post(reverse("jobs:cancel", args=[run.pk]), follow=True).content.decode()
    assert "หยุดงานแล้ว" in page
    run.refresh_from_db()
    assert run.state == "CANCELLED"
    again = log_in("secretary").post(reverse("jobs:cancel", args=[run.pk]), follow=True).content.decode()
    assert "งานนี้จบแล้ว ยกเลิกไม่ได้" in again


def test_a_failed_run_goes_on_from_where_it_stopped(log_in, run):
    client = log_in("accountant")
    refused = client.post(reverse("jobs:resume", args=[run.pk]), follow=True).content.decode()
    assert "จึงทำต่อไม่ได้" in refused
    JobRun.objects.filter(pk=run.pk).update(state="FAILED", message="สำนักงานยังไม่มีผู้ลงนาม")
    page = client.get(reverse("jobs:run", args=[run.pk])).content.decode()
    assert "สำนักงานยังไม่มีผู้ลงนาม" in page
    assert "ทำต่อจากจุดที่หยุด" in page
    client.post(reverse("jobs:resume", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, run.done) == ("WAITING", 1)
    assert JobRun.objects.count() == 1


def test_failed_items_are_downloaded_as_a_file_that_holds_no_formula(log_in, run):
    JobFailure.objects.create(run=run, item="12/2561", sentence="ไม่มีที่อยู่")
    JobFailure.objects.create(run=run, item="=1+1", sentence="ผิด")
    answer = log_in("accountant").get(reverse("jobs:failures", args=[run.pk]))
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines() == ["รายการ,สาเหตุ", "12/2561,ไม่มีที่อยู่", "'=1+1,ผิด"]
    assert "attachment" in answer["Content-Disposition"]


def test_the_list_takes_the_same_few_queries_with_many_runs(log_in, run, django_assert_max_num_queries):
    client = log_in("accountant")
    client.get(reverse("jobs:list"))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("jobs:list"))
    JobRun.objects.bulk_create(
        JobRun(job=Counting.name, province_id="57", period=f"p{number}", business_on=date(2018, 8, 1))
        for number in range(1000)
    )
    with django_assert_max_num_queries(20) as many:
        page = client.get(reverse("jobs:list")).content.decode()
    assert len(many) == len(few)
    assert 'rel="next"' in page
