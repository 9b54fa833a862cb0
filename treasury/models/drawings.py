"""A drawing that a person typed, and that two persons take back."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import ProvinceQuerySet
from .ledger import JournalEntry


class DrawingUndo(models.Model):
    """A request to take a typed drawing back, and what was drawn instead of it; another person decides.

    ``instead`` is 0 where the paper drew nothing at all. A refused request stays and lets another be made.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("ขอกลับรายการ รออนุมัติ")
        UNDONE = "UNDONE", _("กลับรายการแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติ")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("จังหวัด"))
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="undos", verbose_name=_("รายการบัญชี"))
    instead = models.DecimalField(_("จำนวนเงินที่ถูกต้อง"), max_digits=16, decimal_places=2, default=0)
    reason = models.CharField(_("เหตุผลที่ขอกลับรายการ"), max_length=300)
    state = models.CharField(_("สถานะ"), max_length=7, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ขอกลับรายการ")
    )
    asked_on = models.DateField(_("วันที่ขอกลับรายการ"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้พิจารณา")
    )
    decided_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("คำขอกลับรายการเบิก")
        verbose_name_plural = _("คำขอกลับรายการเบิก")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], name="drawing_undo_once", condition=Q(state__in=["ASKED", "UNDONE"])
            ),
            models.CheckConstraint(
                name="drawing_undo_by_another",
                condition=Q(state="ASKED", decided_by__isnull=True, decided_on__isnull=True)
                | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(state="ASKED"))
                & ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(name="drawing_undo_has_reason", condition=~Q(reason="") & Q(instead__gte=0)),
        ]
        indexes = [models.Index(fields=["province"], name="drawing_undo_waits", condition=Q(state="ASKED"))]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="ASKED")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.get_state_display()}"
