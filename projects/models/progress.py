"""After the money: what a project reports, what its amphoe sums up, and how the amphoe follows it up."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from documents.models import StoredFile
from projects.models.proposals import OfProposalQuerySet, Proposal


class ProgressReport(models.Model):
    """A project's report: the first one with photographs (R-DISB-06, R-REP-01), or กส.๓/๒ of a half-year (R-REP-02).

    ``period_on`` is the last day of the half-year, or the day of the transfer for the first report. ``content`` holds
    the answers of the form. The tambon receives it from the member and sends it on to อกส.อ. (R-REP-03, R-REP-04).
    """

    class Kind(models.TextChoices):
        FIRST = "FIRST", _("รายงานครั้งแรก")
        HALF_YEAR = "HALF_YEAR", _("กส.๓/๒ รายครึ่งปี")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="reports", verbose_name=_("โครงการ"))
    kind = models.CharField(_("ชนิดรายงาน"), max_length=10, choices=Kind.choices)
    period_on = models.DateField(_("งวดรายงาน"))
    content = models.JSONField(_("เนื้อหา"))
    spent = models.DecimalField(_("ใช้จ่ายเงินแล้ว"), max_digits=12, decimal_places=2, default=0)
    income = models.DecimalField(_("รายได้จากโครงการ"), max_digits=12, decimal_places=2, default=0)
    reported_on = models.DateField(_("สมาชิกรายงานเมื่อ"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้บันทึก"))
    entered_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)
    forwarded_on = models.DateField(_("ตำบลส่งอำเภอเมื่อ"), null=True, blank=True)
    forwarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ส่ง")
    )
    edit_number = models.PositiveIntegerField(_("ครั้งที่แก้ไข"), default=0)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายงานของโครงการ")
        verbose_name_plural = _("รายงานของโครงการ")
        ordering = ["-period_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "kind", "period_on"], name="report_once_a_period"),
            models.CheckConstraint(name="report_amounts_not_negative", condition=Q(spent__gte=0, income__gte=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            # What the tambon sent on is a paper that left the house.
            pgtrigger.Protect(
                name="forwarded_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__forwarded_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period_on}"


class ProgressPhoto(models.Model):
    """A photograph of the work, part of a report."""

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="photos", verbose_name=_("รายงาน"))
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("ไฟล์"))
    caption = models.CharField(_("คำอธิบายภาพ"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้แนบ"))
    added_on = models.DateField(_("แนบเมื่อ"))

    class Meta:
        verbose_name = _("ภาพถ่ายกิจกรรม")
        verbose_name_plural = _("ภาพถ่ายกิจกรรม")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "file"], name="photo_once_a_report")]

    def __str__(self) -> str:
        return self.caption or str(self.file)


class OfAmphoeQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class AmphoeSummary(models.Model):
    """กส.๔/๒: an amphoe's summary of its half-year, frozen when sent (R-REP-05); the province checks it (R-REP-06).

    A summary that the province sends back stays; the amphoe sends the next revision.
    """

    class Outcome(models.TextChoices):
        PASSED = "PASSED", _("ตรวจแล้วถูกต้อง")
        RETURNED = "RETURNED", _("ส่งกลับให้แก้ไข")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    period_on = models.DateField(_("งวดรายงาน"))
    revision = models.PositiveSmallIntegerField(_("ฉบับที่"), default=1)
    content = models.JSONField(_("เนื้อหา"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้ส่ง"))
    sent_on = models.DateField(_("ส่งจังหวัดเมื่อ"))
    outcome = models.CharField(_("ผลการตรวจ"), max_length=10, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField(_("สิ่งที่ต้องแก้ไข"), blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ตรวจ")
    )
    checked_on = models.DateField(_("ตรวจเมื่อ"), null=True, blank=True)

    objects = OfAmphoeQuerySet.as_manager()

    class Meta:
        verbose_name = _("สรุปรายงานของอำเภอ (กส.๔/๒)")
        verbose_name_plural = _("สรุปรายงานของอำเภอ (กส.๔/๒)")
        ordering = ["-period_on", "amphoe_id", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["amphoe", "period_on", "revision"], name="summary_revision_once"),
            # The next revision comes only after the last one was sent back.
            models.UniqueConstraint(
                fields=["amphoe", "period_on"], name="one_summary_stands", condition=~Q(outcome="RETURNED")
            ),
            models.CheckConstraint(
                name="summary_is_checked_whole",
                condition=Q(outcome="", checked_on__isnull=True, checked_by__isnull=True)
                | (~Q(outcome="") & Q(checked_on__isnull=False, checked_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="returned_summary_has_reason", condition=~Q(outcome="RETURNED") | ~Q(outcome_reason="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="checked_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__outcome__df="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amphoe} {self.period_on}"


class FollowUpVisit(models.Model):
    """One line of an amphoe's yearly plan of following up: what was planned, and what came of it (R-FORM-12)."""

    class Phase(models.TextChoices):
        BEFORE = "BEFORE", _("ก่อนดำเนินการ")
        DURING = "DURING", _("ระหว่างดำเนินการ")
        AFTER = "AFTER", _("หลังดำเนินการ")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    fiscal_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("โครงการ")
    )
    phase = models.CharField(_("ระยะ"), max_length=10, choices=Phase.choices)
    activity = models.CharField(_("กิจกรรม"), max_length=300)
    planned_on = models.DateField(_("กำหนด"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้วางแผน"))
    request_key = models.UUIDField(_("รหัสคำขอ"), unique=True)
    done_on = models.DateField(_("ดำเนินการเมื่อ"), null=True, blank=True)
    result = models.TextField(_("ผลการติดตาม"), blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึกผล")
    )

    objects = OfAmphoeQuerySet.as_manager()

    class Meta:
        verbose_name = _("แผน/ผลการติดตาม")
        verbose_name_plural = _("แผน/ผลการติดตาม")
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="visit_is_recorded_whole",
                condition=Q(done_on__isnull=True, done_by__isnull=True, result="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(result="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="done_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__done_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_on} {self.activity}"
