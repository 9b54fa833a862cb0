"""One layout, filled many times: papers that differ in a few single lines only.

Laying out a page costs a hundred times what its few changing words cost. A template marks what changes as slots
(``{% slot "name" %}…{% endslot %}``), each alone on its line or in its cell. Papers whose HTML is the same but for
their slots share one layout: WeasyPrint makes it once, with the slots held open by a letter; HarfBuzz, which shapes
the text for WeasyPrint too, then sets the words of every paper into it. What cannot be set that way (words that do not
fit on their line, a sign the typeface does not have, a second page) is laid out in full, so that the paper is right
whatever it says.
"""

import re
import struct
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import Any

import pydyf
import uharfbuzz
from weasyprint.formatting_structure import boxes

from documents.rendering.fonts import FIGURES
from documents.rendering.papers import filled_template, laid_out, render_pdf, typeset_page
from documents.rendering.text_layer import MendedFonts, glyph_texts
from thai.digits import to_thai

HELD_OPEN = "ก"  # stays Thai: keeps the place of a slot in the layout that is shared
MOST_LAYOUTS = 24
HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"

_ENTRY = struct.Struct(">BIH")  # kind, place, number: the cross-reference of PDF
_TITLE = re.compile(r"(<title>)(.*?)(</title>)", re.DOTALL)
_SLOT = re.compile(r'(<data data-slot="([^"]+)">)(.*?)(</data>)', re.DOTALL)
_BARS = re.compile(r'(<svg role="img" aria-label=")([^"]*)("[^>]*><path d=")(M[^"]*)(")')
_STROKE = re.compile(r"([Mmh])([0-9.]+)(?: ([0-9.]+))?")
_ARABIC = re.compile(r'<span data-digits="arabic">([^<]*)</span>')
_FACE = re.compile(rb"/(\S+) (\S+) Tf")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+[^A-Za-zÀ-ɏ฀-๿]*|[^A-Za-zÀ-ɏ]+")
_FIGURES = frozenset(" ,.()-0123456789๐๑๒๓๔๕๖๗๘๙ก")
_WANTED = frozenset((*map(chr, (*range(0x20, 0x7F), *range(0x0E01, 0x0E5C), 0xA0)), *"–—“”…"))


class CannotFill(Exception):
    """Raised inside this module where the shared layout does not hold a paper; it is laid out in full then."""


class Filler:
    """Draws papers as ``render_pdf`` does; those that differ in their slots only share a layout.

    One for a batch, used by one thread. Every paper looks as if it had been laid out by itself, and the same template
    and context give the same bytes, whatever was drawn before.
    """

    def __init__(self) -> None:
        self._layouts: OrderedDict[bytes, _Layout | None] = OrderedDict()
        self.filled = 0
        self.laid_out = 0

    def render(self, *, template: str, context: dict[str, Any]) -> bytes:
        """Draw one paper; refusals are those of ``render_pdf``."""
        html = filled_template(template=template, context=context)
        try:
            paper = _Paper(html)
            layout = self._layout(paper)
            pdf = layout.fill(paper)
        except CannotFill:
            self.laid_out += 1
            return render_pdf(template=template, context=context)
        self.filled += 1
        return pdf

    def _layout(self, paper: "_Paper") -> "_Layout":
        key = sha256(paper.skeleton.encode()).digest()
        if key in self._layouts:
            self._layouts.move_to_end(key)
        else:
            try:
                self._layouts[key] = _Layout(typeset_page(paper.held_open), arabic=paper.arabic_slots())
            except CannotFill:
                self._layouts[key] = None
            if len(self._layouts) > MOST_LAYOUTS:
                self._layouts.popitem(last=False)
        found = self._layouts[key]
        if found is None:
            raise CannotFill("the layout cannot be shared")
        return found


