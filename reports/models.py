"""What this room keeps: the monthly packs, their workbooks, whether they were sent; the daily figures of a province."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from areas.scope import AreaQuerySet
from documents.models import Document
from jobs.models import JobRun


class ProvinceQuerySet(AreaQuerySet):
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
    sent_to = models.CharField(_("ผู้รับ"), max_length=200, blank=True, default="")
    sent_reference = models.CharField(_("เลขที่ส่งหรือเลขทะเบียนรับ"), max_length=60, blank=True, default="")

    objects = ProvinceQuerySet.as_manager()

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


class PackWorkbook(models.Model):
    """The workbook of a pack: the lists that are too long for paper, as they stood when the pack was made."""

    pack = models.OneToOneField(MonthlyPack, models.PROTECT, related_name="workbook", primary_key=True)
    xlsx = models.BinaryField()
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)

    class Meta:
        verbose_name = _("สมุดงานของชุดรายงาน")
        verbose_name_plural = _("สมุดงานของชุดรายงาน")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.pack_id}.xlsx"


class ProvinceFigures(models.Model):
    """The loans, the money and the reports of one province at the end of a day, counted once by the daily run.

    Whatever is shown of many provinces is read from these rows, never added up from contracts on a view. Baht.
    ``due_in_year`` and ``received_of_due`` are the two halves of KPI 1.1: what fell due in the fiscal year up to the
    day, and what of it was received. ``ageing`` holds per class of arrears: contracts, unpaid principal, what is late.
    """

    as_of = models.DateField(_("ณ วันที่"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    contracts = models.PositiveIntegerField(_("สัญญาที่กำลังผ่อน"))
    lent = models.DecimalField(_("เงินต้นที่โอนแล้ว"), max_digits=16, decimal_places=2)
    principal_received = models.DecimalField(_("เงินต้นที่ได้รับคืน"), max_digits=16, decimal_places=2)
    outstanding = models.DecimalField(_("เงินต้นคงเหลือ"), max_digits=16, decimal_places=2)
    due_in_year = models.DecimalField(_("ถึงกำหนดในปีงบประมาณ"), max_digits=16, decimal_places=2)
    received_of_due = models.DecimalField(_("ได้รับจากที่ถึงกำหนด"), max_digits=16, decimal_places=2)
    received_in_month = models.DecimalField(_("รับชำระเดือนนี้"), max_digits=16, decimal_places=2)
    contracts_behind = models.PositiveIntegerField(_("สัญญาที่ค้างชำระ"))
    arrears = models.DecimalField(_("ค้างชำระ"), max_digits=16, decimal_places=2)
    ageing = models.JSONField(_("อายุหนี้ค้าง"), default=dict, blank=True)
    treasury_deposit = models.DecimalField(_("เงินฝากคลัง"), max_digits=16, decimal_places=2)
    bank = models.DecimalField(_("เงินฝากธนาคาร"), max_digits=16, decimal_places=2)
    suspense = models.DecimalField(_("เงินรับรอตรวจสอบ"), max_digits=16, decimal_places=2)
    lines_waiting = models.PositiveIntegerField(_("รายการธนาคารที่รอ"))
    months_open = models.PositiveSmallIntegerField(_("เดือนที่ยังไม่ปิด"))
    last_sent_month = models.DateField(_("ชุดรายงานล่าสุดที่ส่ง"), null=True, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ตัวเลขของจังหวัด")
        verbose_name_plural = _("ตัวเลขของจังหวัด")
        ordering = ["-as_of", "province"]
        constraints = [models.UniqueConstraint(fields=["as_of", "province"], name="province_figures_once_a_day")]

    def __str__(self) -> str:
        return f"{self.as_of} {self.province_id}"
