"""One acknowledgement in the place of another: replaced by a newer one, and back where that one was never signed."""

from datetime import date

from django.db.models import Q

from debt_followup.models import Acknowledgement, Restructuring
from debt_followup.rules.acts import ACKNOWLEDGEMENT, ActState, ActStep
from debt_followup.rules.requests import Stage
from debt_followup.selectors.acknowledgements import STANDING_STATES
from debt_followup.services.plans import call_in, default_reason, end
from loans.models import Contract

Kind = Acknowledgement.Kind
TITLES = {Kind.ACKNOWLEDGEMENT: "หนังสือรับสภาพหนี้", Kind.ACCEPTANCE: "หนังสือรับสภาพความรับผิด"}  # stays Thai: papers


def replaced_by(row: Acknowledgement) -> str:
    """Return the reason with which a paper's registration ends the earlier ones; by it they are found again."""
    return f"{TITLES[Kind(row.kind)]}เลขที่ {row.label}"  # stays Thai: kept


def replace_earlier(row: Acknowledgement, *, on: date) -> None:
    """End the papers of the same kind, in force or in default, in whose place a paper stands that is registered now."""
    earlier = Acknowledgement.objects.select_for_update().filter(
        contract=row.contract_id, kind=row.kind, state__in=[ActState.IN_FORCE, ActState.DEFAULTED]
    )
    for one in earlier:
        end(one, ActStep.REPLACE, reason=replaced_by(row), on=on)


def put_back_replaced(row: Acknowledgement, *, since: date) -> None:
    """Let the papers stand again, in force or in default as they were, in whose place a paper was that nobody signed.

    One that nobody signed either stays replaced, and those in whose place it was come back for it. Where another
    agreement was made meanwhile, they stay replaced by that one. The caller holds the contract's row and saved ``row``.

    :param since: when the paper was registered that counts as never signed.
    """
    for one in _replaced_with(row):
        if not any(signer.counts_on for signer in one.signers.prefetch_related("voids")):
            put_back_replaced(one, since=since)
        elif (later := _made_since(one, since=since)) is not None:
            one.ended_reason = later
            one.save(update_fields=["ended_reason"])
        else:
            _stand_again(one)


def call_in_for_another(contract: Contract, *, on: date) -> None:
    """Call the whole debt in for a paper in default that had no call of its own because of one withdrawn just now."""
    rows = Acknowledgement.objects.select_for_update().filter(
        contract=contract, kind=Kind.ACKNOWLEDGEMENT, state=ActState.DEFAULTED, call_in=None
    )
    for row in rows.order_by("ended_on", "pk")[:1]:
        row.call_in = call_in(contract, row, effective_on=row.ended_on or on, on=on)
        row.save(update_fields=["call_in"])


def _replaced_with(row: Acknowledgement) -> list[Acknowledgement]:
    rows = Acknowledgement.objects.select_for_update().exclude(pk=row.pk)
    return list(
        rows.filter(
            contract=row.contract_id, kind=row.kind, state=ActState.REPLACED, ended_reason=replaced_by(row)
        ).order_by("pk")
    )


def _made_since(row: Acknowledgement, *, since: date) -> str | None:
    """The reason by which a paper is replaced all the same; None where there is no other agreement."""
    later = Acknowledgement.objects.filter(
        Q(state=ActState.IN_FORCE) | Q(state__in=STANDING_STATES, registered_on__gte=since),
        contract=row.contract_id,
        kind=row.kind,
    ).first()
    if later is not None:
        return replaced_by(later)
    memorandum = Restructuring.objects.filter(
        contract=row.contract_id, state=Stage.IN_FORCE, in_force_on__gte=since
    ).first()
    return None if memorandum is None else f"บันทึกข้อตกลงปรับโครงสร้างหนี้เลขที่ {memorandum.label}"  # stays Thai: kept


def _stand_again(row: Acknowledgement) -> None:
    """Its own daily run finds what became of its plan meanwhile; of a default nothing is told anew."""
    step = ActStep.STAND_AGAIN if row.defaulted_number is None else ActStep.MISSED_AGAIN
    row.state = ACKNOWLEDGEMENT.edge(row.state, step).to
    if row.defaulted_number is None:
        row.ended_on, row.ended_reason = None, ""
    else:
        row.ended_reason = default_reason(row, row.defaulted_number)
        row.ended_on = row.call_in.effective_on if row.call_in else row.ended_on
    row.save()
