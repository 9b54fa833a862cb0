"""What the subjects of the audit are called, asked through a hook that the rooms above fill when the app is ready.

An access is recorded with a subject such as "contract:12". Only the room of the contracts knows its number and page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """A subject as a reader understands it, and the page that shows it; "" where there is none."""

    text: str
    url: str = ""


Provider = Callable[[list[str]], Mapping[str, Label]]
_providers: dict[str, Provider] = {}


def provide(kind: str, provider: Provider) -> None:
    """Register who names the subjects of a kind: a function from the keys behind the colon to their labels."""
    _providers[kind] = provider


def labels_of(subjects: Iterable[str]) -> dict[str, Label]:
    """Return the label of each subject; of one that no room knows, the subject itself. A query a kind, not a row."""
    by_kind: dict[str, dict[str, str]] = {}
    found = {}
    for subject in dict.fromkeys(subjects):
        kind, _colon, key = subject.partition(":")
        by_kind.setdefault(kind, {})[key] = subject
        found[subject] = Label(subject)
    for kind, keys in by_kind.items():
        if kind in _providers:
            found |= {keys[key]: label for key, label in _providers[kind](list(keys)).items()}
    return found
