"""Signings that were annulled before the money left, as they had been recorded."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loans.models.contracts import Contract
from loans.models.papers import AttachedFile


class AnnulledSigning(models.Model):
    """A signing that counts no more: when it was, who recorded it, what was ticked, on which paper, and why it went.

    The paper of that number is withdrawn, and so is every scan of a signed contract up to ``last_file``. Append-only.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="annulled_signings", verbose_name=_("สัญญา"))
    signed_on = models.DateField(_("วันที่ลงนาม"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("ผู้บันทึกลงนาม")
    )
    checks = models.JSONField(_("รายการที่ตรวจ"), default=list)
    paper_number = models.CharField(_("เลขที่ฉบับเตรียมลงนาม"), max_length=100, blank=True)
    last_file = models.ForeignKey(
        AttachedFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ไฟล์แนบล่าสุดขณะนั้น")
    )
    reason = models.CharField(_("เหตุผลที่เพิกถอนการลงนาม"), max_length=300)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้เพิกถอนการลงนาม")
    )
    annulled_on = models.DateField(_("เพิกถอนวันที่"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การลงนามที่เพิกถอน")
        verbose_name_plural = _("การลงนามที่เพิกถอน")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="annulled_signing_says_why", condition=~Q(reason=""))]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.signed_on}"
