"""The registers that the offices keep, as of any day: contracts, bank accounts, papers, the summary of tambons."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When

from loans.models import Contract, TransferBatch, TransferLine
from loans.selectors.registers import with_names
from projects.models import StateChange
from projects.rules import Step

NOTHING = Decimal("0.00")


def contracts_as_of(*, user, as_of: date, amphoe: str = "") -> QuerySet[Contract]:
    """Return the contracts whose money had left by a day and was not back by then (R-REG-01).

    ``left_on`` is the day on which it left: the contract's, or that of a transfer which the bank refused later.
    """
    found = _paid_out_by(Contract.objects.visible_to(user, "loans.view"), as_of)
    return with_names(_within(found, amphoe))


def accounts_as_of(*, user, as_of: date, amphoe: str = "") -> QuerySet[Contract]:
    """Return the contracts that had an account by a day and were not cancelled by then (R-REG-02)."""
    steps = StateChange.objects.filter(proposal=OuterRef("proposal"), on__lte=as_of)
    found = Contract.objects.visible_to(user, "loans.view").filter(
        Exists(steps.filter(step=Step.OPEN_ACCOUNT)), ~Exists(steps.filter(step=Step.CHANGE_BORROWER))
    )
    return with_names(_within(found, amphoe))


def signed_as_of(*, user, as_of: date, amphoe: str = "") -> QuerySet[Contract]:
    """Return the contracts signed by a day, whose papers are to be handed out (T-10)."""
    found = Contract.objects.visible_to(user, "loans.view").filter(signed_on__lte=as_of)
    found = found.filter(origin=Contract.Origin.ROUND)  # the papers of old contracts were handed out long ago
    return with_names(_within(found.exclude(state=Contract.State.CANCELLED), amphoe))


def tambon_summary(*, user, as_of: date, amphoe: str = "") -> QuerySet[dict[str, Any]]:
    """Return, of each tambon with contracts by a day, how many, their principal, and how many were paid off (R-REG-09).

    One query; no more rows than the area has tambons.
    """
    found = _paid_out_by(Contract.objects.visible_to(user, "loans.view"), as_of)
    return (
        _within(found, amphoe)
        .order_by()
        .values("tambon_id", amphoe_name=F("tambon__amphoe__name_th"), tambon_name=F("tambon__name_th"))
        .annotate(
            contracts=Count("pk"),
            principal=Sum("principal"),
            closed=Count("pk", filter=Q(closed_on__lte=as_of)),
        )
        .order_by("tambon_id")
    )


def _paid_out_by(found: QuerySet[Contract], as_of: date) -> QuerySet[Contract]:
    refused_later = TransferLine.objects.filter(
        contract=OuterRef("pk"),
        batch__state=TransferBatch.State.APPROVED,
        batch__transfer_on__lte=as_of,
        rejected_on__gt=as_of,
    ).order_by("-batch__transfer_on")
    return found.filter(Q(contract_on__lte=as_of) | Exists(refused_later)).annotate(
        left_on=Case(
            When(contract_on__lte=as_of, then=F("contract_on")),
            default=Subquery(refused_later.values("batch__transfer_on")[:1]),
        )
    )


def _within(found: QuerySet[Contract], amphoe: str) -> QuerySet[Contract]:
    return found.filter(amphoe_id=amphoe) if amphoe else found


def sums_of(found: QuerySet[Contract]) -> dict[str, Any]:
    """Return count and principal of a whole register, whatever its pages. One query."""
    return found.order_by().aggregate(count=Count("pk"), principal=Sum("principal", default=NOTHING))
