"""That the bank sent a line of a transfer back: declared by one person, confirmed by another; taken back likewise."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.scope import AreaQuerySet
from documents.models import StoredFile
from loans.models.transfers import TransferLine
from treasury.models import JournalEntry

# A declaration is decided once; a confirmed one may be asked to be taken back, and is then undone or kept. What was
# declared, and what the confirmation did, stays as it was.
_DECIDED_STAYS = """
    IF OLD.state || '>' || NEW.state IN ('ASKED>APPROVED', 'ASKED>REFUSED', 'ASKED>WITHDRAWN',
                                         'APPROVED>UNDO_ASKED', 'UNDO_ASKED>UNDONE', 'UNDO_ASKED>APPROVED')
       AND (NEW.line_id, NEW.rejected_on, NEW.reason, NEW.file_id, NEW.reference, NEW.asked_by_id, NEW.asked_on)
           IS NOT DISTINCT FROM
           (OLD.line_id, OLD.rejected_on, OLD.reason, OLD.file_id, OLD.reference, OLD.asked_by_id, OLD.asked_on)
       AND (OLD.state = 'ASKED'
            OR (NEW.decided_by_id, NEW.decided_on, NEW.decided_at, NEW.entry_id, NEW.before)
               IS NOT DISTINCT FROM
               (OLD.decided_by_id, OLD.decided_on, OLD.decided_at, OLD.entry_id, OLD.before)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Cannot update rejection %: it was decided', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'rejection_decided_stays';
"""


class LineRejectionQuerySet(AreaQuerySet):
    area_fields = {"province": "line__batch__province", "amphoe": None, "tambon": None}

    def waiting(self) -> "LineRejectionQuerySet":
        """Return what a second person still has to decide: declarations, and requests to take one back."""
        return self.filter(state__in=["ASKED", "UNDO_ASKED"])


@pghistory.track()
class LineRejection(models.Model):
    """What the bank answered to a line, with its paper: who declared it, who confirmed it, and whether it was undone.

    Until it is confirmed the line counts as paid, so nothing of it can be ordered again. ``before`` keeps what the
    confirmation and later corrections change, so that an undoing puts it back.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("แจ้งว่าโอนไม่สำเร็จ รอยืนยัน")
        APPROVED = "APPROVED", _("ยืนยันแล้วว่าธนาคารโอนไม่สำเร็จ")
        REFUSED = "REFUSED", _("ไม่ยืนยัน")
        WITHDRAWN = "WITHDRAWN", _("ผู้แจ้งถอนคืน")
        UNDO_ASKED = "UNDO_ASKED", _("ขอเพิกถอนเพราะเงินถึงผู้รับแล้ว รออนุมัติ")
        UNDONE = "UNDONE", _("เพิกถอนแล้ว เงินถึงผู้รับ")

    line = models.ForeignKey(TransferLine, models.PROTECT, related_name="rejections", verbose_name=_("รายการโอน"))
    rejected_on = models.DateField(_("ธนาคารแจ้งเมื่อ"))
    reason = models.CharField(_("เหตุผลที่ธนาคารแจ้ง"), max_length=300)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หลักฐานของธนาคาร")
    )
    reference = models.CharField(_("เลขที่รายการในไฟล์ผลการโอนของธนาคาร"), max_length=100, blank=True)
    state = models.CharField(_("สถานะ"), max_length=12, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้แจ้ง"))
    asked_on = models.DateField(_("วันที่แจ้ง"))
    asked_at = models.DateTimeField(_("แจ้งเมื่อ"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้พิจารณา")
    )
    decided_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    decided_at = models.DateTimeField(_("พิจารณาเมื่อ"), null=True, blank=True)
    note = models.CharField(_("เหตุผลที่ไม่ยืนยัน"), max_length=300, blank=True)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชีที่กลับ")
    )
    before = models.JSONField(_("ค่าก่อนยืนยัน"), null=True, blank=True)
    undo_reason = models.CharField(_("เหตุผลที่ขอเพิกถอน"), max_length=300, blank=True)
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ขอเพิกถอน")
    )
    undo_asked_on = models.DateField(_("วันที่ขอเพิกถอน"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้อนุมัติให้เพิกถอน"),
    )
    undone_on = models.DateField(_("วันที่เพิกถอน"), null=True, blank=True)
    undo_entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายการบัญชีที่ลงคืน")
    )

    objects = LineRejectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผลการโอนที่ธนาคารส่งคืน")
        verbose_name_plural = _("ผลการโอนที่ธนาคารส่งคืน")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                name="line_rejected_once",
                condition=Q(state__in=["ASKED", "APPROVED", "UNDO_ASKED"]),
            ),
            models.CheckConstraint(
                name="rejection_confirmed_by_another",
                condition=Q(state__in=["ASKED", "WITHDRAWN"], decided_by__isnull=True)
                | (
                    ~Q(state__in=["ASKED", "WITHDRAWN"])
                    & Q(decided_by__isnull=False, decided_on__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="rejection_has_the_banks_answer", condition=Q(file__isnull=False) | ~Q(reference="")
            ),
            models.CheckConstraint(name="rejection_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="confirmed_rejection_is_booked",
                condition=Q(state__in=["ASKED", "REFUSED", "WITHDRAWN"], entry__isnull=True)
                | Q(state__in=["APPROVED", "UNDO_ASKED", "UNDONE"], entry__isnull=False, before__isnull=False),
            ),
            models.CheckConstraint(
                name="rejection_undone_by_another",
                condition=(
                    ~Q(state__in=["UNDO_ASKED", "UNDONE"])
                    & Q(undo_asked_by__isnull=True, undone_by__isnull=True, undo_entry__isnull=True, undo_reason="")
                )
                | (
                    Q(state="UNDO_ASKED", undo_asked_by__isnull=False, undone_by__isnull=True, undo_entry__isnull=True)
                    & ~Q(undo_reason="")
                )
                | (
                    Q(state="UNDONE", undo_asked_by__isnull=False, undone_by__isnull=False, undo_entry__isnull=False)
                    & ~Q(undo_reason="")
                    & ~Q(undone_by=F("undo_asked_by"))
                ),
            ),
        ]
        indexes = [models.Index(fields=["state", "line"], name="rejection_by_state")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="decided_stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=_DECIDED_STAYS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.state}"
