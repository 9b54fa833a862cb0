"""A file of members from a page: checked, shown, confirmed, written. The file confirmed is the one that was checked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from areas.models import Tambon, User
from areas.selectors import provinces_within
from documents.spreadsheets import MOST_BYTES, Row, Sheet, read_sheet, write_xlsx
from members.imports import columns
from members.imports.resource import MemberResource, dataset_of, faults_of
from members.imports.rows import CellRefused, Fault, RowChecker
from members.models import IN_BULK, MemberImport
from thai.refusals import Refusal
from thai.refusals import sentence as _

PERMISSION = "members.import"
SHOWN = 100  # refused rows on the page; the file of refused rows has them all
State = MemberImport.State


class FileRefused(Refusal):
    """The file as a whole cannot be taken in."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that cannot be taken in: its number in the file and, for each column, the sentence."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """The faults in one line, each with its column."""
        return "; ".join(f"{column}: {said}" if column else said for column, said in self.faults)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file brings: rows that can be taken in, rows that cannot, and what its reader should know."""

    good: int
    refused: tuple[Refused, ...]
    sentences: tuple[str, ...]


def check(*, name: str, content: bytes, by: User, on: date) -> MemberImport:
    """Check a file without writing one member; return the record of it, to be confirmed.

    A file that cannot be taken at all is recorded as refused with its sentence. A later check of the same file takes
    the place of an earlier one that was not confirmed.

    Source: R-MEM-08.
    """
    digest = hashlib.sha256(content).hexdigest()
    run = MemberImport(name=name[:200], sha256=digest, imported_by=by)
    try:
        _check_new(digest)
        sheet = _read(name, content)
        outcome = _judge(sheet, by=by, on=on)
        run.province_id = _province(by)
        run.state = State.CHECKED
        run.rows, run.refused = outcome.good + len(outcome.refused), len(outcome.refused)
        run.content = content
        run.refused_file = _refused_file(sheet, outcome.refused)
        run.cursor = {
            "sentences": list(outcome.sentences),
            "refused": [[row.number, [list(fault) for fault in row.faults]] for row in outcome.refused[:SHOWN]],
        }
    except Refusal as refused:
        run.state, run.sentence = State.REFUSED, str(refused)[:500]
    with transaction.atomic():
        unconfirmed = MemberImport.objects.filter(sha256=digest, state=State.CHECKED, imported_by=by)
        unconfirmed.update(state=State.REFUSED, content=None, cursor={}, sentence=gettext("ตรวจไฟล์เดียวกันนี้อีกครั้งแล้ว"))
        run.save()
    return run


def confirm(*, run: MemberImport, by: User, on: date) -> MemberImport:
    """Write the good rows of a checked file into the register, all of them or, after a fault, none.

    Rows are judged again, since the register may have changed. Confirmed twice, nothing is written twice. The file is
    one event of the history, with its hash; its content is removed.

    :raises FileRefused: not checked, of somebody else, taken in already, or no row can be taken.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        row = MemberImport.objects.select_for_update().get(pk=run.pk)
        if row.state == State.DONE:
            raise FileRefused(_("ไฟล์นี้บันทึกเข้าทะเบียนแล้ว ไม่มีรายการใดถูกบันทึกซ้ำ"))
        if row.state != State.CHECKED or row.content is None or row.imported_by_id != by.pk:
            raise FileRefused(_("ไฟล์นี้ยังไม่พร้อมยืนยัน กรุณาอัปโหลดและตรวจใหม่"))
        content = bytes(row.content)
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise FileRefused(_("ไฟล์ที่เก็บไว้ไม่ตรงกับไฟล์ที่ตรวจ กรุณาอัปโหลดใหม่"))
        _check_new(row.sha256)
        cursor.execute("SELECT set_config(%s, 'yes', true)", [IN_BULK])
        sheet = _read(row.name, content)
        outcome = _judge(sheet, by=by, on=on, write=True)
        cursor.execute("SELECT set_config(%s, '', true)", [IN_BULK])
        if not outcome.good:
            raise FileRefused(_("ไม่มีแถวใดที่บันทึกได้"))
        row.state, row.loaded, row.refused = State.DONE, outcome.good, len(outcome.refused)
        row.content, row.done_at, row.cursor = None, timezone.now(), {}
        row.refused_file = _refused_file(sheet, outcome.refused)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # another confirmed the same file a moment ago
            _check_new(row.sha256)
            raise
    return row


