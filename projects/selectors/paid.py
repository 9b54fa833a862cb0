"""When the money of a project came and when the project ended, as its timeline tells; of loans and subsidies alike."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Subquery

from projects.models import StateChange
from projects.rules import Step

# A subsidy is paid and closed by steps of its own; its reports are those of a loan.
MONEY, ENDS = (Step.TRANSFER, Step.PAY_GRANT), (Step.CLOSE, Step.CLOSE_GRANT)
_TOLD_AS = {
    Step.START: Step.START,
    **dict.fromkeys(MONEY, Step.TRANSFER),
    **dict.fromkeys(ENDS, Step.CLOSE),
}


def days_of(timeline: Iterable[StateChange]) -> dict[str, date]:
    """Return the days of transfer, start and close that a timeline tells, by step."""
    told: dict[str, date] = {}
    for change in timeline:
        step = _TOLD_AS.get(change.step)
        if step is not None:  # of two transfers the one that arrived, which is the later
            told[step] = max(change.on, told.get(step, change.on))
    return told


def last_day(steps: tuple[Step, ...]) -> Subquery:
    """Return the day of the last of these steps; a transfer that the bank sent back is followed by another."""
    taken = StateChange.objects.filter(proposal=OuterRef("pk"), step__in=steps).order_by("-pk")
    return Subquery(taken.values("on")[:1])
