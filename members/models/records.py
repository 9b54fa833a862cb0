"""What was done to records of the register: addresses left, records merged, files imported. Append-only."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province, Tambon
from areas.scope import AreaQuerySet
from members.models.members import Member


def _append_only() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class FormerAddress(models.Model):
    """Where a member lived before, from one day to another; the present address stands on the member herself."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="former_addresses", verbose_name=_("สมาชิก"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    address = models.CharField(_("บ้านเลขที่ หมู่ ถนน"), max_length=200)
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    until_on = models.DateField(_("ถึงวันที่"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("ผู้บันทึก")
    )
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("ที่อยู่เดิม")
        verbose_name_plural = _("ที่อยู่เดิม")
        ordering = ["-until_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="address_was_left_after_it_began", condition=Q(until_on__gte=F("from_on"))),
        ]
        triggers = _append_only()

    def __str__(self) -> str:
        return f"{self.address} {self.tambon}"


class MemberMerge(models.Model):
    """Two records found to be one person: the absorbed one stays readable and points at the one that is kept."""

    kept = models.ForeignKey(Member, models.PROTECT, related_name="merges", verbose_name=_("ระเบียนที่ใช้ต่อ"))
    absorbed = models.OneToOneField(Member, models.PROTECT, related_name="merge", verbose_name=_("ระเบียนที่รวมเข้า"))
    reason = models.CharField(_("เหตุผล"), max_length=300)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้รวม"))
    merged_on = models.DateField(_("วันที่รวม"))
    merged_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การรวมระเบียน")
        verbose_name_plural = _("การรวมระเบียน")
        constraints = [
            models.CheckConstraint(name="merge_is_of_two", condition=~Q(kept=F("absorbed"))),
            models.CheckConstraint(name="merge_has_reason", condition=~Q(reason="")),
        ]
        triggers = _append_only()

    def __str__(self) -> str:
        return f"{self.absorbed_id} > {self.kept_id}"


class MemberImport(models.Model):
    """One file of members taken in: one event of the history with its hash, not one for each row."""

    class State(models.TextChoices):
        STAGING = "STAGING", _("กำลังตรวจ")
        CHECKED = "CHECKED", _("ตรวจแล้ว รอยืนยัน")
        LOADING = "LOADING", _("กำลังบันทึก")
        DONE = "DONE", _("บันทึกแล้ว")
        REFUSED = "REFUSED", _("ไม่รับทั้งไฟล์")

    name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, verbose_name=_("จังหวัด"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.STAGING)
    rows = models.PositiveIntegerField(_("จำนวนแถว"), default=0)
    loaded = models.PositiveIntegerField(_("บันทึกแล้ว"), default=0)
    refused = models.PositiveIntegerField(_("ไม่รับ"), default=0)
    refused_file = models.BinaryField(_("แถวที่ไม่รับ"), null=True, blank=True)
    sentence = models.CharField(_("เหตุผล"), max_length=500, blank=True)
    # where a load of millions stands, so that a killed one goes on: see members.imports.bulk
    cursor = models.JSONField(_("ตำแหน่ง"), default=dict, blank=True)
    content = models.BinaryField(_("ไฟล์"), null=True, blank=True, help_text=_("เก็บไว้จนยืนยันเท่านั้น"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("ผู้นำเข้า")
    )
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), auto_now_add=True)
    done_at = models.DateTimeField(_("เสร็จเมื่อ"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("การนำเข้าสมาชิก")
        verbose_name_plural = _("การนำเข้าสมาชิก")
        constraints = [
            # The same file is taken in once; a refused one may come again after it was mended.
            models.UniqueConstraint(
                fields=["sha256"], name="member_file_once", condition=Q(state__in=["LOADING", "DONE"])
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
