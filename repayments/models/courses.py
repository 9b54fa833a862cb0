"""What every contract owes on every day, worked out beforehand: a cache of the replay, made to be read in millions."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loans.models import Contract

FOR_EVER = date(9999, 12, 31)


class DebtSpan(models.Model):
    """What is left of one instalment on every day from one until another, as ``repayments.rules.Span`` says it.

    Amounts are whole satang and rates millionths, so that default interest on a day is one exact division of whole
    numbers. Number 0 is the debt as a whole: its costs, its credit; every contract in force has such a row for each day
    from its transfer on. Written by the replay only, never a source of anything.
    """

    # a contract is never deleted, and a cache that is written by the hundred thousand asks for no proof of it
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="debt_spans", verbose_name=_("สัญญา"), db_index=False, db_constraint=False
    )
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    until_on = models.DateField(_("ก่อนวันที่"))
    since_on = models.DateField(_("คิดดอกเบี้ยผิดนัดหลังวันที่"))
    due_on = models.DateField(_("ครบกำหนดที่มีผล"))
    due_from_on = models.DateField(_("ถึงกำหนดตั้งแต่วันที่"))
    default_rate = models.PositiveIntegerField(_("อัตราดอกเบี้ยผิดนัด (ส่วนในล้าน)"))
    day_basis = models.PositiveSmallIntegerField(_("จำนวนวันต่อปี"))
    number = models.PositiveSmallIntegerField(_("งวดที่"))
    principal = models.BigIntegerField(_("เงินต้นค้าง (สตางค์)"))
    contract_interest = models.BigIntegerField(_("ดอกเบี้ยค้าง (สตางค์)"))
    default_interest = models.BigIntegerField(_("ดอกเบี้ยผิดนัดค้าง (สตางค์)"))
    costs = models.BigIntegerField(_("ค่าใช้จ่ายค้าง (สตางค์)"))
    credit = models.BigIntegerField(_("เงินรับล่วงหน้า (สตางค์)"))

    # the columns of a row as it is copied in, in their order
    COPIED = (
        "contract_id",
        "from_on",
        "until_on",
        "since_on",
        "due_on",
        "due_from_on",
        "default_rate",
        "day_basis",
        "number",
        "principal",
        "contract_interest",
        "default_interest",
        "costs",
        "credit",
    )

    class Meta:
        verbose_name = _("ยอดหนี้ตามช่วงวัน")
        verbose_name_plural = _("ยอดหนี้ตามช่วงวัน")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number", "from_on"], name="debt_span_once"),
            models.CheckConstraint(name="debt_span_has_days", condition=Q(until_on__gt=F("from_on"))),
        ]
        indexes = [
            # what is owed today lies in the open spans: read in the order of contracts, without the table
            models.Index(
                fields=["contract"],
                include=[
                    "from_on",
                    "since_on",
                    "due_on",
                    "due_from_on",
                    "default_rate",
                    "day_basis",
                    "number",
                    "principal",
                    "contract_interest",
                    "default_interest",
                    "costs",
                    "credit",
                ],
                condition=Q(until_on=FOR_EVER),
                name="debt_span_open",
            ),
            models.Index(fields=["until_on"], condition=Q(until_on__lt=FOR_EVER), name="debt_span_ended"),
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
