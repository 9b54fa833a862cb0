"""What each day brought on each account, and all days up to the end of a closed month: no page adds up all years."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import LedgerAccount
from .ledger import JournalEntry


class DayTotal(models.Model):
    """The debits and credits of one day on one account of a province, by what caused them: a sum of postings.

    The database adds to it with every statement that writes postings, in the same transaction, and makes the days of a
    month anew from the postings when the month is closed; nobody else writes it. Postings are never changed nor taken
    away, so what was added stays right. The cause of a reversal is the kind of what it reverses. ``verify_ledger``
    holds it against the postings. It proves the province and the account of all of them.
    """

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", db_index=False, verbose_name=_("จังหวัด"))
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="+", db_index=False, verbose_name=_("บัญชี"))
    posting_on = models.DateField(_("วันที่ลงบัญชี"))
    cause = models.CharField(_("ประเภท"), max_length=12, choices=JournalEntry.Kind.choices)
    debit = models.DecimalField(_("เดบิต"), max_digits=18, decimal_places=2)
    credit = models.DecimalField(_("เครดิต"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("ยอดรวมรายวันของบัญชี")
        verbose_name_plural = _("ยอดรวมรายวันของบัญชี")
        constraints = [
            models.UniqueConstraint(fields=["province", "account", "posting_on", "cause"], name="day_total_once")
        ]
        indexes = [models.Index(fields=["province", "posting_on"], name="day_total_by_day")]
        triggers = [
            pgtrigger.Protect(
                name="derived",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),  # written by postings and closes alone
            )
        ]

    def __str__(self) -> str:
        return f"{self.province_id} {self.account_id} {self.posting_on} {self.cause}"


class MonthTotal(models.Model):
    """All debits and credits of an account of a province up to the last day of a closed month, by what caused them.

    The database adds up the days when the month is closed, in the same transaction, and drops what it wrote when the
    month is opened again: no entry can change it in between. Nobody else writes it. A page reads the newest one before
    its period and the days since. ``verify_ledger`` holds it against the days.
    """

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("จังหวัด")
    )
    as_of = models.DateField(_("วันสิ้นเดือน"))
    account = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("บัญชี")
    )
    cause = models.CharField(_("ประเภท"), max_length=12, choices=JournalEntry.Kind.choices)
    debit = models.DecimalField(_("เดบิต"), max_digits=20, decimal_places=2)
    credit = models.DecimalField(_("เครดิต"), max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("ยอดสะสมของบัญชี ณ สิ้นเดือนที่ปิด")
        verbose_name_plural = _("ยอดสะสมของบัญชี ณ สิ้นเดือนที่ปิด")
        constraints = [
            models.UniqueConstraint(fields=["province", "as_of", "account", "cause"], name="month_total_once")
        ]
        triggers = [
            pgtrigger.Protect(
                name="derived",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),  # written by the close of a month alone
            )
        ]

    def __str__(self) -> str:
        return f"{self.province_id} {self.as_of} {self.account_id} {self.cause}"
