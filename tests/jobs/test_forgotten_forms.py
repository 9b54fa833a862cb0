"""The key of a form that was sent is forgotten after its days, by a run of the day; what is younger stays."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from areas import once
from areas.models import SentForm
from jobs.models import JobRun
from jobs.services import start_due_runs, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
ON = date(2018, 8, 31)
JOB = "jobs.forget_sent_forms"


def key_of(people, *, sent_at):
    row = SentForm.objects.create(key=uuid4(), user=people.users["accountant"], sha256="0" * 64, answer="/kept/")
    SentForm.objects.filter(pk=row.pk).update(sent_at=sent_at)
    return row.pk


def test_keys_of_more_than_thirty_days_ago_are_deleted_once_a_day(people):
    old = key_of(people, sent_at=datetime(2018, 7, 31, 16, 59, tzinfo=UTC))  # 23.59 in Thailand
    kept = key_of(people, sent_at=datetime(2018, 7, 31, 17, 0, tzinfo=UTC))  # midnight: 1 August
    start_due_runs(on=ON)
    run = JobRun.objects.get(job=JOB)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, 1, 1)
    assert [row.pk for row in SentForm.objects.all()] == [kept] != [old]
    start_due_runs(on=ON)
    start_due_runs(on=date(2018, 8, 30))
    assert JobRun.objects.filter(job=JOB).count() == 1  # nothing is old, so there is nothing to run


def test_the_days_are_a_setting_and_many_keys_go_piece_by_piece(people, settings, monkeypatch):
    settings.SENT_FORMS_KEPT_DAYS = 5
    for day in (20, 21, 22, 26):
        key_of(people, sent_at=datetime(2018, 8, day, 5, tzinfo=UTC))
    assert once.old_keys(on=ON).count() == 3
    assert [once.forget_old_keys(on=ON, most=2) for _piece in range(3)] == [2, 1, 0]
    assert SentForm.objects.count() == 1
