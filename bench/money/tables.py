"""Filling tables by COPY, millions of rows at a time: nothing checks them one by one, so they must be right."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import psycopg
from django.db import models
from django.utils import timezone as clock

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """Rows of one model, written as COPY reads them. Fields that are not named get the default of the model.

    :raises ValueError: a field that must be filled is neither named nor has a default.
    """

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        unknown = set(names) - set(fields)
        if unknown:
            raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
        self.model, self.name = model, model._meta.db_table
        self.columns = [fields[name].column for name in names]
        tail = []
        for attname, field in fields.items():
            if attname in names or field.null or getattr(field, "db_returning", False):
                continue
            self.columns.append(field.column)
            tail.append(text(_default(field)))
        self.tail = "".join(f"\t{value}" for value in tail) + "\n"
        self.rows: list[str] = []

    def add(self, *values: Any) -> None:
        """Add a row, its values in the order of the names."""
        self.rows.append("\t".join([value if value.__class__ is str else text(value) for value in values]) + self.tail)

    def write(self, raw: psycopg.Connection[Any]) -> int:
        """Copy the rows into the table and forget them; return how many there were."""
        count, rows = len(self.rows), self.rows
        self.rows = []
        with raw.cursor() as cursor, cursor.copy(f"COPY {self.name} ({', '.join(self.columns)}) FROM STDIN") as copy:
            for start in range(0, count, 20_000):
                copy.write("".join(rows[start : start + 20_000]))
        return count


def text(value: Any) -> str:
    """A value as COPY reads it."""
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case str():
            return value.translate(_ESCAPED)
        case bytes():
            return "\\\\x" + value.hex()
        case int() | Decimal() | date() | datetime() | time():
            return str(value)
    return str(value).translate(_ESCAPED)


def _default(field: models.Field) -> Any:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return clock.now().astimezone(UTC)
    if isinstance(field, models.JSONField):
        return "[]" if field.get_default() == [] else "{}"
    if field.has_default() or field.empty_strings_allowed:
        return field.get_default()
    raise ValueError(f"{field.model.__name__}.{field.attname} has no default")


@contextmanager
def without_indexes(owner_url: str, tables: Iterable[str]) -> Iterator[None]:
    """Let rows be copied into tables whose indexes are built anew afterwards, all at once.

    Only the owner of a throw-away server may do this: an index is marked as not to be written until it is built again.
    """
    names = list(tables)
    which = "indrelid = ANY(SELECT t::regclass FROM unnest(%s::text[]) t)"
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(f"UPDATE pg_index SET indisready = false, indisvalid = false WHERE {which}", [names])
    try:
        yield
    finally:
        with psycopg.connect(owner_url, autocommit=True) as owner:
            owner.execute("SET maintenance_work_mem = '1GB'")
            owner.execute("SET max_parallel_maintenance_workers = 2")
            for name in names:
                owner.execute(f"REINDEX TABLE {name}")


def settle(owner_url: str, tables: Iterable[str]) -> None:
    """Move the sequences behind the keys, and do what the server does by itself once it has time: vacuum, analyse."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for name in tables:
            sequence = owner.execute(
                "SELECT pg_get_serial_sequence(%s, 'id') FROM information_schema.columns "
                "WHERE table_name = %s AND column_name = 'id'",
                [name, name],
            ).fetchone()
            if sequence and sequence[0]:
                owner.execute(f"SELECT setval('{sequence[0]}', (SELECT COALESCE(MAX(id), 0) + 1 FROM {name}))")
        owner.execute("VACUUM (ANALYZE)")
