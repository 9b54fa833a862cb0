"""Lines of the bank that may be one and the same payment, and what a person said."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bank import BankLine


class PossibleRepeat(models.Model):
    """A line that may be another one which came by another kind of file; decided once, with a reason."""

    line = models.OneToOneField(
        BankLine, models.PROTECT, primary_key=True, related_name="repeat", verbose_name=_("รายการธนาคาร")
    )
    other = models.ForeignKey(
        BankLine, models.PROTECT, related_name="perhaps_repeated_by", verbose_name=_("รายการที่มีอยู่ก่อน")
    )
    is_same = models.BooleanField(_("เป็นรายการเดียวกัน"), null=True, blank=True)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ตัดสิน")
    )
    decided_on = models.DateField(_("วันที่ตัดสิน"), null=True, blank=True)

    class Meta:
        verbose_name = _("รายการที่อาจซ้ำ")
        verbose_name_plural = _("รายการที่อาจซ้ำ")
        constraints = [
            models.CheckConstraint(
                name="repeat_is_decided_by_somebody_with_a_reason",
                condition=Q(is_same__isnull=True)
                | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__is_same__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} = {self.other_id}?"
