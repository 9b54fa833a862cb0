"""What a reader gets who copies or searches the text of a paper.

WeasyPrint gives each glyph the text of the first cluster that used it. Thai marks form clusters, so the glyph of ำ or
of a tone mark is filed under whatever syllable came first, and copying gives ชาระ for ชำระ. Here each glyph gets its
own text instead, read from the font: the character map, and for glyphs that only shaping reaches, the glyph's name
(uni0E4D0E48.narrow is U+0E4D U+0E48).
"""

import io
import re
from hashlib import sha256

from fontTools.ttLib import TTFont

_UNI = re.compile(r"uni((?:[0-9A-F]{4})+)$")


class TextLayerChanged(RuntimeError):
    """Raised when WeasyPrint no longer keeps glyph texts the way this module mends them."""


class MendedFonts(dict):
    """A document's fonts by key, as WeasyPrint fills it; every font put in gets a glyph-text table that knows Thai."""

    def __setitem__(self, key, font):
        texts = getattr(font, "to_unicode", None)
        if type(texts) is not dict or texts or not isinstance(getattr(font, "file_content", None), bytes):
            raise TextLayerChanged(
                "WeasyPrint has changed how it stores glyph texts (Font.to_unicode, Font.file_content); "
                "mend documents/rendering/text_layer.py before printing papers with this release"
            )
        font.to_unicode = _GlyphTexts(glyph_texts(font.file_content))
        super().__setitem__(key, font)


class _GlyphTexts(dict):
    """Glyph number to text; a text the font itself knows wins over the cluster WeasyPrint proposes."""

    def __init__(self, known: dict[int, str]):
        super().__init__()
        self._known = known

    def __setitem__(self, glyph: int, text: str):
        super().__setitem__(glyph, self._known.get(glyph, text))


_KNOWN: dict[str, dict[int, str]] = {}


def glyph_texts(content: bytes) -> dict[int, str]:
    """The text of every glyph of a font file that its character map or its glyph names tell; read once per font."""
    digest = sha256(content).hexdigest()
    if digest not in _KNOWN:
        _KNOWN[digest] = _read_glyph_texts(content)
    return _KNOWN[digest]


def _read_glyph_texts(content: bytes) -> dict[int, str]:
    font = TTFont(io.BytesIO(content), lazy=True)
    by_name: dict[str, str] = {}
    for code, name in sorted(font.getBestCmap().items()):
        by_name.setdefault(name, chr(code))
    texts = {}
    for number, name in enumerate(font.getGlyphOrder()):
        base = name.partition(".")[0]
        text = by_name.get(name) or by_name.get(base) or _from_name(base)
        if text:
            texts[number] = text
    return texts


def _from_name(name: str) -> str:
    found = _UNI.match(name)
    return bytes.fromhex(found[1]).decode("utf-16-be") if found else ""
