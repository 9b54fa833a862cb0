"""The page-turn cue of official letters: the first words of the next page, at the foot of the page before.

The pages are laid out once to see which words begin each page, then again with the cues in the bottom margin. The
margin is there in both passes, so a cue never moves a line.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.text.line_break import get_log_attrs

_LONGEST = 24  # characters of the cue, without its dots
_ENOUGH = 7  # a cue of at least so many characters may end at a space


def turn_cues(pages: Sequence[Any]) -> str:
    """The CSS that puts a cue at the foot of every page that goes on: ``/๒. แจ้งสมาชิก....``"""
    rules = []
    for number, page in enumerate(pages[1:], start=1):
        words = first_words(_first_line(page))
        if words:
            text = words.replace("\\", "\\\\").replace('"', '\\"')
            rules.append(f'@page :nth({number}) {{ @bottom-right {{ content: "/{text}...." }} }}')
    return "\n".join(rules)


def first_words(line: str) -> str:
    """The first whole words of a line: to the first space after a few letters, else to the last word that fits."""
    line = " ".join(line.split())
    if len(line) <= _LONGEST:
        return line
    space = line.find(" ", _ENOUGH)
    if 0 < space <= _LONGEST:
        return line[:space]
    breaks = get_log_attrs(line, "th")
    ends = [at for at in range(_ENOUGH, _LONGEST + 1) if breaks[at].is_line_break]
    return line[: ends[-1] if ends else _LONGEST].rstrip()


def _first_line(page: Any) -> str:
    """The text of the first line in the flow of a page, its margins left aside."""
    for box in page._page_box.children:
        if box.element_tag == "html":
            line: list[str] = []
            top = None
            for text in _texts(box):
                if top is None:
                    top = text.position_y
                elif abs(text.position_y - top) > text.height / 2:
                    break
                line.append(text.text)
            return " ".join(line)
    return ""


def _texts(box: Any) -> Iterator[Any]:
    if getattr(box, "text", None) and box.text.strip():
        yield box
    for child in getattr(box, "children", ()):
        if child.style["position"] not in ("fixed", "absolute"):
            yield from _texts(child)
