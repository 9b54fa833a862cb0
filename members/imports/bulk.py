"""Millions of members from one CSV file: judged on all cores, copied into staging tables, written in stretches.

The load goes through phases, each ended in the transaction that writes the next one down (``MemberImport.cursor``):
staging the rows, checking them against each other and the register, setting member numbers aside, loading, putting
indexes on again, and done. Within staging and loading every stretch of the file is a transaction of its own. So a load
that was killed anywhere goes on from there when it is started again, and nothing is written twice.
"""

import csv
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone

from members.imports import bulk_tables, bulk_worker, columns, indexes
from members.imports.bulk_worker import Setting, Stretch
from members.models import MemberImport
from thai.refusals import Refusal
from thai.refusals import sentence as _

STRETCH = 4 * 1024 * 1024
LEAST_FOR_REBUILD = 100_000
_LOCK_CLASS = 7_302  # first key of the advisory lock held while a file is loaded
_SAID_EVERY = 5.0  # seconds
_TWICE_SAID = _("เลขประจำตัวประชาชนซ้ำกับแถวก่อนหน้าในไฟล์")
_KNOWN_SAID = _("เลขประจำตัวประชาชนนี้ขึ้นทะเบียนแล้ว")


class CannotImport(Refusal):
    """The file as a whole cannot be loaded, or not now."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a load. ``seconds`` by phase, for the run that ended it."""

    rows: int
    loaded: int
    refused: int
    refused_file: Path | None
    seconds: dict[str, float]


