"""Entries and their postings: append-only, balanced, refused in a closed month; written by this room only."""

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
    PERFORM pg_advisory_xact_lock_shared({BOOKS_LOCK}, w.province_id::int)
    FROM (SELECT DISTINCT province_id FROM written ORDER BY province_id) w;
    SELECT to_char(w.posting_on, 'YYYY-MM') || ' of province ' || w.province_id INTO closed
    FROM (SELECT DISTINCT province_id, posting_on FROM written) w
    WHERE EXISTS (
        SELECT 1 FROM treasury_monthclose m
        WHERE m.province_id = w.province_id AND m.month_on >= date_trunc('month', w.posting_on)::date
          AND m.state IN ('CLOSED', 'CONFIRMED')
    ) LIMIT 1;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'month % is closed', closed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'month_is_open';
    END IF;
    RETURN NULL;
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
        REFUND_DRAW = "REFUND_DRAW", _("เบิกจากเงินฝากคลังเพื่อคืนเงินให้ผู้ชำระ")
        INTEREST = "INTEREST", _("ดอกเบี้ยเงินฝากธนาคาร")
        BANK_FEE = "BANK_FEE", _("ค่าธรรมเนียมธนาคาร")
        ALLOWANCE = "ALLOWANCE", _("ปรับค่าเผื่อหนี้สงสัยจะสูญ")
        WRITE_OFF = "WRITE_OFF", _("ตัดหนี้สูญ")
        RECOVERY = "RECOVERY", _("รับชำระหนี้ที่ตัดสูญแล้ว")
        ARRIVAL = "ARRIVAL", _("เงินนำส่งถึงบัญชีเงินฝากคลัง")
        YEAR_CLOSE = "YEAR_CLOSE", _("ปิดบัญชีรายได้และค่าใช้จ่ายสิ้นปี")

    # no index of its own: entry_number_once begins with it; that there is such a province, and such an account of a
    # posting, is proved once by the total of the day to which every posting adds, not by each row of it
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, db_constraint=False, verbose_name=_("จังหวัด"))
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
                name="month_is_open",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="written"),
                declare=[("closed", "TEXT")],
                func=_MONTH_IS_OPEN,
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

    @property
    def kind_label(self) -> str:
        """Return the kind as a reader sees it; to ask Django for it walks all kinds anew for every row of a page."""
        return str(self.Kind(self.kind).label)


# Once for all that a statement writes: an entry's lines are written together, by whatever way.
_ENTRY_BALANCES = """
    SELECT w.entry_id INTO wrong FROM (SELECT DISTINCT entry_id FROM written) w
    WHERE (SELECT SUM(p.amount) FROM treasury_posting p WHERE p.entry_id = w.entry_id) <> 0 LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'journal entry % does not balance', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
"""
# OFFSET 0: each posting's entry is looked up by its key, whatever the plan was made for. A posting before its entry has
# no province and is refused.
_DAY_IS_ADDED_UP = """
    INSERT INTO treasury_daytotal AS kept (province_id, account_id, posting_on, cause, debit, credit)
    SELECT e.province_id, w.account_id, e.posting_on, e.cause,
           SUM(GREATEST(w.amount, 0)), SUM(GREATEST(-w.amount, 0))
    FROM written w
    LEFT JOIN LATERAL (
        SELECT j.province_id, j.posting_on,
               COALESCE((SELECT r.kind FROM treasury_journalentry r WHERE r.id = j.reverses_id), j.kind) AS cause
        FROM treasury_journalentry j WHERE j.id = w.entry_id OFFSET 0
    ) e ON TRUE
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (province_id, account_id, posting_on, cause)
    DO UPDATE SET debit = kept.debit + EXCLUDED.debit, credit = kept.credit + EXCLUDED.credit;
    RETURN NULL;
"""


class Posting(models.Model):
    """One line of an entry: a debit is positive, a credit negative. Append-only; all lines of an entry sum to zero."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings", verbose_name=_("รายการ"))
    # no index of its own: posting_by_account begins with it
    account = models.ForeignKey(
        LedgerAccount, models.PROTECT, db_index=False, db_constraint=False, verbose_name=_("บัญชี")
    )
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
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="written"),
                declare=[("wrong", "BIGINT")],
                func=_ENTRY_BALANCES,
            ),
            pgtrigger.Trigger(
                name="day_is_added_up",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="written"),
                func=_DAY_IS_ADDED_UP,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"
