"""Subsidies: what waits to be prepared, the list, and how much of each was used or came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from loans.models import Grant, GrantRecord, TransferLine
from loans.selectors.registers import TAKEN, approved_on_of
from projects.models import Proposal
from projects.rules import State

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Use:
    """What of a grant has a voucher, what came back, and what is open, in baht."""

    amount: Decimal
    used: Decimal
    returned: Decimal

    @property
    def open(self) -> Decimal:
        return self.amount - self.used - self.returned


def grants_to_prepare(*, user, permission: str = "loans.view") -> QuerySet[Proposal]:
    """Return the approved and notified subsidies that have no grant yet."""
    return (
        Proposal.objects.visible_to(user, permission)
        .in_state(State.NOTIFIED)
        .filter(support=Proposal.Support.SUBSIDY)
        .select_related("amphoe", "tambon", "organisation__member")
        .annotate(approved_on=approved_on_of("pk"))
    )


def grants(*, user, permission: str = "loans.view", state: str = "") -> QuerySet[Grant]:
    """Return the grants that the user may see, each with what was used and what came back."""
    found = Grant.objects.visible_to(user, permission)
    if state:
        found = found.filter(state=state)
    return _with_use(found).select_related("proposal__organisation__member", "amphoe", "province")


def use_of(grant_ids: Iterable[int]) -> dict[int, Use]:
    """Return how much of each grant was used, came back and is open. One query."""
    rows = _with_use(Grant.objects.filter(pk__in=list(grant_ids)))
    return {pk: Use(amount, used, back) for pk, amount, used, back in rows.values_list("pk", "amount", "used", "back")}


def records_of(grant: Grant) -> QuerySet[GrantRecord]:
    """Return every row of a grant's account, each knowing by which row it was withdrawn."""
    return grant.records.select_related("file", "recorded_by", "withdrawal").order_by("happened_on", "pk")


def grants_awaiting_transfer(*, user, permission: str = "loans.view") -> QuerySet[Grant]:
    """Return the prepared grants that are in no live batch, and of which nobody says that they were paid after all."""
    taken = TransferLine.objects.filter(TAKEN, grant=OuterRef("pk"))
    return (
        Grant.objects.visible_to(user, permission)
        .filter(~Exists(taken), state=Grant.State.PREPARED)
        .select_related("proposal__organisation__member", "amphoe")
        .annotate(approved_on=approved_on_of("proposal_id"))
    )


def _with_use(found: QuerySet[Grant]) -> QuerySet[Grant]:
    standing = Q(records__withdrawal__isnull=True)
    return found.annotate(
        used=Coalesce(Sum("records__amount", filter=Q(records__kind=GrantRecord.Kind.USE) & standing), NOTHING),
        back=Coalesce(Sum("records__amount", filter=Q(records__kind=GrantRecord.Kind.RETURN) & standing), NOTHING),
    )
