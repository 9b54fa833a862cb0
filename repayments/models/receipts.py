"""Receipts, and what each of them paid."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from loans.models import Contract

from .bank import BankLine
from .payers import ReceiptPayer
from .reversals import ReceiptReversal

# A line, or each share of a split line, has one receipt in force: a further one only after the reversal of the former.
# Once for all that a statement writes, row by row by its keys (OFFSET 0); turns hold apart two statements that do not
# see each other.
_ONE_IN_FORCE = """
    SELECT w.bank_line_id, w.share INTO line, part
    FROM written w
    CROSS JOIN LATERAL (
        SELECT r.id FROM repayments_receipt r
        WHERE r.bank_line_id = w.bank_line_id AND r.share = w.share AND r.id <> w.id OFFSET 0
    ) other
    WHERE NOT EXISTS (
        SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = other.id AND v.state = 'APPROVED'
    ) LIMIT 1;
    IF line IS NOT NULL THEN
        RAISE EXCEPTION 'bank line % share % has a receipt in force', line, part
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'receipt_one_in_force';
    END IF;
    RETURN NULL;
"""
# The columns that a receipt repeats of its contract, and a row of allocation of its receipt, for their indexes: they
# are compared once for all that a statement writes, so that no row of them has to be proved by itself.
_AREA_OF_ITS_CONTRACT = """
    SELECT w.id INTO wrong
    FROM written w
    LEFT JOIN LATERAL (
        SELECT c.province_id, c.amphoe_id, c.tambon_id FROM loans_contract c WHERE c.id = w.contract_id OFFSET 0
    ) its ON TRUE
    WHERE (w.province_id, w.amphoe_id, w.tambon_id) IS DISTINCT FROM (its.province_id, its.amphoe_id, its.tambon_id)
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'receipt % names another area than its contract', wrong
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'receipt_area_of_its_contract';
    END IF;
    RETURN NULL;
"""
_CONTRACT_OF_ITS_RECEIPT = """
    SELECT w.id INTO wrong
    FROM written w
    LEFT JOIN LATERAL (SELECT r.contract_id FROM repayments_receipt r WHERE r.id = w.receipt_id OFFSET 0) its ON TRUE
    WHERE w.contract_id IS DISTINCT FROM its.contract_id LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'allocation % names another contract than its receipt', wrong
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'allocation_contract_of_its_receipt';
    END IF;
    RETURN NULL;
