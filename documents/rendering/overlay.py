"""A mark laid over the pages of a PDF that stays as it is: for a paper that no longer stands."""

import io
from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html
from pypdf import PageObject, PdfReader, PdfWriter, Transformation

from documents.rendering.papers import laid_out, typeset_page
from documents.rendering.text_layer import MendedFonts

_SIDE = 595.28  # points: the mark is drawn on a square as wide as an upright page
_SHEET = """<!DOCTYPE html><html lang="th" data-digits="thai"><head><title></title><style>
@page {{ size: 210mm 210mm; margin: 0; background: none }} body {{ margin: 0; page: auto }}
.mark {{ margin: 62mm 22mm 0; transform: rotate(-24deg); text-align: center; color: rgba(190, 0, 0, .5);
  border: 1.6mm solid rgba(190, 0, 0, .5); border-radius: 4mm; padding: 3mm 0 5mm }}
.mark p {{ margin: 0; text-indent: 0 }} .word {{ font-size: 52pt; font-weight: 700; line-height: 1.5 }}
.why {{ font-size: 15pt; font-weight: 700; color: rgb(190, 0, 0);
  background: rgba(255, 255, 255, .8); padding-bottom: 1mm }}
</style></head><body><div class="mark"><p class="word">{}</p><p class="why">{}</p></div></body></html>"""


def marked(pdf: bytes, *, word: str, whys: Iterable[tuple[str, range | None]]) -> bytes:
    """The PDF with a word and its reason across its pages; what stands below can still be read.

    :param whys: each reason with the pages that bear it, counted from nought; all of them where none are named.
    """
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for why, only in whys:
        mark = PdfReader(io.BytesIO(_mark(word, why))).pages[0]
        for at in only if only is not None else range(len(writer.pages)):
            _lay_over(writer.pages[at], mark)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _lay_over(page: PageObject, mark: PageObject) -> None:
    """Lay the mark over the middle of a page of whatever size."""
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    scale = min(width, height) / _SIDE
    left, bottom = (width - _SIDE * scale) / 2, (height - _SIDE * scale) / 2
    page.merge_transformed_page(mark, Transformation().scale(scale).translate(left, bottom))


@lru_cache(maxsize=32)
def _mark(word: str, why: str) -> bytes:
    document = laid_out(typeset_page(str(format_html(_SHEET, word, why))))
    document.fonts = MendedFonts()
    return bytes(document.write_pdf())
