"""A changed work plan after the money came: asked for by the amphoe, decided by อกส.จ."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from areas.models import User
from projects.models import Meeting, PlanChange, Proposal
from projects.models.meetings import Organ
from projects.rules import (
    AlreadyDecided,
    ChangeWaits,
    NotWaiting,
    OwnApproval,
    PlanFixed,
    PlannedLine,
    PlannedStep,
    ReasonMissing,
    State,
    check_plan_change,
    check_reason,
)
from projects.selectors.plans import CHANGEABLE, as_content, committee_of, plan_in_force
from projects.services.pipeline import lock
from thai.refusals import sentence as _


def ask_plan_change(
    *,
    proposal: Proposal,
    plan: Sequence[PlannedStep],
    budget: Sequence[PlannedLine],
    reason: str,
    by: User,
    on: date,
) -> PlanChange:
    """Ask อกส.จ. for a changed work plan of a project that has its money; one waits at a time.

    :param budget: asks for the approved amount or less; may be empty where the approved plan has no budget.
    :raises PlanFixed: the money has not come, or the project is closed or cancelled.
    :raises ChangeWaits: the last change is not decided yet, so a form sent twice asks once.
    :raises Refusal: see ``projects.rules.check_plan_change``.
    Source: R-PROJ-21.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        if State(row.state) not in CHANGEABLE:
            raise PlanFixed(_("ขอแก้ไขแผนงานได้เมื่อได้รับเงินแล้วและโครงการยังไม่ปิดเท่านั้น"))
        if PlanChange.objects.filter(proposal=row, outcome="").exists():
            raise ChangeWaits(_("มีคำขอแก้ไขแผนงานที่รอมติ %(organ)s อยู่แล้ว"), organ=committee_of(row))
        check_plan_change(plan=plan, budget=budget, before=plan_in_force(row), approved=row.amount, reason=reason)
        last = PlanChange.objects.filter(proposal=row).aggregate(last=Max("number"))["last"] or 0
        return PlanChange.objects.create(
            proposal=row,
            number=last + 1,
            content=as_content((plan, budget)),
            reason=reason.strip(),
            asked_by=by,
            asked_on=on,
        )


def decide_plan_change(
    *,
    change: PlanChange,
    outcome: str,
    reason: str = "",
    meeting: Meeting | None = None,
    decided_on: date | None = None,
    by: User,
    on: date,
) -> PlanChange:
    """Record what อกส.จ. resolved about a changed work plan; from then on the approved plan is the one in force.

    :param outcome: PASSED or NOT_PASSED; the latter needs a reason.
    :param meeting: the meeting that resolved it, whose day is then the day of the decision; None where it was resolved
        beside a meeting, with its reason.
    :raises AlreadyDecided: somebody decided it a moment ago.
    :raises OwnApproval: who asked for it does not decide it.
    :raises ReasonMissing: refused, or resolved beside a meeting, without a reason.
    :raises PlanFixed: the project was closed or cancelled meanwhile.
    :raises NotWaiting: a meeting of another committee or province, or of another day than these.
    Source: R-PROJ-21.
    """
    with transaction.atomic():
        (row,) = lock(pks=[change.proposal_id])
        waiting = PlanChange.objects.select_for_update().get(pk=change.pk)
        if waiting.outcome:
            raise AlreadyDecided(
                _("คำขอแก้ไขแผนงานครั้งที่ %(number)s มีมติแล้วเมื่อ %(on)s"),
                number=waiting.number,
                on=waiting.decided_on,
            )
        if waiting.asked_by_id == by.pk:
            raise OwnApproval(_("ผู้บันทึกคำขอแก้ไขแผนงานบันทึกมติของคำขอตนเองไม่ได้"))
        passed = outcome == PlanChange.Outcome.PASSED
        check_reason(passed=passed, reason=reason)
        if meeting is None and not reason.strip():
            raise ReasonMissing(_("มติที่ไม่ได้มาจากการประชุมในระบบต้องระบุเหตุผลหรือที่มาของมติ"))
        if State(row.state) not in CHANGEABLE:
            raise PlanFixed(_("โครงการปิดหรือยกเลิกแล้ว จึงแก้ไขแผนงานไม่ได้"))
        day = meeting.held_on if meeting is not None else (decided_on or on)
        if meeting is not None and (
            meeting.organ != Organ.SUBCOMMITTEE or meeting.province_id != row.province_id or meeting.held_on > on
        ):
            raise NotWaiting(_("เลือกการประชุม %(organ)s ของจังหวัดนี้ที่ประชุมแล้ว"), organ=committee_of(row))
        if not waiting.asked_on <= day <= on:
            raise NotWaiting(_("วันที่มีมติต้องอยู่ระหว่างวันที่ขอ %(first)s ถึง %(last)s"), first=waiting.asked_on, last=on)
        waiting.outcome = PlanChange.Outcome.PASSED if passed else PlanChange.Outcome.NOT_PASSED
        waiting.outcome_reason, waiting.meeting = reason.strip(), meeting
        waiting.decided_on, waiting.decided_by = day, by
        waiting.save(update_fields=["outcome", "outcome_reason", "meeting", "decided_on", "decided_by"])
    return waiting
