"""Weekly plans of visits: who visits whom on which day."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province
from areas.scope import AreaQuerySet
from debt_followup.models.cases import DebtCase
from debt_followup.models.teams import TeamMember


class WeekPlanQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class WeekPlan(models.Model):
    """The plan of one amphoe for one week, made once; its visits are added and taken out until they are made."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    week_on = models.DateField(_("สัปดาห์ที่เริ่มวันจันทร์ที่"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้วางแผน"))
    made_on = models.DateField(_("วางแผนวันที่"))

    objects = WeekPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("แผนติดตามหนี้ประจำสัปดาห์")
        verbose_name_plural = _("แผนติดตามหนี้ประจำสัปดาห์")
        constraints = [
            models.UniqueConstraint(fields=["amphoe", "week_on"], name="one_plan_a_week"),
            models.CheckConstraint(name="week_begins_on_monday", condition=Q(week_on__iso_week_day=1)),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.amphoe_id} {self.week_on}"


class PlannedVisitQuerySet(AreaQuerySet):
    area_fields = {"province": "case__province", "amphoe": "case__amphoe", "tambon": "case__tambon"}


class PlannedVisit(models.Model):
    """One visit of a week's plan: the case, the day, who goes, and who of the network was asked to help."""

    plan = models.ForeignKey(WeekPlan, models.PROTECT, related_name="visits", verbose_name=_("แผน"))
    case = models.ForeignKey(DebtCase, models.PROTECT, related_name="planned", verbose_name=_("เรื่อง"))
    on = models.DateField(_("วันที่"))
    visitor = models.ForeignKey(TeamMember, models.PROTECT, related_name="planned", verbose_name=_("ผู้ลงพื้นที่"))
    helper = models.ForeignKey(
        TeamMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เครือข่ายที่ขอให้ช่วย")
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้วางแผน")
    )

    objects = PlannedVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("การเยี่ยมตามแผน")
        verbose_name_plural = _("การเยี่ยมตามแผน")
        indexes = [models.Index(fields=["on", "visitor"], name="planned_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["case", "on"], name="planned_once_a_day"),
            models.CheckConstraint(
                name="helper_is_another", condition=Q(helper__isnull=True) | ~Q(helper=F("visitor"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="planned_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"
