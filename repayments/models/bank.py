"""Bank files and their lines."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from areas.scope import AreaQuerySet
from loans.models import Contract
from repayments.reasons import in_words
from treasury.models import BankAccount

if TYPE_CHECKING:
    from .receipts import Receipt


# what becomes of payments alone (kind C)
_OF_PAYMENTS = ["MATCHED", "DOUBTFUL", "UNKNOWN", "RECEIPTED", "REVERSED_BY_BANK", "REFUNDED", "MONEY_BACK"]


class ProvinceQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": None, "tambon": None}


class BankFile(models.Model):
    """One imported statement file (R-REPAY-06, R-SYS-03), kept as it came."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)
    content = models.BinaryField()
    profile = models.CharField(_("รูปแบบ"), max_length=20, default="BILL_PAYMENT_256")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้นำเข้า"))
    imported_on = models.DateField(_("วันที่นำเข้า"))
    imported_at = models.DateTimeField(_("นำเข้าเมื่อ"), auto_now_add=True)
    line_count = models.PositiveIntegerField(_("จำนวนรายการในไฟล์"))
    new_count = models.PositiveIntegerField(_("รายการใหม่"))
    total = models.DecimalField(_("ยอดรวมในไฟล์"), max_digits=16, decimal_places=2)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ไฟล์ธนาคาร")
        verbose_name_plural = _("ไฟล์ธนาคาร")
        ordering = ["-imported_at"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """One line of the bank, once for ever: identity + occurrence within its file (formats 3).

    MATCHED: the contract is known. DOUBTFUL: a proposal with a reason waits for a person. UNKNOWN: nothing fits.
    RECEIPTED: a receipt was issued. REVERSED_BY_BANK: the receipt was reversed because the bank took the money back.
    REFUNDED: the money went back to its payer. MONEY_BACK: it brought back an unused loan or the rest of a subsidy,
    which is no repayment. A reversal of the bank (kind D) is never posted as a receipt: TAKEN_BACK until it is settled
    what it undoes; NOT_A_RECEIPT when it is, and so is a payment that it undid before any receipt.

    PERHAPS_SAME: it may be another line that came by another kind of file, and a person says whether. SAME: it is, and
    the books hold the money once.

    A line that is split belongs to the contracts of its live shares, and names none itself. ``score`` says from 0 to
    100 how sure the match is (``repayments.matching``); ``reverses`` is the payment that a reversal of the bank undoes.
    """

    class State(models.TextChoices):
        MATCHED = "MATCHED", _("จับคู่ได้")
        DOUBTFUL = "DOUBTFUL", _("ต้องตรวจสอบ")
        UNKNOWN = "UNKNOWN", _("ไม่ทราบเจ้าของ")
        RECEIPTED = "RECEIPTED", _("ออกใบเสร็จแล้ว")
        TAKEN_BACK = "TAKEN_BACK", _("ธนาคารเรียกเงินคืน รอดำเนินการ")
        NOT_A_RECEIPT = "NOT_A_RECEIPT", _("รายการกลับรายการของธนาคาร")
        REVERSED_BY_BANK = "REVERSED_BY_BANK", _("ธนาคารเรียกเงินคืน")
        REFUNDED = "REFUNDED", _("คืนเงินแล้ว")
        MONEY_BACK = "MONEY_BACK", _("รับคืนเงินที่ไม่ได้ใช้")
        PERHAPS_SAME = "PERHAPS_SAME", _("อาจซ้ำกับรายการอื่น")
        SAME = "SAME", _("ซ้ำกับรายการอื่น")

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines", verbose_name=_("ไฟล์"))
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, verbose_name=_("บัญชีรับเงิน"))
    # no index of its own: bank_line_by_state begins with it
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, verbose_name=_("จังหวัด"))
    identity = models.CharField(_("ตัวตนของรายการ"), max_length=64)
    occurrence = models.PositiveSmallIntegerField(_("ครั้งที่ในไฟล์"))
    sequence = models.PositiveIntegerField(_("ลำดับในไฟล์"))
    value_on = models.DateField(_("วันที่ชำระ"))
    time = models.TimeField(_("เวลา"))
    customer_name = models.CharField(_("ชื่อผู้ชำระ"), max_length=60, blank=True)
    ref1 = models.CharField(max_length=20, blank=True)
    ref2 = models.CharField(max_length=20, blank=True)
    ref3 = models.CharField(max_length=20, blank=True)
    kind = models.CharField(_("ชนิด"), max_length=1, choices=[("C", "C"), ("D", "D")])
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2)
    state = models.CharField(_("สถานะ"), max_length=20, choices=State.choices)
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, verbose_name=_("สัญญา"))
    is_split = models.BooleanField(_("แบ่งให้หลายสัญญา"), default=False)
    score = models.PositiveSmallIntegerField(_("คะแนนความแน่นอน"), default=0)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("กลับรายการของ")
    )
    reason = models.TextField(_("เหตุผลของการจับคู่"))  # as ``reasons.said`` keeps it; read it by ``why``
    # its index, named below, leaves out the lines that nobody had to look at: nearly all
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("ผู้จับคู่")
    )

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายการธนาคาร")
        verbose_name_plural = _("รายการธนาคาร")
        ordering = ["value_on", "time", "id"]
        constraints = [
            models.UniqueConstraint(fields=["identity", "occurrence"], name="bank_line_once"),
            models.CheckConstraint(name="bank_line_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="matched_line_has_contract",
                condition=~Q(state__in=["MATCHED", "RECEIPTED"]) | Q(contract__isnull=False) | Q(is_split=True),
            ),
            models.CheckConstraint(name="score_up_to_a_hundred", condition=Q(score__lte=100)),
            models.CheckConstraint(
                name="reversal_waits_or_undoes_a_line",
                condition=(Q(kind="C") & ~Q(state="TAKEN_BACK"))
                | (Q(kind="D") & ~Q(state__in=_OF_PAYMENTS) & (~Q(state="NOT_A_RECEIPT") | Q(reverses__isnull=False))),
            ),
        ]
        indexes = [
            models.Index(fields=["province", "state", "value_on"], name="bank_line_by_state"),
            models.Index(fields=["matched_by"], name="bank_line_by_matcher", condition=Q(matched_by__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="money_stays",
                operation=pgtrigger.UpdateOf(
                    "identity", "occurrence", "value_on", "time", "amount", "ref1", "ref2", "kind"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value_on} {self.amount}"

    @property
    def why(self) -> str:
        """Return why the line is where it is, in the reader's language."""
        return in_words(self.reason)

    @property
    def receipt(self) -> "Receipt | None":
        """Return the receipt in force that was issued for the whole line, None where there is none. One query."""
        return self.receipts.in_force().order_by("pk").first()
