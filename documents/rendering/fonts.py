"""The typeface of the papers: Sarabun for reading, and a derived face whose Thai digits all have one width.

Sarabun's ๐-๙ are proportional, so a column of amounts in Thai digits would not stand in line. "Wef Figures" is
Sarabun with the digits set on one advance width and with a tick and a ballot box added, so that a paper never falls
back to whatever font the machine has. It is made in memory, once per process; the OFL allows it under another name.
"""

import io
from functools import cache
from pathlib import Path

import fontpkg_sarabun
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FOLDER = Path(fontpkg_sarabun.ROOT) / "files"
FACES = {"regular": "Sarabun-Regular.ttf", "bold": "Sarabun-Bold.ttf", "italic": "Sarabun-Italic.ttf"}
FIGURES = "Wef Figures"
THAI_DIGITS = range(0x0E50, 0x0E5A)
TICK, BOX = 0x2713, 0x2610


class FontMissing(RuntimeError):
    """Raised when the typeface package is not installed whole."""


@cache
def face(name: str) -> bytes:
    """The bytes of one face: "regular", "bold", "italic", or "figures-regular", "figures-bold"."""
    base = name.removeprefix("figures-")
    path = FOLDER / FACES[base]
    if not path.is_file():
        raise FontMissing(f"fontpkg-sarabun is installed without {path.name}; reinstall the package")
    content = path.read_bytes()
    return _with_figures(content) if base != name else content


def _with_figures(content: bytes) -> bytes:
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    glyphs, metrics, names = font["glyf"], font["hmtx"], font.getBestCmap()
    digits = [names[code] for code in THAI_DIGITS]
    width = max(metrics[glyph][0] for glyph in digits)
    for glyph in digits:
        advance, bearing = metrics[glyph]
        shift = (width - advance) // 2
        glyphs[glyph].coordinates.translate((shift, 0))
        glyphs[glyph].recalcBounds(glyphs)
        metrics[glyph] = (width, bearing + shift)
    _add_glyph(font, "uni2713", TICK, [[(60, 300), (120, 350), (230, 190), (500, 640), (570, 600), (250, 60)]])
    square = [(60, 0), (60, 640), (700, 640), (700, 0)]
    hole = [(110, 50), (650, 50), (650, 590), (110, 590)]
    _add_glyph(font, "uni2610", BOX, [square, hole])
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            text = record.toUnicode().replace("Sarabun", FIGURES if record.nameID in (1, 4, 16) else "WefFigures")
            record.string = text.encode(record.getEncoding())
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _add_glyph(font: TTFont, name: str, code: int, contours: list[list[tuple[int, int]]]) -> None:
    pen = TTGlyphPen(None)
    for contour in contours:
        pen.moveTo(contour[0])
        for point in contour[1:]:
            pen.lineTo(point)
        pen.closePath()
    glyph = pen.glyph()
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = glyph
    font["glyf"].glyphOrder = font.getGlyphOrder()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (max(x for contour in contours for x, _ in contour) + 60, glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name
