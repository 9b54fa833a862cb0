"""Files that people hand in: judged by their content, kept outside the web root under their hash."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One file as it was kept: a PDF as it came, a picture drawn anew without its hidden data.

    The bytes lie in ``settings.MEDIA_ROOT`` under their own hash, so the same content is kept once. A file has no area
    and no address of its own: the record that it belongs to decides who may see it, and serves it. Append-only.
    """

    class Kind(models.TextChoices):
        PDF = "PDF", "PDF"
        JPEG = "JPEG", "JPEG"
        PNG = "PNG", "PNG"

    name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    kind = models.CharField(_("ชนิด"), max_length=5, choices=Kind.choices)
    size = models.PositiveIntegerField(_("ขนาด (ไบต์)"))
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)
    original_sha256 = models.CharField(_("ค่าแฮชของไฟล์ที่ส่งมา"), max_length=64)
    pages = models.PositiveIntegerField(_("จำนวนหน้า"), default=1)
    width = models.PositiveIntegerField(_("กว้าง (จุด)"), null=True, blank=True)
    height = models.PositiveIntegerField(_("สูง (จุด)"), null=True, blank=True)
    thumbnail = models.BinaryField(_("ภาพย่อ"), null=True, blank=True)
    scanned_with = models.CharField(_("ตรวจไวรัสด้วย"), max_length=100, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้แนบ"))
    kept_at = models.DateTimeField(_("แนบเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("ไฟล์ที่แนบ")
        verbose_name_plural = _("ไฟล์ที่แนบ")
        indexes = [models.Index(fields=["sha256"], name="stored_file_by_hash")]
        constraints = [models.CheckConstraint(name="stored_file_is_not_empty", condition=Q(size__gt=0))]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind != self.Kind.PDF
