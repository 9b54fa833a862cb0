"""What the close of a fiscal year moves: income and expense to the accumulated result."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from treasury import chart
from treasury.models import JournalEntry, LedgerAccount, Posting, YearClose

from .ledger import NOTHING

_RESULT = (LedgerAccount.Kind.INCOME, LedgerAccount.Kind.EXPENSE)


def closing_amounts(*, province: str, to_on: date, held: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return what the close of a year that ends on a day posts, by account; nothing where there is no result.

    Each account of income and expense is brought to nothing, the accumulated result takes what they come to: the
    amounts add up to nothing. What the closes of earlier years moved late is not moved again.

    :param held: the balances at the end of the year.
    """
    carried = _carried_late(province, to_on=to_on)
    accounts = LedgerAccount.objects.filter(kind__in=_RESULT).order_by("code").values_list("code", flat=True)
    closing = {account: -(held.get(account, NOTHING) + carried.get(account, NOTHING)) for account in accounts}
    closing = {account: amount for account, amount in closing.items() if amount}
    result = sum(closing.values(), NOTHING)
    return closing | {chart.ACCUMULATED_RESULT: -result} if result else closing


def amounts_closed(close: YearClose) -> dict[str, Decimal]:
    """Return what the entry of a close posted, by account; nothing where it needed none."""
    rows = Posting.objects.filter(entry=close.entry_id) if close.entry_id else Posting.objects.none()
    return dict(rows.values_list("account_id").annotate(total=Sum("amount")))


def _carried_late(province: str, *, to_on: date) -> dict[str, Decimal]:
    """What the closes of earlier years moved by entries posted after this one, because its months were closed then."""
    closes = JournalEntry.Kind.YEAR_CLOSE
    rows = Posting.objects.filter(
        Q(entry__kind=closes) | Q(entry__reverses__kind=closes),
        entry__province_id=province,
        entry__posting_on__gt=to_on,
        entry__value_on__lt=to_on,
    )
    return dict(rows.values_list("account_id").annotate(total=Sum("amount")))
