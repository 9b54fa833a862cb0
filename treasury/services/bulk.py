"""Writing many entries of a province at once, set by set: a whole bank file, a whole batch of receipts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.services import take_numbers
from jobs.copying import NOTHING, copy_text, escaped, new_keys, rows_of
from thai.dates import fiscal_year_be, month_start
from treasury import selectors
from treasury.models import JournalEntry, Posting

from .ledger import Line, already_posted, lock_books, month_closed, netted, require_balanced

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
_THERE = """
SELECT e.source, e.id, e.province_id, e.value_on, p.account_id, p.party, p.amount
FROM treasury_journalentry e
LEFT JOIN treasury_posting p ON p.entry_id = e.id
WHERE e.source = ANY(%(sources)s) AND e.kind = %(kind)s
"""


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


@dataclass(slots=True)
class _There:
    """An entry that stands in the books already."""

    key: int
    province: str
    value_on: date
    lines: Netted


def post_many(*, province, entries: Sequence[NewEntry], by: Any) -> list[JournalEntry]:
    """Write many entries as ``book_many`` does, and return them in the order given."""
    keys = book_many(province=province, entries=entries, by=by)
    found = JournalEntry.objects.in_bulk(keys)
    return [found[key] for key in keys]


@transaction.atomic
def book_many(*, province, entries: Sequence[NewEntry], by: Any, sources_are_new: bool = False) -> list[int]:
    """Write many entries, all or none, and return their keys in the order given; few queries however many they are.

    Each is as ``post`` would write it, numbered in the order given, in one block of numbers a fiscal year. It is
    idempotent in the same way: an entry that is there with the same source, kind, value date and lines is named, not
    written again.

    :param sources_are_new: each names a row that the caller wrote just before in this transaction, so that none can be
        there; they are not looked up then. The key of source and kind holds them apart all the same.
    :raises MonthClosed: the month of one of them is closed.
    :raises NotBalanced: one of them has fewer than two lines, or a sum other than zero.
    :raises AlreadyPosted: one source was posted with other lines, or stands twice in the list with other lines.
    :raises thai.baht.NotMoney: a float, or parts of a satang.
    """
    code = selectors.code_of(province)
    lines = [netted(entry.lines) for entry in entries]
    lock_books(province=code)
    existing = {} if sources_are_new else _existing(entries)
    new: dict[tuple[str, str], int] = {}
    for at, (entry, wanted) in enumerate(zip(entries, lines, strict=True)):
        key = (entry.source, entry.kind)
        if key in existing:
            found = existing[key]
            if found.province != code or found.value_on != entry.value_on or found.lines != wanted:
                raise already_posted(JournalEntry.objects.get(pk=found.key))
        elif key in new:
            first = entries[new[key]]
            if first.value_on != entry.value_on or lines[new[key]] != wanted:
                raise already_posted(None, source=entry.source)
        else:
            require_balanced(wanted)
            new[key] = at
    _require_open(code, {entries[at].posting_on for at in new.values()})
    written = _write(code, [(entries[at], lines[at]) for at in new.values()], by=by)
    by_key = {key: found.key for key, found in existing.items()}
    by_key |= dict(zip(new, written, strict=True))
    return [by_key[(entry.source, entry.kind)] for entry in entries]


def _existing(entries: Sequence[NewEntry]) -> dict[tuple[str, str], _There]:
    """The entries that are there already under one of the sources, with their lines."""
    sources: dict[str, list[str]] = {}
    for entry in entries:
        sources.setdefault(entry.kind, []).append(entry.source)
    found: dict[tuple[str, str], _There] = {}
    for kind, names in sources.items():
        for source, key, province, value_on, account, party, amount in rows_of(
            _THERE, {"sources": names, "kind": str(kind)}
        ):
            there = found.setdefault((source, kind), _There(key, province, value_on, {}))
            if account is not None:
                there.lines[(account, party)] = amount
    return found


def _require_open(province: str, days: Iterable[date]) -> None:
    closed = selectors.last_closed(province=province)
    for day in sorted(days):
        if closed is not None and month_start(day) <= closed:
            raise month_closed(day)


def _write(province: str, given: Sequence[tuple[NewEntry, Netted]], *, by: Any) -> list[int]:
    """Write the entries and their postings by COPY, and return their keys."""
    if not given:
        return []
    years = [fiscal_year_be(entry.posting_on) for entry, _lines in given]
    numbers = {
        year: iter(take_numbers(series=f"journal:{province}", year_be=year, count=years.count(year)))
        for year in sorted(set(years))
    }
    keys = new_keys(JournalEntry, len(given))
    who = NOTHING if by is None else by.pk
    now = timezone.now().isoformat()
    copy_text(
        JournalEntry,
        _ENTRY,
        (
            f"{key}\t{province}\t{next(numbers[year])}\t{year}\t{entry.posting_on}\t{entry.value_on}\t{entry.kind}\t"
            f"{escaped(entry.memo[:300])}\t{escaped(entry.source)}\t{who}\t{now}"
            for key, year, (entry, _lines) in zip(keys, years, given, strict=True)
        ),
    )
    copy_text(Posting, _POSTING, _postings(keys, given))
    return keys


def _postings(keys: Sequence[int], given: Sequence[tuple[NewEntry, Netted]]) -> Iterator[str]:
    for key, (_entry, lines) in zip(keys, given, strict=True):
        for (account, party), amount in lines.items():
            yield f"{key}\t{account}\t{amount}\t{escaped(party)}"
