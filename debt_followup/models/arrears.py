"""How long each contract is behind and until when the fund may sue, on every day: a cache, to be read in millions.

What is due and unpaid comes from the spans of the repayments, what interrupted the periods from
``selectors.interruptions``. The source of nothing.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debt_followup.models.acknowledgements import OfContractQuerySet
from loans.models import Contract
from repayments.models.courses import FOR_EVER


class ArrearsSpan(models.Model):
    """The oldest unpaid instalment of a contract and its last days to sue, on every day from one until another.

    There is one while an instalment is due and unpaid (``debt_followup.rules.ArrearsSpan``). It is past due after
    ``due_on``; the period counts from ``nominal_on``, or from ``since_on``, the last event that interrupted it.
    ``further_until`` are the last days of other debtors and instalments between the first and ``barred_from``.
    """

    # a contract is never deleted, and a cache that is written by the hundred thousand asks for no proof of it
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        related_name="arrears_spans",
        verbose_name=_("สัญญา"),
        db_index=False,
        db_constraint=False,
    )
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    until_on = models.DateField(_("ก่อนวันที่"))
    due_on = models.DateField(_("ครบกำหนดที่มีผลของงวดเก่าสุด"))
    nominal_on = models.DateField(_("ครบกำหนดตามสัญญาของงวดเก่าสุด"))
    since_on = models.DateField(_("อายุความนับจากวันถัดจาก"))
    representative_until = models.DateField(_("ฟ้องผู้แทนกลุ่มได้ถึง"))
    earliest_until = models.DateField(_("ฟ้องได้ถึงเร็วที่สุดของลูกหนี้ทุกคน"))
    barred_from = models.DateField(_("ขาดอายุความทุกงวดและทุกคนตั้งแต่"))
    last_due_on = models.DateField(_("งวดสุดท้ายครบกำหนด"))
    principal = models.BigIntegerField(_("เงินต้นคงเหลือ (สตางค์)"))
    further_until = ArrayField(
        models.DateField(), default=list, db_default=[], verbose_name=_("วันสุดท้ายที่ฟ้องได้ของงวดและลูกหนี้อื่น")
    )

    # the columns of a row as it is copied in, in their order
    COPIED = (
        "contract_id",
        "from_on",
        "until_on",
        "due_on",
        "nominal_on",
        "since_on",
        "representative_until",
        "earliest_until",
        "barred_from",
        "last_due_on",
        "principal",
        "further_until",
    )

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("ช่วงวันที่ค้างชำระและอายุความ")
        verbose_name_plural = _("ช่วงวันที่ค้างชำระและอายุความ")
        constraints = [
            models.UniqueConstraint(fields=["contract", "from_on"], name="arrears_span_once"),
            models.CheckConstraint(name="arrears_span_has_days", condition=Q(until_on__gt=F("from_on"))),
            models.CheckConstraint(
                name="earliest_day_is_earliest", condition=Q(earliest_until__lte=F("representative_until"))
            ),
        ]
        indexes = [
            # who is behind today, the longest first: read in this order without the table
            models.Index(
                fields=["due_on", "contract"],
                include=["from_on", "earliest_until", "barred_from", "last_due_on", "principal"],
                condition=Q(until_on=FOR_EVER),
                name="arrears_span_open",
            ),
            models.Index(
                fields=["earliest_until", "contract"],
                include=["from_on", "barred_from"],
                condition=Q(until_on=FOR_EVER),
                name="arrears_span_expiring",
            ),
            models.Index(fields=["until_on"], condition=Q(until_on__lt=FOR_EVER), name="arrears_span_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.from_on}"


class StaleArrears(models.Model):
    """A contract about which something was written since its arrears were; the database notes it.

    Until they are written anew they are worked out when they are read.
    """

    contract = models.OneToOneField(
        Contract, models.PROTECT, primary_key=True, related_name="stale_arrears", verbose_name=_("สัญญา")
    )

    class Meta:
        verbose_name = _("สัญญาที่รอคำนวณอายุความใหม่")
        verbose_name_plural = _("สัญญาที่รอคำนวณอายุความใหม่")

    def __str__(self) -> str:
        return str(self.contract_id)
