"""What is sued for by each instalment of a restructured debt: which claims of the old schedule it stands for."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from debt_followup.rules import Claim
from debt_followup.rules.claims import PlannedClaim, Schedule, claims_by_number
from loans.models import Contract, Instalment
from loans.selectors import ScheduleVersion, versions_of
from repayments.rules import InstalmentOwed, Terms, allocate
from repayments.selectors import histories


def claims_of(contract: Contract, *, instalments: Sequence[InstalmentOwed], terms: Terms, on: date) -> dict[int, Claim]:
    """Return the claim of every instalment of a contract that was restructured by a day; empty of any other. One query.

    :param instalments: what is owed of each on the day, those included that an agreement closed.
    """
    if not any(owed.closed_on for owed in instalments):
        return {}
    versions = [one for one in versions_of([contract.pk])[contract.pk] if one.agreed_on is None or one.agreed_on <= on]
    return _claims(versions, instalments, terms)


def claims_among(contract_ids: Iterable[int]) -> dict[int, dict[int, Claim]]:
    """Return the claims of those among some contracts that were ever restructured; they are few. Some queries."""
    agreed = Instalment.objects.filter(contract_id__in=list(contract_ids), agreed_on__isnull=False).order_by()
    keys = sorted(set(agreed.values_list("contract_id", flat=True)))
    if not keys:
        return {}
    found = {}
    versions = versions_of(keys)
    for key, history in histories(contracts=list(Contract.objects.filter(pk__in=keys))).items():
        last = max((one.agreed_on for one in versions[key] if one.agreed_on), default=None)
        if last is not None:
            owed = allocate(as_of=last, **history.told()).instalments
            found[key] = _claims(versions[key], owed, history.terms)
    return found


def _claims(
    versions: Sequence[ScheduleVersion], instalments: Sequence[InstalmentOwed], terms: Terms
) -> dict[int, Claim]:
    ends = [*(one.agreed_on - timedelta(days=1) for one in versions[1:] if one.agreed_on), None]
    schedules = []
    for version, until in zip(versions, ends, strict=True):
        # of a schedule that was closed, a call for the whole debt had made it fall due; of the last the caller says so
        latest = terms.called_in_by(until) if until else None
        lines = [
            PlannedClaim(line.number, min(line.nominal_due_on, latest or date.max), line.principal)
            for line in version.instalments
        ]
        schedules.append(Schedule(version.agreed_on, lines))
    moved = {
        owed.number: owed.principal_moved
        for owed in instalments
        if owed.closed_on and owed.principal_moved + owed.contract_interest_moved + owed.default_interest_moved
    }
    return claims_by_number(versions=schedules, moved=moved)
