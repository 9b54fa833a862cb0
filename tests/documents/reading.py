"""Reading a PDF as a person would: its words, its pictures."""

import re
import subprocess


def text_of(pdf: bytes, *options: str) -> str:
    """The words of a PDF in the order they are written, ำ written as one letter again."""
    found = subprocess.run(["pdftotext", *(options or ("-raw",)), "-", "-"], input=pdf, capture_output=True, check=True)
    return whole_sara_am(found.stdout.decode())


def page_texts(pdf: bytes) -> list[str]:
    """The words of each page."""
    return text_of(pdf).split("\f")[:-1]


def whole_sara_am(text: str) -> str:
    """The text with U+0E4D, a tone mark or none, U+0E32 written as tone mark and U+0E33."""
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)
