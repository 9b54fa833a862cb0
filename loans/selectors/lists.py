"""The registers that the offices keep, as of any day: contracts, bank accounts, papers, the summary of tambons."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from loans.models import AnnulledSigning, Contract, FiledPaper, TransferBatch, TransferLine
from loans.selectors.registers import account_in, events_of, with_names
from projects.models import StateChange
from projects.rules import Step

NOTHING = Decimal("0.00")
VOUCHER_DAYS = 180


def contracts_as_of(*, user, as_of: date, amphoe: str = "") -> QuerySet[Contract]:
    """Return the contracts whose money had left by a day and was not back by then (R-REG-01).

    ``left_on`` is the day on which it left: the contract's, or that of a transfer which the bank refused later.
    ``was_closed``: it was paid off by the day, though it may have been reopened since.
    """
    found = _paid_out_by(Contract.objects.visible_to(user, "loans.view"), as_of)
    return with_names(_within(found, amphoe)).annotate(was_closed=_was_closed(as_of))


def accounts_as_of(*, user, as_of: date, amphoe: str = "") -> QuerySet[Contract]:
    """Return the contracts that had an account by a day and were not cancelled by then (R-REG-02).

    ``account_then`` is the account as it stood on the day, with the names of its columns without "account_"; None where
    it is still as it was written down. ``left_on`` is as of ``contracts_as_of``, None where no money was out.
    """
    steps = StateChange.objects.filter(proposal=OuterRef("proposal"), on__lte=as_of)
    found = Contract.objects.visible_to(user, "loans.view").filter(
        Exists(steps.filter(step=Step.OPEN_ACCOUNT)),
        ~Exists(steps.filter(step__in=[Step.CHANGE_BORROWER, Step.GIVE_UP])),
    )
    return with_names(_within(_with_account(_with_left_on(found, as_of), as_of), amphoe))


def signed_as_of(*, user, as_of: date, amphoe: str = "") -> QuerySet[Contract]:
    """Return the contracts signed by a day, whose papers are to be handed out (T-10).

    One whose signing was annulled later was signed on the day.
    """
    annulled_later = AnnulledSigning.objects.filter(signed_on__lte=as_of, annulled_on__gt=as_of)
    found = Contract.objects.visible_to(user, "loans.view").filter(
        Q(signed_on__lte=as_of) | Q(pk__in=annulled_later.values("contract"))
    )
    found = found.filter(origin=Contract.Origin.ROUND)  # the papers of old contracts were handed out long ago
    return with_names(_within(found.exclude(state=Contract.State.CANCELLED), amphoe))


def awaiting_vouchers(found: QuerySet[Contract], *, on: date) -> QuerySet[Contract]:
    """Return those whose receipt voucher has not come to the province, of money that left not long ago (R-DISB-04).

    Vouchers are asked for while somebody can still get them; old contracts came without.
    """
    sent = FiledPaper.objects.filter(contract=OuterRef("pk"), code="VOUCHER_PROVINCE", is_there=True)
    since = on - timedelta(days=VOUCHER_DAYS)
    return found.filter(
        ~Exists(sent),
        state=Contract.State.IN_FORCE,
        origin=Contract.Origin.ROUND,
        contract_on__gt=since,
        contract_on__lte=on,
    )


def papers_as_of(*, user, as_of: date, amphoe: str = "", waits: bool = False) -> QuerySet[Contract]:
    """Return the rows of the register of papers: the contracts of ``signed_as_of``.

    :param waits: only those that wait for the receipt voucher, as ``awaiting_vouchers``.
    """
    found = signed_as_of(user=user, as_of=as_of, amphoe=amphoe)
    return awaiting_vouchers(found, on=as_of) if waits else found


def tambon_summary(*, user, as_of: date, amphoe: str = "") -> QuerySet[dict[str, Any]]:
    """Return, of each tambon with contracts by a day, how many, their principal, and how many were paid off (R-REG-09).

    One query; no more rows than the area has tambons.
    """
    found = _paid_out_by(Contract.objects.visible_to(user, "loans.view"), as_of).annotate(was_closed=_was_closed(as_of))
    return (
        _within(found, amphoe)
        .order_by()
        .values("tambon_id", amphoe_name=F("tambon__amphoe__name_th"), tambon_name=F("tambon__name_th"))
        .annotate(
            contracts=Count("pk"),
            principal=Sum("principal"),
            closed=Count("pk", filter=Q(was_closed=True)),
        )
        .order_by("tambon_id")
    )


def _paid_out_by(found: QuerySet[Contract], as_of: date) -> QuerySet[Contract]:
    return _with_left_on(found, as_of).filter(left_on__isnull=False)


def _was_closed(as_of: date) -> Case:
    """Whether a contract was paid off by a day, whatever happened since.

    One that is in force now, or was paid off later, may have been reopened; its project tells. An old one has none.
    """
    steps = StateChange.objects.filter(
        proposal=OuterRef("proposal"), step__in=[Step.CLOSE, Step.REVERSE_REPAYMENT], on__lte=as_of
    ).order_by("-pk")
    last = Coalesce(Subquery(steps.values("step")[:1]), Value(""))
    return Case(
        When(closed_on__lte=as_of, then=True),
        When(proposal__isnull=False, then=Exact(last, Step.CLOSE.value)),
        default=False,
        output_field=BooleanField(),
    )


def _with_left_on(found: QuerySet[Contract], as_of: date) -> QuerySet[Contract]:
    refused_later = TransferLine.objects.filter(
        contract=OuterRef("pk"),
        batch__state=TransferBatch.State.APPROVED,
        batch__transfer_on__lte=as_of,
        rejected_on__gt=as_of,
    ).order_by("-batch__transfer_on")
    return found.annotate(
        left_on=Case(
            When(contract_on__lte=as_of, then=F("contract_on")),
            default=Subquery(refused_later.values("batch__transfer_on")[:1]),
        )
    )


def _with_account(found: QuerySet[Contract], as_of: date) -> QuerySet[Contract]:
    """Add the account of the day from the history of the row.

    What was signed names the account. So it is the one that the last transfer by the day was dated for; after a
    correction of what the bank refused that which the correction wrote; after a signing that was annulled that of the
    next one, or of what is prepared for it; and before the first transfer that of the first signing.
    """
    sent = TransferLine.objects.filter(
        contract=OuterRef("pk"), batch__state=TransferBatch.State.APPROVED, batch__transfer_on__lte=as_of
    ).order_by("-batch__transfer_on", "-pk")
    corrections = StateChange.objects.filter(
        proposal=OuterRef("proposal"), step=Step.OPEN_ACCOUNT, from_state=F("to_state"), on__lte=as_of
    ).order_by("-pk")
    annulled = AnnulledSigning.objects.filter(contract=OuterRef("pk"), annulled_on__lte=as_of).order_by("-pk")
    events = events_of(Contract)
    signed = events.filter(state__in=[Contract.State.SIGNED, Contract.State.IN_FORCE]).order_by("pgh_id")
    return found.annotate(
        sent_on=Subquery(sent.values("batch__transfer_on")[:1]),
        sent_at=Subquery(sent.values("batch__decided_at")[:1]),
        corrected_at=Subquery(corrections.values("at")[:1]),
        annulled_at=Subquery(annulled.values("created_at")[:1]),
    ).annotate(
        account_then=Case(
            When(
                (Q(sent_at__isnull=True) | Q(annulled_at__gt=F("sent_at")))
                & (Q(corrected_at__isnull=True) | Q(annulled_at__gt=F("corrected_at"))),
                annulled_at__isnull=False,
                then=account_in(signed.filter(pgh_created_at__gt=OuterRef("annulled_at"))),
            ),
            When(
                corrected_at__gt=F("sent_at"),
                then=account_in(events.filter(pgh_created_at__lte=OuterRef("corrected_at")).order_by("-pgh_id")),
            ),
            When(
                sent_on__isnull=False,
                then=account_in(events.filter(contract_on=OuterRef("sent_on")).order_by("-pgh_id")),
            ),
            default=account_in(signed),
        )
    )


def _within(found: QuerySet[Contract], amphoe: str) -> QuerySet[Contract]:
    return found.filter(amphoe_id=amphoe) if amphoe else found


def sums_of(found: QuerySet[Contract]) -> dict[str, Any]:
    """Return count and principal of a whole register, whatever its pages. One query."""
    return found.order_by().aggregate(count=Count("pk"), principal=Sum("principal", default=NOTHING))
