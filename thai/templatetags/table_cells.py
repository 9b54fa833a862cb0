"""Cells of the screen's tables, facts and figures: one value shown by its kind.

A list of fifty rows has hundreds of cells. They are written here, as an included template for each of them would take
most of the time of a page; badges and icons stay templates, each made once a page.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from thai.templatetags import thai_text

register = template.Library()

_CLASSES = {
    "money": "money",
    "struck": "money",
    "number": "num",
    "rate": "num",
    "percent": "num",
    "date": "nowrap",
    "datetime": "nowrap",
    "state": "nowrap",
    "name": "nowrap",  # of a person, or a number with hyphens: no dictionary of line breaks knows its parts
}
_AS_TEXT: dict[str, Callable[[Any], str]] = {
    "money": thai_text.baht,
    "date": thai_text.thai_date,
    "datetime": thai_text.thai_time,
    "number": lambda value: floatformat(value, "-2g"),
}
_MADE_ONCE = "table_cells"


@register.simple_tag
def cell_class(of: Mapping[str, Any]) -> str:
    """The class of a column or a value by its kind; nothing for text."""
    return _class(of.get("kind"))


@register.simple_tag(takes_context=True)
def cell(context: template.Context, of: Mapping[str, Any], linked: bool = True) -> SafeString:
    """The value of a cell, a fact or a figure by its kind, linked to its url, with its note in small under it.

    Kinds: text, name, money, number, rate (a fraction), percent, date, datetime, state (a badge by its ``tone``),
    check, gone (struck through), html. Nothing (None or "") is shown as nothing.
    """
    return mark_safe(_cell(context, of, of.get("url") if linked else ""))  # noqa: S308 - every part was escaped


@register.simple_tag(takes_context=True)
def row_cells(context: template.Context, cells: Iterable[Any], row: Mapping[str, Any] | None = None) -> SafeString:
    """The cells of one row of a table as ``td``; the first one links to the row's own url if it has none itself.

    A cell is a mapping with value, kind, url, tone and note, or a bare text or number.
    """
    address = row.get("url") if row else ""
    parts = [_td(context, each, address if at == 0 else "") for at, each in enumerate(cells)]
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped


@register.simple_tag(takes_context=True)
def table_rows(context: template.Context, rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """The rows of a table, each with its ``cells``, its tone and the url that a click on it opens."""
    return mark_safe("".join(_tr(context, row) for row in rows))  # noqa: S308 - every part was escaped


def _tr(context: template.Context, row: Mapping[str, Any]) -> str:
    tone, url = row.get("tone"), row.get("url")
    attributes = f' class="tone-{escaped(tone)}"' if tone else ""
    attributes += f' data-url="{escaped(url)}"' if url else ""
    return f"\n      <tr{attributes}>{row_cells(context, row.get('cells') or (), row)}</tr>"


# Hundreds of times a page: each part is escaped by itself, format_html would look at each of them again.
def _td(context: template.Context, each: Any, address: Any) -> str:
    if not isinstance(each, Mapping):
        shown = "" if each is None else escaped(each)
        return f'<td><a href="{escaped(address)}">{shown}</a></td>' if address else f"<td>{shown}</td>"
    shown = _cell(context, each, each.get("url") or address)
    return f'<td class="{_class(each.get("kind"))}">{shown}</td>'


def _cell(context: template.Context, of: Mapping[str, Any], url: Any) -> str:
    shown, note = _shown(context, of.get("value"), of.get("kind"), url, of.get("tone")), of.get("note")
    return f'{shown}<span class="cell-note">{escaped(note)}</span>' if note else shown


def _class(kind: Any) -> str:
    return _CLASSES.get(kind, "") if isinstance(kind, str) else ""


def _shown(context: template.Context, value: Any, kind: Any, url: Any, tone: Any) -> str:
    """The value as escaped HTML."""
    if value is None or value == "":
        return ""
    if kind == "state":
        return _made_once(context, "components/state_badge.html", label=value, tone=tone or "", icon="")
    if kind == "check":
        name, label = ("check", _("ใช่")) if value else ("dash", _("ไม่ใช่"))
        return _made_once(context, "components/icon.html", name=name, label=label, size="")
    if kind == "struck":  # an amount that is not asked any more
        return f"<s>{thai_text.baht(value)}</s>"
    if kind == "gone":  # what was recorded wrongly and counts no more
        return f"<s>{escaped(value)}</s>"
    if kind == "rate":
        return f"{thai_text.rate_percent(value)} %"
    if kind == "percent":
        return f"{thai_text.percent(value)} %"
    as_text = _AS_TEXT.get(kind) if isinstance(kind, str) else None
    text = escaped(as_text(value) if as_text else value)
    return f'<a href="{escaped(url)}">{text}</a>' if url else text


def _made_once(context: template.Context, piece: str, /, **words: Any) -> str:
    """The piece with these words, rendered at its first use in a page."""
    kept: Any = context.render_context  # typed as if it kept nothing but what Django itself puts there
    made: dict[tuple[str, ...], str] = kept.setdefault(_MADE_ONCE, {})
    key = (piece, *(str(word) for word in words.values()))
    if key not in made:
        made[key] = render_to_string(piece, words)
    return made[key]
