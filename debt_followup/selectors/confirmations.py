"""The letters of September and the runs that write them."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from debt_followup.models import Confirmation
from debt_followup.selectors.contracts import in_force_on
from jobs.models import JobRun
from loans.models import Contract, Party
from repayments.selectors import Standing, standings

_JOB = "debt_followup.confirmations"


def runs(*, province: str | None = None, as_of: date | None = None) -> QuerySet[JobRun]:
    """Return the runs that wrote, or write, confirmation letters, the newest day first."""
    found = JobRun.objects.filter(job=_JOB).select_related("province")
    if province is not None:
        found = found.filter(province_id=province)
    if as_of is not None:
        found = found.filter(period=as_of.isoformat())
    return found.order_by("-period", "province_id", "-revision")


def confirmations(*, province: str, as_of: date) -> QuerySet[Confirmation]:
    """Return the letters of a province as of a day, in the order in which they are handed out."""
    return Confirmation.objects.filter(province_id=province, as_of=as_of).order_by(
        "amphoe_id", "tambon_id", "contract_id"
    )


def unconfirmed(*, province: str, as_of: date) -> list[Contract]:
    """Return the contracts of a province that owed something as of a day and have no letter about it."""
    found = in_force_on(Contract.objects.filter(province_id=province), as_of=as_of)
    missing = list(found.exclude(confirmations__as_of=as_of))
    owed = standings(contracts=missing, as_of=as_of)
    return [contract for contract in missing if contract.pk in owed and is_owed(owed[contract.pk])]


def is_owed(standing: Standing) -> bool:
    """Tell whether a debtor owes more than she paid in advance, so that there is a balance to confirm."""
    return standing.total > standing.credit


def confirmations_of(contract: Contract) -> QuerySet[Confirmation]:
    """Return the confirmation letters of a contract, the newest first."""
    return contract.confirmations.select_related("document").order_by("-as_of", "-pk")


def with_debtor(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """Add the contract, the letter and the name of the debtor to confirmations."""
    party = Party.objects.filter(contract=OuterRef("contract"), role=Party.Role.REPRESENTATIVE)
    return rows.select_related("contract", "amphoe", "tambon", "document").annotate(
        debtor=Subquery(party.values("name")[:1])
    )
