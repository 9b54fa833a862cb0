"""The further provinces of the demo begin at once and are filled by the worker, month by month."""

from datetime import date
from io import StringIO

from django.core.management import call_command

from jobs.models import JobRun
from jobs.services import work
from reports.demo.provinces import job, places


def test_the_log_ins_are_there_before_the_worker_has_begun(db):
    run = job.start()
    assert (run.state, run.province_id) == (JobRun.State.WAITING, "11")
    said = StringIO()
    call_command("demo_logins", stdout=said)
    assert "sp-secretary" in said.getvalue()
    assert "bkk-chief" in said.getvalue()
    assert not JobRun.objects.filter(job=job.NAME, province="10").exists()


def test_a_run_that_was_stopped_goes_on_from_its_month(db, monkeypatch):
    steps, played = job.steps_of(places.SAMUT_PRAKAN), []
    monkeypatch.setattr(job, "steps_of", lambda place: [lambda at=at: played.append(at) for at in range(len(steps))])
    run = job.start()
    JobRun.objects.filter(pk=run.pk).update(done=5, total=len(steps), state=JobRun.State.RUNNING)
    work(run_id=run.pk)
    assert played == list(range(5, len(steps)))
    assert JobRun.objects.filter(job=job.NAME, province="10").exists()
    assert date(2018, 10, 1) == run.business_on
