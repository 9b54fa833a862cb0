"""Receipts on their way to the members: the bundle for an amphoe, and who received each of them when (R-REPAY-14)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province
from areas.scope import AreaQuerySet
from documents.models import Document

from .receipts import Receipt


class BundleQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class ReceiptBundle(models.Model):
    """The receipts of an amphoe that were put together to be handed out: numbered, with one PDF of all of them."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    number = models.PositiveIntegerField(_("เลขที่ชุด"))
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้จัดชุด"))
    made_on = models.DateField(_("วันที่จัดชุด"))
    made_at = models.DateTimeField(_("จัดชุดเมื่อ"), auto_now_add=True)
    paper = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ไฟล์ใบเสร็จทั้งชุด")
    )

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("ชุดใบเสร็จ")
        verbose_name_plural = _("ชุดใบเสร็จ")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["province", "year_be", "number"], name="bundle_number_once")]
        indexes = [models.Index(fields=["amphoe", "-id"], name="bundle_by_amphoe")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="paper_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__paper__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year_be}"


class BundledReceipt(models.Model):
    """One receipt of a bundle, in the order of its pages; a receipt is in one bundle at most."""

    bundle = models.ForeignKey(ReceiptBundle, models.PROTECT, related_name="items", verbose_name=_("ชุดใบเสร็จ"))
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="bundled", verbose_name=_("ใบเสร็จ"))
    position = models.PositiveSmallIntegerField(_("ลำดับ"))

    class Meta:
        verbose_name = _("ใบเสร็จในชุด")
        verbose_name_plural = _("ใบเสร็จในชุด")
        ordering = ["bundle", "position"]
        constraints = [models.UniqueConstraint(fields=["bundle", "position"], name="bundle_position_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.receipt_id}"


class HandOut(models.Model):
    """One step of a receipt's way: province to amphoe, amphoe to tambon group, and to the member. Append-only."""

    class Step(models.TextChoices):
        AMPHOE = "AMPHOE", _("ส่งให้ อกส.อ.")
        TAMBON = "TAMBON", _("ส่งให้คณะทำงานขับเคลื่อนฯ ตำบล/อาสาสมัคร")
        MEMBER = "MEMBER", _("ส่งถึงสมาชิก")

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="hand_outs", verbose_name=_("ใบเสร็จ"))
    step = models.CharField(_("ขั้น"), max_length=6, choices=Step.choices)
    given_on = models.DateField(_("วันที่ส่งมอบ"))
    recipient = models.CharField(_("ผู้รับ"), max_length=150)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การส่งมอบใบเสร็จ")
        verbose_name_plural = _("การส่งมอบใบเสร็จ")
        ordering = ["receipt", "given_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "step"], name="receipt_handed_out_once_a_step"),
            models.CheckConstraint(name="hand_out_has_recipient", condition=~Q(recipient="")),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.step} {self.given_on}"
