"""The daily seal over a province's journal: a chain of hashes that shows any later change of an entry."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from treasury import selectors
from treasury.models import LedgerSeal

from .ledger import lock_books

MOST = 20_000  # entries under one seal
START = "0" * 64  # what the first seal of a province builds upon
# One entry with its lines as one text, every field of it. The separators stand in none of the fields.
_ENTRIES = """
    SELECT e.id, concat_ws(E'\\x1f', e.id, e.province_id, e.number, e.year_be, to_char(e.posting_on, 'YYYY-MM-DD'),
            to_char(e.value_on, 'YYYY-MM-DD'), e.kind, e.memo, e.source, COALESCE(e.reverses_id::text, ''),
            COALESCE(e.created_by_id::text, ''), to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
            p.lines),
        p.debit
    FROM treasury_journalentry e
    CROSS JOIN LATERAL (
        SELECT string_agg(concat_ws(E'\\x1e', account_id, amount::text, party), E'\\x1d' ORDER BY id) AS lines,
            COALESCE(SUM(amount) FILTER (WHERE amount > 0), 0) AS debit
        FROM treasury_posting WHERE entry_id = e.id
    ) p
    WHERE e.province_id = %s AND e.id > %s
    ORDER BY e.id
"""


class Link:
    """A seal as it grows: entries are added in the order in which they were written."""

    def __init__(self, *, previous: str) -> None:
        self._hash = hashlib.sha256(previous.encode())
        self.count = 0
        self.debit = Decimal("0.00")
        self.last = 0

    def add(self, entry: int, text: str, debit: Decimal) -> None:
        """Take one more entry under the seal."""
        self._hash.update(b"\n" + text.encode())
        self.count += 1
        self.debit += debit
        self.last = entry

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def entries_after(*, province: str, entry: int) -> Iterator[tuple[int, str, Decimal]]:
    """Every entry of a province after another, as text, in the order of writing; read piece by piece."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_ENTRIES, [province, entry])
        while rows := cursor.fetchmany(2_000):
            yield from rows


@transaction.atomic
def seal_ledger(*, province, day: date) -> list[LedgerSeal]:
    """Seal every entry of a province that no seal holds yet; none where there is nothing new.

    :param day: the business day on which it is done.
    """
    code = selectors.code_of(province)
    lock_books(province=code)  # no entry is half written meanwhile, and keys follow the order of writing
    last = LedgerSeal.objects.filter(province_id=code).order_by("-sequence").first()
    previous, after, sequence = (last.sha256, last.last_entry, last.sequence) if last else (START, 0, 0)
    seals: list[LedgerSeal] = []
    link = Link(previous=previous)

    def close() -> None:
        nonlocal previous, after, sequence, link
        sequence += 1
        seals.append(
            LedgerSeal.objects.create(
                province_id=code,
                sequence=sequence,
                day=day,
                after_entry=after,
                last_entry=link.last,
                count=link.count,
                debit=link.debit,
                sha256=link.sha256,
            )
        )
        previous, after = link.sha256, link.last
        link = Link(previous=previous)

    for entry, text, debit in entries_after(province=code, entry=after):
        link.add(entry, text, debit)
        if link.count == MOST:
            close()
    if link.count:
        close()
    return seals
