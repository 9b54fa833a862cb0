"""Refusals: exceptions whose text is a whole sentence for the user.

The sentences are written in Thai, which is also the key of their translation. Rules raise them without knowing Django;
the sentence is turned into the reader's language only when somebody reads it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def sentence(text: str) -> str:
    """The text as it is; marks it for the catalogue of translations, for code that must not import Django."""
    return text


class Refusal(Exception):
    """A command was refused, and the user is told why in one sentence.

    :param said: the Thai sentence, with ``%(name)s`` placeholders.
    :param values: what the placeholders stand for. A date is shown in the Buddhist era, a Decimal with its commas.

    Two processes may pass a refusal between them: it is pickled with its sentence and its values, and is read in the
    language of the process that shows it. Without values the sentence is not formatted, so it may hold a lone ``%``.
    """

    sentence: str
    values: dict[str, Any]

    def __init__(self, said: str, /, **values: Any) -> None:
        super().__init__(said)
        self.sentence = said
        self.values = values

    def __str__(self) -> str:
        translated = _in_the_readers_language(self.sentence)
        if not self.values:
            return translated
        return translated % {name: _shown(value) for name, value in self.values.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.sentence, self.values)


def reader_is_english() -> bool:
    """Whether the user's active language is English. False where Django is absent or not set up."""
    try:
        from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
        from django.utils.translation import get_language
    except ImportError:
        return False
    try:
        return (get_language() or "").startswith("en")
    except (AppRegistryNotReady, ImproperlyConfigured):
        return False


def _in_the_readers_language(said: str) -> str:
    if not said:  # gettext answers an empty text with the catalogue's header
        return ""
    try:
        from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
        from django.utils.translation import gettext
    except ImportError:
        return str(said)
    try:
        return str(gettext(said))
    except (AppRegistryNotReady, ImproperlyConfigured):
        return str(said)


class _WithCommas(Decimal):
    """A Decimal that reads as 1,234.50 and still obeys ``%(name)d`` and ``%(name).2f``."""

    def __str__(self) -> str:
        return format(Decimal(self), ",f") if self.is_finite() else super().__str__()


def _shown(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _WithCommas(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        from thai.dates import format_short  # dates raises refusals itself

        return format_short(value, english=reader_is_english())
    return value


def _rebuild(kind: type[Refusal], said: str, values: Mapping[str, Any]) -> Refusal:
    refusal = kind.__new__(kind, said)
    Refusal.__init__(refusal, said, **values)
    return refusal
