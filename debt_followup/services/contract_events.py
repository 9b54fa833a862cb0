"""What this room decides about a contract, written as an event of it and replayed at once."""

from datetime import date
from typing import Any

from loans.models import Contract, ContractChange
from loans.services.changes import record_event, withdraw_event
from repayments.letters import Cause
from repayments.services.corrections import corrections_in, tell_corrections
from repayments.services.replays import close_if_paid_off, replay_locked
from repayments.services.write_offs import book_recoveries
from treasury import services as treasury


def locked(contract_id: int) -> Contract:
    """Return the contract's row, held until the end of the transaction, after the books of its province."""
    province = Contract.objects.values_list("province_id", flat=True).get(pk=contract_id)
    treasury.lock_books(province=province)
    return (
        Contract.objects.select_for_update(of=("self",))
        .select_related("proposal", "province", "amphoe", "tambon")
        .get(pk=contract_id)
    )


def record(*, contract: Contract, kind: str, effective_on: date, reason: str, by: Any, on: date, **said: Any) -> Any:
    """Record an event of a contract whose row the caller holds, replay it, and tell the debtor of other receipts.

    :raises Refusal: as ``loans.services.record_event`` and the replay refuse.
    """
    event = record_event(contract=contract, kind=kind, effective_on=effective_on, reason=reason, by=by, on=on, **said)
    replay(contract, by=by, on=on)
    return event


def withdraw(
    *, contract: Contract, event: ContractChange, reason: str, by: Any, on: date, approved_by: Any = None
) -> ContractChange:
    """Take an event of a contract back whose row the caller holds, and replay it without."""
    withdrawal = withdraw_event(event=event, reason=reason, by=by, on=on, approved_by=approved_by)
    replay(contract, by=by, on=on)
    return withdrawal


def replay(contract: Contract, *, by: Any, on: date) -> None:
    """Replay a contract that is held; tell the debtor of receipts split otherwise, close a debt that is paid."""
    replayed = replay_locked(contract=contract, on=on, by=by)
    book_recoveries(contract_ids=[contract.pk], on=on, by=by)
    tell_corrections(corrected=[(contract, corrections_in(replayed.changes))], cause=Cause.EVENT, by=by, on=on)
    close_if_paid_off(contract=contract, replayed=replayed, on=on, by=by)
