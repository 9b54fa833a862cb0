"""The memorandum of a restructuring: prepared for a day, signed by all who can, and with the last of them in force."""

from collections import Counter
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from debt_followup.models import Restructuring, RestructuringLine, RestructuringSigner
from debt_followup.rules.restructuring import MACHINE, Move, Simulated
from debt_followup.selectors import restructurings as selectors
from debt_followup.selectors.acknowledgements import signer_limits
from debt_followup.services import contract_events as events
from debt_followup.services import restructuring_papers as papers
from debt_followup.services.plans import replace_acknowledgements
from debt_followup.services.restructurings import NotASigner, NotThatDay, checked, hold, require_day
from documents.services import take_number
from documents.uploads import keep_file
from loans.models import Contract, ContractChange
from loans.rules import Instalment
from loans.services.changes import record_event, record_restructuring
from repayments.selectors import standing
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _

LONGEST_AHEAD_DAYS = 31


class BalancesMoved(Refusal):
    """What is owed on the day of the agreement is no longer what the memorandum says, and nobody signed yet."""


@transaction.atomic
def prepare_memorandum(*, restructuring: Restructuring, agreed_on: date, by: Any, on: date) -> Restructuring:
    """Work out the schedule for the day of the agreement and print the memorandum with its annex, a line a signer.

    It may be prepared anew, with the same number, until somebody signs. The plan is the one that was decided on; its
    ceilings are asked again for the day.

    :param agreed_on: from the resolution to a month ahead; what is owed is worked out to its end.
    :raises NotThatDay: before the resolution, or too far ahead.
    :raises NotASigner: nobody is left to sign, or somebody signed already.
    :raises stated.NoSigner, stated.AllBarred: nobody can sign; why not the first of them.
    :raises rules.TooLong, rules.HolidayNotAllowed, rules.PlanNotWhole: the plan does not fit that day.
    :raises rules.machines.StepNotOpen: it is not approved.
    Source: R-RSTR-09, R-FORM-07, R-ACK-02, A-14, A-15, A-17.
    """
    held, row = hold(restructuring)
    state = MACHINE.edge(row.state, Move.PREPARE).to
    lines = list(row.signers.prefetch_related("voids"))
    if any(line.counts_on for line in lines):
        raise NotASigner(_("มีผู้ลงนามแล้ว จึงจัดทำบันทึกข้อตกลงใหม่ไม่ได้"))
    if row.decided_on is None or not row.decided_on <= agreed_on or (agreed_on - on).days > LONGEST_AHEAD_DAYS:
        raise NotThatDay(_("วันทำบันทึกข้อตกลงต้องไม่ก่อนวันที่มีมติ และไม่เกิน %(days)s วันข้างหน้า"), days=LONGEST_AHEAD_DAYS)
    able = selectors.signers_of(held, on=max(agreed_on, on))  # nobody signs before it is printed
    signers = able.parties
    if not signers:
        for _limit, refused in able.cannot:
            raise refused
        raise NotASigner(_("สัญญา %(contract)s ไม่มีผู้กู้ที่จะลงนามได้"), contract=held.label)
    simulated = _worked_out(held, row, agreed_on)
    if row.number is None:
        row.year_be = be_year(on)
        row.number = take_number(series=f"restructuring:{held.province_id}", year_be=row.year_be)
    row.lines.all().delete()
    row.signers.filter(signed_on=None, dropped_on=None).delete()  # what was signed and taken back stays readable
    before = Counter(line.party_id for line in lines if not line.waits)
    RestructuringLine.objects.bulk_create(_line(row, line, simulated) for line in simulated.schedule.instalments)
    RestructuringSigner.objects.bulk_create(
        RestructuringSigner(restructuring=row, party=party, attempt=1 + before[party.pk]) for party in signers
    )
    row.agreed_on, row.prepared_by, row.state = agreed_on, by, state
    row.principal, row.costs = simulated.schedule.principal, simulated.owed.costs
    row.contract_interest = simulated.schedule.contract_interest
    row.default_interest, row.waived = simulated.schedule.default_interest, simulated.waived
    row.deed_paper = papers.deed(row, held, simulated, signers, by=by, on=on)
    row.save()
    return row


@transaction.atomic
def sign(
    *, restructuring: Restructuring, signer: int, signed_on: date, by: Any, on: date, file: Any = None
) -> Restructuring:
    """Record that a debtor signed the memorandum on a day; with the last of them the new schedule is in force.

    Before the first signature what is owed is asked once more: where a payment was found since, the memorandum is
    prepared anew. After it what was signed stays (A-14).

    :param signer: the key of the line.
    :param file: an upload of the signed paper.
    :raises BalancesMoved, NotASigner, NotThatDay: as the names say.
    :raises stated.NoSigner, stated.AllBarred: on that day her signature is none, or revives nothing.
    :raises loans.services.changes.SamePerson: the one who records the last signature also recorded the resolution.
    :raises rules.machines.StepNotOpen: there is no memorandum to sign.
    Source: R-RSTR-09, R-ACK-02, A-14, A-15.
    """
    held, row = hold(restructuring)
    MACHINE.edge(row.state, Move.COMPLETE)
    lines = _lines(row)
    line = next((one for one in lines if one.pk == signer), None)
    if line is None or not line.waits:
        raise NotASigner(_("ผู้ลงนามนี้ไม่อยู่ในบันทึกข้อตกลง หรือบันทึกการลงนามแล้ว"))
    require_day(signed_on, since=row.agreed_on, on=on)
    limits = signer_limits(held, standing=standing(contract=held, as_of=signed_on), on=signed_on)
    limit = next(one for one in limits if one.party.pk == line.party_id)
    limit.check(signed_on=signed_on)
    if not any(one.signed_on for one in lines):
        _require_same_balances(held, row)
    line.signed_on, line.recorded_by, line.recorded_on, line.recorded_at = signed_on, by, on, timezone.now()
    line.last_day_before = limit.barred_after
    line.file = keep_file(upload=file, by=by) if file else None
    line.save()
    if not any(one.waits for one in lines):
        _put_in_force(held, row, by=by, on=on)
    return row


