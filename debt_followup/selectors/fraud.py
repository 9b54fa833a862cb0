"""Files of debts of fraud."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from areas.models import User
from debt_followup import rules
from debt_followup.models import FraudCase, FraudPaper
from loans.models import Contract, Party

VIEW = "debt.view"


def fraud_cases(*, user: User, state: str = "") -> QuerySet[FraudCase]:
    """Return the files that a user may see, the newest first, each with its contract and its representative."""
    found = FraudCase.objects.visible_to(user, VIEW).select_related("contract__proposal", "contract__amphoe")
    named = Party.objects.filter(role=Party.Role.REPRESENTATIVE).order_by("position")
    found = found.prefetch_related(Prefetch("contract__parties", queryset=named, to_attr="representatives"))
    return found.filter(state=state) if state else found


def counts_as_fraud(*, as_of: date) -> QuerySet[FraudCase]:
    """Return the files by which a debt counted as fraud debt on a day."""
    return FraudCase.objects.filter(state__in=rules.COUNTS_AS_FRAUD, decided_on__lte=as_of)


def fraud_among(contract_ids: Iterable[int], *, as_of: date) -> set[int]:
    """Return which of some contracts counted as fraud debt on a day; one query."""
    found = counts_as_fraud(as_of=as_of).filter(contract_id__in=list(contract_ids)).order_by()
    return set(found.values_list("contract_id", flat=True))


def fraud_of(contract: Contract) -> list[FraudCase]:
    """Return the files of a contract, the newest first."""
    return list(contract.fraud_cases.order_by("-pk"))


def papers_of(case: FraudCase) -> list[FraudPaper]:
    """Return the papers of a file, in the order in which they came."""
    return list(case.papers.select_related("file", "added_by"))
