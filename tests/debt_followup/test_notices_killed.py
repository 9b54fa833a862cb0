"""SIGKILL to the real worker of a batch of bills at moments drawn by chance: no letter twice, none left out."""

from datetime import date

import pytest

from debt_followup.models import Notice, NoticeBatch, NoticeDelivery
from debt_followup.rules.notices import NoticeKind
from debt_followup.services import notices
from documents import numbers
from documents.models import Document
from jobs.models import JobRun
from tests.faults.test_killed import kill_at_work
from tests.repayments.factories import as_if_of, contracts_in_force

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ON = date(2018, 8, 1)
KILLS = 8


@pytest.mark.requirement("R-REPAY-10")
def test_a_batch_killed_anywhere_writes_each_letter_once_and_leaves_no_gap(quick_papers, no_broker):
    from reports.demo import people

    found = people.read()
    made = contracts_in_force(found, groups=(1, 2, 6, 7, 12))
    as_if_of(made[0].amphoe, made)
    batch = notices.start_notices(amphoe=made[0].amphoe, kind=NoticeKind.INVOICE, by=found.users["secretary"], on=ON)
    assert kill_at_work("run", batch.run_id, seed=21, kills=KILLS) >= KILLS // 2
    run, batch = JobRun.objects.get(pk=batch.run_id), NoticeBatch.objects.get()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, len(made), len(made))
    assert Notice.objects.values("contract").distinct().count() == Notice.objects.count() == len(made)
    assert NoticeDelivery.objects.count() == 2 * len(made)
    assert not batch.items.exclude(outcome="MADE").exists()
    [series] = [one for one in numbers.report(keys=["57"], year_be=2561) if one.series == "letter:57"]
    assert (series.last, series.gaps, series.twice) == (len(made), (), ())
    for kind in (Document.Kind.NOTICE_BATCH, Document.Kind.NOTICE_SHEETS):
        assert Document.objects.filter(kind=kind).count() == 1
    assert batch.letters.pages == 2 * len(made)
