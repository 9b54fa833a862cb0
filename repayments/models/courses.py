"""What every contract owes on every day, worked out beforehand: a cache of the replay, made to be read in millions.

Amounts are whole satang and rates millionths of a year, so that default interest on a day is one exact division of
whole numbers. Both tables are written by the replay only and are the source of nothing.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loans.models import Contract

FOR_EVER = date(9999, 12, 31)


def _contract(related_name: str) -> models.ForeignKey:
    # a contract is never deleted, and a cache that is written by the hundred thousand asks for no proof of it
    return models.ForeignKey(
        Contract,
        models.PROTECT,
        related_name=related_name,
        verbose_name=_("สัญญา"),
        db_index=False,
        db_constraint=False,
    )


class DebtSpan(models.Model):
    """What is left of a debt as a whole on every day from one until another (``repayments.rules.DebtSpan``).

    Every contract in force has one row for each day from its transfer on.
    """

    contract = _contract("debt_spans")
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    until_on = models.DateField(_("ก่อนวันที่"))
    principal = models.BigIntegerField(_("เงินต้นค้าง (สตางค์)"))
    costs = models.BigIntegerField(_("ค่าใช้จ่ายค้าง (สตางค์)"))
    credit = models.BigIntegerField(_("เงินรับล่วงหน้า (สตางค์)"))
    frozen = models.BigIntegerField(_("ดอกเบี้ยพักไว้ยังไม่ถึงกำหนด (สตางค์)"), default=0, db_default=0)

    # the columns of a row as it is copied in, in their order
    COPIED = ("contract_id", "from_on", "until_on", "principal", "costs", "credit", "frozen")

    class Meta:
        verbose_name = _("ยอดหนี้ตามช่วงวัน")
        verbose_name_plural = _("ยอดหนี้ตามช่วงวัน")
        constraints = [
            models.UniqueConstraint(fields=["contract", "from_on"], name="debt_span_once"),
            models.CheckConstraint(name="debt_span_has_days", condition=Q(until_on__gt=F("from_on"))),
        ]
        indexes = [
            # what is owed today lies in the spans that are open for ever: read without the table
            models.Index(
                fields=["contract"],
                include=["from_on", "principal", "costs", "credit", "frozen"],
                condition=Q(until_on=FOR_EVER),
                name="debt_span_for_ever",
            ),
            models.Index(fields=["until_on"], condition=Q(until_on__lt=FOR_EVER), name="debt_span_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.from_on}"


class DueSpan(models.Model):
    """What is due and unpaid of one instalment on every day from one until another (``repayments.rules.DueSpan``)."""

    contract = _contract("due_spans")
    number = models.PositiveSmallIntegerField(_("งวดที่"))
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    until_on = models.DateField(_("ก่อนวันที่"))
    since_on = models.DateField(_("คิดดอกเบี้ยผิดนัดหลังวันที่"))
    due_on = models.DateField(_("ครบกำหนดที่มีผล"))
    default_rate = models.PositiveIntegerField(_("อัตราดอกเบี้ยผิดนัด (ส่วนในล้าน)"))
    day_basis = models.PositiveSmallIntegerField(_("จำนวนวันต่อปี"))
    principal = models.BigIntegerField(_("เงินต้นค้าง (สตางค์)"))
    contract_interest = models.BigIntegerField(_("ดอกเบี้ยค้าง (สตางค์)"))
    default_interest = models.BigIntegerField(_("ดอกเบี้ยผิดนัดค้าง (สตางค์)"))
    costs = models.BigIntegerField(_("ค่าใช้จ่ายค้าง (สตางค์)"))

    COPIED = (
        "contract_id",
        "number",
        "from_on",
        "until_on",
        "since_on",
        "due_on",
        "default_rate",
        "day_basis",
        "principal",
        "contract_interest",
        "default_interest",
        "costs",
    )

    class Meta:
        verbose_name = _("ยอดถึงกำหนดตามช่วงวัน")
        verbose_name_plural = _("ยอดถึงกำหนดตามช่วงวัน")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number", "from_on"], name="due_span_once"),
            models.CheckConstraint(name="due_span_has_days", condition=Q(until_on__gt=F("from_on"))),
        ]
        indexes = [
            # by the day on which it falls due: what is not due yet is not even looked at
            models.Index(
                fields=["from_on"],
                include=[
                    "contract",
                    "since_on",
                    "due_on",
                    "default_rate",
                    "day_basis",
                    "principal",
                    "contract_interest",
                    "default_interest",
                    "costs",
                ],
                condition=Q(until_on=FOR_EVER),
                name="due_span_open",
            ),
            models.Index(fields=["until_on"], condition=Q(until_on__lt=FOR_EVER), name="due_span_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} #{self.number} {self.from_on}"


class StaleCourse(models.Model):
    """A contract about which something was written since its spans were; the database notes it, the replay clears it.

    Until then it is worked out when it is read.
    """

    contract = models.OneToOneField(
        Contract, models.PROTECT, primary_key=True, related_name="stale_course", verbose_name=_("สัญญา")
    )

    class Meta:
        verbose_name = _("สัญญาที่รอคำนวณยอดหนี้ใหม่")
        verbose_name_plural = _("สัญญาที่รอคำนวณยอดหนี้ใหม่")

    def __str__(self) -> str:
        return str(self.contract_id)


class MovedDueDate(models.Model):
    """A contract whose effective due dates followed the calendar since its last replay; the database notes it.

    What is owed is worked out right without it; receipts, books and letters follow by the job that clears it.
    """

    contract = models.OneToOneField(
        Contract, models.PROTECT, primary_key=True, related_name="moved_due_date", verbose_name=_("สัญญา")
    )

    class Meta:
        verbose_name = _("สัญญาที่วันครบกำหนดเลื่อนตามวันหยุด")
        verbose_name_plural = _("สัญญาที่วันครบกำหนดเลื่อนตามวันหยุด")

    def __str__(self) -> str:
        return str(self.contract_id)
