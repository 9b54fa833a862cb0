"""How wide the columns of a register must be: what cannot be broken stays inside its own column.

A register is laid out with fixed columns, which is quick and the same on every page, but leaves a longer number lying
over its neighbour. So a column is at least as wide as the longest number, day or name that stands in it, whoever wrote
down a width for it; where a page has not the room, the whole table is set smaller.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from documents.rendering.fonts import face
from documents.rendering.typesetting import UNBROKEN
from thai.digits import to_thai

PAGES = {False: (175.0, 10.0), True: (270.0, 9.5)}  # mm between the margins, and points of type, of papers.css
_BESIDE = 3.0  # mm of padding, rule and rounding beside the words of a cell
_LEAST = 15.0  # mm: no word of a heading is longer
_LEAST_FREE = 24.0  # mm for a column of sentences, which breaks between words
_MM = 25.4 / 72  # of a point
_WHOLE = re.compile(rf"{UNBROKEN.pattern}|[0-9A-Za-z][0-9A-Za-z.,/()\-]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns' widths in mm and the size of type in points."""

    widths: tuple[float, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Words:
    """What one cell says: whether all of it stays on one line, and whether it is set bold."""

    text: str
    is_whole: bool
    is_bold: bool = False


def layout(
    *, asked: Sequence[float | None], columns: Sequence[Iterable[Words]], is_wide: bool, thai_digits: bool = True
) -> Layout:
    """Fit the columns of a register to what stands in them.

    :param asked: the width in mm that each column is to have; None for a share of what is left.
    :param columns: the words of each column.

    Guarantees that no number, day or name is wider than its column, and that the widths are within the page.
    """
    room, points = PAGES[is_wide]
    longest = [_longest(words, thai_digits=thai_digits) for words in columns]
    least = [
        max(found * points * _MM + _BESIDE, _LEAST_FREE if width is None else min(width, _LEAST))
        for width, found in zip(asked, longest, strict=True)
    ]
    if (needed := sum(least)) > room:
        return Layout(tuple(round(width * room / needed, 2) for width in least), round(points * room / needed, 2))
    wished = [max(width or 0, at_least) for width, at_least in zip(asked, least, strict=True)]
    if (over := sum(wished) - room) > 0:
        part = over / (sum(wished) - needed)
        widths = [width - (width - at_least) * part for width, at_least in zip(wished, least, strict=True)]
    else:
        widths = _filled(wished, [at for at, width in enumerate(asked) if width is None], room)
    return Layout(tuple(round(width, 2) for width in widths), points)


def _filled(widths: list[float], free: list[int], room: float) -> list[float]:
    """The widths with what is left of the page shared by the free columns, as far as they need no more than a share."""
    left = room - sum(width for at, width in enumerate(widths) if at not in free)
    filled = list(widths)
    for number, at in enumerate(sorted(free, key=lambda at: widths[at], reverse=True)):
        filled[at] = max(widths[at], left / (len(free) - number))
        left -= filled[at]
    return filled


def _longest(words: Iterable[Words], *, thai_digits: bool) -> float:
    """The widest thing in a column that stays on one line, in ems."""
    found = 0.0
    for cell in words:
        for piece in (cell.text,) if cell.is_whole else _WHOLE.findall(cell.text):
            found = max(found, _ems(to_thai(piece) if thai_digits else piece, cell.is_bold))
    return found


def _ems(text: str, is_bold: bool) -> float:
    advances = _advances("figures-bold" if is_bold else "figures-regular")
    return sum(advances.get(ord(letter), 1.0) for letter in text)


@cache
def _advances(name: str) -> Mapping[int, float]:
    font = TTFont(io.BytesIO(face(name)))
    metrics, em = font["hmtx"], font["head"].unitsPerEm
    return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
