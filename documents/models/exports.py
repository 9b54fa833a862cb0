"""Lists that are too long to wait for, written to a file by a worker for whoever asked for them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from jobs.models import JobRun


class Export(models.Model):
    """One list as a file: who asked for it and when, what it holds by which filter, and until when the file is kept.

    The file lies in ``settings.MEDIA_ROOT`` beside the handed-in ones (``documents.exports.shelf``); it is deleted
    after some days, the row stays and says that it was.
    """

    class Form(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    run = models.OneToOneField(JobRun, models.PROTECT, null=True, related_name="export", verbose_name=_("งานเบื้องหลัง"))
    source = models.CharField(_("ทะเบียน"), max_length=40)
    title = models.CharField(_("ชื่อทะเบียน"), max_length=200)
    words = models.CharField(_("ตัวกรอง"), max_length=300, blank=True)
    parameters = models.JSONField(_("ค่าที่กำหนด"), default=dict)
    form = models.CharField(_("ชนิดไฟล์"), max_length=4, choices=Form.choices)
    language = models.CharField(_("ภาษา"), max_length=2, default="th")
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, verbose_name=_("จังหวัด"))
    areas = models.JSONField(_("พื้นที่ที่มีสิทธิเมื่อขอ"), default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ขอ"))
    asked_on = models.DateField(_("วันที่ขอ"))
    asked_at = models.DateTimeField(_("ขอเมื่อ"), auto_now_add=True)
    name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    keep_until = models.DateField(_("เก็บไฟล์ถึงวันที่"))
    row_count = models.PositiveIntegerField(_("จำนวนแถว"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("ขนาด (ไบต์)"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("ลบไฟล์เมื่อ"), null=True, blank=True)

    class Meta:
        verbose_name = _("ไฟล์ส่งออก")
        verbose_name_plural = _("ไฟล์ส่งออก")
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="export_by_person"),
            models.Index(fields=["keep_until"], name="export_to_delete", condition=Q(deleted_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="written_export_is_whole",
                condition=Q(row_count__isnull=True, size__isnull=True) | Q(row_count__isnull=False, size__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether there is a file to be taken away."""
        return self.size is not None and self.deleted_at is None
