"""Issued papers: numbered without gaps, frozen, hashed, printable again as they were."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province
from areas.scope import AreaQuerySet
from jobs.models import JobRun


class NumberSeries(models.Model):
    """The last number of one kind of paper of one office in one year; taken under a row lock, so without gaps."""

    series = models.CharField(_("ชุดเลขที่"), max_length=80, help_text="receipt:57")
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    last = models.PositiveIntegerField(_("เลขล่าสุด"), default=0)

    class Meta:
        verbose_name = _("ชุดเลขที่")
        verbose_name_plural = _("ชุดเลขที่")
        constraints = [models.UniqueConstraint(fields=["series", "year_be"], name="series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.series}/{self.year_be}: {self.last}"


class NumberNote(models.Model):
    """Why a number of a series was used by nothing that is still found, in an officer's words; append-only."""

    series = models.CharField(_("ชุดเลขที่"), max_length=80)
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    number = models.PositiveIntegerField(_("เลขที่"))
    reason = models.CharField(_("คำอธิบาย"), max_length=300)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    noted_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("คำอธิบายเลขที่ที่ขาด")
        verbose_name_plural = _("คำอธิบายเลขที่ที่ขาด")
        indexes = [models.Index(fields=["series", "year_be"], name="number_note_by_series")]
        constraints = [models.CheckConstraint(name="number_note_has_reason", condition=~models.Q(reason=""))]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.series}/{self.year_be} {self.number}: {self.reason}"


class DocumentQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}

    def about(self, subject: str) -> "DocumentQuerySet":
        """Return the papers about one thing, the newest first."""
        return self.filter(subject=subject).order_by("-issued_at")


