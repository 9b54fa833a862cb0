"""The work plan and the budget: as entered, as frozen in a version, and as in force after a change."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from projects.models import PlanChange, Proposal, ProposalVersion
from projects.rules import PlannedLine, PlannedStep, State, organ_name
from thai.refusals import Refusal

Plan = tuple[Sequence[PlannedStep], Sequence[PlannedLine]]
# Where the money has come and is not paid back yet, a changed plan may be asked for (R-PROJ-21).
CHANGEABLE = frozenset({State.TRANSFERRED, State.STARTED, State.REPAYING})
HAS_MONEY = CHANGEABLE | {State.CLOSED}


def committee_of(proposal: Proposal) -> str:
    """Return what the committee that decides on a changed plan is called: อกส.จ., in Bangkok อกส.กทม."""
    return str(Refusal(organ_name(organ="SUBCOMMITTEE", province=proposal.province_id)))


def plan_of(proposal: Proposal) -> Plan:
    """Return the work plan and the budget as they are entered. Two queries."""
    steps = [
        PlannedStep(activity=row.activity, from_on=row.from_on, until_on=row.until_on, responsible=row.responsible)
        for row in proposal.plan_steps.all()
    ]
    lines = [
        PlannedLine(item=row.item, quantity=row.quantity, unit=row.unit, unit_price=row.unit_price, asked=row.asked)
        for row in proposal.budget_lines.all()
    ]
    return steps, lines


def as_content(plan: Plan) -> dict[str, list[dict[str, str]]]:
    """Return a plan in plain JSON, as versions and changes keep it: amounts as text, days as ISO dates."""
    steps, lines = plan
    return {
        "plan": [
            {
                "activity": step.activity,
                "from_on": step.from_on.isoformat(),
                "until_on": step.until_on.isoformat(),
                "responsible": step.responsible,
            }
            for step in steps
        ],
        "budget": [
            {
                "item": line.item,
                "quantity": f"{line.quantity:.2f}",
                "unit": line.unit,
                "unit_price": f"{line.unit_price:.2f}",
                "amount": f"{line.amount:.2f}",
                "asked": f"{line.asked:.2f}",
            }
            for line in lines
        ],
    }


def from_content(content: Mapping[str, Any]) -> Plan:
    """Return the plan that a version or a change holds; an old version without one gives two empty lists."""
    steps = [
        PlannedStep(
            activity=row["activity"],
            from_on=date.fromisoformat(row["from_on"]),
            until_on=date.fromisoformat(row["until_on"]),
            responsible=row["responsible"],
        )
        for row in content.get("plan", ())
    ]
    lines = [
        PlannedLine(
            item=row["item"],
            quantity=Decimal(row["quantity"]),
            unit=row["unit"],
            unit_price=Decimal(row["unit_price"]),
            asked=Decimal(row["asked"]),
        )
        for row in content.get("budget", ())
    ]
    return steps, lines


def changes_of(proposal: Proposal) -> list[PlanChange]:
    """Return the changes asked for so far, the newest first."""
    return list(proposal.plan_changes.select_related("asked_by", "decided_by", "meeting").order_by("-number"))


def plan_in_force(
    proposal: Proposal,
    *,
    versions: Sequence[ProposalVersion] | None = None,
    changes: Sequence[PlanChange] | None = None,
) -> Plan:
    """Return the plan that the project is to be carried out by: the last approved change, else the version approved.

    A proposal that was never sent has the plan that is entered.

    Source: R-PROJ-21, R-PROJ-23.
    """
    rows = changes_of(proposal) if changes is None else changes
    approved = [row for row in rows if row.outcome == PlanChange.Outcome.PASSED]
    if approved:
        return from_content(max(approved, key=lambda row: row.number).content)
    known = proposal.versions.filter(number=proposal.version) if versions is None else versions
    sent = next((row for row in known if row.number == proposal.version), None)
    return from_content(sent.content) if sent is not None else plan_of(proposal)
