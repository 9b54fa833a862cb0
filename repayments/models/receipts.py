"""Receipts, and what each of them paid."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from loans.models import Contract

from .bank import BankLine
from .reversals import ReceiptReversal

# A line, or each share of a split line, has one receipt in force: a further one only after the reversal of the former.
_ONE_IN_FORCE = """
    IF EXISTS (
        SELECT 1 FROM repayments_receipt r
        WHERE r.bank_line_id = NEW.bank_line_id AND r.share = NEW.share AND NOT EXISTS (
            SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = r.id AND v.state = 'APPROVED'
        )
    ) THEN
        RAISE EXCEPTION 'bank line % share % has a receipt in force', NEW.bank_line_id, NEW.share
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'receipt_one_in_force';
    END IF;
    RETURN NEW;
"""


class ReceiptQuerySet(AreaQuerySet):
    def in_force(self) -> "ReceiptQuerySet":
        """Return the receipts that were not reversed."""
        return self.filter(~Exists(_reversals()))

    def with_reversal(self) -> "ReceiptQuerySet":
        """Return the receipts, each knowing as ``is_reversed`` whether it was reversed."""
        return self.annotate(is_reversed=Exists(_reversals()))

    def known_at(self, moment) -> "ReceiptQuerySet":
        """Return the receipts that stood at a moment: issued by then and not reversed by then."""
        return self.filter(~Exists(_reversals().filter(decided_at__lte=moment)), issued_at__lte=moment)


def _reversals():
    return ReceiptReversal.objects.filter(receipt=OuterRef("pk"), state=ReceiptReversal.State.APPROVED)


class Receipt(models.Model):
    """A fund receipt for one receipt of money (R-REPAY-09): numbered per province and fiscal year, immutable.

    It belongs to a bank line, or to one share of a line that was split over contracts (``share`` counts them). One that
    was issued by mistake is reversed, never deleted; the line may then have another, ``turn`` 2.
    """

    # province, contract and bank line have no index of their own: one of those named below begins with each
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    number = models.PositiveIntegerField(_("เลขที่"))
    fiscal_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="receipts", db_index=False, verbose_name=_("สัญญา")
    )
    bank_line = models.ForeignKey(
        BankLine, models.PROTECT, related_name="receipts", db_index=False, verbose_name=_("รายการธนาคาร")
    )
    share = models.PositiveSmallIntegerField(_("ส่วนที่"), default=1, help_text=_("ลำดับส่วนของรายการธนาคารที่แบ่งให้หลายสัญญา"))
    turn = models.PositiveSmallIntegerField(_("ครั้งที่ออก"), default=1, help_text=_("เพิ่มขึ้นเมื่อออกใหม่แทนฉบับที่ยกเลิก"))
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2)
    value_on = models.DateField(_("วันที่ชำระ"))
    posting_on = models.DateField(_("วันที่ลงบัญชี"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้ออก"))
    issued_at = models.DateTimeField(_("ออกเมื่อ"), auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("ใบเสร็จรับเงิน")
        verbose_name_plural = _("ใบเสร็จรับเงิน")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "fiscal_year_be", "number"], name="receipt_number_once"),
            models.UniqueConstraint(fields=["bank_line", "share", "turn"], name="receipt_once_a_turn"),
            models.CheckConstraint(name="receipt_amount_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["contract", "value_on"], name="receipt_by_contract")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="one_in_force", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_ONE_IN_FORCE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.fiscal_year_be}"


class Allocation(models.Model):
    """What a receipt paid, line by line, as one replay of the contract found it; superseded, never changed.

    The current split of a contract is that of its highest ``replay``, without the rows of reversed receipts. A line
    without instalment and component CREDIT is the surplus that waits for the next instalment, one of component REFUND
    the part of it that was paid back.
    """

    class Component(models.TextChoices):
        COSTS = "COSTS", _("ค่าใช้จ่าย")
        DEFAULT_INTEREST = "DEFAULT_INTEREST", _("เบี้ยปรับ/ดอกเบี้ยผิดนัด")
        CONTRACT_INTEREST = "CONTRACT_INTEREST", _("ดอกเบี้ยเงินกู้")
        PRINCIPAL = "PRINCIPAL", _("เงินต้น")
        CREDIT = "CREDIT", _("เงินรับล่วงหน้า")
        REFUND = "REFUND", _("คืนเงินแล้ว")

    # neither has an index of its own: allocation_by_replay and allocation_line_once begin with them
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="allocations", db_index=False, verbose_name=_("สัญญา")
    )
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, related_name="allocations", db_index=False, verbose_name=_("ใบเสร็จ")
    )
    replay = models.PositiveIntegerField(_("การคำนวณครั้งที่"))
    line = models.PositiveSmallIntegerField(_("บรรทัด"))
    instalment_number = models.PositiveSmallIntegerField(_("งวดที่"), null=True, blank=True)
    component = models.CharField(_("ส่วน"), max_length=17, choices=Component.choices)
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2)
    working = models.JSONField(_("วิธีคิด"), default=dict, blank=True)

    class Meta:
        verbose_name = _("การตัดชำระ")
        verbose_name_plural = _("การตัดชำระ")
        ordering = ["contract", "replay", "receipt", "line"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "replay", "line"], name="allocation_line_once"),
            models.CheckConstraint(name="allocation_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["contract", "-replay"], name="allocation_by_replay")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.receipt} {self.component} {self.amount}"
