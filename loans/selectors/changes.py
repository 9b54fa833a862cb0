"""What happened to contracts after their money left, without what was withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from areas.rules import Deadline, NoPolicy, deadline
from areas.selectors import business_calendar, policy
from loans.models import Contract, ContractChange
from loans.returns import ReturnQuote, return_quote
from treasury.models import JournalEntry, Posting

Kind = ContractChange.Kind
ONCE = frozenset({Kind.CALLED_IN, Kind.RETURN_ANNOUNCED, Kind.MONEY_RETURNED, Kind.WRITTEN_OFF})


def events_of(
    contract_ids: Iterable[int], *, known_at: datetime | None = None
) -> dict[int, tuple[ContractChange, ...]]:
    """Return the events of each contract that has any, by their day, without the withdrawn. One query.

    :param known_at: leaves out what was recorded after this moment, withdrawals too.
    """
    found: dict[int, list[ContractChange]] = {}
    for row in standing_events(known_at=known_at).filter(contract__among=list(contract_ids)):
        found.setdefault(row.contract_id, []).append(row)
    return {contract_id: tuple(rows) for contract_id, rows in found.items()}


def standing_events(*, known_at: datetime | None = None) -> QuerySet[ContractChange]:
    """Return the events that count, by their day: no withdrawal and nothing withdrawn."""
    rows = ContractChange.objects.all()
    taken_back = ContractChange.objects.filter(withdraws=OuterRef("pk"))
    if known_at is not None:
        rows, taken_back = rows.filter(created_at__lte=known_at), taken_back.filter(created_at__lte=known_at)
    return rows.exclude(kind=Kind.WITHDRAWN).filter(~Exists(taken_back)).order_by("effective_on", "pk")


def announced_returns(*, user, permission: str) -> QuerySet[Contract]:
    """Return the contracts whose group announced that it returns the money, and whose money has not come."""
    events = standing_events().filter(contract=OuterRef("pk"))
    return Contract.objects.visible_to(user, permission).filter(
        Exists(events.filter(kind=Kind.RETURN_ANNOUNCED)),
        ~Exists(events.filter(kind=Kind.MONEY_RETURNED)),
        state=Contract.State.IN_FORCE,
    )


def return_by(*, province: str, paid_on: date) -> Deadline | None:
    """Return by when money that cannot be used must be back (P-18, DL-14); None where no policy is in force.

    Source: R-DISB-08.
    """
    try:
        rule = policy(key="return_unused_money_days", province=province, on=paid_on)
    except NoPolicy:
        return None
    return deadline(rule=rule, start=paid_on, is_business_day=business_calendar(province=province))


def quote_of_return(*, contract: Contract, on: date) -> ReturnQuote:
    """Return what has to come back of a contract whose money is returned on a day.

    Source: R-DISB-08, R-DISB-09, A-21.
    """
    last = return_by(province=contract.province_id, paid_on=contract.contract_on)
    return return_quote(
        principal=contract.principal,
        due_on=last.last_on if last else None,
        on=on,
        late_rate=late_return_rate(province=contract.province_id, on=on),
    )


def late_return_rate(*, province: str, on: date) -> Decimal | None:
    """Return the yearly rate that the national board fixed for money returned late; None where it fixed none (A-21).

    Source: R-DISB-09.
    """
    try:
        return Decimal(policy(key="late_return_rate", province=province, on=on)["number"])
    except NoPolicy:
        return None


def has_repaid(contract: Contract) -> bool:
    """Tell whether money of the borrower stands in the books as received; a receipt that was taken back is none."""
    received = Posting.objects.filter(party=f"contract:{contract.pk}", entry__kind=JournalEntry.Kind.RECEIPT)
    return received.filter(entry__reversed_by__isnull=True).exists()
