"""What members say they paid: never money, a help to tell whose a line of the bank is."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from documents.models import StoredFile
from loans.models import Contract, Party

from .bank import BankLine


class PaymentNotice(models.Model):
    """A copy of the bank's evidence that a member handed in (R-REPAY-05, R-REPAY-07, D-18).

    It books nothing and receipts nothing. The bank's line settles it. One of before any line of the bank that is here
    is set aside as EARLIER: no line will come, and only an order of the fund says what becomes of the debt. Otherwise,
    where none comes, it is refused with a reason. ``party`` is the signer who paid, where the slip or who brought it
    tells that: its receipt is then known to be hers, or that is asked (``ReceiptPayer``).
    """

    class Channel(models.TextChoices):
        BILL_PAYMENT = "BILL_PAYMENT", _("Bill Payment ที่ธนาคาร")
        WALK_IN = "WALK_IN", _("ยืนยันการชำระที่เคาน์เตอร์ (Walk-in)")
        MOBILE = "MOBILE", _("ยืนยันการชำระผ่านโทรศัพท์ (Mobile)")

    class State(models.TextChoices):
        WAITING = "WAITING", _("รอรายการธนาคาร")
        SETTLED = "SETTLED", _("พบรายการธนาคารแล้ว")
        EARLIER = "EARLIER", _("ชำระก่อนมีไฟล์ธนาคาร รอคำสั่งของกองทุน")
        REFUSED = "REFUSED", _("ไม่รับเป็นหลักฐานการชำระ")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payment_notices", verbose_name=_("สัญญา"))
    channel = models.CharField(_("ช่องทาง"), max_length=12, choices=Channel.choices, default=Channel.BILL_PAYMENT)
    paid_on = models.DateField(_("วันที่ชำระตามหลักฐาน"))
    amount = models.DecimalField(_("จำนวนเงินตามหลักฐาน"), max_digits=14, decimal_places=2)
    payer = models.CharField(_("ชื่อผู้ชำระ"), max_length=100, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ลูกหนี้ผู้ชำระ")
    )
    reference = models.CharField(_("เลขที่รายการในหลักฐาน"), max_length=60, blank=True)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("หลักฐานการชำระ"))
    state = models.CharField(_("สถานะ"), max_length=8, choices=State.choices, default=State.WAITING)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_on = models.DateField(_("วันที่บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)
    line = models.ForeignKey(
        BankLine, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("รายการธนาคาร")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้พิจารณา")
    )
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("หลักฐานการชำระเงิน")
        verbose_name_plural = _("หลักฐานการชำระเงิน")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="notice_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="settled_notice_has_line", condition=~Q(state="SETTLED") | Q(line__isnull=False)
            ),
            models.CheckConstraint(
                name="refused_notice_has_reason",
                condition=~Q(state__in=["EARLIER", "REFUSED"]) | (~Q(reason="") & Q(decided_by__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["province", "amount", "paid_on"], name="notice_waiting_by_amount", condition=Q(state="WAITING")
            ),
            models.Index(fields=["contract", "-id"], name="notice_by_contract"),
            models.Index(fields=["amphoe", "state"], name="notice_by_amphoe"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="told_stays",
                operation=pgtrigger.UpdateOf("contract_id", "paid_on", "amount", "evidence_id", "channel", "party_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.paid_on} {self.amount}"
