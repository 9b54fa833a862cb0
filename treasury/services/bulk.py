"""Writing many entries of a province at once, set by set: a whole bank file, a whole batch of receipts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from documents.services import take_numbers
from thai.dates import fiscal_year_be, month_start
from treasury import selectors
from treasury.models import JournalEntry, Posting

from .ledger import Line, already_posted, lock_books, month_closed, netted, require_balanced

BATCH = 2_000
Netted = dict[tuple[str, str], Decimal]
_ENTRY = (
    "id",
    "province_id",
    "number",
    "year_be",
    "posting_on",
    "value_on",
    "kind",
    "memo",
    "source",
    "created_by_id",
    "created_at",
)
_POSTING = ("entry_id", "account_id", "amount", "party")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be written: what ``post`` takes, but for the province and the one who does it.

    ``source`` and ``kind`` together name it; ``lines`` sum to zero.
    """

    posting_on: date
    value_on: date
    kind: str
    memo: str
    source: str
    lines: tuple[Line, ...]


@transaction.atomic
def post_many(*, province, entries: Sequence[NewEntry], by: Any) -> list[JournalEntry]:
    """Write many entries, all or none, and return them in the order given; few queries however many they are.

    Each is as ``post`` would write it, numbered in the order given, in one block of numbers a fiscal year. It is
    idempotent in the same way: an entry that is there with the same source, kind, value date and lines is returned, not
    written again.

    :raises MonthClosed: the month of one of them is closed.
    :raises NotBalanced: one of them has fewer than two lines, or a sum other than zero.
    :raises AlreadyPosted: one source was posted with other lines, or stands twice in the list with other lines.
    :raises thai.baht.NotMoney: a float, or parts of a satang.
    """
    code = selectors.code_of(province)
    lines = [netted(entry.lines) for entry in entries]
    lock_books(province=code)
    existing = _existing(entries)
    new: dict[tuple[str, str], int] = {}
    for at, (entry, wanted) in enumerate(zip(entries, lines, strict=True)):
        key = (entry.source, entry.kind)
        if key in existing:
            found, has = existing[key]
            if found.province_id != code or found.value_on != entry.value_on or has != wanted:
                raise already_posted(found)
        elif key in new:
            first = entries[new[key]]
            if first.value_on != entry.value_on or lines[new[key]] != wanted:
                raise already_posted(None, source=entry.source)
        else:
            require_balanced(wanted)
            new[key] = at
    _require_open(code, {entries[at].posting_on for at in new.values()})
    written = _write(code, [(entries[at], lines[at]) for at in new.values()], by=by)
    by_key = {key: found for key, (found, _lines) in existing.items()}
    by_key |= dict(zip(new, written, strict=True))
    return [by_key[(entry.source, entry.kind)] for entry in entries]


def _existing(entries: Sequence[NewEntry]) -> dict[tuple[str, str], tuple[JournalEntry, Netted]]:
    """The entries that are there already under one of the sources, with their lines."""
    sources: dict[str, list[str]] = {}
    for entry in entries:
        sources.setdefault(entry.kind, []).append(entry.source)
    found: dict[int, JournalEntry] = {}
    for kind, names in sources.items():
        for at in range(0, len(names), BATCH):
            rows = JournalEntry.objects.filter(Q(kind=kind), source__in=names[at : at + BATCH])
            found |= {row.pk: row for row in rows}
    lines: dict[int, Netted] = {pk: {} for pk in found}
    if found:
        rows = Posting.objects.filter(entry__in=found).values_list("entry_id", "account_id", "party", "amount")
        for pk, account, party, amount in rows:
            lines[pk][(account, party)] = amount
    return {(row.source, row.kind): (row, lines[pk]) for pk, row in found.items()}


def _require_open(province: str, days: Iterable[date]) -> None:
    closed = selectors.last_closed(province=province)
    for day in sorted(days):
        if closed is not None and month_start(day) <= closed:
            raise month_closed(day)


def _write(province: str, given: Sequence[tuple[NewEntry, Netted]], *, by: Any) -> list[JournalEntry]:
    """Write the entries and their postings by COPY; constraints and triggers hold as with any insert."""
    years = [fiscal_year_be(entry.posting_on) for entry, _lines in given]
    numbers = {
        year: iter(take_numbers(series=f"journal:{province}", year_be=year, count=years.count(year)))
        for year in sorted(set(years))
    }
    now = timezone.now()
    rows = [
        JournalEntry(
            pk=key,
            province_id=province,
            number=next(numbers[year]),
            year_be=year,
            posting_on=entry.posting_on,
            value_on=entry.value_on,
            kind=entry.kind,
            memo=entry.memo[:300],
            source=entry.source,
            created_by=by,
            created_at=now,
        )
        for key, year, (entry, _lines) in zip(_new_keys(len(given)), years, given, strict=True)
    ]
    _copy(JournalEntry, _ENTRY, ([getattr(row, column) for column in _ENTRY] for row in rows))
    _copy(
        Posting,
        _POSTING,
        (
            (row.pk, account, amount, party)
            for row, (_entry, lines) in zip(rows, given, strict=True)
            for (account, party), amount in lines.items()
        ),
    )
    return rows


def _new_keys(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [JournalEntry._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    statement = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
