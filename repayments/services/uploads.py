"""A bank's file from the hand-in to the books: kept while it waits, its columns named, confirmed, imported or let go.

A small file is imported while the person waits; a large one by a run of the worker, some thousand lines a transaction.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from areas.models import User
from documents.spreadsheets import Sheet, read_sheet
from jobs.models import JobRun
from jobs.services import ensure_run
from repayments import bank_files, selectors
from repayments.models import BankFile, BankLayout, BankLine, BankUpload
from repayments.selectors.incoming import MOST_ROWS, Preview, ReadFile, ReadLine
from repayments.services import incoming
from repayments.services.incoming import Imported
from repayments.services.writing import without_collecting
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import BankAccount

State = BankUpload.State
IMPORT_JOB = "repayments.import_bank_file"
MOST_AT_ONCE = 2_000  # lines that are imported while the person waits
CHUNK = 5_000
KEPT_DAYS = 7
_TOLD = ("line_count", "provinces", "was_new")  # what is kept of a file that was read
_ALIVE = (JobRun.State.WAITING, JobRun.State.RUNNING, JobRun.State.FAILED)


class UploadSettled(Refusal):
    """The file was imported or let go before, or is being imported now."""


class ImportUnderWay(Refusal):
    """Another file of the province is being imported by the worker."""


@without_collecting()
@transaction.atomic
def keep_upload(*, name: str, content: bytes, by: Any, on: date) -> BankUpload:
    """Keep a handed-in file until it is confirmed, with the layout that was saved for a table of its headings.

    A file of fixed width is read at once, so that one with a fault is never kept; so is a table with a known layout.
    Files that the user left unconfirmed for a week are let go.

    :raises repayments.bank_files.BankFileRefused, documents.spreadsheets.UnreadableSheet: as ``selectors.read_file``.
    """
    layout, profile, handed_in_at = None, bank_files.PROFILE, timezone.now()
    if content.strip() and not bank_files.is_fixed_width(content):
        known = selectors.layouts_for(headings=_sheet(name, content).headings, by=by)
        layout, profile = (known[0] if len(known) == 1 else None), bank_files.TABLE_PROFILE
    told: dict[str, Any] = {}
    if layout is not None or profile == bank_files.PROFILE:
        told = _told(selectors.read_file(name=name, content=content, by=by, on=on, layout=layout))
    stale = handed_in_at - timedelta(days=KEPT_DAYS)
    BankUpload.objects.filter(uploaded_by=by, state=State.WAITING, uploaded_at__lt=stale).update(
        state=State.DROPPED, content=None
    )
    return BankUpload.objects.create(
        name=name[:200],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        profile=profile,
        layout=layout,
        uploaded_by=by,
        uploaded_on=on,
        uploaded_at=handed_in_at,
        **told,
    )


@transaction.atomic
def name_columns(
    *,
    upload: BankUpload,
    account: BankAccount,
    columns: Mapping[str, str],
    date_form: str,
    by: Any,
    on: date,
) -> BankLayout:
    """Say what the columns of a waiting table are; remembered for the account's next files of the same headings.

    :raises repayments.bank_files.LayoutWrong: the columns cannot make lines of money.
    :raises repayments.bank_files.BankFileRefused: read like this, a row has a fault; then nothing is remembered.
    :raises UploadSettled: the file does not wait any more.
    Source: R-SYS-03.
    """
    locked = _waiting(upload)
    sheet = _sheet(locked.name, _content(locked))
    named = {name: heading for name, heading in columns.items() if heading}
    bank_files.require_columns(columns=named, headings=sheet.headings)
    layout, _is_new = BankLayout.objects.update_or_create(
        account=account,
        signature=bank_files.signature(sheet.headings),
        defaults={
            "province_id": account.province_id,
            "name": f"{account.bank_name} {account.account_number}"[:100],
            "headings": list(sheet.headings),
            "columns": named,
            "date_form": date_form,
            "saved_by": by,
        },
    )
    locked.layout = layout
    _tell(locked, by=by, on=on)
    locked.save(update_fields=["layout", *_TOLD])
    # other files that wait were read by what the columns were before
    BankUpload.objects.filter(layout=layout, state=State.WAITING).exclude(pk=locked.pk).update(was_new=None)
    return layout


@transaction.atomic
def drop_upload(*, upload: BankUpload) -> BankUpload:
    """Let a waiting file go; its content is not kept.

    :raises UploadSettled: it does not wait any more.
    """
    locked = _waiting(upload)
    locked.state, locked.content = State.DROPPED, None
    locked.save(update_fields=["state", "content"])
    return locked


@without_collecting()
@transaction.atomic
def confirm_upload(*, upload: BankUpload, by: Any, on: date) -> tuple[BankUpload, Imported | None]:
    """Import a waiting file: at once, or by a run where it has more than two thousand lines (then nothing is returned).

    Confirmed twice it is imported once. A large file was read when it was handed in, and is read by its run; here only
    where another one of its provinces came in between, or the person lost one of the provinces.

    :raises UploadSettled, ImportUnderWay: as the names say.
    :raises repayments.services.NothingNew: every line is there already.
    :raises repayments.bank_files.BankFileRefused: as ``selectors.read_file``.
    """
    locked = _waiting(upload)
    # without a layout, which is refused; by columns of before; handed in before this was kept; outside the area now
    if locked.was_new is None or not _may_import(locked.provinces, by=by):
        _tell(locked, by=by, on=on)
    _refuse_beside(locked.provinces)
    if (locked.line_count or 0) <= MOST_AT_ONCE:
        found = incoming.import_bank_file(
            name=locked.name, content=_content(locked), by=by, on=on, layout=locked.layout
        )
        _finish(locked, new=found.new_count)
        return locked, found
    incoming.require_new(name=locked.name, count=locked.line_count or 0, new=_is_new(locked, by=by, on=on))
    locked.run = ensure_run(
        job=IMPORT_JOB,
        province=locked.provinces[0] if len(locked.provinces) == 1 else None,
        period=f"upload {locked.pk}",
        on=on,
        parameters={"upload": locked.pk, "provinces": locked.provinces},
        by=by,
    )
    locked.state = State.IMPORTING
    locked.save(update_fields=["run", "state", *_TOLD])
    return locked, None


def line_count(*, upload_id: int) -> int:
    """How many lines a file has that is being imported."""
    return BankUpload.objects.values_list("line_count", flat=True).get(pk=upload_id) or 0


@without_collecting()
def import_chunk(*, run: JobRun) -> bool:
    """Import the next lines of a large file in the run's transaction; return True when none are left.

    ``run.cursor`` holds the place in the file and the stored files. A killed run goes on from there: what was written
    is there once, the rest follows. Only the books of the provinces are held whose lines are written, so that those
    whose lines are in can issue their receipts meanwhile.
    """
    upload_id = int(run.parameters["upload"])
    reading, start = _read(upload_id), int(run.cursor.get("next", 0))
    stop = min(start + CHUNK, len(reading.file.lines))
    rows = reading.file.lines[start:stop]
    incoming.lock_provinces(row.account.province_id for row in rows)
    found = selectors.judge(file=reading.file, rows=rows)
    files = _files(run, reading, found)
    incoming.write_lines(rows=found.new_rows, files=files, by=run.requested_by)
    run.cursor = {**run.cursor, "next": stop, "files": [file.pk for file in files.values()]}
    run.done = stop
    if stop < len(reading.file.lines):
        return False
    _finish(BankUpload.objects.select_for_update().get(pk=upload_id), new=sum(one.new_count for one in files.values()))
    run.result = {"files": [files[code].pk for code in sorted(files)]}
    _read.cache_clear()
    return True


@transaction.atomic
def let_go_of_stopped(*, run: JobRun) -> None:
    """Let go of a file whose import was stopped by hand: the lines that were written stay, its content does not.

    Handed in again it brings the lines that are missing, and none twice.
    """
    upload = BankUpload.objects.select_for_update().filter(run=run, state=State.IMPORTING).first()
    if upload is None:
        return
    brought = BankLine.objects.filter(file__in=run.cursor.get("files", ())).count()
    upload.state, upload.content, upload.new_count = State.DROPPED, None, brought
    upload.save(update_fields=["state", "content", "new_count"])
    _read.cache_clear()


@dataclass(frozen=True, slots=True)
class _Reading:
    """The file of a run, read, with what of it each province keeps."""

    name: str
    file: ReadFile
    rows: dict[str, list[ReadLine]]
    parts: dict[str, incoming.Part]


def _files(run: JobRun, reading: _Reading, found: Preview) -> dict[str, BankFile]:
    """The stored files of a run by province; a province's part is written with the first of its lines."""
    kept = BankFile.objects.filter(pk__among=run.cursor.get("files", ())).defer("content").order_by("pk")
    files = {file.province_id: file for file in kept}
    begun = Counter(row.account.province_id for row in found.rows)
    new = Counter(row.account.province_id for row in found.new_rows)
    for code in found.provinces:
        if code in files:
            continue
        rows = reading.rows[code]
        rest = rows[begun[code] :]
        new[code] += sum(is_new for _row, is_new in selectors.tell_new(file=reading.file, rows=rest))
        files[code] = incoming.store_file(
            name=reading.name,
            part=reading.parts[code],
            rows=rows,
            profile=reading.file.profile,
            new=new[code],
            by=run.requested_by,
            on=run.business_on,
        )
    return files


