"""Reading the papers that were taken away, as a person would."""

from pathlib import Path

from pypdf import PdfReader

from tests.documents import reading


def text_of(pdf: Path) -> str:
    """The words of a PDF."""
    return reading.text_of(pdf.read_bytes())


def page_texts(pdf: Path) -> list[str]:
    """The words of each page of a PDF."""
    return reading.page_texts(pdf.read_bytes())


def pages(pdf: Path) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(pdf).pages)


def says(text: str, *wanted: str) -> None:
    """The text holds all these words, wherever its lines break."""
    flat = "".join(text.split())
    for words in wanted:
        assert "".join(words.split()) in flat, f"“{words}” is not in:\n{text[:3000]}"