def cancel(*, run: MemberImport, by: User) -> None:
    """Let a checked file go: its content is removed, the record of it stays.

    :raises FileRefused: it is not waiting.
    """
    waiting = MemberImport.objects.filter(pk=run.pk, state=State.CHECKED, imported_by=by)
    if not waiting.update(
        state=State.REFUSED, content=None, refused_file=None, cursor={}, sentence=gettext("ยกเลิกก่อนยืนยัน")
    ):
        raise FileRefused(_("ไฟล์นี้ไม่ได้รอยืนยันแล้ว"))


def template_file() -> bytes:
    """Return an empty file of members: the headings, and under them what belongs there, to be overwritten."""
    headings: list[dict[str, Any]] = [{"label": heading} for _name, heading, _others in columns.COLUMNS]
    return write_xlsx(title=gettext("แบบไฟล์นำเข้าสมาชิก"), columns=headings, rows=[])


def _read(name: str, content: bytes) -> Sheet:
    if len(content) > MOST_BYTES:
        raise FileRefused(_("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งไฟล์"), most=MOST_BYTES // 2**20)
    return read_sheet(name=name, content=content)


def _judge(sheet: Sheet, *, by: User, on: date, write: bool = False) -> Outcome:
    """Put the rows through the resource, without writing unless told so."""
    places = columns.places(sheet.headings)
    field_at = {place: name for name, place in places.items()}
    rows = [[row.cells[places[name]] if name in places else "" for name in columns.FIELDS] for row in sheet.rows]
    if not rows:
        raise FileRefused(_("ไฟล์มีแต่หัวคอลัมน์ ไม่มีรายการ"))
    faults = {
        at: [Fault(field_at.get(place, ""), CellRefused(said)) for place, said in row.faults]
        for at, row in enumerate(sheet.rows, start=1)
        if row.faults
    }
    areas = Tambon.objects.values_list("code", "amphoe_id", "province_id")
    checker = RowChecker(
        tambon={code: (amphoe, province) for code, amphoe, province in areas},
        on=on,
        provinces=provinces_within(user=by, permission=PERMISSION),
    )
    resource = MemberResource(checker=checker, faults=faults)
    result = resource.import_data(
        dataset_of(rows),
        dry_run=not write,
        use_transactions=False,
        raise_errors=False,
        rollback_on_validation_errors=False,
    )
    if result.has_errors():
        errors = [*result.base_errors, *(error for row in result.error_rows for error in row.errors)]
        raise errors[0].error
    refused = tuple(_refused(sheet.rows[row.number - 1], faults_of(row.error)) for row in result.invalid_rows)
    return Outcome(good=len(rows) - len(refused), refused=refused, sentences=sheet.sentences)


def _refused(row: Row, faults: Sequence[Fault]) -> Refused:
    named = tuple((columns.HEADINGS.get(fault.field, ""), str(fault.refusal)) for fault in faults)
    return Refused(number=row.number, cells=row.cells, faults=named)


def _refused_file(sheet: Sheet, refused: Sequence[Refused]) -> bytes | None:
    if not refused:
        return None
    kept = [place for place, heading in enumerate(sheet.headings) if heading not in columns.REFUSED_HEADINGS]
    headings = [{"label": sheet.headings[place]} for place in kept]
    headings += [{"label": columns.REFUSED_HEADINGS[0], "kind": "number"}, {"label": columns.REFUSED_HEADINGS[1]}]
    rows = ([*(row.cells[place] for place in kept), row.number, row.sentence] for row in refused)
    return write_xlsx(title=gettext("แถวที่ไม่รับ"), columns=headings, rows=rows)


def _check_new(digest: str) -> None:
    taken = MemberImport.objects.filter(sha256=digest, state__in=[State.LOADING, State.DONE]).first()
    if taken is not None:
        raise FileRefused(
            _("ไฟล์นี้นำเข้าแล้วเมื่อ %(on)s ในชื่อ %(name)s จำนวน %(loaded)s แถว"),
            on=timezone.localtime(taken.started_at).date(),
            name=taken.name,
            loaded=Decimal(taken.loaded),
        )


def _province(by: User) -> str | None:
    provinces = provinces_within(user=by, permission=PERMISSION)
    return provinces[0] if len(provinces) == 1 else None
