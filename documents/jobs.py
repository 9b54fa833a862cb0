"""Weekly upkeep of handed-in files: what no row names is swept away, what a row names is looked for on the disk."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import StoredFile
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


def _lies_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


registry.register(KeepFiles())
