"""Table T-01: the projects of one meeting by amphoe, with both scores, the decision, sub-totals and the total."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    def support(self) -> str:
        """LOAN or SUBSIDY."""
        return self.content.get("support", "LOAN")

    @property
    def budget(self) -> Decimal:
        """What the whole project costs, the proposer's own money included; as asked where no budget was given."""
        return Decimal(self.content.get("budget_total") or self.content["amount"])

    @property
    def is_organisation(self) -> bool:
        """Whether a women's organisation proposes, not a group of persons."""
        return bool(self.content.get("organisation"))

    @property
    def proposer_name(self) -> str:
        """Whom letters are written to: the organisation, or the representative of the group."""
        if self.is_organisation:
            return self.content["organisation"]["name"]
        return self.content["borrowers"][0]["name"]

    @property
    def proposer(self) -> str:
        """The organisation, or the representative and how many there are with her."""
        if self.is_organisation:
            return self.proposer_name
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
    budget: Decimal
    asked: Decimal
    approved: int
    rejected: int
    approved_amount: Decimal
    persons: int
    organisations: int


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

    @property
    def supports(self) -> list[str]:
        """The kinds of money that the meeting weighs, loans first; an empty agenda counts as one of loans."""
        found = {line.support for line in self.lines}
        return [support for support in Proposal.Support.values if support in found] or [Proposal.Support.LOAN.value]

    def of(self, support: str) -> "Table":
        """The table of one kind of money, numbered through anew: T-01 is drawn up for each (R-PROJ-01, R-MEET-04)."""
        if self.supports == [support]:
            return self
        chosen = [line for line in self.lines if line.support == support]
        return _table(self.meeting, [replace(line, number=at) for at, line in enumerate(chosen, start=1)])


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
    return _table(meeting, [_line(item, decisions) for item in items])


def _table(meeting: Meeting, found: Sequence[Line]) -> Table:
    by_amphoe: dict[str, list[Line]] = {}
    for line in found:
        by_amphoe.setdefault(line.proposal.amphoe_id, []).append(line)
    groups = [
        Group(amphoe=lines[0].proposal.amphoe, lines=lines, totals=totals_of(lines)) for lines in by_amphoe.values()
    ]
    return Table(meeting=meeting, groups=groups, totals=totals_of([line for group in groups for line in group.lines]))


def totals_of(lines: Sequence[Line]) -> Totals:
    """Return the sums of some lines."""
    return Totals(
        count=len(lines),
        budget=sum((line.budget for line in lines), Decimal("0.00")),
        asked=sum((line.amount for line in lines), Decimal("0.00")),
        approved=sum(line.is_approved for line in lines),
        rejected=sum(line.is_rejected for line in lines),
        approved_amount=sum((line.amount for line in lines if line.is_approved), Decimal("0.00")),
        persons=sum(not line.is_organisation for line in lines),
        organisations=sum(line.is_organisation for line in lines),
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
