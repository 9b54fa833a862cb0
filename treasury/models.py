"""The double-entry ledger, the bank accounts behind it, and the closed months. Only this room writes postings."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from areas.scope import AreaQuerySet


class ProvinceQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": None, "tambon": None}


class LedgerAccount(models.Model):
    """An account of the fund's chart; the chart is data."""

    class Kind(models.TextChoices):
        ASSET = "ASSET", _("สินทรัพย์")
        LIABILITY = "LIABILITY", _("หนี้สิน")
        EQUITY = "EQUITY", _("ทุน")
        INCOME = "INCOME", _("รายได้")
        EXPENSE = "EXPENSE", _("ค่าใช้จ่าย")

    code = models.CharField(_("รหัสบัญชี"), max_length=8, primary_key=True)
    name = models.CharField(_("ชื่อบัญชี"), max_length=120)
    kind = models.CharField(_("หมวด"), max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = _("บัญชีแยกประเภท")
        verbose_name_plural = _("ผังบัญชี")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@pghistory.track()
class BankAccount(models.Model):
    """A province's account: its treasury deposit or its savings account that serves Bill Payment (R-DISB-01)."""

    class Kind(models.TextChoices):
        TREASURY_DEPOSIT = "TREASURY_DEPOSIT", _("เงินฝากคลัง")
        SAVINGS = "SAVINGS", _("ออมทรัพย์รับชำระ (Bill Payment)")

    province = models.ForeignKey(Province, models.PROTECT, related_name="bank_accounts", verbose_name=_("จังหวัด"))
    kind = models.CharField(_("ประเภท"), max_length=20, choices=Kind.choices)
    bank_code = models.CharField(_("รหัสธนาคาร"), max_length=3, blank=True)
    bank_name = models.CharField(_("ธนาคาร"), max_length=100)
    account_number = models.CharField(_("เลขที่บัญชี"), max_length=20)
    name = models.CharField(_("ชื่อบัญชี"), max_length=200)
    biller_id = models.CharField(_("Biller ID"), max_length=15, blank=True)
    ledger_account = models.ForeignKey(LedgerAccount, models.PROTECT, verbose_name=_("บัญชีแยกประเภท"))

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("บัญชีเงินฝาก")
        verbose_name_plural = _("บัญชีเงินฝาก")
        constraints = [
            models.UniqueConstraint(fields=["bank_code", "account_number"], name="bank_account_once"),
            models.UniqueConstraint(fields=["province", "kind"], name="bank_account_one_a_kind"),
            models.CheckConstraint(
                name="biller_id_has_15_digits", condition=Q(biller_id="") | Q(biller_id__regex=r"^\d{15}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.account_number}"


# Entries and closes of one province take turns, so that no entry slips into a month while it is being closed. What lies
# before a closed month is closed too: an entry there would change its opening balances.
_BOOKS_LOCK = 7_302
_MONTH_IS_OPEN = f"""
    PERFORM pg_advisory_xact_lock_shared({_BOOKS_LOCK}, NEW.province_id::int);
    IF EXISTS (
        SELECT 1 FROM treasury_monthclose m
        WHERE m.province_id = NEW.province_id AND m.month_on >= date_trunc('month', NEW.posting_on)::date
          AND m.state IN ('CLOSED', 'CONFIRMED')
    ) THEN
        RAISE EXCEPTION 'month % of province % is closed', to_char(NEW.posting_on, 'YYYY-MM'), NEW.province_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'month_is_open';
    END IF;
    RETURN NEW;
"""
_CLOSE_ALONE = f"""
    PERFORM pg_advisory_xact_lock({_BOOKS_LOCK}, NEW.province_id::int);
    RETURN NEW;
"""
_ENTRY_HAS_POSTINGS = """
    IF (SELECT COUNT(*) FROM treasury_posting p WHERE p.entry_id = NEW.id) < 2 THEN
        RAISE EXCEPTION 'journal entry % has no postings', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
"""


class JournalEntry(models.Model):
    """One entry of a province's journal. A correction is another entry that reverses it."""

    class Kind(models.TextChoices):
        ALLOCATION = "ALLOCATION", _("รับจัดสรรเงินทุน")
        DRAWING = "DRAWING", _("โอนจากเงินฝากคลังเข้าบัญชีธนาคาร")
        DISBURSEMENT = "DISBURSEMENT", _("โอนเงินกู้ให้สมาชิก")
        RECEIPT = "RECEIPT", _("รับชำระคืน")
        REALLOCATION = "REALLOCATION", _("ปรับการตัดชำระ")
        UNMATCHED = "UNMATCHED", _("เงินรับรอตรวจสอบ")
        REMITTANCE = "REMITTANCE", _("นำส่งเงินฝากคลัง")
        REVERSAL = "REVERSAL", _("กลับรายการ")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    number = models.PositiveIntegerField(_("เลขที่"))
    year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    posting_on = models.DateField(_("วันที่ลงบัญชี"))
    value_on = models.DateField(_("วันที่มีผล"))
    kind = models.CharField(_("ประเภท"), max_length=12, choices=Kind.choices)
    memo = models.CharField(_("คำอธิบาย"), max_length=300)
    source = models.CharField(_("เอกสารต้นทาง"), max_length=60, help_text="receipt:12")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("กลับรายการของ")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("ผู้บันทึก")
    )
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายการบัญชี")
        verbose_name_plural = _("สมุดรายวัน")
        ordering = ["posting_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "year_be", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["source", "kind"], name="entry_once_a_source"),
        ]
        indexes = [models.Index(fields=["province", "posting_on", "id"], name="entry_by_posting_date")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="month_is_open", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_MONTH_IS_OPEN
            ),
            pgtrigger.Trigger(
                name="entry_has_postings",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_ENTRY_HAS_POSTINGS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_be}/{self.number} {self.memo}"


_ENTRY_BALANCES = """
    IF (SELECT COALESCE(SUM(p.amount), 0) <> 0 FROM treasury_posting p WHERE p.entry_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'journal entry % does not balance', NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
"""


class Posting(models.Model):
    """One line of an entry: a debit is positive, a credit negative. Append-only; its entry sums to zero at commit."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings", verbose_name=_("รายการ"))
    account = models.ForeignKey(LedgerAccount, models.PROTECT, verbose_name=_("บัญชี"))
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=16, decimal_places=2)
    party = models.CharField(_("คู่บัญชี"), max_length=60, blank=True, help_text="contract:12")

    class Meta:
        verbose_name = _("รายการย่อย")
        verbose_name_plural = _("รายการย่อย")
        indexes = [
            models.Index(fields=["account", "entry"], name="posting_by_account"),
            models.Index(fields=["party"], name="posting_by_party", condition=~Q(party="")),
        ]
        constraints = [models.CheckConstraint(name="posting_is_not_zero", condition=~Q(amount=0))]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="entry_balances",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_ENTRY_BALANCES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"


@pghistory.track()
class MonthClose(models.Model):
    """The close of one month of one province: closed by one, confirmed by another, reopened by name and reason."""

    class State(models.TextChoices):
        CLOSED = "CLOSED", _("ปิดแล้ว รอยืนยัน")
        CONFIRMED = "CONFIRMED", _("ปิดและยืนยันแล้ว")
        REOPENED = "REOPENED", _("เปิดใหม่")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    month_on = models.DateField(_("เดือน"), help_text=_("วันแรกของเดือน"))
    revision = models.PositiveSmallIntegerField(_("ครั้งที่"), default=1)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.CLOSED)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ปิด"))
    closed_on = models.DateField(_("วันที่ปิด"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ยืนยัน")
    )
    confirmed_on = models.DateField(_("วันที่ยืนยัน"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้เปิดใหม่")
    )
    reopened_on = models.DateField(_("วันที่เปิดใหม่"), null=True, blank=True)
    reason = models.CharField(_("เหตุผลที่เปิดใหม่"), max_length=300, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("การปิดบัญชีเดือน")
        verbose_name_plural = _("การปิดบัญชีเดือน")
        constraints = [
            models.UniqueConstraint(fields=["province", "month_on", "revision"], name="month_closed_once_a_revision"),
            models.UniqueConstraint(
                fields=["province", "month_on"], name="month_closed_once", condition=~Q(state="REOPENED")
            ),
            models.CheckConstraint(name="month_on_is_the_first", condition=Q(month_on__day=1)),
            models.CheckConstraint(
                name="month_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("closed_by")),
            ),
            models.CheckConstraint(
                name="reopening_has_reason",
                condition=~Q(state="REOPENED") | (~Q(reason="") & Q(reopened_by__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="close_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_CLOSE_ALONE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.month_on:%Y-%m}/{self.revision}"
