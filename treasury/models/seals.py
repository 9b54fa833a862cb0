"""What auditors rely on: the daily seal over a province's entries."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import ProvinceQuerySet


class LedgerSeal(models.Model):
    """A link of a province's chain: the hash over the seal before it and over every entry written since.

    The entries are those after ``after_entry`` up to ``last_entry``, in the order in which they were written. Who
    changes one of them afterwards, by whatever means, breaks this seal and every later one. Append-only.
    """

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    sequence = models.PositiveIntegerField(_("ลำดับ"))
    day = models.DateField(_("วันที่"))
    after_entry = models.BigIntegerField(_("หลังรายการที่"))
    last_entry = models.BigIntegerField(_("ถึงรายการที่"))
    count = models.PositiveIntegerField(_("จำนวนรายการ"))
    debit = models.DecimalField(_("รวมเดบิต"), max_digits=18, decimal_places=2)
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)
    created_at = models.DateTimeField(_("ผนึกเมื่อ"), auto_now_add=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผนึกบัญชีประจำวัน")
        verbose_name_plural = _("ผนึกบัญชีประจำวัน")
        ordering = ["province", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["province", "sequence"], name="seal_once"),
            models.UniqueConstraint(fields=["province", "after_entry"], name="seal_leaves_no_gap"),
            models.CheckConstraint(
                name="seal_holds_entries", condition=Q(count__gt=0, last_entry__gt=F("after_entry"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.province_id} {self.sequence} {self.sha256[:12]}"
