"""A file of an old register from a page: checked, shown, confirmed, written. What is confirmed is what was checked.

The check writes nothing. A confirmed file is written in the background, so many debts at a time: where it stands moves
in the transaction of the debts, so a worker that was killed repeats nothing and leaves nothing out.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from areas.models import User
from debt_followup.imports.columns import DEBTS, REFUSED_HEADINGS, SUBSIDIES, Columns
from debt_followup.imports.debts import read_debts, rows_of_contracts
from debt_followup.imports.subsidies import read_subsidies
from debt_followup.models import OldRegister
from debt_followup.services.old_debts import take_in, take_in_subsidies
from documents.spreadsheets import MOST_BYTES, Sheet, read_sheet, write_xlsx
from jobs.models import JobFailure, JobRun
from jobs.services import cancel as cancel_run
from jobs.services import ensure_run
from thai.refusals import Refusal
from thai.refusals import sentence as _

JOB = "debt_followup.old_debts"
AT_ONCE = 200  # debts written in one transaction
SHOWN = 100  # refused rows on the page; the file of refused rows has them all
State, Kind = OldRegister.State, OldRegister.Kind


class FileRefused(Refusal):
    """The file as a whole cannot be taken in."""


@dataclass(frozen=True)
class _Shape:
    """How a kind of file is read and written."""

    columns: Columns
    read: Callable[..., Any]
    label: str


SHAPES: Mapping[str, _Shape] = {
    Kind.DEBTS: _Shape(DEBTS, read_debts, _("ทะเบียนลูกหนี้เดิม")),
    Kind.SUBSIDIES: _Shape(SUBSIDIES, read_subsidies, _("ทะเบียนเงินอุดหนุนเดิม")),
}


def check(*, kind: str, province: str, base_on: date, name: str, content: bytes, by: User, on: date) -> OldRegister:
    """Check a file without writing one debt; return the record of it, to be confirmed.

    A file that cannot be taken at all is recorded as refused with its sentence. A later check of the same file takes
    the place of an earlier one that was not confirmed.

    Source: R-DEBT-01, R-REP-13, decisions "Import".
    """
    digest = hashlib.sha256(content).hexdigest()
    register = OldRegister(
        kind=kind, province_id=province, base_on=base_on, name=name[:200], sha256=digest, made_by=by, made_on=on
    )
    try:
        if base_on > on:
            raise FileRefused(_("ยังไม่ถึงวันที่ของทะเบียน"))
        _check_new(register)
        sheet = _read(name, content)
        if not sheet.rows:
            raise FileRefused(_("ไฟล์มีแต่หัวคอลัมน์ ไม่มีรายการ"))
        found = SHAPES[kind].read(sheet, province=province, base_on=base_on)
        register.state = State.CHECKED
        register.rows, register.contracts, register.refused = len(sheet.rows), len(found.debts), len(found.faults)
        register.content = content
        register.refused_file = _refused_file(sheet, found.faults)
        register.cursor = {
            "sentences": list(sheet.sentences),
            "refused": [[number, [list(fault) for fault in said]] for number, said in sorted(found.faults.items())][
                :SHOWN
            ],
            "totals": _totals(kind, found.debts),
        }
    except Refusal as refused:
        register.state, register.sentence = State.REFUSED, str(refused)[:500]
    with transaction.atomic():
        unconfirmed = OldRegister.objects.filter(province=province, sha256=digest, state=State.CHECKED, made_by=by)
        unconfirmed.update(state=State.REFUSED, content=None, cursor={}, sentence=gettext("ตรวจไฟล์เดียวกันนี้อีกครั้งแล้ว"))
        register.save()
    return register


def confirm(*, register: OldRegister, by: User, on: date) -> JobRun:
    """Have the good debts of a checked file written, and return the run that does it.

    Rows are judged again when they are written. Confirmed twice, nothing is written twice. A file whose writing was
    stopped, or had failed, goes on where it stood.

    :raises FileRefused: not checked, of somebody else, being written, or taken in already.
    """
    with transaction.atomic():
        row = OldRegister.objects.select_for_update().get(pk=register.pk)
        if row.state == State.DONE:
            raise FileRefused(_("ไฟล์นี้บันทึกแล้ว ไม่มีรายการใดถูกบันทึกซ้ำ"))
        if row.made_by_id != by.pk or row.state not in (State.CHECKED, State.WRITING):
            raise FileRefused(_("ไฟล์นี้ยังไม่พร้อมยืนยัน กรุณาอัปโหลดและตรวจใหม่"))
        last = writing_of(row)
        if last is not None and last.state in (JobRun.State.WAITING, JobRun.State.RUNNING):
            raise FileRefused(_("กำลังบันทึกไฟล์นี้อยู่ ไม่มีรายการใดถูกบันทึกซ้ำ"))
        if row.state == State.CHECKED:
            _take_up(row)
        return ensure_run(
            job=JOB,
            province=row.province_id,
            period=_period(row),
            revision=1 if last is None else last.revision + (last.state == JobRun.State.CANCELLED),
            parameters={"register": row.pk},
            on=on,
            by=by,
        )


def writing_of(register: OldRegister) -> JobRun | None:
    """Return the run that writes a confirmed file, or wrote it; None where it was not confirmed."""
    return JobRun.objects.filter(job=JOB, period=_period(register)).order_by("-revision").first()


def write_next(*, run: JobRun) -> bool:
    """Judge and write the next debts of a confirmed file; return True when nothing is left. One step of a run.

    :raises FileRefused: the stored file is not the one that was checked.
    """
    row = OldRegister.objects.select_for_update().defer("content", "refused_file").get(pk=run.parameters["register"])
    if row.state != State.WRITING:
        return True
    sheet = _stored_sheet(row.pk, row.sha256)
    first_of = first_rows(row.kind, sheet)
    waiting = sorted({first for first in first_of.values() if first > row.cursor["last"]})
    now = set(waiting[:AT_ONCE])
    some = Sheet(sheet.headings, tuple(line for line in sheet.rows if first_of[line.number] in now), ())
    found = SHAPES[row.kind].read(some, province=row.province_id, base_on=row.base_on)
    if row.kind == Kind.DEBTS:
        take_in(register=row, debts=found.debts, by=row.made_by, on=run.business_on)
    else:
        take_in_subsidies(register=row, subsidies=found.debts)
    JobFailure.objects.bulk_create(
        JobFailure(run=run, item=str(number), sentence=_in_one_line(said))
        for number, said in sorted(found.faults.items())
    )
    row.written += len(found.debts)
    row.cursor = {"last": max(now, default=row.cursor["last"])}
    run.done = row.written
    run.total = max(run.total, run.done)
    is_last = len(waiting) <= AT_ONCE
    if is_last:
        _finish(row, sheet)
    row.save()
    return is_last


def cancel(*, register: OldRegister, by: User) -> None:
    """Let a checked file go: its content is removed, the record of it stays.

    :raises FileRefused: it is not waiting.
    """
    waiting = OldRegister.objects.filter(pk=register.pk, state=State.CHECKED, made_by=by)
    if not waiting.update(
        state=State.REFUSED, content=None, refused_file=None, cursor={}, sentence=gettext("ยกเลิกก่อนยืนยัน")
    ):
        raise FileRefused(_("ไฟล์นี้ไม่ได้รอยืนยันแล้ว"))


def stop(*, register: OldRegister, by: User) -> None:
    """Stop the writing of a file; the debts that were written stay, and it can go on later.

    :raises FileRefused: it is not being written.
    """
    last = writing_of(register)
    if last is None or register.made_by_id != by.pk:
        raise FileRefused(_("ไฟล์นี้ไม่ได้กำลังบันทึกอยู่"))
    cancel_run(run=last)


def template_file(columns: Columns, *, title: str) -> bytes:
    """Return an empty file with the headings of its columns."""
    return write_xlsx(title=title, columns=[{"label": heading} for heading in columns.headings.values()], rows=[])


# -- the inside --------------------------------------------------------------------------------------------------------
def _read(name: str, content: bytes) -> Sheet:
    if len(content) > MOST_BYTES:
        raise FileRefused(_("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งไฟล์"), most=MOST_BYTES // 2**20)
    return read_sheet(name=name, content=content)


def _totals(kind: str, debts: Sequence[Any]) -> dict[str, str]:
    """What the good rows come to, to be compared before they are written."""
    names = ("approved", "received", "remaining") if kind == Kind.DEBTS else ("approved", "paid", "used", "returned")
    return {name: str(sum((getattr(debt, name) for debt in debts), Decimal("0.00"))) for name in names}


def _take_up(row: OldRegister) -> None:
    if row.content is None or hashlib.sha256(bytes(row.content)).hexdigest() != row.sha256:
        raise FileRefused(_("ไฟล์ที่เก็บไว้ไม่ตรงกับไฟล์ที่ตรวจ กรุณาอัปโหลดใหม่"))
    _check_new(row)
    row.state, row.cursor = State.WRITING, {"last": 0}
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "cursor"])
    except IntegrityError:  # another confirmed the same file a moment ago
        _check_new(row)
        raise


def _finish(row: OldRegister, sheet: Sheet) -> None:
    failures = JobFailure.objects.filter(run__job=JOB, run__period=_period(row))
    refused = {int(item): [("", sentence)] for item, sentence in failures.values_list("item", "sentence")}
    row.state = State.DONE if row.written else State.REFUSED
    row.sentence = "" if row.written else gettext("ไม่มีแถวใดที่บันทึกได้")
    row.refused, row.refused_file = len(refused), _refused_file(sheet, refused)
    row.content, row.done_at, row.cursor = None, timezone.now(), {}
    _stored_sheet.cache_clear()


def first_rows(kind: str, sheet: Sheet) -> dict[int, int]:
    """The first row of what each row belongs to: of its contract in a register of debtors, else the row itself."""
    if kind != Kind.DEBTS:
        return {line.number: line.number for line in sheet.rows}
    places = DEBTS.places(sheet.headings)
    found = {line.number: line.number for line in sheet.rows}
    for rows in rows_of_contracts(sheet.rows, places):
        found |= {line.number: rows[0].number for line in rows}
    return found


@lru_cache(maxsize=1)  # a worker reads the file once, not once for each step
def _stored_sheet(pk: int, digest: str) -> Sheet:
    row = OldRegister.objects.get(pk=pk)
    content = bytes(row.content or b"")
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileRefused(_("ไฟล์ที่เก็บไว้ไม่ตรงกับไฟล์ที่ตรวจ กรุณาอัปโหลดใหม่"))
    return _read(row.name, content)


def _period(row: OldRegister) -> str:
    return f"file-{row.pk}"


def _in_one_line(said: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{heading}: {sentence}" if heading else sentence for heading, sentence in said)


def _refused_file(sheet: Sheet, faults: Mapping[int, Sequence[tuple[str, str]]]) -> bytes | None:
    if not faults:
        return None
    kept = [place for place, heading in enumerate(sheet.headings) if heading not in REFUSED_HEADINGS]
    headings: list[dict[str, Any]] = [{"label": sheet.headings[place]} for place in kept]
    headings += [{"label": REFUSED_HEADINGS[0], "kind": "number"}, {"label": REFUSED_HEADINGS[1]}]
    rows = (
        [*(row.cells[place] for place in kept), row.number, _in_one_line(faults[row.number])]
        for row in sheet.rows
        if row.number in faults
    )
    return write_xlsx(title=gettext("แถวที่ไม่รับ"), columns=headings, rows=rows)


def _check_new(register: OldRegister) -> None:
    taken = OldRegister.objects.filter(
        province=register.province_id, sha256=register.sha256, state__in=[State.WRITING, State.DONE]
    ).exclude(pk=register.pk)
    if (one := taken.first()) is not None:
        raise FileRefused(
            _("ไฟล์นี้นำเข้าแล้วเมื่อ %(on)s ในชื่อ %(name)s จำนวน %(written)s รายการ"),
            on=one.made_on,
            name=one.name,
            written=Decimal(one.written),
        )
