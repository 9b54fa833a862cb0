"""Money given back: of a line whose owner is nobody's contract, or of a contract's credit."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from documents.models import StoredFile
from loans.models import Contract
from treasury.models import JournalEntry

from .bank import BankLine, ProvinceQuerySet


class Refund(models.Model):
    """Money that goes back to whoever paid it: made by one person, approved and paid by another.

    Of a bank line that is nobody's (``line``), or of the credit of a contract (``contract``): one of the two. BOUNCED:
    the bank sent the money back (``RefundBounce``), so it was never given; another may be made.
    """

    class State(models.TextChoices):
        MADE = "MADE", _("รออนุมัติคืนเงิน")
        PAID = "PAID", _("คืนเงินแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติให้คืน")
        WITHDRAWN = "WITHDRAWN", _("ถอนคำขอ")
        BOUNCED = "BOUNCED", _("ธนาคารส่งเงินกลับ")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    line = models.ForeignKey(
        BankLine, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("รายการธนาคาร")
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("สัญญา")
    )
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2)
    payee = models.CharField(_("ผู้รับเงินคืน"), max_length=200)
    bank_name = models.CharField(_("ธนาคารของผู้รับ"), max_length=100)
    account_number = models.CharField(_("เลขที่บัญชีของผู้รับ"), max_length=20)
    reason = models.CharField(_("เหตุผล"), max_length=300)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หลักฐาน")
    )
    state = models.CharField(_("สถานะ"), max_length=9, choices=State.choices, default=State.MADE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้จัดทำ"))
    made_on = models.DateField(_("วันที่จัดทำ"))
    made_at = models.DateTimeField(_("จัดทำเมื่อ"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้อนุมัติ")
    )
    decided_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    decided_at = models.DateTimeField(_("พิจารณาเมื่อ"), null=True, blank=True)
    note = models.CharField(_("หมายเหตุของผู้อนุมัติ"), max_length=300, blank=True)
    paid_on = models.DateField(_("วันที่คืนเงิน"), null=True, blank=True)
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชี")
    )

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("การคืนเงิน")
        verbose_name_plural = _("การคืนเงิน")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="refund_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="refund_is_of_a_line_or_of_a_credit",
                condition=Q(line__isnull=False, contract__isnull=True) | Q(line__isnull=True, contract__isnull=False),
            ),
            models.CheckConstraint(
                name="refund_approved_by_another",
                condition=~Q(state__in=["PAID", "REFUSED", "BOUNCED"])
                | (Q(approved_by__isnull=False, decided_on__isnull=False) & ~Q(approved_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="paid_refund_is_booked",
                condition=~Q(state__in=["PAID", "BOUNCED"])
                | Q(paid_on__isnull=False, entry__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(name="refund_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(fields=["line"], name="one_refund_waits_a_line", condition=Q(state="MADE")),
            models.UniqueConstraint(fields=["contract"], name="one_refund_waits_a_contract", condition=Q(state="MADE")),
        ]
        indexes = [models.Index(fields=["province", "state"], name="refund_by_state")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="MADE")
                & ~(pgtrigger.Q(old__state="PAID") & pgtrigger.Q(new__state="BOUNCED")),
            ),
            pgtrigger.Protect(
                name="paid_stays",
                operation=pgtrigger.UpdateOf(
                    "province_id", "line_id", "contract_id", "amount", "payee", "account_number", "paid_on", "entry_id"
                ),
                condition=pgtrigger.Q(old__state="PAID"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee} {self.amount}"