def load(
    *,
    path: Path,
    on: date,
    workers: int,
    rebuild: bool | None = None,
    refused_file: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Take a file in, or go on with it where a killed load stopped.

    :param rebuild: take the register's indexes off for the load and put them on again after it; None does so where the
        file is larger than the register. Meanwhile nobody else can register members.
    :raises CannotImport: no such file, another encoding, wrong headings, loaded already, being loaded now.
    """
    setting = _shape(path, on)
    digest = _digest(path)
    run = _run_of(path, digest)
    setting = replace(setting, tables=f"members_bulk_{run.pk}")
    connections.close_all()  # the workers must not inherit a connection: all of them start before it opens again
    pool = ProcessPoolExecutor(workers, get_context("fork"), bulk_worker.begin, (setting,))
    try:
        pool.submit(bulk_worker.ready).result()
        return _Load(run, setting, pool, workers, say).do(rebuild, refused_file or path.with_suffix(".refused.csv"))
    finally:
        pool.shutdown(cancel_futures=True)


class _Load:
    def __init__(
        self, run: MemberImport, setting: Setting, pool: ProcessPoolExecutor, workers: int, say: Callable[[str], None]
    ) -> None:
        self.run, self.setting, self.pool, self.workers, self.say = run, setting, pool, workers, say
        self.tables = setting.tables
        self.seconds: dict[str, float] = {}
        self.began = self._said_at = time.monotonic()

    def do(self, rebuild: bool | None, refused_file: Path) -> Outcome:
        with _only_one():
            self.run.refresh_from_db()
            if self._phase == "":
                self._create()
            if self._phase == "staging":
                with self._timed("staging"):
                    self._restage_what_a_crash_emptied()
                    self._stage()
                    self._next("checking")
            if self._phase == "checking":
                with self._timed("checking"):
                    self._check()
            if self._phase == "loading" and "rebuild" not in self.run.cursor:
                self._prepare(rebuild)
            if self._phase == "loading":
                with self._timed("loading"):
                    self._restage_what_a_crash_emptied()
                    self._load()
                    self._next("indexing")
            if self._phase == "indexing":
                with self._timed("indexing"):
                    self._put_on()
            with self._timed("finishing"):
                return self._finish(refused_file)

    # -- phases --------------------------------------------------------------------------------------------------
    def _create(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(bulk_tables.TABLES.format(tables=self.tables))
            self.run.cursor = {"phase": "staging"}
            self.run.save(update_fields=["cursor"])

    def _stage(self) -> None:
        staged = self._stretches("staged IS NOT NULL")
        left = (stretch for stretch in _stretches(Path(self.setting.path)) if stretch.number not in staged)
        rows, refused = self._sums("staged", "refused")
        for good, bad in self._each(bulk_worker.stage, left):
            rows, refused = rows + good, refused + bad
            self._progress("ตรวจแถว", rows + refused)  # stays Thai: said to the operator
        MemberImport.objects.filter(pk=self.run.pk).update(rows=rows + refused)

    def _check(self) -> None:
        """Refuse card numbers that are there twice, in the file or in the register, and set numbers aside."""
        twice, known = str(CannotImport(_TWICE_SAID)), str(CannotImport(_KNOWN_SAID))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '512MB'; SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute(f"CREATE INDEX ON {self.tables}_row (stretch); ANALYZE {self.tables}_row")
            cursor.execute(bulk_tables.TWICE.format(tables=self.tables), [twice])
            if cursor.rowcount:
                cursor.execute(bulk_tables.DELETE_REFUSED.format(tables=self.tables))
            cursor.execute("SELECT EXISTS (SELECT FROM members_member)")
            if cursor.fetchone()[0]:
                cursor.execute(bulk_tables.KNOWN.format(tables=self.tables), [known])
            cursor.execute(bulk_tables.NUMBERS.format(tables=self.tables))
            self._next("loading")
            self.run.state = MemberImport.State.LOADING
            self.run.save(update_fields=["state"])

    def _prepare(self, rebuild: bool | None) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if rebuild is None:
                cursor.execute("SELECT GREATEST(reltuples, 0) FROM pg_class WHERE oid = 'members_member'::regclass")
                register = cursor.fetchone()[0]
                cursor.execute(f"SELECT count(*) FROM {self.tables}_row")
                coming = cursor.fetchone()[0]
                rebuild = coming >= LEAST_FOR_REBUILD and coming > register
            if rebuild:
                cursor.execute("SET LOCAL lock_timeout = '30s'")
                self.run.cursor["taken_off"] = [one.as_json() for one in indexes.take_off()]
            self.run.cursor["rebuild"] = rebuild
            self.run.save(update_fields=["cursor"])

    def _load(self) -> None:
        rebuild = bool(self.run.cursor["rebuild"])
        left = [(number, rebuild) for number in sorted(self._stretches("loaded IS NULL"))]
        (loaded,) = self._sums("loaded")
        for written, known in self._each(bulk_worker.load, left):
            loaded += written
            if known:
                self._refuse(known, str(CannotImport(_KNOWN_SAID)))
            self._progress("บันทึกเข้าทะเบียน", loaded)  # stays Thai: said to the operator

    def _put_on(self) -> None:
        """Put on what was taken off: indexes two at a time, then the constraints that use them, then the doors open."""
        left = indexes.missing(self.run.cursor.get("taken_off", []))
        for _done in self._each(bulk_worker.statement, [one.index for one in left if one.index]):
            self.say("ดัชนีเสร็จอีกหนึ่งรายการ")  # stays Thai: said to the operator
        for _done in self._each(bulk_worker.statement, [one.constraint for one in left if one.constraint], at_once=1):
            pass
        if self.run.cursor.get("taken_off"):
            indexes.open_again()
        self._next("finishing")

    def _finish(self, refused_file: Path) -> Outcome:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '256MB'")
            cursor.execute("VACUUM (ANALYZE) members_member")
            cursor.execute("VACUUM (ANALYZE) members_firstword")
        (loaded,) = self._sums("loaded")
        refused = self._write_refused(refused_file)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("".join(f"DROP TABLE IF EXISTS {self.tables}_{name};" for name in bulk_tables.TABLE_NAMES))
            self.run.state = MemberImport.State.DONE
            self.run.rows, self.run.loaded, self.run.refused = loaded + refused, loaded, refused
            self.run.done_at = timezone.now()
            self.run.cursor = {}
            self.run.save(update_fields=["state", "rows", "loaded", "refused", "done_at", "cursor"])
        return Outcome(
            rows=loaded + refused,
            loaded=loaded,
            refused=refused,
            refused_file=refused_file if refused else None,
            seconds=self.seconds,
        )

    # -- how -----------------------------------------------------------------------------------------------------
    @property
    def _phase(self) -> str:
        return str(self.run.cursor.get("phase", ""))

    def _next(self, phase: str) -> None:
        self.run.cursor["phase"] = phase
        self.run.save(update_fields=["cursor"])

    def _each(self, task: Callable[[Any], Any], items: Iterable[Any], at_once: int = 0) -> Iterator[Any]:
        """Do a task for each item in the workers, a few waiting, and give the answers as they come."""
        waiting: set[Future[Any]] = set()
        for item in items:
            waiting.add(self.pool.submit(task, item))
            if len(waiting) >= (at_once or 2 * self.workers):
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)

    def _progress(self, what: str, rows: int) -> None:
        now = time.monotonic()
        if now - self._said_at >= _SAID_EVERY:
            self._said_at = now
            self.say(f"{what} {rows:,} แถว ({rows / (now - self.began):,.0f} แถว/วินาที)")  # stays Thai: to the operator
            MemberImport.objects.filter(pk=self.run.pk).update(loaded=rows if self._phase == "loading" else 0)

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        self.began = self._said_at = time.monotonic()
        yield
        self.seconds[phase] = time.monotonic() - self.began

    def _stretches(self, which: str) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT number FROM {self.tables}_stretch WHERE {which}")
            return {number for (number,) in cursor.fetchall()}

    def _sums(self, *names: str) -> tuple[int, ...]:
        with connection.cursor() as cursor:
            sums = ", ".join(f"COALESCE(sum({name}), 0)" for name in names)
            cursor.execute(f"SELECT {sums} FROM {self.tables}_stretch")
            return tuple(int(value) for value in cursor.fetchone())

    def _refuse(self, lines: list[tuple[int, int]], sentence: str) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.tables}_refused (start, line, sentence, by_check) VALUES (%s, %s, %s, true) "
                "ON CONFLICT DO NOTHING",
                [(start, line, sentence) for start, line in lines],
            )

    def _restage_what_a_crash_emptied(self) -> None:
        """Staged rows outlive a killed load but not a crashed server: then what is not loaded yet is staged again."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {self.tables}_row)")
            lost = self._stretches("staged > 0 AND loaded IS NULL")
            if cursor.fetchone()[0] or not lost:
                return
            cursor.execute(
                f"DELETE FROM {self.tables}_refused r USING {self.tables}_stretch s "
                "WHERE s.loaded IS NULL AND r.start >= s.start AND r.start < s.stop AND NOT r.by_check"
            )
            cursor.execute(f"UPDATE {self.tables}_stretch SET staged = NULL WHERE loaded IS NULL")
        for _done in self._each(
            bulk_worker.stage, (one for one in _stretches(Path(self.setting.path)) if one.number in lost)
        ):
            pass
        with connection.cursor() as cursor:
            cursor.execute(bulk_tables.DELETE_REFUSED.format(tables=self.tables))

    def _write_refused(self, path: Path) -> int:
        """Write the refused rows as they stand in the file, each with its line's number and the sentence."""
        setting = self.setting
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.tables}_refused")
            count = cursor.fetchone()[0]
        if not count:
            return 0
        partly = path.with_name(path.name + ".part")
        opened = os.open(partly, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            transaction.atomic(),
            connection.chunked_cursor() as cursor,
            open(opened, "w", encoding="utf-8-sig", newline="") as out,
            open(setting.path, "rb") as source,
        ):
            writer = csv.writer(out)
            heading = source.readline().decode(setting.encoding).lstrip("\ufeff").rstrip("\r\n")
            writer.writerow([*next(csv.reader([heading], delimiter=setting.delimiter)), *columns.REFUSED_HEADINGS])
            cursor.execute(f"SELECT start, line, sentence FROM {self.tables}_refused ORDER BY start")
            for start, line, sentence in cursor:
                source.seek(start)
                text = source.readline().decode(setting.encoding, errors="replace").rstrip("\r\n")
                cells = next(csv.reader([text], delimiter=setting.delimiter), [])
                cells = (cells + [""] * setting.width)[: setting.width]
                writer.writerow([*cells, line, sentence])
        partly.rename(path)
        return int(count)


