"""Table T-01: the projects of one meeting by amphoe, with both scores, the decision, sub-totals and the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from areas.models import Amphoe
from projects.models import AgendaItem, Decision, Meeting, Proposal

PASSED = Decision.Outcome.PASSED


@dataclass(frozen=True, slots=True)
class Line:
    """One project of the table; what it says is the version that the meeting had before it."""

    number: int
    proposal: Proposal
    content: dict
    amount: Decimal
    amphoe_score: Decimal | None
    province_score: Decimal | None
    screening: Decision | None
    outcome: str
    reason: str

    @property
    def proposer(self) -> str:
        """The representative and how many there are with her."""
        borrowers = self.content["borrowers"]
        return f"{borrowers[0]['name']} และคณะ รวม {len(borrowers)} คน"  # stays Thai: as the cover sheet prints it

    @property
    def is_approved(self) -> bool:
        return self.outcome == PASSED

    @property
    def is_rejected(self) -> bool:
        return self.outcome == Decision.Outcome.NOT_PASSED


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over some lines."""

    count: int
    asked: Decimal
    approved: int
    rejected: int
    approved_amount: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one amphoe and their sums."""

    amphoe: Amphoe
    lines: Sequence[Line]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table of a meeting, its lines numbered through, grouped by amphoe in the agenda's order."""

    meeting: Meeting
    groups: Sequence[Group]
    totals: Totals

    @property
    def lines(self) -> list[Line]:
        """All lines in order."""
        return [line for group in self.groups for line in group.lines]


def table_of(*, meeting: Meeting) -> Table:
    """Return the table of a meeting, open or closed. Three queries, whatever its length.

    Source: T-01, R-MEET-03..07.
    """
    items = list(
        AgendaItem.objects.filter(meeting=meeting).select_related("version__proposal__amphoe").order_by("number")
    )
    decisions: dict[tuple[int, str], Decision] = {
        (row.version_id, row.stage): row
        for row in Decision.objects.filter(version__in=[item.version_id for item in items])
    }
    by_amphoe: dict[str, list[Line]] = {}
    for item in items:
        by_amphoe.setdefault(item.version.proposal.amphoe_id, []).append(_line(item, decisions))
    groups = [
        Group(amphoe=lines[0].proposal.amphoe, lines=lines, totals=totals_of(lines)) for lines in by_amphoe.values()
    ]
    return Table(meeting=meeting, groups=groups, totals=totals_of([line for group in groups for line in group.lines]))


def totals_of(lines: Sequence[Line]) -> Totals:
    """Return the sums of some lines."""
    return Totals(
        count=len(lines),
        asked=sum((line.amount for line in lines), Decimal("0.00")),
        approved=sum(line.is_approved for line in lines),
        rejected=sum(line.is_rejected for line in lines),
        approved_amount=sum((line.amount for line in lines if line.is_approved), Decimal("0.00")),
    )


def _line(item: AgendaItem, decisions: dict[tuple[int, str], Decision]) -> Line:
    amphoe = decisions.get((item.version_id, Decision.Stage.AMPHOE))
    province = decisions.get((item.version_id, Decision.Stage.WORKING_GROUP))
    return Line(
        number=item.number,
        proposal=item.version.proposal,
        content=item.version.content,
        amount=Decimal(item.version.content["amount"]),
        amphoe_score=amphoe.score if amphoe else None,
        province_score=province.score if province else None,
        screening=province,
        outcome=item.outcome,
        reason=item.reason,
    )
