"""The end of a contract: everything is paid, or the group changed or gave up before the money left."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from loans.models import Contract, TransferLine
from loans.services.paying import give_back
from loans.services.preparation import NotReady, check_not_paid_after_all
from projects.rules import State, Step
from projects.services import advance, advance_many, cancel_for_change
from thai.refusals import sentence as _
from treasury import services as treasury


def close_contract(*, contract: Contract, on: date, by: Any = None) -> Contract:
    """Close a contract on which nothing is owed any more, and its project with it; as ``close_contracts``."""
    return close_contracts(contracts=[contract], on=on, by=by)[0]


def close_contracts(*, contracts: Iterable[Contract], on: date, by: Any = None) -> list[Contract]:
    """Close contracts on which nothing is owed any more, and their projects with them, all or none; in few queries.

    One that was closed before stays as it is. Whether everything is paid is for the caller, who replays the payments.

    :raises NotReady: the money of one of them never left.
    """
    given = {contract.pk: contract for contract in contracts}
    if not given:
        return []
    with transaction.atomic():
        rows = Contract.objects.select_for_update(of=("self",)).select_related("proposal")
        locked = list(rows.filter(pk__among=given).order_by("pk"))
        closing = [contract for contract in locked if contract.state != Contract.State.CLOSED]
        for contract in closing:
            if contract.state != Contract.State.IN_FORCE:
                raise NotReady(_("สัญญา %(contract)s ยังไม่มีผล จึงปิดไม่ได้"), contract=contract.label)
        Contract.objects.filter(pk__among=[contract.pk for contract in closing]).update(
            state=Contract.State.CLOSED, closed_on=on
        )
        projects = [contract.proposal for contract in closing if contract.proposal]
        advance_many(proposals=projects, step=Step.CLOSE, by=by, on=on)
    for contract in closing:
        contract.state, contract.closed_on = Contract.State.CLOSED, on
    for contract in locked:
        given[contract.pk].state, given[contract.pk].closed_on = contract.state, contract.closed_on
    return locked


def reopen_contract(*, contract: Contract, on: date, by: Any = None, note: str = "") -> Contract:
    """Take a closed contract back into force because what closed it was taken back; its project is repaid on.

    One that is in force stays as it is. Whether anything is owed again is for the caller, who replays the payments.

    :param note: what was taken back, where it is no receipt.
    :raises NotReady: the contract is neither closed nor in force.
    """
    with transaction.atomic():
        locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
        if locked.state == Contract.State.IN_FORCE:
            return locked
        if locked.state != Contract.State.CLOSED:
            raise NotReady(_("สัญญา %(contract)s ไม่ได้ปิด จึงเปิดใหม่ไม่ได้"), contract=locked.label)
        locked.state, locked.closed_on = Contract.State.IN_FORCE, None
        locked.save(update_fields=["state", "closed_on"])
        if locked.proposal:
            advance(proposal=locked.proposal, step=Step.REVERSE_REPAYMENT, by=by, on=on, note=note)
    contract.state, contract.closed_on = locked.state, locked.closed_on
    return locked


def cancel_contract(*, contract: Contract, reason: str, by: Any, on: date, gave_up: bool = False) -> Contract:
    """Cancel a contract whose money has not left, and its project with it; the account is free again.

    :param gave_up: the group is the same and does not want the money any more.
    :raises NotReady: the money has left, or the contract is in a transfer batch.
    :raises projects.rules.ReasonMissing: no reason was given.
    Source: R-MEM-06.
    """
    with transaction.atomic():
        treasury.lock_books(province=contract.province_id)  # money that the bank sent back may be booked
        locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
        if locked.state == Contract.State.CANCELLED:
            return locked
        if locked.state not in (Contract.State.PREPARED, Contract.State.SIGNED):
            raise NotReady(_("สัญญา %(contract)s โอนเงินแล้ว จึงยกเลิกไม่ได้"), contract=locked.label)
        if TransferLine.objects.filter(contract=locked, is_live=True).exists():
            raise NotReady(_("สัญญา %(contract)s อยู่ในชุดโอนเงิน ต้องไม่อนุมัติชุดนั้นก่อนจึงยกเลิกได้"), contract=locked.label)
        check_not_paid_after_all(locked)
        give_back(locked, by=by, on=on)
        locked.state = Contract.State.CANCELLED
        locked.save(update_fields=["state"])
        if locked.proposal.state != State.CANCELLED_MEMBER_CHANGE:
            cancel_for_change(proposal=locked.proposal, reason=reason, by=by, on=on, gave_up=gave_up)
    return locked
