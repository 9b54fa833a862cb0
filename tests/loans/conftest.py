"""The demo's people are given by tests/scenario.py; rendering is replaced where the paper itself is not the matter."""

import pytest


@pytest.fixture
def quick_papers(monkeypatch):
    """Let papers be a small PDF, so that a test of the commands does not wait for typesetting."""
    from io import BytesIO

    from pypdf import PdfWriter

    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(out)
    blank = out.getvalue()
    printed = []

    def render(*, template, context):
        printed.append((template, context))
        return blank

    monkeypatch.setattr("documents.rendering.render_pdf", render)
    return printed