class _Paper:
    """The HTML of one paper, taken apart into what it shares with others and what it says itself.

    What is shared is typeset once, with the layout; here the digits are still those of the template.
    """

    def __init__(self, html: str) -> None:
        self.identifier = sha256(html.encode()).digest()[:16]
        self.title = ""
        self.words: dict[str, list[str]] = {}  # every second part keeps its digits
        self.bars: list[str] = []
        html = _TITLE.sub(self._take_title, html, count=1)
        # the bars differ, their number of modules does not: it is the view box, and stays in the skeleton
        self.held_open = _SLOT.sub(self._take_words, html)
        self.skeleton = _BARS.sub(self._take_bars, self.held_open)

    def arabic_slots(self) -> frozenset[str]:
        """The slots whose digits stay as they are: a digit in each shows it."""
        shown = typeset_page(_SLOT.sub(lambda found: f"{found[1]}0{found[4]}", self.held_open))
        return frozenset(found[2] for found in _SLOT.finditer(shown) if found[3] == "0")

    def _take_title(self, found: re.Match[str]) -> str:
        self.title = unescape(found[2])
        return found[1] + HELD_OPEN + found[3]

    def _take_words(self, found: re.Match[str]) -> str:
        name, parts = found[2], _ARABIC.split(found[3].strip("\n\t "))
        if name in self.words or any("<" in part for part in parts):
            raise CannotFill(f"{name} holds more than words")
        self.words[name] = [unescape(part) for part in parts]
        return found[1] + HELD_OPEN + found[4]

    def _take_bars(self, found: re.Match[str]) -> str:
        self.bars.append(found[4])
        return found[1] + found[3] + found[5]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where the words of a slot go: the edge they keep to, how much room there is, in which face."""

    name: str
    align: str  # start, center or end
    edge: float
    y: float
    room: float
    face: "_Face"
    size: float


class _Layout:
    """A page that was laid out once: what stays as PDF objects, what changes as slots between pieces of its content."""

    def __init__(self, html: str, *, arabic: frozenset[str]) -> None:
        made: dict[str, Any] = {}
        document = laid_out(html)
        if len(document.pages) != 1:
            raise CannotFill("there is more than one page")
        fonts = document.fonts = _WholeFonts()

        def take(_document: Any, pdf: Any) -> None:
            made.update(pdf=pdf, objects=list(pdf.objects))

        document.write_pdf(pdf_tags=True, finisher=take)
        pdf, objects = made["pdf"], made["objects"]
        page = next(each for each in objects if isinstance(each, dict) and each.get("Type") == "/Page")
        content = objects[int(page["Contents"].split()[0])]
        stream = pydyf.Stream(content.stream).data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
        holes = [*self._text_holes(document.pages[0]._page_box, stream, fonts), *self._bar_holes(html, stream)]
        holes.sort(key=lambda hole: hole[0])
        pieces, at = [], 0
        for start, end, _what in holes:
            if start < at:
                raise CannotFill("slots lie in each other")
            pieces.append(stream[at:start])
            at = end
        pieces.append(stream[at:])
        self._what = [what for _start, _end, what in holes]
        self._arabic = arabic
        self._info = dict(pdf.info)
        self._root = pdf.catalog.reference
        self._assemble(objects, page, content, pieces)

    # -- what changes ------------------------------------------------------------------------------------------------
    def _text_holes(self, box: Any, stream: bytes, fonts: "_WholeFonts") -> Iterator[tuple[int, int, _Slot]]:
        for name, line, block, texts in _slots_of(box):
            if len(texts) != 1 or any(each.text.strip() and each not in texts for each in _text_boxes(line)):
                raise CannotFill(f"{name} is not alone on its line")
            text = texts[0]
            if text.style["letter_spacing"] not in ("normal", 0):
                raise CannotFill(f"{name} is spaced out")
            x, y = text.position_x, text.position_y + text.baseline
            matrix = pydyf.Stream()
            matrix.set_text_matrix(1, 0, 0, -1, x, y)
            begin = b"BT\n" + matrix.stream[0] + b"\n"
            start = stream.find(begin)
            if start < 0 or stream.find(begin, start + 1) >= 0:
                raise CannotFill(f"{name} is not found where it was laid out")
            end = stream.index(b"\nET", start) + len(b"\nET")
            used = _FACE.findall(stream[start:end])
            if len(used) != 1:
                raise CannotFill(f"{name} is set in several faces")
            left = block.content_box_x()
            right = left + block.width
            align = {"left": "start", "start": "start", "justify": "start", "right": "end", "end": "end"}.get(
                block.style["text_align_all"], block.style["text_align_all"]
            )
            edge = {"start": x, "end": x + text.width, "center": x + text.width / 2}[align]
            room = {"start": right - x, "end": edge - left, "center": right - left}[align]
            face = fonts.faces[used[0][0].decode()]
            yield start, end, _Slot(name, align, edge, y, room, face, float(used[0][1]))

    def _bar_holes(self, html: str, stream: bytes) -> Iterator[tuple[int, int, int]]:
        for number, found in enumerate(_BARS.finditer(html)):
            drawn = _strokes(found[4])
            start = stream.find(drawn)
            if start < 0 or stream.find(drawn, start + 1) >= 0:
                raise CannotFill("the bars are not found where they were drawn")
            yield start, start + len(drawn), number

    # -- what stays --------------------------------------------------------------------------------------------------
    def _assemble(self, objects: list[Any], page: Any, content: Any, pieces: list[bytes]) -> None:
        """Write all objects but those of the slots, once, with their places."""
        first = len(objects)
        numbers = [content.number, *range(first, first + len(pieces) - 1)]
        packed = first + len(pieces) - 1  # the stream of small objects
        changing = range(packed + 1, packed + 1 + len(self._what))
        order = [numbers[0]]
        for hole, number in zip(changing, numbers[1:], strict=True):
            order += [hole, number]
        page["Contents"] = pydyf.Array(part for number in order for part in (number, 0, "R"))
        streams = dict(zip(numbers, pieces, strict=True))
        small = [each for each in objects[1:] if each.number not in streams and each.compressible]
        large = {each.number: each.indirect + b"\n" for each in objects[1:] if not each.compressible}
        large |= {number: _stream(number, piece) for number, piece in streams.items()}
        places, bodies, at = [], [], 0
        for each in small:
            places.append(f"{each.number} {at}")
            bodies.append(each.data + b"\n")
            at += len(bodies[-1])
        index = " ".join(places).encode() + b"\n"
        extra = b"/Type /ObjStm/N %d/First %d" % (len(small), len(index))
        large[packed] = _stream(packed, index + b"".join(bodies), extra)
        entries = {each.number: (2, packed, number) for number, each in enumerate(small)}
        written, at = [HEADER], len(HEADER)
        for number, data in sorted(large.items()):
            entries[number], at = (1, at, 0), at + len(data)
            written.append(data)
        self._start, self._changing = b"".join(written), changing
        self._table = b"".join(_ENTRY.pack(*entries.get(number, (0, 0, 0))) for number in range(changing.start))

    # -- one paper ---------------------------------------------------------------------------------------------------
    def fill(self, paper: _Paper) -> bytes:
        """Return the PDF of one paper that shares this layout.

        :raises CannotFill: its words do not fit.
        """
        written, places, at = [self._start], [], len(self._start)
        for number, what in zip(self._changing, self._what, strict=True):
            drawn = _set(what, self._said(paper, what)) if isinstance(what, _Slot) else _strokes(paper.bars[what])
            data = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(drawn), drawn)
            places.append(at)
            at += len(data)
            written.append(data)
        info = pydyf.Dictionary({**self._info, "Title": pydyf.String(paper.title)})
        info.number = self._changing.stop
        places.append(at)
        written.append(info.indirect + b"\n")
        at += len(written[-1])
        table = self._table + b"".join(_ENTRY.pack(1, place, 0) for place in (*places, at))
        identifier = pydyf.String(paper.identifier).data
        extra = b"/Type /XRef/W [1 4 2]/Size %d/Root %s/Info %s/ID [%s %s]" % (
            self._changing.stop + 2,
            self._root,
            info.reference,
            identifier,
            identifier,
        )
        written += [_stream(self._changing.stop + 1, table, extra), b"startxref\n%d\n%%%%EOF\n" % at]
        return b"".join(written)

    def _said(self, paper: _Paper, slot: _Slot) -> str:
        parts = paper.words[slot.name]
        if slot.name in self._arabic:
            return "".join(parts)
        return "".join(part if at % 2 else to_thai(part) for at, part in enumerate(parts))


def _stream(number: int, content: bytes, extra: bytes = b"") -> bytes:
    """A compressed stream as a whole PDF object."""
    packed = zlib.compress(content, 9)
    head = b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n" % (number, extra, len(packed))
    return head + packed + b"\nendstream\nendobj\n"


def _strokes(path: str) -> bytes:
    """The bars of a barcode as WeasyPrint draws them: ``M10 7h2m1 0h3`` is 10 7 m, 12 7 l, 13 7 m, 16 7 l."""
    x, y, drawn = 0.0, 0.0, []
    for letter, first, second in _STROKE.findall(path):
        if letter == "M":
            x, y = float(first), float(second)
        else:
            x += float(first)
        drawn.append(f"{x:g} {y:g} {'l' if letter == 'h' else 'm'}".encode())
    return b"\n".join(drawn)


# -- setting words -----------------------------------------------------------------------------------------------------
class _Face:
    """A face of the typeface, to shape with, with the glyphs that the layout keeps."""

    def __init__(self, content: bytes, name: str, wanted: frozenset[str]) -> None:
        face = uharfbuzz.Face(content)
        self.name = name
        self.font = uharfbuzz.Font(face)
        self.units = face.upem
        self._widths: dict[int, int] = {}
        known = glyph_texts(content)
        self.texts = {glyph: text for glyph, text in known.items() if set(text) <= wanted}

    def width(self, glyph: int) -> int:
        """The width of a glyph in thousandths of the size, as the PDF says it."""
        width = self._widths.get(glyph)
        if width is None:
            width = self._widths[glyph] = round(self.font.get_glyph_h_advance(glyph) * 1000 / self.units)
        return width


class _WholeFonts(MendedFonts):
    """The fonts of a layout, each kept with every glyph that a paper may need."""

    def __init__(self) -> None:
        super().__init__()
        self.faces: dict[str, _Face] = {}

    def __setitem__(self, key: Any, font: Any) -> None:
        super().__setitem__(key, font)
        face = self.faces.get(font.hash)
        if face is None:
            face = self.faces[font.hash] = _Face(
                font.file_content, font.hash, _FIGURES if font.family == FIGURES else _WANTED
            )
        for glyph, text in face.texts.items():
            font.to_unicode[glyph] = text
            font.widths[glyph] = face.width(glyph)


def _set(slot: _Slot, words: str) -> bytes:
    """The words of a slot as PDF text, set to its edge."""
    face, shown, width = slot.face, ["<"], 0.0
    for run in _LATIN.findall(words):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        buffer.language = "th"
        uharfbuzz.shape(face.font, buffer)
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if glyph.codepoint not in face.texts:
                raise CannotFill("the face has no such sign")
            width += place.x_advance
            per = 1000 / face.units
            right = place.x_offset * per
            after = right + face.width(glyph.codepoint) - place.x_advance * per
            if place.y_offset:
                rise = place.y_offset / face.units * slot.size
                shown.append(f">] TJ\n{rise:.4f} Ts\n[{-right:.2f}<{glyph.codepoint:04x}>] TJ\n0 Ts\n[{after:.2f}<")
                continue
            if right:
                shown.append(f">{-right:.2f}<")
            shown.append(f"{glyph.codepoint:04x}")
            if abs(after) >= 0.5:
                shown.append(f">{after:.2f}<")
    taken = width / face.units * slot.size
    if taken > slot.room + 0.01:
        raise CannotFill(f"{slot.name} does not fit on its line")
    x = slot.edge - {"start": 0, "center": taken / 2, "end": taken}[slot.align]
    text = "".join(shown).replace("<>", " ")
    return f"BT\n1 0 0 -1 {x:.6f} {slot.y:.6f} Tm\n/{face.name} {slot.size:.6f} Tf\n[{text}>] TJ\nET".encode()


# -- the boxes of a page -----------------------------------------------------------------------------------------------
def _slots_of(box: Any, line: Any = None, block: Any = None) -> Iterator[tuple[str, Any, Any, list[Any]]]:
    """Every slot of a page with its line, the block it stands in, and its text boxes."""
    if isinstance(box, boxes.LineBox):
        line = box
    elif isinstance(box, boxes.BlockContainerBox):  # one that stands in a line begins lines of its own
        line, block = None, box
    name = box.element.get("data-slot") if getattr(box, "element", None) is not None and line is not None else None
    if name:
        yield name, line, block, [text for text in _text_boxes(box) if text.text.strip()]
        return
    for child in getattr(box, "children", ()):
        yield from _slots_of(child, line, block)


def _text_boxes(box: Any) -> Iterator[Any]:
    if hasattr(box, "text"):
        yield box
    for child in getattr(box, "children", ()):
        yield from _text_boxes(child)
