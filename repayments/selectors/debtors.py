"""The debtors whose ledgers are kept: by area, as of a day."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from areas.models import Amphoe, User
from loans.models import Contract, Party

from .portfolio import OWING


def debtors(*, user: User, as_of: date, amphoe: Amphoe | None = None, find: str = "") -> QuerySet[Contract]:
    """The contracts that were in force by a day, paid off ones included, with the representative's name.

    ``find`` is a contract's number such as 12/2561, its ref1, or part of a party's name.
    """
    found = Contract.objects.visible_to(user, "repayments.view").filter(contract_on__lte=as_of, state__in=OWING)
    if amphoe is not None:
        found = found.filter(amphoe=amphoe)
    text = " ".join(find.split())
    number, _slash, year = text.partition("/")
    if number.isdecimal() and year.isdecimal():
        found = found.filter(number=int(number), year_be=int(year))
    elif text:
        named = Party.objects.filter(contract=OuterRef("pk"), name__icontains=text)
        found = found.filter(Q(ref1=text) | Exists(named))
    return found


def named(contracts: QuerySet[Contract]) -> QuerySet[Any]:
    """The same contracts with what a register shows of each: representative, project, amphoe."""
    first = Party.objects.filter(contract=OuterRef("pk"), role=Party.Role.REPRESENTATIVE).order_by("position")
    return contracts.select_related("proposal", "amphoe", "amphoe__province").annotate(
        representative=Subquery(first.values("name")[:1])
    )
