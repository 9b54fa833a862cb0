"""Work of the books that nobody waits for: the daily seal, the weekly verification, long journals as files."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.spreadsheets import write_xlsx
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from treasury import exports, selectors, tables
from treasury.models import JournalEntry, JournalFile, LedgerSeal
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
        """Return the run of this day where entries wait for their seal."""
        newest = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
        sealed = LedgerSeal.objects.aggregate(last=Max("last_entry"))["last"] or 0
        if newest is not None and newest > sealed:
            yield Due(province=None, period=on.isoformat())

    def one(self, run: JobRun, province: str) -> None:
        seal_ledger(province=province, day=run.business_on)


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


class WriteJournal:
    """The journal of a long period as a spreadsheet, for whoever asked for it."""

    name = exports.NAME
    title = gettext_lazy("สมุดรายวันเป็นไฟล์")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return nothing: it runs when somebody asks."""
        return ()

    def total(self, *, run: JobRun) -> int:
        """Count the lines of the period."""
        from_on, to_on = exports.days_of(run)
        return selectors.journal_lines(province=run.province_id, from_on=from_on, to_on=to_on).count()

    def step(self, *, run: JobRun) -> bool:
        """Write the file in the language of the office; a few rows are held at a time."""
        from_on, to_on = exports.days_of(run)
        lines = selectors.journal_lines(province=run.province_id, from_on=from_on, to_on=to_on)
        with translation.override("th"):
            rows = tables.journal_rows(selectors.in_pieces(lines))
            content = write_xlsx(title=_("สมุดรายวัน"), columns=tables.journal_columns(), rows=rows)
        name = f"{exports.file_name(run.province_id, from_on, to_on)}.xlsx"
        JournalFile.objects.get_or_create(
            run=run, defaults={"province_id": run.province_id, "name": name, "content": content}
        )
        run.done = run.total
        run.result = {"page": "treasury:journal_file"}
        return True


registry.register(SealLedger())
registry.register(VerifyLedger())
registry.register(WriteJournal())
