"""Unused money that came back, of a loan or of a subsidy: asked by one person, approved by another, undone by two."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from documents.models import StoredFile
from treasury.models import JournalEntry

from .changes import ContractChange
from .contracts import Contract
from .grants import Grant, GrantRecord

_LIVE = ["ASKED", "BOOKED", "UNDO_ASKED"]


@pghistory.track()
class MoneyReturn(models.Model):
    """The return of a whole loan that was not used, or of a part of a subsidy (R-DISB-08).

    The money is a line of the bank (``line_key``, of the room that keeps the lines), or was paid straight into the
    treasury deposit; then the slip is kept with it. Approved, it is booked, and a loan is closed by it. A wrong one is
    taken back as it was made: one person asks with a reason, another reverses the entry.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("รออนุมัติรับคืน")
        BOOKED = "BOOKED", _("รับคืนแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติให้รับคืน")
        UNDO_ASKED = "UNDO_ASKED", _("ขอกลับการรับคืน รออนุมัติ")
        UNDONE = "UNDONE", _("กลับการรับคืนแล้ว")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="money_returns", verbose_name=_("สัญญา")
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="money_returns", verbose_name=_("เงินอุดหนุน")
    )
    line_key = models.BigIntegerField(_("รายการธนาคาร"), null=True, blank=True)
    returned_on = models.DateField(_("วันที่เงินกลับมา"))
    amount = models.DecimalField(_("จำนวนเงินที่รับคืน"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("เลขที่ใบนำฝาก"), max_length=100, blank=True)
    reason = models.CharField(_("เหตุผล"), max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("หลักฐาน"))
    request_key = models.UUIDField(_("รหัสคำขอ"), unique=True)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้เสนอ"))
    asked_on = models.DateField(_("วันที่เสนอ"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้พิจารณา")
    )
    approved_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    note = models.CharField(_("เหตุผลที่ไม่อนุมัติ"), max_length=300, blank=True)
    event = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="money_return", verbose_name=_("เหตุการณ์")
    )
    record = models.OneToOneField(
        GrantRecord, models.PROTECT, null=True, blank=True, related_name="money_return", verbose_name=_("รายการส่งคืน")
    )
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชี")
    )
    undo_reason = models.CharField(_("เหตุผลที่ขอกลับการรับคืน"), max_length=300, blank=True)
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ขอกลับ")
    )
    undo_asked_on = models.DateField(_("วันที่ขอกลับ"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้อนุมัติให้กลับ"),
    )
    undone_on = models.DateField(_("วันที่กลับ"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("การรับคืนเงินที่ไม่ได้ใช้")
        verbose_name_plural = _("การรับคืนเงินที่ไม่ได้ใช้")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="return_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="return_is_of_a_contract_or_a_grant",
                condition=Q(contract__isnull=False, grant__isnull=True) | Q(contract__isnull=True, grant__isnull=False),
            ),
            models.CheckConstraint(
                name="return_has_a_line_or_a_slip",
                condition=Q(line_key__isnull=False) | (Q(file__isnull=False) & ~Q(reference="")),
            ),
            models.CheckConstraint(name="return_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["contract"], name="returned_once", condition=Q(state__in=_LIVE, contract__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["line_key"], name="one_return_a_line", condition=Q(state__in=_LIVE, line_key__isnull=False)
            ),
            models.CheckConstraint(
                name="return_approved_by_another",
                condition=Q(state="ASKED", approved_by__isnull=True)
                | (Q(approved_by__isnull=False) & ~Q(state="ASKED") & ~Q(approved_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="return_is_booked",
                condition=Q(state__in=["ASKED", "REFUSED"])
                | Q(entry__isnull=False, contract__isnull=False, event__isnull=False)
                | Q(entry__isnull=False, grant__isnull=False, record__isnull=False),
            ),
            models.CheckConstraint(
                name="return_undone_by_another",
                condition=Q(state__in=["ASKED", "BOOKED", "REFUSED"], undone_by__isnull=True)
                | (Q(state="UNDO_ASKED", undone_by__isnull=True, undo_asked_by__isnull=False) & ~Q(undo_reason=""))
                | (
                    Q(state="UNDONE", undone_by__isnull=False, undo_asked_by__isnull=False)
                    & ~Q(undo_reason="")
                    & ~Q(undone_by=F("undo_asked_by"))
                ),
            ),
        ]
        indexes = [models.Index(fields=["province", "state"], name="return_by_province_state")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="asked_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "contract", "grant", "line_key", "returned_on", "amount", "reference", "file", "asked_by"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount}"

    @property
    def label(self) -> str:
        """Return how people call the contract or the subsidy whose money it is."""
        return (self.contract or self.grant).label
