"""Which signer of a contract made a payment: told by the slip that she brought, or named by two persons."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.scope import AreaQuerySet
from loans.models import Party

from .notices import PaymentNotice

_PAID_BY_A_SIGNER = """
    IF NOT EXISTS (
        SELECT 1 FROM repayments_receipt r JOIN loans_party p ON p.contract_id = r.contract_id
        WHERE r.id = NEW.receipt_id AND p.id = NEW.party_id
    ) THEN
        RAISE EXCEPTION 'party % is no signer of the contract of receipt %', NEW.party_id, NEW.receipt_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payer_signed_the_contract';
    END IF;
    RETURN NEW;
"""


class PayerQuerySet(AreaQuerySet):
    area_fields = {"province": "receipt__province", "amphoe": "receipt__amphoe", "tambon": "receipt__tambon"}


class ReceiptPayer(models.Model):
    """That the money of a receipt came from one signer of its contract; of those that stand the newest counts.

    A payment begins the limitation period of the payer anew, and of nobody else (A-12). A slip that a signer brought
    before the money had its receipt tells it at once (``notice`` alone). Otherwise one person asks, with the reason or
    the later slip, and another approves; ``party`` is None where it turned out that nobody knows. ``known_at`` is since
    when it counts. What stands, was refused or withdrawn stays as it is. The receipt itself does not tell the payer:
    the bank does not say it.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("รออนุมัติ")
        APPROVED = "APPROVED", _("บันทึกแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติ")
        WITHDRAWN = "WITHDRAWN", _("ถอนคำขอ")

    receipt = models.ForeignKey(
        "repayments.Receipt", models.PROTECT, related_name="payers", db_index=False, verbose_name=_("ใบเสร็จ")
    )  # payer_by_receipt begins with it
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ลูกหนี้ผู้ชำระ")
    )
    notice = models.ForeignKey(
        PaymentNotice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หลักฐานการชำระเงิน")
    )
    state = models.CharField(_("สถานะ"), max_length=9, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    asked_on = models.DateField(_("วันที่บันทึก"))
    asked_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)
    known_at = models.DateTimeField(_("ใช้ตั้งแต่"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้อนุมัติ")
    )
    decided_on = models.DateField(_("วันที่อนุมัติ"), null=True, blank=True)
    note = models.CharField(_("หมายเหตุของผู้อนุมัติ"), max_length=300, blank=True)

    objects = PayerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ลูกหนี้ผู้ชำระของใบเสร็จ")
        verbose_name_plural = _("ลูกหนี้ผู้ชำระของใบเสร็จ")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["receipt"], name="payer_asked_once", condition=Q(state="ASKED")),
            models.CheckConstraint(
                name="payer_told_by_a_slip_or_by_two",
                condition=Q(notice__isnull=False, party__isnull=False, state="APPROVED", decided_by__isnull=True)
                | ~Q(reason="")
                & (
                    ~Q(state__in=["APPROVED", "REFUSED"])
                    | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(decided_by=F("asked_by")))
                ),
            ),
            models.CheckConstraint(
                name="payer_that_stands_counts_since",
                condition=Q(state="APPROVED", known_at__isnull=False) | ~Q(state="APPROVED") & Q(known_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["receipt", "-known_at"], name="payer_by_receipt")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="ASKED")
            ),
            pgtrigger.Trigger(
                name="of_its_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("party_id", "receipt_id"),
                condition=pgtrigger.Q(new__party__isnull=False),
                func=_PAID_BY_A_SIGNER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.party_id} {self.state}"
