"""Debts written off by a decision of the authority: asked by one person, approved by another."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.scope import AreaQuerySet
from documents.models import StoredFile
from loans.models import Contract, ContractChange
from treasury.models import JournalEntry


class WriteOffQuerySet(AreaQuerySet):
    area_fields = {"province": "contract__province", "amphoe": "contract__amphoe", "tambon": "contract__tambon"}


@pghistory.track()
class WriteOff(models.Model):
    """The write-off of what a contract still owes of principal. The debtor stays; what she pays later is a recovery."""

    class Ground(models.TextChoices):
        BARRED = "BARRED", _("ขาดอายุความ")
        NO_ESTATE = "NO_ESTATE", _("ลูกหนี้เสียชีวิตและไม่มีทรัพย์มรดก")
        FRAUD = "FRAUD", _("ทุจริตที่คดีถึงที่สุดแล้ว")
        OTHER = "OTHER", _("เหตุอื่นตามมติ")

    class State(models.TextChoices):
        ASKED = "ASKED", _("รออนุมัติ")
        BOOKED = "BOOKED", _("ตัดหนี้สูญแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติ")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="write_offs", verbose_name=_("สัญญา"))
    ground = models.CharField(_("เหตุ"), max_length=10, choices=Ground.choices)
    decision_number = models.CharField(_("เลขที่มติหรือคำสั่ง"), max_length=100)
    decided_on = models.DateField(_("มติลงวันที่"))
    reason = models.CharField(_("คำอธิบาย"), max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("สำเนามติ"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.ASKED)
    principal = models.DecimalField(_("เงินต้นที่ตัดสูญ"), max_digits=12, decimal_places=2, null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้เสนอ"))
    asked_on = models.DateField(_("วันที่เสนอ"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้พิจารณา")
    )
    approved_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    note = models.CharField(_("เหตุผลที่ไม่อนุมัติ"), max_length=300, blank=True)
    event = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="write_off", verbose_name=_("เหตุการณ์")
    )
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชี")
    )

    objects = WriteOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("การตัดหนี้สูญ")
        verbose_name_plural = _("การตัดหนี้สูญ")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract"], name="written_off_once", condition=~Q(state="REFUSED")),
            models.CheckConstraint(
                name="write_off_approved_by_another",
                condition=Q(state="ASKED", approved_by__isnull=True)
                | (Q(approved_by__isnull=False) & ~Q(state="ASKED") & ~Q(approved_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="write_off_is_booked",
                condition=~Q(state="BOOKED")
                | Q(entry__isnull=False, event__isnull=False, principal__isnull=False, principal__gt=0),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.decision_number}"
