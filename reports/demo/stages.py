"""The demo's story in stages; each goes on where the one before it ended, through the services that the screens use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reports.demo import people


@dataclass(frozen=True)
class Stage:
    """One part of the story: its name, the function that plays it (harmless when played before), its last day."""

    name: str
    play: Callable[[], object]
    ends_on: date


STAGES: tuple[Stage, ...] = (Stage("people", people.load, date(2017, 12, 1)),)
DEFAULT = "people"


def up_to(name: str) -> tuple[Stage, ...]:
    """Return the stages up to the named one, in order.

    :raises KeyError: there is no stage of that name.
    """
    names = [stage.name for stage in STAGES]
    if name not in names:
        raise KeyError(name)
    return STAGES[: names.index(name) + 1]
