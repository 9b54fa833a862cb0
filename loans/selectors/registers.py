"""The lists of the room: what is to be prepared, the register of contracts, what may be paid out. All set-wise."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest, JSONObject
from django.db.models.lookups import IsNull

from areas.rules import Deadline, deadline
from loans import checklist
from loans.models import (
    AnnulledSigning,
    Contract,
    FiledPaper,
    Grant,
    LineRejection,
    Party,
    SigningCheck,
    TransferBatch,
    TransferLine,
)
from members.loan_facts import LoanFacts
from projects.models import Borrower, Decision, Proposal
from projects.rules import State

# a line that stands in an order, or of which somebody says that the bank paid it after all
TAKEN = Q(is_live=True) | Q(rejections__state="UNDO_ASKED")
_NUMBER = re.compile(r"(\d{1,5})/(\d{4})")


def approved_on_of(proposal_ref: str) -> Subquery:
    """Return the day on which the sub-committee approved the version in hand of the proposal named by the field."""
    return Subquery(_approvals(proposal_ref).values("decided_on")[:1])


def _approvals(proposal_ref: str) -> QuerySet[Decision]:
    return Decision.objects.filter(
        version__proposal=OuterRef(proposal_ref),
        version__number=F("version__proposal__version"),
        stage=Decision.Stage.SUBCOMMITTEE,
        outcome=Decision.Outcome.PASSED,
    )


def approval_of(*, proposal: Proposal) -> Decision | None:
    """Return the sub-committee's decision to approve the proposal's version in hand, with its meeting."""
    return (
        Decision.objects.select_related("meeting")
        .filter(
            version__proposal=proposal,
            version__number=proposal.version,
            stage=Decision.Stage.SUBCOMMITTEE,
            outcome=Decision.Outcome.PASSED,
        )
        .first()
    )


def to_prepare(*, user) -> QuerySet[Proposal]:
    """Return the approved and notified loans without a contract that the user may see; subsidies have none."""
    representative = Borrower.objects.filter(proposal=OuterRef("pk"), role=Borrower.Role.REPRESENTATIVE)
    return (
        Proposal.objects.visible_to(user, "loans.view")
        .in_state(State.NOTIFIED)
        .filter(support=Proposal.Support.LOAN)
        .select_related("amphoe", "tambon")
        .annotate(
            approved_on=approved_on_of("pk"),
            representative_title=Subquery(representative.values("member__title")[:1]),
            representative_first=Subquery(representative.values("member__first_name")[:1]),
            representative_last=Subquery(representative.values("member__last_name")[:1]),
        )
    )


def contracts(*, user, state: str = "", amphoe: str = "", q: str = "") -> QuerySet[Contract]:
    """Return the contracts that the user may see, filtered, with the representative's name.

    ``q`` is a contract number such as 12/2561, a bank reference, a proposal's reference, or part of a name.
    """
    found = Contract.objects.visible_to(user, "loans.view")
    if state:
        found = found.filter(state=state)
    if amphoe:
        found = found.filter(amphoe_id=amphoe)
    if q := q.strip():
        if _NUMBER.fullmatch(q):
            found = found.labelled(q)
        else:
            named = Party.objects.filter(contract=OuterRef("pk"), name__icontains=q)
            found = found.filter(
                Q(ref1=q)
                | Q(sara_number__iexact=q)
                | Q(proposal__reference__istartswith=q)
                | Q(proposal__title__icontains=q)
                | Q(origin=Contract.Origin.OLD_REGISTER, register_number__icontains=q)
                | Q(origin=Contract.Origin.OLD_REGISTER, register_title__icontains=q)
                | Exists(named)
            )
    return with_names(found)


def with_names(found: QuerySet[Contract]) -> QuerySet[Contract]:
    """Return the contracts with the representative's name."""
    first = Party.objects.filter(contract=OuterRef("pk"), role=Party.Role.REPRESENTATIVE)
    return found.select_related("proposal", "amphoe").annotate(representative=Subquery(first.values("name")[:1]))