class FrozenPaper(models.Model):
    """What a paper says, whose it is and what it is called: frozen once, whether it is drawn at once or later."""

    class Kind(models.TextChoices):
        COVER_SHEET = "COVER_SHEET", _("งบหน้าการอนุมัติโครงการ")
        RESULT_LETTER = "RESULT_LETTER", _("หนังสือแจ้งผลการพิจารณา")
        REFUSAL_LETTER = "REFUSAL_LETTER", _("หนังสือแจ้งไม่อนุมัติ")
        REVISION_LETTER = "REVISION_LETTER", _("หนังสือแจ้งให้ปรับปรุงโครงการ")
        MINUTES = "MINUTES", _("รายงานการประชุม")
        MEETING_NOTE = "MEETING_NOTE", _("บันทึกแก้ไขรายงานการประชุม")
        PROGRESS_REPORT = "PROGRESS_REPORT", _("แบบรายงานผลการปฏิบัติงาน (กส.๓/๒)")
        AMPHOE_SUMMARY = "AMPHOE_SUMMARY", _("แบบสรุปรายงาน (กส.๔/๒)")
        FOLLOW_UP_PLAN = "FOLLOW_UP_PLAN", _("แผน/ผลการติดตามประจำปี")
        CONTRACT_DRAFT = "CONTRACT_DRAFT", _("สัญญาฉบับเตรียมลงนาม")
        CONTRACT = "CONTRACT", _("สัญญาเงินกู้")
        BILL_PAYMENT = "BILL_PAYMENT", _("แบบฟอร์มชำระเงิน (Bill Payment)")
        RECEIPT = "RECEIPT", _("ใบเสร็จรับเงิน")
        RECEIPT_REVERSAL = "RECEIPT_REVERSAL", _("บันทึกยกเลิกใบเสร็จรับเงิน")
        RECEIPT_BUNDLE = "RECEIPT_BUNDLE", _("ใบเสร็จรับเงินทั้งชุด")
        CORRECTION_NOTICE = "CORRECTION_NOTICE", _("หนังสือแจ้งแก้ไขการตัดชำระ")
        BILL_BUNDLE = "BILL_BUNDLE", _("แบบฟอร์มชำระเงินทั้งอำเภอ")
        BARCODE_CARD = "BARCODE_CARD", _("บัตรบาร์โค้ดชำระเงินกู้")
        SETTLEMENT_QUOTE = "SETTLEMENT_QUOTE", _("หนังสือแจ้งยอดปิดบัญชี")
        CALL_IN = "CALL_IN", _("หนังสือเรียกให้ชำระหนี้ทั้งหมด")
        MONTHLY_PACK = "MONTHLY_PACK", _("ชุดรายงานการเงินประจำเดือน")
        CONFIRMATION = "CONFIRMATION", _("หนังสือยืนยันยอดหนี้")
        CONFIRMATION_BATCH = "CONFIRMATION_BATCH", _("หนังสือยืนยันยอดหนี้ทั้งชุด")
        NOTICE = "NOTICE", _("ใบแจ้งหนี้")
        DEMAND = "DEMAND", _("หนังสือทวงถาม")
        NOTICE_BATCH = "NOTICE_BATCH", _("ใบแจ้งหนี้หรือหนังสือทวงถามทั้งชุด")
        NOTICE_SHEETS = "NOTICE_SHEETS", _("บัญชีนำส่งหนังสือ")
        ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT", _("หนังสือรับสภาพหนี้")
        LIABILITY = "LIABILITY", _("หนังสือรับสภาพความรับผิด")
        WAIVER_LETTER = "WAIVER_LETTER", _("หนังสือแจ้งการงดหรือลดเบี้ยปรับ")
        LEGAL_LETTER = "LEGAL_LETTER", _("หนังสือของแฟ้มคดี")
        RESTRUCTURE_REQUEST = "RESTRUCTURE_REQUEST", _("คำขอปรับโครงสร้างหนี้")
        RESTRUCTURE_REVIEW = "RESTRUCTURE_REVIEW", _("แบบประเมินความสามารถในการชำระหนี้")
        RESTRUCTURE_DEED = "RESTRUCTURE_DEED", _("บันทึกข้อตกลงปรับโครงสร้างหนี้")
        RESTRUCTURE_REFUSAL = "RESTRUCTURE_REFUSAL", _("หนังสือแจ้งไม่อนุมัติปรับโครงสร้างหนี้")

    kind = models.CharField(_("ประเภท"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("เลขที่"), max_length=60)
    addressee = models.CharField(_("ผู้รับ"), max_length=200, blank=True)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, verbose_name=_("อำเภอ"))
    subject = models.CharField(_("เรื่องของ"), max_length=60, help_text="contract:12")
    title = models.CharField(_("ชื่อเอกสาร"), max_length=300)
    template = models.CharField(_("แบบ"), max_length=80)
    context = models.JSONField(_("ข้อมูลในเอกสาร"))
    as_of = models.DateField(_("ข้อมูล ณ วันที่"))
    issued_on = models.DateField(_("ลงวันที่"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("ผู้ออก")
    )
    is_draft = models.BooleanField(_("ฉบับร่าง"), default=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Document(FrozenPaper):
    """One paper as it was issued: its frozen context, its PDF's hash. Append-only by trigger."""

    issued_at = models.DateTimeField(_("ออกเมื่อ"), auto_now_add=True)
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)
    pages = models.PositiveIntegerField(_("จำนวนหน้า"))

    class Meta:
        verbose_name = _("เอกสาร")
        verbose_name_plural = _("เอกสาร")
        indexes = [
            models.Index(fields=["subject", "-issued_at"], name="document_by_subject"),
            models.Index(fields=["province", "kind", "-issued_at"], name="document_by_kind"),
        ]
        constraints = [
            # A circular letter has one number shared by its addressees; any other paper has none beside it.
            # The numbers of letters begin anew every year.
            models.UniqueConstraint(
                "province", "kind", "number", "addressee", ExtractYear("issued_on"), name="document_number_once_a_year"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class DocumentFile(models.Model):
    """The PDF of a paper, kept in the database: it commits with the paper and is backed up with it."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="file", primary_key=True)
    pdf = models.BinaryField()

    class Meta:
        verbose_name = _("ไฟล์เอกสาร")
        verbose_name_plural = _("ไฟล์เอกสาร")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.document_id}.pdf"


class PaperToDraw(FrozenPaper):
    """A paper that is frozen and has its number, and whose PDF a worker is going to draw.

    The row is written in the transaction that takes the number, and goes in the one that issues the paper: a worker
    killed in between finds it again.
    """

    kind = models.CharField(_("ประเภท"), max_length=20)
    run = models.ForeignKey(JobRun, models.PROTECT, related_name="papers_to_draw", verbose_name=_("งานเบื้องหลัง"))
    frozen_at = models.DateTimeField(_("กำหนดข้อความเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("เอกสารที่รอจัดทำ")
        verbose_name_plural = _("เอกสารที่รอจัดทำ")
        indexes = [models.Index(fields=["subject"], name="paper_to_draw_by_subject")]
        constraints = [
            models.UniqueConstraint(
                "province", "kind", "number", "addressee", ExtractYear("issued_on"), name="paper_to_draw_once"
            ),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update)]

    def get_kind_display(self) -> str:
        """What kind of paper it will be, in words."""
        return str(FrozenPaper.Kind(self.kind).label)
