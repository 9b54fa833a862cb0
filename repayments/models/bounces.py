"""Refunds that the bank sent back: asked by one person with the bank's paper, approved by another."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from treasury.models import JournalEntry

from .bank import BankLine
from .refunds import Refund


class RefundBounce(models.Model):
    """That a paid refund did not reach its payee and the bank put the money back on ``bounced_on``.

    Proved by the bank's paper, or by the line of the statement (``line``) that brought the money back: that one is
    booked already, and is nobody's payment. Approved, the refund counts no more; a refused request stays.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("รออนุมัติ")
        APPROVED = "APPROVED", _("บันทึกแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติ")

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="bounces", verbose_name=_("การคืนเงิน"))
    bounced_on = models.DateField(_("วันที่ธนาคารส่งเงินกลับ"))
    reason = models.CharField(_("เหตุผลที่ธนาคารแจ้ง"), max_length=300)
    line = models.ForeignKey(
        BankLine, models.PROTECT, null=True, blank=True, related_name="bounces", verbose_name=_("รายการธนาคาร")
    )
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หลักฐานของธนาคาร")
    )
    state = models.CharField(_("สถานะ"), max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ขอ"))
    asked_on = models.DateField(_("วันที่ขอ"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้พิจารณา")
    )
    decided_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    decided_at = models.DateTimeField(_("พิจารณาเมื่อ"), null=True, blank=True)
    note = models.CharField(_("เหตุผลที่ไม่อนุมัติ"), max_length=300, blank=True)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชี")
    )

    class Meta:
        verbose_name = _("การคืนเงินที่ธนาคารส่งกลับ")
        verbose_name_plural = _("การคืนเงินที่ธนาคารส่งกลับ")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["refund"], name="refund_bounces_once", condition=Q(state__in=["ASKED", "APPROVED"])
            ),
            models.UniqueConstraint(
                fields=["line"],
                name="one_bounce_a_line",
                condition=Q(state__in=["ASKED", "APPROVED"], line__isnull=False),
            ),
            models.CheckConstraint(
                name="bounce_has_a_line_or_a_paper", condition=Q(line__isnull=False) | Q(evidence__isnull=False)
            ),
            models.CheckConstraint(name="bounce_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="bounce_approved_by_another",
                condition=Q(state="ASKED", decided_by__isnull=True)
                | (
                    Q(decided_by__isnull=False, decided_on__isnull=False, decided_at__isnull=False)
                    & ~Q(state="ASKED")
                    & ~Q(decided_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="approved_bounce_is_booked", condition=~Q(state="APPROVED") | Q(entry__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="ASKED")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id} {self.bounced_on}"