def events_of(model: type[Contract] | type[Grant], ref: str = "pk") -> QuerySet[Any]:
    """Return the rows of the history of the contract or the grant that a field of the outer query names."""
    history: Any = model._meta.get_field("events").related_model
    return history.objects.filter(pgh_obj=OuterRef(ref))


def account_in(events: QuerySet[Any]) -> Subquery:
    """Return the account that the first of some rows of the history holds, its columns named without "account_"."""
    account = JSONObject(bank="account_bank", branch="account_branch", number="account_number", name="account_name")
    return Subquery(events.values(account=account)[:1], output_field=JSONField())


def totals(found: QuerySet[Contract]) -> dict[str, Any]:
    """Return count, principal and stamp duty of a whole filter, whatever its pages. One query."""
    nothing = Decimal("0.00")
    return found.aggregate(
        count=Count("pk"),
        principal=Coalesce(Sum("principal"), nothing),
        stamp_duty=Coalesce(Sum("stamp_duty"), nothing),
    )


def counts_by_state(*, user) -> dict[str, int]:
    """Return how many of the contracts that the user may see stand in each state. One query."""
    visible = Contract.objects.visible_to(user, "loans.view").order_by()
    return dict(visible.values_list("state").annotate(Count("pk")))


def open_contracts(*, member_ids: Iterable[int], on: date) -> dict[int, LoanFacts]:
    """Return the contracts, not closed and not cancelled, of each member who owes under one. One query (R-MEM-05)."""
    rows = (
        debts_of(member_ids)
        .exclude(contract__state__in=[Contract.State.CLOSED, Contract.State.CANCELLED])
        .select_related("contract__proposal")
        .order_by("contract_id")
    )
    return {debtor: LoanFacts(open=labels) for debtor, labels in labels_by_debtor(rows).items()}


def debts_of(member_ids: Iterable[int]) -> QuerySet[Party]:
    """Return the signatures under which these members owe, those of records merged into theirs included.

    Persons owe what they signed in a group. What somebody signed for an organisation the organisation owes (R-ACT-02).
    """
    asked = list(member_ids)
    of_persons = Party.objects.filter(contract__proposal__organisation__isnull=True).order_by()
    found = [
        of_persons.filter(member_id__in=asked),
        of_persons.filter(member__merged_into__in=asked),
        Party.objects.filter(contract__proposal__organisation__in=asked).order_by(),
        Party.objects.filter(contract__proposal__organisation__member__merged_into__in=asked).order_by(),
    ]
    # a union, because an OR over several tables would read every signature of the nation
    one, *others = (rows.values("pk") for rows in found)
    return Party.objects.filter(pk__in=one.union(*others)).annotate(
        person_merged_into=F("member__merged_into"),
        organisation_merged_into=F("contract__proposal__organisation__member__merged_into"),
    )


def labels_by_debtor(parties: Iterable[Party]) -> dict[int, tuple[str, ...]]:
    """Return the labels of the contracts by the member who owes under them; a merged record's by the kept one too.

    :param parties: of ``debts_of``, with their contracts and proposals.
    """
    found: dict[int, dict[str, None]] = {}
    for party in parties:
        proposal = party.contract.proposal
        organisation = proposal.organisation_id if proposal else None
        debtors = (
            (organisation, party.organisation_merged_into)
            if organisation
            else (party.member_id, party.person_merged_into)
        )
        for debtor in debtors:
            if debtor:
                found.setdefault(debtor, {})[party.contract.label] = None
    return {debtor: tuple(labels) for debtor, labels in found.items()}


# -- paying out ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Payable:
    """A signed contract that waits for its money, what it still lacks, and by when it should have it."""

    contract: Contract
    lacking: tuple[str, ...]
    deadline: Deadline | None

    @property
    def is_complete(self) -> bool:
        return not self.lacking


