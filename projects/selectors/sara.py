"""Which projects are in SARA, and which still have no number there."""

from collections.abc import Iterable

from areas.models import User
from projects.models import Proposal
from projects.models.proposals import ProposalQuerySet
from projects.rules import State

# The secretariat of the province enters a project in SARA before its meetings (R-APPR-06). What was refused or
# cancelled there may have its number recorded, and nobody is asked for it.
MISSED_IN = (
    State.RECORDED,
    State.PROVINCE_SCREENED,
    State.APPROVED,
    State.NOTIFIED,
    State.ACCOUNT_OPENED,
    State.CONTRACT_SIGNED,
    State.TRANSFERRED,
    State.STARTED,
    State.REPAYING,
    State.CLOSED,
)
KNOWN_IN = (*MISSED_IN, State.REJECTED, State.CANCELLED_MEMBER_CHANGE)


def is_known(proposal: Proposal) -> bool:
    """Tell whether the project has a number in SARA, or has come so far that it should have one."""
    return bool(proposal.sara_number) or proposal.state in KNOWN_IN


def without_number(*, user: User, province: str, keys: Iterable[int] | None = None) -> ProposalQuerySet:
    """Return the projects of a province without a number in SARA, of those whose numbers the user records.

    :param keys: these projects instead, whether they have a number by now or not.
    Source: R-APPR-06, A-22.
    """
    rows = Proposal.objects.visible_to(user, "sara.record").filter(province=province)
    rows = rows.select_related("tambon", "amphoe")
    return rows.filter(pk__in=keys) if keys is not None else rows.filter(sara_number="", state__in=MISSED_IN)
