"""Waivers of default interest: what could be waived on a day, what was, and what waits for the second person."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from areas.models import User
from debt_followup.models import Waiver
from loans.models import Contract
from repayments.selectors import standing

VIEW = "debt.view"


def waivers(*, user: User, state: str = "") -> QuerySet[Waiver]:
    """Return the waivers that a user may see, in one state or in any; to be ordered by the page."""
    rows = Waiver.objects.visible_to(user, VIEW).select_related("contract__proposal", "contract__amphoe")
    return rows.filter(state=state) if state else rows


def waivable(contract: Contract, *, on: date) -> Decimal:
    """Return the unpaid default interest of a contract on a day: the most that a resolution can waive (A-34)."""
    return standing(contract=contract, as_of=on).default_interest


def waivers_of(contract: Contract) -> QuerySet[Waiver]:
    """Return the waivers of a contract, the newest first."""
    return contract.waivers.select_related("document", "asked_by", "decided_by").order_by("-pk")
