"""Which contracts still have no number in SARA."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from loans.models import Contract


def without_number(*, user: Any, province: str, keys: Iterable[int] | None = None) -> QuerySet[Contract]:
    """Return the contracts of a province without a number in SARA, of those whose numbers the user records.

    One of an old register brought its number along if it has one; a cancelled one needs none.

    :param keys: these contracts instead, whether they have a number by now or not.
    Source: R-CONT-07, A-22.
    """
    rows = Contract.objects.visible_to(user, "sara.record").filter(province=province)
    rows = rows.select_related("proposal", "amphoe")
    if keys is not None:
        return rows.filter(pk__in=keys)
    return rows.filter(sara_number="", origin=Contract.Origin.ROUND).exclude(state=Contract.State.CANCELLED)
