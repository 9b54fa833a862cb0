"""Debts and subsidies of 2556-2559 as the old registers tell them: files taken in, control totals, their agreement."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from loans.models import Contract, Party


def _append_only() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class OfProvince(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": None, "tambon": None}


class OfAmphoe(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class OldRegister(models.Model):
    """One file of an old register: checked without writing, then confirmed and written in the background (R-DEBT-01).

    ``base_on`` is the day whose balances the file states, as a rule 30 April 2559. ``contracts`` are debts, or
    subsidies, that can be taken in; ``refused`` are rows that cannot.
    """

    class Kind(models.TextChoices):
        DEBTS = "DEBTS", _("ลูกหนี้เงินกู้")
        SUBSIDIES = "SUBSIDIES", _("เงินอุดหนุน")

    class State(models.TextChoices):
        CHECKED = "CHECKED", _("ตรวจแล้ว รอยืนยัน")
        WRITING = "WRITING", _("กำลังบันทึก")
        DONE = "DONE", _("บันทึกแล้ว")
        REFUSED = "REFUSED", _("ไม่รับทั้งไฟล์")

    kind = models.CharField(_("ทะเบียน"), max_length=10, choices=Kind.choices)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    base_on = models.DateField(_("ยอด ณ วันที่"))
    name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    sha256 = models.CharField(_("ค่าแฮช"), max_length=64)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices)
    rows = models.PositiveIntegerField(_("จำนวนแถว"), default=0)
    contracts = models.PositiveIntegerField(_("รายการที่รับได้"), default=0)
    refused = models.PositiveIntegerField(_("แถวที่ไม่รับ"), default=0)
    written = models.PositiveIntegerField(_("บันทึกแล้ว"), default=0)
    refused_file = models.BinaryField(_("ไฟล์แถวที่ไม่รับ"), null=True, blank=True)
    content = models.BinaryField(_("ไฟล์"), null=True, blank=True, help_text=_("เก็บไว้จนบันทึกเสร็จเท่านั้น"))
    cursor = models.JSONField(_("ตำแหน่ง"), default=dict, blank=True)
    sentence = models.CharField(_("เหตุผล"), max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้นำเข้า"))
    made_on = models.DateField(_("วันที่นำเข้า"))
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), auto_now_add=True)
    done_at = models.DateTimeField(_("เสร็จเมื่อ"), null=True, blank=True)

    objects = OfProvince.as_manager()

    class Meta:
        verbose_name = _("ไฟล์ทะเบียนเดิม")
        verbose_name_plural = _("ไฟล์ทะเบียนเดิม")
        constraints = [
            # The same file is taken in once; a refused one may come again after it was mended.
            models.UniqueConstraint(
                fields=["province", "sha256"],
                name="old_register_file_once",
                condition=Q(state__in=["WRITING", "DONE"]),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class OldDebt(models.Model):
    """What the old register says of one debt, as it was read. Append-only; the contract carries what follows from it.

    ``received`` is principal received up to the day of the register, in one sum; ``given`` holds the terms and the
    instalments as they stood in the file.
    """

    class Repayment(models.TextChoices):
        INSTALMENTS = "INSTALMENTS", _("ผ่อนเป็นงวด")
        SINGLE = "SINGLE", _("ชำระครั้งเดียว")
        UNKNOWN = "UNKNOWN", _("ไม่ทราบ")

    register = models.ForeignKey(OldRegister, models.PROTECT, related_name="debts", verbose_name=_("ไฟล์"))
    row = models.PositiveIntegerField(_("แถวในไฟล์"))
    contract = models.OneToOneField(Contract, models.PROTECT, related_name="old_debt", verbose_name=_("สัญญา"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    base_on = models.DateField(_("ยอด ณ วันที่"))
    approval_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณที่อนุมัติ"))
    approved = models.DecimalField(_("เงินที่อนุมัติ"), max_digits=14, decimal_places=2)
    received = models.DecimalField(_("รับชำระแล้ว"), max_digits=14, decimal_places=2)
    last_paid_on = models.DateField(_("ชำระครั้งสุดท้าย"), null=True, blank=True)
    repayment = models.CharField(_("วิธีชำระ"), max_length=12, choices=Repayment.choices)
    given = models.JSONField(_("ตามไฟล์"), default=dict)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนี้ตามทะเบียนเดิม")
        verbose_name_plural = _("หนี้ตามทะเบียนเดิม")
        constraints = [
            models.CheckConstraint(
                name="old_debt_received_within_approved",
                condition=Q(approved__gt=0, received__gte=0, received__lte=F("approved")),
            ),
            models.CheckConstraint(
                name="old_debt_last_paid_by_then",
                condition=Q(last_paid_on__isnull=True) | Q(last_paid_on__lte=F("base_on"), received__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["province", "base_on", "approval_year_be"], name="old_debt_by_year")]
        triggers = _append_only()

    def __str__(self) -> str:
        return str(self.contract)

    @property
    def remaining(self):
        """Return the principal that was left on the day of the register, in baht."""
        return self.approved - self.received


class OldDebtor(models.Model):
    """The card number of a party who was no member when her debt was taken over, by which she is found once she is."""

    party = models.OneToOneField(Party, models.PROTECT, related_name="old_debtor", verbose_name=_("คู่สัญญา"))
    national_id_encrypted = models.BinaryField(_("เลขประจำตัวประชาชน (เข้ารหัส)"))
    national_id_hash = models.CharField(_("ค่าค้นหาเลขประจำตัว"), max_length=64, db_collation="C", db_index=True)
    national_id_masked = models.CharField(_("เลขประจำตัวประชาชน"), max_length=20)

    class Meta:
        verbose_name = _("ลูกหนี้เดิมที่ไม่เป็นสมาชิก")
        verbose_name_plural = _("ลูกหนี้เดิมที่ไม่เป็นสมาชิก")
        triggers = _append_only()

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class OldDebtControl(models.Model):
    """One control figure on the day of the merger: of a year, of an amphoe in it, or of one contract (R-DEBT-02).

    What is not known stays empty and is not compared.
    """

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    base_on = models.DateField(_("ยอด ณ วันที่"))
    approval_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณที่อนุมัติ"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, verbose_name=_("อำเภอ"))
    register_number = models.CharField(_("เลขที่สัญญา"), max_length=40, blank=True)
    contracts = models.PositiveIntegerField(_("สัญญาที่อนุมัติ"), null=True, blank=True)
    open_contracts = models.PositiveIntegerField(_("สัญญาที่ยังเหลือหนี้"), null=True, blank=True)
    approved = models.DecimalField(_("เงินที่อนุมัติ"), max_digits=16, decimal_places=2, null=True, blank=True)
    received = models.DecimalField(_("รับชำระแล้ว"), max_digits=16, decimal_places=2, null=True, blank=True)
    remaining = models.DecimalField(_("คงเหลือ"), max_digits=16, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("หลักฐาน"), max_length=200)
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้บันทึก"))
    keyed_on = models.DateField(_("วันที่บันทึก"))

    objects = OfProvince.as_manager()

    class Meta:
        verbose_name = _("ยอดคุมหนี้เดิม")
        verbose_name_plural = _("ยอดคุมหนี้เดิม")
        constraints = [
            models.UniqueConstraint(
                fields=["province", "base_on", "approval_year_be", "amphoe", "register_number"],
                name="old_debt_control_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="old_debt_control_says_something",
                condition=Q(contracts__isnull=False)
                | Q(open_contracts__isnull=False)
                | Q(approved__isnull=False)
                | Q(received__isnull=False)
                | Q(remaining__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province_id} {self.approval_year_be} {self.amphoe_id or ''} {self.register_number}".strip()


class OldDebtAgreement(models.Model):
    """Somebody who took nothing in stands with her name for a register: it agrees, or why it does not. Append-only."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    base_on = models.DateField(_("ยอด ณ วันที่"))
    figures = models.JSONField(_("ยอดที่เทียบ"), default=dict)
    differences = models.PositiveIntegerField(_("รายการที่ต่าง"))
    explanation = models.CharField(_("คำอธิบายผลต่าง"), max_length=1000, blank=True)
    signed_name = models.CharField(_("ชื่อผู้รับรอง"), max_length=150)
    signed_position = models.CharField(_("ตำแหน่ง"), max_length=200)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้รับรอง"))
    signed_on = models.DateField(_("วันที่รับรอง"))
    signed_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    objects = OfProvince.as_manager()

    class Meta:
        verbose_name = _("การรับรองยอดหนี้เดิม")
        verbose_name_plural = _("การรับรองยอดหนี้เดิม")
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="old_debt_difference_is_explained", condition=Q(differences=0) | ~Q(explanation="")
            ),
            models.CheckConstraint(name="old_debt_agreement_is_named", condition=~Q(signed_name="")),
        ]
        triggers = _append_only()

    def __str__(self) -> str:
        return f"{self.province_id} {self.base_on} {self.signed_name}"


