"""A list of the room as a file, declared as data: its rows, its columns in a spreadsheet and on paper, its filters.

What a page asks for goes into ``asked`` as plain JSON, with the day ``on`` of which the list tells; rows, scope and
words are worked out from it, for whoever asks, whenever the file is written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext

from areas.models import Amphoe, Province
from debt_followup.selectors.contracts import NOTHING, representatives
from documents.exports import Piece
from thai.dates import format_short
from thai.refusals import reader_is_english

Asked = dict[str, Any]
Read = str | Callable[[Any], Any]
_PIECE = 2_000


# -- the columns -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, kind as ``components/table.html`` has it, and what stands in it of a row.

    ``width`` is the one on paper, in mm. A column of sums is added up in the last line.
    """

    label: Any
    read: Callable[[Any], Any]
    kind: str = "text"
    width: int = 0
    is_sum: bool = False

    def told(self) -> dict[str, Any]:
        """Return the column as spreadsheets and papers take it."""
        return {"label": str(self.label), "kind": self.kind, **({"width": f"{self.width}mm"} if self.width else {})}


def text(label: Any, read: Read, width: int = 0) -> Column:
    """Return a column of words."""
    return Column(label, _reader(read), width=width)


def day(label: Any, read: Read, width: int = 24) -> Column:
    """Return a column of days; a cell may be words in place of a day."""
    return Column(label, _reader(read), "date", width)


def money(label: Any, read: Read, width: int = 28, *, is_sum: bool = False) -> Column:
    """Return a column of baht."""
    return Column(label, _reader(read), "money", width, is_sum)


def number(label: Any, read: Read, width: int = 15) -> Column:
    """Return a column of whole numbers."""
    return Column(label, _reader(read), "number", width)


def noted(label: Any, first: Column, second: Column, width: int = 0) -> Column:
    """Return a column of paper that says two things, the second in brackets."""
    return Column(label, lambda row: {"value": first.read(row), "kind": "text", "note": second.read(row)}, width=width)


def beside(label: Any, first: Column, second: Column, width: int = 0) -> Column:
    """Return a column of paper that says two things one after the other, such as a tambon and its amphoe."""
    return Column(label, lambda row: " ".join(filter(None, map(str, (first.read(row), second.read(row))))), width=width)


def _reader(read: Read) -> Callable[[Any], Any]:
    return attrgetter(read) if isinstance(read, str) else read


# -- the filters -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Filter:
    """One thing by which a page narrows its list, under its name in ``asked``, and how a reader is told of it."""

    name: str
    label: Any
    words: Callable[[Any], str] = str


def one_of(labels: Mapping[Any, str], *, empty: Any = "") -> Callable[[Any], str]:
    """Return the words of a choice out of some labels of the rules; ``empty`` where nothing was chosen."""

    def words(value: str) -> str:
        label = labels.get(value, "")
        return gettext(label) if label else str(empty)

    return words


def amphoe_name(code: str) -> str:
    """Return the name of an amphoe."""
    return str(Amphoe.objects.filter(pk=code).first() or "") if code else ""


def province_name(code: str) -> str:
    """Return the name of a province."""
    return str(Province.objects.filter(pk=code).first() or "") if code else ""


# -- the rows ----------------------------------------------------------------------------------------------------------
class Rows(Protocol):
    """The rows that a list has for a user by its filters, in an order in which one can go on."""

    def count(self, *, user: Any, on: date, **chosen: Any) -> int:
        """How many there are."""

    def following(self, *, user: Any, on: date, place: Any, most: int, **chosen: Any) -> tuple[Sequence[Any], Any]:
        """The next rows after a place (None: the first ones), and the place of the last of them as plain JSON."""


@dataclass(frozen=True, slots=True)
class ByKey:
    """Rows of one model in the order of their keys, the newest first unless told otherwise.

    ``find`` narrows them for a user; ``shown`` adds what the columns need to some of them, in their order, set-wise.
    """

    find: Callable[..., QuerySet]
    shown: Callable[..., Sequence[Any]] = lambda found, *, on: found
    is_oldest_first: bool = False

    def count(self, *, user: Any, on: date, **chosen: Any) -> int:
        """Count them."""
        return self.find(user=user, on=on, **chosen).order_by().count()

    def following(self, *, user: Any, on: date, place: Any, most: int, **chosen: Any) -> tuple[Sequence[Any], Any]:
        """Return the next ones and the key of the last."""
        rows = self.find(user=user, on=on, **chosen)
        if place is not None:
            rows = rows.filter(**{"pk__gt" if self.is_oldest_first else "pk__lt": place})
        found = list(rows.order_by("pk" if self.is_oldest_first else "-pk")[:most])
        return (self.shown(found, on=on), found[-1].pk) if found else ([], place)


@dataclass(frozen=True, slots=True)
class Named:
    """A row about a contract, with the name of its representative; a register of old debts may know none."""

    row: Any
    name: str