def awaiting_transfer(*, user, permission: str = "loans.view") -> QuerySet[Contract]:
    """Return the signed contracts that are in no live batch, and of which nobody says that they were paid after all.

    ``approved_on`` and ``arrived_on`` are the days of the approval and of the papers' arrival at the province.
    """
    taken = TransferLine.objects.filter(TAKEN, contract=OuterRef("pk"))
    return with_names(
        Contract.objects.visible_to(user, permission).filter(
            ~Exists(taken), state=Contract.State.SIGNED, proposal__state=State.CONTRACT_SIGNED
        )
    ).annotate(approved_on=approved_on_of("proposal_id"), arrived_on=arrived_on_of("pk"))


def arrived_on_of(contract_ref: str) -> Case:
    """Return the day on which original and passbook of the contract named by the field had both come to the province.

    None where one of them is not there (C-04, R-CONT-14).
    """
    rows = FiledPaper.objects.filter(contract=OuterRef(contract_ref)).order_by("-pk")
    there_on = Case(When(is_there=True, then=F("recorded_on")))
    original, passbook = (
        Subquery(rows.filter(code=code).annotate(there_on=there_on).values("there_on")[:1])
        for code in ("ORIGINAL", "PASSBOOK")
    )
    return Case(
        When(IsNull(original, False) & IsNull(passbook, False), then=Greatest(original, passbook)),
        output_field=DateField(),
    )


def payables(*, contracts: Sequence[Contract], limits: dict[str, tuple[dict[str, Any], Any]]) -> list[Payable]:
    """Return the contracts with what each lacks (C-04) and its last day of transfer (P-14). One query.

    :param contracts: of ``awaiting_transfer``.
    :param limits: by province: the due rule and the calendar of its office.
    """
    ticked = ticks_of([contract.pk for contract in contracts])
    return [
        Payable(
            contract,
            lacking(contract, ticked.get(contract.pk, frozenset())),
            last_day_of_transfer(contract.arrived_on, *limits[contract.province_id]),
        )
        for contract in contracts
    ]


def lacking(contract: Contract, ticked: frozenset[str]) -> tuple[str, ...]:
    """Return what a contract still lacks before its money may leave (C-04)."""
    return checklist.missing_before_transfer(
        is_signed=contract.state == Contract.State.SIGNED,
        ticked=ticked,
        province=contract.province_id,
        bears_stamps=contract.stamp_duty > 0,
    )


def last_day_of_transfer(arrived_on: date | None, rule: dict[str, Any], is_business_day) -> Deadline | None:
    """Return the deadline that P-14 sets once the contract has come to the province complete; None before.

    Source: DL-10 (contract complete), DL-11 (contract received), docs/decisions.md.
    """
    if arrived_on is None:
        return None
    return deadline(rule=rule, start=arrived_on, is_business_day=is_business_day)


def last_day_of_return(contract: Contract, rule: dict[str, Any], is_business_day) -> Deadline | None:
    """Return by when the signed contract must reach the province (P-13); None where only the month rule stands."""
    if contract.signed_on is None or "days" not in rule:
        return None
    return deadline(rule=rule, start=contract.signed_on, is_business_day=is_business_day)


