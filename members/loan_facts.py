"""What the loan rooms above know about a member's loans, asked through a hook that they fill when the app is ready.

This room stands below them and may not import them, yet a verdict needs to know who owes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """The labels of a member's contracts on a day: those not closed, and those with an overdue instalment."""

    open: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()


Provider = Callable[..., Mapping[int, LoanFacts]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register a function ``(*, member_ids, on) -> {member id: LoanFacts}`` that looks through the whole nation.

    What was signed under a record merged into a member's counts as hers; whom nobody asked about is passed over.
    """
    if provider not in _providers:
        _providers.append(provider)
    return provider


def loan_facts(*, member_ids: Iterable[int], on: date) -> dict[int, LoanFacts]:
    """Return the facts about each of the members; nothing known gives empty facts. Few queries for many members."""
    wanted = list(member_ids)
    facts = {member_id: LoanFacts() for member_id in wanted}
    for provider in _providers:
        for member_id, found in provider(member_ids=wanted, on=on).items():
            known = facts.get(member_id)
            if known is None:
                continue
            facts[member_id] = LoanFacts(
                open=tuple(dict.fromkeys((*known.open, *found.open))),
                overdue=tuple(dict.fromkeys((*known.overdue, *found.overdue))),
            )
    return facts