def with_names(found: Sequence[Any], *, on: date) -> list[Named]:
    """Return rows about contracts with their representatives' names; one query."""
    names = {key: party.name for key, party in representatives({row.contract_id for row in found}).items()}
    return [Named(row, names.get(row.contract_id, "")) for row in found]


# -- the list ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One list of the room: a source of ``documents.exports``, and a register on paper.

    ``called`` is its name in the log of access, the same as that of its page.
    """

    name: str
    called: str
    heading: Any
    rows: Rows
    sheet: Sequence[Column]
    paper: Sequence[Column]
    filters: Sequence[Filter] = ()
    permission: str = "debt.view"

    def subject(self, asked: Asked) -> str:
        """Return the name of what is taken away, for the log of access."""
        return f"list:{self.called}"

    def title(self, asked: Asked) -> str:
        """Return what the list is called."""
        return str(self.heading)

    def words(self, asked: Asked) -> str:
        """Return as of which day it tells, and what was chosen."""
        as_of = gettext("ณ วันที่ %(day)s") % {"day": format_short(_on(asked), english=reader_is_english())}
        return " · ".join([as_of, *self.chosen_words(asked)])

    def chosen_words(self, asked: Asked) -> list[str]:
        """Return what was chosen, filter by filter."""
        said = [(one.label, one.words(asked.get(one.name, ""))) for one in self.filters]
        return [f"{label}: {words}" for label, words in said if words]

    def head(self, asked: Asked) -> list[str]:
        """Return what stands above the headings: the title, the day and the filter."""
        return [self.title(asked), self.words(asked)]

    def file_name(self, asked: Asked) -> str:
        """Return the list's name with the day."""
        return f"{self.name.partition('.')[2].replace('_', '-')}-{asked['on']}"

    def province(self, asked: Asked) -> str | None:
        """Return the province that was chosen, or that of the chosen amphoe."""
        return asked.get("province") or (asked.get("amphoe") or "")[:2] or None

    def columns(self, asked: Asked) -> list[dict[str, Any]]:
        """Return the columns of the spreadsheet."""
        return [column.told() for column in self.sheet]

    def count(self, *, user: Any, asked: Asked) -> int:
        """Count its rows for a user."""
        return self.rows.count(user=user, on=_on(asked), **self._chosen(asked))

    def piece(self, *, user: Any, asked: Asked, cursor: dict[str, Any], most: int) -> Piece:
        """Return the next lines of the spreadsheet; the cursor carries their number and the sums along."""
        rows, place = self._following(user, asked, cursor.get("after"), most)
        if not rows:
            return Piece([], cursor)
        lines = [[column.read(row) for column in self.sheet] for row in rows]
        before = cursor.get("sums", {})
        sums = {
            str(at): str(Decimal(before.get(str(at), NOTHING)) + sum((line[at] for line in lines), NOTHING))
            for at, column in enumerate(self.sheet)
            if column.is_sum
        }
        return Piece(lines, {"after": place, "rows": cursor.get("rows", 0) + len(rows), "sums": sums})

    def totals(self, asked: Asked, cursor: dict[str, Any]) -> list[Any] | None:
        """Return the last line of the spreadsheet, where it has columns of sums and rows."""
        sums = {int(at): Decimal(amount) for at, amount in cursor.get("sums", {}).items()}
        return _last_line(self.sheet, sums, count=cursor["rows"]) if sums else None

    def table(self, *, user: Any, asked: Asked) -> dict[str, Any]:
        """Return the whole list as a table for ``documents.registers``."""
        rows = list(self._all(user, asked))
        lines = [[column.read(row) for column in self.paper] for row in rows]
        sums = {at: sum((line[at] for line in lines), NOTHING) for at, column in enumerate(self.paper) if column.is_sum}
        return {
            "caption": self.title(asked),
            "columns": [column.told() for column in self.paper],
            "rows": lines,
            "totals": _last_line(self.paper, sums, count=len(rows)) if sums and rows else None,
        }

    def _all(self, user: Any, asked: Asked) -> Iterator[Any]:
        rows, place = self._following(user, asked, None, _PIECE)
        while rows:
            yield from rows
            rows, place = self._following(user, asked, place, _PIECE)

    def _following(self, user: Any, asked: Asked, place: Any, most: int) -> tuple[Sequence[Any], Any]:
        return self.rows.following(user=user, on=_on(asked), place=place, most=most, **self._chosen(asked))

    def _chosen(self, asked: Asked) -> Asked:
        return {one.name: asked.get(one.name, "") for one in self.filters}


def asked_of(filters: Mapping[str, Any], *, on: date) -> Asked:
    """Return what a page asks for as plain JSON, with the day of which the list tells."""
    return {**filters, "on": on.isoformat()}


def _on(asked: Asked) -> date:
    return date.fromisoformat(asked["on"])


def _last_line(columns: Sequence[Column], sums: Mapping[int, Decimal], *, count: int) -> list[Any]:
    label = gettext("รวม %(count)s รายการ") % {"count": f"{count:,}"}
    return [label, *(sums.get(at) for at in range(1, len(columns)))]
