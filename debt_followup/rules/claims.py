"""Which claims of an old schedule the instalments of a new one stand for: a new schedule un-bars nothing. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .periods import YEARS_OF_A_SINGLE_SUM, YEARS_OF_INSTALMENTS, Claim

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class PlannedClaim:
    """One instalment of a schedule: its number, when it falls due, its principal in baht."""

    number: int
    due_on: date
    principal: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """One version of a debt's schedule; ``agreed_on`` is None of the first."""

    agreed_on: date | None
    instalments: Sequence[PlannedClaim]


def claims_by_number(*, versions: Sequence[Schedule], moved: Mapping[int, Decimal]) -> dict[int, Claim]:
    """The claim of every instalment of a debt, by its number.

    A new schedule takes over what was owed of the one before, and its instalments are paid in order: so the first of
    them stand for the oldest of those, principal by principal. Where less was owed than the memorandum says, its first
    instalments are lowered; where more, the last one takes it, as the replay does.

    Those of a new schedule have the years of that schedule, by whether it has one instalment or several (L-02).

    :param versions: in their order; a number names one instalment for ever.
    :param moved: the principal that was owed of each instalment when an agreement closed it; 0 where only interest was.
    Source: A-12, A-14, A-15, R-LIM-01, R-LIM-02.
    """
    found: dict[int, Claim] = {}
    before: Sequence[PlannedClaim] = ()
    for version in versions:
        planned = sorted(version.instalments, key=lambda line: line.number)
        old = [(found[line.number], moved[line.number]) for line in before if line.number in moved]
        stands_for = _in_place_of(old, [line.principal for line in planned])
        years = None if version.agreed_on is None else _years_of(planned)
        for line, claims in zip(planned, stands_for, strict=True):
            found[line.number] = Claim(line.due_on, version.agreed_on, tuple(claims), years)
        before = planned
    return found


def _years_of(planned: Sequence[PlannedClaim]) -> int:
    """The years of a new schedule: of principal that is redeemed by instalments, or of one sum (P-23)."""
    return YEARS_OF_A_SINGLE_SUM if len(planned) == 1 else YEARS_OF_INSTALMENTS


def _in_place_of(old: Sequence[tuple[Claim, Decimal]], planned: Sequence[Decimal]) -> list[list[Claim]]:
    parts = _as_replayed(planned, owed=sum((principal for _claim, principal in old), NOTHING))
    found: list[list[Claim]] = [[] for _part in parts]
    place, last = 0, len(parts) - 1
    left = parts[0] if parts else NOTHING
    for claim, principal in old:
        while True:
            while not left and place < last:
                place, left = place + 1, parts[place + 1]
            found[place].append(claim)
            taken = min(principal, left)
            principal, left = principal - taken, left - taken
            if not principal or place == last:
                break
    return found


def _as_replayed(planned: Sequence[Decimal], *, owed: Decimal) -> list[Decimal]:
    """The principal of the instalments where less or more was owed than was signed."""
    less, parts = sum(planned, NOTHING) - owed, []
    for principal in planned:
        taken = min(principal, max(less, NOTHING))
        less -= taken
        parts.append(principal - taken)
    if parts and less < 0:
        parts[-1] -= less
    return parts
