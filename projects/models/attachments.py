"""Files attached to a proposal, and what a committee still wants to see or hear before it decides."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from projects.models.proposals import Decision, OfProposalQuerySet, Proposal


class PaperRequest(models.Model):
    """A committee asks for further papers, or invites somebody to explain (R-APPR-14). Answered once."""

    class Kind(models.TextChoices):
        PAPERS = "PAPERS", _("ขอเอกสารเพิ่มเติม")
        INVITATION = "INVITATION", _("เชิญมาให้ข้อมูล")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="paper_requests", verbose_name=_("โครงการ"))
    stage = models.CharField(_("ผู้ขอ"), max_length=15, choices=Decision.Stage.choices)
    kind = models.CharField(_("ชนิด"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("สิ่งที่ขอ"))
    due_on = models.DateField(_("ภายในวันที่"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้บันทึก"))
    asked_on = models.DateField(_("วันที่ขอ"))
    answer = models.TextField(_("คำตอบ"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ตอบ")
    )
    answered_on = models.DateField(_("วันที่ตอบ"), null=True, blank=True)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("คำขอเอกสารเพิ่มเติม")
        verbose_name_plural = _("คำขอเอกสารเพิ่มเติม")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="paper_request_is_answered_whole",
                condition=Q(answered_on__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(name="paper_request_says_what", condition=~Q(text="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answered_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__answered_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Attachment(models.Model):
    """A file of a proposal: one of the checklist's papers, the tambon's signed opinion, an answer, a photograph.

    What was attached stays; ``removed_on`` only takes it off the draft. Versions name the files they were sent with.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="attachments", verbose_name=_("โครงการ"))
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("ไฟล์"))
    code = models.CharField(_("รายการ"), max_length=30, help_text=_("รหัสในรายการตรวจ หรือ OTHER"))
    label = models.CharField(_("คำอธิบาย"), max_length=200, blank=True)
    request = models.ForeignKey(
        PaperRequest, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name=_("ตอบคำขอ")
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้แนบ"))
    added_on = models.DateField(_("แนบเมื่อ"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้นำออก")
    )
    removed_on = models.DateField(_("นำออกเมื่อ"), null=True, blank=True)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("ไฟล์แนบของโครงการ")
        verbose_name_plural = _("ไฟล์แนบของโครงการ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "file", "code"], name="attachment_once", condition=Q(removed_on__isnull=True)
            ),
            models.CheckConstraint(
                name="attachment_is_removed_by_somebody",
                condition=Q(removed_on__isnull=True, removed_by__isnull=True)
                | Q(removed_on__isnull=False, removed_by__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.code} {self.file}"
