"""What waits for an officer, asked through a hook that the rooms above fill when the app is ready.

This room stands below all others and may not import them, yet whoever hands over work has to see what there is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from areas.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: how many cases, where they are, and by when, where there is a day for it."""

    title: str
    url: str
    count: int
    detail: str = ""
    due_on: date | None = None
    tone: str = ""


Provider = Callable[..., Iterable[Waiting]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register a function ``(*, user, on) -> [Waiting]``."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def waiting_for(*, user: User, on: date) -> list[Waiting]:
    """Return what waits for a user in all rooms on a day, in the order of the rooms."""
    return [one for provider in _providers for one in provider(user=user, on=on)]
