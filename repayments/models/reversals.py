"""Receipts taken back: asked by one person, approved by another."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.scope import AreaQuerySet
from treasury.models import JournalEntry

from .bank import BankLine


class ReversalQuerySet(AreaQuerySet):
    area_fields = {"province": "receipt__province", "amphoe": "receipt__amphoe", "tambon": "receipt__tambon"}


class ReceiptReversal(models.Model):
    """The reversal of one receipt: why, who asked, who approved. Approved it takes the receipt out of every reckoning.

    ``taken_back_by`` is the bank's own line that took the money back; without it the money is there and its line waits
    again for the right contract. A refused or withdrawn request stays and lets another be made.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("รออนุมัติยกเลิก")
        APPROVED = "APPROVED", _("ยกเลิกแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติให้ยกเลิก")
        WITHDRAWN = "WITHDRAWN", _("ถอนคำขอ")

    receipt = models.ForeignKey(
        "repayments.Receipt", models.PROTECT, related_name="reversals", verbose_name=_("ใบเสร็จ")
    )
    taken_back_by = models.ForeignKey(
        BankLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการที่ธนาคารเรียกเงินคืน")
    )
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("เหตุผล"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ขอ"))
    asked_on = models.DateField(_("วันที่ขอ"))
    asked_at = models.DateTimeField(_("ขอเมื่อ"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้อนุมัติ")
    )
    decided_on = models.DateField(_("วันที่อนุมัติ"), null=True, blank=True)
    decided_at = models.DateTimeField(_("อนุมัติเมื่อ"), null=True, blank=True)
    note = models.CharField(_("หมายเหตุของผู้อนุมัติ"), max_length=300, blank=True)
    posting_on = models.DateField(_("วันที่ลงบัญชี"), null=True, blank=True)
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชี")
    )

    objects = ReversalQuerySet.as_manager()

    class Meta:
        verbose_name = _("การยกเลิกใบเสร็จ")
        verbose_name_plural = _("การยกเลิกใบเสร็จ")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], name="receipt_reversed_once", condition=Q(state__in=["ASKED", "APPROVED"])
            ),
            models.CheckConstraint(
                name="reversal_approved_by_another",
                condition=~Q(state__in=["APPROVED", "REFUSED"])
                | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="approved_reversal_is_booked",
                condition=~Q(state="APPROVED")
                | Q(posting_on__isnull=False, entry__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(name="reversal_has_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["state", "receipt"], name="reversal_by_state")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="ASKED")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.state}"
