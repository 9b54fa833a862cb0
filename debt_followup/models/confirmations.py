"""The September confirmation of balances (R-DEBT-07): one letter for each open debtor."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from documents.models import Document
from jobs.models import JobRun
from loans.models import Contract


class Confirmation(models.Model):
    """What the fund says one contract owes as of 30 September, and the letter that says it. Append-only (A-32)."""

    run = models.ForeignKey(JobRun, models.PROTECT, related_name="confirmations", verbose_name=_("งาน"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="confirmations", verbose_name=_("สัญญา"))
    as_of = models.DateField(_("ณ วันที่"))
    principal = models.DecimalField(_("เงินต้นคงเหลือ"), max_digits=14, decimal_places=2)
    contract_interest = models.DecimalField(_("ดอกเบี้ยเงินกู้ค้าง"), max_digits=14, decimal_places=2)
    default_interest = models.DecimalField(_("เบี้ยปรับค้าง"), max_digits=14, decimal_places=2)
    credit = models.DecimalField(_("เงินรับล่วงหน้า"), max_digits=14, decimal_places=2)
    next_due_on = models.DateField(_("งวดถัดไป"), null=True, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, verbose_name=_("หนังสือ"))

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนังสือยืนยันยอดหนี้")
        verbose_name_plural = _("หนังสือยืนยันยอดหนี้")
        constraints = [models.UniqueConstraint(fields=["contract", "as_of", "run"], name="one_confirmation_a_contract")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contract} {self.as_of}"

    @property
    def total(self):
        """Return everything owed as of the day, credit deducted, in baht."""
        return self.principal + self.contract_interest + self.default_interest - self.credit
