"""Which receipts still have no number in SARA."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from areas.selectors import Page
from repayments.models import Receipt


def without_number(*, user: Any, province: str, keys: Iterable[int] | None = None) -> QuerySet[Receipt]:
    """Return the receipts of a province in force without a number in SARA, of those whose numbers the user records.

    :param keys: these receipts instead, whether they have a number by now or not.
    Source: R-REPAY-08, A-22.
    """
    rows = Receipt.objects.visible_to(user, "sara.record").filter(province=province)
    rows = rows.select_related("contract__proposal")
    return rows.filter(pk__in=keys) if keys is not None else rows.in_force().filter(sara_number="")


def newest_numbers_first(rows: QuerySet[Receipt], *, before: str, size: int = 50) -> Page:
    """Return one page of a province's receipts, the highest number first, as ``areas.selectors.newest_first``.

    By number, because its index holds a province's receipts together: where nearly all have their number in SARA, the
    few that have none are found without those of the nation.
    """
    year, _dash, number = before.partition("-")
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (year, number)):
        older = Q(fiscal_year_be__lt=int(year)) | Q(fiscal_year_be=int(year), number__lt=int(number))
        rows = rows.filter(older)
    found = list(rows.order_by("-fiscal_year_be", "-number")[: size + 1])
    last = f"{found[size - 1].fiscal_year_be}-{found[size - 1].number}" if len(found) > size else ""
    return Page(rows=found[:size], last=last)
