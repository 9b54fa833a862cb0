"""Writing very many rows at once, as the database takes them fastest: as text, by COPY, with keys taken beforehand."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models

NOTHING = "\\N"
_AT_ONCE = 5_000  # rows that are sent as one text
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(model: type[models.Model], columns: Sequence[str], rows: Iterable[str]) -> None:
    """Write rows by COPY in the caller's transaction; constraints and triggers hold as with any insert.

    :param columns: names of columns; those left out take the database's default or nothing.
    :param rows: each its fields as PostgreSQL reads them, parted by tabs: ``escaped`` for a text, ``NOTHING`` for none.
    """
    listed = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN'
    waiting: list[str] = []
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            waiting.append(row)
            if len(waiting) == _AT_ONCE:
                copy.write("\n".join(waiting) + "\n")
                waiting.clear()
        if waiting:
            copy.write("\n".join(waiting) + "\n")


def escaped(text: str) -> str:
    """A text as a field of a row that is copied in."""
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        return text.translate(_ESCAPES)
    return text


def array_of(values: Iterable[int | date | str]) -> str:
    """Very many whole numbers, days or hashes as an array, to be cast where it is used: ``ANY(%s::bigint[])``.

    A list is dumped by the driver item by item, each searched for what has to be quoted; here nothing has to be.
    """
    return "{" + ",".join(map(str, values)) + "}"


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


def rows_of(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement, as they come: for reads of many thousand rows, of which no models are to be made."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
