"""The lists that may be taken away as a file. A room registers its own when the app is ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

MOST_COUNTED = 10_000  # rows; a screen says "more than" of more of them
Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a list, and where the next ones begin; ``cursor`` is plain JSON and may carry sums along."""

    rows: Sequence[Any]
    cursor: dict[str, Any]


class Source(Protocol):
    """A list as a file. ``asked`` is its filter as plain JSON; rows and columns are those of ``write_xlsx``."""

    name: str
    permission: str

    def subject(self, asked: Asked) -> str:
        """What the log of access says that was taken away, such as ``list:contracts``."""

    def title(self, asked: Asked) -> str:
        """What the list is called."""

    def words(self, asked: Asked) -> str:
        """Its filter, in words."""

    def head(self, asked: Asked) -> list[str]:
        """The lines above the headings of a spreadsheet; none where it is read by machine."""

    def file_name(self, asked: Asked) -> str:
        """The name of its file, without what follows the point."""

    def province(self, asked: Asked) -> str | None:
        """The only province that it tells of, where it tells of one."""

    def columns(self, asked: Asked) -> list[dict[str, Any]]:
        """Its columns."""

    def count(self, *, user: Any, asked: Asked) -> int:
        """How many rows it has for that user."""

    def piece(self, *, user: Any, asked: Asked, cursor: dict[str, Any], most: int) -> Piece:
        """The next rows, ``most`` at most and none only at the end, in an order that a later piece goes on with."""

    def totals(self, asked: Asked, cursor: dict[str, Any]) -> list[Any] | None:
        """The sums of the rows that were given, out of the last cursor."""


_sources: dict[str, Source] = {}


def provide(source: Source) -> None:
    """Register a list under its name."""
    _sources[source.name] = source


def get(name: str) -> Source:
    """Return the list of that name.

    :raises KeyError: no such list.
    """
    return _sources[name]


def more_than(count: int) -> str:
    """A number of rows as a screen says it: exact up to ten thousand."""
    if count <= MOST_COUNTED:
        return f"{count:,}"
    return _("มากกว่า %(most)s") % {"most": f"{MOST_COUNTED:,}"}
