"""Work of the books that nobody waits for: the daily seal and the weekly verification."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Manager, Max
from django.utils.translation import gettext_lazy

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from treasury.models import JournalEntry, LedgerSeal
from treasury.services.seals import seal_ledger
from treasury.verification import provinces_with_books, verify

SEALS = "treasury.seals"
VERIFICATION = "treasury.verification"


class _ByProvince:
    """A run over every province with books, one a step, so that a broken one keeps no other waiting."""

    def total(self, *, run: JobRun) -> int:
        """Count the provinces."""
        return len(provinces_with_books())

    def step(self, *, run: JobRun) -> bool:
        """Do the next province; the cursor walks up their codes."""
        waiting = [code for code in provinces_with_books() if code > run.cursor.get("last", "")]
        if not waiting:
            return True
        self.one(run, waiting[0])
        run.cursor = {"last": waiting[0]}
        run.done += 1
        run.total = max(run.total, run.done)
        return len(waiting) == 1

    def one(self, run: JobRun, province: str) -> None:
        """What is done for a province."""
        raise NotImplementedError


class SealLedger(_ByProvince):
    """Seal the entries of every day on which some were written."""

    name = SEALS
    title = gettext_lazy("ผนึกบัญชีประจำวัน")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the run of this day where entries of any province wait for their seal; two queries."""
        newest = _last_of_each(JournalEntry.objects, "pk")
        sealed = _last_of_each(LedgerSeal.objects, "last_entry")
        if any(entry > sealed.get(province, 0) for province, entry in newest.items()):
            yield Due(province=None, period=on.isoformat())

    def one(self, run: JobRun, province: str) -> None:
        seal_ledger(province=province, day=run.business_on)


def _last_of_each(rows: Manager, key: str) -> dict[str, int]:
    """The highest key of each province: of one alone nothing follows for another, whose entries may be older."""
    return dict(rows.order_by().values_list("province").annotate(last=Max(key)))


class VerifyLedger(_ByProvince):
    """Verify the books of every province once a week; what does not hold is a failure of the run, by its sentence."""

    name = VERIFICATION
    title = gettext_lazy("ตรวจความถูกต้องของบัญชี")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the run of this week, once there are books."""
        if JournalEntry.objects.exists():
            monday = on - timedelta(days=on.weekday())
            yield Due(province=None, period=monday.isoformat())

    def one(self, run: JobRun, province: str) -> None:
        kept = dict(run.result)
        for verdict in verify(province=province, on=run.business_on):
            if not verdict.holds:
                item = f"{province} {verdict.code}"
                note_failure(run=run, item=item, sentence=f"{verdict.label}: {verdict.detail}")
                kept[province] = [*kept.get(province, []), verdict.code]
        run.result = kept


registry.register(SealLedger())
registry.register(VerifyLedger())
