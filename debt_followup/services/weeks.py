"""Commands of the weekly plan: visits put in and taken out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from areas.models import Amphoe
from debt_followup.models import DebtCase, PlannedVisit, TeamMember, WeekPlan
from debt_followup.rules.cases import CaseState
from debt_followup.rules.weeks import PlanRefused, check_planned
from thai.refusals import sentence as _

__all__ = ["PlanRefused", "drop_visit", "plan_visits"]
MOST = 60  # visits of one day that one person could be sent to


@transaction.atomic
def plan_visits(
    *,
    amphoe: Amphoe,
    week_on: date,
    day: date,
    cases: Sequence[DebtCase],
    visitor: TeamMember,
    by: Any,
    on: date,
    helper: TeamMember | None = None,
) -> list[PlannedVisit]:
    """Plan who visits whom on a day; the first visits of a week make the plan of the amphoe. Twice plans once.

    :raises PlanRefused: nobody chosen, a day that cannot be, a closed case or one of another amphoe, somebody who is
        not in a team of the area on that day, or the case is planned on that day for somebody else.
    Source: R-DEBT-10, R-DEBT-12, DL-27.
    """
    check_planned(week_on=week_on, day=day, on=on)
    if not cases:
        raise PlanRefused(_("ยังไม่ได้เลือกลูกหนี้ที่จะเยี่ยม"))
    for member in [visitor, *([helper] if helper else [])]:
        _serves(member, amphoe=amphoe, day=day)
    if helper is not None and helper.pk == visitor.pk:
        raise PlanRefused(_("ผู้ลงพื้นที่และเครือข่ายที่ขอให้ช่วยต้องเป็นคนละคน"))
    keys = sorted({case.pk for case in cases})
    held = list(DebtCase.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    for case in held:
        if case.amphoe_id != amphoe.pk:
            raise PlanRefused(_("เลือกได้เฉพาะลูกหนี้ของ%(amphoe)s"), amphoe=amphoe.label)
        if case.state == CaseState.CLOSED:
            raise PlanRefused(_("มีเรื่องที่ปิดแล้วอยู่ในรายการที่เลือก ให้เปิดหน้าใหม่"))
    plan, _new = WeekPlan.objects.get_or_create(
        amphoe=amphoe, week_on=week_on, defaults={"province_id": amphoe.province_id, "made_by": by, "made_on": on}
    )
    there = {row.case_id: row for row in PlannedVisit.objects.filter(case__in=keys, on=day).select_related("visitor")}
    if other := next((row for row in there.values() if row.visitor_id != visitor.pk), None):
        raise PlanRefused(_("ลูกหนี้รายหนึ่งมีแผนเยี่ยมวันนี้โดย %(name)s แล้ว"), name=other.visitor.name)
    if PlannedVisit.objects.filter(visitor=visitor, on=day).count() + len(held) - len(there) > MOST:
        raise PlanRefused(_("หนึ่งคนเยี่ยมได้ไม่เกิน %(most)s รายต่อวัน"), most=MOST)
    PlannedVisit.objects.bulk_create(
        PlannedVisit(plan=plan, case=case, on=day, visitor=visitor, helper=helper, planned_by=by)
        for case in held
        if case.pk not in there
    )
    return list(PlannedVisit.objects.filter(case__in=keys, on=day).order_by("pk"))


@transaction.atomic
def drop_visit(*, visit: PlannedVisit) -> None:
    """Take a visit out of the plan that was not made.

    :raises PlanRefused: it was made, or is out already.
    """
    held = PlannedVisit.objects.select_for_update(of=("self",)).filter(pk=visit.pk).first()
    if held is None:
        raise PlanRefused(_("รายการนี้ถูกนำออกจากแผนแล้ว"))
    if hasattr(held, "contact"):
        raise PlanRefused(_("การเยี่ยมนี้บันทึกผลแล้ว นำออกจากแผนไม่ได้"))
    held.delete()


def _serves(member: TeamMember, *, amphoe: Amphoe, day: date) -> None:
    of_area = Q(team__amphoe=amphoe) | Q(team__amphoe__isnull=True, team__province=amphoe.province_id)
    serving = TeamMember.objects.filter(of_area, pk=member.pk, from_on__lte=day)
    if not serving.filter(Q(until_on__isnull=True) | Q(until_on__gte=day)).exists():
        raise PlanRefused(_("%(name)s ไม่อยู่ในทีมของพื้นที่นี้ในวันที่เลือก"), name=member.name)
