"""The balances with which a province's books begin: read from a file, tried dry, posted by a second person."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import ProvinceQuerySet
from .ledger import JournalEntry


@pghistory.track()
class OpeningBalances(models.Model):
    """A file of opening balances: its good rows, who read it in, who posted or refused it.

    ``rows`` is a list of ``{"account", "party", "amount"}``; a debit is positive. What two persons posted, two persons
    take back: one asks with a reason, another reverses the entry. Source: R-DEBT-02 (old systems).
    """

    class State(models.TextChoices):
        MADE = "MADE", _("รออนุมัติ")
        POSTED = "POSTED", _("ลงบัญชีแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติ")
        UNDO_ASKED = "UNDO_ASKED", _("ขอกลับรายการ รออนุมัติ")
        UNDONE = "UNDONE", _("กลับรายการแล้ว")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    as_of = models.DateField(_("ยอด ณ วันที่"))
    reference = models.CharField(_("หลักฐานอ้างอิง"), max_length=200)
    file_name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    sha256 = models.CharField(_("ค่าแฮชของไฟล์"), max_length=64)
    rows = models.JSONField(_("รายการ"))
    total = models.DecimalField(_("รวมเดบิต"), max_digits=16, decimal_places=2)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.MADE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้นำเข้า"))
    made_on = models.DateField(_("วันที่นำเข้า"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้พิจารณา")
    )
    decided_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    reason = models.CharField(_("เหตุผลที่ไม่อนุมัติ"), max_length=300, blank=True)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="opening", verbose_name=_("รายการบัญชี")
    )
    undo_reason = models.CharField(_("เหตุผลที่ขอกลับรายการ"), max_length=300, blank=True)
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้ขอกลับรายการ"),
    )
    undo_asked_on = models.DateField(_("วันที่ขอกลับรายการ"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้อนุมัติให้กลับรายการ"),
    )
    undone_on = models.DateField(_("วันที่กลับรายการ"), null=True, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ยอดยกมาเมื่อเริ่มใช้ระบบ")
        verbose_name_plural = _("ยอดยกมาเมื่อเริ่มใช้ระบบ")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "sha256"], name="opening_file_once", condition=~Q(state__in=["REFUSED", "UNDONE"])
            ),
            models.CheckConstraint(
                name="opening_decided_by_another",
                condition=Q(state="MADE", decided_by__isnull=True)
                | (Q(decided_by__isnull=False) & ~Q(state="MADE") & ~Q(decided_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="opening_posted_has_entry", condition=Q(state__in=["MADE", "REFUSED"]) | Q(entry__isnull=False)
            ),
            models.CheckConstraint(
                name="opening_undone_by_another",
                condition=Q(state__in=["MADE", "POSTED", "REFUSED"], undone_by__isnull=True)
                | (Q(state="UNDO_ASKED", undone_by__isnull=True, undo_asked_by__isnull=False) & ~Q(undo_reason=""))
                | (
                    Q(state="UNDONE", undone_by__isnull=False, undo_asked_by__isnull=False)
                    & ~Q(undo_reason="")
                    & ~Q(undone_by=F("undo_asked_by"))
                ),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.province} {self.as_of} {self.file_name}"
