"""PDFs as they were handed in: whole, readable without a password, and with nothing in them that acts or hides."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from thai.refusals import Refusal
from thai.refusals import sentence as _

MOST_PAGES = 500
MOST_OBJECTS = 200_000
_ACTING = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
_ACTING_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
_HIDING_KEYS = {"/EF"}
_HIDING_TYPES = {"/EmbeddedFile", "/FileAttachment"}
# Also looked for in the raw bytes: a viewer may mend a file otherwise than we do.
_ACTING_BYTES = (b"/JavaScript", b"/Launch", b"/RichMedia")


class Dangerous(Refusal):
    """The PDF is locked, acts by itself, or carries other files."""


class Broken(Exception):
    """The PDF cannot be read to its end."""


def looks_like_pdf(content: bytes) -> bool:
    """Tell whether the content begins as a PDF does; a few scanners put a mark or blank lines before it."""
    return content[:64].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-")


def count_pages(content: bytes, *, name: str) -> int:
    """Return how many pages the PDF has.

    :raises Dangerous: it needs a password, acts by itself (scripts, launching, sending), or carries other files.
    :raises Broken: it cannot be read, is cut off, or has no page.
    """
    if b"%%EOF" not in content[-4096:]:
        raise Broken
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Dangerous(_("ไฟล์ “%(name)s” เข้ารหัสไว้ บันทึกใหม่โดยไม่ใส่รหัสผ่าน แล้วแนบอีกครั้ง"), name=name)
        pages = len(reader.pages)
        if pages < 1:
            raise Broken
        if pages > MOST_PAGES:
            raise Dangerous(
                _("ไฟล์ “%(name)s” มี %(pages)s หน้า รับได้ไม่เกิน %(most)s หน้า"), name=name, pages=pages, most=MOST_PAGES
            )
        _refuse_what_acts(reader, content, name)
    except (Dangerous, Broken):
        raise
    except (PyPdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError, IndexError, OSError) as fault:
        raise Broken from fault
    except Exception as fault:  # a broken PDF makes a reader raise nearly anything
        raise Broken from fault
    return pages


def _refuse_what_acts(reader: PdfReader, content: bytes, name: str) -> None:
    for dictionary in _dictionaries(reader):
        kinds = {str(dictionary.get(key)) for key in ("/Type", "/Subtype", "/S") if key in dictionary}
        if kinds & _HIDING_TYPES or _HIDING_KEYS & dictionary.keys():
            raise Dangerous(_("ไฟล์ “%(name)s” มีไฟล์อื่นซ่อนอยู่ข้างใน พิมพ์เป็น PDF ใหม่ แล้วแนบอีกครั้ง"), name=name)
        if _ACTING_KEYS & dictionary.keys() or str(dictionary.get("/S")) in _ACTING:
            raise _acts(name)
    if any(word in content for word in _ACTING_BYTES):
        raise _acts(name)


def _acts(name: str) -> Dangerous:
    return Dangerous(_("ไฟล์ “%(name)s” มีคำสั่งที่ทำงานเองได้ พิมพ์เป็น PDF ใหม่ แล้วแนบอีกครั้ง"), name=name)


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Give every dictionary of the file: of all objects that it lists, not only of those that the pages lead to."""
    listed = [(number, generation) for generation, rows in reader.xref.items() for number in rows]
    listed += [(number, 0) for number in reader.xref_objStm]
    if len(listed) > MOST_OBJECTS:
        raise Broken
    stack: list[Any] = [reader.trailer]
    for number, generation in listed:
        if (number, generation) == (0, 65535):
            continue
        found = reader.get_object(IndirectObject(number, generation, reader))
        if found is not None:
            stack.append(found)
    steps = 0
    while stack:
        thing = stack.pop()
        steps += 1
        if steps > 10 * MOST_OBJECTS:
            raise Broken
        if isinstance(thing, DictionaryObject):
            yield thing
            stack.extend(_direct(thing.raw_get(key) for key in thing))
        elif isinstance(thing, ArrayObject):
            stack.extend(_direct(list.__iter__(thing)))


def _direct(things: Any) -> list[Any]:
    """Return those that are written in place; the others are objects of their own and are looked at as such."""
    return [thing for thing in things if isinstance(thing, DictionaryObject | ArrayObject)]
