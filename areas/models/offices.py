"""Offices that issue papers, and who signs there from when to when."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .territory import Amphoe, Province


@pghistory.track(exclude=["emblem"])
class Office(models.Model):
    """A secretariat: of the provincial sub-committee (no amphoe) or of an amphoe's. Names and codes are data (D-14)."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="offices", verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, verbose_name=_("อำเภอ"))
    name = models.CharField(_("ชื่อสำนักงาน"), max_length=200)
    parent_name = models.CharField(_("ส่วนราชการ"), max_length=200, blank=True)
    letter_code = models.CharField(_("รหัสหนังสือออก"), max_length=40, help_text=_("เช่น ชร ๐๐๑๙.๕"))
    address = models.CharField(_("ที่อยู่"), max_length=300)
    owner_of_matter = models.CharField(_("ส่วนราชการเจ้าของเรื่อง"), max_length=200, blank=True)
    telephone = models.CharField(_("โทรศัพท์"), max_length=60, blank=True)
    emblem = models.BinaryField(
        _("ตราครุฑ"), null=True, blank=True
    )  # the office's own picture; until then its space is kept
    in_service_on = models.DateField(_("เริ่มใช้ระบบวันที่"))

    class Meta:
        verbose_name = _("สำนักงาน")
        verbose_name_plural = _("สำนักงาน")
        constraints = [
            models.UniqueConstraint(fields=["province", "amphoe"], name="office_one_an_area", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def letter_series(self) -> str:
        """Return the series of numbers of the office's letters: one letter code, one series, whichever room writes."""
        return f"letter:{self.amphoe_id or self.province_id}"


class SignatoryQuerySet(models.QuerySet):
    def in_force(self, day: date) -> "SignatoryQuerySet":
        """Return those who may sign on a day, the newest first."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day).order_by(
            "-valid_from", "-pk"
        )


@pghistory.track()
class Signatory(models.Model):
    """Who signs which kind of paper for an office; an acting officer has an order number (R-ACT-16..18)."""

    class Purpose(models.TextChoices):
        RESULT_LETTER = "RESULT_LETTER", _("หนังสือแจ้งผล")
        CONTRACT = "CONTRACT", _("ผู้ให้กู้ในสัญญา")
        RECEIPT = "RECEIPT", _("ผู้รับเงินในใบเสร็จ")
        MONTHLY_PACK = "MONTHLY_PACK", _("หนังสือนำส่งรายงาน")
        CONFIRMATION = "CONFIRMATION", _("หนังสือยืนยันยอดหนี้")
        REVISION_LETTER = "REVISION_LETTER", _("หนังสือแจ้งให้ปรับปรุงโครงการ")

    class Kind(models.TextChoices):
        HOLDER = "HOLDER", _("เจ้าของตำแหน่ง")
        ACTING = "ACTING", _("รักษาราชการแทน")
        DELEGATE = "DELEGATE", _("ปฏิบัติราชการแทน")

    office = models.ForeignKey(Office, models.PROTECT, related_name="signatories", verbose_name=_("สำนักงาน"))
    purpose = models.CharField(_("ใช้ลงนาม"), max_length=20, choices=Purpose.choices)
    kind = models.CharField(_("ฐานะ"), max_length=10, choices=Kind.choices, default=Kind.HOLDER)
    name = models.CharField(_("ชื่อ"), max_length=150)
    position = models.CharField(_("ตำแหน่ง"), max_length=200)
    for_position = models.CharField(_("แทนตำแหน่ง"), max_length=200, blank=True)
    order_number = models.CharField(_("คำสั่งเลขที่"), max_length=60, blank=True)
    valid_from = models.DateField(_("ตั้งแต่วันที่"))
    valid_to = models.DateField(_("ถึงวันที่"), null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผู้ลงนาม")
        verbose_name_plural = _("ผู้ลงนาม")
        constraints = [
            models.CheckConstraint(
                name="signatory_acting_has_order",
                condition=Q(kind="HOLDER") | (~Q(order_number="") & ~Q(for_position="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_purpose_display()})"


@pghistory.track()
class LetterSetting(models.Model):
    """What an office prints round the text of one kind of letter from a day on; the newest row counts.

    ``references`` is a list of texts; ``enclosures`` one of ``{"text", "count", "unit"}``, where no count stands for
    the number of projects that the letter is about. An empty list of either leaves that part of the letter out;
    empty ``instructions`` keep the standing ones. Letters freeze what they printed (R-LET-01, 02, 06..09, 11).
    """

    class Letter(models.TextChoices):
        RESULT_LOAN = "RESULT_LOAN", _("หนังสือแจ้งผล (เงินทุนหมุนเวียน)")
        RESULT_SUBSIDY = "RESULT_SUBSIDY", _("หนังสือแจ้งผล (เงินอุดหนุน)")
        REFUSAL = "REFUSAL", _("หนังสือแจ้งไม่อนุมัติ")
        REVISION = "REVISION", _("หนังสือแจ้งให้ปรับปรุงโครงการ")

    class Urgency(models.TextChoices):
        NONE = "", _("ไม่ระบุ")
        URGENT = "ด่วน", _("ด่วน")  # stays Thai: printed on letters
        VERY_URGENT = "ด่วนมาก", _("ด่วนมาก")  # stays Thai: printed on letters
        MOST_URGENT = "ด่วนที่สุด", _("ด่วนที่สุด")  # stays Thai: printed on letters

    office = models.ForeignKey(Office, models.PROTECT, related_name="letter_settings", verbose_name=_("สำนักงาน"))
    letter = models.CharField(_("หนังสือ"), max_length=20, choices=Letter.choices)
    effective_from = models.DateField(_("มีผลตั้งแต่"))
    urgency = models.CharField(_("ชั้นความเร็ว"), max_length=20, choices=Urgency.choices, blank=True)
    references = models.JSONField(_("อ้างถึง"), default=list, blank=True)
    enclosures = models.JSONField(_("สิ่งที่ส่งมาด้วย"), default=list, blank=True)
    instructions = models.JSONField(_("สิ่งที่ขอให้ดำเนินการ"), default=list, blank=True)
    closing = models.CharField(_("คำลงท้าย"), max_length=200, blank=True)
    source = models.CharField(_("ที่มา"), max_length=300)

    class Meta:
        verbose_name = _("ข้อความประจำหนังสือ")
        verbose_name_plural = _("ข้อความประจำหนังสือ")
        ordering = ["letter", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["office", "letter", "effective_from"], name="letter_setting_one_a_day"),
            models.CheckConstraint(name="letter_setting_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_letter_display()} {self.office} {self.effective_from}"
