"""The plan of an acknowledgement as the days go by: missed, kept, reinstated, replaced."""

from datetime import date
from typing import Any

from django.db import transaction

from debt_followup.models import Acknowledgement
from debt_followup.rules import acknowledgements as stated
from debt_followup.rules.acts import ACKNOWLEDGEMENT, ActState, ActStep
from debt_followup.selectors import acknowledgements as acknowledged
from debt_followup.selectors.voids import not_voided
from debt_followup.services import contract_events as events
from debt_followup.services.legal import open_suit_for
from loans.models import Contract, ContractChange
from thai.refusals import Refusal
from thai.refusals import sentence as _


class ReasonMissing(Refusal):
    """What is done lacks its reason."""


class NotInTime(Refusal):
    """The plan was missed as the payments are known now, so the acknowledgement is not reinstated."""


@transaction.atomic
def reinstate_acknowledgement(*, acknowledgement: Acknowledgement, reason: str, by: Any, on: date) -> Acknowledgement:
    """Put an acknowledgement in force again whose instalment turns out to have been paid in time; the call-in goes.

    :raises ReasonMissing: without a reason.
    :raises NotInTime: by what is known now, an instalment was missed all the same.
    :raises machines.StepNotOpen: it is not in default.
    Source: R-ACK-06.
    """
    said = required(reason)
    held, row = held_with_contract(acknowledgement)
    edge = ACKNOWLEDGEMENT.edge(row.state, ActStep.REINSTATE)
    stands = acknowledged.plan_standings([row], on=on)[row.pk]
    if stands.missed is not None:
        raise NotInTime(
            _("ตามเงินที่ทราบวันนี้ งวดที่ %(number)s ของแผนยังชำระไม่ครบในวันครบกำหนด ขาด %(short)s บาท จึงกลับมีผลไม่ได้"),
            number=stands.missed,
            short=stands.short,
        )
    called_in = row.call_in
    row.state, row.call_in, row.defaulted_number = edge.to, None, None
    row.ended_on, row.ended_reason = None, ""
    row.save()
    if called_in is not None and not ContractChange.objects.filter(withdraws=called_in).exists():
        events.withdraw(contract=held, event=called_in, reason=said, by=by, on=on)
    return row


@transaction.atomic
def follow_plan(*, acknowledgement: Acknowledgement, on: date) -> Acknowledgement:
    """Take the step that an acknowledgement's plan has come to on a day; harmless where there is none.

    Missed: default on one is default on all; the whole debt is called in, and a litigation file opens. Paid: kept. Kept
    no more, because a receipt was reversed: in force again. Its cache of the balance known now is written as well.

    Source: R-ACK-06, A-18.
    """
    held, row = held_with_contract(acknowledgement)
    now = acknowledged.balances_now([row]).get(row.pk, row.total)
    row.balance_now = None if now == row.total else now
    stands = acknowledged.plan_standings([row], on=on)[row.pk]
    step = _step_of(row, stands, is_paid_off=held.state == Contract.State.CLOSED)
    if step is ActStep.DEFAULT:
        row.defaulted_number = stands.missed
        end(row, step, reason=default_reason(row, stands.missed or 0), on=on)
        row.call_in = call_in(held, row, effective_on=on, on=on)
        row.save(update_fields=["call_in"])
        open_suit_for(acknowledgement=row, on=on)
    elif step in (ActStep.KEEP, ActStep.PAY_OFF):
        end(row, step, reason=str(ACKNOWLEDGEMENT.step_labels[step]), on=on)
    elif step is ActStep.FALL_SHORT and not _another_in_force(row):
        row.state = ACKNOWLEDGEMENT.edge(row.state, step).to
        row.ended_on, row.ended_reason = None, ""
    row.save()
    return row


def replace_acknowledgements(*, contract: Contract, reason: str, on: date) -> int:
    """End the acknowledgements of a contract in whose place another agreement stands; how many.

    The caller holds the contract's row. Signatures go on counting for the limitation.
    """
    count = 0
    for row in Acknowledgement.objects.select_for_update().filter(
        contract=contract, state__in=[ActState.IN_FORCE, ActState.DEFAULTED]
    ):
        end(row, ActStep.REPLACE, reason=reason, on=on)
        count += 1
    return count


def _step_of(row: Acknowledgement, stands: stated.PlanStanding, *, is_paid_off: bool) -> ActStep | None:
    fulfilled = stands.is_fulfilled or is_paid_off
    match row.state:
        case ActState.IN_FORCE if fulfilled:
            return ActStep.KEEP
        case ActState.IN_FORCE if stands.missed is not None:
            return ActStep.DEFAULT
        case ActState.DEFAULTED if is_paid_off:
            return ActStep.PAY_OFF
        case ActState.KEPT if not fulfilled:
            return ActStep.FALL_SHORT
    return None


def call_in(held: Contract, row: Acknowledgement, *, effective_on: date, on: date) -> ContractChange | None:
    """Record the call for the whole debt; none where it was called in before, or there is nothing left to call.

    The caller holds the contract's row.
    """
    standing_events = acknowledged.standing_kinds(held)
    if ContractChange.Kind.CALLED_IN in standing_events or held.state != Contract.State.IN_FORCE:
        return None
    signer = not_voided(row.signers.filter(signed_on__isnull=False)).select_related("recorded_by").first()
    return events.record(
        contract=held,
        kind=ContractChange.Kind.CALLED_IN,
        effective_on=effective_on,
        reason=default_reason(row, row.defaulted_number or 0),
        decision_number=row.label,
        by=signer.recorded_by if signer else row.prepared_by,
        on=on,
    )


def default_reason(row: Acknowledgement, number: int) -> str:
    """Return why an acknowledgement is in default, as the contract and the paper keep it."""
    return f"ผิดนัดงวดที่ {number} ตามหนังสือรับสภาพหนี้เลขที่ {row.label} ระบบตรวจพบ"  # stays Thai: kept with the contract


def _another_in_force(row: Acknowledgement) -> bool:
    return Acknowledgement.objects.filter(contract=row.contract_id, kind=row.kind, state=ActState.IN_FORCE).exists()


def end(row: Acknowledgement, step: ActStep, *, reason: str, on: date) -> Acknowledgement:
    """Take an acknowledgement by a step to a state in which it ends or is in default, and say why."""
    row.state = ACKNOWLEDGEMENT.edge(row.state, step).to
    row.ended_on, row.ended_reason = on, reason[:300]
    row.save()
    return row


def required(reason: str) -> str:
    """Return a reason without what stands around it.

    :raises ReasonMissing: there is none.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    return reason.strip()


def held_with_contract(acknowledgement: Acknowledgement) -> tuple[Contract, Acknowledgement]:
    """Return the contract and the acknowledgement, both held, after the books of the province."""
    contract = events.locked(acknowledgement.contract_id)
    row = Acknowledgement.objects.select_for_update(of=("self",)).get(pk=acknowledgement.pk)
    row.contract = contract
    return contract, row
