"""The September confirmation of balances (R-DEBT-07): letters, batches, what was answered, who was reminded."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from debt_followup.models.notices import RETURNS
from debt_followup.rules.confirmations import ANSWER_LABELS, SETTLEMENT_LABELS
from documents.models import Document, StoredFile
from jobs.models import JobRun
from loans.models import Contract, Party

ANSWERS = [(answer.value, _(label)) for answer, label in ANSWER_LABELS.items()]
SETTLEMENTS = [(ending.value, _(label)) for ending, label in SETTLEMENT_LABELS.items()]
_SAID = (
    "run_id",
    "province_id",
    "amphoe_id",
    "tambon_id",
    "contract_id",
    "party_id",
    "number",
    "code",
    "as_of",
    "known_at",
    "principal",
    "contract_interest",
    "default_interest",
    "costs",
    "frozen",
    "credit",
    "next_due_on",
    "reply_by",
    "document_id",
    "id",
)


class BatchQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class ConfirmationBatch(models.Model):
    """Letters of one amphoe that are handed out together: one PDF and its posting list. Append-only.

    An amphoe of more letters than one file takes has several parts.
    """

    run = models.ForeignKey(JobRun, models.PROTECT, related_name="confirmation_batches", verbose_name=_("งาน"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    as_of = models.DateField(_("ณ วันที่"))
    part = models.PositiveSmallIntegerField(_("ชุดที่"), default=1)
    count = models.PositiveIntegerField(_("จำนวนฉบับ"))
    letters = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("หนังสือทั้งชุด"))
    posting_list = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("บัญชีนำส่ง")
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("ชุดหนังสือยืนยันยอดหนี้")
        verbose_name_plural = _("ชุดหนังสือยืนยันยอดหนี้")
        ordering = ["run", "amphoe", "part"]
        constraints = [
            models.UniqueConstraint(fields=["run", "amphoe", "part"], name="confirmation_batch_part_once"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.amphoe} {self.as_of} {self.part}"


class Confirmation(models.Model):
    """What the fund says one contract owes as of 30 September, and the letter that says it to one of its debtors.

    Append-only (A-32); only the batch in which it is handed out is filled in once.
    """

    run = models.ForeignKey(JobRun, models.PROTECT, related_name="confirmations", verbose_name=_("งาน"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="confirmations", verbose_name=_("สัญญา"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="confirmations", verbose_name=_("ลูกหนี้"))
    number = models.PositiveSmallIntegerField(_("ผู้รับลำดับที่"), default=1)
    code = models.CharField(_("รหัสใบตอบรับ"), max_length=30, unique=True)
    as_of = models.DateField(_("ณ วันที่"))
    known_at = models.DateTimeField(_("ทราบ ณ เวลา"), null=True, blank=True)
    principal = models.DecimalField(_("เงินต้นคงเหลือ"), max_digits=14, decimal_places=2)
    contract_interest = models.DecimalField(_("ดอกเบี้ยเงินกู้ค้าง"), max_digits=14, decimal_places=2)
    default_interest = models.DecimalField(_("เบี้ยปรับค้าง"), max_digits=14, decimal_places=2)
    costs = models.DecimalField(_("ค่าใช้จ่าย"), max_digits=14, decimal_places=2, default=0)
    frozen = models.DecimalField(_("ดอกเบี้ยและเบี้ยปรับที่พักไว้"), max_digits=14, decimal_places=2, default=0)
    credit = models.DecimalField(_("เงินรับล่วงหน้า"), max_digits=14, decimal_places=2)
    next_due_on = models.DateField(_("งวดถัดไป"), null=True, blank=True)
    reply_by = models.DateField(_("ขอให้ตอบภายใน"), null=True, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, verbose_name=_("หนังสือ"))
    batch = models.ForeignKey(
        ConfirmationBatch, models.PROTECT, null=True, blank=True, related_name="confirmations", verbose_name=_("ชุด")
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนังสือยืนยันยอดหนี้")
        verbose_name_plural = _("หนังสือยืนยันยอดหนี้")
        indexes = [models.Index(fields=["province", "as_of", "amphoe"], name="confirmation_by_place")]
        constraints = [
            models.UniqueConstraint(fields=["contract", "as_of", "number"], name="one_confirmation_an_addressee")
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.UpdateOf(*_SAID)),
            pgtrigger.Protect(
                name="batch_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__batch__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.as_of}"

    @property
    def total(self):
        """Return everything owed as of the day, credit deducted, in baht."""
        owed = self.principal + self.contract_interest + self.default_interest + self.costs + self.frozen
        return owed - self.credit


class ConfirmationReply(models.Model):
    """What became known of one letter. Append-only: who corrects an answer adds one, and the last one counts."""

    confirmation = models.ForeignKey(
        Confirmation, models.PROTECT, related_name="replies", verbose_name=_("หนังสือยืนยันยอดหนี้")
    )
    number = models.PositiveSmallIntegerField(_("ครั้งที่"))
    answer = models.CharField(_("คำตอบ"), max_length=12, choices=ANSWERS)
    amount = models.DecimalField(_("ยอดที่ลูกหนี้แจ้ง"), max_digits=14, decimal_places=2, null=True, blank=True)
    why = models.CharField(_("เหตุผล"), max_length=500, blank=True)
    return_reason = models.CharField(_("เหตุที่ส่งไม่ถึง"), max_length=12, choices=RETURNS, blank=True)
    is_signed = models.BooleanField(_("มีลายมือชื่อลูกหนี้"), default=False)
    received_on = models.DateField(_("วันที่ได้รับคำตอบ"))
    correction = models.CharField(_("เหตุที่แก้ไขคำตอบ"), max_length=300, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ภาพใบตอบรับ")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("คำตอบหนังสือยืนยันยอดหนี้")
        verbose_name_plural = _("คำตอบหนังสือยืนยันยอดหนี้")
        ordering = ["confirmation", "number"]
        indexes = [
            models.Index(fields=["recorded_by", "-id"], name="confirmation_reply_by_officer"),
            models.Index(fields=["confirmation"], name="slip_returned_for_a_death", condition=Q(return_reason="DEAD")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "number"], name="confirmation_reply_number_once"),
            models.CheckConstraint(
                name="reply_that_differs_says_how",
                condition=(Q(answer="DIFFERS", amount__isnull=False, amount__gte=0) & ~Q(why=""))
                | (~Q(answer="DIFFERS") & Q(amount__isnull=True)),
            ),
            models.CheckConstraint(
                name="undelivered_for_a_reason",
                condition=(Q(answer="UNDELIVERED") & ~Q(return_reason=""))
                | (~Q(answer="UNDELIVERED") & Q(return_reason="")),
            ),
            models.CheckConstraint(
                name="reply_corrected_with_reason",
                condition=Q(number=1, correction="") | (Q(number__gt=1) & ~Q(correction="")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.confirmation_id} {self.number} {self.answer}"


class ConfirmationReminder(models.Model):
    """That a debtor was reminded of her letter, by another letter or a call; at most once a day (L-10). Append-only.

    A letter that came back is sent again under a number of its own, to the address that was found since.
    """

    class Kind(models.TextChoices):
        LETTER = "LETTER", _("หนังสือเตือนขอคำตอบ")
        AGAIN = "AGAIN", _("ส่งหนังสืออีกครั้ง")
        CALL = "CALL", _("โทรศัพท์ติดตาม")

    confirmation = models.ForeignKey(
        Confirmation, models.PROTECT, related_name="reminders", verbose_name=_("หนังสือยืนยันยอดหนี้")
    )
    kind = models.CharField(_("วิธี"), max_length=6, choices=Kind.choices)
    on = models.DateField(_("วันที่"))
    said = models.CharField(_("ผลการติดตาม"), max_length=500, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หนังสือ")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การติดตามขอคำตอบ")
        verbose_name_plural = _("การติดตามขอคำตอบ")
        ordering = ["confirmation", "on"]
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "on"], name="confirmation_reminder_once_a_day"),
            models.CheckConstraint(
                name="reminder_is_a_letter_or_says_something",
                condition=Q(kind__in=["LETTER", "AGAIN"], document__isnull=False) | (Q(kind="CALL") & ~Q(said="")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.confirmation_id} {self.kind} {self.on}"


class ConfirmationDifference(models.Model):
    """A reply that differs, until somebody found out who is right; what was found stays."""

    reply = models.OneToOneField(ConfirmationReply, models.PROTECT, related_name="difference", verbose_name=_("คำตอบ"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    ending = models.CharField(_("ผลการตรวจสอบ"), max_length=12, choices=SETTLEMENTS, blank=True)
    amount = models.DecimalField(_("ยอดที่ถูกต้อง"), max_digits=14, decimal_places=2, null=True, blank=True)
    found = models.CharField(_("สิ่งที่พบ"), max_length=1000, blank=True)
    ended_on = models.DateField(_("สิ้นสุดวันที่"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ตรวจสอบ")
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผลต่างยอดหนี้ที่ต้องตรวจสอบ")
        verbose_name_plural = _("ผลต่างยอดหนี้ที่ต้องตรวจสอบ")
        indexes = [models.Index(fields=["province", "ending"], name="confirmation_difference_open")]
        constraints = [
            models.CheckConstraint(
                name="difference_ended_whole",
                condition=Q(ending="", ended_on__isnull=True, ended_by__isnull=True, amount__isnull=True)
                | (~Q(ending="") & ~Q(found="") & Q(ended_on__isnull=False, ended_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="difference_ended_with_amount",
                condition=Q(ending__in=["", "SUPERSEDED"]) | Q(amount__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="ending_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__ending="")),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.ending}"
