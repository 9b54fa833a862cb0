"""Commands of this room."""

from datetime import date

from django.db import transaction

from areas.models import BusinessDate, PersonalDataAccess, User
from areas.services.hand_over import HoldsAlready, OwnHandOver, hand_over
from thai.refusals import Refusal
from thai.refusals import sentence as _

__all__ = ["HoldsAlready", "OwnHandOver", "ReasonMissing", "hand_over", "log_personal_data", "set_business_date"]


class ReasonMissing(Refusal):
    """Personal data is opened only with a reason."""


def log_personal_data(*, user: User, action: str, subject: str, reason: str = "") -> PersonalDataAccess:
    """Record that a user looked at, revealed or exported personal data.

    ``subject`` names whose it was, such as "member:123" or "list:members". Joins the caller's transaction, so that
    nothing is shown that was not recorded.

    :raises ReasonMissing: a national ID is revealed without a reason.
    """
    said = reason.strip()
    if action == PersonalDataAccess.Action.REVEAL and not said:
        raise ReasonMissing(_("การเปิดเผยเลขประจำตัวประชาชนต้องระบุเหตุผล"))
    return PersonalDataAccess.objects.create(user=user, action=action, subject=subject[:60], reason=said[:300])


def set_business_date(*, on: date) -> None:
    """Move the day that the whole system stands on. Callers allow it in the demo and in tests only."""
    with transaction.atomic():
        BusinessDate.objects.update_or_create(pk=1, defaults={"on": on})
