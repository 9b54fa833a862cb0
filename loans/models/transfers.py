"""The transfers that pay contracts and grants out: batches, their lines, and what the bank sent back."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from areas.scope import AreaQuerySet
from loans.models.contracts import Contract
from loans.models.grants import Grant

# What was decided stays, but for an approved transfer that is taken back: then everything else stays as it was.
_DECIDED_STAYS = """
    IF OLD.state = 'APPROVED' AND NEW.state = 'RECALLED'
       AND (NEW.province_id, NEW.transfer_on, NEW.made_by_id, NEW.made_at, NEW.decided_by_id, NEW.decided_at,
            NEW.request_key)
           IS NOT DISTINCT FROM
           (OLD.province_id, OLD.transfer_on, OLD.made_by_id, OLD.made_at, OLD.decided_by_id, OLD.decided_at,
            OLD.request_key) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Cannot update transfer batch %: it was decided', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_decided_stays';
"""

# What the bank sent back is declared by one person and confirmed by another (LineRejection), and undone likewise.
_REJECTED_BY_TWO = """
    IF OLD.rejected_on IS NULL AND EXISTS (
        SELECT 1 FROM loans_linerejection r
        WHERE r.line_id = OLD.id AND r.state = 'APPROVED' AND r.rejected_on = NEW.rejected_on
    ) THEN
        RETURN NEW;
    END IF;
    IF NEW.rejected_on IS NULL AND NEW.is_live
       AND (NEW.batch_id, NEW.contract_id, NEW.grant_id, NEW.amount)
           IS NOT DISTINCT FROM (OLD.batch_id, OLD.contract_id, OLD.grant_id, OLD.amount)
       AND EXISTS (SELECT 1 FROM loans_linerejection r WHERE r.line_id = OLD.id AND r.state = 'UNDONE')
       AND NOT EXISTS (
           SELECT 1 FROM loans_linerejection r WHERE r.line_id = OLD.id AND r.state IN ('APPROVED', 'UNDO_ASKED')
       ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Cannot update transfer line %: what the bank sent back takes two persons', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'line_rejected_by_two';
"""


class TransferBatch(models.Model):
    """Contracts and grants paid out together on one day: made by one person, approved by another (R-DISB-01).

    Before the decision its maker may withdraw it. Approved ahead of its day it may be taken back until the day comes,
    by somebody else than its maker.
    """

    class State(models.TextChoices):
        MADE = "MADE", _("ทำรายการแล้ว รออนุมัติ")
        APPROVED = "APPROVED", _("อนุมัติและโอนแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติ")
        WITHDRAWN = "WITHDRAWN", _("ผู้ทำรายการถอนคืน")
        RECALLED = "RECALLED", _("ถอนคืนหลังอนุมัติ ก่อนถึงวันโอน")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    transfer_on = models.DateField(_("วันที่โอน"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.MADE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ทำรายการ"))
    made_at = models.DateTimeField(_("ทำรายการเมื่อ"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้อนุมัติ")
    )
    decided_at = models.DateTimeField(_("อนุมัติเมื่อ"), null=True, blank=True)
    reason = models.CharField(_("เหตุผลที่ไม่อนุมัติหรือถอนคืน"), max_length=300, blank=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้ถอนคืนหลังอนุมัติ"),
    )
    recalled_at = models.DateTimeField(_("ถอนคืนหลังอนุมัติเมื่อ"), null=True, blank=True)
    request_key = models.UUIDField(_("รหัสคำขอ"), unique=True)

    class QuerySet(AreaQuerySet):
        area_fields = {"province": "province", "amphoe": None, "tambon": None}

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("ชุดโอนเงิน")
        verbose_name_plural = _("ชุดโอนเงิน")
        constraints = [
            models.CheckConstraint(
                name="transfer_approved_by_another", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by"))
            ),
            models.CheckConstraint(
                name="transfer_decided_has_person",
                condition=Q(state__in=["MADE", "WITHDRAWN"], decided_by__isnull=True)
                | Q(state__in=["APPROVED", "REFUSED", "RECALLED"], decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_recalled_by_another",
                condition=Q(recalled_by__isnull=True, recalled_at__isnull=True) & ~Q(state="RECALLED")
                | Q(state="RECALLED", recalled_by__isnull=False, recalled_at__isnull=False)
                & ~Q(recalled_by=F("made_by"))
                & ~Q(reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="decided_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="MADE"),
                func=_DECIDED_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.transfer_on} #{self.pk}"


class TransferLine(models.Model):
    """One contract or one grant in a transfer batch; either is in one live batch at most.

    A line that the bank sent back is no longer live; the contract or the grant may then go into another batch. Who
    declared and who confirmed it is kept in ``LineRejection``; the columns here are those of the one that stands.
    """

    batch = models.ForeignKey(TransferBatch, models.PROTECT, related_name="lines", verbose_name=_("ชุดโอน"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="transfer_lines", verbose_name=_("สัญญา")
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="transfer_lines", verbose_name=_("เงินอุดหนุน")
    )
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=12, decimal_places=2)
    is_live = models.BooleanField(_("ยังมีผล"), default=True)
    rejected_on = models.DateField(_("ธนาคารแจ้งโอนไม่สำเร็จเมื่อ"), null=True, blank=True)
    rejected_reason = models.CharField(_("เหตุผลของธนาคาร"), max_length=300, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้บันทึกโอนไม่สำเร็จ"),
    )

    class Meta:
        verbose_name = _("รายการโอน")
        verbose_name_plural = _("รายการโอน")
        constraints = [
            models.UniqueConstraint(fields=["contract"], name="contract_paid_out_once", condition=Q(is_live=True)),
            models.UniqueConstraint(fields=["grant"], name="grant_paid_out_once", condition=Q(is_live=True)),
            models.CheckConstraint(
                name="line_pays_a_contract_or_a_grant",
                condition=Q(contract__isnull=False, grant__isnull=True) | Q(contract__isnull=True, grant__isnull=False),
            ),
            models.CheckConstraint(
                name="rejected_line_says_why",
                condition=Q(rejected_on__isnull=True, rejected_by__isnull=True, rejected_reason="")
                | (Q(rejected_on__isnull=False, rejected_by__isnull=False, is_live=False) & ~Q(rejected_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="rejected_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__rejected_on__isnull=False) | pgtrigger.Q(new__rejected_on__isnull=False),
                func=_REJECTED_BY_TWO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract or self.grant} {self.amount}"