def ticks_of(contract_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the ticked codes of each contract. One query."""
    found: dict[int, set[str]] = {}
    for contract_id, code in SigningCheck.objects.filter(contract_id__in=contract_ids).values_list(
        "contract_id", "code"
    ):
        found.setdefault(contract_id, set()).add(code)
    return {contract_id: frozenset(codes) for contract_id, codes in found.items()}


def batches(*, user) -> QuerySet[TransferBatch]:
    """Return the transfer batches that the user may see, with their sums."""
    return (
        TransferBatch.objects.visible_to(user, "loans.view")
        .select_related("province", "made_by", "decided_by", "recalled_by")
        .annotate(
            line_count=Count("lines"),
            total=Coalesce(Sum("lines__amount"), Decimal("0.00")),
            rejected_count=Count("lines", filter=Q(lines__rejected_on__isnull=False)),
        )
    )


def lines_of(batch: TransferBatch) -> QuerySet[TransferLine]:
    """Return the lines of a batch in the order in which its contracts are numbered, with what a page shows.

    ``account_then`` is the account to which the money of a line went that was undone since, as ``account_in`` names it;
    None of every other line, and where the history does not tell. ``account_signed`` is the one in the contract that
    was signed, of a grant the one to which it was paid before; None where none was. ``arrived_on`` is as
    ``arrived_on_of``.
    """
    first = Party.objects.filter(contract=OuterRef("contract"), role=Party.Role.REPRESENTATIVE)
    of_the_day, approved = OuterRef("batch__transfer_on"), {"pgh_created_at__lte": OuterRef("batch__decided_at")}
    lent = events_of(Contract, "contract").filter(contract_on=of_the_day, **approved).order_by("-pgh_id")
    given = events_of(Grant, "grant").filter(paid_on=of_the_day, **approved).order_by("-pgh_id")
    signed = events_of(Contract, "contract").filter(state=Contract.State.PREPARED).order_by("-pgh_id")
    before = events_of(Grant, "grant").filter(state=Grant.State.PAID).order_by("-pgh_id")
    undone = {
        "is_live": False,
        "batch__state__in": [TransferBatch.State.APPROVED, TransferBatch.State.RECALLED],
    }
    return (
        batch.lines.select_related(
            "contract__proposal",
            "contract__amphoe",
            "grant__proposal__organisation__member",
            "grant__amphoe",
            "rejected_by",
        )
        .annotate(
            representative=Subquery(first.values("name")[:1]),
            approved_on=approved_on_of("contract__proposal_id"),
            account_then=Case(
                When(**undone, contract__isnull=False, then=account_in(lent)),
                When(**undone, then=account_in(given)),
            ),
            account_signed=Case(When(contract__isnull=False, then=account_in(signed)), default=account_in(before)),
            arrived_on=arrived_on_of("contract"),
        )
        .order_by("contract_id", "grant_id")
    )


def sent_back_before(lines: Iterable[TransferLine]) -> set[tuple[int | None, int | None]]:
    """Return which contracts and grants of some lines the bank once sent back: their money is drawn already.

    One query; each is named by the keys (contract, grant) of its line, one of them None.
    """
    given = list(lines)
    found = TransferLine.objects.filter(rejected_on__isnull=False).filter(
        Q(contract__in=[line.contract_id for line in given if line.contract_id])
        | Q(grant__in=[line.grant_id for line in given if line.grant_id])
    )
    return set(found.values_list("contract_id", "grant_id"))


def waits_after_refusal(paid: Contract | Grant) -> bool:
    """Tell whether the bank sent a contract's or a grant's money back and no other transfer was made since.

    Nobody may say, either, that the bank paid it after all. Then its account may be corrected and the due dates of a
    contract fixed anew, without another signing. What was signed anew since the bank's answer stands as it was signed.
    A grant is not signed, so its account may be corrected whenever it waits.
    """
    is_contract = isinstance(paid, Contract)
    if paid.state != (Contract.State.SIGNED if is_contract else Grant.State.PREPARED):
        return False
    lines = TransferLine.objects.filter(**{"contract" if is_contract else "grant": paid})
    if lines.filter(TAKEN).exists():
        return False
    if not is_contract:
        return True
    refused = lines.filter(rejected_on__isnull=False)
    annulled = AnnulledSigning.objects.filter(contract=paid).first()  # the newest
    # no contract in a transfer is taken back to its preparation, so the bank answered before it to all approved before
    return refused.filter(batch__decided_at__gt=annulled.created_at).exists() if annulled else refused.exists()


def undo_waits(paid: Contract | Grant) -> bool:
    """Tell whether somebody asks to take back that the bank sent a contract's or a grant's money back."""
    of = {"line__contract": paid} if isinstance(paid, Contract) else {"line__grant": paid}
    return LineRejection.objects.filter(**of, state=LineRejection.State.UNDO_ASKED).exists()


def is_other_month(approved_on: date | None, on: date) -> bool:
    """Tell whether a day lies in another month than the approval: a warning with a reason (R-CONT-12, A-24)."""
    return approved_on is not None and (approved_on.year, approved_on.month) != (on.year, on.month)
