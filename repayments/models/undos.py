"""Decisions of one person about lines of the bank that are undone: asked by one person, approved by another."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from treasury.models import JournalEntry

from .bank import BankLine


class UndoRequest(models.Model):
    """A request to undo what a person said of a line; approved, the line waits for a decision as it did before.

    ``decision``, ``said_by``, ``said_on`` and ``said_why`` keep what was said, ``other`` is the line beside which it
    was: the one that came in before, or the payment that was set off. A netting has no day of its own. ``entry`` books
    the money again that had been taken out as a repeat. A refused or withdrawn request stays and lets another be made.
    """

    class Decision(models.TextChoices):
        SAME = "SAME", _("เป็นรายการเดียวกัน")
        ANOTHER = "ANOTHER", _("เป็นคนละรายการ")
        NET_OFF = "NET_OFF", _("หักกลบกับเงินที่ยังไม่ได้ออกใบเสร็จ")

    class State(models.TextChoices):
        ASKED = "ASKED", _("รออนุมัติถอน")
        APPROVED = "APPROVED", _("ถอนแล้ว")
        REFUSED = "REFUSED", _("ไม่อนุมัติให้ถอน")
        WITHDRAWN = "WITHDRAWN", _("ถอนคำขอ")

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="undo_requests", verbose_name=_("รายการธนาคาร"))
    other = models.ForeignKey(BankLine, models.PROTECT, related_name="+", verbose_name=_("อีกรายการหนึ่ง"))
    decision = models.CharField(_("การตัดสิน"), max_length=7, choices=Decision.choices)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ตัดสิน"))
    said_on = models.DateField(_("วันที่ตัดสิน"), null=True, blank=True)
    said_why = models.CharField(_("เหตุผลของการตัดสิน"), max_length=300)
    state = models.CharField(_("สถานะ"), max_length=9, choices=State.choices, default=State.ASKED)
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
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชี")
    )

    class Meta:
        verbose_name = _("คำขอถอนการตัดสิน")
        verbose_name_plural = _("คำขอถอนการตัดสิน")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["line"], name="undo_asked_once", condition=Q(state="ASKED")),
            models.CheckConstraint(
                name="undo_decided_by_another",
                condition=~Q(state__in=["APPROVED", "REFUSED"])
                | (
                    Q(decided_by__isnull=False, decided_on__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="undone_repeat_is_booked_again",
                condition=~Q(state="APPROVED", decision="SAME") | Q(entry__isnull=False),
            ),
            models.CheckConstraint(name="undo_has_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="ASKED")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.decision} {self.state}"
