"""The work of this room: papers drawn after their command, lists written to files, the upkeep of what lies on disk."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import drawing, exports
from documents.models import Export, StoredFile
from documents.uploads import upkeep
from documents.uploads.shelf import path_of
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure

CHUNK = 1_000


class KeepFiles:
    """Sweep first, then compare presence and size of every kept file, row by row; ``check_files`` reads them whole."""

    name = "documents.files"
    title = gettext_lazy("ดูแลไฟล์แนบประจำสัปดาห์")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this week, once there is a file to look after."""
        if StoredFile.objects.exists():
            monday = on - timedelta(days=on.weekday())
            yield Due(province=None, period=monday.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the rows to compare."""
        return StoredFile.objects.count()

    def step(self, *, run: JobRun) -> bool:
        """Compare the next rows; the first step sweeps. What is missing is a failure of the run, named by its file."""
        done_to = run.cursor.get("pk", 0)
        if not done_to:
            upkeep.sweep()
        rows = list(
            StoredFile.objects.filter(pk__gt=done_to).order_by("pk").values_list("pk", "name", "sha256", "size")[:CHUNK]
        )
        for pk, name, sha256, size in rows:
            if not _lies_there(path_of(sha256), size):
                sentence = _("ไฟล์ “%(name)s” หายหรือขาดไปจากที่เก็บ กู้จากสำเนาสำรองของ ATTACHMENT_ROOT") % {"name": name}
                note_failure(run=run, item=f"{pk}", sentence=sentence)
        if rows:
            run.cursor = {"pk": rows[-1][0]}
        run.done += len(rows)
        return len(rows) < CHUNK


class WriteExport:
    """Write a long list to a file for whoever asked for it."""

    name = exports.EXPORT
    title = gettext_lazy("ส่งออกทะเบียนเป็นไฟล์")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return nothing: it runs when somebody asks."""
        yield from ()

    def total(self, *, run: JobRun) -> int:
        """Count the rows, those that were written before a fault with them."""
        export = _export(run)
        return max(run.done, exports.get(export.source).count(user=export.asked_by, asked=export.parameters))

    def step(self, *, run: JobRun) -> bool:
        """Write the next rows; the last step makes the file."""
        return exports.write_next(_export(run), run)


class DeleteExports:
    """Delete the files of lists whose days are over."""

    name = "documents.delete_exports"
    title = gettext_lazy("ลบไฟล์ส่งออกที่ครบกำหนด")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where some file is to be deleted."""
        if _old(on).exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the files, those deleted before a fault with them."""
        return run.done + _old(run.business_on).count()

    def step(self, *, run: JobRun) -> bool:
        """Delete the next ones."""
        gone = exports.delete_old(on=run.business_on)
        run.done += gone
        run.total = max(run.total, run.done)
        return gone == 0


def _export(run: JobRun) -> Export:
    return Export.objects.select_related("asked_by").get(run=run)


def _old(on: date) -> QuerySet[Export]:
    return Export.objects.filter(deleted_at__isnull=True, keep_until__lt=on)


class DrawPapers:
    """Draw the papers that a command has frozen and numbered; started on its commit."""

    name = drawing.DRAW
    title = gettext_lazy("จัดทำเอกสาร")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return a run of this day for each province where an ended run left papers undrawn: none is ever lost."""
        provinces = drawing.left_behind().order_by().values_list("province", flat=True).distinct()
        for province in sorted(provinces):
            yield Due(province=province, period=f"left {on.isoformat()}", parameters={"left": True})

    def total(self, *, run: JobRun) -> int:
        """Count the papers, those drawn before a fault with them."""
        return run.done + drawing.waiting(run).count()

    def step(self, *, run: JobRun) -> bool:
        """Draw the next ones."""
        return drawing.draw_next(run)


def _lies_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


registry.register(KeepFiles())
registry.register(DrawPapers())
registry.register(WriteExport())
registry.register(DeleteExports())
