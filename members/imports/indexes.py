"""Indexes and constraints that are taken off the register for a load larger than itself, and put on again after it.

What is taken off is written down, in the same transaction, with the statements that put it on again; a killed load
puts it on again when it goes on. Meanwhile a trigger keeps everybody else from adding members, since nothing would
notice a card number that is there twice.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from members.models import IN_BULK

GATE = "members_closed_for_import"
_CLOSE = f"""
    CREATE OR REPLACE FUNCTION {GATE}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF COALESCE(current_setting('{IN_BULK}', true), '') <> 'yes' THEN
            RAISE EXCEPTION 'members are being imported; registering goes on when that is done';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER {GATE} BEFORE INSERT ON members_member FOR EACH STATEMENT EXECUTE FUNCTION {GATE}();
"""
_OPEN = f"DROP TRIGGER IF EXISTS {GATE} ON members_member; DROP FUNCTION IF EXISTS {GATE}()"


@dataclass(frozen=True, slots=True)
class TakenOff:
    """What puts one index or constraint on again. ``index`` may run beside others, ``constraint`` runs after it."""

    name: str
    index: str
    constraint: str

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "index": self.index, "constraint": self.constraint}


def take_off() -> list[TakenOff]:
    """Drop every index and foreign key of the register but its primary key; return what puts them on again.

    Belongs into one transaction with writing the answer down.
    """
    found = [*_unique(), *_indexes(), *_foreign_keys()]
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE)
        for one in found:
            if one.constraint:
                cursor.execute(f'ALTER TABLE members_member DROP CONSTRAINT "{one.name}"')
            else:
                cursor.execute(f'DROP INDEX "{one.name}"')
    return found


def missing(taken: list[dict[str, str]]) -> list[TakenOff]:
    """Return those that are not on the register yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = 'members_member'::regclass AND i.indisvalid"
        )
        indexes = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'members_member'::regclass")
        constraints = {name for (name,) in cursor.fetchall()}
    left = []
    for one in (TakenOff(**entry) for entry in taken):
        index = "" if one.name in indexes else one.index
        constraint = "" if one.name in constraints else one.constraint
        if index or constraint:
            left.append(TakenOff(one.name, index, constraint))
    return left


def open_again() -> None:
    """Let others add members again."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)


def _unique() -> list[TakenOff]:
    return [
        TakenOff(name, index, f'ALTER TABLE members_member ADD CONSTRAINT "{name}" UNIQUE USING INDEX "{name}"')
        for name, index in _rows(
            "SELECT conname, pg_get_indexdef(conindid) FROM pg_constraint "
            "WHERE conrelid = 'members_member'::regclass AND contype = 'u' ORDER BY conname DESC"
        )
    ]


def _indexes() -> list[TakenOff]:
    """The slowest to make come first, so that two made at a time end together."""
    return [
        TakenOff(name, index, "")
        for name, index in _rows(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am a ON a.oid = c.relam WHERE i.indrelid = 'members_member'::regclass AND NOT i.indisprimary "
            "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) "
            "ORDER BY a.amname = 'gin' DESC, i.indpred IS NOT NULL, c.relname"
        )
    ]


def _foreign_keys() -> list[TakenOff]:
    return [
        TakenOff(name, "", f'ALTER TABLE members_member ADD CONSTRAINT "{name}" {text}')
        for name, text in _rows(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'members_member'::regclass AND contype = 'f' ORDER BY conname"
        )
    ]


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
