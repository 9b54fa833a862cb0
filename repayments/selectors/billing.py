"""The contracts for which forms are printed."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from loans.models import Contract, Instalment
from repayments.selectors.standing import standings


def contracts_to_bill(*, amphoe: str, due_by: date | None = None) -> QuerySet[Contract]:
    """The contracts in force of an amphoe, in the order in which their papers are handed out.

    :param due_by: only those with an instalment due by this day, paid or not.
    """
    found = Contract.objects.filter(amphoe_id=amphoe, state=Contract.State.IN_FORCE)
    if due_by is not None:
        newest = Instalment.objects.filter(contract=OuterRef("contract")).order_by("-version").values("version")[:1]
        due = Instalment.objects.filter(contract=OuterRef("pk"), version=Subquery(newest), nominal_due_on__lte=due_by)
        found = found.filter(Exists(due))
    return found.select_related("proposal").order_by("tambon_id", "pk")


def unpaid_numbers(*, contracts: Iterable[Contract], due_by: date, on: date) -> dict[int, list[int]]:
    """The instalments due by a day of which something is unpaid today, by contract; a few queries for all."""
    return {
        pk: [owed.number for owed in standing.instalments if owed.total and owed.nominal_due_on <= due_by]
        for pk, standing in standings(contracts=contracts, as_of=on).items()
    }
