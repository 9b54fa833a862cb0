"""The amphoe's plan of following up in a fiscal year: its lines, and how far it has been carried out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from areas.models import Amphoe, User
from projects.models import FollowUpVisit, Proposal
from projects.rules import State
from projects.selectors.progress import PAID_OUT, with_proposer
from thai.refusals import sentence as _

PAGE = 100
# A project that may still be visited before it works: approved, the money not yet there.
COMING = (State.APPROVED, State.NOTIFIED, State.ACCOUNT_OPENED, State.CONTRACT_SIGNED)
SUPPORTS = (("LOAN", _("เงินทุนหมุนเวียน")), ("SUBSIDY", _("เงินอุดหนุน")), ("", _("ไม่เจาะจงโครงการ")))


@dataclass(frozen=True, slots=True)
class PhaseCount:
    """How many visits of a phase were planned and done for one kind of support ("" for no project in particular)."""

    phase: str
    support: str
    planned: int
    done: int


def plan(*, amphoe: Amphoe, fiscal_year_be: int):
    """Return the lines of the plan in the order of their days."""
    rows = FollowUpVisit.objects.filter(amphoe=amphoe, fiscal_year_be=fiscal_year_be)
    return rows.select_related("tambon", "proposal", "done_by", "planned_by").order_by("planned_on", "pk")


def counts(*, amphoe: Amphoe, fiscal_year_be: int) -> list[PhaseCount]:
    """Return planned and done by phase and support, every phase for loans and subsidies both. One query.

    Source: R-PROJ-22.
    """
    rows = FollowUpVisit.objects.filter(amphoe=amphoe, fiscal_year_be=fiscal_year_be).order_by()
    found = {
        (row["phase"], row["proposal__support"] or ""): row
        for row in rows.values("phase", "proposal__support").annotate(
            planned=Count("pk"), done=Count("pk", filter=Q(done_on__isnull=False))
        )
    }
    nothing = {"planned": 0, "done": 0}
    return [
        PhaseCount(phase, support, **{name: found.get((phase, support), nothing)[name] for name in nothing})
        for phase in FollowUpVisit.Phase.values
        for support, _label in SUPPORTS
    ]


def projects_of(*, amphoe: Amphoe, support: str = "") -> Sequence[Proposal]:
    """Return the projects of the amphoe that may be followed up, by tambon."""
    rows = Proposal.objects.filter(amphoe=amphoe, state__in=(*COMING, *PAID_OUT))
    if support:
        rows = rows.filter(support=support)
    return with_proposer(rows).order_by("tambon_id", "pk")


def not_followed(*, amphoe: Amphoe, fiscal_year_be: int) -> dict[str, int]:
    """Return how many running projects have no visit of a phase in the plan, by phase. One query."""
    visits = FollowUpVisit.objects.filter(proposal=OuterRef("pk"), fiscal_year_be=fiscal_year_be)
    running = Proposal.objects.filter(amphoe=amphoe, state__in=PAID_OUT).exclude(state=State.CLOSED)
    return running.aggregate(
        **{
            phase: Count("pk", filter=~Exists(visits.filter(phase=phase)))
            for phase in (FollowUpVisit.Phase.DURING.value, FollowUpVisit.Phase.AFTER.value)
        }
    )


def waiting(*, user: User, on: date):
    """Return the planned visits whose day has come and that have no result."""
    rows = FollowUpVisit.objects.visible_to(user, "projects.summarise")
    return rows.filter(done_on=None, planned_on__lte=on)
