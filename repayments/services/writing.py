"""Writing very many rows at once, as the database takes them fastest."""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from repayments.models import Allocation

_ALLOCATION = ("contract_id", "receipt_id", "replay", "line", "instalment_number", "component", "amount", "working")


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python not look for circles among objects meanwhile; also a decorator, for work whose size is bounded.

    Many thousand rows are many thousand objects that all stay until the end: looking through them again and again took
    more than a third of the time and never found anything.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by COPY in the caller's transaction; constraints and triggers hold as with any insert.

    :param columns: names of columns; those left out take the database's default or nothing.
    """
    listed = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Take so many keys of a table from its sequence, in order."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def write_allocations(rows: Iterable[Allocation]) -> None:
    """Write rows of allocation; their keys stay unknown to the caller."""
    copy_in(
        Allocation,
        _ALLOCATION,
        (
            (
                row.contract_id,
                row.receipt_id,
                row.replay,
                row.line,
                row.instalment_number,
                str(row.component),
                row.amount,
                json.dumps(row.working, ensure_ascii=False),
            )
            for row in rows
        ),
    )
