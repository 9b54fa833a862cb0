"""What was brought on the accounts of a province up to a day: the newest closed month, and the days since."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import IntegerField, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from treasury.models import DayTotal, MonthTotal

Brought = dict[tuple[str, str], tuple[Decimal, Decimal]]


def brought(*, province: str, as_of: date, accounts: Iterable[str] | None = None) -> Brought:
    """All debits and credits up to the end of a day, by account and cause; those without postings are left out.

    One query, whose cost is that of the days since the newest closed month before the day, however long the books are.

    :param province: its two digits.
    :param accounts: only these; every one when left out.
    """
    [found] = brought_by(province=province, days=[as_of], accounts=accounts)
    return found


def brought_by(*, province: str, days: Iterable[date], accounts: Iterable[str] | None = None) -> list[Brought]:
    """What ``brought`` gives for each of some days, in their order; one query for all of them."""
    wanted = None if accounts is None else list(accounts)
    parts: list[QuerySet] = []
    found: list[Brought] = []
    for place, as_of in enumerate(days):
        found.append({})
        parts.extend(_parts(province, as_of, wanted, place=place))
    first, *others = parts
    for account, cause, debit, credit, place in first.union(*others, all=True):
        before = found[place].get((account, cause))
        found[place][account, cause] = (debit, credit) if before is None else (before[0] + debit, before[1] + credit)
    return found


def _parts(province: str, as_of: date, accounts: list[str] | None, *, place: int) -> tuple[QuerySet, QuerySet]:
    """The rows of the newest closed month up to a day, and the sums of the days after it, both marked by a number."""
    mark = Value(place, output_field=IntegerField())
    months = MonthTotal.objects.filter(province_id=province, as_of__lte=as_of)
    closed = Subquery(months.order_by("-as_of").values("as_of")[:1])
    kept = MonthTotal.objects.filter(province_id=province, as_of=closed)
    since = DayTotal.objects.filter(
        province_id=province, posting_on__lte=as_of, posting_on__gt=Coalesce(closed, Value(date.min))
    )
    if accounts is not None:
        kept, since = kept.filter(account__in=accounts), since.filter(account__in=accounts)
    return (
        kept.annotate(place=mark).values_list("account_id", "cause", "debit", "credit", "place"),
        since.order_by()
        .values_list("account_id", "cause")
        .annotate(debits=Sum("debit"), credits=Sum("credit"), place=mark),
    )
