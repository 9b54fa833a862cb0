"""The options of a select, for its template: a filter with a province has a hundred of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def options_of(groups: Iterable[tuple[Any, Iterable[Mapping[str, Any]], int]]) -> SafeString:
    """The options as Django's own template writes them, each group of them in its ``optgroup``."""
    return mark_safe("".join(map(_group, groups)))  # noqa: S308 - every part was escaped


def _group(group: tuple[Any, Iterable[Mapping[str, Any]], int]) -> str:
    name, options, _at = group
    inside = "".join(map(_option, options))
    return f'\n  <optgroup label="{_text(name)}">{inside}\n  </optgroup>' if name else inside


def _option(option: Mapping[str, Any]) -> str:
    attributes = "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(str(value))}"'
        for name, value in option["attrs"].items()
        if value is not False
    )
    return f'\n  <option value="{escaped(str(option["value"]))}"{attributes}>{_text(option["label"])}</option>'


def _text(value: Any) -> str:
    return escaped(value if isinstance(value, str) else localize(value))
