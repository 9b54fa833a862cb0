"""What each worker process of a load of millions does: read a stretch of the file, judge its rows, copy them in.

A worker holds one database connection and one stretch at a time. The whole card number never reaches the database:
it is encrypted and hashed here.
"""

import csv
import ctypes
import hmac
import os
import signal
from binascii import hexlify
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from areas.models import Tambon
from members import identity
from members.imports.columns import FIELDS
from members.imports.rows import CellRefused, Fault, OfOrganisation, Person, RowChecker, RowRefused, sentence_of
from members.models import IN_BULK
from thai import sorting
from thai.refusals import sentence as _

_NONCE = 12
_END_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


@dataclass(frozen=True, slots=True)
class Setting:
    """What all workers of one load know: the file, its shape, and the tables of the load."""

    path: str
    tables: str  # what the names of this load's tables begin with
    encoding: str
    delimiter: str
    places: dict[str, int]
    width: int
    on: date


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the file between two ends of lines: its number, its first line's number, its bytes."""

    number: int
    line: int
    start: int
    stop: int


def _raw() -> Any:
    """The connection of psycopg itself, for COPY."""
    connection.ensure_connection()
    return connection.connection


class Worker:
    """One process's share: made once, then given stretches."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        rows = Tambon.objects.values_list("code", "amphoe_id", "province_id")
        self.checker = RowChecker(tambon={code: (amphoe, province) for code, amphoe, province in rows}, on=setting.on)
        key_id, key = next(iter(identity.keys().items()))
        self._name = key_id.encode()
        self._head = hexlify(bytes([len(self._name)]) + self._name).decode()
        self._cipher = AESGCM(key)
        self._hash_key = settings.NATIONAL_ID_HASH_KEY.encode()
        self._order = [setting.places.get(name, -1) for name in FIELDS]
        self._words: set[str] = set()

    def stage(self, stretch: Stretch) -> tuple[int, int]:
        """Judge a stretch and copy its good rows into the staging table; return good and refused rows.

        One transaction with the note that the stretch is staged: done once, whatever dies when.
        """
        good, refused, words = self._judge(stretch)
        tables = self.setting.tables
        raw = _raw()
        with raw.transaction(), raw.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute(
                f"INSERT INTO {tables}_stretch (number, line, start, stop, staged, refused) "
                "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (number) DO UPDATE SET staged = excluded.staged "
                f"WHERE {tables}_stretch.staged IS NULL RETURNING number",
                [stretch.number, stretch.line, stretch.start, stretch.stop, len(good), len(refused)],
            )
            if cursor.fetchone() is None:
                return 0, 0
            if words:
                cursor.execute(
                    "INSERT INTO members_firstword (key) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
                    [sorted(words)],
                )
            with cursor.copy(f"COPY {tables}_row ({', '.join(STAGED)}) FROM STDIN") as copy:
                copy.write("".join(good))
            if refused:
                with cursor.copy(f"COPY {tables}_refused (start, line, sentence) FROM STDIN") as copy:
                    copy.write("".join(refused))
        return len(good), len(refused)

    def _judge(self, stretch: Stretch) -> tuple[list[str], list[str], set[str]]:
        good: list[str] = []
        refused: list[str] = []
        words: set[str] = set()
        order, checker, number = self._order, self.checker, stretch.number
        with open(self.setting.path, "rb") as file:
            file.seek(stretch.start)
            content = file.read(stretch.stop - stretch.start)
        nonces = os.urandom(_NONCE * (content.count(b"\n") + 1))
        for at, start, cells, fault in _lines(content, stretch.start, self.setting):
            if fault is None:
                try:
                    person = checker.check([cells[place] if place >= 0 else "" for place in order])
                    if type(person) is OfOrganisation:
                        raise RowRefused([Fault("kind", CellRefused(_("องค์กรสตรีนำเข้าที่หน้านำเข้าสมาชิก ไม่ใช่ด้วยคำสั่งนี้")))])
                    good.append(
                        self._staged(
                            f"{number}\t{start}\t{stretch.line + at}", person, nonces[at * _NONCE : (at + 1) * _NONCE]
                        )
                    )
                    word = person.first_name.partition(" ")[0]
                    if word not in self._words:
                        self._words.add(word)
                        words.add(sorting.key(word))
                    continue
                except RowRefused as found:
                    fault = sentence_of(found.faults)
            refused.append(f"{start}\t{stretch.line + at}\t{_escaped(fault)}\n")
        return good, refused, words

    def _staged(self, place: str, person: Person, nonce: bytes) -> str:
        digits = person[0]
        plain = digits.encode()
        sealed = self._head + hexlify(nonce + self._cipher.encrypt(nonce, plain, self._name)).decode()
        found = hexlify(hmac.digest(self._hash_key, plain, "sha256")).decode()
        text = "\t".join(
            (
                place, found, f"@{sealed}",
                f"{digits[0]}-xxxx-xxxxx-x{digits[11]}-{digits[12]}", *person[1:4], str(person[4]), *person[5:9],
                str(person[9]), person[10], person[11], str(person[12]),
            )
        )  # fmt: skip
        if "\\" in text:
            text = text.replace("\\", "\\\\")
        return text.replace("@", "\\\\x", 1) + "\n"

    def load(self, number: int, *, rebuild: bool) -> tuple[int, list[tuple[int, int]]]:
        """Write a staged stretch into the register; return the rows written, and start and line of those known by then.

        One transaction with the note that the stretch is loaded. Rows are written in the order of the file, with the
        member numbers that were set aside for the stretch.
        """
        tables = self.setting.tables
        raw = _raw()
        with raw.transaction(), raw.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL synchronous_commit = off; SET LOCAL {IN_BULK} = 'yes'; SET LOCAL work_mem = '64MB'"
            )
            cursor.execute(
                f"UPDATE {tables}_stretch SET loaded = 0 WHERE number = %s AND loaded IS NULL RETURNING number",
                [number],
            )
            if cursor.fetchone() is None:
                return 0, []
            known: list[tuple[int, int]] = []
            if not rebuild:  # somebody may have been registered on screen since the file was checked
                cursor.execute(
                    f"DELETE FROM {tables}_row staged USING members_member m "
                    "WHERE staged.stretch = %s AND m.national_id_hash = staged.national_id_hash "
                    "RETURNING staged.start, staged.line",
                    [number],
                )
                known = cursor.fetchall()
            cursor.execute(LOAD.format(tables=tables), [number])
            written = cursor.rowcount
            cursor.execute(f"UPDATE {tables}_stretch SET loaded = %s WHERE number = %s", [written, number])
        return written, known


STAGED = (
    "stretch", "start", "line", "national_id_hash", "national_id_encrypted", "national_id_masked", "title",
    "first_name", "last_name", "birth_on", "tambon_id", "amphoe_id", "province_id", "address", "residence_since_on",
    "occupation", "telephone", "registered_on",
)  # fmt: skip
_TAKEN_OVER = ", ".join(STAGED[3:])
LOAD = (
    f"INSERT INTO members_member (member_number, kind, status, status_reason, {_TAKEN_OVER}) "
    "SELECT s.province_id || '-' || lpad((b.first - 1 + row_number() OVER (PARTITION BY s.province_id "
    "ORDER BY s.start))::text, 7, '0'), 'PERSON', 'ACTIVE', '', "
    + ", ".join(f"s.{name}" for name in STAGED[3:])
    + " FROM {tables}_row s JOIN {tables}_block b ON b.stretch = s.stretch AND b.province_id = s.province_id "
    "WHERE s.stretch = %s ORDER BY s.start"
)


def _lines(content: bytes, start: int, setting: Setting) -> Iterator[tuple[int, int, Sequence[str], str | None]]:
    """Each line that is not empty: place among the lines, start in the file, cells, what is wrong with it as a line."""
    width, delimiter = setting.width, setting.delimiter
    for at, line in enumerate(content.split(b"\n")):
        here = start
        start += len(line) + 1
        if not line.strip():
            continue
        try:
            text = line.decode(setting.encoding).rstrip("\r")
        except UnicodeDecodeError:
            yield at, here, (), str(CellRefused(_("อ่านรหัสอักขระของแถวนี้ไม่ได้")))
            continue
        if '"' in text:
            try:
                cells = next(csv.reader([text], delimiter=delimiter, strict=True))
            except csv.Error:
                yield at, here, (), str(CellRefused(_("เครื่องหมายคำพูดในแถวนี้ไม่ครบคู่")))
                continue
        else:
            cells = text.split(delimiter)
        if len(cells) < width or any(cells[width:]):
            said = CellRefused(_("แถวนี้มี %(found)s ช่อง แต่ต้องมี %(needed)s ช่อง"), found=len(cells), needed=width)
            yield at, here, (), str(said)
            continue
        yield at, here, cells, None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")


_worker: Worker | None = None


def begin(setting: Setting) -> None:
    """Make this process a worker; it ends with the command that started it, however that ended."""
    global _worker
    ctypes.CDLL(None, use_errno=True).prctl(_END_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Worker(setting)


def ready() -> bool:
    """Answer when this process can work; asking for it starts them all."""
    return _worker is not None


def stage(stretch: Stretch) -> tuple[int, int]:
    """Stage a stretch in this process."""
    assert _worker is not None  # noqa: S101 - begin() ran first
    return _worker.stage(stretch)


def load(asked: tuple[int, bool]) -> tuple[int, list[tuple[int, int]]]:
    """Load a stretch in this process; asked are its number and whether the indexes are off."""
    assert _worker is not None  # noqa: S101 - begin() ran first
    number, rebuild = asked
    return _worker.load(number, rebuild=rebuild)


def statement(sql: str) -> None:
    """Carry out one statement that re-makes an index, with room to sort."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(sql)
