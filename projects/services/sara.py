"""The numbers of projects in SARA."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from areas.services import sara
from projects.models import Proposal
from projects.rules import State
from thai.refusals import sentence as _


def record_sara_number(*, proposal: Proposal, number: str, by: Any, on: date) -> bool:
    """Record the number that the project has in SARA, at any time (A-22); the history keeps an earlier one.

    No new version of the proposal, and no step of it: nothing that was decided about changes.

    :raises areas.services.sara.NumberRefused: another project of the province has it, or it is too long.
    Source: R-APPR-06, A-22.
    """
    return sara.record_sara_number(of=_numbered(), row=proposal, number=number)


def record_sara_numbers(*, province: str, numbers: Mapping[int, str], by: Any, on: date) -> int:
    """Record the numbers of projects that have none, by their keys, all or none; return how many.

    :raises areas.services.sara.NumbersRefused: with what is wrong with each.
    Source: R-APPR-06, A-22.
    """
    return sara.record_sara_numbers(of=_numbered(), province=province, numbers=numbers, only_missing=True)


def _numbered() -> sara.Numbered:
    """What ``areas.services.sara`` has to know of projects; one cancelled for another group gives its number up."""
    rows = Proposal.objects.all()
    return sara.Numbered(rows=rows, holders=rows.exclude(state=State.CANCELLED_MEMBER_CHANGE), taken=_taken)


def _taken(number: str, other: Proposal) -> sara.NumberRefused:
    return sara.NumberRefused(
        _("เลขที่ในระบบ SARA “%(number)s” เป็นของโครงการ %(project)s แล้ว"), number=number, project=other.reference
    )
