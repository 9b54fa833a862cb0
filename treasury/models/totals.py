"""What each day brought on each account, kept by the database beside the postings: no page adds up all years."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Province

from .accounts import LedgerAccount
from .ledger import JournalEntry


class DayTotal(models.Model):
    """The debits and credits of one day on one account of a province, by what caused them: a sum of postings.

    The database adds to it with every statement that writes postings, in the same transaction; nobody else writes it.
    The cause of a reversal is the kind of what it reverses. ``verify_ledger`` holds it against the postings.
    """

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("จังหวัด")
    )
    account = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("บัญชี")
    )
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

    def __str__(self) -> str:
        return f"{self.province_id} {self.account_id} {self.posting_on} {self.cause}"
