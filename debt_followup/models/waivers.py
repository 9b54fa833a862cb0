"""Default interest waived by a resolution of the province (A-34): asked by one person, approved by another."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debt_followup.models.acknowledgements import OfContractQuerySet
from debt_followup.rules.acts import WAIVER, WaiverState
from documents.models import Document, StoredFile
from loans.models import Contract, ContractChange

_DECISION_STAYS = """
    RAISE EXCEPTION 'waiver % is what was resolved', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'waiver_stays_as_resolved';
"""
_COLUMNS = ("contract_id", "amount", "decision_number", "decided_on", "reason", "asked_by_id", "asked_on")
_RESOLVED = ("contract", "amount", "decision_number", "decided_on", "reason", "asked_by", "asked_on")


@pghistory.track()
class Waiver(models.Model):
    """So much default interest that is not asked of a debtor any more, from the day of the resolution on.

    Approved it is an event of the contract, which the replay reads; withdrawn by a later resolution it counts no more,
    and both stay readable.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="waivers", verbose_name=_("สัญญา"))
    amount = models.DecimalField(_("เบี้ยปรับที่งดหรือลด"), max_digits=12, decimal_places=2)
    decision_number = models.CharField(_("เลขที่มติ อกส.จ."), max_length=100)
    decided_on = models.DateField(_("มติลงวันที่"))
    reason = models.CharField(_("เหตุผล"), max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("สำเนามติ"))
    state = models.CharField(
        _("สถานะ"),
        max_length=16,
        choices=[(state.value, _(label)) for state, label in WAIVER.labels.items()],
        default=WaiverState.ASKED,
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้เสนอ"))
    asked_on = models.DateField(_("วันที่เสนอ"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้อนุมัติ")
    )
    approved_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    note = models.CharField(_("เหตุผลที่ไม่อนุมัติ"), max_length=300, blank=True)
    event = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="waiver", verbose_name=_("เหตุการณ์")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หนังสือแจ้งลูกหนี้")
    )
    withdrawal_number = models.CharField(_("เลขที่มติเพิกถอน"), max_length=100, blank=True)
    withdrawal_reason = models.CharField(_("เหตุที่เพิกถอน"), max_length=300, blank=True)
    withdrawal_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้เสนอเพิกถอน")
    )
    withdrawal = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("การเพิกถอน")
    )

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("การงดหรือลดเบี้ยปรับ")
        verbose_name_plural = _("การงดหรือลดเบี้ยปรับ")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state"], name="waiver_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], name="one_waiver_to_decide", condition=Q(state__in=["ASKED", "WITHDRAWAL_ASKED"])
            ),
            models.CheckConstraint(name="waiver_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="waiver_has_its_resolution", condition=~Q(decision_number="") & ~Q(reason="")),
            models.CheckConstraint(
                name="waiver_approved_by_another",
                condition=Q(state="ASKED", decided_by__isnull=True)
                | (Q(decided_by__isnull=False) & ~Q(state="ASKED") & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="waiver_is_an_event",
                condition=Q(state__in=["ASKED", "REFUSED"], event__isnull=True)
                | (Q(state__in=["APPROVED", "WITHDRAWAL_ASKED", "WITHDRAWN"]) & Q(event__isnull=False)),
            ),
            models.CheckConstraint(
                name="withdrawn_waiver_is_an_event",
                condition=Q(withdrawal__isnull=True) & ~Q(state="WITHDRAWN")
                | Q(state="WITHDRAWN", withdrawal__isnull=False) & ~Q(withdrawal_number=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays_as_resolved",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*_COLUMNS),
                condition=pgtrigger.AnyChange(*_RESOLVED),
                func=_DECISION_STAYS,
            ),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=WAIVER.guard_sql(constraint="waiver_step_allowed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.decision_number}"
