"""Rendering one paper, joining several, counting pages."""

import io
import json
import logging
import threading
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from weasyprint import CSS, HTML, Document

from documents.models import StoredFile
from documents.rendering import resources
from documents.rendering.page_turns import turn_cues
from documents.rendering.text_layer import MendedFonts
from documents.rendering.typesetting import typeset
from documents.uploads import open_file

logging.getLogger("fontTools").setLevel(logging.WARNING)
logging.getLogger("weasyprint").setLevel(logging.ERROR)

MAKER = "ระบบบริหารกองทุนพัฒนาบทบาทสตรี"
# Pango's font maps are not safe to share between threads that lay out at the same time.
_ONE_AT_A_TIME = threading.RLock()


class CannotRender(RuntimeError):
    """Raised when a template asks for parts that are not there."""


def render_pdf(*, template: str, context: dict[str, Any]) -> bytes:
    """Render a paper as a tagged PDF, wholly from its template and its context.

    The same template and context give the same bytes: no clock is read, the dates in the file come from ``issued_on``
    and its identifier from the content. Texts in Arabic digits come out in Thai digits unless the paper says
    otherwise. A context with ``parts`` (a list of ``{"template", "context"}``) is a pack: each part is rendered as
    a paper of its own, and they are joined in their order; ``watermark``, ``known_at`` and ``issued_on`` of the pack go
    into the parts that have none (see ``render_parts``).

    :raises ResourceRefused: the paper asks for a file outside the project or for the network.
    :raises django.template.TemplateDoesNotExist: there is no such template.
    """
    if "parts" in context:
        return join_pdfs(render_parts(template=template, context=context))
    html = composed(template=template, context=context)
    with _ONE_AT_A_TIME:
        document = _lay_out(html)
        if 'data-turn-cue="yes"' in html[:400] and len(document.pages) > 1:
            document = _lay_out(html, CSS(string=turn_cues(document.pages)))
        document.fonts = MendedFonts()
        return document.write_pdf(pdf_identifier=sha256(html.encode()).digest()[:16], pdf_tags=True)


def composed(*, template: str, context: dict[str, Any]) -> str:
    """The HTML of a paper as it is laid out: with its code, its digits, and what must stay on one line.

    :raises django.template.TemplateDoesNotExist: there is no such template.
    """
    return typeset_page(filled_template(template=template, context=context))


def filled_template(*, template: str, context: dict[str, Any]) -> str:
    """The HTML of a paper as its template writes it, with its code.

    :raises django.template.TemplateDoesNotExist: there is no such template.
    """
    code = content_code(template=template, context=context)
    with translation.override("th"):
        return render_to_string(template, {"verification_code": code, **context})


def typeset_page(html: str) -> str:
    """A paper's HTML with its digits, and with what must stay on one line."""
    return typeset(html, thai_digits='data-digits="thai"' in html[:400])


def laid_out(html: str) -> Document:
    """The pages of a composed paper, without cues at their feet.

    :raises ResourceRefused: the paper asks for a file outside the project or for the network.
    """
    with _ONE_AT_A_TIME:
        return _lay_out(html)


def render_parts(*, template: str, context: dict[str, Any]) -> Iterator[bytes]:
    """Render the papers of a pack one by one, in their order: with ``contents`` the template itself comes first.

    A part that carries ``stored_file`` (``{"pk", "kind"}``) is a file that was handed in: a PDF is bound as it is, a
    picture on a page of the part's template, which finds it under ``picture``.

    :raises CannotRender: there are no parts.
    """
    if not context["parts"]:
        raise CannotRender(f"{template}: a pack without parts has no pages")
    shared = {key: context[key] for key in ("watermark", "known_at", "issued_on") if context.get(key)}
    if context.get("contents"):
        own = {key: value for key, value in context.items() if key != "parts"}
        yield render_pdf(template=template, context=shared | own)
    for part in context["parts"]:
        own = shared | part["context"]
        if file := part.get("stored_file"):
            content = open_file(StoredFile.objects.get(pk=file["pk"]))
            if file["kind"] == StoredFile.Kind.PDF:
                yield content
                continue
            own["picture"] = f"data:image/{file['kind'].lower()};base64,{b64encode(content).decode()}"
        yield render_pdf(template=part["template"], context=own)


def _lay_out(html: str, *more: CSS) -> Document:
    page = HTML(string=html, base_url=None, url_fetcher=resources.fetcher())
    return page.render(stylesheets=[resources.stylesheet(), *more], font_config=resources.font_configuration())


def content_code(*, template: str, context: dict[str, Any]) -> str:
    """The verification code of a paper: twelve characters of the hash of its template's name and frozen context.

    It is printed in the foot, so that a paper in hand can be compared with the one on file: A1B2-C3D4-E5F6. National
    IDs do not count, so that a copy printed with whole numbers carries the code of the register's masked one.
    """
    if context.get("verification_code"):
        return str(context["verification_code"])
    plain = json.dumps(
        [template, _without_cards(context)], sort_keys=True, ensure_ascii=False, default=_plain, separators=(",", ":")
    )
    digest = sha256(plain.encode()).hexdigest().upper()
    return "-".join((digest[:4], digest[4:8], digest[8:12]))


def _without_cards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_cards(each) for key, each in value.items() if key != "national_id"}
    if isinstance(value, list | tuple):
        return [_without_cards(each) for each in value]
    return value


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a paper's context holds plain values only, not {type(value).__name__}")


def join_pdfs(parts: Iterable[bytes]) -> bytes:
    """Join PDFs in their order into one; the same parts give the same bytes, fonts that are equal are kept once."""
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    if not len(writer.pages):
        raise CannotRender("there is nothing to join")
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    writer.metadata = {"/Producer": MAKER}
    writer.root_object[NameObject("/Lang")] = TextStringObject("th")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(pdf)).pages)
