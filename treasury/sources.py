"""From an entry's source to the page of what caused it."""

from django.urls import NoReverseMatch, reverse

_PAGES = {
    "receipt": "repayments:receipt",
    "bank_line": "repayments:line",
    "contract": "repayments:contract",
    "entry": "treasury:entry",
}


def url_of(source: str) -> str:
    """The page of a source such as ``receipt:12`` or ``contract:3:replay:2``; nothing where it has none."""
    what, _colon, rest = source.partition(":")
    key = rest.partition(":")[0]
    if what not in _PAGES or not key.isdecimal():
        return ""
    try:
        return reverse(_PAGES[what], args=[int(key)])
    except NoReverseMatch:
        return ""
