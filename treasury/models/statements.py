"""What the bank and the treasury say of an account, beside the books: statements, their lines, and the differences."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from documents.models import StoredFile

from .accounts import BankAccount, ProvinceQuerySet


class Statement(models.Model):
    """The statement of an account for a period: the bank's, or the movement of the treasury deposit out of GFMIS.

    Append-only; a mistake is put right by a new revision of the same period, and the newest counts. ``file`` is the
    copy of the paper as it was handed in.
    """

    bank_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statements", verbose_name=_("บัญชี"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    as_of = models.DateField(_("ถึงวันที่"))
    revision = models.PositiveSmallIntegerField(_("ครั้งที่"), default=1)
    opening = models.DecimalField(_("ยอดยกมา"), max_digits=16, decimal_places=2)
    balance = models.DecimalField(_("ยอดคงเหลือ"), max_digits=16, decimal_places=2)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("สำเนารายงาน")
    )
    source_name = models.CharField(_("ไฟล์รายการเคลื่อนไหว"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_on = models.DateField(_("วันที่บันทึก"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายงานเคลื่อนไหวบัญชี")
        verbose_name_plural = _("รายงานเคลื่อนไหวบัญชี")
        ordering = ["-as_of", "bank_account", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "as_of", "revision"], name="statement_once_a_revision"),
            models.CheckConstraint(name="statement_runs_forward", condition=Q(from_on__lte=F("as_of"))),
        ]
        indexes = [models.Index(fields=["province", "-as_of"], name="statement_by_day")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.bank_account} {self.as_of}/{self.revision}"


class StatementLine(models.Model):
    """One movement as the statement prints it; money in is positive. Append-only."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines", verbose_name=_("รายงาน"))
    number = models.PositiveIntegerField(_("ลำดับ"))
    on = models.DateField(_("วันที่"))
    reference = models.CharField(_("เลขที่เอกสาร"), max_length=60, blank=True)
    text = models.CharField(_("รายการ"), max_length=300, blank=True)
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("รายการเคลื่อนไหว")
        verbose_name_plural = _("รายการเคลื่อนไหว")
        ordering = ["statement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_line_once"),
            models.CheckConstraint(name="statement_line_is_not_zero", condition=~Q(amount=0)),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


class StatementDifference(models.Model):
    """An amount by which the statement is more (positive) or less than the books, with its reason. Append-only: what
    was wrong is taken back by a line of the opposite amount."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="differences", verbose_name=_("รายงาน"))
    amount = models.DecimalField(_("ผลต่าง"), max_digits=16, decimal_places=2)
    reason = models.CharField(_("สาเหตุ"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_on = models.DateField(_("วันที่บันทึก"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("ผลต่างที่ทราบสาเหตุ")
        verbose_name_plural = _("ผลต่างที่ทราบสาเหตุ")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="difference_is_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(name="difference_has_reason", condition=~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.amount} {self.reason}"
