"""Papers without typesetting, and runs without a broker: what most tests of commands need."""

from io import BytesIO

import pytest
from pypdf import PdfWriter


def blank_pdf() -> bytes:
    """Give a PDF of one empty page."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(out)
    return out.getvalue()


def blank_papers(printed: list | None = None) -> pytest.MonkeyPatch:
    """Give a patch under which papers are a blank page; ``printed`` gets what was to be printed."""
    patch, blank = pytest.MonkeyPatch(), blank_pdf()

    def render(*, template, context):
        if printed is not None:
            printed.append((template, context))
        return blank

    class Blank:
        laid_out = 0

        def render(self, *, template, context):
            return render(template=template, context=context)

    patch.setattr("documents.rendering.render_pdf", render)
    patch.setattr("documents.rendering.Filler", Blank)
    return patch


@pytest.fixture
def quick_papers():
    """Let papers be a blank page, and give what was to be printed."""
    printed: list = []
    patch = blank_papers(printed)
    yield printed
    patch.undo()


@pytest.fixture
def no_broker(monkeypatch):
    """Let no worker be woken: the test does the work itself."""
    monkeypatch.setattr("jobs.services.wake", lambda *, run_id: None)
