"""How effective due dates followed the calendar: what each was, what it became, and for which holidays."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loans.models.contracts import Instalment


class DueDateMove(models.Model):
    """One move of the effective due date of an instalment, because a holiday came or went (A-09). Append-only.

    The nominal date stays for ever. So the schedule can be read as it was known at any moment.
    """

    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="moves", verbose_name=_("งวดชำระ"))
    was_on = models.DateField(_("เดิมครบกำหนดที่มีผล"))
    is_on = models.DateField(_("ครบกำหนดที่มีผล"))
    holidays = models.CharField(_("วันหยุด"), max_length=300, blank=True)
    moved_on = models.DateField(_("วันที่ปรับ"))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึก")
    )
    moved_at = models.DateTimeField(_("ปรับเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การเลื่อนวันครบกำหนดตามวันหยุด")
        verbose_name_plural = _("การเลื่อนวันครบกำหนดตามวันหยุด")
        indexes = [models.Index(fields=["moved_at"], name="due_date_move_by_time")]
        constraints = [models.CheckConstraint(name="due_date_moved", condition=~Q(was_on=F("is_on")))]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.instalment_id} {self.was_on} > {self.is_on}"
