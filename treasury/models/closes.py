"""The close of a month and of a fiscal year: by one person, signed by another, opened again by name and reason."""

import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import ProvinceQuerySet
from .ledger import BOOKS_LOCK, JournalEntry

_CLOSE_ALONE = f"""
    PERFORM pg_advisory_xact_lock({BOOKS_LOCK}, NEW.province_id::int);
    RETURN NEW;
"""

# The days of the month are made anew from the postings, then what was brought up to its end is added up from all days;
# a month that is opened again has no such sums.
_MONTH_IS_ADDED_UP = """
    IF TG_OP = 'UPDATE' AND (OLD.state = 'REOPENED') = (NEW.state = 'REOPENED') THEN
        RETURN NULL;
    END IF;
    last := (NEW.month_on + INTERVAL '1 month')::date - 1;
    DELETE FROM treasury_monthtotal WHERE province_id = NEW.province_id AND as_of = last;
    IF NEW.state <> 'REOPENED' THEN
        DELETE FROM treasury_daytotal
        WHERE province_id = NEW.province_id AND posting_on BETWEEN NEW.month_on AND last;
        INSERT INTO treasury_daytotal (province_id, account_id, posting_on, cause, debit, credit)
        SELECT e.province_id, p.account_id, e.posting_on, COALESCE(r.kind, e.kind),
               SUM(GREATEST(p.amount, 0)), SUM(GREATEST(-p.amount, 0))
        FROM treasury_journalentry e
        JOIN treasury_posting p ON p.entry_id = e.id
        LEFT JOIN treasury_journalentry r ON r.id = e.reverses_id
        WHERE e.province_id = NEW.province_id AND e.posting_on BETWEEN NEW.month_on AND last
        GROUP BY 1, 2, 3, 4;
        INSERT INTO treasury_monthtotal (province_id, as_of, account_id, cause, debit, credit)
        SELECT d.province_id, last, d.account_id, d.cause, SUM(d.debit), SUM(d.credit)
        FROM treasury_daytotal d WHERE d.province_id = NEW.province_id AND d.posting_on <= last
        GROUP BY d.province_id, d.account_id, d.cause;
    END IF;
    RETURN NULL;
"""


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
            pgtrigger.Trigger(
                name="month_is_added_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("last", "DATE")],
                func=_MONTH_IS_ADDED_UP,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.month_on:%Y-%m}/{self.revision}"


@pghistory.track()
class YearClose(models.Model):
    """The close of a province's fiscal year: made by one, signed by another, opened again by name and reason.

    ``balances`` holds the balance of every account on 30 September (a debit positive), as both signed it; ``entry``
    carries income and expense over to the accumulated result on the first day of the next year. A year without either
    has none.
    """

    class State(models.TextChoices):
        CLOSED = "CLOSED", _("ปิดแล้ว รอลงนามรับรอง")
        SIGNED = "SIGNED", _("รับรองแล้ว")
        REOPENED = "REOPENED", _("เปิดใหม่")

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    fiscal_year_be = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    revision = models.PositiveSmallIntegerField(_("ครั้งที่"), default=1)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.CLOSED)
    balances = models.JSONField(_("ยอดคงเหลือ ณ วันสิ้นปี"), encoder=DjangoJSONEncoder)
    surplus = models.DecimalField(_("รายได้สูง (ต่ำ) กว่าค่าใช้จ่าย"), max_digits=16, decimal_places=2)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="year_close", verbose_name=_("รายการปิดบัญชี")
    )
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ปิด"))
    closed_on = models.DateField(_("วันที่ปิด"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้รับรอง")
    )
    signed_on = models.DateField(_("วันที่รับรอง"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้เปิดใหม่")
    )
    reopened_on = models.DateField(_("วันที่เปิดใหม่"), null=True, blank=True)
    reason = models.CharField(_("เหตุผลที่เปิดใหม่"), max_length=300, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("การปิดบัญชีปี")
        verbose_name_plural = _("การปิดบัญชีปี")
        ordering = ["-fiscal_year_be", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "fiscal_year_be", "revision"], name="year_closed_once_a_revision"
            ),
            models.UniqueConstraint(
                fields=["province", "fiscal_year_be"], name="year_closed_once", condition=~Q(state="REOPENED")
            ),
            models.CheckConstraint(
                name="year_signed_by_another",
                condition=(Q(signed_by__isnull=True) & ~Q(state="SIGNED"))
                | (Q(signed_by__isnull=False) & ~Q(signed_by=models.F("closed_by"))),
            ),
            models.CheckConstraint(
                name="year_reopening_has_reason",
                condition=~Q(state="REOPENED") | (~Q(reason="") & Q(reopened_by__isnull=False)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.province} {self.fiscal_year_be}/{self.revision}"
