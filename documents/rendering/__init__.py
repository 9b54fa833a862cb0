"""Papers as PDF: a template and a frozen context in, the same bytes out every time."""

from documents.rendering.filling import Filler
from documents.rendering.overlay import marked
from documents.rendering.papers import (
    CannotRender,
    content_code,
    join_pdfs,
    pages,
    render_parts,
    render_pdf,
)

__all__ = ["CannotRender", "Filler", "content_code", "join_pdfs", "marked", "pages", "render_parts", "render_pdf"]
