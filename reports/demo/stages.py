"""The demo's story in stages; each goes on where the one before it ended, through the services that the screens use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reports.demo import (
    books_closed,
    contracts,
    debt_teams,
    debts_in_law,
    money,
    old_debts,
    people,
    progress,
    proposals,
    repayments,
    year_end,
)
from reports.demo.provinces import job as provinces


@dataclass(frozen=True)
class Stage:
    """One part of the story: its name, the function that plays it (harmless when played before), its last day."""

    name: str
    play: Callable[[], object]
    ends_on: date


STAGES: tuple[Stage, ...] = (
    Stage("people", people.load, proposals.ENTERED_ON),
    Stage("round", proposals.play, contracts.PREPARED_ON),
    Stage("contracts", contracts.play, progress.STARTED_ON),
    Stage("after_money", progress.play, progress.CHECKED_ON),
    Stage("repayments", repayments.play, repayments.CLOSED_ON),
    Stage("money", money.play, money.ENDED_ON),
    Stage("year_end", year_end.play, date(2018, 10, 1)),
    Stage("books_closed", books_closed.play, books_closed.ENDS_ON),
    Stage("old_debts", old_debts.play, old_debts.TAKEN_IN_ON),
    Stage("debts_in_law", debts_in_law.play, debts_in_law.ON),
    Stage("debt_teams", debt_teams.play, debt_teams.ON),
    Stage("provinces", provinces.start, date(2018, 10, 1)),  # their log-ins; the worker plays their year
)
DEFAULT = "provinces"


def up_to(name: str) -> tuple[Stage, ...]:
    """Return the stages up to the named one, in order.

    :raises KeyError: there is no stage of that name.
    """
    names = [stage.name for stage in STAGES]
    if name not in names:
        raise KeyError(name)
    return STAGES[: names.index(name) + 1]
