"""SIGKILL to the real worker of the September batch at moments drawn by chance: nothing lost, twice, or unnumbered."""

from datetime import date

import pytest

from debt_followup import services
from debt_followup.models import Confirmation, ConfirmationBatch
from documents import numbers
from documents.models import Document, DocumentFile
from jobs.models import JobRun
from jobs.services import work
from repayments.selectors import standings
from tests.faults.test_killed import kill_at_work
from tests.repayments.factories import contracts_in_force

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ON = date(2018, 9, 30)
KILLS = 20
GROUPS = tuple(range(1, 13))


def what_there_is():
    rows = Confirmation.objects.order_by("contract_id").values_list("contract_id", "code", "principal", "batch_id")
    return list(rows), sorted(Document.objects.values_list("pk", "sha256"))


@pytest.mark.requirement("R-DEBT-07")
def test_the_september_batch_killed_anywhere_writes_each_letter_once_and_leaves_no_gap(quick_papers, no_broker):
    from reports.demo import people

    found = people.read()
    made = contracts_in_force(found, groups=GROUPS)
    before = Document.objects.count()
    run = services.start_confirmations(province="57", as_of=ON, by=found.users["secretary"], on=ON)
    assert kill_at_work("run", run.pk, seed=31, kills=KILLS) == KILLS
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, len(made), len(made))
    rows = Confirmation.objects.filter(as_of=ON)
    assert rows.count() == rows.values("contract").distinct().count() == len(made)
    assert not rows.filter(batch=None).exists()
    [moment] = set(rows.values_list("known_at", flat=True))
    owed = standings(contracts=made, as_of=ON, known_at=moment)
    undisturbed = sorted(made, key=lambda one: (one.amphoe_id, one.tambon_id, one.pk))
    assert list(rows.order_by("code").values_list("contract_id", "code", "principal")) == [
        (one.pk, f"C5761{number:07}", owed[one.pk].principal) for number, one in enumerate(undisturbed, start=1)
    ]
    batches = ConfirmationBatch.objects.all()
    assert sum(one.letters.pages for one in batches) == sum(one.count for one in batches) == len(made)
    [series] = [one for one in numbers.report(keys=["57"], year_be=2561) if one.series == "letter:57"]
    assert (series.last, series.gaps, series.twice) == (len(made), (), ())
    assert Document.objects.count() - before == len(made) + 2 * batches.count()
    assert DocumentFile.objects.count() == Document.objects.count()
    same = what_there_is()
    work(run_id=run.pk)
    with pytest.raises(services.AllConfirmed):
        services.start_confirmations(province="57", as_of=ON, by=found.users["secretary"], on=ON)
    assert what_there_is() == same
    assert JobRun.objects.filter(job=run.job).count() == 1
