"""Reading a PDF as a person would: its words, its pictures."""

import re
import subprocess
from typing import Any

from weasyprint.formatting_structure import boxes

from documents.rendering.papers import composed, laid_out


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


def numbers_over_others(pdf: bytes) -> list[tuple[str, str]]:
    """The numbers of a PDF that lie over another word of the same page, by the boxes of their letters."""
    found = subprocess.run(["pdftotext", "-bbox-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    over = []
    for page in found.stdout.decode().split("<page ")[1:]:
        boxes = [
            (*(float(side) for side in sides), text)
            for *sides, text in re.findall(
                r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page
            )
        ]
        for number, (left, top, right, bottom, text) in enumerate(boxes):
            if not re.search("[0-9๐-๙]", text):
                continue
            middle = (top + bottom) / 2
            over += [
                (text, other)
                for at, (other_left, other_top, other_right, other_bottom, other) in enumerate(boxes)
                if at != number and other_top < middle < other_bottom
                if left < other_left < right - 0.5 or (left == other_left and at > number and other_right > left)
            ]
    return over


def out_of_their_cells(*, template: str, context: dict[str, Any]) -> list[tuple[str, float]]:
    """The words of a paper that cross the border of their cell, with the points by which they do."""
    over = []
    for page in laid_out(composed(template=template, context=context)).pages:
        for cell in page._page_box.descendants():
            if not isinstance(cell, boxes.TableCellBox):
                continue
            end = cell.border_box_x() + cell.border_width()
            for words in cell.descendants():
                if isinstance(words, boxes.TextBox) and words.text.strip() and words.position_x + words.width > end:
                    over.append((words.text, round(words.position_x + words.width - end, 2)))
    return over
