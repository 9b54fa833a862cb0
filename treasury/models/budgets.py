"""The three plans of a province's budget: what was allocated, drawn and returned, each line with its entry."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import ProvinceQuerySet
from .ledger import JournalEntry


class BudgetLine(models.Model):
    """One movement of a plan (R-BUD-01, R-BUD-02), written with the entry that books it; the reversal of that entry
    brings a line of the opposite amount. Append-only."""

    class Plan(models.TextChoices):
        ADMINISTRATION = "ADMINISTRATION", _("งบบริหาร")
        SUBSIDY = "SUBSIDY", _("งบอุดหนุน")
        REVOLVING = "REVOLVING", _("งบเงินทุนหมุนเวียน")

    class Kind(models.TextChoices):
        ALLOCATED = "ALLOCATED", _("ได้รับจัดสรร")
        DRAWN = "DRAWN", _("เบิก")
        RETURNED = "RETURNED", _("ส่งคืน")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    fiscal_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    plan = models.CharField(_("แผนงบประมาณ"), max_length=14, choices=Plan.choices)
    kind = models.CharField(_("ประเภท"), max_length=9, choices=Kind.choices)
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=16, decimal_places=2)
    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="budget_line", verbose_name=_("รายการบัญชี"))

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายการงบประมาณ")
        verbose_name_plural = _("รายการงบประมาณ")
        constraints = [models.CheckConstraint(name="budget_line_is_not_zero", condition=~Q(amount=0))]
        indexes = [models.Index(fields=["fiscal_year_be", "province", "plan"], name="budget_line_by_year")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.fiscal_year_be} {self.get_plan_display()} {self.get_kind_display()} {self.amount}"