class OldSubsidy(models.Model):
    """One subsidy of 2556-2559, as the State Audit Office asks for it (R-REP-13, R-ACT-24). Append-only."""

    register = models.ForeignKey(OldRegister, models.PROTECT, related_name="subsidies", verbose_name=_("ไฟล์"))
    row = models.PositiveIntegerField(_("แถวในไฟล์"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    fiscal_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    number = models.CharField(_("เลขที่โครงการ"), max_length=40)
    organisation = models.CharField(_("องค์กรหรือกลุ่ม"), max_length=200)
    title = models.CharField(_("โครงการ"), max_length=300)
    approved = models.DecimalField(_("เงินที่อนุมัติ"), max_digits=14, decimal_places=2)
    paid = models.DecimalField(_("เงินที่จ่าย"), max_digits=14, decimal_places=2)
    paid_on = models.DateField(_("วันที่จ่าย"), null=True, blank=True)
    used = models.DecimalField(_("เงินที่ใช้"), max_digits=14, decimal_places=2)
    returned = models.DecimalField(_("เงินที่ส่งคืน"), max_digits=14, decimal_places=2)
    has_report = models.BooleanField(_("มีรายงานผล"), null=True, blank=True)

    objects = OfAmphoe.as_manager()

    class Meta:
        verbose_name = _("เงินอุดหนุนเดิม")
        verbose_name_plural = _("เงินอุดหนุนเดิม")
        constraints = [
            models.UniqueConstraint(fields=["province", "fiscal_year_be", "number"], name="old_subsidy_once"),
            models.CheckConstraint(
                name="old_subsidy_adds_up",
                condition=Q(approved__gt=0, paid__gte=0, used__gte=0, returned__gte=0)
                & Q(paid__lte=F("approved"))
                & Q(paid__gte=F("used") + F("returned")),
            ),
        ]
        triggers = _append_only()

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
