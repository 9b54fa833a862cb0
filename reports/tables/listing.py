"""One report as data: what its page, its paper and its workbook are all made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from areas.models import Province
from areas.scope import holds

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked of a report. ``provinces`` are all those she sees, ``province`` the one she chose."""

    user: Any
    on: date
    provinces: Mapping[str, Province]
    province: Province | None = None
    as_of: date | None = None
    from_on: date | None = None
    to_on: date | None = None
    year: int | None = None

    @property
    def codes(self) -> list[str]:
        """The codes of the provinces that the report is about."""
        return [self.province.code] if self.province else sorted(self.provinces)


@dataclass(frozen=True, slots=True)
class Listing:
    """A report: its tables as ``components/table.html`` takes them, and what stands round them.

    ``papers`` are parts of a PDF of their own (template and context); without them each table is printed as a register.
    ``more`` are tables that are too long for the screen and stand in the workbook only.
    """

    title: str
    as_of: date
    tables: Sequence[Table]
    period: tuple[date, date] | None = None
    figures: Sequence[dict[str, Any]] = ()
    bars: Sequence[dict[str, Any]] = ()
    lines: Sequence[dict[str, Any]] = ()
    notes: Sequence[str] = ()
    papers: Sequence[dict[str, Any]] = ()
    more: Sequence[Table] = ()
    actions: Sequence[dict[str, Any]] = field(default_factory=tuple)


def page_of(user: Any, permission: str, name: str, *arguments: Any, **asked: Any) -> str:
    """The address of a page that a user may open, with what it is asked; nothing where she may not."""
    if not holds(user, permission):
        return ""
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse(name, args=arguments) + (f"?{query}" if query else "")


def text(value: Any, **more: Any) -> dict[str, Any]:
    """A cell of words."""
    return {"value": str(value), "kind": "text", **more}


def money(value: Any, **more: Any) -> dict[str, Any]:
    """A cell of baht."""
    return {"value": value, "kind": "money", **more}


def number(value: Any, **more: Any) -> dict[str, Any]:
    """A cell of a count."""
    return {"value": value, "kind": "number", **more}


def percent(value: Any, **more: Any) -> dict[str, Any]:
    """A cell of per cent, already multiplied."""
    return {"value": value, "kind": "percent", **more}


def day(value: Any, **more: Any) -> dict[str, Any]:
    """A cell of a date."""
    return {"value": value, "kind": "date", **more}


def state(label: str, tone: str, **more: Any) -> dict[str, Any]:
    """A cell of a state, as a badge."""
    return {"value": label, "kind": "state", "tone": tone, **more}


def columns(*labels: tuple[str, str]) -> list[dict[str, str]]:
    """Columns from labels and kinds."""
    return [{"label": label, "kind": kind} for label, kind in labels]