# -- the file --------------------------------------------------------------------------------------------------------
def _shape(path: Path, on: date) -> Setting:
    """What the first line says of the file: encoding, delimiter, where each column stands."""
    try:
        with open(path, "rb") as file:
            heading = file.readline(64 * 1024)
            sample = heading + file.read(1024 * 1024)
    except OSError as fault:
        raise CannotImport(_("เปิดไฟล์ %(name)s ไม่ได้"), name=path.name) from fault
    if b"\0" in sample or not heading.strip():
        raise CannotImport(_("ไฟล์นี้ไม่ใช่ CSV"))
    encoding = "utf-8"
    try:
        text = heading.decode(encoding).lstrip("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError:
        encoding = "cp874"
        try:
            text = heading.decode(encoding).rstrip("\r\n")
        except UnicodeDecodeError as fault:
            raise CannotImport(_("อ่านรหัสอักขระของไฟล์ไม่ได้ ใช้ได้เฉพาะ UTF-8 หรือ Windows-874")) from fault
    delimiter = max((",", ";", "\t"), key=text.count)
    headings = next(csv.reader([text], delimiter=delimiter), [])
    return Setting(
        path=str(path.resolve()),
        tables="",
        encoding=encoding,
        delimiter=delimiter,
        places=columns.places(headings),
        width=len(headings),
        on=on,
    )


def _stretches(path: Path) -> Iterator[Stretch]:
    """The file after its first line in stretches of whole lines, however long a line is."""
    number, line = 0, 2
    with open(path, "rb") as file:
        start = len(file.readline())
        file.seek(start)
        while content := file.read(STRETCH):
            content += file.readline()
            stop = start + len(content)
            yield Stretch(number, line, start, stop)
            number, line, start = number + 1, line + content.count(b"\n"), stop


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run_of(path: Path, digest: str) -> MemberImport:
    """The run of this file: a new one, or the one that was killed.

    :raises CannotImport: the file is in the register already.
    """
    taken = MemberImport.objects.filter(sha256=digest)
    done = taken.filter(state=MemberImport.State.DONE).first()
    if done is not None:
        raise CannotImport(_("ไฟล์นี้นำเข้าแล้วเมื่อ %(on)s ในชื่อ %(name)s"), on=done.started_at.date(), name=done.name)
    on_a_page = taken.filter(state=MemberImport.State.LOADING, content__isnull=False)
    if on_a_page.exists():
        raise CannotImport(_("กำลังบันทึกไฟล์นี้จากหน้านำเข้าสมาชิกอยู่"))
    started = taken.exclude(cursor={}).filter(state__in=["STAGING", "LOADING"]).first()
    return started or MemberImport.objects.create(name=path.name[:200], sha256=digest)


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the lock of loading; PostgreSQL frees it when the command dies.

    :raises CannotImport: another command holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [_LOCK_CLASS])
        if not cursor.fetchone()[0]:
            raise CannotImport(_("มีการนำเข้าไฟล์ใหญ่อีกไฟล์อยู่ กรุณารอให้เสร็จก่อน"))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [_LOCK_CLASS])
