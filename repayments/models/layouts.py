"""How a bank's table is to be read, as a person once told it; and the files that wait to be imported."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from jobs.models import JobRun
from treasury.models import BankAccount

from .bank import ProvinceQuerySet


class DateForm(models.TextChoices):
    """How a table writes its days; ``THAI`` takes both eras and tells them apart by the year."""

    THAI = "THAI", _("วัน/เดือน/ปี (พ.ศ. หรือ ค.ศ.)")
    YEAR_FIRST = "YEAR_FIRST", _("ปี-เดือน-วัน (ค.ศ.)")
    MONTH_FIRST = "MONTH_FIRST", _("เดือน/วัน/ปี (ค.ศ.)")
    EIGHT_DIGITS = "EIGHT_DIGITS", _("ววดดปปปป (ค.ศ.) ติดกันแปดหลัก")


@pghistory.track()
class BankLayout(models.Model):
    """The columns of one account's table (R-SYS-03): remembered by the headings of the file, and asked for once.

    ``columns`` says for each field of a line, such as ``amount``, the heading of the column that holds it.
    """

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="layouts", verbose_name=_("บัญชีรับเงิน"))
    name = models.CharField(_("ชื่อรูปแบบ"), max_length=100)
    signature = models.CharField(_("ลายหัวคอลัมน์"), max_length=64)
    headings = models.JSONField(_("หัวคอลัมน์ของไฟล์"), default=list)
    columns = models.JSONField(_("คอลัมน์ที่ใช้"), default=dict)
    date_form = models.CharField(_("รูปแบบวันที่"), max_length=12, choices=DateForm.choices, default=DateForm.THAI)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้กำหนด"))
    saved_at = models.DateTimeField(_("กำหนดเมื่อ"), auto_now=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("รูปแบบตารางของธนาคาร")
        verbose_name_plural = _("รูปแบบตารางของธนาคาร")
        ordering = ["province", "name"]
        constraints = [models.UniqueConstraint(fields=["account", "signature"], name="layout_once_an_account")]

    def __str__(self) -> str:
        return self.name


class BankUpload(models.Model):
    """A file that was handed in and waits for its columns to be named, for a yes, or for the worker that imports it."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("รอยืนยัน")
        IMPORTING = "IMPORTING", _("กำลังนำเข้า")
        IMPORTED = "IMPORTED", _("นำเข้าแล้ว")
        DROPPED = "DROPPED", _("ยกเลิก")

    name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)
    profile = models.CharField(_("รูปแบบ"), max_length=20)
    layout = models.ForeignKey(
        BankLayout, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รูปแบบตาราง")
    )
    state = models.CharField(_("สถานะ"), max_length=9, choices=State.choices, default=State.WAITING)
    run = models.ForeignKey(
        JobRun, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("งานเบื้องหลัง")
    )
    line_count = models.PositiveIntegerField(_("จำนวนรายการในไฟล์"), null=True, blank=True)
    # of a file that was read: whose accounts it holds, and whether any line was new then; known lines stay known
    provinces = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("จังหวัดในไฟล์"))
    was_new = models.BooleanField(_("มีรายการใหม่เมื่อนำส่ง"), null=True, blank=True)
    new_count = models.PositiveIntegerField(_("รายการใหม่"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้นำส่งไฟล์")
    )
    uploaded_on = models.DateField(_("วันที่นำส่งไฟล์"))
    uploaded_at = models.DateTimeField(_("นำส่งเมื่อ"), default=timezone.now)  # before it was read

    class Meta:
        verbose_name = _("ไฟล์ธนาคารที่รอนำเข้า")
        verbose_name_plural = _("ไฟล์ธนาคารที่รอนำเข้า")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["uploaded_by", "state"], name="upload_by_person")]
        constraints = [
            models.CheckConstraint(
                name="waiting_upload_has_content",
                condition=Q(state__in=["IMPORTED", "DROPPED"]) | Q(content__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settled_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["IMPORTED", "DROPPED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name
