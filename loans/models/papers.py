"""Files handed in for a contract or a grant, and where each paper of a contract is kept (T-10)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from loans.models.contracts import Contract
from loans.models.grants import Grant


class AttachedFile(models.Model):
    """One file handed in: the passbook copy (R-CONT-10), a scan of the signed original, another. The newest counts."""

    class Code(models.TextChoices):
        PASSBOOK = "PASSBOOK", _("สำเนาสมุดบัญชีเงินฝาก")
        SIGNED = "SIGNED", _("สัญญาหรือบันทึกข้อตกลงที่ลงนามแล้ว")
        VOUCHER = "VOUCHER", _("ใบสำคัญรับเงินที่ลงนามแล้ว")
        OTHER = "OTHER", _("เอกสารอื่น")

    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("สัญญา")
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("เงินอุดหนุน")
    )
    code = models.CharField(_("ประเภท"), max_length=10, choices=Code.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("ไฟล์"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้แนบ"))
    added_on = models.DateField(_("แนบวันที่"))

    class Meta:
        verbose_name = _("ไฟล์ของสัญญาหรือเงินอุดหนุน")
        verbose_name_plural = _("ไฟล์ของสัญญาหรือเงินอุดหนุน")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="file_is_of_a_contract_or_a_grant",
                condition=Q(contract__isnull=False, grant__isnull=True) | Q(contract__isnull=True, grant__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.file}"

    @property
    def shows_card_numbers(self) -> bool:
        """Whether it is a scan of a paper on which the whole card numbers stand; a passbook has none."""
        return self.code in (self.Code.SIGNED, self.Code.VOUCHER)


class FiledPaper(models.Model):
    """That a paper of a contract came to its place, or is there no more; the newest row counts. Append-only."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="filed_papers", verbose_name=_("สัญญา"))
    code = models.CharField(_("เอกสาร"), max_length=30)
    is_there = models.BooleanField(_("อยู่ที่นั่น"), default=True)
    note = models.CharField(_("หมายเหตุ"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_on = models.DateField(_("วันที่"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("ที่เก็บเอกสารของสัญญา")
        verbose_name_plural = _("ที่เก็บเอกสารของสัญญา")
        indexes = [models.Index(fields=["contract", "code", "-id"], name="filed_paper_newest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.code}"
