"""Code 128 and QR as SVG, sized in millimetres, for papers."""

import re
from decimal import Decimal
from html import escape
from itertools import groupby

import segno
from barcode.charsets import code128 as tables
from django.utils.safestring import SafeString, mark_safe

QUIET = 10  # modules left blank on each side of a Code 128, as its standard asks
_FINEST = Decimal("0.19")  # mm a module; below it counter scanners begin to miss bars

_STOP = "1100011101011"
_START = {"A": 103, "B": 104, "C": 105}
_SWITCH = {"A": 101, "B": 100, "C": 99}
_PARTS = re.compile(r"(?:[0-9]{2}){2,}|[\x00-\x7f]")  # an even run of four digits or more, else one character


class CannotEncode(ValueError):
    """Raised when a payload cannot be drawn: empty, or with characters that the code has no bars for."""


def code128_modules(payload: str) -> str:
    """The bars of a payload, one character a module, 1 for ink.

    Control characters such as the carriage return of a bill payment are encoded as they are, in code set A; runs of
    four digits or more go two to a symbol, in code set C. The encoder is our own: python-barcode, whose table of bars
    is used, drops the first pair of a payload that begins with 99.
    """
    if not payload or any(ord(character) > 127 for character in payload):
        raise CannotEncode("a barcode holds ASCII characters, at least one")
    values = _code128_values(payload)
    check = (values[0] + sum(at * value for at, value in enumerate(values[1:], start=1))) % 103
    return "".join(tables.CODES[value] for value in (*values, check)) + _STOP


def _code128_values(payload: str) -> list[int]:
    values: list[int] = []
    current = ""
    for part in _PARTS.findall(payload):
        wanted = "C" if part.isdigit() and len(part) > 1 else _set_of(part, current)
        if wanted != current:
            values.append(_SWITCH[wanted] if current else _START[wanted])
            current = wanted
        if current == "C":
            values += [int(part[at : at + 2]) for at in range(0, len(part), 2)]
        else:
            values.append(ord(part) - 32 if part >= " " else ord(part) + 64)
    return values


def _set_of(character: str, current: str) -> str:
    if character < " ":
        return "A"
    return "B" if character > "_" or current != "A" else "A"


def code128_svg(payload: str, *, width_mm: int = 120, height_mm: int = 14, text: bool = True) -> SafeString:
    """A Code 128 barcode with the text under it, as one inline SVG exactly ``width_mm`` wide.

    The text under the bars shows each carriage return as a space, as bank forms print it.

    :raises CannotEncode: the payload does not fit into the width with bars a scanner can read, or has no bars.
    """
    bars = code128_modules(payload)
    modules = len(bars) + 2 * QUIET
    if Decimal(width_mm) / modules < _FINEST:
        raise CannotEncode(f"{modules} modules do not fit into {width_mm} mm")
    path = _strokes(bars, QUIET, height_mm / 2)
    readable = escape(" ".join(payload.split("\r")))
    label = (
        f'<div class="code-text" data-digits="arabic"><data data-slot="bars">{readable}</data></div>' if text else ""
    )
    return mark_safe(  # noqa: S308  the payload is escaped above, the rest is numbers
        f'<div class="code128"><svg role="img" aria-label="{readable}" xmlns="http://www.w3.org/2000/svg" '
        f'width="{width_mm}mm" height="{height_mm}mm" viewBox="0 0 {modules} {height_mm}" preserveAspectRatio="none" '
        f'shape-rendering="crispEdges"><path d="{path}" stroke="#000" stroke-width="{height_mm}"/></svg>{label}</div>'
    )


def _strokes(modules: str, left: int, middle: float) -> str:
    """One row of modules as a path of horizontal strokes: M10 7h2m1 0h3."""
    steps, gap = [f"M{left} {middle:g}"], 0
    for ink, run in groupby(modules):
        length = len(list(run))
        if ink == "1":
            steps.append(f"m{gap} 0h{length}" if gap else f"h{length}")
            gap = 0
        else:
            gap = length
    return "".join(steps)


def qr_svg(payload: str, *, size_mm: int = 32) -> SafeString:
    """A QR code with medium error correction and its quiet zone, as one inline SVG ``size_mm`` square.

    :raises CannotEncode: the payload is empty or longer than a QR code holds.
    """
    if not payload:
        raise CannotEncode("an empty QR code has nothing to read")
    try:
        code = segno.make(payload, error="m", micro=False)
    except segno.DataOverflowError as refused:
        raise CannotEncode(str(refused)) from refused
    border, (across, _) = 4, code.symbol_size(border=4)
    rows = ("".join("1" if cell else "0" for cell in row) for row in code.matrix)
    path = "".join(_strokes(row, border, y + border + 0.5) for y, row in enumerate(rows))
    return mark_safe(  # noqa: S308  numbers only
        f'<svg class="qr" role="img" aria-label="QR" xmlns="http://www.w3.org/2000/svg" width="{size_mm}mm" '
        f'height="{size_mm}mm" viewBox="0 0 {across} {across}" shape-rendering="crispEdges">'
        f'<path d="{path}" stroke="#000" stroke-width="1"/></svg>'
    )
