"""Commands of the amphoe's yearly plan of following up: what is planned, and what came of it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from areas.models import Amphoe, Tambon, User
from projects.models import FollowUpVisit, Proposal
from projects.rules import FieldMissing
from projects.rules import progress as rules
from thai.dates import fiscal_year_bounds
from thai.refusals import Refusal
from thai.refusals import sentence as _


class VisitDone(Refusal):
    """The result of the visit is recorded; it stays."""


class NotOfAmphoe(Refusal):
    """The plan of an amphoe is about its own tambon and projects."""


def plan_visits(
    *,
    amphoe: Amphoe,
    fiscal_year_be: int,
    phase: str,
    activity: str,
    planned_on: date,
    tambon: Tambon | None = None,
    proposals: Iterable[Proposal] = (),
    request_key: UUID,
    by: User,
) -> list[FollowUpVisit]:
    """Put a line into the plan, or one for each of several projects; the same form sent twice adds nothing more.

    :raises VisitDayWrong: the day is not in the fiscal year.
    :raises NotOfAmphoe: a tambon or project of another amphoe.
    Source: R-PROJ-22, R-FORM-12.
    """
    first_on, last_on = fiscal_year_bounds(fiscal_year_be)
    rules.check_visit_planned(planned_on=planned_on, first_on=first_on, last_on=last_on)
    if not activity.strip():
        raise FieldMissing(_("ยังไม่ได้กรอกกิจกรรมที่จะทำ"))
    chosen = list(proposals)
    if any(row.amphoe_id != amphoe.pk for row in chosen) or (tambon is not None and tambon.amphoe_id != amphoe.pk):
        raise NotOfAmphoe(_("เลือกได้เฉพาะตำบลและโครงการของอำเภอ%(amphoe)s"), amphoe=amphoe.name_th)
    planned = [(row, row.tambon_id, uuid5(request_key, str(row.pk))) for row in chosen]
    if not planned:
        planned = [(None, tambon.pk if tambon else None, request_key)]
    with transaction.atomic():
        FollowUpVisit.objects.bulk_create(
            [
                FollowUpVisit(
                    province_id=amphoe.province_id,
                    amphoe=amphoe,
                    fiscal_year_be=fiscal_year_be,
                    tambon_id=tambon_id,
                    proposal=proposal,
                    phase=FollowUpVisit.Phase(phase),
                    activity=activity.strip(),
                    planned_on=planned_on,
                    planned_by=by,
                    request_key=key,
                )
                for proposal, tambon_id, key in planned
            ],
            ignore_conflicts=True,
        )
    return list(FollowUpVisit.objects.filter(request_key__in=[key for *_row, key in planned]).order_by("pk"))


def record_result(*, visit: FollowUpVisit, done_on: date, result: str, by: User, on: date) -> FollowUpVisit:
    """Record what came of a visit; from then on it stays.

    :raises VisitDone: the result is there already.
    :raises VisitDayWrong: in the future, or long before the year of the plan.
    :raises projects.rules.FieldMissing: no result is written.
    Source: R-FORM-12.
    """
    if not result.strip():
        raise FieldMissing(_("ยังไม่ได้กรอกผลการติดตาม"))
    first_on, _last_on = fiscal_year_bounds(visit.fiscal_year_be)
    rules.check_visit_done(done_on=done_on, on=on, first_on=first_on)
    with transaction.atomic():
        row = _lock_planned(visit)
        row.done_on, row.result, row.done_by = done_on, result.strip(), by
        row.save(update_fields=["done_on", "result", "done_by"])
    return row


def drop_visit(*, visit: FollowUpVisit) -> None:
    """Take a line out of the plan that has no result yet.

    :raises VisitDone: it has one.
    """
    with transaction.atomic():
        _lock_planned(visit).delete()


def _lock_planned(visit: FollowUpVisit) -> FollowUpVisit:
    row = FollowUpVisit.objects.select_for_update().filter(pk=visit.pk).first()
    if row is None:
        raise VisitDone(_("รายการนี้ถูกนำออกจากแผนแล้ว"))
    if row.done_on is not None:
        raise VisitDone(_("บันทึกผลการติดตามรายการนี้แล้วเมื่อ %(on)s จึงแก้ไขไม่ได้"), on=row.done_on)
    return row