@lru_cache(maxsize=1)
def _read(upload_id: int) -> _Reading:
    """The file of a run, read once a worker and not once a chunk."""
    upload = BankUpload.objects.select_related("layout__account", "run__requested_by").get(pk=upload_id)
    run, content = upload.run, _content(upload)
    assert run is not None  # a run brought us here
    by: User = run.requested_by or upload.uploaded_by
    file = selectors.read_file(name=upload.name, content=content, by=by, on=run.business_on, layout=upload.layout)
    rows = file.by_province()
    return _Reading(upload.name, file, rows, incoming.parts_of(content, rows=rows))


def _told(read: ReadFile) -> dict[str, Any]:
    """What is kept of a file that was read, in the columns of ``_TOLD``."""
    return {
        "line_count": len(read.lines),
        "provinces": list(read.provinces),
        "was_new": any(is_new for _line, is_new in selectors.tell_new(file=read)),
    }


def _tell(upload: BankUpload, *, by: Any, on: date) -> None:
    """Read a file and tell its row what is kept of it; the caller saves the columns."""
    read = selectors.read_file(name=upload.name, content=_content(upload), by=by, on=on, layout=upload.layout)
    for name, value in _told(read).items():
        setattr(upload, name, value)


def _is_new(upload: BankUpload, *, by: Any, on: date) -> bool:
    """Whether a file brings anything still; read again only where others of its provinces were imported since."""
    since = upload.uploaded_at
    files = BankFile.objects.filter(province__in=upload.provinces, imported_at__gte=since)
    runs = JobRun.objects.filter(job=IMPORT_JOB, finished_at__gte=since)  # their files may date from before
    if upload.was_new and (files.exists() or runs.exists()):
        _tell(upload, by=by, on=on)
    return bool(upload.was_new)


