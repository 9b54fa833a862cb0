"""The monthly treasury pack of a province: which run made it, and whether it was sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from areas.scope import AreaQuerySet
from documents.models import Document
from jobs.models import JobRun


class MonthlyPackQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": None, "tambon": None}


class MonthlyPack(models.Model):
    """One pack of one month (C-07); an unclosed month gives a draft that cannot be sent."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    month_on = models.DateField(_("เดือน"))
    run = models.OneToOneField(JobRun, models.PROTECT, verbose_name=_("งาน"))
    document = models.OneToOneField(Document, models.PROTECT, verbose_name=_("เอกสาร"))
    is_draft = models.BooleanField(_("ฉบับร่าง"))
    sent_on = models.DateField(_("วันที่ส่ง"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("ผู้ส่ง"))

    objects = MonthlyPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("ชุดรายงานประจำเดือน")
        verbose_name_plural = _("ชุดรายงานประจำเดือน")
        ordering = ["-month_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="draft_pack_is_not_sent", condition=models.Q(is_draft=False) | models.Q(sent_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.month_on:%Y-%m}"
