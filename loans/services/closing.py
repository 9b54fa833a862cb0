"""The end of a contract."""

from datetime import date
from typing import Any

from django.db import transaction

from loans.models import Contract
from loans.services.preparation import NotReady
from projects.rules import Step
from projects.services import advance
from thai.refusals import sentence as _


def close_contract(*, contract: Contract, on: date, by: Any = None) -> Contract:
    """Close a contract on which nothing is owed any more, and its project with it. Closed before, it stays as it is.

    Whether everything is paid is for the caller, who replays the payments.

    :raises NotReady: the money never left.
    """
    with transaction.atomic():
        locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
        if locked.state == Contract.State.CLOSED:
            return locked
        if locked.state != Contract.State.IN_FORCE:
            raise NotReady(_("สัญญา %(contract)s ยังไม่มีผล จึงปิดไม่ได้"), contract=locked.label)
        locked.state = Contract.State.CLOSED
        locked.closed_on = on
        locked.save(update_fields=["state", "closed_on"])
        advance(proposal=locked.proposal, step=Step.CLOSE, by=by, on=on)
    contract.state, contract.closed_on = locked.state, locked.closed_on
    return locked
