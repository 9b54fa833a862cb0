"""The last stage of the demo: months closed, packs made, letters written; played twice it stays the same."""

from debt_followup.models import Confirmation
from documents.drawing import DRAW
from jobs.models import JobRun
from reports.demo import year_end
from reports.models import MonthlyPack
from treasury.models import MonthClose


def what_is_there():
    runs = JobRun.objects.exclude(job=DRAW)  # the papers of the transfers were drawn before
    return [*(model.objects.count() for model in (MonthClose, MonthlyPack, Confirmation)), runs.count()]


def test_the_year_ends_with_every_month_closed_every_pack_made_and_every_debtor_written_to(loans, quick_papers):
    year_end.play()
    assert what_is_there() == [10, 10, 2, 11]
    assert set(MonthClose.objects.values_list("state", flat=True)) == {MonthClose.State.CONFIRMED}
    assert [pack.month_on for pack in MonthlyPack.objects.filter(sent_on=None)] == [year_end.LAST_MONTH]
    assert not MonthlyPack.objects.filter(is_draft=True).exists()


def test_played_twice_it_stays_the_same(loans, quick_papers):
    year_end.play()
    before = what_is_there()
    year_end.play()
    assert what_is_there() == before