def _may_import(provinces: Sequence[str], *, by: Any) -> bool:
    """Whether the accounts of these provinces are the person's to import for."""
    own = BankAccount.objects.visible_to(by, "repayments.import").filter(kind=BankAccount.Kind.SAVINGS)
    return set(provinces) <= set(own.filter(province__in=provinces).values_list("province_id", flat=True))


def _refuse_beside(provinces: Sequence[str]) -> None:
    """What is new is counted when a province's lines begin: no other may bring the same while it is being imported.

    Two who confirm at once take turns at the books, so that the second sees what the first began.
    """
    incoming.lock_provinces(provinces)
    wanted = set(provinces)
    for run in JobRun.objects.filter(job=IMPORT_JOB, state__in=_ALIVE):
        if wanted & set(run.parameters.get("provinces", ())):
            raise ImportUnderWay(_("กำลังนำเข้าไฟล์ธนาคารอีกไฟล์หนึ่งของจังหวัดนี้อยู่ กรุณารอให้เสร็จก่อน"))


def _content(upload: BankUpload) -> bytes:
    return bytes(upload.content or b"")


def _finish(upload: BankUpload, *, new: int) -> None:
    upload.state, upload.content, upload.new_count = State.IMPORTED, None, new
    upload.save(update_fields=["state", "content", "new_count"])


def _waiting(upload: BankUpload) -> BankUpload:
    locked = BankUpload.objects.defer("content").select_for_update(of=("self",)).get(pk=upload.pk)
    if locked.state != State.WAITING:
        raise UploadSettled(_("ไฟล์นี้%(state)s ให้เลือกไฟล์ใหม่"), state=str(locked.get_state_display()))
    return locked


def _sheet(name: str, content: bytes) -> Sheet:
    return read_sheet(name=name, content=content, most_rows=MOST_ROWS)
