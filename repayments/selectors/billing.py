"""The contracts for which forms are printed, and what each is asked for."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from loans.models import Contract, ContractChange, Instalment
from repayments import rules
from repayments.selectors.standing import standings


def contracts_to_bill(*, amphoe: str, due_by: date | None = None) -> QuerySet[Contract]:
    """The contracts in force of an amphoe, in the order in which their papers are handed out.

    :param due_by: only those with an instalment due by this day, paid or not, and those that were called in.
    """
    found = Contract.objects.filter(amphoe_id=amphoe, state=Contract.State.IN_FORCE)
    if due_by is not None:
        newest = Instalment.objects.filter(contract=OuterRef("contract")).order_by("-version").values("version")[:1]
        due = Instalment.objects.filter(contract=OuterRef("pk"), version=Subquery(newest), nominal_due_on__lte=due_by)
        called = ContractChange.objects.filter(contract=OuterRef("pk"), kind=ContractChange.Kind.CALLED_IN)
        found = found.filter(Q(Exists(due)) | Q(Exists(called)))
    return found.select_related("proposal").order_by("tambon_id", "pk")


def bills_due(
    *, contracts: Iterable[Contract], on: date, due_by: date | None = None
) -> dict[int, tuple[rules.Bill, ...]]:
    """What each contract is asked for as of a day, by contract; a few queries for all.

    :param due_by: leaves out the instalments that are due later; what is owed already is always asked for.
    """
    return {
        pk: tuple(
            bill
            for bill in rules.bills_of(standing.allocation)
            if bill.is_owed or due_by is None or bill.nominal_due_on <= due_by
        )
        for pk, standing in standings(contracts=contracts, as_of=on).items()
    }
