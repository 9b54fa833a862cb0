"""Gives the test database back as every test finds it after a test that committed: by a copy of its files.

Django would empty every table instead, and all that every test finds would have to be loaded again, for seconds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import TransactionTestCase


def put_back_after_commits() -> Callable[[], None]:
    """Keep a copy of the test database as it is now, which each test that commits puts back; give what drops it."""
    name = connection.settings_dict["NAME"]
    kept = f"{name}_kept"

    def put_back(_case: TransactionTestCase) -> None:
        numbers = _numbers()
        _copy(kept, to=name)
        _go_on_from(numbers)

    def drop() -> None:
        with _outside() as cursor:
            cursor.execute(f'DROP DATABASE "{kept}"')

    _copy(name, to=kept)
    TransactionTestCase._fixture_teardown = put_back
    return drop


def _copy(name: str, *, to: str) -> None:
    with _outside() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{to}" TEMPLATE "{name}" STRATEGY FILE_COPY')


@contextmanager
def _outside() -> Iterator[Any]:
    """A cursor that is in none of these databases."""
    connection.close()
    with connection.creation._nodb_cursor() as cursor:
        yield cursor


def _numbers() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value "
            "FROM pg_sequences WHERE last_value IS NOT NULL"
        )
        return cursor.fetchall()


def _go_on_from(numbers: list[tuple[str, int]]) -> None:
    """No key comes twice, as in life: what a process remembers by a key stays true or is never asked again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name::regclass, last) FROM unnest(%s::text[], %s::bigint[]) AS had(name, last)",
            [[name for name, _last in numbers], [last for _name, last in numbers]],
        )
