"""Policies: dated rows with a source, national or of one province."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .territory import Province


class Policy(models.Model):
    """One value of one policy from one date on. The newest row not later than the day counts, province before nation.

    ``value`` is typed JSON: ``{"number": "200000"}``, ``{"days": 15, "unit": "business"}``, ``{"rule": "same_month"}``,
    ``{"rule": "day_of_next_month", "day": 5}``, ``{"calendar": [10, 16, 25]}``, ``{"text": "INSTALMENT"}``,
    ``{"per": "2000", "cap": "10000"}``.
    """

    policy_no = models.CharField(_("เลขที่นโยบาย"), max_length=8)
    key = models.CharField(_("ชื่อ"), max_length=60)
    value = models.JSONField(_("ค่า"))
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="policies", verbose_name=_("จังหวัด")
    )
    effective_from = models.DateField(_("มีผลตั้งแต่"))
    source = models.CharField(_("ที่มา"), max_length=300)
    remark = models.TextField(_("หมายเหตุ"), blank=True)

    class Meta:
        verbose_name = _("นโยบาย")
        verbose_name_plural = _("นโยบาย")
        ordering = ["policy_no", "province_id", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "province", "effective_from"], name="policy_one_value_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(name="policy_has_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.policy_no} {self.key} ({self.province or _('ทั่วประเทศ')}) {self.effective_from}"