"""


def _of_all_written(name: str, func: str, **declared: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="written"),
        declare=list(declared.items()),
        func=func,
    )


class _NotOnlySara(pgtrigger.AnyChange):
    """That an update does anything else than change the number in SARA, whatever columns there will be."""

    exclude = ["sara_number"]

    def resolve(self, model: type[models.Model]) -> str:
        """Return the condition as SQL."""
        return f"({super().resolve(model)} OR OLD.sara_number = NEW.sara_number)"


class ReceiptQuerySet(AreaQuerySet):
    def in_force(self) -> "ReceiptQuerySet":
        """Return the receipts that were not reversed."""
        return self.filter(~Exists(_reversals()))

    def with_reversal(self) -> "ReceiptQuerySet":
        """Return the receipts, each knowing as ``is_reversed`` whether it was reversed."""
        return self.annotate(is_reversed=Exists(_reversals()))

    def known_at(self, moment) -> "ReceiptQuerySet":
        """Return the receipts that stood at a moment: issued by then and not reversed by then."""
        return self.filter(~Exists(_reversals().filter(decided_at__lte=moment)), issued_at__lte=moment)

    def with_payer(self, known_at=None) -> "ReceiptQuerySet":
        """Return the receipts, each knowing as ``payer_id`` which signer paid, and as ``payer_known_at`` since when.

        Both are None where nobody ever said who paid; the former alone where it turned out that nobody knows.

        :param known_at: as it was known at this moment.
        """
        rows = ReceiptPayer.objects.filter(receipt=OuterRef("pk"), state=ReceiptPayer.State.APPROVED)
        if known_at is not None:
            rows = rows.filter(known_at__lte=known_at)
        newest = rows.order_by("-known_at", "-pk")
        return self.annotate(
            payer_id=Subquery(newest.values("party")[:1]), payer_known_at=Subquery(newest.values("known_at")[:1])
        )


def _reversals():
    return ReceiptReversal.objects.filter(receipt=OuterRef("pk"), state=ReceiptReversal.State.APPROVED)


# Its number in SARA is given to a receipt later. No row of history is written where it is issued: those are very many.
@pghistory.track(
    pghistory.UpdateEvent(),
    fields=["sara_number"],
    model_name="ReceiptInSara",
    obj_field=pghistory.ObjForeignKey(related_name="events"),
)
class Receipt(models.Model):
    """A fund receipt for one receipt of money (R-REPAY-09): numbered per province and fiscal year, immutable.

    Only its number in SARA is recorded, and corrected, afterwards; the history keeps the earlier ones. It belongs to a
    bank line, or to one share of a line that was split over contracts (``share`` counts them). One that was issued by
    mistake is reversed, never deleted; the line may then have another, ``turn`` 2.
    """

    # province, contract and bank line have no index of their own: one of those named below begins with each; the area
    # is the contract's, which has proved it
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, db_constraint=False, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, db_constraint=False, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, db_constraint=False, verbose_name=_("ตำบล"))
    number = models.PositiveIntegerField(_("เลขที่"))
    fiscal_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="receipts", db_index=False, verbose_name=_("สัญญา")
    )
    bank_line = models.ForeignKey(
        BankLine, models.PROTECT, related_name="receipts", db_index=False, verbose_name=_("รายการธนาคาร")
    )
    share = models.PositiveSmallIntegerField(_("ส่วนที่"), default=1, help_text=_("ลำดับส่วนของรายการธนาคารที่แบ่งให้หลายสัญญา"))
    turn = models.PositiveSmallIntegerField(_("ครั้งที่ออก"), default=1, help_text=_("เพิ่มขึ้นเมื่อออกใหม่แทนฉบับที่ยกเลิก"))
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2)
    value_on = models.DateField(_("วันที่ชำระ"))
    posting_on = models.DateField(_("วันที่ลงบัญชี"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้ออก"))
    issued_at = models.DateTimeField(_("ออกเมื่อ"), auto_now_add=True)
    # what is copied in leaves it out: the default is the database's, and the index has only those that were recorded
    sara_number = models.CharField(_("เลขที่ในระบบ SARA"), max_length=40, blank=True, default="", db_default="")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("ใบเสร็จรับเงิน")
        verbose_name_plural = _("ใบเสร็จรับเงิน")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "fiscal_year_be", "number"], name="receipt_number_once"),
            models.UniqueConstraint(fields=["bank_line", "share", "turn"], name="receipt_once_a_turn"),
            models.UniqueConstraint(
                fields=["province", "sara_number"], name="receipt_in_sara_once", condition=~Q(sara_number="")
            ),
            models.CheckConstraint(name="receipt_amount_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["contract", "value_on"], name="receipt_by_contract")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update, condition=_NotOnlySara()),
            _of_all_written("one_in_force", _ONE_IN_FORCE, line="BIGINT", part="SMALLINT"),
            _of_all_written("area_of_its_contract", _AREA_OF_ITS_CONTRACT, wrong="BIGINT"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.fiscal_year_be}"


class Allocation(models.Model):
    """What a receipt paid, line by line, as one replay of the contract found it; superseded, never changed.

    The current split of a contract is that of its highest ``replay``, without the rows of reversed receipts. A line
    without instalment and component CREDIT is the surplus that waits for the next instalment, one of component REFUND
    the part of it that was paid back.
    """

    class Component(models.TextChoices):
        COSTS = "COSTS", _("ค่าใช้จ่าย")
        DEFAULT_INTEREST = "DEFAULT_INTEREST", _("เบี้ยปรับ/ดอกเบี้ยผิดนัด")
        CONTRACT_INTEREST = "CONTRACT_INTEREST", _("ดอกเบี้ยเงินกู้")
        PRINCIPAL = "PRINCIPAL", _("เงินต้น")
        CREDIT = "CREDIT", _("เงินรับล่วงหน้า")
        REFUND = "REFUND", _("คืนเงินแล้ว")

    # neither has an index of its own: allocation_by_replay and allocation_line_once begin with them; the contract is
    # the receipt's, which has proved it
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        related_name="allocations",
        db_index=False,
        db_constraint=False,
        verbose_name=_("สัญญา"),
    )
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, related_name="allocations", db_index=False, verbose_name=_("ใบเสร็จ")
    )
    replay = models.PositiveIntegerField(_("การคำนวณครั้งที่"))
    line = models.PositiveSmallIntegerField(_("บรรทัด"))
    instalment_number = models.PositiveSmallIntegerField(_("งวดที่"), null=True, blank=True)
    component = models.CharField(_("ส่วน"), max_length=17, choices=Component.choices)
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2)
    working = models.JSONField(_("วิธีคิด"), default=dict, blank=True)

    class Meta:
        verbose_name = _("การตัดชำระ")
        verbose_name_plural = _("การตัดชำระ")
        ordering = ["contract", "replay", "receipt", "line"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "replay", "line"], name="allocation_line_once"),
            models.CheckConstraint(name="allocation_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["contract", "-replay"], name="allocation_by_replay")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            _of_all_written("contract_of_its_receipt", _CONTRACT_OF_ITS_RECEIPT, wrong="BIGINT"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.component} {self.amount}"
