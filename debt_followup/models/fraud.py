"""Debts of fraud: a file of their own with its reasons, its papers and the decision (R-DEBT-04, R-LIM-07)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debt_followup.models.acknowledgements import OfContractQuerySet
from debt_followup.rules.fraud import FRAUD_FILE, FraudState
from documents.models import StoredFile
from loans.models import Contract

_OPENED = ("contract_id", "opened_on", "reasons", "opened_by_id")


@pghistory.track()
class FraudCase(models.Model):
    """The suspicion that a loan was got or used by fraud, and what was decided about it.

    From ``decided_on`` on a debt that was found to be one counts as fraud debt in the registers, apart from the debts
    of contract. What the debtor owes, and until when the fund may sue, stays as it is.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="fraud_cases", verbose_name=_("สัญญา"))
    opened_on = models.DateField(_("เปิดเรื่องวันที่"))
    reasons = models.TextField(_("ข้อเท็จจริงและเหตุที่สงสัย"), max_length=2000)
    state = models.CharField(
        _("สถานะ"),
        max_length=10,
        choices=[(state.value, _(label)) for state, label in FRAUD_FILE.labels.items()],
        default=FraudState.OPENED,
    )
    decision_number = models.CharField(_("เลขที่มติหรือคำสั่ง"), max_length=100, blank=True)
    decided_on = models.DateField(_("มติลงวันที่"), null=True, blank=True)
    decision = models.CharField(_("ผลการวินิจฉัย"), max_length=1000, blank=True)
    decision_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึกมติ")
    )
    ended_on = models.DateField(_("สิ้นสุดวันที่"), null=True, blank=True)
    ended_reason = models.CharField(_("เหตุที่สิ้นสุด"), max_length=500, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้เปิดเรื่อง")
    )
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("แฟ้มหนี้ทุจริต")
        verbose_name_plural = _("แฟ้มหนี้ทุจริต")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="fraud_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], name="one_fraud_file_running", condition=Q(state__in=["OPENED", "CONFIRMED"])
            ),
            models.CheckConstraint(name="fraud_file_says_why", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="fraud_is_decided",
                condition=Q(state="OPENED", decided_on__isnull=True, decision_recorded_by__isnull=True)
                | (
                    ~Q(state="OPENED")
                    & Q(decided_on__gte=F("opened_on"), decision_recorded_by__isnull=False)
                    & ~Q(decision_number="")
                ),
            ),
            models.CheckConstraint(
                name="fraud_decided_by_another",
                condition=Q(decision_recorded_by__isnull=True) | ~Q(decision_recorded_by=F("opened_by")),
            ),
            models.CheckConstraint(
                name="settled_fraud_has_end",
                condition=~Q(state="SETTLED") | (Q(ended_on__gte=F("decided_on")) & ~Q(ended_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="opened_stays", operation=pgtrigger.UpdateOf(*_OPENED)),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=FRAUD_FILE.guard_sql(constraint="fraud_step_allowed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.opened_on}"


class FraudPaper(models.Model):
    """A paper of a fraud file: what was found, the order of the inquiry, the decision. Append-only."""

    case = models.ForeignKey(FraudCase, models.PROTECT, related_name="papers", verbose_name=_("แฟ้ม"))
    title = models.CharField(_("ชื่อเอกสาร"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("ไฟล์"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้แนบ"))
    added_on = models.DateField(_("แนบวันที่"))

    class Meta:
        verbose_name = _("เอกสารในแฟ้มหนี้ทุจริต")
        verbose_name_plural = _("เอกสารในแฟ้มหนี้ทุจริต")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "file"], name="fraud_paper_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title
