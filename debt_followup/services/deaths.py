"""Looking into reports of a death."""

from datetime import date
from typing import Any

from django.db import transaction

from debt_followup.models import DeathDenial
from debt_followup.selectors.deaths import reports
from loans.models import Contract
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NothingReported(Refusal):
    """No report of the death waits any more."""


class ReasonMissing(Refusal):
    """What was found out is not said."""


@transaction.atomic
def deny_death(*, contract: Contract, party: int | None, reason: str, by: Any, on: date) -> list[DeathDenial]:
    """Record that what is said of one debtor's death is untrue, with the reason; it waits for nobody any more.

    :param party: of whom it is said; None for the reports that do not say who died.
    :raises ReasonMissing: as the name says.
    :raises NothingReported: the file was opened, or somebody found out before.
    """
    if not reason.strip():
        raise ReasonMissing(_("ระบุว่าตรวจสอบแล้วพบอะไร"))
    held = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    found = [(name, row) for name, rows in reports([held]).items() for row in rows.filter(of_party=party)]
    if not found:
        raise NothingReported(_("การแจ้งนี้มีผู้เปิดแฟ้มหรือตรวจสอบแล้ว"))
    said = {"reason": reason.strip()[:300], "denied_by": by, "denied_on": on}
    return [DeathDenial.objects.create(contract=held, **{name: row}, **said) for name, row in found]
