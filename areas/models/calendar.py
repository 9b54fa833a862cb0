"""Holidays, and the business date of a demonstration."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .territory import Province


@pghistory.track()
class Holiday(models.Model):
    """A day on which government offices, banks or both are closed, in the nation or in one province (A-19)."""

    on = models.DateField(_("วันที่"))
    name_th = models.CharField(_("ชื่อ"), max_length=200)
    name_en = models.CharField(_("ชื่ออังกฤษ"), max_length=200, blank=True)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, verbose_name=_("จังหวัด"))
    closes_government = models.BooleanField(_("ราชการหยุด"), default=True)
    closes_banks = models.BooleanField(_("ธนาคารหยุด"), default=True)
    source = models.CharField(_("ที่มา"), max_length=200)

    class Meta:
        verbose_name = _("วันหยุด")
        verbose_name_plural = _("วันหยุด")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["on", "province", "name_th"], name="holiday_once", nulls_distinct=False),
            models.CheckConstraint(
                name="holiday_closes_something", condition=Q(closes_government=True) | Q(closes_banks=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name_th}"


class BusinessDate(models.Model):
    """The day that a demonstration or a test stands on: one row at most, never consulted in production."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    on = models.DateField(_("วันทำการของระบบ"))

    class Meta:
        verbose_name = _("วันทำการของการสาธิต")
        constraints = [models.CheckConstraint(name="business_date_single_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.on)
