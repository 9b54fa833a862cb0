"""The chart of accounts, and a province's accounts at the bank and at the treasury."""

import pghistory
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
