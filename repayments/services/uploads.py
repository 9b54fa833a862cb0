"""A bank's file from the hand-in to the books: kept while it waits, its columns named, confirmed, imported or let go.

A small file is imported while the person waits; a large one by a run of the worker, some thousand lines a transaction.
"""

import hashlib
from collections.abc import Mapping
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
from repayments.selectors.incoming import MOST_ROWS, ReadFile
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
    layout, profile = None, bank_files.PROFILE
    if content.strip() and not bank_files.is_fixed_width(content):
        known = selectors.layouts_for(headings=_sheet(name, content).headings, by=by)
        layout, profile = (known[0] if len(known) == 1 else None), bank_files.TABLE_PROFILE
    count = None
    if layout is not None or profile == bank_files.PROFILE:
        count = len(selectors.read_file(name=name, content=content, by=by, on=on, layout=layout).lines)
    stale = timezone.now() - timedelta(days=KEPT_DAYS)
    BankUpload.objects.filter(uploaded_by=by, state=State.WAITING, uploaded_at__lt=stale).update(
        state=State.DROPPED, content=None
    )
    return BankUpload.objects.create(
        name=name[:200],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        profile=profile,
        layout=layout,
        line_count=count,
        uploaded_by=by,
        uploaded_on=on,
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
    sheet = _sheet(locked.name, bytes(locked.content or b""))
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
    read = selectors.read_file(name=locked.name, content=bytes(locked.content or b""), by=by, on=on, layout=layout)
    locked.layout, locked.line_count = layout, len(read.lines)
    locked.save(update_fields=["layout", "line_count"])
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

    Confirmed twice it is imported once.

    :raises UploadSettled, ImportUnderWay: as the names say.
    :raises repayments.services.NothingNew: every line is there already.
    :raises repayments.bank_files.BankFileRefused: as ``selectors.read_file``.
    """
    locked = _waiting(upload)
    content = bytes(locked.content or b"")
    read = selectors.read_file(name=locked.name, content=content, by=by, on=on, layout=locked.layout)
    _refuse_beside(read)
    if len(read.lines) <= MOST_AT_ONCE:
        found = incoming.import_bank_file(name=locked.name, content=content, by=by, on=on, layout=locked.layout)
        _finish(locked, new=found.new_count)
        return locked, found
    has_new = any(is_new for _line, is_new in selectors.tell_new(file=read))  # how many, the run counts
    incoming.require_new(name=locked.name, count=len(read.lines), new=has_new)
    locked.run = ensure_run(
        job=IMPORT_JOB,
        province=read.provinces[0] if len(read.provinces) == 1 else None,
        period=f"upload {locked.pk}",
        on=on,
        parameters={"upload": locked.pk, "provinces": list(read.provinces)},
        by=by,
    )
    locked.state = State.IMPORTING
    locked.save(update_fields=["run", "state"])
    return locked, None


@without_collecting()
def line_count(*, upload_id: int) -> int:
    """How many lines a file has that is being imported."""
    return len(_read(upload_id).lines)


@without_collecting()
def import_chunk(*, run: JobRun) -> bool:
    """Import the next lines of a large file in the run's transaction; return True when none are left.

    ``run.cursor`` holds the place in the file and the stored files by province. A killed run goes on from there: what
    was written is there once, the rest follows. After the first lines only the books of the provinces are held whose
    lines are written, so that those whose lines are in can issue their receipts meanwhile.
    """
    upload_id = int(run.parameters["upload"])
    read, start = _read(upload_id), int(run.cursor.get("next", 0))
    stop = min(start + CHUNK, len(read.lines))
    rows = read.lines[start:stop]
    is_first = not run.cursor.get("files")
    incoming.lock_provinces(read.provinces if is_first else (row.account.province_id for row in rows))
    files = _files(run, read, upload_id)
    found = selectors.judge(file=read, rows=rows)
    incoming.write_lines(rows=found.new_rows, files=files, by=run.requested_by)
    run.cursor = {**run.cursor, "next": stop}
    run.done = stop
    if stop < len(read.lines):
        return False
    _finish(BankUpload.objects.select_for_update().get(pk=upload_id), new=sum(one.new_count for one in files.values()))
    run.result = {"files": [file.pk for file in files.values()]}
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


def _files(run: JobRun, read: ReadFile, upload_id: int) -> dict[str, BankFile]:
    """The stored files of a run: written with its first lines, found again with the next."""
    if keys := run.cursor.get("files"):
        return {file.province_id: file for file in BankFile.objects.filter(pk__in=keys).defer("content").order_by("pk")}
    upload = BankUpload.objects.get(pk=upload_id)
    new = dict.fromkeys(read.provinces, 0)
    for row, is_new in selectors.tell_new(file=read):
        new[row.account.province_id] += is_new
    files = incoming.store_files(
        name=upload.name,
        content=bytes(upload.content or b""),
        file=read,
        new=new,
        by=run.requested_by,
        on=run.business_on,
    )
    run.cursor = {**run.cursor, "files": [file.pk for file in files.values()]}
    return files


@lru_cache(maxsize=1)
def _read(upload_id: int) -> ReadFile:
    """The file of a run, read once a worker and not once a chunk."""
    upload = BankUpload.objects.select_related("layout__account", "run__requested_by").get(pk=upload_id)
    run = upload.run
    assert run is not None  # a run brought us here
    by: User = run.requested_by or upload.uploaded_by
    return selectors.read_file(
        name=upload.name, content=bytes(upload.content or b""), by=by, on=run.business_on, layout=upload.layout
    )


def _refuse_beside(read: ReadFile) -> None:
    """What is new is counted when a large file begins: no other may bring the same lines while it is being imported."""
    for run in JobRun.objects.filter(job=IMPORT_JOB, state__in=_ALIVE):
        if set(run.parameters.get("provinces", ())) & set(read.provinces):
            raise ImportUnderWay(_("กำลังนำเข้าไฟล์ธนาคารอีกไฟล์หนึ่งของจังหวัดนี้อยู่ กรุณารอให้เสร็จก่อน"))


def _finish(upload: BankUpload, *, new: int) -> None:
    upload.state, upload.content, upload.new_count = State.IMPORTED, None, new
    upload.save(update_fields=["state", "content", "new_count"])


def _waiting(upload: BankUpload) -> BankUpload:
    locked = BankUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if locked.state != State.WAITING:
        raise UploadSettled(_("ไฟล์นี้%(state)s ให้เลือกไฟล์ใหม่"), state=str(locked.get_state_display()))
    return locked


def _sheet(name: str, content: bytes) -> Sheet:
    return read_sheet(name=name, content=content, most_rows=MOST_ROWS)
