"""What is done to a whole page of text before it is laid out: Thai digits, and words that must not be torn apart.

Only what a reader sees is touched: markup, styles and drawings stay.
"""

import re

from thai.dates import MONTHS_LONG, MONTHS_SHORT
from thai.digits import to_thai

_PIECES = re.compile(r"<!--.*?-->|<(style|svg|head)\b.*?</\1>|<[^>]*>", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>", re.DOTALL)
_ENTITY = re.compile(r"(&#?\w+;)")
_KEEPS = 'data-digits="arabic"'
_VOID = {"br", "col", "hr", "img", "input", "meta", "link", "wbr"}

# A day with its month and year, a number over its year, and a compound that the dictionary of line breaks takes apart.
_MONTHS = "|".join(re.escape(name) for name in (*MONTHS_LONG, *MONTHS_SHORT))
UNBROKEN = re.compile(
    rf"[0-9]{{1,2}} (?:{_MONTHS})(?: พ\.ศ\.)? [0-9]{{4}}"
    rf"|(?:{_MONTHS}) [0-9]{{4}}"
    r"|(?:ที่ )?[0-9]{1,6}/[0-9]{4}"
    r"|(?<![฀-๿])(?:ร้อยละ|จำนวน|จำนวนทั้งสิ้น|ข้อ|งวดที่|เป็นเงิน|หมู่|หมู่ที่|อายุ|ส่งมาด้วย) [0-9][0-9,.]*(?: [฀-๿]{2,7}(?= |$))?"
    r"|[0-9][0-9,.]* บาท"
    r"|ออมทรัพย์"
)


def typeset(html: str, *, thai_digits: bool) -> str:
    """The page with dates, numbers and their units, and set compounds kept on one line; its digits Thai if so wished.

    Parts marked ``data-digits="arabic"`` keep their digits.
    """
    out, at, kept = [], 0, []
    for piece in _PIECES.finditer(html):
        out.append(_text(html[at : piece.start()], thai_digits=thai_digits and not kept))
        out.append(piece[0])
        at = piece.end()
        tag = _TAG.fullmatch(piece[0])
        if not tag or tag[2].lower() in _VOID or tag[3].endswith("/"):
            continue
        closing, name, attributes = bool(tag[1]), tag[2].lower(), tag[3]
        if kept:  # inside a part that keeps its digits: follow the nesting of the same element to find its end
            if name == kept[0]:
                kept.pop() if closing else kept.append(name)
        elif not closing and name not in ("html", "body") and _KEEPS in attributes:
            kept.append(name)
    out.append(_text(html[at:], thai_digits=thai_digits and not kept))
    return "".join(out)


def _text(text: str, *, thai_digits: bool) -> str:
    if not text or text.isspace():
        return text
    parts = _ENTITY.split(text)
    for number, part in enumerate(parts):
        if not part.startswith("&"):
            whole = UNBROKEN.sub(r'<span class="nowrap">\g<0></span>', part)
            parts[number] = to_thai(whole) if thai_digits else whole
    return "".join(parts)
