"""Counting many kinds of waiting rows in one query, each kind within its own permission and area."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import CharField, Count, DateField, F, Min, QuerySet, Value
from django.db.models.functions import Cast

from areas.models import User
from areas.scope import assignments_with
from areas.waiting import Waiting


def kind(name: str, rows: QuerySet, *, since: str = "", until: str = "", named: str = "") -> tuple[str, QuerySet]:
    """Give a kind of rows with the columns of its days and its name, so that kinds of different tables are alike."""
    nothing = Cast(Value(None), DateField())  # without the cast PostgreSQL takes it for a text
    return name, rows.annotate(
        task_since=F(since) if since else nothing,
        task_until=F(until) if until else nothing,
        task_named=F(named) if named else Cast(Value(""), CharField()),
    )


def counted(kinds: Iterable[tuple[str, QuerySet]]) -> dict[str, dict[str, Any]]:
    """Count rows of ``kind`` in one query: how many, the first key, the earliest days, the first name.

    Kinds without a row are left out.
    """
    parts = [
        rows.order_by()
        .annotate(task=Value(name))
        .values("task")
        .annotate(
            task_count=Count("pk"),
            first=Min("pk"),
            since=Min("task_since"),
            until=Min("task_until"),
            named=Min("task_named"),
        )
        .values("task", "task_count", "first", "since", "until", "named")
        for name, rows in kinds
    ]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {row["task"]: row for row in rows if row["task_count"]}


Kinds = list[tuple[str, QuerySet]]
Found = dict[str, dict[str, Any]]
Asked = tuple[Kinds, Callable[[Found], Iterable[Waiting]]]  # what a room wants counted, and what it then tells


def told_together(rooms: Iterable[Asked]) -> list[Waiting]:
    """Count the kinds of several rooms in one query, and let each room tell what was found of its own.

    :raises ValueError: two rooms call a kind by the same name.
    """
    asked = list(rooms)
    kinds = [each for own, _tell in asked for each in own]
    if len({name for name, _rows in kinds}) != len(kinds):
        raise ValueError("two rooms call what waits by the same name")
    found = counted(kinds)
    return [
        waiting for own, tell in asked for waiting in tell({name: found[name] for name, _rows in own if name in found})
    ]


def province_of(user: User, permission: str) -> str | None:
    """The province whose policies and offices count for a user's step; None where she has several, or the nation."""
    codes = {row.province_id for row in assignments_with(user, permission)}
    return codes.pop() if len(codes) == 1 else None
