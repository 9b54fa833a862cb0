"""Entries and their postings: append-only, balanced at commit, refused in a closed month; written by this room only."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import LedgerAccount, ProvinceQuerySet

# Entries and closes of one province take turns, so that no entry slips into a month while it is being closed. What lies
# before a closed month is closed too: an entry there would change its opening balances.
BOOKS_LOCK = 7_302
_MONTH_IS_OPEN = f"""
    PERFORM pg_advisory_xact_lock_shared({BOOKS_LOCK}, NEW.province_id::int);
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
        OPENING = "OPENING", _("ยอดยกมาเมื่อเริ่มใช้ระบบ")
        SUBSIDY = "SUBSIDY", _("จ่ายเงินอุดหนุน")
        SUBSIDY_BACK = "SUBSIDY_BACK", _("รับคืนเงินอุดหนุน")
        ADMIN = "ADMIN", _("จ่ายค่าบริหารกองทุน")
        RETURN = "RETURN", _("ส่งคืนงบประมาณให้กรม")
        MONEY_BACK = "MONEY_BACK", _("รับคืนเงินกู้ที่ไม่ได้ใช้")
        REFUND = "REFUND", _("คืนเงินให้ผู้ชำระ")
        INTEREST = "INTEREST", _("ดอกเบี้ยเงินฝากธนาคาร")
        BANK_FEE = "BANK_FEE", _("ค่าธรรมเนียมธนาคาร")
        ALLOWANCE = "ALLOWANCE", _("ปรับค่าเผื่อหนี้สงสัยจะสูญ")
        WRITE_OFF = "WRITE_OFF", _("ตัดหนี้สูญ")
        RECOVERY = "RECOVERY", _("รับชำระหนี้ที่ตัดสูญแล้ว")
        ARRIVAL = "ARRIVAL", _("เงินนำส่งถึงบัญชีเงินฝากคลัง")
        YEAR_CLOSE = "YEAR_CLOSE", _("ปิดบัญชีรายได้และค่าใช้จ่ายสิ้นปี")

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
