"""A subsidy from its preparation to the last voucher of its use. There is no repayment (A-36)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from documents.models import StoredFile
from projects.models import Proposal

_PAID_FROZEN = """
    IF OLD.state = 'PAID' AND NEW.state = 'PREPARED' AND NEW.paid_on IS NULL AND NEW.amount = OLD.amount
       AND NOT EXISTS (SELECT 1 FROM loans_grantrecord r WHERE r.grant_id = OLD.id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'grant % was paid: number, day, amount and account stay', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_freezes_at_transfer';
"""


@pghistory.track()
class Grant(models.Model):
    """One subsidy to one organisation: paid out in a transfer batch, then accounted for by evidence (R-PROJ-02)."""

    class State(models.TextChoices):
        PREPARED = "PREPARED", _("บันทึกบัญชีรับเงินแล้ว รอโอน")
        PAID = "PAID", _("โอนเงินแล้ว รอหลักฐานการใช้จ่าย")
        EVIDENCED = "EVIDENCED", _("หลักฐานครบ ปิดโครงการ")
        CANCELLED = "CANCELLED", _("ยกเลิก")

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="grant", verbose_name=_("โครงการ"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.PREPARED)
    number = models.PositiveIntegerField(_("เลขที่เงินอุดหนุน"), null=True, blank=True)
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."), null=True, blank=True)
    paid_on = models.DateField(_("วันที่โอนเงิน"), null=True, blank=True)
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=12, decimal_places=2)
    account_bank = models.CharField(_("ธนาคาร"), max_length=100)
    account_branch = models.CharField(_("สาขา"), max_length=100, blank=True)
    account_number = models.CharField(_("เลขที่บัญชี"), max_length=20)
    account_name = models.CharField(_("ชื่อบัญชี"), max_length=400)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้จัดทำ"))
    prepared_on = models.DateField(_("จัดทำวันที่"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้รับรองหลักฐาน"),
    )
    closed_on = models.DateField(_("รับรองหลักฐานวันที่"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("เงินอุดหนุน")
        verbose_name_plural = _("เงินอุดหนุน")
        constraints = [
            models.UniqueConstraint(fields=["province", "year_be", "number"], name="grant_number_once"),
            models.CheckConstraint(name="grant_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="paid_grant_is_dated",
                condition=~Q(state__in=["PAID", "EVIDENCED"])
                | Q(number__isnull=False, year_be__isnull=False, paid_on__isnull=False),
            ),
            models.CheckConstraint(
                name="evidenced_grant_has_person",
                condition=~Q(state="EVIDENCED") | Q(closed_by__isnull=False, closed_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["province", "state"], name="grant_by_province_state")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="paid_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "number", "year_be", "paid_on", "amount", "account_bank", "account_number"
                ),
                condition=pgtrigger.Q(old__paid_on__isnull=False),
                func=_PAID_FROZEN,
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return "อน. 3/2561" of a grant that was paid, else the proposal's reference marked as prepared."""
        if self.number:
            return f"อน. {self.number}/{self.year_be}"  # stays Thai: the number of a paper
        return f"({self.proposal.reference})"


class GrantRecord(models.Model):
    """How a paid subsidy was used or came back: one voucher or one return of money a row. Append-only.

    WITHDRAWN takes back an earlier USE, or a RETURN whose entry two persons reversed; it then counts no more.
    """

    class Kind(models.TextChoices):
        USE = "USE", _("ใช้จ่ายตามโครงการ")
        RETURN = "RETURN", _("ส่งคืนเงินเหลือจ่าย")
        WITHDRAWN = "WITHDRAWN", _("เพิกถอนรายการ")

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="records", verbose_name=_("เงินอุดหนุน"))
    kind = models.CharField(_("ประเภท"), max_length=10, choices=Kind.choices)
    happened_on = models.DateField(_("วันที่จ่ายหรือคืนเงิน"))
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=12, decimal_places=2)
    text = models.CharField(_("รายการ"), max_length=300)
    reference = models.CharField(_("เลขที่ใบสำคัญหรือใบนำฝาก"), max_length=100, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("หลักฐาน"))
    withdraws = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="withdrawal", verbose_name=_("เพิกถอนรายการ")
    )
    request_key = models.UUIDField(_("รหัสคำขอ"), unique=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_on = models.DateField(_("บันทึกวันที่"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การใช้จ่ายเงินอุดหนุน")
        verbose_name_plural = _("การใช้จ่ายเงินอุดหนุน")
        ordering = ["happened_on", "id"]
        constraints = [
            models.CheckConstraint(name="grant_record_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="grant_withdrawal_names_its_record",
                condition=Q(kind="WITHDRAWN", withdraws__isnull=False)
                | (~Q(kind="WITHDRAWN") & Q(withdraws__isnull=True)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.text} {self.amount}"