@transaction.atomic
def drop_unable(*, restructuring: Restructuring, by: Any, on: date) -> Restructuring:
    """Let those fall away who cannot sign any more after others did, each with the reason, which stays.

    Where all that are left have signed the new schedule is in force; of who fell away the debt is barred as it was.
    A signature that she gave while she could is recorded before.

    :raises NotASigner: nobody signed yet, so that the memorandum is prepared anew; or whoever has not signed still can.
    :raises loans.services.changes.SamePerson: it comes into force, and the same person recorded the resolution.
    :raises rules.machines.StepNotOpen: there is no memorandum to sign.
    Source: R-RSTR-09, R-ACK-02, A-14, A-15.
    """
    held, row = hold(restructuring)
    MACHINE.edge(row.state, Move.COMPLETE)
    lines = _lines(row)
    if not any(line.signed_on for line in lines):
        raise NotASigner(_("ยังไม่มีผู้ลงนาม ให้จัดทำบันทึกข้อตกลงใหม่โดยไม่มีผู้ที่ลงนามไม่ได้"))
    why = {limit.party.pk: refused for limit, refused in selectors.signers_of(held, on=on).cannot}
    gone = [line for line in lines if line.waits and line.party_id in why]
    if not gone:
        raise NotASigner(_("ผู้ที่ยังไม่ลงนามทุกคนยังลงนามได้"))
    for line in gone:
        line.dropped_on, line.dropped_by = on, by
        with override("th"):  # kept with the line
            line.dropped_reason = str(why[line.party_id])[:500]
        line.save()
    if not any(line.waits for line in lines):
        _put_in_force(held, row, by=by, on=on)
    return row


def _lines(row: Restructuring) -> list[RestructuringSigner]:
    """The lines of the memorandum, held, without those whose signature was taken back."""
    lines = row.signers.select_for_update(of=("self",)).select_related("party").prefetch_related("voids")
    return [line for line in lines if not line.is_voided]


def _put_in_force(held: Contract, row: Restructuring, *, by: Any, on: date) -> None:
    """Everybody signed: the waiver of the resolution, the new schedule and the replay, in this order on one day."""
    about = f"บันทึกข้อตกลงปรับโครงสร้างหนี้เลขที่ {row.label}"  # stays Thai: kept with the contract
    if row.waived:
        row.waiver = record_event(
            contract=held,
            kind=ContractChange.Kind.WAIVED,
            effective_on=row.agreed_on,
            amount=row.waived,
            reason=about,
            decision_number=row.decision_number,
            by=by,
            approved_by=row.decided_by,
            on=on,
        )
    lines = list(row.lines.all())
    plan = selectors.plan_kept(row, agreed_on=row.agreed_on)
    row.event = record_restructuring(
        contract=held,
        agreed_on=row.agreed_on,
        instalments=[_instalment(line) for line in lines],
        frozen=[(line.frozen_interest, line.frozen_default_interest) for line in lines],
        reason=about,
        decision_number=row.decision_number,
        by=by,
        approved_by=row.decided_by,
        on=on,
        default_rate=plan.rate_after,
        holiday_from=plan.holiday_from if plan.holiday_months else None,
        holiday_until=plan.holiday_until,
    )
    row.state, row.in_force_on = MACHINE.edge(row.state, Move.COMPLETE).to, on
    row.save()
    replace_acknowledgements(contract=held, reason=about, on=on)
    events.replay(held, by=by, on=on)


def _require_same_balances(held: Contract, row: Restructuring) -> None:
    now = _worked_out(held, row, row.agreed_on)
    was = (row.principal, row.contract_interest, row.default_interest, row.waived)
    schedule = now.schedule
    if was != (schedule.principal, schedule.contract_interest, schedule.default_interest, now.waived):
        raise BalancesMoved(_("ยอดหนี้ ณ วันทำบันทึกข้อตกลงเปลี่ยนไปจากที่พิมพ์ไว้ ให้จัดทำบันทึกข้อตกลงใหม่ก่อนลงนาม"))


def _line(row: Restructuring, line: Instalment, simulated: Simulated) -> RestructuringLine:
    kept = simulated.schedule.frozen_of(line.number)
    return RestructuringLine(
        restructuring=row,
        number=line.number,
        nominal_due_on=line.nominal_due_on,
        effective_due_on=line.effective_due_on,
        days=line.days,
        opening_principal=line.opening_principal,
        principal=line.principal,
        interest=line.interest,
        frozen_interest=kept.contract_interest,
        frozen_default_interest=kept.default_interest,
    )


def _instalment(line: RestructuringLine) -> Instalment:
    return Instalment(
        number=line.number,
        nominal_due_on=line.nominal_due_on,
        effective_due_on=line.effective_due_on,
        days=line.days,
        opening_principal=line.opening_principal,
        principal=line.principal,
        interest=line.interest,
        total=line.principal + line.interest,
    )


def _worked_out(held: Contract, row: Restructuring, agreed_on: date) -> Simulated:
    return checked(held, selectors.plan_kept(row, agreed_on=agreed_on), exception_reason=row.exception_reason)
